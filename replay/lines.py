"""The movement lines of a range of positions, as the tables of movements hold them, for a store of segments.

One row a line: its goods, what it moved and by whom it was held, under the names that its own event states.
Who sold is left out, and so is every name of an individual: those are personal, and a store is not erased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import sqlalchemy as sa

from ledger.log.reader import LogReader
from ledger.segments.extra import extra
from projections.engine.columns import Whole
from projections.engine.read_model import ReadModel
from projections.tables.movements import MOVEMENTS

LineTables = Callable[[int, int], Any]
_PERSONAL = ("seller",)
_TOLD = [column for column in MOVEMENTS.columns if column.name not in {*_PERSONAL, "position"}]
_NAMES = ("product_name", "customer_name", "supplier_name")


def lines_schema() -> Any:
    """Return the columns of `lines/`: position, line, the columns of movements, names."""
    pa = extra("pyarrow")
    return pa.schema(
        [
            pa.field("position", pa.int64(), nullable=False),
            pa.field("line", pa.int32(), nullable=False),
            *(pa.field(one.name, _type(one), nullable=bool(one.nullable)) for one in _TOLD),
            *(pa.field(name, pa.string()) for name in _NAMES),
        ]
    )


def line_tables(readmodel: ReadModel, log: LogReader) -> LineTables:
    """Return what gives the lines of the positions from a first one to a last one.

    Args:
        readmodel: The tables, caught up to the last position at least.
        log: Where the documents lie.
    """

    def table(first: int, last: int) -> Any:
        with _rows(readmodel, first, last) as rows:
            return _table(log, rows)

    return table


@contextmanager
def _rows(readmodel: ReadModel, first: int, last: int) -> Iterator[list[tuple[Any, ...]]]:
    column = MOVEMENTS.c
    order = (column.position, column.product_code, column.lot, column.serial, column.part)
    wanted = sa.select(column.position, *_TOLD).where(column.position.between(first, last)).order_by(*order)
    with readmodel.reading() as connection:
        yield [tuple(row) for row in connection.execute(wanted)]


def _table(log: LogReader, rows: list[tuple[Any, ...]]) -> Any:
    pa, schema = extra("pyarrow"), lines_schema()
    documents = log.documents(sorted({row[0] for row in rows}))
    names = {position: _names(raw) for position, raw in documents.items()}
    told, line, before = [], 0, None
    for position, *rest in rows:
        line = line + 1 if position == before else 0
        before = position
        told.append((position, line, *rest, *names[position]))
    columns: list[Any] = [list(values) for values in zip(*told, strict=True)] or [[] for _ in schema]
    arrays = [pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _names(document: bytes) -> tuple[str | None, ...]:
    """Return the names that an event states in clear; of an individual it holds a digest, no text."""
    data = orjson.loads(document)["data"]
    return tuple(value if isinstance(value := data.get(name), str) else None for name in _NAMES)


def _type(column: sa.Column[Any]) -> Any:
    pa = extra("pyarrow")
    return pa.int64() if column.type is Whole or isinstance(column.type, sa.Integer) else pa.string()
