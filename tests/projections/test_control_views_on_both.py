"""The views that control give the same answers from a ledger's tables on either database."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import clock
from ledger.log.recorder import LogRecorder
from projections.answers import catalogue
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from tests.support.asking import DAY, asking
from tests.support.events import ZONE, customer, event, product, received, returned, sold, staff, voided

VIEWS = (
    "stock_balances",
    "expiry_items",
    "sales_summaries",
    "three_way_matches",
    "licence_warnings",
    "change_items",
    "retention_items",
    "distribution_lines",
    "custody_items",
    "kpi_results",
)


def trade() -> list[Any]:
    """Return events of which every view has something to say, more sales than one batch of rows holds."""
    licence = {"owner_kind": "customer", "owner_code": "C1", "licence_kind": "trade_licence"}
    bill = {"invoice_kind": "sales", "issued_on": "2026-05-02", "amount": "10", "quantity": "1"}
    out = {"customer_code": "C1", "product_code": "P1", "outbound_on": "2026-05-01", "quantity": "1"}
    hold = {
        "hold_kind": "stop_sale",
        "target_kind": "lot",
        "reason": "疑",
        "decided_by": "S1",
        "lots": ["L3"],
    }
    first = sold("XS000", lot="L1", expiry_date="2027-05-31", unit_price="10")
    return [
        product("P1", service_life_months=60),
        product("P1", service_life_months=60, cold_chain=True),
        customer("C1", phone="0300", licence_no="证1", licence_valid_until="2026-07-31"),
        staff("S1"),
        event("licence_registered", licence, licence_no="证2", valid_until="2026-06-01"),
        received("YS1", lot="L1", production_date="2026-01-31", supplier_name="供货者"),
        first,
        voided("sales", "XS000", [7]),
        sold("XS000", lot="L2", unit_price="10", udi="U2", replaces=first.event_id),
        event(
            "outbound_checked",
            out | {"check_result": "passed", "checker": "S1"},
            outbound_no="CK1",
            line=1,
            sale_no="XS000",
        ),
        event("invoice_issued", bill, invoice_no="FP1", line=1, sale_no="XS000", customer_code="C1"),
        returned("TH1", sale_no="XS000", sale_line=1),
        event("hold_placed", hold, hold_no="TS1", product_code="P1", placed_at="2026-06-01"),
        returned("TH2", sale_no="XS005", sale_line=1, lot="L3", serial="A5"),
        *(sold(f"XM{number:03}", lot=f"M{number}", quantity="2") for number in range(12)),
        *(returned(f"TM{number:03}", lot=f"M{number}", disposition="pending") for number in range(12)),
        *(
            sold(f"XS{number:03}", lot="L3", serial=f"A{number}", expiry_date="2027-06-30")
            for number in range(1, 620)
        ),
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_the_same_on_both_databases(view: str, log: LogRecorder, readmodel: ReadModel):
    events = trade()
    log.append_prepared(events)
    catch_up(readmodel, log)
    cutoff = CutOff(clock.end_of(DAY, ZONE), log.head())
    with readmodel.reading() as connection:
        found = list(catalogue.answer(view)(Query(connection, log, cutoff, ZONE, today(cutoff, ZONE))))
    with asking(*events) as tables:
        expected = tables.rows(view)
    if view == "change_items":  # these are of the time at which a test runs
        for row in [*found, *expected]:
            row["changed_at"] = None
    assert len(found) > 1
    assert found == expected
