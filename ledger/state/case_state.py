"""How stage events change what is known of a case, and how a void takes the newest of them out again."""

from __future__ import annotations

from typing import Any

from ledger.events.base import Table
from ledger.state.entries import CaseRecord, Record, Step
from ledger.state.folds import notify_folds
from ledger.state.indexes import adjust_count
from ledger.state.keys import record_key
from ledger.state.kinds import SEPARATOR
from ledger.state.repository import State

_NOTHING = CaseRecord([], [], {})


def case_of(record: Record | None) -> CaseRecord:
    """Return what is known of the case that a record is; of no record, an empty one."""
    return record.body if record is not None and record.body is not None else _NOTHING


def stage_recorded(state: State, table: Table, event: dict[str, Any]) -> None:
    """Fold a stage event, given as its stored document."""
    key = record_key(table, event["data"])
    case = case_of(state.get(key))
    after = case.steps[-1].position if case.steps else 0
    step = Step(
        event["type"], event["position"], event["event_id"], event.get("replaces"), after, event["data"]
    )
    merged = case.data | step.data
    if not case.steps:
        adjust_count(state, table.key, merged, 1)
    state.put(key, _standing(CaseRecord([*case.steps, step], case.voided, merged)))
    notify_folds(state, step.type, step.data, merged, 1)


def stage_voided(state: State, key: str, record: Record) -> None:
    """Take the newest standing stage out of a case."""
    case = case_of(record)
    *steps, gone = case.steps
    notify_folds(state, gone.type, gone.data, case.data, -1)
    merged: dict[str, Any] = {}
    for step in steps:
        merged |= step.data
    if not steps:
        adjust_count(state, key.split(SEPARATOR, 2)[1], case.data, -1)
    state.put(key, _standing(CaseRecord(steps, [*case.voided, gone._replace(data={})], merged)))


def _standing(case: CaseRecord) -> Record:
    if not case.steps:
        return Record(0, "", None, [], case)
    newest = case.steps[-1]
    return Record(newest.position, newest.event_id, newest.replaces, [], case)
