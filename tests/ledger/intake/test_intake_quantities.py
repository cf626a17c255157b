"""Numbers as people and spreadsheets write them."""

from __future__ import annotations

import pytest

from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.numbers import DIGITS, decimal, line_number, money, not_negative, positive, whole


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("10", "10"),
        ("010", "10"),
        ("0", "0"),
        ("0.0", "0"),
        ("-0.00", "0"),
        ("2.50", "2.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+3", "3"),
        ("-18.5", "-18.5"),
        ("−18", "-18"),
        ("1,200", "1200"),
        ("1,234,567.80", "1234567.8"),
        ("1，200", "1200"),
        ("１２.５", "12.5"),
        (" 7 ", "7"),
        ("1 200", "1200"),
        ("'12", "12"),
        ('="12.50"', "12.5"),
        ("9" * DIGITS, "9" * DIGITS),
    ],
)
def test_a_number_becomes_a_plain_string(cell: str, expected: str) -> None:
    assert decimal(cell) == expected


@pytest.mark.parametrize("cell", ["", "/", "-", "—", "无", "－", "NULL", "#N/A", "NaN", "不详", "(null)"])
def test_a_mark_for_nothing_is_a_blank_number(cell: str) -> None:
    assert decimal(cell) is None
    assert whole(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "ten",
        "1e3",
        "1,20",
        "12,34",
        "1.2.3",
        "10盒",
        "¥10",
        "=1+1",
        "inf",
        ".",
        "+",
        "１,２",
        "10²",
        "5①",
        "1 2",
        "10 20",
        "++5",
        "1O",
    ],
)
def test_what_is_no_plain_number_is_refused(cell: str) -> None:
    with pytest.raises(CellError) as refused:
        decimal(cell)
    assert refused.value.problem.code == "bad_number"


def test_a_number_of_too_many_digits_is_refused() -> None:
    with pytest.raises(CellError) as refused:
        decimal("9" * (DIGITS + 1))
    assert refused.value.problem.code == "number_too_long"
    with pytest.raises(CellError) as refused:
        whole("9" * 16)
    assert refused.value.problem.code == "number_too_long"


@pytest.mark.parametrize(
    ("cell", "code"), [("-2", "quantity_negative"), ("0", "quantity_zero"), ("0.00", "quantity_zero")]
)
def test_a_quantity_is_greater_than_zero(cell: str, code: str) -> None:
    assert positive("0.5") == "0.5"
    with pytest.raises(CellError) as refused:
        positive(cell)
    assert refused.value.problem.code == code


def test_a_counted_part_may_be_zero_but_never_negative() -> None:
    assert not_negative("0") == "0"
    with pytest.raises(CellError) as refused:
        not_negative("-1")
    assert refused.value.problem.code == "below_zero"


def test_a_whole_number_may_carry_a_point_and_zeros_only() -> None:
    assert whole("1.0") == 1
    for cell, code in (("1.5", "not_whole"), ("-3", "below_zero")):
        with pytest.raises(CellError) as refused:
            whole(cell)
        assert refused.value.problem.code == code


@pytest.mark.parametrize("cell", ["0", "-1", "1.5", "first"])
def test_a_line_number_counts_from_one(cell: str) -> None:
    assert line_number("1.0") == 1
    assert line_number("/") is None
    with pytest.raises(CellError) as refused:
        line_number(cell)
    assert refused.value.problem.code == "bad_line_number"


@pytest.mark.parametrize(
    "cell", ["¥1,250", "￥ 1250.00", "1250元", "1,250.00 元整", "人民币1250元", "RMB 1250", "CNY1250"]
)
def test_an_amount_may_have_its_currency(cell: str) -> None:
    assert money(cell) == "1250"


@pytest.mark.parametrize(
    "cell", ["元", "¥", "1.25万元", "12.5万", "12元/支", "3元5角", "USD 5", "1250元左右"]
)
def test_an_amount_that_is_no_plain_number_of_yuan_is_refused(cell: str) -> None:
    """The whole cell is shown, not what was left of it."""
    with pytest.raises(CellError) as refused:
        money(cell)
    assert (refused.value.problem.code, refused.value.particulars["text"]) == ("bad_number", cell)


@pytest.mark.parametrize("cell", ["100支", "100 支", "１００支", "1,00支", "100PCS"])
def test_a_unit_behind_a_quantity_is_the_unit_of_the_row(read_sale, cell: str) -> None:
    """Whether it is the product's is asked when the row is decided; what is no number stays none."""
    row = read_sale(quantity=cell, unit="")
    if cell == "1,00支":
        assert [reason.problem.code for reason in row.reasons] == ["bad_number"]
        return
    assert row.reasons == []
    assert (row.data["quantity"], row.data["unit"]) == ("100", cell.strip("1０0１, "))


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        ("100支", "盒"),
        ("12万", ""),
        ("约100支", ""),
        ("10+2支", ""),
        ("10支(赠2)", ""),
        ("100多", ""),
        ("5元", ""),
    ],
)
def test_a_quantity_that_says_more_than_its_unit_is_refused(read_sale, cell: str, unit: str) -> None:
    """Another unit than the row states, a part of the number behind it, a doubt, a gift."""
    row = read_sale(quantity=cell, unit=unit)
    assert [reason.problem.code for reason in row.reasons] == ["bad_number"]
    assert "quantity" not in row.data
