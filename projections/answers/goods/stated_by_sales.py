"""What sales state of goods that no other paper says: their dates, or their UDI.

There may be millions of sales, so only those about the goods that are asked for are read: those of their lot,
and those that name their unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from projections.answers.goods.stock import StockGoods
from projections.engine.chunks import CHUNK
from projections.reading.query import Query
from projections.tables.movements import MOVEMENTS, SOLD
from projections.tables.record_tables import record_table

Paper = Sequence[Any]  # product, lot, serials, then what the paper says
_FIRST_OF_WIDTH = 10**15  # added to positions it gives texts of one length
_SALES = record_table("sales")
_SOLD = sa.select(MOVEMENTS.c.position).where(MOVEMENTS.c.kind == SOLD)


def stated_by_sales(query: Query, column: str, goods: Sequence[StockGoods]) -> list[Paper]:
    """Return each value that sales state of goods, and of others that are read with them, the oldest first.

    Args:
        query: How far to look.
        column: Of the sales.
        goods: The lots and units.
    """
    conditions = list(_about(column, goods)) if goods else []
    rows = [row for condition in conditions for row in _read(query, column, condition)]
    rows.sort(key=itemgetter(-1))
    return [row[:-1] for row in rows]


def _read(query: Query, column: str, condition: sa.ColumnElement[bool]) -> list[tuple[Any, ...]]:
    """Return each value once for a lot and units, with the time of the newest sale that states it."""
    key = (_SALES.c.product_code, _SALES.c.lot, _SALES.c.serial, _SALES.c[column])
    # As text, so that the newest is the greatest; of one moment the row behind counts.
    number = sa.cast(_SALES.c.position + _FIRST_OF_WIDTH, sa.Text)
    when = sa.func.max(sa.func.coalesce(_SALES.c.event_time, "") + " " + number)
    counts = sa.and_(query.cutoff.live(_SALES), _SALES.c[column].is_not(None))
    statement = sa.select(*key, when).where(condition, counts).group_by(*key)
    return [tuple(row) for row in query.connection.execute(statement)]


def _about(column: str, goods: Sequence[StockGoods]) -> Iterator[sa.ColumnElement[bool]]:
    """Yield conditions that sales about goods meet, each such that an index finds them."""
    of_products = _SALES.c.product_code.in_(sorted({one.product_code for one in goods}))
    if column == "udi":  # of which movements know where it is given
        yield sa.and_(of_products, _SALES.c.position.in_(_SOLD.where(MOVEMENTS.c.udi.is_not(None))))
    elif len(goods) > CHUNK:
        yield of_products
    else:
        yield from _about_few(goods)


def _about_few(goods: Sequence[StockGoods]) -> Iterator[sa.ColumnElement[bool]]:
    lots = sorted({(one.product_code, one.lot) for one in goods if one.lot})
    if lots:
        yield sa.tuple_(_SALES.c.product_code, _SALES.c.lot).in_(lots)
    without_lot = sorted({one.product_code for one in goods if not one.lot})
    if without_lot:
        yield sa.and_(_SALES.c.product_code.in_(without_lot), _SALES.c.lot.is_(None))
    units = sorted({(one.serial, one.product_code) for one in goods if one.serial})
    if units:
        named = sa.tuple_(MOVEMENTS.c.serial, MOVEMENTS.c.product_code).in_(units)
        yield _SALES.c.position.in_(_SOLD.where(named, MOVEMENTS.c.serial != sa.literal_column("''")))
