"""Of a whole ledger, the movements that tell what came back, with the sales that they may belong to.

Of most sales all goods are still out, and these are not read here. A return belongs to a line of the sale
that it names, or else to one of its customer; so of the sales of a product those count that a return names,
and those of its lot to a customer who gave goods back under no sale.

Most returns name their sale, and tell nothing of any other: they are read sale by sale
(:mod:`projections.answers.deliveries.distribution_spans`), unless what names no sale may be of theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

import sqlalchemy as sa

from ledger.state.effects import CUSTOMER
from projections.answers.deliveries.distribution_bought import Bought, bought
from projections.answers.deliveries.distribution_links import Links, links
from projections.answers.deliveries.distribution_matching import OUT
from projections.answers.deliveries.distribution_papers import ReturnRow, lines_of, of_sale, returns_of
from projections.answers.goods.account import steps
from projections.engine.chunks import chunks
from projections.reading.goods_movements import NAMES_UNIT, Movement, live, read, read_lots
from projections.reading.query import Query
from projections.reading.stream import Row
from projections.tables.movements import MOVEMENTS, RECEIVED, RETURNED, SOLD

_ROWS: Final = 500
_M = MOVEMENTS.c
_COLUMNS: Final = tuple(_M[name] for name in Movement._fields)
_OUTSIDE: Final = sorted(OUT)
OfSale = tuple[str, str]  # product, and the sale under which goods of it stand


class Moved(NamedTuple):
    """Movements of one product.

    Attributes:
        rows: Those of which each counts.
        said: To which lines they say that they belong.
        beside: More of the same units: they tell under which lot a unit is kept, and count elsewhere.
    """

    rows: Collection[Movement]
    said: Links
    beside: Collection[Movement] = ()


class Moving:
    """What moved of a whole ledger otherwise than by a receipt or a sale.

    Args:
        query: How far to look.
        exchanges: The exchanges by the product that was taken back.

    Attributes:
        query: How far to look.
        tied: Goods under a sale whose returns `otherwise` yields: what names no sale may be of theirs.
    """

    def __init__(self, query: Query, exchanges: Mapping[str, Collection[Row]]) -> None:
        self.query = query
        self.tied: set[OfSale] = set()
        self._exchanges = exchanges

    def otherwise(self) -> Iterator[Moved]:
        """Yield, product by product, all but the returns that tell of their sale alone."""
        seen: set[str] = set()
        for others in _others(self.query):
            products = {row.product_code for row in others}
            seen |= products
            yield from self._around(others, products)
        silent = self._exchanges.keys() - seen
        if silent:
            yield from self._around([], silent)

    def _around(self, others: list[Movement], products: AbstractSet[str]) -> Iterator[Moved]:
        exchanges = [row for product in products for row in self._exchanges.get(product, ())]
        batch = Batch(self.query)
        batch.keep(others, links(self.query, others))
        goods = {*_taken_back(others, batch.said), *_exchanged(exchanges)}
        found = bought(self.query, products, goods)
        batch.keep(found, links(self.query, found))
        tied = batch.of_sales() | {
            (one["product_code"], one["sale_no"]) for one in exchanges if one["sale_no"]
        }
        batch.keep_returns(returns_of(self.query, tied))
        batch.keep_lines(tied)
        batch.keep_units()
        self.tied |= tied
        yield from batch.moved(sorted(products))


class Batch:
    """Movements that are looked at together.

    Args:
        query: How far to look.

    Attributes:
        said: To which lines they say that they belong.
    """

    def __init__(self, query: Query) -> None:
        self._query = query
        self.said: Links = {}
        self._rows: dict[tuple[str, str, str, int], Movement] = {}
        self._beside: dict[str, list[Movement]] = defaultdict(list)

    def keep(self, rows: Iterable[Movement], said: Links) -> None:
        """Keep movements, each once."""
        self.said |= said
        self._rows.update(((row.product_code, row.lot, row.serial, row.position), row) for row in rows)

    def keep_returns(self, found: Iterable[ReturnRow]) -> None:
        """Keep what came back by returns that name their sale."""
        for row in found:
            self.keep(row.movements(), {(RETURNED, row.position): row.link()})

    def keep_lines(self, goods: AbstractSet[OfSale]) -> None:
        """Keep the lines of goods under some sales."""
        for line in lines_of(self._query, {number for _, number in goods}):
            if (line.product_code, line.sale_no) in goods:
                self.keep(line.movements(), {(SOLD, line.position): line.link()})

    def keep_units(self, *, beside: bool = False) -> None:
        """Read what else moved the units that are named: a return whose sale tells of it counts elsewhere.

        Args:
            beside: Whether everything else counts elsewhere.
        """
        products = {row.product_code for row in self._rows.values()}
        serials = sorted({row.serial for row in self._rows.values() if row.serial})
        lots: set[tuple[str, str]] = set()
        for part in chunks(serials):
            for row in self._read(_M.product_code.in_(sorted(products)), _M.serial.in_(part), NAMES_UNIT):
                lots.add((row.product_code, row.lot))
                if (row.product_code, row.lot, row.serial, row.position) in self._rows:
                    continue
                if beside or row.kind == RETURNED:
                    self._beside[row.product_code].append(row)
                else:
                    self.keep([row], {})
        whole = (_M.serial == "", _M.kind == RECEIVED)
        for row in read_lots(self._query.connection, self._query.cutoff, lots, *whole):
            self._beside[row.product_code].append(row)

    def of_sales(self) -> set[OfSale]:
        """Return under which sales the goods stand that are kept."""
        return {
            (row.product_code, link.sale_no)
            for row in self._rows.values()
            if (link := self.said.get((row.kind, row.position))) is not None and link.sale_no is not None
        }

    def moved(self, products: Iterable[str]) -> Iterator[Moved]:
        """Yield what is kept of some products."""
        by_product: dict[str, list[Movement]] = defaultdict(list)
        for row in self._rows.values():
            by_product[row.product_code].append(row)
        for product in products:
            yield Moved(by_product[product], self.said, self._beside[product])

    def _read(self, *conditions: sa.ColumnElement[bool]) -> list[Movement]:
        return read(self._query.connection, self._query.cutoff, *conditions)


def _others(query: Query) -> Iterator[list[Movement]]:
    """Yield what moved goods out or back in otherwise, all of some products each."""
    returned = sa.and_(_M.kind == RETURNED, ~of_sale(_M.position))
    otherwise = sa.and_(
        _M.kind.not_in((RECEIVED, SOLD, RETURNED)),
        sa.or_(_M.source.in_(_OUTSIDE), _M.target.in_(_OUTSIDE)),
    )
    statement = (
        sa.select(*_COLUMNS)
        .where(sa.or_(returned, otherwise), live(query.cutoff))
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


def _taken_back(others: Iterable[Movement], said: Links) -> Iterator[Bought]:
    """Yield what customers must have bought who gave it back under no sale."""
    for row in others:
        link = said[row.kind, row.position]
        if row.customer_code is None or link.sale_no is not None or link.consignment_no is not None:
            continue
        if any(source == CUSTOMER and target not in OUT for source, target, _ in steps(row)):
            yield row.customer_code, row.product_code, row.lot


def _exchanged(exchanges: Iterable[Row]) -> Iterator[Bought]:
    """Yield what customers must have bought who exchanged it under no sale."""
    for row in exchanges:
        if row["sale_no"] is None:
            yield row["customer_code"], row["product_code"], row["lot"] or ""
