"""What repairs keep out of its place: customers' units in our hands or at the factory, and our loaners."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from projections.answers.service.repair_progress import RepairProgress, courses
from projections.reading.query import Query
from projections.reading.select import in_force
from projections.tables.record_tables import STAGE

Row = dict[str, Any]
_LOOKED_AT: Final = (
    *("product_code", "product_name", "model", "lot", "serial", "customer_code", "customer_name"),
    *("supplier_code", "contact_no", "exchange_no", "return_case_no", "service_mode", "technician"),
    *("first_responder", "requested_on", "planned_finish_on", "taken_back_on", "factory_sent_on"),
    *("factory_back_on", "conclusion", "loaner_product_code", "loaner_serial", "loaner_issued_at"),
    *("event_time", "record_time"),
)
_DAY: Final = len("2026-01-01")
_AWAY: Final = frozenset({"taken_back", "sent_to_factory", "received_from_factory"})
_BACK: Final = frozenset({"returned_to_customer", "customer_confirmed", "closed"})
_STANDS: Final = {
    "requested": "已受理，待诊断",
    "responded": "已受理，待诊断",
    "plan_agreed": "方案已确认，待诊断",
    "dispatched": "已派工，待诊断",
    "rescheduled": "已改约，待诊断",
    "arrived": "已到场，待诊断",
    "taken_back": "已携回，待诊断",
    "diagnosed": "已诊断，待修复",
    "escalated": "已报请主管协助，待修复",
    "part_used": "已更换配件，待修复",
    "repaired": "已修复，待检验",
    "sent_to_factory": "已返厂，待收回",
    "received_from_factory": "返厂收回，待检验",
    "rereleased": "已重新出库，待发还客户",
}
_VERDICTS: Final = {
    "conforming": "检验合格，待重新出库",
    "nonconforming": "检验不合格，待重新诊断或返厂",
}


def of_repairs(query: Query) -> Iterator[Row]:
    """Yield the units under repair that are not with their customers, and the loaners that are out."""
    found = [row for course in courses(query, _LOOKED_AT) for row in _of(course)]
    contacts = _contacts(query) if found else {}
    makers = in_force(query, "suppliers", {row["supplier_code"] for row in found})
    for row in found:
        contact = contacts.get(row["contact_no"]) or contacts.get(row["source_no"]) or {}
        maker = makers.get(row["supplier_code"] or "", {}).get("name")
        unit = row["custody_kind"] != "loaner"
        row["party_name"] = contact.get("party_name") or maker if unit else None
        row["fed_back_at"] = contact.get("customer_told_at") if unit else None
        if row["custody_kind"] == "at_manufacturer":
            row["holder"] = f"厂家 {row['party_name'] or row['supplier_code'] or '—'}"
        yield row


def _of(course: RepairProgress) -> Iterator[Row]:
    unit = _unit(course)
    if unit is not None:
        yield unit
    for line, lent in course.lent():
        yield _loaner(course, line, lent)


def _unit(course: RepairProgress) -> Row | None:
    """Return the customer's unit, where it is not with the customer."""
    row = course.row
    last = course.newest(*_AWAY, *_BACK)
    at_counter = last is None and row["service_mode"] == "counter"
    handed_back = last is not None and last[STAGE] in _BACK
    spared = row["exchange_no"] is not None or row["return_case_no"] is not None
    if spared or handed_back or (last is None and not at_counter):
        return None
    away = last is not None and last[STAGE] == "sent_to_factory"
    return {
        **_shared(course, 1),
        "custody_kind": "at_manufacturer" if away else "repair_return",
        **{key: row[key] for key in ("product_code", "product_name", "model", "lot", "serial")},
        "quantity": "1",
        "holder": f"技术部门 {row['technician'] or ''}".strip(),
        "since": _since(course, away=away),
        "due_back_on": row["planned_finish_on"],
        "state_text": _stand(course),
    }


def _since(course: RepairProgress, *, away: bool) -> str | None:
    """Return since when the unit is where it is: at the factory, or in our hands."""
    row = course.row
    brought = row["requested_on"][:_DAY] if row["service_mode"] == "counter" else None
    here = (row["taken_back_on"], brought, row["factory_back_on"])
    days: tuple[str | None, ...] = (row["factory_sent_on"], *here) if away else here
    return next((day for day in days if day is not None), None)


def _stand(course: RepairProgress) -> str:
    """Return how far the repair is and what comes next."""
    newest = course.newest(*_STANDS, "inspected") or {STAGE: "requested"}
    if newest[STAGE] == "inspected":
        return _VERDICTS.get(newest["conclusion"], "检验待定")
    return _STANDS[newest[STAGE]]


def _loaner(course: RepairProgress, line: int, lent: Row) -> Row:
    serial = lent["loaner_serial"]
    issued = lent["loaner_issued_at"] or lent["event_time"] or lent["record_time"]
    finished = course.newest("customer_confirmed", "returned_to_customer", "closed")
    return {
        **_shared(course, line),
        "custody_kind": "loaner",
        "product_code": lent["loaner_product_code"],
        "serial": serial,
        "quantity": str(serial.count(";") + 1) if serial else "1",
        "since": issued[:_DAY],
        "state_text": "维修已完成，待收回备用机" if finished else "维修期间借出",
    }


def _shared(course: RepairProgress, line: int) -> Row:
    row = course.row
    return {
        "source_no": course.number,
        "line": line,
        "owner": row["technician"] or row["first_responder"],
        **{key: row[key] for key in ("customer_code", "customer_name", "supplier_code", "contact_no")},
    }


def _contacts(query: Query) -> dict[str, Row]:
    """Return who was contacted at the maker and what the customer was told, by contact and by repair."""
    found: dict[str, Row] = {}
    for row in query.rows("supplier_contacts"):
        for name in (row["contact_no"], row["repair_no"]):
            if name is not None:
                found[name] = row
    return found
