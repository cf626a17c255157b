"""Judging how a complaint is taken in: who owns it, what it is, who deals with it, to whom it is handed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.headings import MISSING, headings
from ledger.deciding.quality_roles import is_quality, member, on_post, post_of
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.deciding.subject import Filled
from ledger.phrases import Part
from ledger.state.indexes import has_records
from ledger.state.repository import State
from ledger.subjects.complaints import phrases
from ledger.subjects.complaints.answer_rules import ORIGINAL_UNFIT, REOPENED_WITHOUT_ORIGINAL
from ledger.subjects.complaints.authority import is_head
from ledger.subjects.complaints.links import unknown
from ledger.subjects.complaints.progress import (
    ASSESSED,
    GRAVE_APPROVED,
    TRANSFERRED,
    handling_day,
    must_be_ready,
)
from ledger.subjects.complaints.rules import (
    ASSESSMENT_INCOMPLETE,
    GRAVE_UNAPPROVED,
    NO_ADVERSE_EVENT,
    NO_HANDLER,
    NO_RETURN_CASE,
    OWNER_CHANGED,
    QUALITY_NOT_HANDED_OVER,
)
from ledger.when import LATEST

_HEADINGS: Final = headings("complaints")
_QUALITY_WORDS: Final = ("质量", "质管", "质检", "quality", "qa")


def fill_owner(s: Situation) -> Filled:
    """Fill in who owns a new complaint that names no owner: whoever was asked first (S0-4 §3.2)."""
    if "owner" in s.data or "first_responder" not in s.data:
        return Filled()
    return Filled({"owner": s.data["first_responder"]})


def judge_owner(s: Situation) -> Iterator[Breach]:
    """Judge who owns a new complaint: whoever was asked first (S0-4 §3.2)."""
    owner, first = s.data.get("owner"), s.data.get("first_responder")
    if first is not None and owner != first:
        yield OWNER_CHANGED.broken(complaint_no=s.data["complaint_no"], owner=owner, first_responder=first)


def judge_itself(s: Situation) -> Iterator[Breach]:
    """Judge whether the original that a complaint names is another one, and live, whether it is there."""
    original = s.data.get("original_complaint_no")
    if original is None:
        return
    if original == s.data["complaint_no"]:
        if s.event == "complaint_received":
            yield ORIGINAL_UNFIT.broken(complaint_no=s.data["complaint_no"])
    elif s.live and not s.state.case("complaints", original).steps:
        yield unknown(s, "original_complaint_no", "complaints")


def judge_original(s: Situation) -> Iterator[Breach]:
    """Judge whether the original is a complaint of the same customer (S4-I 投诉-处理-5)."""
    if "original_complaint_no" not in s.data:
        return
    theirs = s.state.case("complaints", s.data["original_complaint_no"]).data.get("customer_code")
    if theirs is not None and theirs != s.row.get("customer_code"):
        what = phrases.OTHER_CUSTOMER.with_(customer=theirs)
        yield REOPENED_WITHOUT_ORIGINAL.broken(complaint_no=s.data["complaint_no"], what=what)


def judge_assessment(s: Situation) -> Iterator[Breach]:
    """Judge at live entry whether nature, weight and a possible harm are judged (S0-3 §4.2.2)."""
    if not s.live:
        return
    columns = ["nature", "severity", *(["ae_decision"] if s.row.get("harm_suspected") else [])]
    if missing := tuple(_HEADINGS[one] for one in columns if one not in s.row):
        what = MISSING.with_(columns=missing)
        yield ASSESSMENT_INCOMPLETE.broken(complaint_no=s.data["complaint_no"], what=what)


def judge_assessed(s: Situation) -> Iterator[Breach]:
    """Judge at live entry whether somebody was named before a complaint is investigated (S4-I 意见-7)."""
    if s.live and not s.occurred(ASSESSED):
        yield NO_HANDLER.broken(complaint_no=s.data["complaint_no"], what=phrases.UNASSESSED)


def judge_handler(s: Situation) -> Iterator[Breach]:
    """Judge who deals with the customer: on post, and the head or somebody the head named (S4-I 意见-7).

    Nobody but a head names themselves.
    """
    number, code = s.data["complaint_no"], s.row.get("handler")
    if code is None:
        if s.live:
            yield NO_HANDLER.broken(complaint_no=number, what=phrases.NO_HANDLER_NAMED)
        return
    day = handling_day(s)
    at = s.context.start_of(day) if day is not None else LATEST
    staff = member(s.state, code, at)
    if staff is None:
        return
    if day is not None and not on_post(staff, day):
        yield NO_HANDLER.broken(complaint_no=number, what=phrases.OFF_POST.with_(staff=code))
    elif s.live and code == s.context.recorded_by and not is_head(s.state, staff, day, at):
        yield NO_HANDLER.broken(complaint_no=number, what=phrases.NAMED_THEMSELVES.with_(staff=code))


def judge_handed_over(s: Situation) -> Iterator[Breach]:
    """Judge whether what goes to quality was handed to it, with the case it became, before it is handled."""
    if not must_be_ready(s):
        return
    where = {"complaint_no": s.row["complaint_no"], "stage": s.stage.zh, "event": s.event}
    nature = s.row.get("nature")
    missing = _not_with_quality(s) if s.live or s.occurred(TRANSFERRED) else None
    if nature == "quality" and missing is not None:
        yield QUALITY_NOT_HANDED_OVER.broken(**where, what=missing)
    if nature == "adverse_reaction" or s.row.get("ae_decision") is True:
        what = [] if "adverse_event_no" in s.row else [phrases.NO_ADVERSE_EVENT_NO]
        wrong = (*what, *((missing,) if missing is not None else ()))
        if wrong and (s.live or has_records(s.state, *NO_ADVERSE_EVENT.keeps)):
            yield NO_ADVERSE_EVENT.broken(**where, what=wrong)
    back = nature == "quality_return" and "return_case_no" not in s.row
    if back and (s.live or has_records(s.state, *NO_RETURN_CASE.keeps)):
        yield NO_RETURN_CASE.broken(**where)


def judge_grave(s: Situation) -> Iterator[Breach]:
    """Judge whether the deputy general manager read a grave complaint before it is handled (S4-I 意见-5)."""
    if s.row.get("severity") != "grave" or s.occurred(GRAVE_APPROVED):
        return
    if s.event != GRAVE_APPROVED and must_be_ready(s):
        number = s.data["complaint_no"]
        yield GRAVE_UNAPPROVED.broken(complaint_no=number, stage=s.stage.zh, event=s.event)


def _not_with_quality(s: Situation) -> Part | None:
    """Return why a complaint is not with quality; None where it is."""
    hand_overs = [step.data for step in s.case.steps if step.type == TRANSFERRED]
    if any(_is_to_quality(data, s.state) for data in hand_overs):
        return None
    if hand_overs:
        to = hand_overs[-1].get("transferred_to") or hand_overs[-1].get("owner", "—")
        return phrases.HANDED_ELSEWHERE.with_(to=to)
    return phrases.NO_HAND_OVER


def _is_to_quality(data: Mapping[str, Any], state: State) -> bool:
    """Return whether a hand-over went to quality: to the department, or to somebody of it."""
    to = str(data.get("transferred_to", "")).casefold()
    if any(word in to for word in _QUALITY_WORDS):
        return True
    staff = member(state, data["owner"], LATEST) if "owner" in data else None
    return staff is not None and is_quality(staff, post_of(state, staff, LATEST))
