"""Judging what the customer is told, what they say to it, and whether the complaint may be closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.state.entries import CaseRecord, State
from ledger.subjects.complaints.answer_rules import (
    ANSWER_UNDECIDED,
    CLOSED_NOT_ACCEPTED,
    CLOSED_UNANSWERED,
    NOT_TRACKED,
    OBJECTION_WITHOUT_PETITION,
    REOPENED_WITHOUT_ORIGINAL,
    SUPPLIER_NOT_TOLD,
)
from ledger.subjects.complaints.links import linked
from ledger.subjects.complaints.progress import (
    DECIDED,
    REOPENED,
    TRACKED,
    came,
    came_since,
    is_answered,
    since_opened,
)

_PROMISES: Final = (
    "退款",
    "赔",
    "补偿",
    "换货",
    "更换新",
    "补发",
    "折让",
    "减免",
    "refund",
    "compensat",
    "replacement",
)
_CLAIMS: Final = frozenset({"claim", "dispute", "rights_claim"})


def judge_authorised_answer(
    command: Command, _state: State, context: Context, case: CaseRecord
) -> Iterator[Breach]:
    """Judge whether an answer that binds the house comes after its decision (S4-I 投诉-处理-7).

    A grave complaint and one that was taken up again always need it; at live entry also a claim, and an
    answer that grants something.
    """
    if came_since(case, DECIDED):
        return
    why = _why_binding(command.data, case, live=context.live)
    if why:
        yield ANSWER_UNDECIDED.broken(complaint_no=command.data["complaint_no"], what=why)


def _why_binding(data: dict[str, Any], case: CaseRecord, *, live: bool) -> str:
    if case.data.get("severity") == "grave":
        return "情节重大 it is grave"
    if came(case, REOPENED):
        return "重新受理后尚未重新决定 it was taken up again and not decided anew"
    if live and case.data.get("complaint_kind") in _CLAIMS:
        return "属于索赔、维权或纠纷 it is a claim or dispute"
    words = [one for one in _PROMISES if one in str(data.get("answer", "")).casefold()] if live else []
    return f"答复中有处理承诺 the answer grants something: {words[0]}" if words else ""


def judge_objection(command: Command, _state: State, context: Context, case: CaseRecord) -> Iterator[Breach]:
    """Judge at live entry an objection against an unfounded complaint: it takes a petition (投诉-处理-10)."""
    known = case.data | command.data
    if context.live and known.get("outcome") == "unfounded" and "petition_no" not in known:
        yield OBJECTION_WITHOUT_PETITION.broken(complaint_no=known["complaint_no"])


def judge_reopened(command: Command, _state: State, context: Context, _case: CaseRecord) -> Iterator[Breach]:
    """Judge at live entry whether it is said why a complaint is taken up again (S4-I 投诉-处理-5)."""
    if context.live and "reopen_reason" not in command.data:
        what = "没有重新受理原因 no reason is given"
        yield REOPENED_WITHOUT_ORIGINAL.broken(complaint_no=command.data["complaint_no"], what=what)


def judge_closed(command: Command, state: State, _context: Context, case: CaseRecord) -> Iterator[Breach]:
    """Judge whether a complaint may be closed: answered, accepted, and tracked where it must be."""
    number = command.data["complaint_no"]
    again = came(case, REOPENED)
    if not is_answered(case):
        yield CLOSED_UNANSWERED.broken(
            complaint_no=number,
            since="重新受理以来" if again else "",
            since_en=" since it was taken up again" if again else "",
        )
    elif _view(case) == "not_accepted" and not _petition_decided(case, state):
        yield CLOSED_NOT_ACCEPTED.broken(complaint_no=number)
    if case.data.get("tracking_required") and not came_since(case, TRACKED):
        yield NOT_TRACKED.broken(complaint_no=number)
    if _of_supplier(case.data) and not came(case, "complaint_parties_notified"):
        yield SUPPLIER_NOT_TOLD.broken(complaint_no=number)


def _view(case: CaseRecord) -> str | None:
    """Return what the customer last said since the complaint was taken up."""
    told = [step.data["customer_view"] for step in since_opened(case) if "customer_view" in step.data]
    return told[-1] if told else None


def _petition_decided(case: CaseRecord, state: State) -> bool:
    number = case.data.get("petition_no")
    return number is not None and "decision" in linked(state, "petitions", number).data


def _of_supplier(data: dict[str, Any]) -> bool:
    return (
        data.get("nature") == "quality"
        and data.get("outcome") == "founded"
        and data.get("attribution") == "supplier"
    )
