"""What sales state of goods that no other paper says: their dates, or their UDI.

There may be millions of sales, so only those about the goods that are asked for are read: those of their lot,
and those that name their unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa

from projections.answers.goods.stock import StockGoods
from projections.reading.query import Query
from projections.reading.wanted import wanted
from projections.tables.movements import MOVEMENTS, SOLD
from projections.tables.record_tables import record_table

DATES: Final = ("production_date", "expiry_date")
Paper = Sequence[Any]  # product, lot, serials, then what the paper says
_FIRST_OF_WIDTH = 10**15  # added to positions it gives texts of one length
_SALES = record_table("sales")
_KEY = (_SALES.c.product_code, _SALES.c.lot, _SALES.c.serial)
_DATES = tuple(_SALES.c[name] for name in DATES)
_STATED = sa.or_(*(column.is_not(None) for column in _DATES))
# Written out, as the index of units has it.
_IS_UNIT = MOVEMENTS.c.serial != sa.literal_column("''")
_SOLD = sa.select(MOVEMENTS.c.position).where(MOVEMENTS.c.kind == SOLD)


def dates_stated_by_sales(query: Query, goods: Sequence[StockGoods]) -> list[Paper]:
    """Return the dates that sales state of goods, and of others that are read with them, each set once.

    Args:
        query: How far to look.
        goods: The lots and units.

    Returns:
        Product, lot, units, and then the dates in the order of `DATES`.
    """
    found: list[Paper] = []
    for sales in _about(query, goods):
        statement = sa.select(*_KEY, *_DATES).select_from(sales).where(query.cutoff.live(_SALES), _STATED)
        found += (tuple(row) for row in query.connection.execute(statement.distinct()))
    return found


def udi_stated_by_sales(query: Query, goods: Sequence[StockGoods]) -> list[Paper]:
    """Return each UDI that sales state of the products of goods, the oldest first.

    Args:
        query: How far to look.
        goods: The lots and units.
    """
    if not goods:
        return []
    # As text, so that the newest is the greatest; of one moment the row behind counts.
    number = sa.cast(_SALES.c.position + _FIRST_OF_WIDTH, sa.Text)
    when = sa.func.max(sa.func.coalesce(_SALES.c.event_time, "") + " " + number)
    statement = (
        sa.select(*_KEY, _SALES.c.udi, when)
        .where(
            _SALES.c.product_code.in_(sorted({one.product_code for one in goods})),
            # Movements know where one is given.
            _SALES.c.position.in_(_SOLD.where(MOVEMENTS.c.udi.is_not(None))),
            query.cutoff.live(_SALES),
            _SALES.c.udi.is_not(None),
        )
        .group_by(*_KEY, _SALES.c.udi)
    )
    rows = sorted((tuple(row) for row in query.connection.execute(statement)), key=itemgetter(-1))
    return [row[:-1] for row in rows]


def _about(query: Query, goods: Sequence[StockGoods]) -> Iterator[sa.FromClause]:
    """Yield sales about goods, each joined to what is wanted, so that an index finds them."""
    lots = sorted({(one.product_code, one.lot) for one in goods if one.lot})
    if lots:
        yield _joined(_SALES, wanted(query.connection, ("product_code", "lot"), lots))
    without_lot = sorted({(one.product_code,) for one in goods if not one.lot})
    if without_lot:
        products = wanted(query.connection, ("product_code",), without_lot)
        yield _joined(_SALES, products, _SALES.c.lot.is_(None))
    units = sorted({(one.serial, one.product_code) for one in goods if one.serial})
    if units:
        unit = wanted(query.connection, ("serial", "of_product"), units)
        # Added to nothing the code is what it was, and SQLite looks for the unit, not for the product.
        of_product = MOVEMENTS.c.product_code + "" == unit.c.of_product
        named = (MOVEMENTS.c.kind == SOLD, MOVEMENTS.c.serial == unit.c.serial, of_product, _IS_UNIT)
        yield unit.join(MOVEMENTS, sa.and_(*named)).join(_SALES, _SALES.c.position == MOVEMENTS.c.position)


def _joined(table: sa.Table, keys: sa.Subquery, *more: sa.ColumnElement[bool]) -> sa.FromClause:
    return keys.join(table, sa.and_(*(table.c[key.name] == key for key in keys.columns), *more))
