"""Judging what the customer is told, what they say to it, and whether the complaint may be closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Part
from ledger.subjects.complaints import phrases
from ledger.subjects.complaints.answer_rules import (
    ANSWER_UNDECIDED,
    CLOSED_NOT_ACCEPTED,
    CLOSED_UNANSWERED,
    NOT_TRACKED,
    OBJECTION_WITHOUT_PETITION,
    REOPENED_WITHOUT_ORIGINAL,
)
from ledger.subjects.complaints.progress import (
    DECIDED,
    REOPENED,
    TRACKED,
    is_answered,
    occurred_since_opened,
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


def judge_authorised_answer(s: Situation) -> Iterator[Breach]:
    """Judge whether an answer that binds the house comes after its decision (S4-I 投诉-处理-7).

    A grave complaint and one that was taken up again always need it; at live entry also a claim, and an
    answer that grants something.
    """
    if not occurred_since_opened(s, DECIDED) and (why := _why_binding(s)) is not None:
        yield ANSWER_UNDECIDED.broken(complaint_no=s.data["complaint_no"], what=why)


def _why_binding(s: Situation) -> Part | None:
    if s.case.data.get("severity") == "grave":
        return phrases.GRAVE
    if s.occurred(REOPENED):
        return phrases.UNDECIDED_AGAIN
    if s.live and s.case.data.get("complaint_kind") in _CLAIMS:
        return phrases.A_CLAIM
    answer = str(s.data.get("answer", "")).casefold() if s.live else ""
    promise = next((one for one in _PROMISES if one in answer), None)
    return phrases.GRANTING.with_(word=promise) if promise is not None else None


def judge_objection(s: Situation) -> Iterator[Breach]:
    """Judge at live entry an objection against an unfounded complaint: it takes a petition (投诉-处理-10)."""
    if s.live and s.row.get("outcome") == "unfounded" and "petition_no" not in s.row:
        yield OBJECTION_WITHOUT_PETITION.broken(complaint_no=s.row["complaint_no"])


def judge_reopened(s: Situation) -> Iterator[Breach]:
    """Judge at live entry whether it is said why a complaint is taken up again (S4-I 投诉-处理-5)."""
    if s.live and "reopen_reason" not in s.data:
        yield REOPENED_WITHOUT_ORIGINAL.broken(complaint_no=s.data["complaint_no"], what=phrases.NO_REASON)


def judge_closed(s: Situation) -> Iterator[Breach]:
    """Judge whether a complaint may be closed: answered, accepted, and tracked where it must be."""
    number, again = s.data["complaint_no"], s.occurred(REOPENED)
    if not is_answered(s):
        yield CLOSED_UNANSWERED.broken(
            complaint_no=number,
            since="重新受理以来" if again else "",
            since_en=" since it was taken up again" if again else "",
        )
    elif _newest_view(s) == "not_accepted" and not _is_petition_decided(s):
        yield CLOSED_NOT_ACCEPTED.broken(complaint_no=number)
    if s.case.data.get("tracking_required") and not occurred_since_opened(s, TRACKED):
        yield NOT_TRACKED.broken(complaint_no=number)


def _newest_view(s: Situation) -> str | None:
    """Return what the customer last said since the complaint was taken up."""
    views = [step.data["customer_view"] for step in since_opened(s.case) if "customer_view" in step.data]
    return views[-1] if views else None


def _is_petition_decided(s: Situation) -> bool:
    number = s.case.data.get("petition_no")
    return number is not None and "decision" in s.state.case("petitions", number).data
