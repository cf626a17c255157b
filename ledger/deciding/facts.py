"""Deciding on facts: identity first, then references and goods, then what is particular to the table."""

from __future__ import annotations

from typing import Any, Final

from ledger.deciding.case_days import moment_and_day
from ledger.deciding.decision import Accepted, Command, Context, Decided, Duplicate, Refused, refused
from ledger.deciding.goods import judge_goods, judge_lot, moved_to_serial
from ledger.deciding.identity import differences, event_id
from ledger.deciding.integrity_rules import OTHER_CONTENT
from ledger.deciding.judging import judged, passed
from ledger.deciding.persons import copied
from ledger.deciding.plan import plan, tags_of
from ledger.deciding.references import Known, judge_references
from ledger.deciding.rule import Breach
from ledger.deciding.scans import fill_from_scan
from ledger.deciding.situation import NO_CASE, Situation
from ledger.deciding.subject import Routing
from ledger.events.envelope import Envelope
from ledger.state.entries import Record, Version
from ledger.state.keys import record_key
from ledger.state.repository import State
from ledger.when import LATEST

_JUDGED_WITHOUT: Final = {"receipts": frozenset({"suppliers"}), "sales": frozenset({"customers"})}


def decide_fact(
    command: Command,
    given: dict[str, Any],
    state: State,
    context: Context,
    references: Known,
    routing: Routing,
) -> Decided:
    """Decide on a fact row.

    The identity is settled first: the same row already there, or other content under it. Then everything
    that is wrong is collected: unknown references, the unit and count of the goods, the table's own rules.
    `given` are the fields as they were offered; the command's own may be filled in.
    """
    table, data = command.table, command.data
    record: Record | None = state.get(record_key(table, data))
    envelope = command.envelope
    replaces = envelope.replaces
    personal = command.personal
    found = event_id(table, data, envelope.note, None, replaces, personal=personal)
    if record is not None:
        known = _known(command, record, found, context)
        if known is not None:
            return known
        if replaces is None and record.voided:
            replaces = record.voided[-1].event_id
            found = event_id(table, data, envelope.note, None, replaces, personal=personal)
    event_time, day = moment_and_day(command, context)
    at, shape = event_time or LATEST, plan(table.key)
    versions = {
        register_table: references.registers[column].nearest(at)
        for register_table, column, _ in shape.snapshots
        if column in references.registers
    }
    product = versions.get("products")
    changed = moved_to_serial(data, product)
    changed = fill_from_scan(data, command.table.by_key, product, state, context) or changed
    breaches: list[Breach] = []
    findings: list[dict[str, Any]] = []
    if references.missing:
        breaches, findings = judge_references(command, references, context)
    situation = Situation(command, state, context, versions, NO_CASE, data, day)
    breaches += (*judge_goods(data, product), *judge_lot(data))
    if not references.missing or can_be_judged(table.key, references):
        if (fill := routing.fills.get(table.key)) is not None:
            added_columns, added_versions = fill(situation)
            data.update(added_columns)
            versions.update(added_versions)
            changed = changed or bool(added_columns)
        breaches += judged(situation, routing.judges("facts", table.key))
    verdict = passed(situation, breaches)
    if isinstance(verdict, Refused):
        return verdict
    findings += verdict
    columns = shape.snapshot_columns
    accepted, positions = _accepted_data(table.key, data, versions, at)
    filled = None
    if changed or command.filled:
        filled = sorted((data.keys() - given.keys()).union(command.filled)) or None
    return Accepted(
        command,
        accepted,
        found,
        tags_of(table.key, accepted),
        Envelope(envelope.note, event_time, replaces, envelope.extra, envelope.source),
        findings=findings,
        filled=filled,
        given=sorted(columns.intersection(given)) or None,
        versions=positions or None,
    )


def can_be_judged(table: str, references: Known) -> bool:
    """Return whether a row can be judged although a product or a party it names is unknown."""
    unknown = {one.table for one in references.missing if one.hard}
    return unknown <= _JUDGED_WITHOUT.get(table, frozenset())


def _known(command: Command, record: Record, found: str, context: Context) -> Duplicate | Refused | None:
    """Return what the identity's history says: the same row, other content standing, or nothing."""
    events = [(one.event_id, one.replaces, one.position) for one in record.voided]
    if record.position:
        events.append((record.event_id, record.replaces, record.position))
    table, data, note = command.table, command.data, command.envelope.note
    personal = bool(command.personal) or not plan(table.key).personal.isdisjoint(data)
    for identity, replaced, position in events:
        voided = position != record.position
        if voided and command.envelope.replaces is not None:
            continue
        same = identity == found or (
            replaced is not None
            and command.envelope.replaces in {None, replaced}
            and identity == event_id(table, data, note, None, replaced, personal=command.personal)
        )
        if same and not personal:
            return Duplicate(position)
        if (same or voided) and not differences(context.stored(position), command, context):
            return Duplicate(position)
    if not record.position:
        return None
    differing = differences(context.stored(record.position), command, context)
    if not differing:
        return Duplicate(record.position)
    identity_text = "/".join(str(data.get(column, "")) for column in table.identity)
    return refused(
        OTHER_CONTENT.broken(
            identity=f"{table.zh} {identity_text}", position=record.position, columns=", ".join(differing)
        )
    )


def _accepted_data(
    key: str, judged: dict[str, Any], versions: dict[str, Version], at: str
) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the row's data, with the snapshots it did not give taken from the versions in force.

    Beside them the positions of those versions, by register.
    """
    data: dict[str, Any] = {}
    positions: dict[str, int] = {}
    for register_table, version in versions.items():
        if version.since <= at:
            positions[register_table] = version.position
            snapshot = version.snapshots.get(key)
            data.update(_snapshot(version, register_table, key) if snapshot is None else snapshot)
    data.update(judged)
    return data, positions


def _snapshot(version: Version, register_table: str, key: str) -> dict[str, Any]:
    """Return what a version fills into the rows of a table; worked out once."""
    source = copied(register_table, version)
    snapshot = version.snapshots[key] = {
        column: source[origin]
        for register, _, pairs in plan(key).snapshots
        if register == register_table
        for column, origin in pairs
        if origin in source
    }
    return snapshot
