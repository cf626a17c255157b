"""Which goods a recall is about, and whom it asks.

Goods are selected whole, as stock is kept: a unit that its receipt named by serial, else a lot with all that
was sold of it. Different options are combined with *and*, repeated values of one with *or*.

- `products`, `lots`, `serials` select the goods that carry them, on their lines or on their labels alone.
  `udis` select by what they say (:mod:`projections.answers.goods.recall_codes`).
- `suppliers`, `registrations` and the production dates select by the receipts of the goods (of their lot,
  where the goods have none of their own), or else by what their own lines say. Goods of which nobody states
  the production date are included, as a recall must not miss them; they are listed in `unknown_dates`, and
  their lines stand under `possible` as well.
- `customers` select what was sold or sent to them.

Where stock is kept by lot but the options name units or customers, the goods are the lot and only the rows of
these units and customers are shown: `shows` tells which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import sqlalchemy as sa

from projections.answers.goods.recall_codes import Code, codes_of
from projections.answers.goods.recall_codes import wanted as wanted_by
from projections.answers.goods.recall_names import ScopeNames
from projections.answers.goods.recall_stated import Groups, stated
from projections.answers.goods.stock import Sorting, StockGoods, grouped
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import (
    NAMES_UNIT,
    TABLES,
    Movement,
    Wanted,
    live,
    of_goods,
    of_product,
    products,
)
from projections.tables.movements import MOVEMENTS, RECEIVED, REGISTRATIONS, RETURNED, SOLD
from projections.tables.record_tables import record_table

_M = MOVEMENTS.c


@dataclass(frozen=True, slots=True)
class Scope:
    """The options of a recall; empty ones select everything."""

    products: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    udis: tuple[str, ...] = ()
    registrations: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    made_from: str | None = None
    made_to: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no option is given."""
        return not any(getattr(self, field.name) for field in fields(self))

    @property
    def by_statement(self) -> bool:
        """Whether goods are selected by what their receipts, or those of their lot, state."""
        return bool(self.suppliers or self.registrations) or self.by_date

    @property
    def asks_of_lots(self) -> bool:
        """Whether what the lot of a named unit says decides about the unit, too."""
        return self.by_statement or bool(self.serials and self.udis)

    @property
    def asks_of_lines(self) -> bool:
        """Whether lines of its products that it does not name may belong to it."""
        return bool(self.lots or self.serials or self.udis) or self.by_statement

    @property
    def by_date(self) -> bool:
        """Whether a production date is asked for."""
        return self.made_from is not None or self.made_to is not None


@dataclass(frozen=True, slots=True)
class Selection:
    """The selected goods of one product.

    Attributes:
        groups: The movements of each of the goods.
        sorting: Which goods a movement belongs to.
        rows: All movements of the product that were read, those of other goods among them.
        unknown: The movements of goods of which nobody states the dates that are asked for.
    """

    groups: Groups
    sorting: Sorting
    rows: Sequence[Movement]
    unknown: Groups
    names: ScopeNames

    def shows(self, row: Movement) -> bool:
        """Return whether the options name this movement of the selected goods, not only its lot."""
        return self.names.row(row)


def selections(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> Iterator[Selection]:
    """Yield what a scope selects of each product, in no particular order."""
    codes = codes_of(connection, cutoff, scope.udis)
    for _, chosen in chosen_of(connection, cutoff, scope, codes):
        if chosen.groups or chosen.unknown:
            yield chosen


def chosen_of(
    connection: sa.Connection, cutoff: CutOff, scope: Scope, codes: Collection[Code]
) -> Iterator[tuple[str, Selection]]:
    """Yield the products that a scope is about, each with what is selected of it, be it nothing."""
    for product, wanted in _candidates(connection, cutoff, scope, codes):
        if wanted is None:
            rows = of_product(connection, cutoff, product)
        else:
            rows = of_goods(connection, cutoff, product, wanted, whole_lots=scope.asks_of_lots)
        yield product, _selected(connection, scope, codes, rows)


def _candidates(
    connection: sa.Connection, cutoff: CutOff, scope: Scope, codes: Collection[Code]
) -> Iterator[tuple[str, Wanted | None]]:
    """Yield products, and the lots and units of them (None: all) that a scope cannot select beyond."""
    found = _narrowest(connection, cutoff, scope, codes)
    if found is not None:
        named = found.keys() & set(scope.products) if scope.products else found.keys()
        yield from ((product, found[product]) for product in sorted(named))
    else:
        yield from ((product, None) for product in _whole_products(connection, cutoff, scope))


def _narrowest(
    connection: sa.Connection, cutoff: CutOff, scope: Scope, codes: Collection[Code]
) -> Mapping[str, Wanted | None] | None:
    """Return what the option that tells most leaves to be looked at, None if that is whole products."""
    if scope.serials:
        return _with_serials(connection, cutoff, scope)
    if codes:
        return wanted_by(connection, cutoff, codes)
    if scope.lots:
        found = scope.products or products_with(connection, scope.lots, cutoff.known)
        return {product: Wanted(lots=set(scope.lots)) for product in found}
    if scope.customers:
        return _where(connection, cutoff, _M.customer_code.in_(scope.customers))
    if scope.suppliers:
        return _where(connection, cutoff, _M.supplier_code.in_(scope.suppliers))
    return None


def products_with(connection: sa.Connection, lots: Collection[str], known: int) -> list[str]:
    """Return the products of which a line known at a position, or its label, names one of these lots."""
    labels = (_M.told_lot.in_(lots), _M.told_lot.is_not(None), _M.position <= known)
    told = sa.select(_M.product_code).where(*labels).distinct()
    return sorted({*products(connection, lots, known=known), *connection.scalars(told)})


def _with_serials(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> dict[str, Wanted]:
    """Return the units of these serials, and the goods whose labels name them."""
    found = _where(connection, cutoff, _M.serial.in_(scope.serials), NAMES_UNIT)
    labels = sa.or_(*(_M.told_serial.contains(serial, autoescape=True) for serial in scope.serials))
    for product, goods in _where(connection, cutoff, _M.told_serial.is_not(None), labels).items():
        found.setdefault(product, Wanted()).lots |= goods.lots
        found[product].units |= goods.units
    return found


def _where(
    connection: sa.Connection, cutoff: CutOff, *conditions: sa.ColumnElement[bool]
) -> dict[str, Wanted]:
    statement = sa.select(_M.product_code, _M.lot, _M.serial).where(*conditions, live(cutoff))
    found: dict[str, Wanted] = defaultdict(Wanted)
    for product, lot, serial in connection.execute(statement):
        found[product].add(lot, serial)
    return found


def _whole_products(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> Iterable[str]:
    if not scope.registrations:
        return scope.products or products(connection)
    statement = sa.select(REGISTRATIONS.c.product_code).where(
        REGISTRATIONS.c.registration_no.in_(scope.registrations)
    )
    found = set(connection.scalars(statement))
    named = sorted(found & set(scope.products) if scope.products else found)
    return [product for product in named if _is_stated(connection, cutoff, scope.registrations, product)]


def _is_stated(
    connection: sa.Connection, cutoff: CutOff, registrations: Collection[str], product: str
) -> bool:
    """Return whether a line known at the cut-off states one of these registrations of a product."""
    for kind in (RECEIVED, SOLD, RETURNED):
        line = record_table(TABLES[kind]).c
        of_product = (line.product_code == product, line.position <= cutoff.known)
        wanted = sa.select(line.position).where(*of_product, line.registration_no.in_(registrations)).limit(1)
        if connection.scalar(wanted) is not None:
            return True
    return False


def _selected(
    connection: sa.Connection, scope: Scope, codes: Collection[Code], rows: Sequence[Movement]
) -> Selection:
    sorting = Sorting(rows)
    names = ScopeNames(scope, codes, sorting, rows)
    groups: Groups = {
        goods: group
        for goods, group in grouped(rows, sorting).items()
        if any(names.unit(row) for row in group)
    }
    receipts = [row for row in rows if row.kind == RECEIVED]
    for column, wanted in (("supplier_code", scope.suppliers), ("registration_no", scope.registrations)):
        if wanted:
            said = stated(connection, groups, sorting, receipts, column)
            groups = {goods: group for goods, group in groups.items() if said[goods] & set(wanted)}
    unknown: dict[StockGoods, Sequence[Movement]] = {}
    if scope.by_date:
        said = stated(connection, groups, sorting, receipts, "production_date")
        unknown |= {goods: group for goods, group in groups.items() if not said[goods]}
        first, last = scope.made_from or "", scope.made_to or "9999-12-31"
        groups = {
            goods: group
            for goods, group in groups.items()
            if goods in unknown or any(first <= day <= last for day in said[goods])
        }
    for code in codes:
        if code.by_date:
            groups = _of_dates(connection, code, names, (groups, unknown), sorting, receipts)
    return Selection(groups, sorting, rows, unknown, names)


def _of_dates(
    connection: sa.Connection,
    code: Code,
    names: ScopeNames,
    chosen: tuple[Groups, dict[StockGoods, Sequence[Movement]]],
    sorting: Sorting,
    receipts: Sequence[Movement],
) -> Groups:
    """Return the goods whose dates are those of a UDI; goods without known dates go to `unknown`."""
    groups, unknown = chosen
    asked = {
        goods: group
        for goods, group in groups.items()
        if not any(names.coded(row, dated=False) for row in group)
    }
    out: set[StockGoods] = set()
    carrier = code.carrier
    for column, day in (
        ("production_date", carrier and carrier.made),
        ("expiry_date", carrier and carrier.expires),
    ):
        if day:
            said = stated(connection, asked, sorting, receipts, column)
            out |= {goods for goods in asked if said[goods] and day not in said[goods]}
            unknown |= {goods: group for goods, group in asked.items() if not said[goods]}
    for goods in out:
        unknown.pop(goods, None)
    return {goods: group for goods, group in groups.items() if goods not in out and goods not in unknown}
