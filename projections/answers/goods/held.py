"""Holds in force, laid over what is in stock: a hold moves nothing, it says what of the stock may not go.

As in decisions (:mod:`ledger.state.blocks`), a hold counts from its placing to its release. One that names
units holds these, one that names lots all of these, and one that names neither holds the whole product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.events import catalogue
from ledger.state.quantities import ZERO
from projections.answers.goods.stock import StockGoods
from projections.reading.query import Query
from projections.reading.record_rows import cases
from projections.reading.stream import Row

_KINDS = frozenset({"stop_sale", "sealing", "quarantine"})
_LOOKED_AT = ("product_code", "hold_kind", "target_kind", "lots", "serials")
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
        self._on_product: dict[str, list[Hold]] = defaultdict(list)
        self._on_lot: dict[tuple[str, str], list[Hold]] = defaultdict(list)
        self._on_unit: dict[tuple[str, str], list[Hold]] = defaultdict(list)
        for row in _holds(query):
            if _holds_goods(row):
                lots, serials = (frozenset(row[name] or ()) for name in ("lots", "serials"))
                self._add(row["product_code"], Hold(row["hold_no"], lots, serials))

    def held(self, goods: StockGoods, saleable: Decimal) -> Decimal:
        """Return how much of the saleable quantity of some goods is held."""
        return min(saleable, sum((_part(one, goods, saleable) for one in self._on(goods)), ZERO))

    def numbers(self, goods: StockGoods) -> list[str]:
        """Return the numbers of the holds that touch some goods, in order."""
        return sorted(one.number for one in self._on(goods))

    def _add(self, product: str, hold: Hold) -> None:
        for lot in hold.lots:
            self._on_lot[product, lot].append(hold)
        for serial in hold.serials:
            self._on_unit[product, serial].append(hold)
        if not hold.lots and not hold.serials:
            self._on_product[product].append(hold)

    def _on(self, goods: StockGoods) -> list[Hold]:
        """Return the holds on goods; one that names units is on a unit only if it names it."""
        product, lot, serial = goods
        of_lot = self._on_lot.get((product, lot), ())
        every = self._on_product.get(product, ())
        if not serial:
            return [*of_lot, *every]
        return [
            *self._on_unit.get((product, serial), ()),
            *(one for one in of_lot if not one.serials),
            *every,
        ]


def _holds(query: Query) -> Iterator[Row]:
    table = catalogue.table("quality_holds")
    found = cases(query.connection, query.personal, table, query.cutoff, zone=query.zone, only=_LOOKED_AT)
    return (case.row for case in found)


def _holds_goods(row: dict[str, Any]) -> bool:
    return (
        row["product_code"] is not None
        and row["hold_kind"] in _KINDS
        and row["target_kind"] in _TARGETS
        and row["stage"] != "released"
    )


def _part(hold: Hold, goods: StockGoods, saleable: Decimal) -> Decimal:
    """Return how much a hold takes: of goods kept by lot, no more than the units that it names."""
    if hold.serials and not goods.serial:
        return min(saleable, Decimal(len(hold.serials)))
    return saleable
