"""Deciding on the stages of cases: which stage it is, whether it may come now, and what it carries.

The identity is settled first: the same stage already there, other content under it, or a stage that is not
possible now. Then everything that is wrong with the stage is collected, as for facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ledger.deciding.case_days import is_earlier, moment_of, stage_day
from ledger.deciding.case_identity import chosen, identified, unnamed
from ledger.deciding.case_rules import STAGE_BEFORE, STAGE_COLUMNS, STAGE_EARLIER, STAGE_INCOMPLETE
from ledger.deciding.decision import Accepted, Command, Context, Decided, Duplicate, Refused, refused
from ledger.deciding.goods import judge_goods, moved_to_serial
from ledger.deciding.judging import judged, passed
from ledger.deciding.persons import copied
from ledger.deciding.plan import plan, tags_of
from ledger.deciding.references import Known, judge_references
from ledger.deciding.rule import Breach
from ledger.deciding.scans import fill_from_scan
from ledger.deciding.situation import Situation
from ledger.deciding.stages import foreign, in_words, unprepared
from ledger.deciding.subject import Routing
from ledger.events.base import Stage, Table
from ledger.events.case import merge_stages
from ledger.state.case_state import case_of
from ledger.state.entries import CaseRecord, Step, Version
from ledger.state.keys import record_key
from ledger.state.repository import State
from ledger.when import LATEST


def decide_case(
    command: Command,
    given: dict[str, Any],
    state: State,
    context: Context,
    references: Known,
    routing: Routing,
) -> Decided:
    """Decide on a stage of a case; of a command that names none, on the one that its columns tell.

    Args:
        command: The stage; its data may be filled in, and its stage is set.
        given: The fields as they were offered.
        state: What is known.
        context: What may be asked.
        references: What the command's references name.
        routing: Who judges which stage.
    """
    table = command.table
    case = case_of(state.get(record_key(table, command.data)))
    stage = table.stage(command.stage) if command.stage else chosen(table, command.data, case)
    if stage is None:
        return refused(unnamed(table, command.data, case))
    command.envelope = command.envelope.at_stage(stage.event)
    settled = identified(command, stage, case, context)
    if isinstance(settled, Duplicate | Refused):
        return settled
    found, replaces = settled
    breaches, findings = judge_references(command, references, context)
    breaches.extend(_carried(table, stage, command.data, begins=not case.steps))
    event_time = _time(command, stage, context)
    early = [*_judge_before(command, stage, case), *_judge_time(command, stage, case, context)]
    versions = _versions(command, case, references, event_time)
    situation = _situation(command, state, context, case, versions)
    if breaches:
        breaches.extend(early)
    else:
        product = versions.get("products")
        moved_to_serial(command.data, product)
        fill_from_scan(command.data, stage.columns, product, state, context)
        if (fill := routing.fills.get(stage.event)) is not None:
            command.data.update(fill(_situation(command, state, context, case, versions)).columns)
        situation = _situation(command, state, context, case, versions)
        breaches.extend((*early, *judge_goods(command.data, product)))
        breaches.extend(judged(situation, routing.judges("stages", stage.event)))
    verdict = passed(situation, breaches)
    if isinstance(verdict, Refused):
        return verdict
    findings.extend(verdict)
    in_force = {key: one for key, one in versions.items() if one.since <= (event_time or LATEST)}
    data = _with_snapshots(table, stage, command.data, in_force)
    snapshots = sorted(plan(table.key).snapshot_columns.intersection(given))
    return Accepted(
        command,
        data,
        found,
        tags_of(table.key, case.data | data),
        command.envelope._replace(event_time=event_time, replaces=replaces),
        recorded_now=event_time is None,
        findings=findings,
        filled=sorted((command.data.keys() - given.keys()).union(command.filled)) or None,
        given=snapshots or None,
        versions={key: one.position for key, one in in_force.items()} or None,
    )


def _carried(table: Table, stage: Stage, data: dict[str, Any], *, begins: bool) -> list[Breach]:
    """Return what is wrong with the columns of a stage: some it does not carry, or some it must."""
    of_stage = {"stage": stage.zh, "event": stage.event}
    if others := foreign(table, stage, data):
        headings = "、".join(table.by_key[column].zh for column in others)
        return [STAGE_COLUMNS.broken(**of_stage, columns=", ".join(others), headings=headings)]
    if needed := [one for one in table.required_of(stage, begins=begins) if one.key not in data]:
        columns, headings = ", ".join(one.key for one in needed), "、".join(one.zh for one in needed)
        return [STAGE_INCOMPLETE.broken(**of_stage, columns=columns, headings=headings)]
    if data.keys() <= set(table.identity):
        own = [column for column in stage.columns if column not in table.identity]
        columns, headings = " / ".join(own), "或".join(table.by_key[column].zh for column in own)
        return [STAGE_INCOMPLETE.broken(**of_stage, columns=columns, headings=headings)]
    return []


def _situation(
    command: Command, state: State, context: Context, case: CaseRecord, versions: dict[str, Version]
) -> Situation:
    row = merge_stages((case.data, command.data))
    return Situation(command, state, context, versions, case, row, stage_day(command, context))


def _time(command: Command, stage: Stage, context: Context) -> str | None:
    """Return the business time of a stage."""
    at = stage.time_in(command.data)
    return command.envelope.event_time if at is None else moment_of(at, context)


def _judge_before(command: Command, stage: Stage, case: CaseRecord) -> Iterator[Breach]:
    """Judge whether what has to come before a stage is there."""
    table = command.table
    row = merge_stages((case.data, command.data))
    if lacks := unprepared(stage, {step.type for step in case.steps}, row):
        yield STAGE_BEFORE.broken(
            title=table.zh,
            table=table.key,
            identity="/".join(str(command.data[key]) for key in table.identity if key in command.data),
            stage=stage.zh,
            event=stage.event,
            **in_words(table, lacks),
        )


def _judge_time(command: Command, stage: Stage, case: CaseRecord, context: Context) -> Iterator[Breach]:
    """Judge whether a stage lies before one that it cannot lie before.

    That is the first of the case, and what it takes; what closes the case lies behind all of them. Stages
    that tell of many parties come each at its own time: of them only the closing lies behind what it takes.
    """
    at = stage.time_in(command.data) or command.envelope.event_time
    for step in _earlier(command.table, stage, case.steps) if at is not None else ():
        before = command.table.stage(step.type)
        since = before.time_in(step.data)
        if at is not None and since is not None and is_earlier(at, since, context):
            yield STAGE_EARLIER.broken(
                stage=stage.zh,
                event=stage.event,
                at=at,
                before=before.zh,
                before_event=before.event,
                since=since,
            )
            return


def _earlier(table: Table, stage: Stage, steps: Sequence[Step]) -> Iterator[Step]:
    """Yield the stages that one may not lie before, the newest first; of one that repeats, the earliest."""
    if stage.closes and not table.of_many:
        yield from reversed(steps)
        return
    if table.of_many and not stage.closes:
        return
    wanted = {event for need in stage.needs for event in need.events}
    wanted.update(event for one in stage.before for event in one.events)
    first: dict[str, Step] = {}
    for place, step in enumerate(steps):
        if step.type in wanted or (not place and not table.of_many):
            first.setdefault(step.type, step)
    yield from reversed(first.values())


def _versions(
    command: Command, case: CaseRecord, references: Known, event_time: str | None
) -> dict[str, Version]:
    """Return the register versions that the first stage is filled from; later stages are filled from none."""
    if case.steps:
        return {}
    return {
        register: references.registers[column].nearest(event_time or LATEST)
        for register, column, _ in plan(command.table.key).snapshots
        if column in references.registers
    }


def _with_snapshots(
    table: Table, stage: Stage, judged: dict[str, Any], versions: dict[str, Version]
) -> dict[str, Any]:
    """Return a stage's data, with the snapshots it carries and did not give taken from the registers."""
    data: dict[str, Any] = {}
    for register, _, pairs in plan(table.key).snapshots:
        if register in versions:
            source = copied(register, versions[register])
            data.update(
                (column, source[origin])
                for column, origin in pairs
                if origin in source and column in stage.columns
            )
    return data | judged
