"""Which goods a recall is about, and whom it asks.

Goods are selected whole, as stock is kept: a unit that its receipt named by serial, else a lot with all that
was sold of it. Different options are combined with *and*, repeated values of one with *or*.

- `products`, `lots`, `serials` and `ranges` of serials select the goods that carry them, on their lines or on
  their labels alone. `udis` select by what they say (:mod:`projections.answers.goods.recall_codes`).
- `suppliers`, `registrations`, the days of receipt and the production and expiry dates select by the receipts
  of the goods (of their lot, where the goods have none of their own), or else by what their own lines say.
  Goods of which nobody states the production or expiry date are included, as a recall must not miss them;
  they are listed in `unknown_dates`, and their lines stand under `possible` as well.
- `customers` select what was sold or sent to them, the days of sale what was sold in them; together, what was
  sold in them to these customers.

Where stock is kept by lot but the options name units, customers or days of sale, the goods are the lot and
only the rows of these units, customers and days are shown: `shows` tells which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

import sqlalchemy as sa

from projections.answers.goods.recall_codes import Code
from projections.answers.goods.recall_codes import wanted as wanted_by
from projections.answers.goods.recall_days import Days
from projections.answers.goods.recall_serials import AskedSerials
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import (
    TABLES,
    Wanted,
    live,
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
    expiry_from: str | None = None
    expiry_to: str | None = None
    sold_from: str | None = None
    sold_to: str | None = None
    received_from: str | None = None
    received_to: str | None = None
    ranges: tuple[str, ...] = ()
    receipts: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no option is given."""
        return not any(getattr(self, field.name) for field in fields(self))

    @property
    def by_statement(self) -> bool:
        """Whether goods are selected by what their receipts, or those of their lot, state."""
        return (
            bool(self.suppliers or self.receipts or self.registrations) or self.by_date or self.received.asked
        )

    @property
    def asks_of_lots(self) -> bool:
        """Whether what the lot of a named unit says decides about the unit, too."""
        return self.by_statement or bool(self.asked_serials and self.udis)

    @property
    def asks_of_lines(self) -> bool:
        """Whether lines of its products that it does not name may belong to it."""
        return bool(self.lots or self.asked_serials or self.udis) or self.by_statement

    @property
    def by_date(self) -> bool:
        """Whether a production or expiry date is asked for."""
        return self.made.asked or self.expiry.asked

    @property
    def asked_serials(self) -> AskedSerials:
        """The serials that are asked for, one by one and by ranges."""
        return AskedSerials(self.serials, self.ranges)

    @property
    def made(self) -> Days:
        """The production dates that are asked for."""
        return Days(self.made_from, self.made_to)

    @property
    def expiry(self) -> Days:
        """The expiry dates that are asked for."""
        return Days(self.expiry_from, self.expiry_to)

    @property
    def sold(self) -> Days:
        """The days of sale that are asked for."""
        return Days(self.sold_from, self.sold_to)

    @property
    def received(self) -> Days:
        """The days of receipt that are asked for."""
        return Days(self.received_from, self.received_to)


def candidates(
    connection: sa.Connection, cutoff: CutOff, scope: Scope, codes: Collection[Code]
) -> Iterator[tuple[str, Wanted | None]]:
    """Yield products, and the lots and units of them (None: all) that a scope cannot select beyond.

    Args:
        connection: Of a read model.
        cutoff: How far to look.
        scope: Which goods.
        codes: What its UDIs mean.
    """
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
    if scope.asked_serials:
        return _with_serials(connection, cutoff, scope.asked_serials)
    if codes:
        return wanted_by(connection, cutoff, codes)
    if scope.lots:
        found = scope.products or products_with(connection, scope.lots, cutoff.known)
        return {product: Wanted(lots=set(scope.lots)) for product in found}
    if scope.customers:
        return _where(connection, cutoff, _M.customer_code.in_(scope.customers))
    if scope.receipts:
        return _received_by(connection, cutoff, scope.receipts)
    if scope.suppliers:
        return _where(connection, cutoff, _M.supplier_code.in_(scope.suppliers))
    if scope.sold.asked and not scope.registrations:
        return _where(connection, cutoff, scope.sold.moved(SOLD))
    if scope.received.asked and not (scope.registrations or scope.products):
        return _where(connection, cutoff, scope.received.moved(RECEIVED))
    return None


def _received_by(
    connection: sa.Connection, cutoff: CutOff, numbers: Collection[str]
) -> Mapping[str, Wanted | None]:
    """Return the goods that came by some receipts, found by the products of these."""
    line = record_table(TABLES[RECEIVED]).c
    found = connection.scalars(sa.select(line.product_code).where(line.receipt_no.in_(numbers)).distinct())
    of_them = (_M.product_code.in_(sorted(found)), _M.kind == RECEIVED, _M.doc_no.in_(numbers))
    return _where(connection, cutoff, *of_them)


def products_with(connection: sa.Connection, lots: Collection[str], known: int) -> list[str]:
    """Return the products of which a line known at a position, or its label, names one of these lots."""
    labels = (_M.told_lot.in_(lots), _M.told_lot.is_not(None), _M.position <= known)
    told = sa.select(_M.product_code).where(*labels).distinct()
    return sorted({*products(connection, lots, known=known), *connection.scalars(told)})


def _with_serials(connection: sa.Connection, cutoff: CutOff, asked: AskedSerials) -> dict[str, Wanted]:
    """Return the units of these serials, and the goods whose labels name them."""
    found: dict[str, Wanted] = defaultdict(Wanted)
    for condition in asked.on_lines():
        for product, goods in _where(connection, cutoff, condition).items():
            found[product].units |= {serial for serial in goods.units if serial in asked}
    for product, goods in _where(connection, cutoff, asked.on_labels()).items():
        found[product].lots |= goods.lots
        found[product].units |= goods.units
    return {product: goods for product, goods in found.items() if goods.lots or goods.units}


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
