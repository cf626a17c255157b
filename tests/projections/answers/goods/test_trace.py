"""The trace: every movement of a lot, of a unit or to a customer, in order."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.log.prepared import Prepared
from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.trace import trace
from tests.support.budgets import examples
from tests.support.events import ZONE, received, returned, sold, voided
from tests.support.histories import DAYS, histories, scopes
from tests.support.naive_count import Count
from tests.support.small_tables import cutoff, tables_of, traced

HISTORY = [
    received("YS1", lot="L1", supplier_name="甲公司"),
    sold("XS1", 2, lot="L1", quantity="4.50", customer_name="医院一"),
    sold("XS2", lot="L1", quantity="1", customer="C2", sold_on="2026-04-20"),
    returned("TH1", lot="L1", quantity="1.5", sale_no="XS1", sale_line=2, disposition="destroyed"),
    received("YS2", lot="L2", supplier="V2"),
    sold("XS3", lot="L2"),
]


def test_the_way_of_a_lot():
    """From the supplier to each holder, in the order in which it happened, not in which it was entered."""
    blank = {"accepted": None, "disposition": None, "supplier_code": None, "supplier_name": None}
    blank |= {
        "customer_code": None,
        "customer_name": None,
        "seller": None,
        "sale_no": None,
        "sale_line": None,
    }
    shared = {"voided_at": None, **blank, "line": 1, "product_code": "P1", "lot": "L1", "serial": None}
    assert traced(*HISTORY, lots="L1") == {
        "movements": [
            {
                **shared,
                "position": 1,
                "event_time": "2026-04-01T00:00:00+08:00",
                "record_time": "2026-01-01T08:00:00+08:00",
                "kind": "received",
                "on_date": "2026-04-01",
                "doc_no": "YS1",
                "quantity": "10",
                "accepted": "10",
                "supplier_code": "V1",
                "supplier_name": "甲公司",
                "outstanding": None,
                "on_hand": "10",
            },
            {
                **shared,
                "position": 3,
                "event_time": "2026-04-20T00:00:00+08:00",
                "record_time": "2026-01-01T08:00:02+08:00",
                "kind": "sold",
                "on_date": "2026-04-20",
                "doc_no": "XS2",
                "quantity": "1",
                "customer_code": "C2",
                "seller": "S1",
                "sale_no": "XS2",
                "outstanding": "1",
                "on_hand": "9",
            },
            {
                **shared,
                "position": 2,
                "event_time": "2026-05-01T00:00:00+08:00",
                "record_time": "2026-01-01T08:00:01+08:00",
                "kind": "sold",
                "on_date": "2026-05-01",
                "doc_no": "XS1",
                "line": 2,
                "quantity": "4.5",
                "customer_code": "C1",
                "customer_name": "医院一",
                "seller": "S1",
                "sale_no": "XS1",
                "outstanding": "4.5",
                "on_hand": "4.5",
            },
            {
                **shared,
                "position": 4,
                "event_time": "2026-06-01T00:00:00+08:00",
                "record_time": "2026-01-01T08:00:03+08:00",
                "kind": "returned",
                "on_date": "2026-06-01",
                "doc_no": "TH1",
                "quantity": "1.5",
                "disposition": "destroyed",
                "customer_code": "C1",
                "sale_no": "XS1",
                "sale_line": 2,
                "outstanding": "3",
                "on_hand": "6",
            },
        ],
        "holders": [
            {"customer_code": "C1", "customer_name": "医院一", **_lot("L1"), "outstanding": "3"},
            {"customer_code": "C2", "customer_name": None, **_lot("L1"), "outstanding": "1"},
        ],
        "suppliers": [
            {
                "supplier_code": "V1",
                "supplier_name": "甲公司",
                **_lot("L1"),
                "quantity": "10",
                "accepted": "10",
                "receipt_nos": ["YS1"],
            }
        ],
        "links": [],
    }


def _lot(lot: str | None, serial: str | None = None) -> dict[str, Any]:
    return {"product_code": "P1", "lot": lot, "serial": serial}


def steps(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return document, serial and what the customer holds after each movement."""
    return [(row["doc_no"], row["serial"], row["outstanding"]) for row in found["movements"]]


def test_the_way_of_a_unit_through_two_hands():
    history = [
        received("YS1", lot="L1", serial="A;B", quantity="2"),
        sold("XS1", serial="A;B", quantity="2"),
        returned("TH1", serial="A"),
        sold("XS2", lot="L1", serial="A", customer="C2", sold_on="2026-06-02"),
    ]
    found = traced(*history, serials="A")
    assert steps(found) == [("YS1", "A", None), ("XS1", "A", "1"), ("TH1", "A", "0"), ("XS2", "A", "1")]
    assert [row["on_hand"] for row in found["movements"]] == ["1", "0", "1", "0"]
    assert [(row["customer_code"], row["serial"]) for row in found["holders"]] == [("C2", "A")]
    assert steps(traced(*history, serials="A", products="P2")) == []


def test_a_unit_of_a_lot_received_without_serials_begins_with_the_lots_receipts():
    history = [
        received("YS1", lot="L1"),
        sold("XS1", lot="L1", serial="A"),
        sold("XS2", lot="L1", serial="B"),
    ]
    found = traced(*history, serials="A")
    assert steps(found) == [("YS1", None, None), ("XS1", "A", "1")]
    assert [row["receipt_nos"] for row in found["suppliers"]] == [["YS1"]]


def test_a_udi_names_a_unit_or_a_lot():
    history = [
        received("YS1", lot="L1", udi="U-LOT"),
        sold("XS1", lot="L1", serial="A", udi="U-A"),
        sold("XS2", lot="L1", serial="B"),
    ]
    assert [row[0] for row in steps(traced(*history, udis="U-LOT"))] == ["YS1", "XS1", "XS2"]
    assert [row[0] for row in steps(traced(*history, udis="U-A"))] == ["YS1", "XS1"]


def test_what_went_to_a_customer_and_from_whom_it_came():
    found = traced(*HISTORY, customers="C1")
    assert steps(found) == [("XS1", None, "4.5"), ("XS3", None, "1"), ("TH1", None, "3")]
    assert [row["on_hand"] for row in found["movements"]] == [None, None, None]
    assert [(row["lot"], row["outstanding"]) for row in found["holders"]] == [("L1", "3"), ("L2", "1")]
    assert [(row["supplier_code"], row["lot"]) for row in found["suppliers"]] == [("V1", "L1"), ("V2", "L2")]


@pytest.mark.parametrize(
    ("bought", "origins"),
    [
        ({"serial": "A"}, ["YS-A"]),  # by serial alone: the unit's own receipt knows the lot
        ({"lot": "L1", "serial": "A"}, ["YS-A"]),
        ({"lot": "L1", "serial": "Z"}, ["YS-LOT"]),  # never received by serial: the lot's receipt
        ({"lot": "L1"}, ["YS-LOT"]),
        ({"lot": "L2"}, ["YS-B"]),  # received by serial only: any of them
        ({"lot": "L3"}, []),
        ({}, []),
    ],
)
def test_the_origin_of_what_a_customer_bought(bought, origins):
    history = [
        received("YS-A", lot="L1", serial="A", quantity="1"),
        received("YS-LOT", lot="L1"),
        received("YS-B", lot="L2", serial="B", quantity="1"),
        received("YS-OTHER", lot="L1", product="P2", serial="A", quantity="1"),
        sold("XS1", **bought),
    ]
    found = traced(*history, customers="C1")["suppliers"]
    assert [number for row in found for number in row["receipt_nos"]] == origins


def test_a_customer_and_a_lot_together_show_that_customers_part_of_the_lot():
    found = traced(*HISTORY, customers="C2", lots="L1")
    assert steps(found) == [("YS1", None, None), ("XS2", None, "1")]


def test_a_trace_at_a_past_day_and_as_known_then():
    history = [*HISTORY, voided("sales", "XS1", [2])]
    assert [row[0] for row in steps(traced(*history, lots="L1"))] == ["YS1", "XS2", "TH1"]
    assert [row[0] for row in steps(traced(*history, lots="L1", known=6))] == ["YS1", "XS2", "XS1", "TH1"]
    assert [row[0] for row in steps(traced(*history, lots="L1", known=6, day="2026-05-31"))] == [
        "YS1",
        "XS2",
        "XS1",
    ]
    assert steps(traced(*history, lots="L1", known=1)) == [("YS1", None, None)]


def test_nothing_is_traced_of_what_nobody_knows():
    assert traced(*HISTORY, lots="L9") == {"movements": [], "holders": [], "suppliers": [], "links": []}


@settings(deadline=None, max_examples=examples(60))
@given(histories(), scopes(), st.data())
def test_the_trace_equals_a_naive_count(history: list[Prepared], scope: Scope, data: st.DataObject) -> None:
    """Which units moved, in order, and who holds how many, at any cut-off."""
    day = data.draw(st.sampled_from([None, *DAYS]))
    known = data.draw(st.integers(0, len(history)))
    with tables_of(*history) as connection:
        found = trace(connection, cutoff(day, known), scope, zone=ZONE)
    count = Count.of_events(history, day, known)
    shown = count.to_customers(scope) if scope == Scope(customers=scope.customers) else count.way(scope)
    assert [(row["position"], row["serial"] or "") for row in found.movements] == [
        (unit["position"], unit["serial"]) for unit in shown
    ]
    held: dict[tuple[Any, ...], Fraction] = {}
    for unit in shown:
        if unit["kind"] != "received":
            key = tuple(unit[name] for name in ("party", "product", "lot", "serial"))
            held[key] = held.get(key, Fraction(0)) + unit["quantity"] * (1 if unit["kind"] == "sold" else -1)
    names = ("customer_code", "product_code", "lot", "serial")
    assert {
        tuple(row[name] or "" for name in names): Fraction(row["outstanding"]) for row in found.holders
    } == {key: quantity for key, quantity in held.items() if quantity}
