"""A small house that takes goods back, and the stages of a return case, as commands."""

from __future__ import annotations

from typing import Any

from ledger.deciding.decision import Command
from tests.support.decisions import (
    History,
    approvers,
    customer,
    given,
    location,
    member,
    product,
    receipt,
    sale,
    stage,
    supplier,
)

NO = "THSL-20260301-001"
DAY = "2026-02-28T16:00:00.000000Z"  # the first of March begins


def moment(day: int, hour: int = 1) -> str:
    """Return a time on a day of March 2026, as it is stored."""
    return f"2026-03-{day:02}T{hour:02}:00:00.000000Z"


def sold(*commands: Command, live: bool = False, **goods: Any) -> History:
    """Start a history in which ten of lot `L1` were sold to `C1` on the first of February."""
    house = (supplier(), product(**goods), customer(), member(), *approvers())
    further = (member("G1", post="finance"), member("R1", post="service_team_leader"))
    return given(*house, *further, location("T-01", "returned"), receipt(), sale(), *commands, live=live)


def requested(number: str = NO, **rest: Any) -> Command:
    """Return a request to take back four."""
    fields: dict[str, Any] = {
        "received_at": moment(1),
        "customer_code": "C1",
        "product_code": "P1",
        "lot": "L1",
        "quantity": "4",
        "reason": "医院科室撤并",
        "return_policy": "two_approvals",
    }
    return stage("return_requested", number, **(fields | rest))


def matched(number: str = NO, **rest: Any) -> Command:
    """Return the look-up of the sale."""
    fields: dict[str, Any] = {"sold_by_us": True, "sale_no": "XS1", "sale_line": 1, "invoice_clerk": "E1"}
    return stage("return_origin_matched", number, **(fields | rest))


def declined(number: str = NO, **rest: Any) -> Command:
    """Return the answer that the goods are not taken back."""
    fields: dict[str, Any] = {"refusal_reason": "超过退货期限", "customer_told_at": moment(2)}
    return stage("return_not_accepted", number, **(fields | rest))


def noticed(number: str = NO, **rest: Any) -> Command:
    """Return the return notice."""
    return stage(
        "return_notice_issued", number, **({"notice_on": "2026-03-02", "invoice_clerk": "E1"} | rest)
    )


def business(number: str = NO, **rest: Any) -> Command:
    """Return the approval of the head of business."""
    fields: dict[str, Any] = {
        "business_approver": "B1",
        "business_decision": "approved",
        "decided_at": moment(2, 3),
    }
    return stage("return_business_approved", number, **(fields | rest))


def quality_says(number: str = NO, **rest: Any) -> Command:
    """Return the approval of quality."""
    fields: dict[str, Any] = {
        "quality_approver": "Q1",
        "quality_decision": "approved",
        "decided_at": moment(2, 4),
    }
    return stage("return_quality_approved", number, **(fields | rest))


def refused(number: str = NO, **rest: Any) -> Command:
    """Return the refusal of the head of business."""
    fields: dict[str, Any] = {
        "business_approver": "B1",
        "business_decision": "refused",
        "decided_at": moment(2, 3),
    }
    return stage("return_refused", number, **(fields | {"refusal_reason": "已过约定期限"} | rest))


def fetched(number: str = NO, **rest: Any) -> Command:
    """Return the arrangement of the pick-up."""
    fields: dict[str, Any] = {"transport_mode": "own_vehicle", "pickup_confirmed_at": moment(3)}
    return stage("return_pickup_arranged", number, **(fields | rest))


def papers(number: str = NO, **rest: Any) -> Command:
    """Return the temperature papers, judged as meeting the conditions."""
    fields: dict[str, Any] = {
        "temperature_statement": "PZ1",
        "temperature_record": "PZ2",
        "cold_chain_ok": True,
    }
    return stage("return_cold_evidence_filed", number, **(fields | rest))


def rejected(number: str = NO, **rest: Any) -> Command:
    """Return a rejection that quality and the customer were told of."""
    fields: dict[str, Any] = {
        "rejected_on": "2026-03-04",
        "rejection_reason": "超温",
        "quality_told_at": moment(4),
    }
    return stage("return_goods_rejected", number, **(fields | {"customer_told_at": moment(4)} | rest))


def received(number: str = NO, **rest: Any) -> Command:
    """Return the receipt of all four in the return area."""
    fields: dict[str, Any] = {
        "notice_matched": True,
        "received_on": "2026-03-04",
        "received_quantity": "4",
        "receiver": "E1",
    }
    return stage("return_goods_received", number, **(fields | {"location_code": "T-01"} | rest))


def inspected(number: str = NO, **rest: Any) -> Command:
    """Return an inspection that found the goods conforming."""
    fields: dict[str, Any] = {"inspector": "E1", "inspected_on": "2026-03-05", "quality_status": "conforming"}
    return stage("return_inspected", number, **(fields | {"conclusion": "conforming"} | rest))


def ruling_asked(number: str = NO, **rest: Any) -> Command:
    """Return a request for the ruling of the team leader."""
    return stage(
        "return_ruling_requested", number, **({"adjudicator": "R1", "reason_reviewed": "属实"} | rest)
    )


def ruled(number: str = NO, **rest: Any) -> Command:
    """Return the ruling of the team leader."""
    fields: dict[str, Any] = {"adjudicator": "R1", "ruling": "同意退回"}
    return stage("return_ruled", number, **(fields | rest))


def decided(number: str = NO, **rest: Any) -> Command:
    """Return quality's decision to restock."""
    return stage(
        "return_disposition_decided", number, **({"disposition": "restocked", "decided_by": "Q1"} | rest)
    )


def completed(number: str = NO, **rest: Any) -> Command:
    """Return the stage that completes the goods side."""
    return stage("return_completed", number, **rest)


def refund_asked(number: str = NO, **rest: Any) -> Command:
    """Return a request for 400 yuan."""
    fields: dict[str, Any] = {"refund_requested_on": "2026-03-06", "refund_amount": "400"}
    return stage("return_refund_requested", number, **(fields | rest))


def refund_verified(number: str = NO, **rest: Any) -> Command:
    """Return finance's verification of 400 yuan."""
    fields: dict[str, Any] = {
        "refund_verified_amount": "400",
        "refund_verified_by": "G1",
        "refund_notified_on": "2026-03-07",
    }
    return stage("return_refund_verified", number, **(fields | rest))


def refunded(number: str = NO, **rest: Any) -> Command:
    """Return the payment."""
    fields: dict[str, Any] = {"refunded_on": "2026-03-08"}
    return stage("return_refunded", number, **(fields | rest))


def closed(number: str = NO, **rest: Any) -> Command:
    """Return the end of the case."""
    fields: dict[str, Any] = {"closed_on": "2026-03-09"}
    return stage("return_case_closed", number, **(fields | rest))


def approved(**rest: Any) -> tuple[Command, ...]:
    """Return the stages up to both approvals."""
    return requested(**rest), matched(), noticed(), business(), quality_says()


def arrived(**rest: Any) -> tuple[Command, ...]:
    """Return the stages up to the receipt."""
    return *approved(**rest), fetched(), received()
