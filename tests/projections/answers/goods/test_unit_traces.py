"""The trace sheet: everything that ever touched a lot or a unit, in order, with the running balance."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.log.prepared import Prepared
from projections.answers.goods.stock import accounts
from tests.support.budgets import examples
from tests.support.events import event, product, received, returned, sold, supplier, voided
from tests.support.histories import DAYS, histories
from tests.support.small_tables import cutoff, tables_of
from tests.support.view_answers import columns, view_of

VIEW = "unit_traces"


def steps(*history: Prepared, **query: Any) -> list[tuple[Any, ...]]:
    """Return document, unit and balance of each row."""
    return columns(view_of(VIEW, *history, **query), "doc_no", "serial", "balance")


def numbers(*history: Prepared, **query: Any) -> list[str]:
    """Return the documents in order, each as often as it has rows."""
    return [row["doc_no"] for row in view_of(VIEW, *history, **query)]


def checked(number: str, **rest: Any) -> Prepared:
    """Return a check of goods in stock on 10 April 2026."""
    defaults = {"checked_on": "2026-04-10", "conclusion": "conforming", "checker": "S3"}
    return event("stock_checked", defaults, stock_check_no=number, line=1, product_code="P1", **rest)


def held(number: str, **rest: Any) -> Prepared:
    """Return a hold placed on 20 April 2026."""
    defaults = {"hold_kind": "stop_sale", "target_kind": "lot", "reason": "查", "decided_by": "S3"}
    defaults |= {"placed_at": "2026-04-20", "product_code": "P1"}
    tags = [f"hold:{number}"]
    return event("hold_placed", defaults, hold_no=number, event_time="2026-04-20", tags=tags, **rest)


def purchased(number: str, **rest: Any) -> Prepared:
    """Return a purchase of P1 on 1 March 2026."""
    defaults = {"purchased_on": "2026-03-01", "supplier_code": "V1", "product_code": "P1", "quantity": "10"}
    return event("goods_purchased", defaults, purchase_no=number, line=1, **rest)


def test_a_whole_row():
    history = [
        supplier("V1"),
        product("P1"),
        received(
            "YS1",
            lot="L1",
            location_code="K1",
            inspector="S2",
            receiver="S9",
            voucher_nos=["PZ1"],
            udi="U1",
            quantity="12.50",
        ),
        event(
            "voucher_filed",
            voucher_no="PZ2",
            voucher_kind="bill",
            title="单",
            filed_on="2026-04-02",
            subject_table="进货查验记录",
            subject_no="YS1",
        ),
    ]
    assert view_of(VIEW, *history, lot="L1") == [
        {
            "product_code": "P1",
            "product_name": "产品P1",
            "lot": "L1",
            "serial": None,
            "udi": "U1",
            "happened_at": "2026-04-01T00:00:00+08:00",
            "known_at": "2026-01-01T08:00:02+08:00",
            "trace_role": "received",
            "doc_no": "YS1",
            "party_name": "供货者V1",
            "moved_in": "12.5",
            "moved_out": None,
            "balance": "12.5",
            "location_code": "K1",
            "conclusion": "conforming",
            "handler": "S2",
            "voucher_nos": ["PZ1", "PZ2"],
            "event_position": 3,
            "event_hash": "hash of 3",
            "corrected": False,
        }
    ]


WAY = [
    received("YS1", lot="L1"),
    sold("XS1", lot="L1", quantity="4", customer_name="医院一"),
    sold("XS2", lot="L1", quantity="1", sold_on="2026-04-20"),
    returned("TH1", lot="L1", quantity="3", disposition="pending", quality_status="doubtful"),
    returned("TH2", lot="L1", quantity="1", disposition="destroyed", returned_on="2026-06-02"),
    checked("JC1", lot="L1"),
    received("YS9", lot="L2"),
]


def test_the_way_of_a_lot():
    names = (
        "doc_no",
        "trace_role",
        "moved_in",
        "moved_out",
        "balance",
        "party_name",
        "conclusion",
        "handler",
    )
    assert columns(view_of(VIEW, *WAY, lot="L1"), *names) == [
        ("YS1", "received", "10", None, "10", None, "conforming", None),
        ("JC1", "checked", None, None, "10", None, "conforming", "S3"),
        ("XS2", "sold", None, "1", "9", None, None, "S1"),
        ("XS1", "sold", None, "4", "5", "医院一", None, "S1"),
        ("TH1", "returned", "3", None, "8", None, "pending", "S1"),
        ("TH2", "returned", "1", None, "9", None, "conforming", "S1"),
    ]


def test_all_goods_come_one_after_another():
    history = [*WAY, received("YS3", serial="B;A", quantity="2"), received("YS2", product="P0")]
    rows = columns(view_of(VIEW, *history), "product_code", "lot", "serial")
    assert list(dict.fromkeys(rows)) == [
        ("P0", None, None),
        ("P1", None, "A"),
        ("P1", None, "B"),
        ("P1", "L1", None),
        ("P1", "L2", None),
    ]


def test_a_unit_that_was_received_by_its_number_has_a_balance_of_its_own():
    history = [
        received("YS1", lot="L1", serial="A;B", quantity="2"),
        received("YS2", lot="L1", quantity="5"),
        checked("JC1", lot="L1"),
        checked("JC2", serial="A"),
        sold("XS1", serial="A;B", quantity="2"),
        sold("XS2", lot="L1", quantity="3"),
        returned("TH1", serial="A"),
    ]
    assert steps(*history, serial="A") == [
        ("YS1", "A", "1"),
        ("JC1", None, None),
        ("JC2", "A", "1"),
        ("XS1", "A", "0"),
        ("TH1", "A", "1"),
    ]
    assert {row["lot"] for row in view_of(VIEW, *history, serial="A")} == {"L1"}
    assert steps(*history, lot="L1") == [
        ("YS1", "A", "1"),
        ("YS1", "B", "1"),
        ("YS2", None, "5"),
        ("JC1", None, "5"),
        ("JC2", "A", "1"),
        ("XS1", "A", "0"),
        ("XS1", "B", "0"),
        ("XS2", None, "2"),
        ("TH1", "A", "1"),
    ]


def test_a_unit_of_a_lot_received_without_numbers_begins_with_the_lots_receipts():
    history = [
        received("YS1", lot="L1"),
        sold("XS1", lot="L1", serial="A"),
        sold("XS2", lot="L1", serial="B", sold_on="2026-05-02"),
        sold("XS3", lot="L1", quantity="2", sold_on="2026-05-03"),
    ]
    assert steps(*history, serial="A") == [("YS1", None, "10"), ("XS1", "A", "9")]
    assert steps(*history, lot="L1", serial="B") == [("YS1", None, "10"), ("XS2", "B", "8")]
    assert steps(*history, lot="L2", serial="B") == []


def test_what_concerns_the_whole_product_touches_every_lot():
    history = [
        purchased("CG1"),
        purchased("CG2"),
        received("YS1", lot="L1", purchase_no="CG1"),
        held("TS1"),
        held("TS2", lots=["L2"]),
        held("TS3", lots=["L1"]),
        sold("XS0", quantity="1"),  # of goods that nobody can tell
    ]
    assert numbers(*history, lot="L1") == ["CG1", "YS1", "TS1", "TS3"]
    assert numbers(*history, product_code="P1") == ["CG1", "CG2", "TS1", "XS0", "YS1", "TS3", "TS2"]


def test_each_stage_of_a_case_is_a_step_of_the_goods():
    consigned = {"consignment_no": "XP1", "line": 1}
    history = [
        received("YS1", lot="L1"),
        event(
            "goods_consigned_out",
            **consigned,
            consignment_kind="clinical_choice",
            consigned_on="2026-05-01",
            customer="C1",
            product="P1",
            lot="L1",
            quantity="5",
            handler="S1",
            event_time="2026-05-01",
        ),
        event(
            "consignment_use_confirmed",
            **consigned,
            used_on="2026-05-03",
            used_quantity="2",
            sale_no="XS1",
            event_time="2026-05-03",
        ),
        sold("XS1", lot="L1", quantity="2", sold_on="2026-05-03"),
        event(
            "consignment_unused_returned",
            **consigned,
            unused_quantity="3",
            returned_on="2026-05-04",
            event_time="2026-05-04",
        ),
        held("TS1", lots=["L1"]),
        event(
            "hold_released",
            hold_no="TS1",
            release_reason="合格",
            released_by="S4",
            released_at="2026-05-05",
            event_time="2026-05-05",
            tags=["hold:TS1"],
        ),
    ]
    names = ("doc_no", "trace_role", "moved_in", "moved_out", "balance", "handler")
    assert columns(view_of(VIEW, *history, lot="L1"), *names) == [
        ("YS1", "received", "10", None, "10", None),
        ("TS1", "held", None, None, "10", "S3"),
        ("XP1", "consigned", None, "5", "5", "S1"),
        ("XP1", "consigned", "2", None, "7", None),
        ("XS1", "sold", None, "2", "5", "S1"),
        ("XP1", "consigned", "3", None, "8", None),
        ("TS1", "held", None, None, "8", "S4"),
    ]
    assert numbers(*history, lot="L1", day="2026-05-03")[-1] == "XS1"


def test_an_exchange_touches_the_unit_taken_and_the_unit_given():
    history = [
        received("YS1", serial="A;B", quantity="2"),
        sold("XS1", serial="A"),
        event(
            "unit_exchanged",
            {"exchanged_on": "2026-06-10", "customer_code": "C1", "quantity": "1", "reason": "坏"},
            exchange_no="HH1",
            line=1,
            product_code="P1",
            serial="A",
            replacement_product_code="P1",
            replacement_serial="B",
            handler="S1",
        ),
    ]
    assert steps(*history, serial="A") == [("YS1", "A", "1"), ("XS1", "A", "0"), ("HH1", "A", "1")]
    assert steps(*history, serial="B") == [("YS1", "B", "1"), ("HH1", "B", "0")]


def test_a_udi_names_a_unit_or_a_lot():
    history = [
        received("YS1", lot="L1", udi="U-LOT"),
        sold("XS1", lot="L1", serial="A", udi="U-A"),
        sold("XS2", lot="L1", serial="B", sold_on="2026-05-02"),
    ]
    assert numbers(*history, udi="U-LOT") == ["YS1", "XS1", "XS2"]
    assert numbers(*history, udi="U-A") == ["YS1", "XS1"]
    assert numbers(*history, udi="U-X") == []


@pytest.mark.parametrize("query", [{"lot": "L7"}, {"serial": "Z"}, {"serial": "Z", "product_code": "P1"}])
def test_goods_that_never_moved_are_found_too(query):
    """They are searched for in every table."""
    checks = [product("P1"), checked("JC1", lot="L7", serial="Y;Z"), checked("JC2", lot="L8")]
    assert set(numbers(*checks, **query)) == {"JC1"}


def test_what_was_voided_later_is_shown_as_corrected_and_does_not_count():
    history = [
        received("YS1", lot="L1"),
        sold("XS1", lot="L1", quantity="4"),
        voided("sales", "XS1", [2]),
        received("YS2", lot="L1", quantity="1", received_on="2026-03-01"),  # entered late
    ]
    names = ("doc_no", "moved_out", "balance", "corrected")
    assert columns(view_of(VIEW, *history, lot="L1"), *names) == [
        ("YS2", None, "1", False),
        ("YS1", None, "11", False),
        ("XS1", "4", "11", True),
    ]
    assert columns(view_of(VIEW, *history, lot="L1", known=2), *names) == [
        ("YS1", None, "10", False),
        ("XS1", "4", "6", False),
    ]
    assert numbers(*history, lot="L1", day="2026-03-31") == ["YS2"]


@settings(deadline=None, max_examples=examples(80))
@given(histories(), st.data())
def test_the_balance_is_what_stock_says_and_the_sum_of_the_moves(
    history: list[Prepared], data: st.DataObject
) -> None:
    """Of receipts, sales and returns, with voids and late entries, at any cut-off."""
    day = data.draw(st.sampled_from([None, *DAYS]))
    known = data.draw(st.integers(0, len(history)))
    moved: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in view_of(VIEW, *history, day=day, known=known):
        if not row["corrected"]:
            change = Decimal(row["moved_in"] or 0) - Decimal(row["moved_out"] or 0)
            moved[row["product_code"], row["lot"] or ""] += change
    house = ("awaiting", "saleable", "quarantined", "nonconforming", "in_repair")
    stock: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    last: dict[tuple[str, str, str], Decimal] = {}
    with tables_of(*history) as connection:
        for found in accounts(connection, cutoff(day, known)):
            for goods, sums in found:
                last[goods] = sum((sums.by_status()[status] for status in house), Decimal(0))
                stock[goods.product_code, goods.lot] += last[goods]
    assert {key: value for key, value in moved.items() if value} == {
        key: value for key, value in stock.items() if value
    }
    for (code, lot, serial), balance in last.items():
        query = {"product_code": code, "lot": lot, "serial": serial}
        named = {key: value for key, value in query.items() if value}
        rows = [
            row
            for row in view_of(VIEW, *history, day=day, known=known, **named)
            if (row["lot"] or "", row["serial"] or "") == (lot, serial)
        ]
        if rows and serial:
            assert Decimal(rows[-1]["balance"]) == balance


@settings(deadline=None, max_examples=examples(40))
@given(histories(), st.sampled_from([{"lot": "L1"}, {"product_code": "P2"}, {"lot": "L2", "serial": "A"}]))
def test_what_is_asked_for_has_the_rows_that_the_whole_sheet_has(
    history: list[Prepared], query: dict[str, str]
) -> None:
    whole = view_of(VIEW, *history)
    fits = [row for row in whole if all(row[name] == value for name, value in query.items())]
    found = view_of(VIEW, *history, **query)
    named = [row for row in found if all(row[name] == value for name, value in query.items())]

    def order(row: dict[str, Any]) -> tuple[Any, ...]:
        return row["product_code"], row["event_position"], row["serial"] or ""

    assert sorted(named, key=order) == sorted(fits, key=order)
