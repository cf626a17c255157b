"""The days of a scope: what was sold and what was received in them.

What was sold in the days that are asked for is told line by line. What changed a customer's goods otherwise,
a return above all, goes with the sale it names; where it names none, with the sales of the same goods to the
same customer, and only if all that it can belong to lie in these days: an answer must not call goods returned
that may still be out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import sqlalchemy as sa

from projections.answers.goods.account import at_customers
from projections.answers.goods.stock import Sorting, grouped
from projections.reading.goods_movements import TABLES, Movement, looked_up
from projections.tables.movements import MOVEMENTS, RECEIVED, SOLD
from projections.tables.record_tables import record_table

Place = tuple[str, str, int]
Goods = tuple[str, str]  # the lot a movement belongs to, and its serial
_M = MOVEMENTS.c
_FIRST, _LAST = "", "9999-12-31"
_OF = {SOLD: "sold_on", RECEIVED: "received_on"}


class Days(NamedTuple):
    """Days from one to another, both among them; None leaves an end open."""

    first: str | None
    last: str | None

    @property
    def asked(self) -> bool:
        """Whether any days are asked for."""
        return self.first is not None or self.last is not None

    def hold(self, day: str | None) -> bool:
        """Return whether a day is one of them."""
        return day is not None and (self.first or _FIRST) <= day <= (self.last or _LAST)

    def moved(self, kind: str) -> sa.ColumnElement[bool]:
        """Return the condition that a movement is a sale, or a receipt, of these days."""
        table = record_table(TABLES[kind])
        day = table.c[_OF[kind]]
        within = sa.select(table.c.position).where(day >= (self.first or _FIRST), day <= (self.last or _LAST))
        return sa.and_(_M.kind == kind, _M.position.in_(within))


class Asking(Protocol):
    """What a scope says of sales."""

    @property
    def sold(self) -> Days:
        """The days of the sales."""

    @property
    def customers(self) -> Sequence[str]:
        """To whom they were; empty for anybody."""


class SoldWithin:
    """Which movements of a product are of sales that a scope asks for.

    Attributes:
        bought: Lot and serial of what these sales name.

    Args:
        connection: Of a read model.
        scope: The days, and the customers.
        sorting: Which goods a movement belongs to.
        rows: Movements of the product.
    """

    def __init__(
        self, connection: sa.Connection, scope: Asking, sorting: Sorting, rows: Iterable[Movement]
    ) -> None:
        self.bought: set[Goods] = set()
        self._shown: set[Place] = set()
        mine = [row for row in rows if not scope.customers or row.customer_code in scope.customers]
        said = _said(connection, mine)
        for group in grouped(filter(at_customers, mine), sorting).values():
            lines = [(row, (sorting.lot(row), row.serial), said[row.position]) for row in group]
            sales = _Sales(scope.sold, (line for line in lines if line[0].kind == SOLD))
            for row, goods, line in lines:
                if sales.shows(row, goods, line):
                    self._shown.add(_place(row))
                    if row.kind == SOLD:
                        self.bought.add(goods)

    def shows(self, row: Movement) -> bool:
        """Return whether a movement is such a sale, or goes with one."""
        return _place(row) in self._shown


class _Line(NamedTuple):
    """What a line says: its day, its own number, and which sale it names."""

    day: str | None
    line: int | None
    sale_no: str | None
    sale_line: int | None


class _Sales:
    """The sales of some goods, and whether each lies in the days."""

    def __init__(self, days: Days, sales: Iterable[tuple[Movement, Goods, _Line]]) -> None:
        self._days = days
        self._by_number: dict[tuple[str | None, str], list[tuple[int | None, bool]]] = defaultdict(list)
        self._by_goods: dict[tuple[str | None, Goods], set[bool]] = defaultdict(set)
        for row, goods, said in sales:
            within = days.hold(said.day)
            self._by_number[row.customer_code, row.doc_no].append((said.line, within))
            self._by_goods[row.customer_code, goods].add(within)

    def shows(self, row: Movement, goods: Goods, said: _Line) -> bool:
        """Return whether every sale that a movement can belong to lies in the days, and there is one."""
        if row.kind == SOLD:
            return self._days.hold(said.day)
        named = self._by_number.get((row.customer_code, said.sale_no or ""), ())
        found = {within for line, within in named if said.sale_line in {None, line}}
        return (found or self._by_goods.get((row.customer_code, goods))) == {True}


def days_of(connection: sa.Connection, rows: Iterable[Movement]) -> dict[int, str | None]:
    """Return the days of the sales and receipts among some movements, by position."""
    rows = list(rows)
    found: dict[int, str | None] = {}
    for kind, column in _OF.items():
        positions = {row.position for row in rows if row.kind == kind}
        given = looked_up(connection, kind, positions, (column,))
        found.update((position, day) for position, (day,) in given.items())
    return found


def _said(connection: sa.Connection, rows: Iterable[Movement]) -> dict[int, _Line]:
    positions: dict[str, set[int]] = defaultdict(set)
    for row in filter(at_customers, rows):
        positions[row.kind].add(row.position)
    found: dict[int, _Line] = {}
    for kind, some in positions.items():
        given = looked_up(connection, kind, some, ("sold_on", "line", "sale_no", "sale_line"))
        found.update((position, _Line(*values)) for position, values in given.items())
    return found


def _place(row: Movement) -> Place:
    return row.lot, row.serial, row.position
