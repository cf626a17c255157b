"""Expiry (效期产品管理): what is in stock or sold and still out, by its last good day.

Goods whose last good day is past are `expired`: they are locked, decisions refuse to sell them. Goods that
have no more than the warning period left are `near`. The period is a setting of kind `reminder` under the key
`REMIND.EXPIRY`, in days, also for one kind of product or one device class; `DAYS` where none is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any, Final, NamedTuple

from ledger.state.effects import SALEABLE
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import EXACT, Account
from projections.answers.goods.goods_papers import GoodsPapers, products_of, zones_of
from projections.answers.goods.held import Holds
from projections.answers.goods.stock import StockGoods, accounts_of
from projections.answers.goods.stock_balances import spans_of, standing
from projections.reading import configured
from projections.reading.query import Query
from projections.reading.select import columns_of
from projections.reading.stream import Row

RULE: Final = "REMIND.EXPIRY"
DAYS: Final = 180  # six months, the term that warehouses usually mark as near expiry
_FILTERS = ("product_kind", "device_class")


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield goods with an expiry, in stock or sold and still out, ordered by product, lot and serial."""
    columns = columns_of("expiry_items")
    settings = [
        row for row in configured.in_force(query, ["reminder", "threshold"]) if row["rule_key"] == RULE
    ]
    holds, zones, blank = Holds(query), zones_of(query), dict.fromkeys(columns)
    for codes in spans_of(query):
        accounts = accounts_of(query.connection, query.cutoff, codes[0], codes[-1])
        files = products_of(query, codes)
        found = [left for code in codes for left in map(_left, accounts[code]) if left is not None]
        papers = GoodsPapers(query, (codes[0], codes[-1]), [left.goods for left in found], zones)
        periods = {code: _period(settings, files.get(code, {})) for code in codes}
        for left in found:
            product = left.goods.product_code
            row = _row(query, left, papers, periods[product])
            if row is not None:
                held = next(iter(holds.numbers(left.goods)), None)
                yield blank | _named(left.goods, files.get(product, {})) | row | {"hold_no": held}


class _Left(NamedTuple):
    """Goods that are not all gone.

    Attributes:
        goods: Which.
        stock: How much is in stock.
        out: How much is sold and still out.
        status: The first status in which there is some, `saleable` if there is none.
    """

    goods: StockGoods
    stock: Decimal
    out: Decimal
    status: str


def _left(account: tuple[StockGoods, Account]) -> _Left | None:
    """Return what is left of some goods, None if nothing is."""
    goods, sums = account
    stood = standing(sums)
    with localcontext(EXACT):
        stock = sum((quantity for _, quantity in stood), ZERO)
        out: Decimal = max(ZERO, sums.outstanding)
    if stock <= ZERO and out <= ZERO:
        return None
    return _Left(goods, stock, out, stood[0][0] if stood else SALEABLE)


def _period(settings: list[Row], file: Row) -> int:
    """Return the days of warning for a product: the setting that says most of it counts."""
    fitting = [row for row in settings if all(row[name] in {None, file.get(name)} for name in _FILTERS)]
    fitting.sort(key=lambda row: sum(row[name] is not None for name in _FILTERS))
    days = configured.number(fitting, [RULE])
    return DAYS if days is None else int(days)


def _row(query: Query, left: _Left, papers: GoodsPapers, period: int) -> Row | None:
    """Return what there is to say of some goods; nothing of goods without an expiry."""
    goods = left.goods
    expires = papers.stated(goods, "expiry_date")
    if expires is None:
        return None
    days = (date.fromisoformat(expires) - date.fromisoformat(query.today)).days
    warned = (date.fromisoformat(expires) - timedelta(days=period)).isoformat()
    return {
        "production_date": papers.stated(goods, "production_date"),
        "expiry_date": expires,
        "days_left": days,
        "expiry_state": "expired" if days < 0 else "near" if days <= period else "good",
        "stock_quantity": plain(left.stock),
        "sold_quantity_out": plain(left.out),
        "location_code": papers.place(goods, left.status)[0] if left.stock else None,
        "warned_on": warned if warned <= query.today else None,
        "measures": papers.newest("stock_checks", goods, "measures"),
        "disposal_no": papers.newest("disposals", goods, "disposal_no"),
    }


def _named(goods: StockGoods, file: Row) -> Row:
    return {
        "product_code": goods.product_code,
        "lot": goods.lot or None,
        "serial": goods.serial or None,
        "product_name": file.get("name"),
        "model": file.get("model"),
        "specification": file.get("specification"),
    }
