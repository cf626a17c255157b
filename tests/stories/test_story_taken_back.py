"""Rule 9: what comes back, with and without the number of its sale."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, receipt, returned, sale, void


def _source(desk: Desk, no: str = "TH1") -> tuple[str | None, int | None]:
    (row,) = desk.cli.table("returns", "--where", f"return_no={no}")
    return row["sale_no"], row["sale_line"]


def test_without_a_sale_number_the_oldest_line_is_taken(desk: Desk) -> None:
    """By the day of the sale, not by the order of import; it is written into the row."""
    desk.recorded("sales", sale("XS2", sold_on="2026-05-02"), sale("XS1", sold_on="2026-05-01"))
    desk.recorded("returns", returned())
    assert _source(desk) == ("XS1", 1)


def test_a_line_without_enough_outstanding_is_passed_over(desk: Desk) -> None:
    """A line that cannot bear the whole return is not taken."""
    desk.recorded("sales", sale("XS1", quantity="5"), sale("XS2", quantity="8", sold_on="2026-05-02"))
    desk.recorded(
        "returns", returned("TH1", quantity="3"), returned("TH2", quantity="3"), returned("TH3", quantity="2")
    )
    assert [_source(desk, no)[0] for no in ("TH1", "TH2", "TH3")] == ["XS1", "XS2", "XS1"]


def test_without_any_line_that_can_bear_it_a_return_is_rejected(desk: Desk) -> None:
    """Two lines of five bear a return of six, each its part, and none of eleven."""
    desk.recorded("sales", sale("XS1", quantity="5"), sale("XS2", quantity="5"))
    desk.refused("returns", returned(quantity="11"))


def test_only_the_customers_own_lines_of_the_same_goods_are_taken(desk: Desk) -> None:
    """Another customer, lot or product does not count."""
    desk.recorded("receipts", receipt("YS2", "L2"))
    desk.recorded(
        "sales", sale("XS1", customer_code="C2"), sale("XS2", "L2"), sale("XS3", sold_on="2026-05-05")
    )
    desk.recorded("returns", returned())
    assert _source(desk) == ("XS3", 1)


def test_a_later_sale_is_not_the_source_of_an_earlier_return(desk: Desk) -> None:
    """A line sold after the day of the return is passed over."""
    desk.recorded("sales", sale(sold_on="2026-05-21"))
    desk.refused("returns", returned(returned_on="2026-05-20"))
    desk.recorded("returns", returned(returned_on="2026-05-21"))


def test_the_same_return_again_is_a_duplicate(desk: Desk) -> None:
    """What the system wrote into the row is not compared with the blank of the file."""
    desk.recorded("sales", sale())
    desk.recorded("returns", returned())
    assert desk.take("returns", returned()) == (0, 1, 0)


def test_a_blank_lot_is_taken_from_the_line(desk: Desk) -> None:
    """A return that names its sale need not repeat the lot."""
    desk.recorded("sales", sale())
    desk.recorded("returns", returned(lot="", sale_no="XS1"))
    assert desk.cli.table("returns")[0]["lot"] == "L1"
    assert desk.cli.preview("--lot", "L1")["totals"]["returned"] == "1"


def test_a_blank_serial_is_taken_when_one_unit_is_left(desk: Desk) -> None:
    """After one of two units has come back, the other one is meant."""
    unit = {"product_code": "P02"}
    desk.recorded("sales", sale("XS1", "", "2", serial="SN1;SN2", **unit))
    desk.recorded("returns", returned("TH1", "", sale_no="XS1", serial="SN1", **unit))
    desk.recorded("returns", returned("TH2", "", sale_no="XS1", **unit))
    assert [row["serial"] for row in desk.cli.table("returns")] == ["SN1", "SN2"]
    answer = desk.cli.preview("--product", "P02")
    assert [(row["serial"], row["outstanding"]) for row in answer["consignees"]] == [
        ("SN1", "0"),
        ("SN2", "0"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"customer_code": "C2"},
        {"returned_on": "2026-04-30"},
        {"sale_no": "XS9"},
        {"sale_line": "2"},
        {"product_code": "P03", "lot": ""},
        {"lot": "L2"},
        {"quantity": "11"},
    ],
)
def test_a_return_that_does_not_fit_its_line_is_rejected(desk: Desk, wrong: dict[str, str]) -> None:
    """Another customer's line, before the sale, an unknown sale, other goods, more than was sold."""
    desk.recorded("sales", sale())
    desk.refused("returns", {**returned(sale_no="XS1", sale_line="1"), **wrong})
    desk.recorded("returns", returned(sale_no="XS1", sale_line="1"))


def test_returns_add_up_over_the_line(desk: Desk) -> None:
    """More than outstanding over all unvoided returns is rejected; a voided one gives room again."""
    desk.recorded("sales", sale())
    desk.recorded(
        "returns", returned("TH1", quantity="6", sale_no="XS1"), returned("TH2", quantity="4", sale_no="XS1")
    )
    assert "XS1" in desk.refused("returns", returned("TH3", sale_no="XS1"))
    desk.recorded("voids", void("returns", "TH1"))
    desk.recorded("returns", returned("TH3", quantity="6", sale_no="XS1"))


def test_two_lines_of_one_return_are_judged_together(desk: Desk) -> None:
    """Six and five out of ten are too much, in one document too."""
    desk.recorded("sales", sale())
    desk.refused("returns", returned(quantity="6", sale_no="XS1"), returned(quantity="5", sale_no="XS1"))


def test_a_voided_sale_takes_nothing_back(desk: Desk) -> None:
    """With or without the number, a voided line is no source."""
    desk.recorded("sales", sale())
    desk.recorded("voids", void("sales", "XS1"))
    desk.refused("returns", returned(sale_no="XS1"))
    desk.refused("returns", returned())


def test_a_unit_comes_back_once(desk: Desk) -> None:
    """A serial that was not sold, or has come back, is rejected."""
    unit = {"product_code": "P02"}
    desk.recorded("sales", sale("XS1", "", "1", serial="SN1", **unit))
    desk.refused("returns", returned("TH1", "", serial="SN9", sale_no="XS1", **unit))
    desk.recorded("returns", returned("TH1", "", serial="SN1", sale_no="XS1", **unit))
    desk.refused("returns", returned("TH2", "", serial="SN1", sale_no="XS1", **unit))


def test_a_return_counts_from_its_day(desk: Desk) -> None:
    """`returned` counts from `returned_on`."""
    desk.recorded("sales", sale())
    desk.recorded("returns", returned(quantity="4"))
    seen = [desk.cli.preview("--lot", "L1", "--at", day)["totals"] for day in ("2026-05-19", "2026-05-20")]
    assert [(totals["returned"], totals["outstanding"]) for totals in seen] == [("0", "10"), ("4", "6")]
