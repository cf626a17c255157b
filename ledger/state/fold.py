"""How each event changes the decision state: the one fold, run after a decision and when catching up.

Every function takes the state and the parts of one event; voided events are taken out again by
:func:`record_voided`, which undoes exactly what their own fold did.
"""

from __future__ import annotations

from typing import Any

from ledger.deciding.targets import voided_records, voided_register
from ledger.events import catalogue
from ledger.events.base import Table
from ledger.events.individuals import INDIVIDUAL
from ledger.names import compared_name
from ledger.state import trade
from ledger.state.case_state import stage_recorded, stage_voided
from ledger.state.entries import CaseRecord, Receipt, Record, Register, Return, Sale, Version, Voided
from ledger.state.folds import folds_of, notify_folds
from ledger.state.indexes import adjust_count, reindex
from ledger.state.keys import name_key, record_key, register_key
from ledger.state.kinds import SEPARATOR, SHEET_ROW
from ledger.state.recall_stops import receipt_folded
from ledger.state.repository import State


def fold(state: State, table: Table, event: dict[str, Any]) -> None:
    """Fold one event, given as its stored document, into the state."""
    if digest := event.get("sheet_row"):
        remember(state, table, event["data"], digest)
    if table.kind == "register":
        _registered(state, table, event)
    elif table.key == "voids":
        record_voided(state, table, event)
    elif table.kind == "case":
        stage_recorded(state, table, event)
    else:
        recorded(state, table, event["data"], event["position"], event["event_id"], event.get("replaces"))


def remember(state: State, table: Table, data: dict[str, Any], digest: str) -> None:
    """Keep which identity a row got that came without a number."""
    state.put(SHEET_ROW.key(table.key, digest), [data.get(one) for one in table.identity])


def recorded(
    state: State, table: Table, data: dict[str, Any], position: int, event_id: str, replaces: str | None
) -> None:
    """Fold a fact."""
    key = record_key(table, data)
    before: Record | None = state.get(key)
    body: Any = None
    if table.key == "sales":
        body = trade.sold(state, data)
    elif table.key == "returns":
        body = trade.returned(state, data)
    elif table.key == "receipts":
        body = trade.received(state, data)
        receipt_folded(state, data)
    else:
        adjust_count(state, table.key, data, 1)
        if folds_of(table.event):
            body = data
            notify_folds(state, table.event, data, data, 1)
    state.put(key, Record(position, event_id, replaces, before.voided if before else [], body))


def _registered(state: State, table: Table, event: dict[str, Any]) -> None:
    data = event["data"]
    code = SEPARATOR.join(str(data.get(one, "")) for one in table.identity)
    key = register_key(table.key, code)
    register: Register | None = state.get(key)
    versions = list(register.versions) if register else []
    versions.append(
        Version(
            event["event_time"] or "",
            event["position"],
            event["event_id"],
            event.get("replaces"),
            False,
            data,
            event.get("note"),
        )
    )
    state.put(key, Register(versions))
    _learn_names(state, table, code, versions)
    adjust_count(state, table.key, data, 1)
    reindex(state, table.key, code, versions)


def _learn_names(state: State, table: Table, code: str, versions: list[Version]) -> None:
    """Keep under which codes a name stands; a person's is looked up beside the log."""
    named = [one for one in versions if "name" in one.data and one.data.get("kind") != INDIVIDUAL]
    standing = {compared_name(one.data["name"]) for one in named if not one.voided}
    for name in {compared_name(one.data["name"]) for one in named}:
        key = name_key(table.key, name)
        codes = set(state.get(key) or ())
        changed = codes | {code} if name in standing else codes - {code}
        if changed != codes:
            state.put(key, sorted(changed) or None)


def record_voided(state: State, table: Table, event: dict[str, Any]) -> None:
    """Take voided events out of the state, and remember the void under its own identity."""
    data, voided = event["data"], frozenset(event["struck"])
    if found := voided_register(state, data):
        _void_version(state, data["record_table"], *found, voided)
    else:
        for key, record in voided_records(state, data):
            if record.position in voided:
                void_record(state, key, record)
    key = record_key(table, data)
    before: Record | None = state.get(key)
    voids = [*(before.body if before else ()), event["event_id"]]
    state.put(key, Record(event["position"], event["event_id"], event.get("replaces"), [], voids))


def _void_version(state: State, table: str, code: str, register: Register, voided: frozenset[int]) -> None:
    versions = [
        Version(one.since, one.position, one.event_id, one.replaces, True, one.data, one.note)
        if one.position in voided
        else one
        for one in register.versions
    ]
    state.put(register_key(table, code), Register(versions))
    _learn_names(state, catalogue.table(table), code, versions)
    for one in versions:
        if one.position in voided:
            adjust_count(state, table, one.data, -1)
    reindex(state, table, code, versions)


def void_record(state: State, key: str, record: Record) -> None:
    """Take a fact, or the newest stage of a case, out of the state.

    Args:
        state: What is known.
        key: Of the record.
        record: What stands under it.
    """
    name, body = key.split(SEPARATOR, 1)[1], record.body
    if isinstance(body, CaseRecord):
        stage_voided(state, key, record)
        return
    if isinstance(body, Sale):
        trade.sale_voided(state, name, body, record.position)
    elif isinstance(body, Return):
        trade.return_voided(state, name, body)
    elif isinstance(body, Receipt):
        trade.receipt_voided(state, name, body)
    else:
        voided = catalogue.table(key.split(SEPARATOR, 2)[1])
        adjust_count(state, voided.key, body or {}, -1)
        if body is not None:
            notify_folds(state, voided.event, body, body, -1)
    gone = Voided(record.event_id, record.replaces, record.position)
    state.put(key, Record(0, "", None, [*record.voided, gone], None))
