"""Which events between two points did what a derived answer shows: those of its sources that touch its rows.

A row of a view names the things it is about by its identity. A record that changed between the points touches
it where both name the same of them: the same customer, the same lot, the same document, the same month. A
row that names nothing which its sources name, as a sum over all of them, is touched by all that changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ledger.events import catalogue
from ledger.events.base import Table
from projections.answers.catalogue import VIEW_KEYS, view
from replay.differences.pairing import Pair, Row
from replay.differences.span import Span
from replay.differences.touched import record_pairs

SETTINGS: Final = frozenset({"rule_settings", "service_standards"})  # they bear on whatever is judged by them
SETTLING: Final = "finding_resolutions"  # what they settle is no longer in doubt
NUMBERS: Final = frozenset({"number", "subject_no", "doc_no", "source_no", "owner_code"})
TABLES: Final = frozenset({"table", "subject_table"})
PARTIES: Final = frozenset({"customer_code", "supplier_code"})
_OF_ROWS = frozenset({"position", "event_position", "started_position", "done_position", "known_since"})
_MONTH, _DAY = len("2026-05"), len("2026-05-01")


@dataclass
class Sources:
    """What changed between two points in the record tables that an answer is made of.

    Attributes:
        span: The two points.
        keys: Of the tables; views among them stand for their own sources.
        strict: Whether a record touches a row only if it names the same customer or supplier.
    """

    span: Span
    keys: Iterable[str]
    strict: bool = False
    _read: dict[str, list[tuple[Pair, set[int]]]] = field(default_factory=dict)

    def because(self, pairs: Sequence[Pair], identity: Sequence[str]) -> set[int]:
        """Return the positions of the events that touch rows which differ.

        Args:
            pairs: What differs in the answer.
            identity: The columns that name a row of it.
        """
        if not pairs or not identity:
            return set()
        rows = [row for pair in pairs for row in pair.rows]
        found = {position for row in rows for position in self.span.within(_told(row))}
        for table in recorded(self.keys):
            touching = _Touching(table, identity, rows, strict=self.strict)
            for pair, positions in self._changed(table):
                if not positions <= found and any(map(touching.touches_any, pair.rows)):
                    found |= positions
        return found

    def _changed(self, table: Table) -> list[tuple[Pair, set[int]]]:
        if table.key not in self._read:
            pairs, touched = record_pairs(self.span, table)
            self._read[table.key] = [(pair, touched[pair.key]) for pair in pairs]
        return self._read[table.key]


def recorded(keys: Iterable[str]) -> Iterator[Table]:
    """Yield the record tables among some sources and behind the views among them, each once."""
    known, pending, seen = frozenset(catalogue.TABLE_KEYS), list(keys), set[str]()
    while pending:
        key = pending.pop(0)
        if key in seen:
            continue
        seen.add(key)
        if key in known:
            yield catalogue.table(key)
        elif key in VIEW_KEYS:
            pending += view(key).derived_from


class _Touching:
    """Whether a record of a table is about the same as any row of an answer."""

    def __init__(self, table: Table, identity: Sequence[str], rows: Iterable[Row], *, strict: bool) -> None:
        self.table = table
        self.identity = identity
        self.strict = strict
        self._shared = next((name for name in identity if name in table.by_key and name != "line"), None)
        self._rows: dict[Any, list[Row]] = {}
        for row in rows:
            self._rows.setdefault(row.get(self._shared) if self._shared else None, []).append(row)

    def touches_any(self, source: Row) -> bool:
        """Return whether a record touches any of the rows."""
        values = _values(source.get(self._shared)) if self._shared else ()
        if not values:
            return any(self.same(source, row) for rows in self._rows.values() for row in rows)
        return any(self.same(source, row) for value in (*values, None) for row in self._rows.get(value, ()))

    def same(self, source: Row, row: Row) -> bool:
        """Return whether a record touches a row."""
        if self.table.key in SETTINGS:
            return True
        if self.table.key == SETTLING:
            return bool(row.get("reason") == "open_finding")
        return (
            all(self._agrees(name, source, row) for name in self.identity)
            and self._of_its_time(source, row)
            and self._of_its_table(source, row)
        )

    def _agrees(self, name: str, source: Row, row: Row) -> bool:
        wanted = row.get(name)
        if wanted is None or (name == "line" and self.table.identity[0] not in self.identity):
            return True
        if name in NUMBERS:
            return any(wanted in _values(value) for key, value in source.items() if _is_number(key))
        if name not in self.table.by_key:
            return not (self.strict and name in PARTIES)
        values = _values(source.get(name))
        return not values or wanted in values

    def _of_its_table(self, source: Row, row: Row) -> bool:
        """Return whether a record is of the table that a row names, or names that one as well."""
        named = next((row[name] for name in TABLES if row.get(name)), None)
        return named is None or named in {self.table.key, source.get("subject_table")}

    def _of_its_time(self, source: Row, row: Row) -> bool:
        """Return whether a fact is of the month or the period of a row; cases reach over many."""
        day = (source.get("event_time") or "")[:_DAY]
        if self.table.kind != "fact" or not day:
            return True
        if row.get("month"):
            return bool(day[:_MONTH] == row["month"][:_MONTH])
        first, last = row.get("period_from"), row.get("period_to")
        return not (first and last) or bool(first <= day <= last)


def _told(row: Row) -> Iterator[Any]:
    """Yield the positions that a row names itself."""
    for name in _OF_ROWS:
        yield row.get(name)


def _is_number(key: str) -> bool:
    return key.endswith(("_no", "_code"))


def _values(value: Any) -> tuple[Any, ...]:
    """Return the values that a cell holds: several units, or the members of a list."""
    if isinstance(value, list | tuple):
        return tuple(value)
    if isinstance(value, str):
        return tuple(value.split(";"))
    return () if value is None else (value,)
