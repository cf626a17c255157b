"""Judging the stages of a return case: which function judges which stage.

Every stage is judged against the road of its policy (`return_policy.py`) and against the look-up of the sale
(`return_matching.py`), then by what is particular to it: conditions (`return_conditions.py`), approvals, way
and inspection of the goods (`return_receiving.py`), ruling, decision, refund and end (`return_ending.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.old_judges import OldJudge as Judge
from ledger.deciding.rule import Breach
from ledger.state.entries import State, Version
from ledger.subjects.returns import ending as return_ending
from ledger.subjects.returns import receiving as return_receiving
from ledger.subjects.returns.case_situation import Stand, standing
from ledger.subjects.returns.conditions import judge_expired, judge_request
from ledger.subjects.returns.matching import judge_match, judge_notice, judge_sold
from ledger.subjects.returns.policy import fill_policy, judge_road

Judging = Callable[[Stand], Iterable[Breach]]
_NOTICE_PATTERN: Final = ("THSL-", "THTZ-")


def _requested(stand: Stand) -> Iterator[Breach]:
    fill_policy(stand)
    # the row of the case now has its policy
    yield from judge_request(standing(stand.command, stand.state, stand.context))


def _noticed(stand: Stand) -> Iterator[Breach]:
    if stand.live and "return_notice_no" not in stand.data:
        stand.data["return_notice_no"] = notice_number(stand.data["return_case_no"])
    yield from judge_notice(stand)
    yield from judge_expired(stand)


def notice_number(case: str) -> str:
    """Return the number of a case's notice: the day and sequence of the case; a case has one notice at most.

    >>> notice_number("THSL-20260501-003")
    'THTZ-20260501-003'
    """
    own, notice = _NOTICE_PATTERN
    return notice + case.removeprefix(own)


def _nothing(_stand: Stand) -> Iterable[Breach]:
    return ()


_JUDGES: Final[dict[str, Judging]] = {
    "return_requested": _requested,
    "return_origin_matched": judge_match,
    "return_not_accepted": return_receiving.judge_not_accepted,
    "return_notice_issued": _noticed,
    "return_business_approved": return_receiving.judge_approval,
    "return_quality_approved": return_receiving.judge_approval,
    "return_refused": return_receiving.judge_refusal,
    "return_pickup_arranged": return_receiving.judge_pickup,
    "return_cold_evidence_filed": return_receiving.judge_evidence,
    "return_goods_rejected": return_receiving.judge_rejected,
    "return_goods_received": return_receiving.judge_received,
    "return_inspected": return_receiving.judge_inspected,
    "return_appraisal_requested": _nothing,
    "return_appraised": _nothing,
    "return_ruling_requested": return_ending.judge_ruling_asked,
    "return_ruled": return_ending.judge_ruled,
    "return_disposition_decided": return_ending.judge_disposition,
    "return_completed": return_ending.judge_completed,
    "return_refund_requested": return_ending.judge_refund_asked,
    "return_refund_verified": return_ending.judge_refund_verified,
    "return_refunded": return_ending.judge_refunded,
    "return_case_closed": return_ending.judge_closed,
}


def _judged(
    judging: Judging, command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    stand = standing(command, state, context)
    return [], [*judge_road(stand), *judge_sold(stand), *judging(stand)]


STAGE_JUDGES: Final[dict[str, Judge]] = {event: partial(_judged, one) for event, one in _JUDGES.items()}
FACT_JUDGES: Final[dict[str, Judge]] = {}
