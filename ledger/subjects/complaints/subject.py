"""Complaints, petitions and feedback, and referrals to suppliers, as the rulebook knows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.deciding.subject import Judge, Subject
from ledger.subjects.complaints import answers, decisions, feedback, form, intake, petitions, rules
from ledger.subjects.complaints.authority import judge_lowered
from ledger.subjects.complaints.links import judge_linked, judge_links

_BEGUN: Final[tuple[Judge, ...]] = (intake.judge_handed_over, intake.judge_grave)
_OWN: Final[Mapping[str, tuple[Judge, ...]]] = {
    "complaint_received": (intake.judge_owner, intake.judge_original),
    "complaint_assessed": (intake.judge_assessment, intake.judge_handler, judge_lowered),
    "complaint_transferred": (),
    "complaint_grave_approved": (decisions.judge_grave_approver,),
    "complaint_accepted": _BEGUN,
    "complaint_service_ordered": _BEGUN,
    "complaint_site_examined": _BEGUN,
    "complaint_investigated": (intake.judge_assessed, *_BEGUN),
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

SUBJECT: Final = Subject(
    "complaints",
    rules=rules.RULES,
    facts={"vouchers": form.judge_voucher, "report_issues": form.judge_issue},
    stages={event: (judge_links, intake.judge_itself, judge_linked, *own) for event, own in _OWN.items()},
    fills={"complaint_received": intake.fill_owner},
)
