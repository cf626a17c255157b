"""Judging how a complaint is taken in: who owns it, what it is, who deals with it, to whom it is handed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.quality_roles import is_quality, member, on_post, post_of
from ledger.deciding.rule import Breach
from ledger.state.entries import CaseRecord, State
from ledger.state.indexes import LATEST, kept
from ledger.subjects.complaints.answer_rules import ORIGINAL_UNFIT, REOPENED_WITHOUT_ORIGINAL
from ledger.subjects.complaints.authority import is_head
from ledger.subjects.complaints.links import linked
from ledger.subjects.complaints.opinion_rules import LINK_UNKNOWN
from ledger.subjects.complaints.progress import (
    ASSESSED,
    GRAVE_APPROVED,
    TRANSFERRED,
    came,
    day_of,
    must_be_ready,
    stage_of,
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

_QUALITY_WORDS: Final = ("质量", "质管", "质检", "quality", "qa")


def judge_owner(command: Command, _state: State, _context: Context, _case: CaseRecord) -> Iterator[Breach]:
    """Judge who owns a new complaint; whoever was asked first does, and is filled in (S0-4 §3.2)."""
    data = command.data
    first = data.get("first_responder")
    if first is None:
        return
    owner = data.setdefault("owner", first)
    if owner != first:
        yield OWNER_CHANGED.broken(complaint_no=data["complaint_no"], owner=owner, first_responder=first)


def judge_itself(command: Command, state: State, context: Context) -> Iterator[Breach]:
    """Judge whether the original that a complaint names is another one, and live, whether it is there."""
    data = command.data
    original = data.get("original_complaint_no")
    if original is None:
        return
    if original == data["complaint_no"]:
        if command.stage == "complaint_received":
            yield ORIGINAL_UNFIT.broken(complaint_no=data["complaint_no"])
    elif context.live and not linked(state, "complaints", original).steps:
        column = command.table.by_key["original_complaint_no"]
        yield LINK_UNKNOWN.broken(
            column=column.key, heading=column.zh, value=original, title=command.table.zh, table="complaints"
        )


def judge_original(command: Command, state: State, _context: Context, case: CaseRecord) -> Iterator[Breach]:
    """Judge whether the original is a complaint of the same customer (S4-I 投诉-处理-5)."""
    data = command.data
    if "original_complaint_no" not in data:
        return
    theirs = linked(state, "complaints", data["original_complaint_no"]).data.get("customer_code")
    own = (case.data | data).get("customer_code")
    if theirs not in {None, own}:
        what = f"原投诉属于客户 the original is of customer {theirs}"
        yield REOPENED_WITHOUT_ORIGINAL.broken(complaint_no=data["complaint_no"], what=what)


def judge_assessment(command: Command, _state: State, context: Context, case: CaseRecord) -> Iterator[Breach]:
    """Judge at live entry whether nature, weight and a possible harm are judged (S0-3 §4.2.2)."""
    known = case.data | command.data
    if not context.live:
        return
    missing = [f"{command.table.by_key[key].zh} {key}" for key in ("nature", "severity") if key not in known]
    if known.get("harm_suspected") and "ae_decision" not in known:
        missing.append(f"{command.table.by_key['ae_decision'].zh} ae_decision")
    if missing:
        what = "缺少 missing: " + "; ".join(missing)
        yield ASSESSMENT_INCOMPLETE.broken(complaint_no=command.data["complaint_no"], what=what)


def judge_handler(command: Command, state: State, context: Context, case: CaseRecord) -> Iterator[Breach]:
    """Judge who deals with the customer: on post, and the head or somebody the head named (S4-I 意见-7).

    Nobody but a head names themselves.
    """
    number = command.data["complaint_no"]
    if command.stage != ASSESSED:
        if context.live and not came(case, ASSESSED):
            yield NO_HANDLER.broken(complaint_no=number, what="尚未判定和派员 not assessed, nobody named")
        return
    code = (case.data | command.data).get("handler")
    if code is None:
        if context.live:
            yield NO_HANDLER.broken(complaint_no=number, what="缺少处理人员 no handler")
        return
    day = day_of(command, context)
    at = context.start_of(day) if day is not None else LATEST
    staff = member(state, code, at)
    if staff is None:
        return
    if day is not None and not on_post(staff, day):
        yield NO_HANDLER.broken(complaint_no=number, what=f"“{code}”不在岗 {code} is not on post")
    elif context.live and code == context.recorded_by and not is_head(state, staff, day, at):
        what = f"“{code}”不是主管而自派 {code} is no head, and nobody else named them"
        yield NO_HANDLER.broken(complaint_no=number, what=what)


def judge_handed_over(command: Command, state: State, context: Context, case: CaseRecord) -> Iterator[Breach]:
    """Judge whether what goes to quality was handed to it, with the case it became, before it is handled."""
    if not must_be_ready(command, case, context):
        return
    known = case.data | command.data
    stage = stage_of(command)
    where = {"complaint_no": known["complaint_no"], "stage": stage.zh, "event": stage.event}
    nature = known.get("nature")
    adverse = nature == "adverse_reaction" or known.get("ae_decision") is True
    missing = _not_with_quality(case, state)
    if nature == "quality" and missing and (context.live or came(case, TRANSFERRED)):
        yield QUALITY_NOT_HANDED_OVER.broken(**where, what=missing)
    if adverse:
        what = [] if "adverse_event_no" in known else ["没有不良事件编号 no adverse_event_no"]
        what += [missing] if missing and (context.live or came(case, TRANSFERRED)) else []
        if what and (context.live or kept(state, *NO_ADVERSE_EVENT.keeps)):
            yield NO_ADVERSE_EVENT.broken(**where, what="; ".join(what))
    back = nature == "quality_return" and "return_case_no" not in known
    if back and (context.live or kept(state, *NO_RETURN_CASE.keeps)):
        yield NO_RETURN_CASE.broken(**where)


def judge_grave(command: Command, _state: State, context: Context, case: CaseRecord) -> Iterator[Breach]:
    """Judge whether the deputy general manager read a grave complaint before it is handled (S4-I 意见-5)."""
    if (case.data | command.data).get("severity") != "grave" or came(case, GRAVE_APPROVED):
        return
    if command.stage != GRAVE_APPROVED and must_be_ready(command, case, context):
        stage = stage_of(command)
        number = command.data["complaint_no"]
        yield GRAVE_UNAPPROVED.broken(complaint_no=number, stage=stage.zh, event=stage.event)


def _not_with_quality(case: CaseRecord, state: State) -> str:
    """Return why a complaint is not with quality; an empty text where it is."""
    hand_overs = [step.data for step in case.steps if step.type == TRANSFERRED]
    if any(_to_quality(data, state) for data in hand_overs):
        return ""
    if hand_overs:
        to = hand_overs[-1].get("transferred_to") or hand_overs[-1].get("owner", "—")
        return f"转给了 it went to {to}"
    return "没有转交环节 no hand-over"


def _to_quality(data: dict[str, Any], state: State) -> bool:
    """Return whether a hand-over went to quality: to the department, or to somebody of it."""
    to = str(data.get("transferred_to", "")).casefold()
    if any(word in to for word in _QUALITY_WORDS):
        return True
    staff = member(state, data["owner"], LATEST) if "owner" in data else None
    return staff is not None and is_quality(staff, post_of(state, staff, LATEST))
