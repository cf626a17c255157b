"""The goods that went out, read as far as a question must look: all of a ledger, or those that filters name.

Where filters name goods, a customer, a supplier or a sale, the whole lots concerned are read through their
indexes, and `shown` tells which of their lines are asked for. Otherwise what went out or came back without a
sale is read first, product by product, and what came back under sales as these are reached: of every other
line, all of it is still out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

import sqlalchemy as sa

from ledger.state.quantities import plain
from projections.answers.deliveries.distribution_exchanges import exchanges, quantity_of, replaced_by
from projections.answers.deliveries.distribution_links import links
from projections.answers.deliveries.distribution_matching import EXCHANGED, Loose, Out, matched
from projections.answers.deliveries.distribution_movements import Moved, Moving
from projections.answers.deliveries.distribution_spans import MovingUnderSales
from projections.answers.goods.account import EXACT
from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.recall_selection import selections
from projections.answers.goods.stock import Sorting
from projections.engine.chunks import chunks
from projections.reading.goods_movements import Movement, Wanted, of_goods, only_sold
from projections.reading.query import Query
from projections.reading.select import select_rows
from projections.tables.movements import SOLD
from projections.tables.record_tables import record_table

_SCOPED = {
    "product_code": "products",
    "lot": "lots",
    "serial": "serials",
    "udi": "udis",
    "customer_code": "customers",
    "supplier_code": "suppliers",
}
Unit = tuple[int, str]  # position of a sale, and serial (`''`: the line names none)


class Back(NamedTuple):
    """What came back of goods that were sold.

    Attributes:
        returned: How many, in the form in which quantities are shown; `exchanged` and `recovered` as well.
        left: How many are still out.
        replaced_by: Position of each exchange, and the unit given in place.
    """

    returned: str
    exchanged: str
    recovered: str
    left: Decimal
    replaced_by: tuple[tuple[int, str], ...]


class Flows:
    """What went out, with what came back of it.

    Attributes:
        sold: Lines of sales, as far as it has been reached, of which something came back or was exchanged.
        shown: The units of sales that are asked for; None means all.
        products: Of which something is asked for; None means of all.
    """

    def __init__(self, query: Query) -> None:
        self._query = query
        self._exchanges = exchanges(query)
        self._given: dict[tuple[int, str], Out] = {}
        self._of_sales: MovingUnderSales | None = None
        self._others: list[Out] = []
        self._loose: list[Loose] = []
        self.sold: dict[Unit, Back] = {}
        self.shown: set[Unit] | None = None
        self.products: set[str] | None = None
        with localcontext(EXACT):
            self._load()

    def reach(self, sale_no: str | None) -> None:
        """Find what came back under the sales up to one, or under all."""
        if self._of_sales is not None:
            with localcontext(EXACT):
                for moved in self._of_sales.until(sale_no):
                    self._add(moved)

    def others_found(self) -> list[Out | Loose]:
        """Return what went out otherwise or fits no line, and was found since this was asked for last."""
        found: list[Out | Loose] = [*self._others, *self._loose]
        self._others, self._loose = [], []
        return found

    def current_serial(self, out: Out) -> str | None:
        """Return the unit that the customer has now instead of this one, itself if it is still out."""
        return self.unit_now(out.row.serial, out.left, out.replaced_by)

    def unit_now(
        self,
        serial: str,
        left: Decimal,
        replaced_by: Iterable[tuple[int, str]],
        seen: frozenset[int] = frozenset(),
    ) -> str | None:
        """Return the unit that the customer has now instead of one; that itself if it is still out."""
        if left > 0:
            return serial or None
        for position, other in replaced_by:
            if position in seen or not other:
                continue
            given = self._given.get((position, other)) or self._fetched(position, other)
            found: str | None = other
            if given is not None:
                found = self.unit_now(given.row.serial, given.left, given.replaced_by, seen | {position})
            if found is not None:
                return found
        return None

    def _load(self) -> None:
        scope, sales = _scope(self._query), _values(self._query, "sale_no")
        if scope.is_empty and not sales:
            moving = Moving(self._query, self._exchanges)
            for moved in moving.otherwise():
                self._add(moved)
            self._of_sales = MovingUnderSales(moving)
            return
        self.shown, self.products = set(), set()
        if scope.is_empty:
            for product, wanted in _of_sales(self._query, sales).items():
                if not wanted.units and only_sold(self._query.connection, product, wanted.lots):
                    self._add_lines(product, sales)
                    continue
                rows = of_goods(self._query.connection, self._query.cutoff, product, wanted)
                self._add(Moved(rows, links(self._query, rows)), set(sales))
            return
        for selection in selections(self._query.connection, self._query.cutoff, scope):
            rows = [row for group in selection.groups.values() for row in group]
            shown = [row for row in rows if selection.shows(row)]
            self._add(Moved(rows, links(self._query, rows)), None, shown, selection.rows)

    def _add_lines(self, product: str, sales: Sequence[str]) -> None:
        """Show the lines of some sales of a product, of which everything is still out."""
        table = record_table("sales")
        of_product = (table.c.product_code == product, self._query.cutoff.live(table))
        statement = sa.select(table.c.position).where(*of_product)
        for part in chunks(sales):
            found = self._query.connection.scalars(statement.where(table.c.sale_no.in_(part)))
            self.shown = {*(self.shown or ()), *((position, "") for position in found)}
        self.products = {*(self.products or ()), product}

    def _add(
        self,
        moved: Moved,
        sales: set[str] | None = None,
        shown: Sequence[Movement] | None = None,
        lines: Sequence[Movement] | None = None,
    ) -> None:
        """Match the goods of one product.

        Args:
            moved: What moved of it, and to which lines that says that it belongs.
            sales: Show only what stands under these sales.
            shown: Show only these movements.
            lines: The movements of all units of the same lines, where `moved` is not of all of them.
        """
        rows = moved.rows
        if self.products is not None:
            self.products.update(row.product_code for row in rows)
        found = matched(rows, Sorting([*rows, *moved.beside]), moved.said, lines)
        named = None if shown is None else {id(row) for row in shown}
        if self._of_sales is None:  # what comes later is of no exchange
            self._exchange(found.outs, found.took)

        def asked_for(one: Out | Loose) -> bool:
            under = sales is None or one.link.sale_no in sales
            return under and (named is None or id(one.row) in named)

        for out in found.outs:
            unit = (out.row.position, out.row.serial)
            if out.row.kind == EXCHANGED:
                self._given[unit] = out
            if out.row.kind == SOLD:
                if out.back or out.exchanged or out.replaced_by:
                    self.sold[unit] = _back(out)
                if self.shown is not None and asked_for(out):
                    self.shown.add(unit)
            elif asked_for(out):
                self._others.append(out)
        self._loose += (one for one in found.loose if asked_for(one))

    def _exchange(self, outs: Sequence[Out], took: dict[tuple[int, str], list[Out]]) -> None:
        """Note which goods were exchanged for which."""
        product = next((out.row.product_code for out in outs), None)
        taking = {position for position, _ in took}
        units: dict[tuple[str, str | None], list[Out]] = defaultdict(list)
        for out in outs if product in self._exchanges else ():
            units[out.row.serial, out.row.customer_code].append(out)
        for exchange in self._exchanges.get(product or "", ()):
            old = (exchange["serial"] or "").split(";")
            new = (exchange["replacement_serial"] or "").split(";")
            pairs = dict(zip(old, new, strict=False)) if len(old) == len(new) else {}
            position = exchange["position"]
            for serial in old:
                replaced = took.get((position, serial), [])
                if position not in taking:
                    replaced = replaced_by(units[serial, exchange["customer_code"]], exchange)
                    for out in replaced:
                        out.exchanged += min(out.quantity, quantity_of(exchange, old))
                for out in replaced:
                    out.replaced_by.append((position, pairs.get(serial, "")))

    def _fetched(self, position: int, serial: str) -> Out | None:
        """Return goods given in an exchange that no filter names, read for this one answer."""
        exchange = next(
            (one for each in self._exchanges.values() for one in each if one["position"] == position), None
        )
        if exchange is None:
            return None
        product = exchange["replacement_product_code"]
        rows = of_goods(self._query.connection, self._query.cutoff, product, Wanted(units={serial}))
        with localcontext(EXACT):
            found = matched(rows, Sorting(rows), links(self._query, rows))
            self._exchange(found.outs, found.took)
        for out in found.outs:
            if out.row.kind == EXCHANGED:
                self._given.setdefault((out.row.position, out.row.serial), out)
        return self._given.get((position, serial))


def _back(out: Out) -> Back:
    sums = (plain(out.returned), plain(out.exchanged), plain(out.recovered))
    return Back(*sums, out.left, tuple(out.replaced_by))


def _values(query: Query, column: str) -> list[str]:
    return [value for value in query.values(column) if value is not None]


def _scope(query: Query) -> Scope:
    given: dict[str, Any] = {name: tuple(_values(query, key)) for key, name in _SCOPED.items()}
    return Scope(**given)


def _of_sales(query: Query, sales: Sequence[str]) -> dict[str, Wanted]:
    """Return the goods that stand under some sales, by product."""
    found: dict[str, Wanted] = defaultdict(Wanted)
    for key in ("sales", "returns", "exchanges"):
        named = record_table(key).c.sale_no.in_(sales)
        for row in select_rows(query, key, ("product_code", "lot", "serial"), named):
            for serial in (row["serial"] or "").split(";"):
                found[row["product_code"]].add(row["lot"] or "", serial)
    return found
