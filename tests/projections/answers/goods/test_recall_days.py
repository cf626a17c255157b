"""A recall by days: of expiry, of receipt and of sale."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.log.prepared import Prepared
from tests.support.events import event, received, returned, sold, voided
from tests.support.small_tables import recalled

GOODS = [
    received("YS1", lot="L1", expiry_date="2028-01-31"),
    received("YS2", lot="L2", expiry_date="2028-02-29", received_on="2026-04-10", accepted_on="2026-04-12"),
    received("YS3", lot="L3"),
    sold("XS1", lot="L1"),
    sold("XS2", lot="L2", sold_on="2026-05-10"),
    sold("XS3", lot="L3", sold_on="2026-05-20", customer="C2"),
    sold("XS4", lot="L4", expiry_date="2028-01-31", sold_on="2026-05-10"),
]


def found(*history: Prepared, **scope: Any) -> list[str]:
    """Return the documents of the answer: receipts, then sales."""
    answer = recalled(*history, **scope)
    receipts = [number for row in answer["received"] for number in row["receipt_nos"]]
    return sorted(receipts) + sorted(number for row in answer["consignees"] for number in row["sale_nos"])


def rows(*history: Prepared, **scope: Any) -> list[tuple[str, str, str, str]]:
    """Return customer, sold, returned and outstanding of each consignee."""
    shown = ("customer_code", "sold", "returned", "outstanding")
    return [tuple(row[name] for name in shown) for row in recalled(*history, **scope)["consignees"]]


@pytest.mark.parametrize(
    ("scope", "documents"),
    [
        ({"expiry_from": "2028-02-01"}, ["YS2", "YS3", "XS2", "XS3"]),
        ({"expiry_to": "2028-01-31"}, ["YS1", "YS3", "XS1", "XS3", "XS4"]),
        ({"expiry_from": "2028-01-31", "expiry_to": "2028-01-31"}, ["YS1", "YS3", "XS1", "XS3", "XS4"]),
        ({"expiry_from": "2028-03-01", "lots": ("L1", "L2")}, []),
    ],
)
def test_expiry_dates_select_by_receipts_or_else_by_the_lines(scope, documents):
    """Both ends belong to it; goods of which nobody states the date are in."""
    assert found(*GOODS, **scope) == documents


@pytest.mark.parametrize("kind", ["returned", "consigned"])
def test_a_return_or_a_consignment_that_states_the_date_selects_its_lot(kind: str):
    sent = {"consignment_no": "XP1", "line": 1, "product_code": "P1", "lot": "L3", "handler": "S1"}
    sent |= {
        "consignment_kind": "trial",
        "consigned_on": "2026-05-21",
        "customer_code": "C1",
        "quantity": "1",
    }
    lines = {
        "returned": returned("TH1", lot="L3", expiry_date="2028-03-31"),
        "consigned": event("goods_consigned_out", expiry_date="2028-03-31", **sent),
    }
    assert found(*GOODS, lines[kind], expiry_to="2028-01-31") == ["YS1", "XS1", "XS4"]
    assert recalled(*GOODS, lines[kind], expiry_from="2028-03-01")["unknown_dates"] == []


def test_goods_without_a_known_expiry_date_are_marked_and_possible():
    answer = recalled(*GOODS, expiry_from="2028-02-01")
    assert answer["unknown_dates"] == [{"product_code": "P1", "lot": "L3", "serial": None}]
    doubts = {row["doc_no"] for row in answer["possible"] if row["reason"] == "dates_unknown"}
    assert doubts == {"YS3", "XS3"}


def test_goods_outside_by_one_date_are_not_unknown_by_the_other():
    """What is known to be made at another time is out, though nobody states when it expires."""
    history = [received("YS1", lot="L1", production_date="2026-01-01"), received("YS2", lot="L2")]
    answer = recalled(*history, made_from="2026-02-01", expiry_to="2028-01-01")
    assert [row["lot"] for row in answer["unknown_dates"]] == ["L2"]
    answer = recalled(*history, made_to="2026-02-01", expiry_to="2028-01-01")
    assert [row["lot"] for row in answer["unknown_dates"]] == ["L1", "L2"]


@pytest.mark.parametrize(
    ("scope", "documents"),
    [
        ({"received_from": "2026-04-10", "received_to": "2026-04-10"}, ["YS2", "XS2"]),
        ({"received_to": "2026-04-09"}, ["YS1", "YS3", "XS1", "XS3"]),
        ({"received_from": "2026-04-11"}, []),
        ({"received_from": "2026-04-01", "customers": "C2"}, ["YS3", "XS3"]),
    ],
)
def test_days_of_receipt_select_by_the_day_on_which_the_goods_arrived(scope, documents):
    assert found(*GOODS, **scope) == documents


def test_a_lot_that_came_on_two_days_is_selected_whole():
    history = [*GOODS, received("YS4", lot="L1", received_on="2026-04-20")]
    assert found(*history, received_from="2026-04-20") == ["YS1", "YS4", "XS1"]


def test_units_of_one_lot_are_told_apart_by_their_receipts():
    history = [
        received("YS1", lot="L1", serial="A", quantity="1"),
        received("YS2", lot="L1", serial="B", quantity="1", received_on="2026-04-20"),
        sold("XS1", lot="L1", serial="A"),
        sold("XS2", serial="B"),
    ]
    assert found(*history, received_from="2026-04-20") == ["YS2", "XS2"]


def test_a_voided_receipt_was_on_no_day():
    history = [received("YS1", lot="L1"), received("YS1", lot="L1", received_on="2026-04-20")]
    history.append(voided("receipts", "YS1", [1]))
    assert found(*history, received_to="2026-04-01") == []
    assert found(*history, received_to="2026-04-01", known=2) == ["YS1"]


def test_only_what_was_sold_in_the_days_is_shown():
    history = [
        received("YS1", lot="L1"),
        sold("XS1", lot="L1", quantity="4"),
        sold("XS2", lot="L1", quantity="2", sold_on="2026-05-02"),
        sold("XS3", lot="L1", sold_on="2026-05-03", customer="C2"),
        sold("XS9", lot="L9", sold_on="2026-05-09"),
    ]
    assert rows(*history, sold_from="2026-05-02", sold_to="2026-05-02") == [("C1", "2", "0", "2")]
    assert rows(*history, sold_from="2026-05-02", sold_to="2026-05-03") == [
        ("C1", "2", "0", "2"),
        ("C2", "1", "0", "1"),
    ]
    answer = recalled(*history, sold_to="2026-05-01")
    assert answer["totals"]["sold"] == "7"
    assert answer["narrowed"] == {"sold": "4", "returned": "0", "outstanding": "4"}
    assert [row["lot"] for row in answer["goods"]] == ["L1"]
    assert recalled(*history, sold_to="2026-05-03", lots="L1")["narrowed"] is None


def test_customers_and_days_ask_for_what_was_sold_to_them_in_these_days():
    history = [
        received("YS1", lot="L1"),
        received("YS2", lot="L2"),
        sold("XS1", lot="L1"),
        sold("XS2", lot="L1", sold_on="2026-05-02", customer="C2"),
        sold("XS3", lot="L2", sold_on="2026-05-02"),
    ]
    assert found(*history, customers="C1", sold_from="2026-05-02") == ["YS2", "XS3"]


def test_a_return_is_shown_with_the_sale_it_names():
    history = [
        received("YS1", lot="L1"),
        sold("XS1", lot="L1", quantity="4"),
        sold("XS2", lot="L1", quantity="4", sold_on="2026-05-02"),
        returned("TH1", lot="L1", sale_no="XS1", sale_line=1),
        returned("TH2", lot="L1", quantity="2", sale_no="XS2", sale_line=1),
    ]
    assert rows(*history, sold_to="2026-05-01") == [("C1", "4", "1", "3")]
    assert rows(*history, sold_from="2026-05-02") == [("C1", "4", "2", "2")]


def test_a_return_that_names_no_sale_counts_only_where_it_can_belong_to_no_other():
    """Nothing is called returned that may still be out."""
    history = [
        received("YS1", lot="L1"),
        sold("XS1", lot="L1", quantity="4"),
        returned("TH1", lot="L1"),
    ]
    assert rows(*history, sold_to="2026-05-01") == [("C1", "4", "1", "3")]
    history.append(sold("XS2", lot="L1", quantity="4", sold_on="2026-05-02"))
    assert rows(*history, sold_to="2026-05-01") == [("C1", "4", "0", "4")]
    assert rows(*history, sold_to="2026-05-02") == [("C1", "8", "1", "7")]


def test_a_return_of_a_unit_that_was_sold_by_lot_goes_with_its_sale():
    history = [
        received("YS1", lot="L1"),
        sold("XS1", lot="L1", quantity="4"),
        returned("TH1", lot="L1", serial="A", sale_no="XS1"),
    ]
    assert rows(*history, sold_to="2026-05-01") == [("C1", "4", "0", "4"), ("C1", "0", "1", "-1")]


def test_a_unit_sold_again_is_shown_as_sold_in_the_days():
    history = [
        received("YS1", lot="L1", serial="A", quantity="1"),
        sold("XS1", serial="A"),
        returned("TH1", serial="A", sale_no="XS1", sale_line=1, returned_on="2026-05-02"),
        sold("XS2", serial="A", sold_on="2026-05-03"),
    ]
    assert rows(*history, sold_to="2026-05-02") == [("C1", "1", "1", "0")]
    assert rows(*history, sold_from="2026-05-03") == [("C1", "1", "0", "1")]


def test_an_exchange_is_shown_with_the_sale_it_names():
    exchanged = event(
        "unit_exchanged",
        exchange_no="HH1",
        line=1,
        exchanged_on="2026-05-09",
        customer_code="C1",
        sale_no="XS1",
        sale_line=1,
        product_code="P1",
        lot="L1",
        quantity="1",
        replacement_product_code="P2",
        replacement_lot="L8",
        reason="破损",
        handler="S1",
    )
    history = [
        received("YS1", lot="L1"),
        sold("XS1", lot="L1", quantity="4"),
        sold("XS2", lot="L1", sold_on="2026-05-02"),
        exchanged,
    ]
    assert rows(*history, sold_to="2026-05-01") == [("C1", "4", "0", "3")]
    assert rows(*history, sold_from="2026-05-02") == [("C1", "1", "0", "1")]


def test_a_sale_outside_the_days_is_not_possible_and_one_inside_is():
    history = [
        received("YS1", lot="L1"),
        sold("XS1", lot="L1"),
        sold("XS2"),
        sold("XS3", sold_on="2026-05-02"),
        received("YS2"),
        returned("TH1"),
    ]
    answer = recalled(*history, lots="L1", sold_to="2026-05-01")
    assert {row["doc_no"]: row["reason"] for row in answer["possible"]} == {"XS2": "no_lot", "TH1": "no_lot"}


def test_a_receipt_outside_the_days_is_not_possible_and_one_inside_is():
    history = [
        received("YS1", lot="L1"),
        received("YS2"),
        received("YS3", received_on="2026-04-02"),
        sold("XS1"),
    ]
    answer = recalled(*history, lots="L1", received_to="2026-04-01")
    assert {row["doc_no"]: row["reason"] for row in answer["possible"]} == {"YS2": "no_lot", "XS1": "no_lot"}


def test_goods_that_no_receipt_brought_are_possible_where_their_product_is_asked_for():
    history = [received("YS1", lot="L1"), sold("XS1", lot="L9"), sold("XS2", lot="L9", product="P2")]
    for scope in ({"products": "P2"}, {"products": "P2", "received_from": "2026-05-01"}):
        answer = recalled(*history, received_to="2026-05-01", **scope)
        assert answer["consignees"] == []
        assert {row["doc_no"]: row["reason"] for row in answer["possible"]} == {"XS2": "open_finding"}
    answer = recalled(*history, received_to="2026-05-01")
    assert {row["doc_no"]: row["reason"] for row in answer["possible"]} == {"XS1": "open_finding"}


def test_a_range_of_serials_is_found_on_lines_and_on_labels():
    history = [
        received("YS1", lot="L1", serial="A008;A9;A10;A11;B9", quantity="5"),
        sold("XS1", serial="A008;A9;B9", quantity="3"),
        sold("XS2", serial="A11"),
        sold("XS3", lot="L7", udi="(01)06901234567892(21)A0010"),
        sold("XS4", lot="L7", udi="(01)06901234567892(21)A0011"),
    ]
    answer = recalled(*history, ranges="A9..A10")
    assert [row["serial"] for row in answer["received"]] == ["A10", "A9"]
    assert found(*history, ranges="A9..A10") == ["YS1", "YS1", "XS1", "XS3"]
    assert found(*history, ranges=("A9..A10", "A11..A12")) == ["YS1"] * 3 + ["XS1", "XS2", "XS3", "XS4"]
    assert found(*history, ranges="A9..A10", serials="B9") == ["YS1"] * 3 + ["XS1", "XS1", "XS3"]
    assert found(*history, ranges="A9..A10", lots="L7") == ["XS3"]


def test_lines_that_name_no_serial_are_possible_where_a_range_is_asked_for():
    history = [
        received("YS1", lot="L1", serial="A1;A2", quantity="2"),
        sold("XS1", lot="L1", serial="A1"),
        sold("XS2", lot="L1"),
        sold("XS3"),
    ]
    answer = recalled(*history, ranges="A1..A9")
    assert {row["doc_no"]: row["reason"] for row in answer["possible"]} == {
        "XS2": "no_serial",
        "XS3": "no_serial",
    }
