"""Deciding on facts: identity first, then references and goods, then what is particular to the table."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ledger.rules.decision import Accepted, Command, Context, Decided, Duplicate, Refused, refused
from ledger.rules.identity import differences, event_id
from ledger.rules.modes import in_mode
from ledger.rules.numbers import judge_carrier
from ledger.rules.overrides import let_pass
from ledger.rules.plan import plan, tags_of
from ledger.rules.references import Known, judge_references
from ledger.rules.registry import (
    OTHER_CONTENT,
    OTHER_UNIT,
    SERIAL_COUNT,
    TRACKING_GAP,
    Breach,
)
from ledger.rules.state import Record, State, Version, record_key

Judge = Callable[[Command, State, Context, dict[str, Version]], tuple[list[Breach], list[Breach]]]
"""What is particular to a table: (integrity, compliance) breaches. It may fill the command's data, and name
the version of a register that no column refers to, as that of our own company."""

_END = "9999-12-31T00:00:00.000000Z"
_DAY = len("2026-05-01")  # what is longer is a stored time
_JUDGED_WITHOUT = {"receipts": frozenset({"suppliers"}), "sales": frozenset({"customers"})}
_TRACKING_ZH = {"lot": "批号", "serial": "序列号", "lot_and_serial": "批号和序列号"}


def decide_fact(
    command: Command,
    given: dict[str, Any],
    state: State,
    context: Context,
    references: Known,
    judge: Judge,
) -> Decided:
    """Decide on a fact row.

    The identity is settled first: the same row already there, or other content under it. Then everything
    that is wrong is collected: unknown references, the unit and count of the goods, the table's own rules.
    `given` are the fields as they were offered; the command's own may be filled in.
    """
    table, data = command.table, command.data
    record: Record | None = state.get(record_key(table, data))
    found = event_id(table, data, command.note, None, command.replaces)
    replaces = command.replaces
    if record is not None:
        known = _known(command, record, found, context)
        if known is not None:
            return known
        if replaces is None and record.struck:
            replaces = record.struck[-1].event_id
            found = event_id(table, data, command.note, None, replaces)
    breaches: list[Breach] = []
    findings: list[dict[str, str]] = []
    if references.missing:
        breaches, findings = judge_references(command, references, context)
    day = business_day(command)
    event_time = moment_of(day, context) if day else command.event_time
    versions = {
        register_table: references.registers[column].nearest(event_time or _END)
        for register_table, column, _ in plan(table.key).snapshots
        if column in references.registers
    }
    integrity, compliance = judge_goods(command, versions.get("products"))
    breaches.extend(integrity)
    if not references.missing or can_be_judged(table.key, references):
        integrity, further = judge(command, state, context, versions)
        breaches.extend(integrity)
        compliance.extend(further)
    if compliance:
        compliance = in_mode(compliance, command, day, versions, state)
    if context.live and (breaches or compliance):
        breaches, passed, reasons = let_pass(command, [*breaches, *compliance], state)
        if breaches:
            return refused(*breaches, also=reasons)
        findings.extend(passed)
    elif breaches:
        return refused(*breaches)
    else:
        findings.extend([breach.finding for breach in compliance])
    in_force = {key: version for key, version in versions.items() if version.since <= (event_time or _END)}
    accepted = _accepted_data(table.key, data, in_force)
    filled = None
    if data.keys() != given.keys() or command.filled:
        filled = sorted((data.keys() - given.keys()).union(command.filled)) or None
    snapshots_given = plan(table.key).snapshot_columns.intersection(given)
    return Accepted(
        command,
        accepted,
        found,
        event_time,
        tags_of(table.key, accepted),
        replaces,
        findings=findings,
        filled=filled,
        given=sorted(snapshots_given) if snapshots_given else None,
        versions={key: version.position for key, version in in_force.items()} or None,
    )


def can_be_judged(table: str, references: Known) -> bool:
    """Return whether a row can be judged although a product or a party it names is unknown."""
    unknown = {one.table for one in references.missing if one.hard}
    return unknown <= _JUDGED_WITHOUT.get(table, frozenset())


def _known(command: Command, record: Record, found: str, context: Context) -> Duplicate | Refused | None:
    """Return what the identity's history says: the same row, other content standing, or nothing."""
    events = [(one.event_id, one.replaces, one.position) for one in record.struck]
    if record.position:
        events.append((record.event_id, record.replaces, record.position))
    table, data, note = command.table, command.data, command.note
    personal = not plan(table.key).personal.isdisjoint(data)
    for identity, replaced, position in events:
        struck = position != record.position
        if struck and command.replaces is not None:
            continue
        same = identity == found or (
            replaced is not None
            and command.replaces in {None, replaced}
            and identity == event_id(table, data, note, None, replaced)
        )
        if same and not personal:
            return Duplicate(position)
        if (same or struck) and not differences(context.stored(position), command, context):
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


def moment_of(day: str, context: Context) -> str:
    """Return a day as the stored time of its first moment; what is a stored time already stays."""
    return context.start_of(day) if len(day) == _DAY else day


def business_day(command: Command) -> str | None:
    """Return the business day of a fact, or its stored time: the first of its business-time columns given."""
    for column in command.table.event_time:
        day: str | None = command.data.get(column)
        if day is not None:
            return day
    return None


# Columns that list serials, with the column that says how many: a line's own goods, those that an exchange
# gives for them, those that are sent later.
_COUNTED = (
    ("serial", "quantity"),
    ("replacement_serial", "quantity"),
    ("replenish_serial", "replenished_quantity"),
)


def judge_goods(command: Command, product: Version | None) -> tuple[list[Breach], list[Breach]]:
    """Judge what any line of goods must satisfy; move a lone lot to the serial where the product says so."""
    data = command.data
    rules = product.data if product else {}
    if rules.get("tracking") == "serial" and "serial" not in data and "lot" in data and "quantity" in data:
        _move_lot_to_serial(data)
    breaches = _miscounted(data)
    unit, expected = data.get("unit"), rules.get("unit")
    if unit is not None and expected is not None and unit.strip() != expected.strip():
        breaches.append(OTHER_UNIT.broken(unit=unit, product_code=data["product_code"], expected=expected))
    return breaches, judge_carrier(data, rules) if product and "udi" in data else []


def _miscounted(data: dict[str, Any]) -> list[Breach]:
    """Return the quantities that are not the count of the serials beside them."""
    breaches = []
    for serials, quantity in _COUNTED:
        if serials in data and quantity in data:
            count = data[serials].count(";") + 1
            if Decimal(data[quantity]) != count:
                breaches.append(SERIAL_COUNT.broken(count=count, quantity=data[quantity]))
    return breaches


def tracking_gap(data: dict[str, Any], product: Version | None) -> list[Breach]:
    """Return the breach when the line lacks the lot or serial that the product's tracking asks for."""
    tracking = product.data.get("tracking") if product else None
    if tracking == "lot" and "lot" in data:
        return []
    missing = []
    if tracking in {"lot", "lot_and_serial"} and "lot" not in data:
        missing.append("生产批号 lot")
    if tracking in {"serial", "lot_and_serial"} and "serial" not in data:
        missing.append("序列号 serial")
    if not missing:
        return []
    label = f"{_TRACKING_ZH[str(tracking)]} {tracking}"
    return [
        TRACKING_GAP.broken(product_code=data["product_code"], tracking=label, missing="; ".join(missing))
    ]


def _move_lot_to_serial(data: dict[str, Any]) -> None:
    """Move a combined lot-or-serial text to the serial, if it names as many units as the quantity says."""
    units = [one for one in data["lot"].replace("；", ";").replace("、", ";").split(";") if one]
    if len(set(units)) == len(units) and Decimal(data["quantity"]) == len(units):
        del data["lot"]
        data["serial"] = ";".join(units)


def _accepted_data(key: str, judged: dict[str, Any], versions: dict[str, Version]) -> dict[str, Any]:
    """Return the row's data, with the snapshots it did not give taken from the versions in force."""
    data: dict[str, Any] = {}
    for register_table, _, pairs in plan(key).snapshots:
        version = versions.get(register_table)
        if version is None:
            continue
        snapshot = version.snapshots.get(key)
        if snapshot is None:
            source = version.data
            snapshot = {column: source[origin] for column, origin in pairs if origin in source}
            version.snapshots[key] = snapshot
        data.update(snapshot)
    data.update(judged)
    return data
