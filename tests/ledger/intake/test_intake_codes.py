"""Codes, lots and serials."""

from __future__ import annotations

import pytest

from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.codes import CODE_LIMIT, code
from ledger.intake.cells.serials import serials


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
        ("6.901234567892E+12", "6901234567892"),
        ("6.901234567892e12", "6901234567892"),
        ("６.９０１２３４５６７８９２Ｅ＋１２", "6901234567892"),
        ("2.02605010E+7", "20260501"),
        ("9.99999999999999E+14", "999999999999999"),
    ],
)
def test_a_code_that_a_spreadsheet_made_a_number_is_read_back_as_its_digits(cell: str, expected: str) -> None:
    assert code(cell) == expected


@pytest.mark.parametrize(
    "cell",
    ["6E12", "12E3", "20260501.5", "1.2.0", "E+12", "-5.0", "12.0A", "2E-1", "1-2", "MAR1", "2026-05-01"],
)
def test_a_code_that_only_looks_like_a_number_or_a_day_stays_as_it_is(cell: str) -> None:
    assert code(cell) == cell


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
