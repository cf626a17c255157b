"""Serials of a line: one or several in a cell, however they are set apart."""

from __future__ import annotations

import pytest

from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.codes import code
from ledger.intake.cells.serials import RANGE_LIMIT, count_of, counted, serials
from ledger.intake.cells.words import several


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("SN1", "SN1"),
        ("SN1;SN2", "SN1;SN2"),
        ("SN1； SN2、ＳＮ３\nSN4\r\nSN5;", "SN1;SN2;SN3;SN4;SN5"),
        ("20260501.0;7.0", "20260501;7"),
        ("SN1,SN2，SN3", "SN1;SN2;SN3"),
        ('="SN1;SN2"', "SN1;SN2"),
        ("SN1;NULL;不详", "SN1"),
        ("(SN1,SN2)", "SN1;SN2"),
        ("（SN1、SN2；SN3）", "SN1;SN2;SN3"),
        ("【SN1;SN2】", "SN1;SN2"),
        ('="[SN1;SN2]"', "SN1;SN2"),
        ("(A)1,(B)2", "(A)1;(B)2"),
        ("SN1（备）、SN2", "SN1(备);SN2"),
        ("(SN1)", "(SN1)"),
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


@pytest.mark.parametrize("cell", ["SN1(备用,SN2)", "(SN1,SN2", "SN1、SN2）", "【SN1；SN2", "[A](B,C)"])
def test_a_bracket_that_is_torn_makes_no_codes_of_its_halves(cell: str) -> None:
    for read in (serials, lambda text: several(text, code)):
        with pytest.raises(CellError) as refused:
            read(cell)
        assert refused.value.problem.code == "bracket_torn"


def test_a_list_of_codes_may_stand_in_brackets() -> None:
    assert several("（PZ1、PZ2）", code) == ["PZ1", "PZ2"]


@pytest.mark.parametrize(
    ("cell", "quantity", "expected"),
    [
        ("SN1/SN2", "2", "SN1;SN2"),
        ("SN1 / SN2 / SN3", "3", "SN1;SN2;SN3"),
        ("SN1 SN2", "2", "SN1;SN2"),
        ("SN001-SN003", "3", "SN001;SN002;SN003"),
        ("SN001~SN003", "3", "SN001;SN002;SN003"),
        ("SN001～SN003", "3", "SN001;SN002;SN003"),
        ("SN001 至 SN003", "3", "SN001;SN002;SN003"),
        ("SN001—SN003", "3", "SN001;SN002;SN003"),
        ("SN001 - SN003", "3", "SN001;SN002;SN003"),
        ("SN001-003", "3", "SN001;SN002;SN003"),
        ("AB-07-AB-09", "3", "AB-07;AB-08;AB-09"),
        ("SN9-SN11", "3", "SN9;SN10;SN11"),
        ("20240001-20240003", "3", "20240001;20240002;20240003"),
        ("SN001-SN003、SN007", "4", "SN001;SN002;SN003;SN007"),
        ("SN001-SN002 SN005", "3", "SN001;SN002;SN005"),
        ("SN 1/SN 2", "2", "SN 1;SN 2"),
    ],
)
def test_the_quantity_says_that_a_cell_names_several_units(cell: str, quantity: str, expected: str) -> None:
    assert counted(serials(cell) or "", quantity) == expected


@pytest.mark.parametrize(
    "cell", ["A/1", "A 1", "SN001-SN010", "2024-2025", "12/34", "SN1/SN2", "SN1 SN2", "SN-1"]
)
def test_one_unit_has_one_serial_whatever_stands_in_it(cell: str) -> None:
    assert counted(serials(cell) or "", "1") == cell


@pytest.mark.parametrize("cell", ["SN-0001", "A12/3", "SN 1", "2024-0001", "24/0001", "LOT-A-12"])
def test_without_a_quantity_what_looks_like_one_serial_is_one(cell: str) -> None:
    assert counted(serials(cell) or "", None) == cell


@pytest.mark.parametrize("cell", ["SN001-SN010", "SN001~SN010", "SN0001/SN0002", "SN0001 SN0002", "1至3"])
def test_without_a_quantity_what_may_be_several_is_refused(cell: str) -> None:
    with pytest.raises(CellError) as refused:
        counted(serials(cell) or "", None)
    assert refused.value.problem.code == "serials_uncounted"


@pytest.mark.parametrize(
    ("cell", "quantity"),
    [
        ("SN001-SN010", "9"),
        ("SN001~SN010", "1"),
        ("SN1/SN2", "3"),
        ("SN1 SN2 SN3", "2"),
        ("SN001-SN003;SN007", "3"),
        ("SN1-SN2", "1.5"),
    ],
)
def test_a_quantity_that_fits_no_reading_is_refused(cell: str, quantity: str) -> None:
    with pytest.raises(CellError) as refused:
        counted(serials(cell) or "", quantity)
    assert refused.value.problem.code == "serials_of_other_count"


@pytest.mark.parametrize(
    "cell", ["SN 1", "SN001/002", "SN010-SN001", "SN01-SN100", "A1-B3", "SN1-1000000", "A/B"]
)
def test_what_is_neither_list_nor_range_is_never_made_one(cell: str) -> None:
    """No serial arises that nobody wrote: the count of one then differs from the quantity."""
    assert counted(cell, "2") == cell


def test_a_range_has_its_limit() -> None:
    most = counted(f"A00001-A{RANGE_LIMIT:05}", str(RANGE_LIMIT))
    assert (count_of(most), most.endswith("A10000")) == (RANGE_LIMIT, True)
    assert counted(f"A00001-A{RANGE_LIMIT + 1:05}", str(RANGE_LIMIT + 1)) == f"A00001-A{RANGE_LIMIT + 1:05}"


def test_a_unit_named_twice_by_a_range_is_refused() -> None:
    with pytest.raises(CellError) as refused:
        counted("SN1/SN1", "2")
    assert refused.value.problem.code == "serial_twice"


def test_a_range_in_a_list_of_serials_names_each_of_its_units(opened) -> None:
    """A hold on `SN001~SN003` would else hold nothing at all."""
    headings = "hold_no,product_code,serials,quantity,hold_reason,held_by,held_at"
    cells = {
        "SN001~SN003、SN007,4": ["SN001", "SN002", "SN003", "SN007"],
        "SN001-SN003,3": ["SN001", "SN002", "SN003"],
        "SN-1;SN-2,": ["SN-1", "SN-2"],
        "A12-34,100": ["A12-34"],
        "SN001-SN003,2": None,
        "SN001~SN003,": None,
    }
    for cell, expected in cells.items():
        (one,) = opened(f"{headings}\nH1,P1,{cell},原因,E1,2026-05-01\n", table="quality_holds")
        (row,) = one.rows()
        assert [reason.particulars["column"] for reason in row.reasons] == ([] if expected else ["serials"])
        assert expected is None or row.data["serials"] == expected
