"""Expiry: near, expired and locked, in stock and sold."""

from __future__ import annotations

from typing import Any

from ledger.log.prepared import Prepared
from projections.answers.goods.expiry_items import DAYS, RULE
from tests.support.asking import asking
from tests.support.events import event, product, received, sold, voided

SHOWN = ("lot", "days_left", "expiry_state", "stock_quantity", "sold_quantity_out", "warned_on")


def items(*history: Prepared, **asked: Any) -> list[tuple[Any, ...]]:
    """Return the columns that matter of the rows."""
    with asking(*history) as tables:
        return [tuple(row[name] for name in SHOWN) for row in tables.rows("expiry_items", **asked)]


def setting(value: str, since: str = "2026-06-01", **rest: Any) -> Prepared:
    """Return a warning period, in days."""
    fields = {"rule_kind": "reminder", "title": "近效期", "setting": "value", "approver": "S1"}
    return event("rule_set", fields, rule_key=RULE, value=value, effective_from=since, **rest)


GOODS = [
    product("P1", product_kind="device"),
    received("YS1", lot="L1", expiry_date="2026-05-31"),
    received("YS2", lot="L2", expiry_date="2026-12-27"),
    received("YS3", lot="L3", expiry_date="2026-12-28"),
    received("YS4", lot="L4"),
    sold("XS1", lot="L1", quantity="4"),
    sold("XS2", lot="L2", quantity="10"),
]


def test_goods_by_their_last_good_day():
    """The last good day itself is good; half a year before it is near."""
    assert DAYS == 180
    assert items(*GOODS) == [
        ("L1", -30, "expired", "6", "4", "2025-12-02"),
        ("L2", 180, "near", "0", "10", "2026-06-30"),
        ("L3", 181, "good", "10", "0", None),
    ]
    assert items(*GOODS, at="2026-05-31")[0][:3] == ("L1", 0, "near")


def test_of_two_dates_of_one_lot_the_earlier_counts():
    """Interface rule 15: whichever receipt was recorded first; what a voided one said counts no longer."""
    early = received("YS1", lot="L1", expiry_date="2026-05-31")
    late = received("YS2", lot="L1", expiry_date="2026-12-31", received_on="2026-05-01")
    assert items(early, late)[0][1:3] == (-30, "expired")
    assert items(late, early)[0][1:3] == (-30, "expired")
    assert items(early, late, voided("receipts", "YS1", [1]))[0][1:3] == (184, "good")


def test_the_period_is_a_setting_from_its_day_on():
    history = [*GOODS, setting("10"), setting("365", "2026-06-02", product_kind="drug")]
    assert [row[2] for row in items(*history)] == ["expired", "good", "good"]
    assert [row[2] for row in items(*history, at="2026-05-31")] == ["near", "good", "good"]
    assert [row[2] for row in items(*GOODS, setting("365", product_kind="device"))][1:] == ["near", "near"]


def test_goods_that_are_all_gone_are_left_out():
    gone = event(
        "goods_disposed",
        {"disposal_no": "CZ1", "line": 1, "disposal_kind": "destroyed", "reason": "过期", "decided_by": "S1"},
        product_code="P1",
        lot="L1",
        quantity="6",
        disposed_on="2026-06-02",
    )
    assert items(*GOODS, gone)[0] == ("L1", -30, "expired", "0", "4", "2025-12-02")
    with asking(*GOODS, gone) as tables:
        assert tables.rows("expiry_items", lot="L1")[0]["disposal_no"] == "CZ1"
    back = event(
        "goods_returned",
        {"return_no": "TH1", "line": 1, "customer_code": "C1", "reason": "过期", "inspector": "S1"},
        product_code="P1",
        lot="L1",
        quantity="4",
        returned_on="2026-06-03",
        quality_status="expired",
        disposition="returned_to_supplier",
    )
    assert [row[0] for row in items(*GOODS, gone, back)] == ["L2", "L3"]


def test_what_was_done_about_it():
    checked = event(
        "stock_checked",
        {"stock_check_no": "YH1", "line": 1, "checked_on": "2026-06-01", "conclusion": "nonconforming"},
        product_code="P1",
        lot="L1",
        checker="S1",
        measures="下架",
    )
    hold = event(
        "hold_placed",
        {"hold_no": "TS1", "hold_kind": "sealing", "target_kind": "lot", "product_code": "P1"},
        lots=["L1"],
        placed_at="2026-06-02T00:00:00.000000Z",
        reason="过期",
        decided_by="S1",
    )
    with asking(*GOODS, checked, hold) as tables:
        row = tables.rows("expiry_items", lot="L1")[0]
    assert (row["measures"], row["hold_no"], row["product_name"]) == ("下架", "TS1", "产品P1")
