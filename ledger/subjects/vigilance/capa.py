"""Judging corrective and preventive action: where it comes from, who confirms it, and when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledger.deciding.case_days import day_in, stage_day
from ledger.deciding.decision import Command, Context
from ledger.deciding.old_judges import OldJudge as Judge
from ledger.deciding.rule import Breach
from ledger.deciding.situation import case_before
from ledger.events import catalogue
from ledger.state.case_state import case_of
from ledger.state.entries import CaseRecord, State, Version, document_prefix, record_key_of
from ledger.subjects.people.deciders import judge_deciders
from ledger.subjects.vigilance.rules import (
    DUE_BEFORE_OPENED,
    MEETING_DECIDED,
    NOT_ANALYSED_AGAIN,
    NOT_EFFECTIVE,
    SELF_VERIFIED,
    SOURCE_UNKNOWN,
)

Found = tuple[list[Breach], list[Breach]]

_EFFECTS: Final = {
    "effective": "有效 effective",
    "partly": "部分有效 partly effective",
    "not_effective": "无效 not effective",
}


def judge_issued(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Found:
    """Judge an action as it is issued: its source and the day by which it is due."""
    found = list(_due(command, command.data["opened_on"], context))
    if context.live:
        found += _source(command.data, state)
    found += _of_meeting(command.data, state, context)
    return [], found


def judge_meeting(command: Command, state: State, _context: Context, _versions: dict[str, Version]) -> Found:
    """Judge the minutes of a meeting: what it decided on an action, and whether the action says the same."""
    data = command.data
    if "capa_no" not in data:
        return [], []
    number, action = data["meeting_no"], case_of(state.get(record_key_of("capa", data["capa_no"])))
    theirs = action.data.get("meeting_no", number)
    what = [
        text
        for wrong, text in (
            (data.get("capa_needed") is False, "会议认为不需要措施 the meeting found none needed"),
            (theirs != number, f"措施引用的会议是 the action names meeting {theirs}"),
        )
        if wrong
    ]
    return [], [
        MEETING_DECIDED.broken(meeting_no=number, capa_no=data["capa_no"], what=one) for one in what[:1]
    ]


def _of_meeting(data: dict[str, Any], state: State, context: Context) -> Iterator[Breach]:
    """Judge an action against the meeting that it names: it must have found an action needed."""
    record = state.get(record_key_of("meetings", data.get("meeting_no", "")))
    if record is None or not record.position:
        return
    minutes = context.stored(record.position)["data"]
    if minutes.get("capa_needed") is False or minutes.get("capa_no", data["capa_no"]) != data["capa_no"]:
        said = minutes.get("capa_no") or "不需要措施 none needed"
        yield MEETING_DECIDED.broken(
            meeting_no=data["meeting_no"],
            capa_no=data["capa_no"],
            what=f"会议决定的是 the meeting says {said}",
        )


def judge_planned(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Found:
    """Judge the measures planned: the day by which they are due."""
    return [], list(_due(command, case_before(command, state).data["opened_on"], context))


def judge_implemented(
    command: Command, state: State, _context: Context, _versions: dict[str, Version]
) -> Found:
    """Judge whether it may be carried out: after a verification without effect the cause comes first."""
    return [], list(_analysed(command, case_before(command, state)))


def judge_verified(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Found:
    """Judge who verified the effect: quality, and not the person responsible."""
    data, case = command.data, case_before(command, state)
    found = list(
        judge_deciders(command.table, data, ("verified_by",), stage_day(command, context), state, context)
    )
    found += _analysed(command, case)
    by = data.get("verified_by")
    if by is not None and by == case.data.get("responsible_staff"):
        found.append(SELF_VERIFIED.broken(capa_no=data["capa_no"], verified_by=by))
    return [], found


def judge_closed(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Found:
    """Judge whether the newest verification found it effective."""
    newest = _newest_verification(case_before(command, state))
    effect = newest.get("effect") if newest is not None else None
    if effect == "effective" or (effect is None and not context.live):
        return [], []
    said = _EFFECTS.get(effect or "", "未写明 nothing")
    return [], [NOT_EFFECTIVE.broken(capa_no=command.data["capa_no"], effect=said)]


def _newest_verification(case: CaseRecord) -> dict[str, Any] | None:
    return next((step.data for step in reversed(case.steps) if step.type == "capa_verified"), None)


def _analysed(command: Command, case: CaseRecord) -> Iterator[Breach]:
    """Judge whether the cause was analysed again since it was found without effect."""
    for step in reversed(case.steps):
        if step.type == "capa_cause_analysed":
            return
        if step.type == "capa_verified":
            if step.data.get("effect") == "not_effective":
                yield NOT_ANALYSED_AGAIN.broken(capa_no=command.data["capa_no"])
            return


def _due(command: Command, opened: str, context: Context) -> Iterator[Breach]:
    due = day_in(command.data.get("due_at"), context)
    if due is not None and due < opened:
        yield DUE_BEFORE_OPENED.broken(capa_no=command.data["capa_no"], due_at=due, opened_on=opened)


def _source(data: dict[str, Any], state: State) -> Iterator[Breach]:
    """Judge whether the record that an action comes from stands; at live entry it must be there already."""
    sources = [
        (data.get("subject_table"), data.get("subject_no")),
        ("complaints", data.get("complaint_no")),
        ("meetings", data.get("meeting_no")),
    ]
    for table, number in dict.fromkeys(sources):
        if table is not None and number is not None and not _stands(table, number, state):
            yield SOURCE_UNKNOWN.broken(capa_no=data["capa_no"], subject=f"{table} {number}")


def _stands(name: str, number: str, state: State) -> bool:
    table = next((one for one in catalogue.tables() if name in {one.key, one.zh}), None)
    if table is None:
        return False
    if table.kind == "register":
        register = state.register(table.key, number)
        return register is not None and register.known
    record = state.get(record_key_of(table.key, *number.rsplit("/", len(table.identity) - 1)))
    if record is not None and record.position:
        return True
    return any(one.position for _, one in state.scan(document_prefix(table.key, number)))


STAGE_JUDGES: Final[dict[str, Judge]] = {
    "capa_opened": judge_issued,
    "capa_planned": judge_planned,
    "capa_implemented": judge_implemented,
    "capa_verified": judge_verified,
    "capa_closed": judge_closed,
}
FACT_JUDGES: Final[dict[str, Judge]] = {"meetings": judge_meeting}
