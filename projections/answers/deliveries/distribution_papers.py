"""The papers under a sale, its lines and the returns that name it, as the movements that they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from projections.answers.deliveries.distribution_links import link_of
from projections.answers.deliveries.distribution_matching import Link
from projections.engine.chunks import chunks
from projections.reading.goods_movements import Movement
from projections.reading.query import Query
from projections.tables.movement_stages import VOIDS
from projections.tables.movements import RETURNED, SOLD
from projections.tables.record_tables import record_table

_SALES = record_table("sales")
_RETURNS = record_table("returns")
_S, _R = _SALES.c, _RETURNS.c
_BLANK: Final = (None,) * (len(Movement._fields) - 9)  # what else a movement may say


class SaleLine(NamedTuple):
    """A line of a sale."""

    sale_no: str
    line: int
    product_code: str
    lot: str | None
    serial: str | None
    position: int
    event_time: str
    quantity: str
    customer_code: str | None

    def link(self) -> Link:
        """Return that it stands under itself."""
        return Link(self.sale_no, self.line)

    def movements(self) -> Iterator[Movement]:
        """Yield the movements that it is, one for each unit."""
        return _units(self, SOLD, self.sale_no)


class ReturnRow(NamedTuple):
    """A row of a return that names its sale, and of which the columns say all."""

    sale_no: str
    sale_line: int | None
    product_code: str
    lot: str | None
    serial: str | None
    position: int
    event_time: str
    quantity: str
    customer_code: str | None
    return_no: str
    disposition: str | None
    supplier_code: str | None
    return_kind: str | None
    recall_no: str | None

    def link(self) -> Link:
        """Return under which line it says that it stands."""
        return link_of(RETURNED, {**_UNSAID, **self._asdict()})

    def movements(self) -> Iterator[Movement]:
        """Yield the movements that it is, one for each unit."""
        for one in _units(self, RETURNED, self.return_no):
            yield one._replace(disposition=self.disposition, supplier_code=self.supplier_code)


_UNSAID: Final = {"consignment_no": None, "line": None}


def of_sale(position: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Return that a position is that of a return that `ReturnRow` tells all of."""
    return sa.exists().where(_R.position == position, *_SAYS_ALL)


def lines_of(query: Query, sales: AbstractSet[str]) -> Iterator[SaleLine]:
    """Yield the lines of some sales."""
    columns = [_S[name] for name in SaleLine._fields]
    for part in chunks(sorted(sales)):
        statement = sa.select(*columns).where(_S.sale_no.in_(part), query.cutoff.live(_SALES))
        yield from map(SaleLine._make, query.connection.execute(statement).all())


def returns_of(query: Query, goods: Collection[tuple[str, str]]) -> Iterator[ReturnRow]:
    """Yield the returns of goods under some sales, given as product and number of the sale."""
    for part in chunks(sorted({number for _, number in goods})):
        for row in query.connection.execute(returns(query).where(_R.sale_no.in_(part))).all():
            found = ReturnRow._make(row)
            if (found.product_code, found.sale_no) in goods:
                yield found


def returns(query: Query) -> sa.Select[Any]:
    """Return the SELECT of the rows that `ReturnRow` tells of."""
    columns = (_R[name] for name in ReturnRow._fields)
    # As it is with the movements that they are: what voids say of these, not of the rows.
    voided = sa.exists().where(VOIDS.c.position == _R.position, VOIDS.c.voided_position <= query.cutoff.known)
    return sa.select(*columns).where(query.cutoff.recorded(_RETURNS), ~voided, *_SAYS_ALL)


# A label may say the lot that the row itself leaves out.
_SAYS_ALL: Final = (_R.sale_no.is_not(None), _R.udi.is_(None))


def _units(row: SaleLine | ReturnRow, kind: str, number: str) -> Iterator[Movement]:
    for serial in (row.serial or "").split(";"):
        goods = (row.product_code, row.lot or "", serial)
        moved = (row.position, kind, row.event_time, "1" if serial else row.quantity)
        yield Movement._make((*goods, *moved, number, row.customer_code, *_BLANK))
