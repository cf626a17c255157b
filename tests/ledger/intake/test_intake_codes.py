"""Codes, lots and serials."""

from __future__ import annotations

import pytest

from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.codes import CODE_LIMIT, code, count_of, serials


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("XS20260501-001", "XS20260501-001"),
        ("  xs-1  ", "xs-1"),
        ("ＸＳ０１", "XS01"),
        ("A  B\tC", "A B C"),
        ("A\u3000B", "A B"),
        ("\u200bL24\ufeff", "L24"),
        ("007", "007"),
        ("国械注准20203140001", "国械注准20203140001"),
        ("（2024）第１号", "(2024)第1号"),
    ],
)
def test_a_code_is_normalised_trimmed_and_keeps_its_case(cell: str, expected: str) -> None:
    assert code(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("20260501.0", "20260501"),
        ("20260501.00", "20260501"),
        ("007.0", "007"),
        ("6.9E+12", "6900000000000"),
        ("6.9e+12", "6900000000000"),
        ("6.9E12", "6900000000000"),
        ("6E+12", "6000000000000"),
        ("６.９Ｅ＋１２", "6900000000000"),
        ("6.901234567892E+12", "6901234567892"),
    ],
)
def test_a_code_that_a_spreadsheet_made_a_number_is_read_back_as_its_digits(cell: str, expected: str) -> None:
    assert code(cell) == expected


@pytest.mark.parametrize(
    "cell", ["6E12", "6.95E+1", "20260501.5", "1.2.0", "E+12", "-5.0", "12.0A", "1.0E+99"]
)
def test_a_code_that_only_looks_like_a_number_stays_as_it_is(cell: str) -> None:
    assert code(cell) == (cell if cell != "1.0E+99" else "1" + "0" * 99)


@pytest.mark.parametrize("cell", ["", " ", "/", "-", "—", "——", "无", "無", "／", "－", " / ", "\u3000"])
def test_a_mark_for_nothing_is_a_blank_code(cell: str) -> None:
    assert code(cell) is None
    assert serials(cell) is None


def test_a_scanned_udi_keeps_its_group_separators() -> None:
    assert code("0106901234567892\x1d10L24\x1d21SN7") == "0106901234567892\x1d10L24\x1d21SN7"


@pytest.mark.parametrize("cell", ["A\x01B", "A\x7fB", "A\x85\x86"])
def test_a_control_character_in_a_code_is_refused(cell: str) -> None:
    with pytest.raises(CellError) as refused:
        code(cell)
    assert refused.value.problem.code == "bad_code"


def test_a_code_of_the_longest_length_is_taken_and_a_longer_one_refused() -> None:
    assert code("A" * CODE_LIMIT) == "A" * CODE_LIMIT
    for text in ("A" * (CODE_LIMIT + 1), "号" * (CODE_LIMIT + 1)):
        with pytest.raises(CellError) as refused:
            code(text)
        assert refused.value.problem.code == "code_too_long"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("SN1", "SN1"),
        ("SN1;SN2", "SN1;SN2"),
        ("SN1； SN2、ＳＮ３\nSN4\r\nSN5;", "SN1;SN2;SN3;SN4;SN5"),
        ("20260501.0;7.0", "20260501;7"),
        ("SN1;/;SN2", "SN1;SN2"),
        ("SN 1;SN  2", "SN 1;SN 2"),
    ],
)
def test_several_serials_in_a_cell_are_joined_in_one_form(cell: str, expected: str) -> None:
    assert serials(cell) == expected
    assert count_of(expected) == len(expected.split(";"))


def test_a_serial_twice_in_a_cell_is_refused_also_in_another_writing() -> None:
    with pytest.raises(CellError) as refused:
        serials("SN1、SN2；ＳＮ１")
    assert refused.value.problem.code == "serial_twice"
    assert refused.value.particulars == {"text": "SN1"}
