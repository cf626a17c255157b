"""Judging the stages of complaints, petitions and feedback, and of referrals to suppliers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.old_judges import OldJudge as Judge
from ledger.deciding.rule import Breach
from ledger.deciding.situation import case_before
from ledger.state.entries import CaseRecord, State, Version
from ledger.subjects.complaints import answers, decisions, feedback, form, intake, petitions
from ledger.subjects.complaints.links import judge_linked, judge_links

Part = Callable[[Command, State, Context, CaseRecord], Iterator[Breach]]
"""One question to a stage: command, state, context, and what is known of its case before it."""

_BEGUN: Final[tuple[Part, ...]] = (intake.judge_handed_over, intake.judge_grave)
_PARTS: Final[dict[str, tuple[Part, ...]]] = {
    "complaint_received": (intake.judge_owner, intake.judge_original),
    "complaint_assessed": (intake.judge_assessment, intake.judge_handler),
    "complaint_transferred": (),
    "complaint_grave_approved": (intake.judge_handed_over, decisions.judge_grave_approver),
    "complaint_accepted": _BEGUN,
    "complaint_service_ordered": _BEGUN,
    "complaint_site_examined": _BEGUN,
    "complaint_investigated": (intake.judge_handler, *_BEGUN),
    "complaint_decided": (
        *_BEGUN,
        decisions.judge_decided,
        decisions.judge_receivable,
        decisions.judge_tracking_decided,
        decisions.judge_urgent,
    ),
    "complaint_signed_off": (decisions.judge_copies,),
    "complaint_answered": (*_BEGUN, answers.judge_authorised_answer, form.judge_answer_text),
    "complaint_objected": (answers.judge_objection,),
    "complaint_reopened": (answers.judge_reopened, intake.judge_original),
    "complaint_closed": (answers.judge_closed,),
    "petition_raised": (petitions.judge_raised,),
    "petition_decided": (petitions.judge_petition_decided,),
    "feedback_received": (),
    "feedback_routed": (feedback.judge_routed,),
    "feedback_reply_promised": (feedback.judge_promised,),
    "feedback_closed": (feedback.judge_feedback_closed,),
    "supplier_contacted": (),
    "supplier_contact_closed": (feedback.judge_contact_closed,),
}


def _judge(parts: tuple[Part, ...]) -> Judge:
    def judge(
        command: Command, state: State, context: Context, _versions: dict[str, Version]
    ) -> tuple[list[Breach], list[Breach]]:
        case = case_before(command, state)
        integrity = list(judge_links(command, state, context))
        integrity += intake.judge_itself(command, state, context)
        compliance = list(judge_linked(command, state, context))
        for part in parts:
            compliance += part(command, state, context, case)
        return integrity, compliance

    return judge


STAGE_JUDGES: Final[dict[str, Judge]] = {event: _judge(parts) for event, parts in _PARTS.items()}
FACT_JUDGES: Final[dict[str, Judge]] = {"vouchers": form.judge_voucher, "report_issues": form.judge_issue}
