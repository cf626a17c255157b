"""Stock by lot and by unit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.log.prepared import Prepared
from projections.answers.goods.stock import stock
from tests.support.budgets import examples
from tests.support.events import received, returned, sold, voided
from tests.support.histories import DAYS, histories
from tests.support.naive_count import Count
from tests.support.small_tables import NOW, cutoff, tables_of


def lines(*history: Prepared, day: str | None = None, known: int = NOW, **which: Any) -> list[dict[str, Any]]:
    """Return the lines of the stock view, without what is zero."""
    with tables_of(*history) as connection:
        found = list(stock(connection, cutoff(day, known), **which))
    return [{name: value for name, value in line.items() if value != "0"} for line in found]


def goods(lot: str | None = None, serial: str | None = None, product: str = "P1") -> dict[str, Any]:
    """Return the columns that name goods."""
    return {"product_code": product, "lot": lot, "serial": serial}


def test_every_sum_of_a_lot():
    history = [
        received("YS1", lot="L1", quantity="100", accepted_quantity="90"),
        sold("XS1", lot="L1", quantity="40"),
        returned("TH1", lot="L1", quantity="5", disposition="restocked"),
        returned("TH2", lot="L1", quantity="4", disposition="pending"),
        returned("TH3", lot="L1", quantity="3", disposition="replaced"),
        returned("TH4", lot="L1", quantity="2", disposition="repaired"),
        returned("TH5", lot="L1", quantity="1", disposition="destroyed"),
        returned("TH6", lot="L1", quantity="0.5", disposition="returned_to_supplier"),
    ]
    with tables_of(*history) as connection:
        assert list(stock(connection, cutoff())) == [
            {
                "product_code": "P1",
                "lot": "L1",
                "serial": None,
                "accepted": "90",
                "sold": "40",
                "returned": "15.5",
                "restocked": "5",
                "saleable": "55",
                "quarantined": "10",
                "disposed": "0",
                "returned_to_supplier": "0.5",
                "unexplained": "0",
            }
        ]


def test_stock_is_kept_by_unit_where_the_receipt_named_serials():
    history = [received("YS1", lot="L1", serial="B;A", quantity="2"), sold("XS1", lot="L1", serial="A")]
    assert lines(*history) == [
        {**goods("L1", "A"), "accepted": "1", "sold": "1"},
        {**goods("L1", "B"), "accepted": "1", "saleable": "1"},
    ]


def test_a_sale_that_names_serials_reduces_a_lot_that_was_received_without():
    history = [received("YS1", lot="L1"), sold("XS1", lot="L1", serial="A;B", quantity="2")]
    assert lines(*history) == [{**goods("L1"), "accepted": "10", "sold": "2", "saleable": "8"}]


def test_units_that_passed_in_an_unknown_part_count_for_their_lot():
    """Two of three were accepted, nobody said which: whichever is sold reduces the lot."""
    history = [
        received("YS1", lot="L1", serial="A;B;C", quantity="3", accepted_quantity="2"),
        sold("XS1", lot="L1", serial="C"),
    ]
    assert lines(*history) == [{**goods("L1"), "accepted": "2", "sold": "1", "saleable": "1"}]


def test_a_sale_by_serial_alone_finds_the_lot_of_its_unit():
    """Many sales exports have one column for lot or serial; the receipt knows both."""
    history = [received("YS1", lot="L1", serial="A", quantity="1"), sold("XS1", serial="A")]
    assert lines(*history) == [{**goods("L1", "A"), "accepted": "1", "sold": "1"}]


def test_a_unit_belongs_to_the_lot_of_its_last_receipt():
    """A unit that came in twice under different lots: a line without a lot is of the later one."""
    history = [
        received("YS1", lot="L2", serial="A", quantity="1", received_on="2026-04-02"),
        received("YS2", lot="L1", serial="A", quantity="1", received_on="2026-04-01"),
        sold("XS1", lot="L9", serial="A", sold_on="2026-04-03"),
        sold("XS2", serial="A"),
    ]
    assert [(line["lot"], line.get("accepted"), line.get("sold")) for line in lines(*history)] == [
        ("L1", "1", None),
        ("L2", "1", "1"),
        ("L9", None, "1"),
    ]


def test_more_sold_than_accepted_is_unexplained_not_negative_stock():
    history = [received("YS1", lot="L1"), sold("XS1", lot="L1", quantity="12.5")]
    assert lines(*history) == [{**goods("L1"), "accepted": "10", "sold": "12.5", "unexplained": "-2.5"}]


def test_a_surplus_of_one_unit_does_not_hide_the_lack_of_another():
    history = [received("YS1", serial="A", quantity="1"), sold("XS1", serial="B")]
    assert lines(*history) == [
        {**goods(None, "A"), "accepted": "1", "saleable": "1"},
        {**goods(None, "B"), "sold": "1", "unexplained": "-1"},
    ]


def test_sums_are_exact_to_the_last_digit():
    """Neither binary fractions nor 28 digits: an answer is never rounded."""
    large = "1" + "0" * 40
    history = [received("YS1", lot="L1", quantity=large), sold("XS1", lot="L1", quantity="0.0000000001")]
    (line,) = lines(*history)
    assert Decimal(line["saleable"]) < Decimal(large)
    assert line["saleable"] == "9" * 40 + ".9999999999"


@pytest.mark.parametrize(
    ("day", "known", "saleable"),
    [(None, NOW, "10"), (None, 2, "6"), (None, 1, "10"), ("2026-04-30", 2, "10"), ("2026-03-31", NOW, None)],
)
def test_stock_of_a_past_day_as_known_then(day, known, saleable):
    """A sale counts from its day; a void from when it was known, whatever day is asked about."""
    history = [
        received("YS1", lot="L1"),
        sold("XS1", lot="L1", quantity="4"),
        voided("sales", "XS1", [2]),
    ]
    found = lines(*history, day=day, known=known)
    assert [line.get("saleable") for line in found] == ([saleable] if saleable else [])


def test_stock_can_be_asked_of_one_product_or_one_lot():
    history = [
        received("YS1", lot="L1"),
        received("YS2", lot="L2", product="P2"),
        received("YS3", lot="L1", product="P2", serial="A", quantity="1"),
        sold("XS1", product="P2", serial="A"),
    ]
    ours = [{**goods("L1", "A", "P2"), "accepted": "1", "sold": "1"}]
    assert lines(*history, product="P2", lot="L1") == ours
    assert [line["product_code"] for line in lines(*history, lot="L1")] == ["P1", "P2"]
    assert lines(*history, lot="L1")[1:] == ours
    assert [line["lot"] for line in lines(*history, product="P2")] == ["L1", "L2"]
    assert lines(*history, product="P9") == []


@settings(deadline=None, max_examples=examples(60))
@given(histories(), st.data())
def test_stock_equals_a_naive_count(history: list[Prepared], data: st.DataObject) -> None:
    """For whatever history, at any cut-off."""
    day = data.draw(st.sampled_from([None, *DAYS]))
    known = data.draw(st.integers(0, len(history)))
    with tables_of(*history) as connection:
        found = list(stock(connection, cutoff(day, known)))
    assert found == Count.of_events(history, day, known).stock()
