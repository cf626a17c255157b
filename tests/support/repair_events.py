"""Repairs for tests of views: the stages of one repair as events, from the call to the end."""

from __future__ import annotations

from typing import Any

from ledger.log.prepared import Prepared
from tests.support.events import event


def at(day: int, hour: int = 1) -> str:
    """Return a stored time in March 2026, by its hour in UTC."""
    return f"2026-03-{day:02d}T{hour:02d}:00:00.000000Z"


def on(day: int) -> str:
    """Return a day in March 2026."""
    return f"2026-03-{day:02d}"


def called(number: str = "WX1", **rest: Any) -> Prepared:
    """Return a repair call of the unit SN1 of C1 on 2 March 2026."""
    told = {"requested_on": at(2), "customer_code": "C1", "customer_name": "客户C1", "product_code": "P1"}
    told |= {"serial": "SN1", "fault": "不能开机", "customer_phone": "0571"}
    return event("repair_requested", told, repair_no=number, **rest)


def stage(event_type: str, number: str = "WX1", **rest: Any) -> Prepared:
    """Return a later stage of it."""
    return event(f"repair_{event_type}", repair_no=number, **rest)


CALL = [
    called(first_responder="E1"),
    stage("responded", responded_at=at(2, 2), response_note="受理"),
    stage("dispatched", technician="T1", dispatched_at=at(2, 3), appointed_until=at(3, 3)),
    stage("arrived", arrived_at=at(3, 2), card_shown=True),
    stage("diagnosed", diagnosed_on=on(3), fault_analysis="电源板", fault_label="电源板"),
]
AWAY = [
    *CALL,
    stage("taken_back", taken_back_on=on(3), takeback_signed=True, planned_finish_on=on(10)),
    stage("diagnosed", diagnosed_on=on(4), fault_analysis="主板"),
    stage("loaner_issued", loaner_product_code="P1", loaner_serial="LN1", loaner_issued_at=at(4)),
]
END = [
    stage("repaired", repaired_on=on(6), repair_content="换主板", repair_result="正常"),
    stage("inspected", inspector="Q2", inspected_on=on(7), conclusion="conforming"),
    stage("rereleased", released_by="Q1", event_time="2026-03-08"),
    stage("returned_to_customer", customer_back_on=on(9)),
    stage("customer_confirmed", customer_signed=True, event_time="2026-03-09"),
    stage("loaner_returned", loaner_serial="LN1", loaner_returned_at=at(11), loaner_state="外壳划伤"),
    stage("followed_up", followed_up_on=on(12), satisfaction="satisfied"),
    stage("closed", closed_on=on(13)),
]
WHOLE = [*AWAY, *END]
