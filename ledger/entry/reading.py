"""Rows of a document to rows of a table: names and values are read as those of an import file are."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from ledger.entry.documents import Members
from ledger.entry.problems import (
    AMBIGUOUS_MEMBER,
    MEMBER_TWICE,
    SYSTEM_MEMBER,
    UNKNOWN_MEMBER,
)
from ledger.errors import Reason
from ledger.events import catalogue
from ledger.events.base import Table
from ledger.intake.cells.cell_problems import MISSING_VALUE, NESTED_VALUE, NUL_IN_CELL
from ledger.intake.headings.columns import Columns
from ledger.intake.headings.headings import Layout, lay_out
from ledger.intake.headings.mapping import Mapping as NoMapping
from ledger.intake.headings.normalising import bare
from ledger.intake.rows import Row

_SYSTEM = frozenset(
    {
        "findings",
        "tags",
        "type",
        "versions",
        "struck",
        "given",
        "filled",
        "extra",
        "checkpoint",
        "违规",
        "标签",
    }
)
_OF_EXPORTS = frozenset({"position", "voided_at"})  # read in files that the program wrote, never entered
_MOST_LAYOUTS = 200  # sets of member names that one reader remembers
_STAGE_NAMES = frozenset({"stage", "环节"})


@dataclass(slots=True)
class Entry:
    """One row of a document, its values read.

    Attributes:
        row: Its values, and what is wrong with them.
        stage: The stage of a case that it names.
        missing: Required columns that it leaves blank; the system may yet fill them.
    """

    row: Row
    stage: str | None
    missing: list[Reason]


@lru_cache(maxsize=64)
def entry_reader(key: str, zone: str, today: str) -> EntryReader:
    """Return the reader of a table's rows on a day; it remembers from one document to the next."""
    return EntryReader(catalogue.table(key), zone=zone, today=today)


class EntryReader:
    """Reads the rows of one table, and remembers what their names and values came to."""

    def __init__(self, table: Table, *, zone: str, today: str) -> None:
        self._table = table
        self._zone = zone
        self._today = today
        self._known: dict[tuple[str, ...], tuple[Layout, Columns, list[Reason]]] = {}

    def read(self, number: int, members: Members) -> Entry:
        """Return a row with all that is wrong with it.

        Args:
            number: Its place in the document, from 1.
            members: What it states.
        """
        members, stage = self._without_stage(members)
        layout, columns, reasons = self._columns(tuple(members))
        row = Row(number, {}, [], list(reasons))
        keys = {place: key for key, place in layout.columns.items()}
        cells = [
            _cell(name, value, row, keys.get(place)) for place, (name, value) in enumerate(members.items())
        ]
        columns.read_with_care(row, cells)
        unread = {one.particulars.get("column") for one in row.reasons if one.problem is not MISSING_VALUE}
        missing = [
            one
            for one in row.reasons
            if one.problem is MISSING_VALUE and one.particulars["column"] not in unread
        ]
        row.reasons[:] = [one for one in row.reasons if one.problem is not MISSING_VALUE]
        return Entry(row, stage, missing)

    def _without_stage(self, members: Members) -> tuple[Members, str | None]:
        if self._table.kind != "case" or any(one in self._table.by_key for one in _STAGE_NAMES):
            return members, None
        named = [name for name in members if bare(name) in _STAGE_NAMES]
        stage = next((members[name] for name in named if members[name] is not None), None)
        left = {name: value for name, value in members.items() if name not in named}
        return left, str(stage).strip() if stage is not None else None

    def _columns(self, names: tuple[str, ...]) -> tuple[Layout, Columns, list[Reason]]:
        found = self._known.get(names)
        if found is None:
            layout = lay_out(self._table, names, NoMapping(), fold=True)
            reasons = self._misnamed(layout)
            found = layout, Columns(layout, NoMapping(), zone=self._zone, today=self._today), reasons
            if len(self._known) >= _MOST_LAYOUTS:
                self._known.clear()
            self._known[names] = found
        return found

    def _misnamed(self, layout: Layout) -> list[Reason]:
        """Return what is wrong with the names, and forget the cells under those that are."""
        table, names = self._table, layout.headings
        envelope = (place for key, place in layout.envelope.items() if key not in _OF_EXPORTS)
        placed = {*layout.columns.values(), *envelope, *layout.ambiguous, *layout.unknown}
        placed.update(place for places in layout.further.values() for place in places)
        system = [place for place in range(len(names)) if place not in placed]
        reasons = [
            AMBIGUOUS_MEMBER.with_(
                member=names[place],
                columns=", ".join(keys),
                zh_columns="、".join(f"{table.by_key[key].zh}（{key}）" for key in keys),
            )
            for place, keys in layout.ambiguous.items()
        ]
        for place in layout.unknown:
            if bare(names[place]) in _SYSTEM:
                system.append(place)
            elif _is_column(table, names[place]):
                reasons.append(MEMBER_TWICE.with_(member=names[place]))
            else:
                reasons.append(_unknown(table, names[place]))
        if "event_time" in layout.envelope and table.kind not in {"register", "case"}:
            system.append(layout.envelope.pop("event_time"))
        reasons.extend(SYSTEM_MEMBER.with_(member=names[place]) for place in sorted(system))
        layout.unknown.clear()
        return reasons


def _cell(name: str, value: Any, row: Row, key: str | None) -> str:
    """Return a value as the cell of a file; a plain list is joined by `;`."""
    text = _text(value)
    if text is None or "\0" in text:
        problem = NESTED_VALUE if text is None else NUL_IN_CELL
        row.reasons.append(problem.with_(heading=name, column=key))
        return ""
    return text


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, list):
        parts = [None if isinstance(part, list) else _text(part) for part in value]
        return None if None in parts else ";".join(part for part in parts if part)
    return None


def _is_column(table: Table, name: str) -> bool:
    alone = lay_out(table, [name], NoMapping(), fold=True)
    return bool(alone.columns or alone.envelope)


def _unknown(table: Table, name: str) -> Reason:
    near = difflib.get_close_matches(bare(name), _names(table.key), n=3)
    shown = ", ".join(dict.fromkeys(_names(table.key)[one] for one in near))
    return UNKNOWN_MEMBER.with_(
        member=name,
        table=table.key,
        zh_table=table.zh,
        near=f"Did you mean {shown}? " if near else "",
        zh_near=f"是否想写 {shown}？" if near else "",
    )


@cache
def _names(key: str) -> dict[str, str]:
    """Return the names that columns go by, as they are compared, and what to suggest for each."""
    found: dict[str, str] = {}
    for column in catalogue.table(key).columns:
        for name in (column.key, column.zh, *column.aliases):
            found.setdefault(bare(name), name)
    return found
