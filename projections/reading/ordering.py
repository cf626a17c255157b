"""`--sort`: rows in an order of the asker's choosing, by the database, or in memory where that cannot.

Numbers are ordered as numbers, all else by code point, null first; downwards all of it the other way round.
Rows that tie keep the order that they have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any, Final

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.events.base import Column, Table
from projections.reading.comparisons import DAY
from projections.reading.filters import column_named
from projections.reading.stream import MORE_ROWS, Part, Stream, ended

_DECIMALS: Final = frozenset({"decimal", "money"})
_WHOLE: Final = frozenset({"integer", "boolean"})


@dataclass(frozen=True, slots=True)
class Order:
    """One column to order by.

    Attributes:
        key: Which.
        column: Its declaration, None for the stage of a case.
        down: Whether the greatest comes first.
    """

    key: str
    column: Column | None = None
    down: bool = False

    @property
    def type(self) -> str:
        """The type of the column."""
        return "text" if self.column is None else self.column.type

    @property
    def is_personal(self) -> bool:
        """Whether the values lie beside the log, where no database can order by them."""
        return self.column is not None and self.column.personal

    def expressions(self, table: sa.FromClause) -> Iterator[sa.ColumnElement[Any]]:
        """Yield what the database orders by."""
        stored = table.c[self.key]
        if self.type in _DECIMALS:
            yield self._directed(sa.cast(stored, sa.Double))
        yield self._directed(stored)

    def _directed(self, value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return value.desc().nulls_last() if self.down else value.asc().nulls_first()

    def sort_key(self) -> Callable[[Any], Any]:
        """Return what makes of a value that a row shows one that sorts."""
        compared = self._compared
        return lambda value: (0, "") if value is None else (1, compared(value))

    def _compared(self, value: Any) -> Any:
        if self.type in _DECIMALS:
            return Decimal(str(value)), str(value)
        if self.type in _WHOLE:
            return int(value)
        if isinstance(value, list):
            return orjson.dumps(value).decode()
        if self.type == "datetime":  # as shown, all in one zone: a day alone comes before its times
            time = clock.stored(datetime.fromisoformat(value)) if len(value) > DAY else ""
            return value[:DAY], time
        return str(value)


def orders(table: Table, given: Iterable[str]) -> list[Order]:
    """Return the columns that a user orders by.

    Args:
        table: Whose rows.
        given: Keys or headings, several joined by commas; one behind `-` downwards.

    Raises:
        CommandError: No such column.
    """
    found = []
    for name in (part.strip() for text in given for part in text.replace("，", ",").split(",")):
        if name:
            down = name.startswith("-")
            key, column = column_named(table, name.removeprefix("-"))
            found.append(Order(key, column, down))
    return found


def sorted_stream(stream: Stream, order: Sequence[Order]) -> Stream:
    """Return the rows of a stream in an order; all of them are held in memory."""
    if not order:
        return stream
    return replace(stream, parts=_sorted(stream, order))


def _sorted(stream: Stream, order: Sequence[Order]) -> Iterator[Part]:
    with ended(stream.parts):
        rows = list(chain.from_iterable(zip(*part, strict=True) for part in stream.parts))
    for one in reversed(order):  # sorting is stable, downwards too
        if one.key in stream.columns:
            rows.sort(key=_row_key(stream.columns.index(one.key), one), reverse=one.down)
    for start in range(0, len(rows), MORE_ROWS):
        yield list(zip(*rows[start : start + MORE_ROWS], strict=True))


def _row_key(place: int, one: Order) -> Callable[[Sequence[Any]], Any]:
    compared = one.sort_key()
    return lambda row: compared(row[place])
