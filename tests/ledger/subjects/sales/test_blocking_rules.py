"""What quality has stopped: holds and vetoes on products, lots, units and buyers, by the day."""

from __future__ import annotations

from typing import Any

from ledger.deciding.decision import Command
from tests.support import rules
from tests.support.decisions import (
    both,
    consigned,
    customer,
    hold,
    product,
    quality,
    receipt,
    sale,
    stage,
    trade,
    veto,
    void,
)


def released(number: str = "TS1", at: str | None = "2026-02-10T02:00:00.000000Z") -> Command:
    """Return a command that lifts a hold."""
    return stage("hold_released", number, release_reason="合格", released_by="Q1", released_at=at)


def test_a_product_on_hold_is_not_sold() -> None:
    """G-68c (GSP §74): from the day of the hold to the day before it is lifted, consigned goods too."""
    history = trade(quality(), hold())
    both(history, sale(quantity="1"), rules.ON_HOLD)
    both(history, consigned(quantity="1"), rules.ON_HOLD)
    history.when(sale("XS2", quantity="1", sold_on="2026-01-31")).accepted()
    history.given(released())
    history.when(sale("XS3", quantity="1", sold_on="2026-02-09")).accepted(rules.ON_HOLD)
    history.when(sale("XS4", quantity="1", sold_on="2026-02-10")).accepted()


def test_a_hold_on_lots_or_units_leaves_the_others() -> None:
    """G-68c (GSP §74)."""
    lots = trade(
        quality(),
        receipt("YS2", lot="L2"),
        hold(target_kind="lot", lots=["L2", "L3"], placed_at="2026-02-01"),
    )
    lots.when(sale()).accepted()
    both(lots, sale("XS2", lot="L2"), rules.ON_HOLD)
    units = trade(quality(), hold(target_kind="serial", serials=["SN7"]))
    both(units, sale(serial="SN6;SN7", quantity="2"), rules.ON_HOLD)
    units.when(sale("XS2", serial="SN8", quantity="1")).accepted()


def test_a_voided_release_lets_the_hold_stand() -> None:
    """G-68c: and a voided hold no longer stops anything."""
    history = trade(quality(), hold(), released())
    history.when(sale(quantity="1", sold_on="2026-02-10")).accepted()
    history.given(void("quality_holds", "TS1"))
    history.when(sale("XS2", quantity="1", sold_on="2026-02-10")).accepted(rules.ON_HOLD)
    history.given(void("quality_holds", "TS1", reason="误录"))
    history.when(sale("XS3", quantity="1", sold_on="2026-02-10")).accepted()


def test_a_release_without_a_time_stops_nothing_any_more() -> None:
    """G-68c: nobody can say until when it did."""
    history = trade(quality(), hold(), released(at=None))
    history.when(sale()).accepted()


def test_what_stops_purchases_stops_no_sale() -> None:
    """G-68c (S2-F 4.8)."""
    history = trade(quality(), hold(hold_kind="stop_purchase"), veto(product_code="P1"))
    history.when(sale()).accepted()


def test_a_vetoed_lot_is_not_sold() -> None:
    """G-68c (S2-F 4.4)."""
    fields: dict[str, Any] = {
        "veto_ground": "storage_nonconforming",
        "target_kind": "lot",
        "supplier_code": None,
    }
    history = trade(quality(), veto(product_code="P1", lot="L1", **fields))
    found = both(history, sale(quantity="1"), rules.ON_HOLD)
    assert found.findings[0]["number"] == "FJ1"
    history.given(
        stage("veto_lifted", "FJ1", lift_reason="复检合格", released_by="Q1", lifted_on="2026-02-05")
    )
    history.when(sale("XS2", quantity="1", sold_on="2026-02-05")).accepted()


def test_sales_to_a_buyer_are_stopped() -> None:
    """G-66 (S2-F 4.2): by a veto or by a hold; a hold may name one product only."""
    fields: dict[str, Any] = {
        "veto_ground": "buyer_unqualified",
        "target_kind": "customer",
        "supplier_code": None,
    }
    history = trade(quality(), customer("C2"), veto(customer_code="C1", **fields))
    both(history, sale(), rules.BUYER_BLOCKED)
    history.when(sale("XS2", customer_code="C2")).accepted()
    held = hold(hold_kind="stop_sale_to_buyer", target_kind="customer", customer_code="C1", product_code="P2")
    of_one = trade(quality(), product("P2"), receipt("YS2", product_code="P2"), held)
    of_one.when(sale()).accepted()
    both(of_one, sale("XS2", product_code="P2"), rules.BUYER_BLOCKED)
