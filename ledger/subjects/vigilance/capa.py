"""Judging corrective and preventive action: where it comes from, who confirms it, and when it is over."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.deciding.case_days import day_in
from ledger.deciding.quality_roles import same_person
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.events import catalogue
from ledger.state.repository import State
from ledger.subjects.people.deciders import deciders_judged
from ledger.subjects.vigilance.capa_rules import (
    DUE_BEFORE_OPENED,
    MEETING_DECIDED,
    NOT_ANALYSED_AGAIN,
    NOT_EFFECTIVE,
    SELF_VERIFIED,
    SOURCE_UNKNOWN,
)
from ledger.subjects.vigilance.phrases import (
    EFFECTS,
    FOUND_NONE_NEEDED,
    MEETING_SAYS,
    NONE_NEEDED,
    OTHER_MEETING,
    UNVERIFIED,
)


def judge_due(s: Situation) -> Iterator[Breach]:
    """Judge the day by which an action, or its measures, are due: not before the action was opened."""
    due, opened = day_in(s.data.get("due_at"), s.context), s.row["opened_on"]
    if due is not None and due < opened:
        yield DUE_BEFORE_OPENED.broken(capa_no=s.data["capa_no"], due_at=due, opened_on=opened)


def judge_source(s: Situation) -> Iterator[Breach]:
    """Judge at live entry whether the record that an action comes from is there, and was not voided."""
    if not s.live:
        return
    data = s.data
    sources = [
        (data.get("subject_table"), data.get("subject_no")),
        ("complaints", data.get("complaint_no")),
        ("meetings", data.get("meeting_no")),
    ]
    for table, number in dict.fromkeys(sources):
        if table is not None and number is not None and not _is_recorded(s.state, table, number):
            yield SOURCE_UNKNOWN.broken(capa_no=data["capa_no"], subject=f"{table} {number}")


def _is_recorded(state: State, name: str, number: str) -> bool:
    """Return whether a table, by key or title, has an effective row or document of a number."""
    table = next((one for one in catalogue.tables() if name in {one.key, one.zh}), None)
    if table is None:
        return False
    if table.kind == "register":
        register = state.register(table.key, number)
        return register is not None and register.known
    record = state.record(table.key, *number.rsplit("/", len(table.identity) - 1))
    if record is not None and record.position:
        return True
    return any(line.position for _, line in state.lines(table.key, number))


def judge_of_meeting(s: Situation) -> Iterator[Breach]:
    """Judge an action against the meeting that it names: it must have found this action needed."""
    number, meeting_no = s.data["capa_no"], s.data.get("meeting_no", "")
    record = s.state.record("meetings", meeting_no)
    if record is None or not record.position:
        return
    minutes = s.context.stored(record.position)["data"]
    if minutes.get("capa_needed") is False or minutes.get("capa_no", number) != number:
        what = MEETING_SAYS.with_(said=minutes.get("capa_no") or NONE_NEEDED)
        yield MEETING_DECIDED.broken(meeting_no=meeting_no, capa_no=number, what=what)


def judge_meeting(s: Situation) -> Iterator[Breach]:
    """Judge the minutes of a meeting: what it decided on an action, and whether the action says the same."""
    if "capa_no" not in s.data:
        return
    meeting, action = s.data["meeting_no"], s.data["capa_no"]
    named = s.state.case("capa", action).data.get("meeting_no", meeting)
    if s.data.get("capa_needed") is False:
        yield MEETING_DECIDED.broken(meeting_no=meeting, capa_no=action, what=FOUND_NONE_NEEDED)
    elif named != meeting:
        what = OTHER_MEETING.with_(meeting=named)
        yield MEETING_DECIDED.broken(meeting_no=meeting, capa_no=action, what=what)


def judge_verifier(s: Situation) -> Iterator[Breach]:
    """Judge who verified the effect: somebody of quality."""
    yield from deciders_judged(s, "verified_by")


def judge_self_verified(s: Situation) -> Iterator[Breach]:
    """Judge that nobody verifies the own action."""
    by, responsible = s.data.get("verified_by"), s.case.data.get("responsible_staff")
    if by is not None and responsible is not None and same_person(s.state, by, responsible):
        yield SELF_VERIFIED.broken(capa_no=s.data["capa_no"], verified_by=by)


def judge_analysed(s: Situation) -> Iterator[Breach]:
    """Judge whether the cause was analysed again since the action was found without effect."""
    for step in reversed(s.case.steps):
        if step.type == "capa_cause_analysed":
            return
        if step.type == "capa_verified":
            if step.data.get("effect") == "not_effective":
                yield NOT_ANALYSED_AGAIN.broken(capa_no=s.data["capa_no"])
            return


def judge_action_closed(s: Situation) -> Iterator[Breach]:
    """Judge whether the newest verification found the action effective."""
    verified = [step.data for step in s.case.steps if step.type == "capa_verified"]
    effect = verified[-1].get("effect") if verified else None
    if effect != "effective" and (effect is not None or s.live):
        yield NOT_EFFECTIVE.broken(capa_no=s.data["capa_no"], effect=EFFECTS.get(effect or "", UNVERIFIED))
