"""Taking a recorded event out of the decision state, as if it were about to be recorded once more.

Exactly what a void would take out is taken out; but no trace is left that the event was ever there, so that
the same row can be decided again. Of a case, the stages behind it are taken out first, newest first.
"""

from __future__ import annotations

from typing import Any

from ledger.events.base import Table
from ledger.state.case_state import stage_voided
from ledger.state.entries import CaseRecord, Record, Register
from ledger.state.fold import void_record
from ledger.state.indexes import reindex
from ledger.state.keys import record_key, register_key
from ledger.state.kinds import SEPARATOR
from ledger.state.repository import State


def taken_out(state: State, table: Table, event: dict[str, Any]) -> bool:
    """Take an event out of the state; return whether it stood there.

    Args:
        state: What is known.
        table: Of the event.
        event: Its stored document.
    """
    if table.kind == "register":
        return _version_out(state, table, event)
    if table.key == "voids":
        return False
    key = record_key(table, event["data"])
    record: Record | None = state.get(key)
    if record is None or not record.position:
        return False
    if table.kind == "case":
        return _stage_out(state, key, record, event["position"])
    if record.position != event["position"]:
        return False
    void_record(state, key, record)
    state.put(key, None)
    return True


def _version_out(state: State, table: Table, event: dict[str, Any]) -> bool:
    code = SEPARATOR.join(str(event["data"].get(one, "")) for one in table.identity)
    register = state.register(table.key, code)
    versions = [one for one in register.versions if not one.voided] if register else []
    rest = [one for one in versions if one.position != event["position"]]
    if len(rest) == len(versions):
        return False
    state.put(register_key(table.key, code), Register(rest) if rest else None)
    reindex(state, table.key, code, versions)  # what was worked out from it is worked out again
    return True


def _stage_out(state: State, key: str, record: Record, position: int) -> bool:
    case: CaseRecord = record.body
    if position not in {step.position for step in case.steps}:
        return False
    while any(step.position == position for step in state.get(key).body.steps):
        stage_voided(state, key, state.get(key))
    left: Record = state.get(key)
    state.put(key, left._replace(body=left.body._replace(voided=case.voided)))
    return True
