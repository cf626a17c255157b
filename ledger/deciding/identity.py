"""When two rows are the same row: event ids, and the comparison of contents (interface rule 1)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import orjson

from ledger.deciding.decision import Command, Context
from ledger.deciding.plan import plan
from ledger.events.base import Table
from ledger.events.individuals import is_digest

_DIGITS = 32


def event_id(
    table: Table,
    data: dict[str, Any],
    note: str | None = None,
    event_time: str | None = None,
    replaces: str | None = None,
    stage: str | None = None,
    *,
    personal: frozenset[str] = frozenset(),
) -> str:
    """Return the event id of a row: 32 hex digits over table, given fields, own business time and `replaces`.

    Identity columns are among the fields, of a case the stage's event type, too. Personal fields of facts
    stay out, so that an id never lets a person's data be guessed; registers pass salted digests. `personal`
    are those that are so because the row concerns a person.
    """
    if table.kind != "register":
        always = plan(table.key).personal
        hidden = personal | always if personal else always
        if not data.keys().isdisjoint(hidden):
            data = {key: value for key, value in data.items() if key not in hidden}
    name = table.key if stage is None else f"{table.key} {stage}"
    content = orjson.dumps([name, data, note, event_time, replaces], option=orjson.OPT_SORT_KEYS)
    return sha256(content).hexdigest()[:_DIGITS]


def differences(stored: dict[str, Any], command: Command, context: Context) -> list[str]:
    """Return the keys of the columns in which a stored event and a command differ.

    Not compared: source, extra columns, findings, and a snapshot or system-filled column not given
    both times.
    """
    given = frozenset(stored.get("given", ()))
    filled = frozenset(stored.get("filled", ()))
    snapshots = plan(command.table.key).snapshot_columns
    skipped = {key for key in snapshots if key not in given or key not in command.data}
    skipped |= {key for key in filled if key not in command.data}
    return _differences(stored["data"], stored.get("note"), skipped, stored["position"], command, context)


def register_differences(
    data: dict[str, Any], note: str | None, position: int, command: Command, context: Context
) -> list[str]:
    """Return the keys of the columns in which a register version and a command differ."""
    return _differences(data, note, set(), position, command, context)


def _differences(
    data: dict[str, Any],
    note: str | None,
    skipped: set[str],
    position: int,
    command: Command,
    context: Context,
) -> list[str]:
    personal = plan(command.table.key).personal | {key for key, value in data.items() if is_digest(value)}
    offered = command.data
    compared = (data.keys() | offered.keys()) - personal - skipped
    found = sorted(key for key in compared if data.get(key) != offered.get(key))
    found.extend(_personal_differences(personal - skipped, data, position, offered, context))
    if note != command.envelope.note and not _unshown(command):
        found.append("note")
    return found


def _unshown(command: Command) -> bool:
    """Return whether a row comes from an export that shows no remarks."""
    return command.envelope.note is None and command.envelope.position is not None


def _personal_differences(
    personal: frozenset[str],
    data: dict[str, Any],
    position: int,
    offered: dict[str, Any],
    context: Context,
) -> list[str]:
    concerned = tuple(sorted(key for key in personal if key in data or key in offered))
    if not concerned:
        return []
    values = context.personal(position, concerned)
    found = []
    for key in concerned:
        if key in data and key not in values:
            continue  # erased: nothing is left to compare with
        if values.get(key) != _text(offered.get(key)):
            found.append(key)
    return found


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
