"""Holds in force, laid over what is in stock: a hold moves nothing, it says what of the stock may not go.

As in decisions (:mod:`ledger.state.blocks`), a hold counts from its placing to its release. One that names
units holds these, one that names lots all of these, and one that names neither holds the whole product.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.state.quantities import ZERO
from projections.answers.goods.stock import StockGoods
from projections.reading.query import Query

_KINDS = frozenset({"stop_sale", "sealing", "quarantine"})
_TARGETS = frozenset({"product", "lot", "serial", "sold_goods", "delivery", "other"})


class Hold(NamedTuple):
    """A hold in force on goods of a product."""

    number: str
    lots: frozenset[str]
    serials: frozenset[str]


class Holds:
    """The holds in force at a cut-off.

    Args:
        query: How far to look.
    """

    def __init__(self, query: Query) -> None:
        self._by_product: dict[str, list[Hold]] = defaultdict(list)
        for row in query.rows("quality_holds"):
            if _holds_goods(row):
                lots, serials = (frozenset(row[name] or ()) for name in ("lots", "serials"))
                self._by_product[row["product_code"]].append(Hold(row["hold_no"], lots, serials))

    def held(self, goods: StockGoods, saleable: Decimal) -> Decimal:
        """Return how much of the saleable quantity of some goods is held."""
        return min(saleable, sum((_part(one, goods, saleable) for one in self._on(goods)), ZERO))

    def numbers(self, goods: StockGoods) -> list[str]:
        """Return the numbers of the holds that touch some goods, in order."""
        return sorted(one.number for one in self._on(goods))

    def _on(self, goods: StockGoods) -> list[Hold]:
        return [one for one in self._by_product.get(goods.product_code, ()) if _touches(one, goods)]


def _holds_goods(row: dict[str, Any]) -> bool:
    return (
        row["product_code"] is not None
        and row["hold_kind"] in _KINDS
        and row["target_kind"] in _TARGETS
        and row["stage"] != "released"
    )


def _touches(hold: Hold, goods: StockGoods) -> bool:
    if hold.serials and goods.serial:
        return goods.serial in hold.serials
    if hold.lots:
        return goods.lot in hold.lots
    return not hold.serials


def _part(hold: Hold, goods: StockGoods, saleable: Decimal) -> Decimal:
    """Return how much a hold takes: of goods kept by lot, no more than the units that it names."""
    if hold.serials and not goods.serial:
        return min(saleable, Decimal(len(hold.serials)))
    return saleable
