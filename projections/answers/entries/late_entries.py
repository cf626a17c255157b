"""Back-dated entries: events whose business day lies before the day on which they were recorded.

Both days are those of the ledger's time zone. A version of a register, or a stage, without a business time of
its own is not late: it counts from when it was recorded, or from always.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.base import Table
from projections.reading.cutoff import CutOff
from projections.reading.fetching import stored_parts
from projections.reading.merging import merged
from projections.reading.stream import Row
from projections.tables.record_tables import STAGE, record_table
from projections.tables.shown_times import shower

Conditions = tuple[sa.ColumnElement[bool], ...]
_DAY = len("2026-05-01")
_LINE = "line"
# In front of the identity columns of a row.
_READ = ("position", "event_time", "record_time", "recorded_by", "source", "voided_at", "voided_position")


def late_entries(
    connection: sa.Connection,
    cutoff: CutOff,
    zone: str,
    *,
    days: int = 0,
    within: tuple[int, int] | None = None,
    voided: bool = False,
) -> Iterator[Row]:
    """Yield back-dated entries, in the order in which they were recorded.

    Args:
        connection: Of the read model.
        cutoff: What had happened when, as known when.
        zone: Time zone of the ledger.
        days: Only those that came more than so many days late.
        within: Only those recorded behind the first of these positions, up to the second.
        voided: Also those that were voided since.
    """
    wanted = {table.key: _conditions(table, cutoff, within, voided=voided) for table in catalogue.tables()}
    tables = [table for table in catalogue.tables() if _any(connection, wanted[table.key])]
    told = {table.key: _Told(table, cutoff.known, zone) for table in tables}
    streams = (_stored(connection, table, wanted[table.key]) for table in tables)
    for some in merged(streams):
        for row in some:
            found = told[row[1]](row)
            if found["delay_days"] > days:
                yield found


def _conditions(table: Table, cutoff: CutOff, within: tuple[int, int] | None, *, voided: bool) -> Conditions:
    source = record_table(table.key)
    known = cutoff.recorded(source) if voided else cutoff.live(source)
    late = source.c.event_time < source.c.record_time
    if within is None:
        return known, late
    return known, late, source.c.position > within[0], source.c.position <= within[1]


def _any(connection: sa.Connection, conditions: Conditions) -> bool:
    """Return whether a table holds any; most tables of a house are empty."""
    return connection.scalar(sa.select(sa.literal(1)).where(*conditions).limit(1)) is not None


def _stored(
    connection: sa.Connection, table: Table, conditions: Conditions
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield stored rows by position, each as its position, its table and what was read of it."""
    source = record_table(table.key)
    stage = [source.c[STAGE]] if table.kind == "case" else []
    columns = [source.c[name] for name in (*_READ, *table.identity)] + stage
    statement = sa.select(*columns).where(*conditions).order_by(source.c.position)
    for part in stored_parts(connection, statement):
        yield [(row[0], table.key, *row) for row in part]


class _Told:
    """Turns stored rows of one table into the rows of the answer."""

    def __init__(self, table: Table, known: int, zone: str) -> None:
        self._table = table
        self._known = known
        self._shown = shower(zone)

    def __call__(self, stored: Sequence[Any]) -> Row:
        """Return one row."""
        position, key, _, happened, recorded, by, source, voided_at, voided_by, *rest = stored
        named = dict(zip(self._table.identity, rest, strict=False))
        happened, recorded = self._shown(happened) or "", self._shown(recorded) or ""
        was_voided = voided_by is not None and voided_by <= self._known
        return {
            "position": position,
            "record_table": key,
            "table_zh": self._table.zh,
            "doc_no": "/".join(str(value) for name, value in named.items() if name != _LINE and value),
            "line": named.get(_LINE),
            "stage": rest[-1] if self._table.kind == "case" else None,
            "happened_on": happened[:_DAY],
            "recorded_on": recorded[:_DAY],
            "delay_days": _between(happened[:_DAY], recorded[:_DAY]),
            "recorded_by": by,
            "source": source,
            "event_time": happened,
            "record_time": recorded,
            "voided_at": self._shown(voided_at) if was_voided else None,
        }


@lru_cache(maxsize=65_536)
def _between(first: str, last: str) -> int:
    """Return how many days lie between two days."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
