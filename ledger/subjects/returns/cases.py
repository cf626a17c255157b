"""Judging the stages of a return case: who judges which stage, in the order in which it is kept.

Every stage is judged against the path of its policy (`policy.py`) and against the look-up of the sale
(`matching.py`), then by what is particular to it: conditions (`conditions.py`), approvals (`approvals.py`),
way and inspection of the goods (`receiving.py`), ruling, decision, refund and end (`ending.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.deciding.situation import Situation
from ledger.deciding.subject import Filled, Judge
from ledger.subjects.returns import approvals, conditions, ending, matching, receiving
from ledger.subjects.returns.policy import fill_policy, judge_path

_NOTICE_PATTERN: Final = ("THSL-", "THTZ-")


def number_notice(s: Situation) -> Filled:
    """Fill in the number of a notice that is issued live."""
    if not s.live or "return_notice_no" in s.data:
        return Filled()
    return Filled({"return_notice_no": notice_number(s.data["return_case_no"])})


def notice_number(case: str) -> str:
    """Return the number of a case's notice: the day and sequence of the case; a case has one notice at most.

    >>> notice_number("THSL-20260501-003")
    'THTZ-20260501-003'
    """
    own, notice = _NOTICE_PATTERN
    return notice + case.removeprefix(own)


_OWN: Final[Mapping[str, tuple[Judge, ...]]] = {
    "return_requested": (conditions.judge_request,),
    "return_origin_matched": (matching.judge_match,),
    "return_not_accepted": (approvals.judge_not_accepted,),
    "return_notice_issued": (matching.judge_notice, conditions.judge_expired),
    "return_business_approved": (approvals.judge_approval,),
    "return_quality_approved": (approvals.judge_approval,),
    "return_refused": (approvals.judge_refusal,),
    "return_pickup_arranged": (approvals.judge_approved,),
    "return_cold_evidence_filed": (receiving.judge_evidence,),
    "return_goods_rejected": (receiving.judge_rejected,),
    "return_goods_received": (
        approvals.judge_approved,
        receiving.judge_temperature,
        conditions.judge_expired,
        receiving.judge_as_notified,
        matching.judge_received_outstanding,
        receiving.judge_placed,
    ),
    "return_inspected": (receiving.judge_verdict, conditions.judge_checks, receiving.judge_tracking),
    "return_appraisal_requested": (),
    "return_appraised": (),
    "return_ruling_requested": (ending.judge_ruling_asked,),
    "return_ruled": (ending.judge_ruled,),
    "return_disposition_decided": (ending.judge_disposition,),
    "return_completed": (ending.judge_completed,),
    "return_refund_requested": (approvals.judge_approved, ending.judge_refund_asked),
    "return_refund_verified": (ending.judge_refund_verified,),
    "return_refunded": (ending.judge_refunded,),
    "return_case_closed": (ending.judge_closed,),
}
STAGE_JUDGES: Final[Mapping[str, tuple[Judge, ...]]] = {
    event: (judge_path, matching.judge_sold, *own) for event, own in _OWN.items()
}
STAGE_FILLS: Final = {
    "return_requested": fill_policy,
    "return_origin_matched": matching.fill_match,
    "return_notice_issued": number_notice,
}
