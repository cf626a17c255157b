"""What the events between two points touch in a record table: only that is read and compared.

An event touches the row of its own identity, a void the rows of what it voids. Where the points look at
different times of the world, what happened between these counts as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import sqlalchemy as sa

from ledger.events.base import Table
from projections.reading.cutoff import CutOff
from projections.reading.filters import Filter
from projections.reading.record_rows import stream
from replay.differences.pairing import Key, Pair, Row, differing, key_of
from replay.differences.span import Span

NOTE = "note"  # the remark, which a record table shows besides its columns
_AT_ONCE = 500  # identities or positions in one statement
Positions = dict[Key, set[int]]  # of the events that touch the row of each identity


@dataclass(slots=True)
class _Recorded(Filter):
    """Rows at some positions, or within some, or that happened within a time."""

    among: Sequence[int] = ()
    within: tuple[int, int] = (0, 0)
    times: tuple[str, str] | None = None

    def condition(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        position, (low, high) = table.c.position, self.within
        if self.among:
            return position.in_(list(self.among))
        if self.times is not None:
            early, late = self.times
            return sa.and_(table.c.event_time > early, table.c.event_time <= late)
        return sa.and_(position > low, position <= high)

    def fits_value(self, found: Any) -> bool:  # noqa: ARG002 - the database says it all
        return True


@dataclass(slots=True)
class _Named(Filter):
    """Rows that may be of some identities: each of their columns has a value that one of them has."""

    columns: Sequence[str] = ()
    keys: Sequence[Key] = field(default_factory=list)

    def condition(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        return sa.and_(
            *(
                _among(table.c[name], {key[place] for key in self.keys})
                for place, name in enumerate(self.columns)
            )
        )

    def fits_value(self, found: Any) -> bool:  # noqa: ARG002 - the whole identity is looked at
        return True


def record_pairs(span: Span, table: Table, where: Sequence[Filter] = ()) -> tuple[list[Pair], Positions]:
    """Return what differs in a record table, and the positions of the events that touch each identity.

    Args:
        span: The two points.
        table: A register, facts or cases.
        where: Show only what fits, at each of the points.
    """
    touched = _touched(span, table)
    before, after = (_rows(span, table, cutoff, touched, where) for cutoff in span.cutoffs)
    return differing(before, after, table.identity), touched


def _touched(span: Span, table: Table) -> Positions:
    """Return the identities that events touch, and by which events."""
    key, found = key_of(table.identity), dict[Key, set[int]]()
    voids = span.voids.get(table.key, {})
    for one in _looked_at(span, sorted(voids)):
        for row in _each(span, table, one):
            position = row["position"]
            by = span.within((position, voids.get(position)))
            if one.times is not None:
                by.add(position)
            found.setdefault(key(row), set()).update(by)
    return found


def _looked_at(span: Span, voided: Sequence[int]) -> Iterator[_Recorded]:
    yield _Recorded("position", None, within=(span.low, span.high))
    for some in _portions(voided):
        yield _Recorded("position", None, among=some)
    if span.times is not None:
        yield _Recorded("position", None, times=span.times)


def _each(span: Span, table: Table, one: Filter) -> Iterator[Row]:
    """Yield every row that fits, of a register each version and of a case each stage, voided or not."""
    everything = CutOff(None, span.high)
    yield from stream(
        span.connection,
        span.personal,
        table,
        everything,
        zone=span.zone,
        voided=True,
        where=[one],
        only=table.identity,
    ).rows()


def _rows(
    span: Span, table: Table, cutoff: CutOff, touched: Positions, where: Sequence[Filter]
) -> Iterator[Row]:
    """Yield the rows of some identities at a cut-off, in the order of the table."""
    key = key_of(table.identity)
    for keys in _portions(sorted(touched, key=_in_order)):
        named, wanted = _named(table, keys), set(keys)
        found = stream(
            span.connection,
            span.personal,
            table,
            cutoff,
            zone=span.zone,
            where=[named, *where],
            more=() if NOTE in table.by_key else (NOTE,),
        )
        yield from (row for row in found.rows() if key(row) in wanted)


def _named(table: Table, keys: Sequence[Key]) -> _Named:
    first = table.identity[0]
    return _Named(first, table.by_key[first], columns=table.identity, keys=keys)


def _in_order(key: Key) -> list[tuple[bool, Any]]:
    return [(value is not None, value) for value in key]


def _among(column: sa.ColumnElement[Any], values: Iterable[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a column has one of some values, null among them."""
    given = set(values)
    some = column.in_(sorted(given - {None}))
    return sa.or_(some, column.is_(None)) if None in given else some


def _portions(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
