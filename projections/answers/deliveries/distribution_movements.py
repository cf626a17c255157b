"""Of a whole ledger, the movements that tell what came back, with the sales that they may belong to.

Of most sales all goods are still out, and these are not read here. A return belongs to a line of the sale
that it names, or else to one of its customer; so of the sales of a product those count that a return names,
and those of its lot to a customer who gave goods back under no sale.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import sqlalchemy as sa

from ledger.state.effects import CUSTOMER
from projections.answers.deliveries.distribution_links import Links, links
from projections.answers.deliveries.distribution_matching import OUT, Link
from projections.answers.goods.account import steps
from projections.engine.chunks import chunks
from projections.reading.goods_movements import NAMES_UNIT, Movement, live, read
from projections.reading.query import Query
from projections.reading.stream import Row
from projections.tables.movements import MOVEMENTS, RECEIVED, SOLD
from projections.tables.record_tables import record_table

_ROWS = 500
_M = MOVEMENTS.c
_COLUMNS = tuple(_M[name] for name in Movement._fields)
_SALES = record_table("sales")
_S = _SALES.c
_LINE = (
    *(_S.sale_no, _S.line, _S.product_code, _S.lot, _S.serial),
    *(_S.position, _S.event_time, _S.quantity, _S.customer_code),
)
Bought = tuple[str, str, str]  # customer, product and lot (`''`: nobody says)


def moving_back(
    query: Query, exchanges: Mapping[str, Collection[Row]]
) -> Iterator[tuple[list[Movement], Links]]:
    """Yield, product by product, what moved otherwise than by a receipt or a sale, and what it may belong to.

    Args:
        query: How far to look.
        exchanges: The exchanges by the product that was taken back.
    """
    seen: set[str] = set()
    for others in _others(query):
        products = {row.product_code for row in others}
        seen |= products
        yield from _Batch(query, products, exchanges).around(others)
    silent = exchanges.keys() - seen
    if silent:
        yield from _Batch(query, silent, exchanges).around([])


def _others(query: Query) -> Iterator[list[Movement]]:
    """Yield the movements that are no receipts and no sales, all those of some products each."""
    statement = (
        sa.select(*_COLUMNS)
        .where(_M.kind.not_in((RECEIVED, SOLD)), live(query.cutoff))
        .order_by(_M.product_code, _M.lot, _M.serial, _M.position)
    )
    part: list[Movement] = []
    with query.connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        for row in result:
            if len(part) >= _ROWS and part[-1].product_code != row[0]:
                yield part
                part = []
            part.append(Movement(*row))
    if part:
        yield part


class _Batch:
    """The movements of some products, read as far as something can have come back."""

    def __init__(
        self, query: Query, products: AbstractSet[str], exchanges: Mapping[str, Collection[Row]]
    ) -> None:
        self._query = query
        self._products = products
        self._exchanges = [row for product in products for row in exchanges.get(product, ())]
        self._rows: dict[tuple[str, str, str, int], Movement] = {}

    def around(self, others: list[Movement]) -> Iterator[tuple[list[Movement], Links]]:
        """Yield these movements by product, with all that decides to which lines they belong."""
        said = links(self._query, others)
        self._keep(others)
        bought = self._bought({*self._taken_back(others, said), *self._exchanged()})
        said |= links(self._query, bought)
        self._keep(bought)
        named = {said[row.kind, row.position].sale_no for row in others}
        said |= self._sold({*named, *(one["sale_no"] for one in self._exchanges)})
        for part in chunks(sorted({row.serial for row in self._rows.values() if row.serial})):
            self._keep(self._read(_M.serial.in_(part), NAMES_UNIT))
        self._keep(self._read(_M.serial == "", _M.kind == RECEIVED))
        by_product: dict[str, list[Movement]] = defaultdict(list)
        for row in self._rows.values():
            by_product[row.product_code].append(row)
        for product in sorted(self._products):
            yield by_product[product], said

    def _taken_back(self, others: Iterable[Movement], said: Links) -> Iterator[Bought]:
        """Yield what customers must have bought who gave it back under no sale."""
        for row in others:
            link = said[row.kind, row.position]
            if row.customer_code is None or link.sale_no is not None or link.consignment_no is not None:
                continue
            if any(source == CUSTOMER and target not in OUT for source, target, _ in steps(row)):
                yield row.customer_code, row.product_code, row.lot

    def _exchanged(self) -> Iterator[Bought]:
        """Yield what customers must have bought who exchanged it under no sale."""
        for row in self._exchanges:
            if row["sale_no"] is None:
                yield row["customer_code"], row["product_code"], row["lot"] or ""

    def _bought(self, goods: Collection[Bought]) -> list[Movement]:
        """Return the sales that goods may be of: to the customer, of their lot or where either names none."""
        found: list[Movement] = []
        for part in chunks(sorted(goods)):
            wanted = sa.values(_M.customer_code, _M.product_code, _M.lot, name="wanted").data(part).cte()
            of_lot = sa.or_(_M.lot == wanted.c.lot, _M.lot == "", wanted.c.lot == "")
            same = (_M.customer_code == wanted.c.customer_code, _M.product_code == wanted.c.product_code)
            found += read(self._query.connection, self._query.cutoff, *same, of_lot, _M.kind == SOLD)
        return found

    def _sold(self, sales: AbstractSet[str | None]) -> Links:
        """Keep the lines of the products in some sales; return what they say."""
        said: Links = {}
        for part in chunks(sorted(number for number in sales if number is not None)):
            statement = sa.select(*_LINE).where(_S.sale_no.in_(part), self._query.cutoff.live(_SALES))
            for row in self._query.connection.execute(statement):
                if row.product_code in self._products:
                    said[SOLD, row.position] = Link(row.sale_no, row.line)
                    self._keep(_units(row))
        return said

    def _read(self, *conditions: sa.ColumnElement[bool]) -> list[Movement]:
        own = _M.product_code.in_(sorted(self._products))
        return read(self._query.connection, self._query.cutoff, own, *conditions)

    def _keep(self, rows: Iterable[Movement]) -> None:
        self._rows.update(((row.product_code, row.lot, row.serial, row.position), row) for row in rows)


def _units(line: Any) -> Iterator[Movement]:
    """Yield the movements that a sale line is."""
    nothing = (None,) * (len(Movement._fields) - 9)
    for serial in (line.serial or "").split(";"):
        goods = (line.product_code, line.lot or "", serial)
        sold = (line.position, SOLD, line.event_time, "1" if serial else line.quantity)
        yield Movement._make((*goods, *sold, line.sale_no, line.customer_code, *nothing))
