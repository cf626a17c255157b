"""Sales by period and group: exact sums, returns beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.log.prepared import Prepared
from tests.support.budgets import examples
from tests.support.events import ZONE, customer, event, returned, sold, staff, stored, voided
from tests.support.histories import DAYS, histories
from tests.support.view_answers import columns, view_of

VIEW = "sales_summaries"
HISTORY = [
    customer("C1", customer_class="hospital"),
    staff("S1"),
    sold("XS1", quantity="3", unit_price="0.1", customer_name="医院一", product_name="注射器"),
    sold("XS2", quantity="2", amount="100", customer="C2", sold_on="2026-05-31"),
    sold("XS3", quantity="4", product="P2", unit_price="7", sold_on="2026-06-01", seller="S2"),
    sold("XS4", quantity="1", product="P2", sold_on="2026-06-02"),
    returned("TH1", quantity="2", sale_no="XS1", sale_line=1),
]


def test_a_month_by_product():
    found = view_of(VIEW, *HISTORY, group_kind="product")
    assert found == [
        {
            "period_from": "2026-05-01",
            "period_to": "2026-05-31",
            "group_kind": "product",
            "group_code": "P1",
            "group_name": "注射器",
            "sale_lines": 2,
            "quantity": "5",
            "amount": "100.3",
            "returned_quantity": "0",
            "returned_amount": "0",
            "customer_count": 2,
            "top_products": None,
        },
        {
            "period_from": "2026-06-01",
            "period_to": "2026-06-30",
            "group_kind": "product",
            "group_code": "P1",
            "group_name": None,
            "sale_lines": 0,
            "quantity": "0",
            "amount": "0",
            "returned_quantity": "2",
            "returned_amount": "0.2",
            "customer_count": 0,
            "top_products": None,
        },
        {
            "period_from": "2026-06-01",
            "period_to": "2026-06-30",
            "group_kind": "product",
            "group_code": "P2",
            "group_name": None,
            "sale_lines": 2,
            "quantity": "5",
            "amount": "28",
            "returned_quantity": "0",
            "returned_amount": "0",
            "customer_count": 1,
            "top_products": None,
        },
    ]


def test_every_group_is_asked_of_each_month():
    names = ("group_kind", "group_code", "group_name", "quantity", "returned_quantity", "top_products")
    june = view_of(VIEW, *HISTORY, day="2026-06-30")
    assert columns([row for row in june if row["period_from"] == "2026-06-01"], *names) == [
        ("customer", "C1", None, "5", "2", ["P2"]),
        ("customer_class", "hospital", "医院客户", "5", "2", ["P2"]),
        ("product", "P1", None, "0", "2", None),
        ("product", "P2", None, "5", "0", None),
        ("seller", "S1", "员工S1", "1", "2", ["P2"]),
        ("seller", "S2", None, "4", "0", ["P2"]),
    ]


def test_a_customer_without_a_class_is_counted_under_no_class():
    may = view_of(VIEW, *HISTORY, group_kind="customer_class", day="2026-05-31")
    assert columns(may, "group_code", "quantity") == [(None, "2"), ("hospital", "3")]


@pytest.mark.parametrize(
    ("asked", "period", "lines"),
    [
        ({"period_from": "2026-05-02", "period_to": "2026-06-01"}, ("2026-05-02", "2026-06-01"), 2),
        ({"period_to": "2026-05-31"}, ("2026-05-01", "2026-05-31"), 2),
        ({"period_from": "2026-05-31"}, ("2026-05-31", "2026-07-31"), 3),
    ],
)
def test_a_period_that_is_asked_for(asked, period, lines):
    found = view_of(VIEW, *HISTORY, day="2026-07-31", group_kind="product", **asked)
    assert {(row["period_from"], row["period_to"]) for row in found} == {period}
    assert sum(row["sale_lines"] for row in found) == lines


def test_the_products_sold_most_come_first():
    lines = [sold(f"XS{n}", product=f"P{n}", quantity=str(n % 4 + 1)) for n in range(1, 8)]
    (found,) = view_of(VIEW, *lines, group_kind="customer")
    assert found["top_products"] == ["P3", "P7", "P2", "P6", "P1"]


@pytest.mark.parametrize(
    ("line", "back", "amount"),
    [
        ({"unit_price": "1.05"}, {}, "2.1"),
        ({"amount": "10"}, {}, "5"),  # two of four
        ({"amount": "10", "quantity": "3"}, {}, None),  # no exact part
        ({}, {}, None),
        ({"unit_price": "1.05"}, {"refund_amount": "1.5"}, "1.5"),
        ({"unit_price": "1.05"}, {"compensation": "exchange"}, "0"),
        ({"unit_price": "1.05"}, {"return_kind": "unused_consignment"}, "0"),
        ({"unit_price": "1.05"}, {"sale_no": "XS9"}, None),
    ],
)
def test_what_came_back_is_worth(line, back, amount):
    history = [
        sold("XS1", **({"quantity": "4"} | line)),
        returned("TH1", **({"quantity": "2", "sale_no": "XS1"} | back)),
    ]
    found = view_of(VIEW, *history, group_kind="product", period_from="2026-05-01")
    assert columns(found, "returned_amount") == [(amount,)]


def test_a_return_that_was_exchanged_gave_no_money_back():
    given = {"customer": "C1", "product": "P1", "quantity": "1", "replacement_product_code": "P1"}
    history = [
        sold("XS1", unit_price="9"),
        returned("TH1", sale_no="XS1"),
        event(
            "unit_exchanged", exchange_no="HH1", line=1, return_no="TH1", reason="坏", handler="S1", **given
        ),
    ]
    found = view_of(VIEW, *history, group_kind="product", period_from="2026-05-01")
    assert columns(found, "returned_quantity", "returned_amount") == [("1", "0")]


def test_an_amount_that_nobody_gave_is_blank_and_never_nought():
    (found,) = view_of(VIEW, sold("XS1"), group_kind="product")
    assert (found["amount"], found["returned_amount"]) == (None, "0")


def test_a_void_and_a_late_line_count_from_when_they_were_known():
    history = [*HISTORY, voided("sales", "XS2", [4]), sold("XS5", quantity="9", sold_on="2026-05-02")]

    def may(**cut: Any) -> list[tuple[Any, ...]]:
        found = view_of(VIEW, *history, group_kind="product", period_to="2026-05-31", **cut)
        return columns(found, "sale_lines", "quantity")

    assert may() == [(2, "12")]
    assert may(known=7) == [(2, "5")]
    assert may(known=8) == [(1, "3")]
    assert may(day="2026-05-01") == [(1, "3")]
    assert may(day="2026-05-01", known=2) == []


@settings(deadline=None, max_examples=examples(30))
@given(histories(), st.data())
def test_the_groups_of_each_kind_add_up_to_the_lines(history: list[Prepared], data: st.DataObject) -> None:
    """Each way of grouping counts every standing sale and return line once."""
    day = data.draw(st.sampled_from([None, *DAYS]))
    known = data.draw(st.integers(0, len(history)))
    lines = _standing(history, day, known)
    for kind in ("customer", "customer_class", "product", "seller"):
        found = view_of(VIEW, *history, day=day, known=known, group_kind=kind)
        assert sum(Decimal(row["quantity"]) for row in found) == lines["goods_sold"]
        assert sum(Decimal(row["returned_quantity"]) for row in found) == lines["goods_returned"]


def _standing(history: list[Prepared], day: str | None, known: int) -> dict[str, Decimal]:
    import orjson

    events = [orjson.loads(raw) for position, raw in stored(history) if position <= known]
    voided = {position for one in events for position in one.get("struck", ())}  # they name sales
    sums = {"goods_sold": Decimal(0), "goods_returned": Decimal(0)}
    for one in events:
        happened = day is None or one["event_time"] is None or one["event_time"] <= clock.end_of(day, ZONE)
        gone = one["type"] == "goods_sold" and one["position"] in voided
        if one["type"] in sums and happened and not gone:
            sums[one["type"]] += Decimal(one["data"]["quantity"])
    return sums
