"""Repairs for tests: the calls, and the roads they take, as commands."""

from __future__ import annotations

from typing import Any

from ledger.deciding.decision import Command
from tests.support.decisions import History, command, member, product, quality, receipt, sale, stage, trade

SOLD: dict[str, Any] = {"serial": "SN1", "quantity": "1"}
LOANER: dict[str, Any] = {"loaner_product_code": "P1", "loaner_serial": "LN1"}


def at(day: int, hour: int = 1) -> str:
    """Return a stored time in March 2026, by its hour in UTC."""
    return f"2026-03-{day:02d}T{hour:02d}:00:00.000000Z"


def called(number: str = "WX1", **rest: Any) -> Command:
    """Return a repair call of the unit SN1 on 2 March 2026."""
    fields: dict[str, Any] = {
        "requested_on": at(2),
        "customer_code": "C1",
        "product_code": "P1",
        "serial": "SN1",
        "sale_no": "XS1",
        "sale_line": 1,
        "fault": "不能开机",
    }
    return stage("repair_requested", number, **(fields | rest))


def planned(**rest: Any) -> Command:
    """Return the plan that the customer agrees to."""
    fields: dict[str, Any] = {"service_plan": "上门", "customer_consented": True}
    return stage("repair_plan_agreed", "WX1", **(fields | rest))


def sent(number: str = "WX1", **rest: Any) -> Command:
    """Return the dispatch of technician T1, to come between nine and eleven on 3 March."""
    fields: dict[str, Any] = {
        "technician": "T1",
        "dispatched_at": at(2, 2),
        "appointed_from": at(3),
        "appointed_until": at(3, 3),
    }
    return stage("repair_dispatched", number, **(fields | rest))


def moved(**rest: Any) -> Command:
    """Return a new appointment, told on 2 March, for 4 March."""
    fields: dict[str, Any] = {
        "reschedule_reason": "缺件",
        "customer_told_at": at(2, 5),
        "appointed_until": at(4, 3),
    }
    return stage("repair_rescheduled", "WX1", **(fields | rest))


def arrived(number: str = "WX1", **rest: Any) -> Command:
    """Return the arrival at ten on 3 March."""
    fields: dict[str, Any] = {"arrived_at": at(3, 2), "card_shown": True}
    return stage("repair_arrived", number, **(fields | rest))


def diagnosed(day: int = 3, number: str = "WX1", **rest: Any) -> Command:
    """Return a diagnosis, with the label."""
    fields: dict[str, Any] = {
        "diagnosed_on": f"2026-03-{day:02d}",
        "fault_analysis": "电源板损坏",
        "fault_label": "电源板",
    }
    return stage("repair_diagnosed", number, **(fields | rest))


def taken(**rest: Any) -> Command:
    """Return that the unit was taken back, with the customer's signature."""
    fields: dict[str, Any] = {
        "taken_back_on": "2026-03-03",
        "takeback_signed": True,
        "planned_finish_on": "2026-03-10",
    }
    return stage("repair_taken_back", "WX1", **(fields | rest))


def to_factory(**rest: Any) -> Command:
    """Return that the unit went to the factory on 4 March."""
    fields: dict[str, Any] = {"factory_sent_on": "2026-03-04"}
    return stage("repair_sent_to_factory", "WX1", **(fields | rest))


def from_factory(**rest: Any) -> Command:
    """Return that it came back on 8 March."""
    fields: dict[str, Any] = {"factory_back_on": "2026-03-08", "repair_content": "换主板"}
    return stage("repair_received_from_factory", "WX1", **(fields | rest))


def repaired(day: int = 5, number: str = "WX1", **rest: Any) -> Command:
    """Return that the unit was repaired."""
    fields: dict[str, Any] = {
        "repaired_on": f"2026-03-{day:02d}",
        "repair_content": "换电源板",
        "repair_result": "正常",
    }
    return stage("repair_repaired", number, **(fields | rest))


def inspected(day: int = 6, conclusion: str | None = "conforming", **rest: Any) -> Command:
    """Return an inspection by Q2 of quality."""
    fields: dict[str, Any] = {
        "inspector": "Q2",
        "inspected_on": f"2026-03-{day:02d}",
        "conclusion": conclusion,
    }
    return stage("repair_inspected", "WX1", **(fields | rest))


def rereleased(**rest: Any) -> Command:
    """Return the new release by Q1, the head of quality."""
    fields: dict[str, Any] = {"released_by": "Q1"}
    return stage("repair_rereleased", "WX1", **(fields | rest))


def returned(day: int = 9, **rest: Any) -> Command:
    """Return that the unit went back to the customer."""
    fields: dict[str, Any] = {"customer_back_on": f"2026-03-{day:02d}"}
    return stage("repair_returned_to_customer", "WX1", **(fields | rest))


def confirmed(number: str = "WX1", **rest: Any) -> Command:
    """Return the customer's signature."""
    fields: dict[str, Any] = {"customer_signed": True, "service_voucher_no": "PZ1"}
    return stage("repair_customer_confirmed", number, **(fields | rest))


def charged(**rest: Any) -> Command:
    """Return a charge of 150."""
    fields: dict[str, Any] = {"standard_no": "SF1", "part_fee": "100", "labour_fee": "50", "amount": "150"}
    return stage("repair_charged", "WX1", **(fields | {"charged_on": "2026-03-10"} | rest))


def lent(number: str = "WX1", **rest: Any) -> Command:
    """Return that the loaner LN1 was lent on 4 March."""
    return stage("repair_loaner_issued", number, **(LOANER | {"loaner_issued_at": at(4)} | rest))


def loaner_back(number: str = "WX1", **rest: Any) -> Command:
    """Return that the loaner came back on 11 March."""
    fields: dict[str, Any] = {
        "loaner_serial": "LN1",
        "loaner_returned_at": at(11),
        "loaner_state": "外壳划伤",
    }
    return stage("repair_loaner_returned", number, **(fields | rest))


def followed(number: str = "WX1", **rest: Any) -> Command:
    """Return a follow-up call on 12 March."""
    fields: dict[str, Any] = {"followed_up_on": "2026-03-12", "satisfaction": "satisfied"}
    return stage("repair_followed_up", number, **(fields | rest))


def closed(number: str = "WX1", **rest: Any) -> Command:
    """Return the end of a repair on 13 March."""
    fields: dict[str, Any] = {"closed_on": "2026-03-13"}
    return stage("repair_closed", number, **(fields | rest))


def warranty(number: str = "BX1", **rest: Any) -> Command:
    """Return a warranty of the unit SN1 from 10 February 2026 for a year."""
    fields: dict[str, Any] = {
        "customer_code": "C1",
        "product_code": "P1",
        "serial": "SN1",
        "accepted_on": "2026-02-10",
        "warranty_months": 12,
    }
    return command("warranties", warranty_no=number, **(fields | rest))


def standard(**rest: Any) -> Command:
    """Return a fee standard in force since 2026."""
    fields: dict[str, Any] = {
        "standard_no": "SF1",
        "name": "维修费用",
        "standard_kind": "charge",
        "fee_item": "人工费",
        "effective_from": "2026-01-01",
    }
    return command("service_standards", **(fields | rest))


def house(*more: Command, live: bool = True) -> History:
    """Start a history in which C1 has the unit SN1; two are of quality, two repair, two units are left."""
    return trade(
        product(tracking="serial", event_time="2026-01-01T00:00:00.000000Z"),
        quality(),
        member("Q2", post="质管员"),
        member("T1", post="维修技术员"),
        member("T2", post="维修技术员"),
        receipt("YS2", lot=None, serial="SN1;LN1;LN2", quantity="3"),
        sale(lot=None, **SOLD),
        *more,
        live=live,
    )


ON_SITE = (called(), sent(), arrived(), diagnosed())
IN_SHOP = (*ON_SITE, taken(), diagnosed(4))
BACK = (*IN_SHOP, repaired(), inspected(), rereleased(), returned())
