"""Judging adverse events: forwarded, assessed by quality, reported, and not closed before (Order 1/2018).

What the law wants reported is judged by what is known, not by what is hoped: an event that led or may lead to
death or serious harm is reported although its cause is not clear (可疑即报, §17, §18). Lowering an assessment
stays possible, wants a reason, and is kept with the record; a deadline that passed before stays missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.case_days import day_in, stage_day
from ledger.deciding.decision import Command, Context
from ledger.deciding.old_judges import OldJudge as Judge
from ledger.deciding.quality_roles import is_quality, member, post_of
from ledger.deciding.rule import Breach
from ledger.deciding.situation import case_before
from ledger.events.base import Table
from ledger.state.entries import CaseRecord, State, Version
from ledger.state.indexes import LATEST
from ledger.subjects.people.deciders import judge_deciders
from ledger.subjects.vigilance.adverse_deadlines import entered_late, passed
from ledger.subjects.vigilance.adverse_goods import judge_sale
from ledger.subjects.vigilance.rules import (
    CLOSED_UNREPORTED,
    CLOSED_UNTOLD,
    CLUSTER_UNFINISHED,
    LEVEL_AND_OUTCOME,
    LOWERED,
    LOWERED_UNEXPLAINED,
    MUST_BE_REPORTED,
    NO_REPORT_CODE,
    NOT_FORWARDED,
    NOT_GRADED,
    NOT_REPORTABLE_REASON,
)

Found = tuple[list[Breach], list[Breach]]

_GRAVITY: Final = {"other": 0, "may_be_serious": 1, "serious": 2, "death": 3}
_LEAST: Final = {
    "death": "death",
    "life_threatening": "serious",
    "permanent_damage": "serious",
    "possible_permanent": "may_be_serious",
    "intervention": "serious",
}
_REGISTRANT: Final = ("注册人", "备案人", "生产企业", "厂家", "registrant", "manufacturer")


def judge_received(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Found:
    """Judge the collection of an event: its level, and the sale it names."""
    number = command.data["adverse_event_no"]
    return [], [*_graded(number, command.data), *judge_sale(command.data, state, context)]


def judge_assessed(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Found:
    """Judge an assessment: who made it, of what was forwarded, and what it says."""
    data, case = command.data, case_before(command, state)
    number = data["adverse_event_no"]
    after = {**case.data, **data}
    found = list(
        judge_deciders(command.table, data, ("assessor",), stage_day(command, context), state, context)
    )
    if context.live:
        found += _forwarded(case, state)
        missing = _missing(command.table, after, ("event_level", "reportable"))
        if missing:
            found.append(NOT_GRADED.broken(adverse_event_no=number, **missing))
    found += _graded(number, after)
    if after.get("reportable") is False:
        if "not_reportable_reason" not in after:
            found.append(NOT_REPORTABLE_REASON.broken(adverse_event_no=number))
        if what := _owed(after):
            found.append(MUST_BE_REPORTED.broken(adverse_event_no=number, what=what))
    found += _lowered(command, case, context)
    return [], found


def _forwarded(case: CaseRecord, state: State) -> Iterator[Breach]:
    """Judge whether quality has it: forwarded to it, or taken by one of its own."""
    first = case.data.get("first_responder")
    if first is None or any(step.type == "adverse_event_forwarded" for step in case.steps):
        return
    staff = member(state, first, LATEST)
    if staff is not None and not is_quality(staff, post_of(state, staff, LATEST)):
        yield NOT_FORWARDED.broken(adverse_event_no=case.data["adverse_event_no"], first_responder=first)


def _missing(table: Table, data: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, str]:
    blank = [one for one in columns if one not in data]
    if not blank:
        return {}
    return {
        "missing_zh": "、".join(table.by_key[one].zh for one in blank),
        "missing": ", ".join(blank),
    }


def _graded(number: str, data: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge the level against the outcome; both must be known."""
    level, outcome = data.get("event_level"), data.get("event_outcome")
    least = _LEAST.get(outcome or "")
    if level is not None and least is not None and _GRAVITY[level] < _GRAVITY[least]:
        yield LEVEL_AND_OUTCOME.broken(adverse_event_no=number, event_outcome=outcome, event_level=level)


def _owed(data: Mapping[str, Any]) -> str:
    """Return why the law wants an event reported, in both languages; empty where it does not."""
    if data.get("cluster"):
        return "群体事件 a cluster"
    level = data.get("event_level")
    return _LEVELS[level] if level is not None and _GRAVITY[level] else ""


_LEVELS: Final = {
    "death": "死亡 death",
    "serious": "严重伤害 serious harm",
    "may_be_serious": "可能导致严重伤害或死亡 what may lead to serious harm or death",
    "other": "其他 other",
}


def _lowered(command: Command, case: CaseRecord, context: Context) -> Iterator[Breach]:
    """Yield that an assessment lowers what was said before, and whether it gives a reason."""
    data, before = command.data, case.data
    old, new = before.get("event_level"), data.get("event_level")
    what = [
        text
        for lower, text in (
            (
                old is not None and new is not None and _GRAVITY[new] < _GRAVITY[old],
                f"{_LEVELS.get(str(old))} → {_LEVELS.get(str(new))}",
            ),
            (
                before.get("cluster") is True and data.get("cluster") is False,
                "不再视为群体事件 no cluster any more",
            ),
            (
                before.get("reportable") is True and data.get("reportable") is False,
                "改为不须报告 not reportable any more",
            ),
        )
        if lower
    ]
    if not what:
        return
    told = {"adverse_event_no": data["adverse_event_no"], "what": "; ".join(what)}
    if "cause" not in data and "not_reportable_reason" not in data:
        yield LOWERED_UNEXPLAINED.broken(**told)
    due = passed("CLK.AE.REPORT", case, context)
    if due is None:
        yield LOWERED.broken(**told, missed_zh="", missed="")
    else:
        day = day_in(due, context)
        yield LOWERED.broken(
            **told,
            missed_zh=f"，而原期限{day}已过、尚未上报",
            missed=f", after its deadline of {day} had passed without a report",
        )


def judge_told(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Found:
    """Judge a stage that the law limits in time: its time must not be claimed afterwards."""
    return [], list(entered_late(command, case_before(command, state), context))


def judge_reported(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Found:
    """Judge the report to the national system: when it was entered, and its code."""
    found = list(entered_late(command, case_before(command, state), context))
    if "report_code" not in command.data:
        found.append(NO_REPORT_CODE.broken(adverse_event_no=command.data["adverse_event_no"]))
    return [], found


def judge_closed(command: Command, state: State, _context: Context, _versions: dict[str, Version]) -> Found:
    """Judge whether all that the law asks for was done before closing."""
    case = case_before(command, state)
    data, done = case.data, {step.type for step in case.steps}
    if data.get("reportable") is False or not (data.get("reportable") or _owed(data)):
        return [], []
    number, found = data["adverse_event_no"], []
    if "adverse_event_reported" not in done:
        found.append(CLOSED_UNREPORTED.broken(adverse_event_no=number))
    if "adverse_event_registrant_told" not in done and not _among_told(data):
        found.append(CLOSED_UNTOLD.broken(adverse_event_no=number))
    if data.get("cluster"):
        left = [one for one in ("cluster_reported", "investigated") if f"adverse_event_{one}" not in done]
        if left:
            stages = [command.table.stage(f"adverse_event_{one}") for one in left]
            found.append(
                CLUSTER_UNFINISHED.broken(
                    adverse_event_no=number,
                    missing_zh="、".join(one.zh for one in stages),
                    missing=", ".join(one.event for one in stages),
                )
            )
    return [], found


def _among_told(data: Mapping[str, Any]) -> bool:
    """Return whether the parties told name the registrant: by its name, or by what it is."""
    names = [*_REGISTRANT, *(data[one] for one in ("registrant", "manufacturer") if one in data)]
    return any(name.casefold() in told.casefold() for told in data.get("parties_told", ()) for name in names)


STAGE_JUDGES: Final[dict[str, Judge]] = {
    "adverse_event_received": judge_received,
    "adverse_event_assessed": judge_assessed,
    "adverse_event_registrant_told": judge_told,
    "adverse_event_cluster_reported": judge_told,
    "adverse_event_reported": judge_reported,
    "adverse_event_closed": judge_closed,
}
