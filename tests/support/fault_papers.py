"""The files that a house keeps of the faults of a simulated year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.support.simulated_faults import LOTS, Call
from tests.support.simulated_year import Charge, Year
from tests.support.typed_rows import Row, typed_row


def lots(year: Year) -> dict[str, list[str]]:
    """Return the units that came in, by their lots."""
    found: dict[str, list[str]] = {}
    for serial, lot in LOTS.items():
        found.setdefault(lot, []).append(serial)
    lent = (f"B{one.number}" for one in year.calls if one.lent)
    return found | {"G9": [*lent, *(one.serial for one in year.rentals)]}


def _call(call: Call) -> Iterator[Row]:
    number = {"repair_no": call.number}
    begun: dict[str, Any] = {"requested_on": call.at, "customer_code": call.customer, "product_code": "PD"}
    place = {"serial": call.serial, "lot": call.lot, "complaint_no": call.complaint}
    weight = {"zone": call.zone, "fault_weight": call.weight, "fault": "不能开机"}
    yield typed_row(**number, stage="requested", **begun, **place, **weight)
    if call.responded is not None:
        yield typed_row(**number, stage="responded", responded_at=call.responded)
    if call.dispatched is not None:
        sent = {"technician": call.technician, "dispatched_at": call.dispatched}
        yield typed_row(**number, stage="dispatched", **sent)
    if call.arrived is not None:
        time = None if call.untold else call.arrived
        yield typed_row(**number, stage="arrived", arrived_at=time, card_shown=True)
    if call.lent is not None:
        lent = {
            "loaner_product_code": "PD",
            "loaner_serial": f"B{call.number}",
            "loaner_issued_at": call.lent,
        }
        yield typed_row(**number, stage="loaner_issued", **lent)
    if call.taken is not None:
        taken = {"taken_back_on": call.taken, "takeback_signed": True, "planned_finish_on": call.planned}
        yield typed_row(**number, stage="taken_back", **taken)
    if call.found is not None:
        found = {"diagnosed_on": call.found, "cause_class": call.cause, "fault_analysis": "已分析"}
        yield typed_row(**number, stage="diagnosed", **found, fault_label="电源板")
    if call.sent is not None:
        yield typed_row(**number, stage="sent_to_factory", supplier_code="S1", factory_sent_on=call.sent)
    if call.back is not None:
        yield typed_row(
            **number, stage="received_from_factory", factory_back_on=call.back, repair_content="更换"
        )
    if call.repaired is not None:
        yield typed_row(**number, stage="repaired", repaired_on=call.repaired, repair_content="更换")


def repairs(year: Year) -> Iterator[Row]:
    charges = {one.repair: one for one in year.charges}
    for call in year.calls:
        yield from _call(call)
        paid = charges.get(call.number)
        if paid is not None:
            yield from _charge(paid)


def _charge(one: Charge) -> Iterator[Row]:
    number = {"repair_no": one.repair}
    agreed = {"service_class": "paid", "plan_agreed_at": one.agreed, "customer_consented": True}
    yield typed_row(**number, stage="plan_agreed", service_plan="上门更换", class_reason="过保", **agreed)
    yield typed_row(
        **number, stage="customer_confirmed", customer_confirmed_at=one.signed, customer_signed=True
    )
    if one.charged is not None:
        fee: dict[str, Any] = {"labour_fee": 200, "amount": 200, "charged_on": one.charged}
        fee["standard_no"] = "BZ-2" if one.by_standard else None
        yield typed_row(**number, stage="charged", **fee)


def served(year: Year) -> Iterator[Row]:
    """Yield the records of what was put right without a call."""
    for one in year.served:
        goods = {"product_code": "PD", "serial": one.serial, "lot": one.lot, "cause_class": one.cause}
        done = {"service_content": "更换电源板", "service_result": "正常"}
        about = {"service_no": one.number, "service_on": one.day, "service_kind": "maintenance"}
        yield typed_row(**about, customer_code="H1", **goods, **done)


def blamed(year: Year) -> Iterator[Row]:
    """Yield the complaints about units, as they were received."""
    for one in year.blamed:
        begun = {"complaint_no": one.number, "received_on": one.at.date(), "received_at": one.at}
        about = {"customer_code": "H1", "product_code": "PD", "serial": one.serial, "content": "不能开机"}
        yield typed_row(**begun, complaint_kind="product", **about)
