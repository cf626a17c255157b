"""What a maker recalls: units from one serial to another, goods by their last day, goods of some days."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.cli import csv_rows
from tests.support.desk import Desk, receipt, returned, sale, void

PUMP = {"product_code": "P02"}


def _pumps(desk: Desk) -> None:
    """Twelve pumps come in over two days; some are sold, one comes back and is sold again."""
    desk.recorded(
        "receipts",
        receipt("YS2", "", "6", serial="A0008;A0009;A0010;A0011;A0012;B0010", **PUMP),
        receipt(
            "YS3", "", "2", serial="A0013;A0014", received_on="2026-02-01", accepted_on="2026-02-02", **PUMP
        ),
    )
    desk.recorded(
        "sales",
        sale("XS1", "", "2", serial="A0009;A0010", **PUMP),
        sale("XS2", "", "2", serial="A0012;B0010", customer_code="C2", sold_on="2026-05-10", **PUMP),
        sale("XS3", "", "1", serial="A0013", customer_code="C2", sold_on="2026-05-11", **PUMP),
    )
    desk.recorded("returns", returned("TH1", "", serial="A0009", **PUMP))
    desk.recorded(
        "sales", sale("XS4", "", "1", serial="A0009", customer_code="C2", sold_on="2026-06-01", **PUMP)
    )


def _holders(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(row["customer_code"], row["serial"], row["outstanding"]) for row in answer["consignees"]]


def test_units_are_recalled_from_one_serial_to_another(desk: Desk) -> None:
    """By the number at the end, however it is written; others of the same receipt and sale stay out."""
    _pumps(desk)
    answer = desk.cli.preview("--product", "P02", "--serial", "A9..A0012", "--prove")
    assert answer["scope"]["serial"] == ["A9..A0012"]
    assert _holders(answer) == [
        ("C1", "A0009", "0"),
        ("C1", "A0010", "1"),
        ("C2", "A0009", "1"),
        ("C2", "A0012", "1"),
    ]
    assert [(row["serial"], row["quantity"]) for row in answer["on_hand"]] == [("A0011", "1")]
    assert answer["totals"]["accepted"] == "4"
    assert answer["proof"] == {"proved": True, "differences": []}
    assert [row["doc_no"] for row in desk.cli.trace("--serial", "A0008..A0009")] == [
        *("YS2", "YS2"),
        *("XS1", "TH1", "XS4"),
    ]


def test_a_range_and_a_single_serial_are_asked_together(desk: Desk) -> None:
    _pumps(desk)
    answer = desk.cli.preview("--serial", "B0010；A0013..A9999", "--prove")
    assert answer["scope"]["serial"] == ["B0010", "A0013..A9999"]
    assert _holders(answer) == [("C2", "A0013", "1"), ("C2", "B0010", "1")]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (
            "A0001..B0009",
            [
                "Reading a range of serials: expected both ends to begin alike, got 'A0001' and 'B0009'.",
                "Write a range for each beginning; several may be given.",
            ],
        ),
        (
            "A0009..A0001",
            [
                "Reading a range of serials: expected the lower one first, got 'A0009..A0001'.",
                "Swap the two ends and try again.",
            ],
        ),
        (
            "A..B",
            [
                "Reading a range of serials: expected two that end in digits, like A0001..A0350, got 'A..B'.",
                "Correct it and try again; give single serials one by one.",
            ],
        ),
        (
            "A0001..A0007",
            [
                "Reading the scope: expected a known value of --serial, got 'A0001..A0007'.",
                "The nearest known ones: A0008, A0009.",
            ],
        ),
    ],
)
def test_a_range_that_cannot_be_meant_is_refused(desk: Desk, wanted: str, said: list[str]) -> None:
    _pumps(desk)
    refused = desk.cli.run("recall", "preview", "--serial", wanted, expect=2)
    assert refused.err.splitlines() == said


def test_goods_are_recalled_by_their_last_day(desk: Desk) -> None:
    """Both ends count; of what nobody states the last day, all is shown, marked and listed as possible."""
    desk.recorded("receipts", receipt("YS2", "L2", expiry_date="2028-12-31"))
    desk.recorded(
        "sales",
        sale("XS1"),
        sale("XS2", "L2", customer_code="C2"),
        sale("XS3", "L9", expiry_date="2028-12-31"),
    )
    answer = desk.cli.preview("--expiry-from", "2028-12-31", "--expiry-to", "2028-12-31", "--prove")
    assert answer["scope"]["expiry_from"] == answer["scope"]["expiry_to"] == "2028-12-31"
    assert answer["scope"]["unknown_dates"] == []
    assert [(row["customer_code"], row["lot"]) for row in answer["consignees"]] == [
        ("C1", "L9"),
        ("C2", "L2"),
    ]
    desk.recorded("sales", sale("XS4", "L8"))
    answer = desk.cli.preview("--expiry-from", "2028-12-31", "--prove")
    assert answer["scope"]["unknown_dates"] == [{"product_code": "P01", "lot": "L8", "serial": None}]
    assert "XS4" in {row["doc_no"] for row in answer["possible"]}
    assert answer["proof"]["proved"]


def test_only_sales_of_some_days_are_shown_with_what_came_back_of_them(desk: Desk) -> None:
    """The days of the range are among it; the lot's totals are whole, and what is shown is summed apart."""
    desk.recorded(
        "sales",
        sale("XS1", quantity="10", sold_on="2026-05-01"),
        sale("XS2", quantity="5", sold_on="2026-05-02"),
        sale("XS3", quantity="3", sold_on="2026-05-03", customer_code="C2"),
    )
    desk.recorded("returns", returned("TH1", quantity="2", sale_no="XS1"), returned("TH2", sale_no="XS2"))
    answer = desk.cli.preview("--sold-from", "2026-05-02", "--sold-to", "2026-05-03", "--prove")
    shown = [
        (row["customer_code"], row["sold"], row["returned"], row["sale_nos"]) for row in answer["consignees"]
    ]
    assert shown == [("C1", "5", "1", ["XS2"]), ("C2", "3", "0", ["XS3"])]
    assert answer["totals"]["sold"] == "18"
    assert answer["narrowed"] == {"sold": "8", "returned": "1", "outstanding": "7"}
    assert answer["proof"]["proved"]
    to_one = desk.cli.preview("--sold-from", "2026-05-02", "--customer", "C2", "--lot", "L1", "--prove")
    assert [row["sale_nos"] for row in to_one["consignees"]] == [["XS3"]]
    desk.cli.run(
        *("recall", "preview", "--sold-to", "2026-05-01", "--output", desk.folder / "consignees.csv"),
    )
    assert [row["销售单号"] for row in csv_rows(desk.folder / "consignees.csv")] == ["XS1"]


def test_goods_are_recalled_by_the_day_they_arrived(desk: Desk) -> None:
    """The day of arrival counts, not that of acceptance; a receipt that was voided brought nothing."""
    _pumps(desk)
    days = ("--received-from", "2026-02-01", "--received-to", "2026-02-01")
    answer = desk.cli.preview(*days, "--prove")
    assert [row["serial"] for row in answer["received"]] == ["A0013", "A0014"]
    assert _holders(answer) == [("C2", "A0013", "1")]
    known = desk.cli.position()
    desk.recorded("voids", void("receipts", "YS3"))
    assert desk.cli.preview(*days, "--prove")["received"] == []
    assert _holders(desk.cli.preview(*days, "--known-at", known, "--prove")) == [("C2", "A0013", "1")]


@pytest.mark.parametrize("name", ["made", "expiry", "sold", "received"])
def test_days_that_are_none_or_in_the_wrong_order_are_refused(desk: Desk, name: str) -> None:
    refused = desk.cli.run("recall", "preview", f"--{name}-to", "31.12.2028", expect=2)
    assert refused.err.splitlines()[0] == (
        f"Preparing a recall: expected a date like 2026-05-01 for --{name}-to, got '31.12.2028'."
    )
    days = (f"--{name}-from", "2026-05-02", f"--{name}-to", "2026-05-01")
    refused = desk.cli.run("recall", "preview", *days, expect=2)
    assert refused.err.splitlines()[0] == (
        f"Preparing a recall: expected the dates of --{name}-from/to in order, got 2026-05-02 to 2026-05-01."
    )


def test_days_in_which_nothing_moved_answer_with_nothing(desk: Desk) -> None:
    answer = desk.cli.preview("--sold-from", "2026-01-01", "--sold-to", "2026-01-31", "--prove")
    assert (answer["consignees"], answer["received"], answer["possible"]) == ([], [], [])
    assert answer["proof"]["proved"]


def test_a_cell_of_several_lots_is_possible_where_one_of_them_is_recalled(desk: Desk) -> None:
    """Received and sold as one lot, as it was written; a recall of one names its lines."""
    for number, cell in (("7", "L7/L8"), ("8", "L7和L8"), ("9", "L7 L8"), ("10", "L7"), ("11", "L8")):
        desk.recorded("receipts", receipt(f"YS{number}", cell, "5"))
        desk.recorded("sales", sale(f"XS{number}", cell, "2"))
    answer = desk.cli.preview("--product", "P01", "--lot", "L7")
    found = {(row["doc_no"], row["lot"], row["reason"]) for row in answer["possible"]}
    cells = {"7": "L7/L8", "8": "L7和L8", "9": "L7 L8"}
    assert found == {
        (f"{kind}{number}", cell, "lot_looks_alike")
        for number, cell in cells.items()
        for kind in ("YS", "XS")
    }
    assert [row["receipt_nos"] for row in answer["received"]] == [["YS10"]]
    assert [row["sale_nos"] for row in answer["consignees"]] == [["XS10"]]


def test_a_unit_sold_under_another_lot_is_possible_in_the_recall_of_its_own(desk: Desk) -> None:
    """M-12a, interface rule 14: the lot on the label of the receipt is recalled, whatever the bill says."""
    came = receipt("YS2", "L7", "2", serial="A1;A2", **PUMP)
    desk.recorded("receipts", came, receipt("YS3", "L8", "1", serial="B1", **PUMP))
    sold = sale("XS1", "L8", "1", serial="A1", **PUMP)
    desk.recorded("sales", sold, sale("XS2", "L7", "1", serial="A2", **PUMP))
    assert [(one["rule"], one["doc_no"]) for one in desk.findings()] == [("M-12a", "XS1")]
    own, other = desk.cli.preview("--lot", "L7", "--prove"), desk.cli.preview("--lot", "L8", "--prove")
    assert [(row["doc_no"], row["lot"], row["reason"]) for row in own["possible"]] == [
        ("XS1", "L8", "open_finding")
    ]
    assert [row["serial"] for row in own["consignees"]] == ["A2"]
    assert ([row["serial"] for row in other["consignees"]], other["possible"]) == (["A1"], [])
