"""Which recorded rows what was recorded late may concern."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from ledger.log.reader import LogReader
from projections.answers.findings.changes import About, LateChange
from projections.answers.findings.goods_rows import TaggedRows
from projections.answers.findings.late_changes import late_changes
from projections.answers.findings.named_rows import rows_naming

Pairs = Iterator[tuple[int, int]]
"""Position of a row to be judged again, and of what was recorded about it since."""
_MOST: Final = 500_000  # positions that are kept of one log


def concerned(connection: sa.Connection, log: LogReader, known: int, of: TaggedRows | None = None) -> Pairs:
    """Yield position of a row to be judged again, and of what was recorded about it since.

    Args:
        connection: Of the read model.
        log: Tells which events carry a tag.
        known: Last position that counts.
        of: The rows that are asked about; None for all.
    """
    late = late_changes(connection, log, known)
    if late is None:
        return
    if of is None:
        for change in late.all:
            yield from ((position, change.position) for position in _rows(log, change))
    else:
        for change in late.about(of.tagged):
            since = _day_before(change.since)
            for position in of.among(change.position, change.tags, change.types, since):
                yield position, change.position
    for register in late.registers.changed:
        yield from rows_naming(connection, known, register, None if of is None else of.positions)


class _KeptRows:
    """The rows of a log that changes are about, as far as they were read."""

    def __init__(self) -> None:
        self._rows: dict[About, tuple[int, list[int]]] = {}
        self._count = 0
        self._lock = Lock()

    def before(self, log: LogReader, change: LateChange) -> Sequence[int]:
        """Return the rows that a change is about, ascending."""
        about = change.about
        until, rows = self._rows.get(about, (0, []))
        if until < change.position:
            newer = _read(log, change, until)
            rows = [*rows, *newer]
            with self._lock:
                if self._count + len(newer) <= _MOST and self._rows.get(about, (0,))[0] == until:
                    self._rows[about] = (change.position, rows)
                    self._count += len(newer)
        return rows[: bisect_left(rows, change.position)]


_kept: WeakKeyDictionary[LogReader, _KeptRows] = WeakKeyDictionary()


def _rows(log: LogReader, change: LateChange) -> Sequence[int]:
    return _kept.setdefault(log.itself, _KeptRows()).before(log, change)


def _read(log: LogReader, change: LateChange, after: int) -> list[int]:
    """Return the rows from a position on that a change is about, ascending."""
    mark = log.dialect.mark
    conditions, values = [f"e.position < {mark}", f"e.position >= {mark}"], [change.position, after]
    source, told = "events AS e", list[Any](values)
    if change.tags:
        source = "events_tags AS t JOIN events AS e ON e.position = t.position"
        condition, value = log.dialect.among_texts("t.tag", change.tags)
        conditions += [condition, f"t.position < {mark}", f"t.position >= {mark}"]
        told += [value, *values]
    if change.types:
        condition, value = log.dialect.among_texts("e.type", change.types)
        conditions.append(condition)
        told.append(value)
    if since := _day_before(change.since):
        conditions.append(f"(e.event_time IS NULL OR e.event_time >= {mark})")
        told.append(since)
    statement = f"SELECT DISTINCT e.position FROM {source} WHERE {' AND '.join(conditions)}"
    return sorted(position for (position,) in log.fetch(statement, told))


def _day_before(since: str) -> str | None:
    """Return the day before a stored time: what is placed at noon counts for the whole day, in any zone."""
    return (date.fromisoformat(since[:10]) - timedelta(days=1)).isoformat() if since else None
