"""Rows of sheets that carry no number: which number is theirs.

People who fill in a form by hand give it no number. A row of such a sheet gets the next one of its table's
pattern, and is known from then on by what it says: a digest of that lies in its event, beside the identity
that it got. So the same sheet again is all duplicates, and one that has grown goes on where it ended. A row
of a register is known by its name instead: it is one more version of what carries that name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any, Final

import orjson

from ledger.deciding.decision import Command, Duplicate, Refused, SheetRow, refused
from ledger.deciding.integrity_rules import NAME_OF_SEVERAL
from ledger.deciding.numbering import Numbers
from ledger.deciding.plan import plan
from ledger.deciding.references import resolve
from ledger.deciding.told_apart import told_apart
from ledger.errors import Problem
from ledger.events.base import Table
from ledger.events.individuals import columns_of
from ledger.state.entries import Record
from ledger.state.keys import record_key_of
from ledger.state.kinds import SEPARATOR, SHEET_ROW
from ledger.state.repository import State

NO_NUMBER: Final = Problem(
    "no_number",
    "{zh_table}没有填写“{heading}”，本账也没有可用的编号规则（已有自己的编码，或规则中有系统不知道的部分）。",
    "A row of {table} came without {column}, and this ledger has no pattern to take one from: it has codes "
    "of its own, or the pattern asks for what nobody knows.",
    "请在文件中加上这一列。",
    "Add this column to the file.",
)
Row = Command | Refused
Settled = Command | Refused | Duplicate
_DIGEST: Final = 16  # bytes


def comes_unnumbered(rows: Sequence[Row]) -> bool:
    """Return whether the rows of a document come from a sheet without numbers."""
    return any(isinstance(row, Command) and row.sheet_row is not None for row in rows)


def digest_in(command: Command) -> str | None:
    """Return by what a numbered row is known that came without a number; None of any other."""
    return (command.sheet_row.digest or None) if command.sheet_row is not None else None


def numbered(rows: Sequence[Row], state: State, numbers: Numbers) -> list[Settled]:
    """Return the rows of a document with the numbers that are theirs.

    Args:
        rows: All of them from one sheet.
        state: What is recorded.
        numbers: Assigns those that are new.
    """
    commands = [row for row in rows if isinstance(row, Command)]
    table = commands[0].table
    if table.kind == "register" and "name" in table.by_key:
        return [_named(row, state, numbers) if isinstance(row, Command) else row for row in rows]
    document = _Document(table, commands, state, numbers)
    return [document.settled(row) if isinstance(row, Command) else row for row in rows]


def in_parts(row: Command, state: State) -> Duplicate | SheetRow:
    """Return where a row is recorded that was taken apart into several; else what it will be known by."""
    if row.sheet_row is not None and row.sheet_row.digest:
        return row.sheet_row
    digest = blake2b(_said(row, state), digest_size=_DIGEST).hexdigest()
    identity = state.get(SHEET_ROW.key(row.table.key, digest))
    if identity is None:
        return SheetRow(0, "", row.data, digest)
    record: Record = state.get(record_key_of(row.table.key, *identity))
    return Duplicate(record.position or record.voided[-1].position)


def _digests(rows: Iterable[Command], state: State) -> dict[int, str]:
    """Return by what each row is known, by its place; of equal rows the second is another."""
    found: dict[int, str] = {}
    count: Counter[bytes] = Counter()
    for row in rows:
        sheet = row.sheet_row
        if sheet is not None and sheet.place not in found:
            said = _said(row.with_data(sheet.data), state)
            nth = b"" if not count[said] else b"%d" % count[said]
            count[said] += 1
            found[sheet.place] = blake2b(said + nth, digest_size=_DIGEST).hexdigest()
    return found


def _said(row: Command, state: State) -> bytes:
    """Return what a row says: goods and parties by their codes, nothing that may tell of a person."""
    table = row.table
    shape = plan(table.key)
    hidden = shape.personal | columns_of(table.key)
    hard = {one.column.key for one in shape.references if one.hard}
    codes = {key: code for key, code in resolve(row, state).codes.items() if key in hard}
    data = {key: value for key, value in row.data.items() if key not in hidden} | codes
    envelope = row.envelope
    own = [table.key, data, envelope.note, envelope.event_time]
    return orjson.dumps(own, option=orjson.OPT_SORT_KEYS)


def _named(row: Command, state: State, numbers: Numbers) -> Settled:
    """Return a register row under the code that its name has, or under a new one."""
    table, data, column = row.table, row.data, row.table.identity[0]
    codes = told_apart(state, table.key, state.codes_of_name(table.key, data["name"]), data)
    if len(codes) > 1:
        heading, name = table.by_key["name"].zh, data["name"]
        told = {"column": "name", "heading": heading, "value": name, "codes": ", ".join(codes)}
        return refused(NAME_OF_SEVERAL.broken(**told, table=table.zh, table_key=table.key))
    if codes and (same := _told_already(table, codes[0], row, state)) is not None:
        return same
    code = codes[0] if codes else numbers.following(table, _day_of(row))
    return _no_number(table) if code is None else _with_identity(row, {column: code})


def _told_already(table: Table, code: str, row: Command, state: State) -> Duplicate | None:
    """Return the version that says all that a row says; what it leaves out is not taken back by that."""
    register = state.register(table.key, code)
    standing = [one for one in register.versions if not one.voided] if register is not None else []
    if not standing or row.envelope != row.envelope._replace(event_time=None, note=None):
        return None
    said, known = row.data | resolve(row, state).codes, standing[-1].data
    if plan(table.key).personal.isdisjoint(said) and all(known.get(key) == said[key] for key in said):
        return Duplicate(standing[-1].position)
    return None


class _Document:
    """The rows of one document, those that are recorded already under their numbers."""

    def __init__(self, table: Table, rows: Sequence[Command], state: State, numbers: Numbers) -> None:
        self._table = table
        self._state = state
        self._numbers = numbers
        self._given: dict[str, list[Any]] = {}
        self._number: str | None = None
        self._lines: set[int] = set()
        self._digests = _digests(rows, state)
        digests = self._digests.values()
        kept = {digest: state.get(SHEET_ROW.key(table.key, digest)) for digest in digests}
        self._kept = {digest: identity for digest, identity in kept.items() if identity is not None}
        if len(table.identity) > 1:
            standing = (one[0] for one in self._kept.values() if self._position(one))
            self._take_number(next(standing, None))

    def settled(self, row: Command) -> Settled:
        """Return a row with its identity; or that it is recorded, or cannot be numbered."""
        sheet, table = row.sheet_row, self._table
        if sheet is None:
            return row
        digest = self._digests[sheet.place]
        identity = self._kept.get(digest)
        if identity is not None and table.kind == "fact":
            record: Record = self._state.get(record_key_of(table.key, *identity))
            return Duplicate(record.position or record.voided[-1].position)
        if identity is None:
            identity = self._given.get(digest)
        if identity is None:
            identity = self._next(row)
            if identity is None:
                return _no_number(table)
            self._given[digest] = identity
        pairs = zip(table.identity, identity, strict=True)
        found = _with_identity(row, {key: value for key, value in pairs if key not in row.data})
        found.sheet_row = sheet._replace(digest=digest)
        return found

    def _next(self, row: Command) -> list[Any] | None:
        """Return the identity of a row that is new."""
        table = self._table
        if self._number is None or len(table.identity) == 1:
            self._take_number(self._numbers.following(table, _day_of(row)))
        if self._number is None:
            return None
        identity = [self._number, *(row.data.get(key) for key in table.identity[1:])]
        if table.has_lines:
            line = max(self._lines, default=0) + 1
            self._lines.add(line)
            identity[table.identity.index("line")] = line
        return identity

    def _take_number(self, number: str | None) -> None:
        self._number = number
        if number is not None and self._table.has_lines:
            lines = self._state.lines(self._table.key, number)
            self._lines = {int(key.rsplit(SEPARATOR, 1)[1]) for key, _ in lines}

    def _position(self, identity: Sequence[Any]) -> int:
        record: Record | None = self._state.get(record_key_of(self._table.key, *identity))
        return record.position if record is not None else 0


def _day_of(row: Command) -> str:
    return row.sheet_row.day if row.sheet_row is not None else ""


def _with_identity(row: Command, identity: dict[str, Any]) -> Command:
    found = row.with_data({**row.data, **identity})
    found.filled = (*found.filled, *identity)
    return found


def _no_number(table: Table) -> Refused:
    column = table.by_key[table.identity[0]]
    return Refused(
        (NO_NUMBER.with_(table=table.key, zh_table=table.zh, column=column.key, heading=column.zh),)
    )
