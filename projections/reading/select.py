"""Some columns of the rows of a record table that count at a cut-off, as they are stored.

`medledger table` shows whole rows; a view that sums or joins needs a few columns of many rows, in its own
order. Lists and booleans are values; times stay in the stored form, and personal values stay the places where
they lie until `told` looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa

from ledger.events import catalogue
from projections.answers import catalogue as declared
from projections.reading.filters import Filter
from projections.reading.query import Query
from projections.reading.standing_rows import Row, standing
from projections.tables.record_tables import record_table

CHUNK = 400  # values in one IN list
T = TypeVar("T")


def live_rows(
    query: Query,
    key: str,
    columns: Sequence[str],
    *conditions: sa.ColumnElement[bool],
    order: Sequence[str] = (),
) -> Iterator[Row]:
    """Yield `position`, `event_time` and columns of the rows of a table that count.

    Args:
        query: How far to look.
        key: Of the table.
        columns: Those wanted.
        conditions: On the columns of `record_table(key)`.
        order: Columns to order by, null first; then by position.
    """
    table = record_table(key)
    by = [table.c[name].asc().nulls_first() for name in order]
    shows = _shows(key, columns)
    for row in standing(query, key, ("event_time", *columns), order=by, where=conditions):
        for name, show in shows:
            if row[name] is not None:
                row[name] = show(row[name])
        yield row


def rows_at(query: Query, key: str, positions: Iterable[int], columns: Sequence[str]) -> dict[int, Row]:
    """Return columns of the rows of a table at some positions, by position."""
    table = record_table(key)
    found: dict[int, Row] = {}
    for part in chunks(sorted(set(positions))):
        found.update(
            (row["position"], row) for row in live_rows(query, key, columns, table.c.position.in_(part))
        )
    return found


def in_force(query: Query, key: str, codes: Iterable[str | None]) -> dict[str, Row]:
    """Return the rows of a register that are in force at the cut-off, by code."""
    register = catalogue.table(key)
    column = register.by_key[register.identity[0]]
    wanted = sorted({code for code in codes if code is not None})
    found: dict[str, Row] = {}
    for part in chunks(wanted):
        where = [Filter(column.key, column, list(part))]
        found.update((row[column.key], row) for row in query.rows(key, where=where))
    return found


def told(query: Query, pointers: Iterable[str | None]) -> dict[str, str]:
    """Return the personal values that are still there, by where they lie (`position:field`)."""
    places = {pointer: _place(pointer) for pointer in pointers if pointer is not None}
    values = query.personal.personal(places.values())
    return {pointer: values[place] for pointer, place in places.items() if place in values}


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield lists short enough for one statement."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


def first(rows: Iterable[Mapping[str, Any] | None], column: str) -> Any:
    """Return what the first of some rows that gives a column says."""
    return next((row[column] for row in rows if row and row.get(column) is not None), None)


def _place(pointer: str) -> tuple[int, str]:
    position, _, field = pointer.partition(":")
    return int(position), field


def _shows(key: str, names: Sequence[str]) -> list[tuple[str, Any]]:
    by_key = catalogue.table(key).by_key
    shows = []
    for name in names:
        column = by_key.get(name)
        if column is not None and not column.personal and column.type in {"list", "boolean"}:
            shows.append((name, orjson.loads if column.type == "list" else bool))
    return shows


def in_order(keys: Sequence[str], row: Row) -> Row:
    """Return a row with its columns in the order of the declaration; what it lacks is null."""
    return {key: row.get(key) for key in keys}


def columns_of(view: str) -> tuple[str, ...]:
    """Return the keys of the columns of a view, in order."""
    return tuple(column.key for column in declared.view(view).columns)
