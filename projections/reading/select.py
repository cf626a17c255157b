"""Some columns of the rows of a record table that count at a cut-off, in an order of the asker's choosing.

`medledger table` shows whole rows in the order of their identity; a view that sums or joins needs a few
columns of many rows. Of registers these are all versions that count, of cases all stages. Times stay in the
stored form, and personal values stay pointers until `personal_values` looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from ledger.events import catalogue
from projections.answers import catalogue as declared
from projections.engine.chunks import chunks
from projections.reading.filters import Filter
from projections.reading.query import Query
from projections.reading.stream import Row
from projections.tables.pointers import read_pointer
from projections.tables.record_tables import record_table

_ROWS = 500


def select_rows(
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
    for row in select_stored(query, key, ("event_time", *columns), order=by, where=conditions):
        for name, show in shows:
            if row[name] is not None:
                row[name] = show(row[name])
        yield row


def select_stored(
    query: Query,
    key: str,
    columns: Sequence[str],
    *,
    order: Sequence[sa.ColumnElement[Any]] = (),
    where: Sequence[sa.ColumnElement[bool]] = (),
) -> Iterator[Row]:
    """Yield columns of the rows of a table that count at the cut-off, as they are kept, and their `position`.

    Args:
        query: The question: connection and cut-off.
        key: Of the table.
        columns: Their keys; `event_time` and `record_time` are allowed.
        order: Expressions over `record_table(key)`; by position where they tie.
        where: More conditions.
    """
    table = record_table(key)
    chosen = [table.c[name] for name in dict.fromkeys((*columns, "position"))]
    statement = sa.select(*chosen).where(query.cutoff.live(table), *where).order_by(*order, table.c.position)
    with query.connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        names = list(result.keys())
        for part in result.partitions():
            for row in part:
                yield dict(zip(names, row, strict=True))


def rows_at(query: Query, key: str, positions: Iterable[int], columns: Sequence[str]) -> dict[int, Row]:
    """Return columns of the rows of a table at some positions, by position."""
    table = record_table(key)
    found: dict[int, Row] = {}
    for part in chunks(sorted(set(positions))):
        found.update(
            (row["position"], row) for row in select_rows(query, key, columns, table.c.position.in_(part))
        )
    return found


def in_force(
    query: Query, key: str, codes: Iterable[str | None], only: Sequence[str] | None = None
) -> dict[str, Row]:
    """Return the rows of a register that are in force at the cut-off, by code.

    Args:
        query: The cut-off, and where to read.
        key: Of the register.
        codes: Which.
        only: Read only these of its columns.
    """
    register = catalogue.table(key)
    column = register.by_key[register.identity[0]]
    wanted = sorted({code for code in codes if code is not None})
    found: dict[str, Row] = {}
    for part in chunks(wanted):
        where = [Filter(column.key, column, list(part))]
        found.update((row[column.key], row) for row in query.rows(key, where=where, only=only))
    return found


def personal_values(query: Query, pointers: Iterable[str | None]) -> dict[str, str]:
    """Return the personal values that are still there, by the pointers to them."""
    places = {pointer: read_pointer(pointer) for pointer in pointers if pointer is not None}
    values = query.personal.personal(places.values())
    return {pointer: values[place] for pointer, place in places.items() if place in values}


def first(rows: Iterable[Mapping[str, Any] | None], column: str) -> Any:
    """Return what the first of some rows that gives a column says."""
    return next((row[column] for row in rows if row and row.get(column) is not None), None)


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
