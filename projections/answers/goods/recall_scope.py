"""Which goods a recall is about, and whom it asks.

Goods are selected whole, as stock is kept: a unit that its receipt named by serial, else a lot with all that
was sold of it. Different options are combined with *and*, repeated values of one with *or*.

- `products`, `lots`, `serials`, `udis` select the goods that carry them. A UDI selects what its lines name: a
  unit, or the lot where the line names no unit.
- `suppliers`, `registrations` and the production dates select by the receipts of the goods (of their lot,
  where the goods have none of their own), or else by what their own lines say. Goods of which nobody states
  the production date are included and listed in `unknown_dates`.
- `customers` select what was sold or sent to them.

Where stock is kept by lot but the options name units or customers, the goods are the lot and only the rows of
these units and customers are shown: `shows` tells which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import sqlalchemy as sa

from projections.answers.goods.stock import Sorting, StockGoods, grouped
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import (
    NAMES_UNIT,
    Movement,
    Wanted,
    live,
    looked_up,
    of_goods,
    of_product,
    products,
)
from projections.tables.movements import MOVEMENTS, RECEIVED, REGISTRATIONS, RETURNED, SOLD

_M = MOVEMENTS.c
Groups = Mapping[StockGoods, Sequence[Movement]]


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
        unknown_dates: Goods that are in only because nobody states their production date.
    """

    groups: Groups
    sorting: Sorting
    rows: Sequence[Movement]
    unknown_dates: tuple[StockGoods, ...]
    _names: _Names

    def shows(self, row: Movement) -> bool:
        """Return whether the options name this movement of the selected goods, not only its lot."""
        return self._names.row(row)


def selections(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> Iterator[Selection]:
    """Yield what a scope selects of each product, in no particular order."""
    for product, wanted in _candidates(connection, cutoff, scope):
        if wanted is None:
            rows = of_product(connection, cutoff, product)
        else:
            rows = of_goods(connection, cutoff, product, wanted, whole_lots=scope.asks_of_lots)
        chosen = _selected(connection, scope, rows)
        if chosen.groups:
            yield chosen


def _candidates(
    connection: sa.Connection, cutoff: CutOff, scope: Scope
) -> Iterator[tuple[str, Wanted | None]]:
    """Yield products, and the lots and units of them (None: all) that a scope cannot select beyond."""
    found = _narrowest(connection, cutoff, scope)
    if found is not None:
        codes = found.keys() & set(scope.products) if scope.products else found.keys()
        yield from ((product, found[product]) for product in sorted(codes))
    else:
        yield from ((product, None) for product in _whole_products(connection, scope))


def _narrowest(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> dict[str, Wanted] | None:
    """Return what the option that tells most leaves to be looked at, None if that is whole products."""
    if scope.serials:
        return _where(connection, cutoff, _M.serial.in_(scope.serials), NAMES_UNIT)
    if scope.udis:
        return _where(connection, cutoff, _M.udi.in_(scope.udis))
    if scope.lots:
        found = scope.products or products(connection, scope.lots)
        return {product: Wanted(lots=set(scope.lots)) for product in found}
    if scope.customers:
        return _where(connection, cutoff, _M.customer_code.in_(scope.customers))
    if scope.suppliers:
        return _where(connection, cutoff, _M.supplier_code.in_(scope.suppliers))
    return None


def _where(
    connection: sa.Connection, cutoff: CutOff, *conditions: sa.ColumnElement[bool]
) -> dict[str, Wanted]:
    statement = sa.select(_M.product_code, _M.lot, _M.serial).where(*conditions, live(cutoff))
    found: dict[str, Wanted] = defaultdict(Wanted)
    for product, lot, serial in connection.execute(statement):
        found[product].add(lot, serial)
    return found


def _whole_products(connection: sa.Connection, scope: Scope) -> Iterable[str]:
    if not scope.registrations:
        return scope.products or products(connection)
    statement = sa.select(REGISTRATIONS.c.product_code).where(
        REGISTRATIONS.c.registration_no.in_(scope.registrations)
    )
    found = set(connection.scalars(statement))
    return sorted(found & set(scope.products) if scope.products else found)


def _selected(connection: sa.Connection, scope: Scope, rows: Sequence[Movement]) -> Selection:
    sorting = Sorting(rows)
    names = _Names(scope, sorting, rows)
    all_groups = grouped(rows, sorting)
    groups: Groups = {
        goods: group for goods, group in all_groups.items() if any(names.unit(row) for row in group)
    }
    receipts = [row for row in rows if row.kind == RECEIVED]
    for column, wanted in (("supplier_code", scope.suppliers), ("registration_no", scope.registrations)):
        if wanted:
            stated = _stated(connection, groups, sorting, receipts, column)
            groups = {goods: group for goods, group in groups.items() if stated[goods] & set(wanted)}
    unknown: list[StockGoods] = []
    if scope.by_date:
        stated = _stated(connection, groups, sorting, receipts, "production_date")
        unknown = sorted(goods for goods in groups if not stated[goods])
        first, last = scope.made_from or "", scope.made_to or "9999-12-31"
        groups = {
            goods: group
            for goods, group in groups.items()
            if not stated[goods] or any(first <= day <= last for day in stated[goods])
        }
    return Selection(groups, sorting, rows, tuple(unknown), names)


class _Names:
    """Which movements carry what the options name."""

    def __init__(self, scope: Scope, sorting: Sorting, rows: Sequence[Movement]) -> None:
        self._scope = scope
        self._sorting = sorting
        self._coded = {self._key(row) for row in rows if row.udi in scope.udis}
        self._bought = {self._key(row) for row in rows if row.customer_code in scope.customers}

    def unit(self, row: Movement) -> bool:
        """Return whether the options name the unit that a movement is of, or the lot where it names none."""
        scope = self._scope
        lot, serial = key = self._key(row)
        return (
            (not scope.products or row.product_code in scope.products)
            and (not scope.lots or lot in scope.lots)
            and (not scope.serials or serial in scope.serials)
            and (not scope.udis or key in self._coded or (lot != "" and (lot, "") in self._coded))
            and (not scope.customers or key in self._bought)
        )

    def row(self, row: Movement) -> bool:
        """Return whether the options name the unit and the customer of a movement."""
        customers = self._scope.customers
        return self.unit(row) and (not customers or row.customer_code in customers)

    def _key(self, row: Movement) -> tuple[str, str]:
        return self._sorting.lot(row), row.serial


def _stated(
    connection: sa.Connection,
    groups: Groups,
    sorting: Sorting,
    receipts: Sequence[Movement],
    column: str,
) -> dict[StockGoods, set[str]]:
    """Return what the receipts of the goods state, else those of their lot, else the goods' own lines."""
    by_lot: dict[str, set[str]] = defaultdict(set)
    stated: dict[StockGoods, set[str]] = {goods: set() for goods in groups}
    for row in receipts:
        value = getattr(row, column)
        if value is not None:
            by_lot[sorting.lot(row)].add(value)
            stated.get(sorting.goods(row), set()).add(value)
    for goods, values in stated.items():
        if not values and goods.lot:
            values.update(by_lot[goods.lot])
    silent = {goods: groups[goods] for goods, values in stated.items() if not values}
    _add_own_lines(connection, column, silent, stated)
    return stated


def _add_own_lines(
    connection: sa.Connection, column: str, silent: Groups, stated: Mapping[StockGoods, set[str]]
) -> None:
    for kind in (SOLD, RETURNED):
        owners: dict[int, list[StockGoods]] = defaultdict(list)
        for goods, group in silent.items():
            for row in group:
                if row.kind == kind:
                    owners[row.position].append(goods)
        for position, values in looked_up(connection, kind, owners, (column,)).items():
            for goods in owners[position]:
                stated[goods].update(value for value in values if value is not None)
