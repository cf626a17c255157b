"""Which stage a command is, and whether it is there already (interface rule 1, for cases).

A stage event is the same row as another of its stage and case if their contents are equal. One that was
voided stays voided, unless an earlier stage was corrected since: then what follows may be entered again, but
not by an export that shows it as it stood. A row that tells several stages is compared as a whole
(:mod:`ledger.deciding.merged_case`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ledger.deciding.case_rules import STAGE_NEEDS, STAGE_ORDER, STAGE_UNNAMED
from ledger.deciding.decision import Command, Context, Duplicate, Refused, refused
from ledger.deciding.identity import differences, event_id
from ledger.deciding.integrity_rules import OTHER_CONTENT, UNKNOWN_REFERENCE
from ledger.deciding.merged_case import differing as differing_of_row
from ledger.deciding.merged_case import told_again
from ledger.deciding.plan import plan
from ledger.deciding.rule import Breach
from ledger.deciding.stages import holding, in_words, lacking, named, possible, usual
from ledger.events.base import Stage, Table
from ledger.state.entries import CaseRecord, Step


def chosen(table: Table, data: dict[str, Any], case: CaseRecord) -> Stage | None:
    """Return the stage that a row means which names none, or None if that is not clear.

    Of an unknown case it is the first of those it may begin with that carries all that is given. Else it is
    the only one that does of those that usually come next, then of those now possible; and where none of
    these does, the only one that did occur, so that what is told again is found again.
    """
    occurred = [step.type for step in case.steps]
    if not occurred:
        return next(iter(holding(table, table.beginnings, data)), table.stages[0])
    there = [one for one in table.stages if one.event in occurred]
    for stages in (usual(table, occurred), possible(table, occurred), there):
        found = holding(table, stages, data)
        if found:
            return found[0] if len(found) == 1 else None
    return None


def identified(
    command: Command, stage: Stage, case: CaseRecord, context: Context
) -> tuple[str, str | None] | Duplicate | Refused:
    """Return the event id and what is replaced; or the same stage, already there; or why it cannot come."""
    table, data = command.table, command.data
    earlier = [step for step in case.steps if step.type == stage.event]
    now = [one.event for one in possible(table, [step.type for step in case.steps])]
    asked = {step.event_id for step in case.voided if step.type == stage.event}
    replaces = command.envelope.replaces if command.envelope.replaces in asked else None
    newest = case.steps[-1].position if case.steps else 0
    exported = [step for step in case.voided if step.position == command.envelope.position]
    for step in (*_alike(earlier, command), *exported):
        if step.type == stage.event and _same(step, command, context):
            return Duplicate(step.position)
    again = told_again(command, stage, case, context)
    if again is not None:
        return Duplicate(again)
    if replaces is None:
        replaced = {step.replaces for step in (*case.steps, *case.voided)}
        for step in case.voided:
            if step.type != stage.event:
                continue
            free = step.event_id not in replaced
            anew = free and newest > step.position and stage.event in now
            if not anew and _same(step, command, context):
                return Duplicate(step.position)
            replaces = step.event_id if free else replaces
    if stage.event not in now:
        return refused(_out_of_order(command, stage, case, earlier, context))
    own_time = command.envelope.event_time if stage.time_in(data) is None else None
    found = event_id(
        table, data, command.envelope.note, own_time, replaces, stage.event, personal=command.personal
    )
    return found, replaces


def _same(step: Step, command: Command, context: Context) -> bool:
    """Return whether a stage event has the content of a command."""
    table, data, note = command.table, command.data, command.envelope.note
    told = table.stage(step.type).time_in(data)
    own_time = command.envelope.event_time if told is None else None
    if not command.personal and plan(table.key).personal.isdisjoint(data):
        for replaced in {command.envelope.replaces, step.replaces}:
            if step.event_id == event_id(table, data, note, own_time, replaced, step.type):
                return True
    stored = context.stored(step.position)
    if own_time is not None and own_time != stored.get("event_time"):
        return False
    return not differences(stored, command, context)


def _alike(steps: Iterable[Step], command: Command) -> list[Step]:
    """Return the stages that no column says at once are others: a case may have thousands of one kind."""
    shape = plan(command.table.key)
    loose = shape.personal | command.personal | shape.snapshot_columns | set(command.table.identity)
    said = [(key, value) for key, value in command.data.items() if key not in loose]
    return [step for step in steps if not step.data or _says(step.data, said)]


def _says(data: dict[str, Any], said: list[tuple[str, Any]]) -> bool:
    for key, value in said:  # noqa: SIM110 - a generator would cost three times as much
        if data.get(key) != value:
            return False
    return True


def _out_of_order(
    command: Command, stage: Stage, case: CaseRecord, earlier: list[Step], context: Context
) -> Breach:
    table, data = command.table, command.data
    if not case.steps:
        column = table.by_key[table.identity[0]]
        return UNKNOWN_REFERENCE.broken(
            column=column.key,
            heading=column.zh,
            value=_identity(table, data),
            table=table.zh,
            table_key=table.key,
        )
    if earlier and not stage.repeats:
        stored = context.stored(earlier[-1].position)
        differing = differing_of_row(command, stage, case, context) or differences(stored, command, context)
        return OTHER_CONTENT.broken(
            identity=f"{table.zh} {_identity(table, data)} {stage.zh}",
            position=earlier[-1].position,
            columns=", ".join(differing or ["event_time"]),
        )
    occurred = [step.type for step in case.steps]
    if lacks := lacking(stage, occurred):
        return STAGE_NEEDS.broken(
            title=table.zh,
            table=table.key,
            identity=_identity(table, data),
            stage=stage.zh,
            event=stage.event,
            **in_words(table, lacks),
        )
    now = possible(table, occurred)
    return STAGE_ORDER.broken(
        title=table.zh,
        table=table.key,
        identity=_identity(table, data),
        stage=stage.zh,
        event=stage.event,
        **named(now),
    )


def unnamed(table: Table, data: dict[str, Any], case: CaseRecord) -> Breach:
    """Return that it is not clear which stage is meant."""
    now = possible(table, [step.type for step in case.steps])
    return STAGE_UNNAMED.broken(
        title=table.zh, table=table.key, identity=_identity(table, data), **named(now)
    )


def _identity(table: Table, data: dict[str, Any]) -> str:
    return "/".join(str(data[column]) for column in table.identity if column in data)
