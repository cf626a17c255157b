"""The sales that goods may be of which came back under no sale."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from typing import Final

import sqlalchemy as sa

from projections.engine.chunks import chunks
from projections.reading.goods_movements import Movement, read
from projections.reading.query import Query
from projections.tables.movements import MOVEMENTS, SOLD

_FEW: Final = 10  # goods that are looked up customer by customer
_M = MOVEMENTS.c
Bought = tuple[str, str, str]  # customer, product and lot (`''`: nobody says)


def bought(query: Query, products: AbstractSet[str], goods: Collection[Bought]) -> list[Movement]:
    """Return the sales that goods may be of: to the customer, of their lot or where either names none.

    Args:
        query: How far to look.
        products: Of which they all are.
        goods: What customers gave back.
    """
    if len(goods) <= _FEW:
        return _of_customers(query, goods)
    found: list[Movement] = []
    for part in chunks(sorted(goods)):
        among = _M.product_code.in_(sorted(products & {product for _, product, _ in part}))
        found += read(query.connection, query.cutoff, among, _M.kind == SOLD, _is_one_of(part))
    return found


def _of_customers(query: Query, goods: Collection[Bought]) -> list[Movement]:
    """Return the sales, looked up customer by customer."""
    if not goods:
        return []
    wanted = sa.values(_M.customer_code, _M.product_code, _M.lot, name="wanted").data(sorted(goods)).cte()
    of_lot = sa.or_(_M.lot == wanted.c.lot, _M.lot == "", wanted.c.lot == "")
    same = (_M.customer_code == wanted.c.customer_code, _M.product_code == wanted.c.product_code)
    return read(query.connection, query.cutoff, *same, of_lot, _M.kind == SOLD)


def _is_one_of(goods: list[Bought]) -> sa.ColumnElement[bool]:
    """Return that a sale is of some goods: where they are many, the sales are read one after another."""
    customer = _M.customer_code.concat("")  # no index: it would find all that each customer ever bought
    of_lot = sa.tuple_(customer, _M.product_code, _M.lot).in_(goods)
    of_any = sorted({(code, product) for code, product, lot in goods if not lot})
    of_none = sorted({(code, product) for code, product, _ in goods})
    pair = sa.tuple_(customer, _M.product_code)
    alike = [of_lot, sa.and_(_M.lot == "", pair.in_(of_none))]
    return sa.or_(*alike, pair.in_(of_any)) if of_any else sa.or_(*alike)
