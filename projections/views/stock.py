"""Stock by lot and by unit: what was accepted, what went out, what came back and where it stands.

Stock is kept per serial where a receipt named the serial and said whether it was accepted; everything else is
kept per lot, so a sale that names serials of a lot whose receipt named none reduces the lot. Then

    saleable = max(0, accepted - sold + restocked)

Returned goods are quarantined while they are pending, replaced or being repaired; the others were restocked,
destroyed or returned to the supplier. What was sold beyond what was ever accepted is unexplained, below zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext
from typing import Any, NamedTuple

import sqlalchemy as sa

from ledger.rules.quantities import ZERO, plain
from projections.cutoff import CutOff
from projections.movements import RECEIVED, SOLD
from projections.views.trace_rows import Movement, Wanted, of_goods, of_product, products

# Sums are exact: an answer fails rather than rounds.
EXACT = Context(prec=1000, traps=[Inexact])
_PLACES = {
    "restocked": "restocked",
    "destroyed": "disposed",
    "returned_to_supplier": "returned_to_supplier",
}


class Goods(NamedTuple):
    """What an account of stock is kept for: a lot of a product, or one unit of it (else serial is `''`)."""

    product_code: str
    lot: str
    serial: str


@dataclass(slots=True)
class Account:
    """The sums of the movements of some goods."""

    received: Decimal = ZERO
    accepted: Decimal = ZERO
    sold: Decimal = ZERO
    returned: Decimal = ZERO
    restocked: Decimal = ZERO
    quarantined: Decimal = ZERO
    disposed: Decimal = ZERO
    returned_to_supplier: Decimal = ZERO

    def add(self, row: Movement) -> None:
        """Count a movement."""
        quantity = Decimal(row.quantity)
        if row.kind == SOLD:
            self.sold += quantity
        elif row.kind == RECEIVED:
            self.received += quantity
            self.accepted += Decimal(row.accepted or ZERO)
        else:
            self.returned += quantity
            place = _PLACES.get(row.disposition or "", "quarantined")
            setattr(self, place, getattr(self, place) + quantity)

    def include(self, other: Account) -> None:
        """Add the sums of other goods."""
        self.received += other.received
        self.accepted += other.accepted
        self.sold += other.sold
        self.returned += other.returned
        self.restocked += other.restocked
        self.quarantined += other.quarantined
        self.disposed += other.disposed
        self.returned_to_supplier += other.returned_to_supplier

    @property
    def outstanding(self) -> Decimal:
        """What customers hold."""
        return self.sold - self.returned

    @property
    def saleable(self) -> Decimal:
        """What may be sold."""
        return max(ZERO, self.accepted - self.sold + self.restocked)

    @property
    def on_hand(self) -> Decimal:
        """What is in the house."""
        return self.saleable + self.quarantined

    @property
    def unexplained(self) -> Decimal:
        """What the accepted goods do not account for: below zero where more went out than was accepted."""
        gone = self.outstanding + self.disposed + self.returned_to_supplier
        return self.accepted - self.on_hand - gone


class Sorting:
    """Which goods each movement of a product belongs to.

    A line without a lot that names a unit belongs to the lot under which the unit was received last, else to
    the one that another line of it names last.
    """

    def __init__(self, rows: Sequence[Movement]) -> None:
        self._homes = _homes(rows)
        receipts = [row for row in rows if row.kind == RECEIVED]
        self._by_lot = {self.lot(row) for row in receipts if not row.serial}
        self._by_unit = {(self.lot(row), row.serial) for row in receipts if row.serial and row.accepted}

    def lot(self, row: Movement) -> str:
        """Return the lot that a movement belongs to, `''` if nobody says."""
        return row.lot or self._homes.get(row.serial, "")

    def by_unit(self, goods: Goods) -> bool:
        """Return whether receipts account for this unit by its serial."""
        return (goods.lot, goods.serial) in self._by_unit

    def goods(self, row: Movement) -> Goods:
        """Return the goods whose account a movement changes.

        A unit that no receipt accounts for is taken from its lot where the lot was received without
        serials; otherwise it stands alone, so that its account says that nothing of it was accepted.
        """
        lot = self.lot(row)
        alone = (lot, row.serial) in self._by_unit or lot not in self._by_lot
        return Goods(row.product_code, lot, row.serial if alone else "")


def _homes(rows: Iterable[Movement]) -> dict[str, str]:
    unplaced = {row.serial for row in rows if row.serial and not row.lot}
    if not unplaced:
        return {}
    placed = (row for row in rows if row.lot and row.serial in unplaced)
    ordered = sorted(placed, key=lambda row: (row.kind == RECEIVED, row.event_time, row.position))
    return {row.serial: row.lot for row in ordered}


def grouped(rows: Iterable[Movement], sorting: Sorting) -> dict[Goods, list[Movement]]:
    """Return the movements of each of the goods."""
    groups: dict[Goods, list[Movement]] = defaultdict(list)
    for row in rows:
        groups[sorting.goods(row)].append(row)
    return groups


def account(rows: Iterable[Movement]) -> Account:
    """Return the account of some goods."""
    sums = Account()
    for row in rows:
        sums.add(row)
    return sums


def stock(
    connection: sa.Connection, cutoff: CutOff, *, product: str | None = None, lot: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield one row for each of the goods there ever were, ordered by product, lot and serial, null first.

    Args:
        connection: Of a read model.
        cutoff: How far to look.
        product: Only this one.
        lot: Only this lot, under whichever product.
    """
    for code in [product] if product is not None else products(connection):
        rows = (
            of_product(connection, cutoff, code)
            if lot is None
            else of_goods(connection, cutoff, code, Wanted(lots={lot}))
        )
        sorting = Sorting(rows)
        with localcontext(EXACT):
            found = {goods: account(group) for goods, group in grouped(rows, sorting).items()}
            lines = [_line(goods, found[goods]) for goods in sorted(found) if lot in {None, goods.lot}]
        yield from lines


def _line(goods: Goods, sums: Account) -> dict[str, Any]:
    names = ("accepted", "sold", "returned", "restocked", "saleable", "quarantined", "disposed")
    return {
        "product_code": goods.product_code,
        "lot": goods.lot or None,
        "serial": goods.serial or None,
        **{name: plain(getattr(sums, name)) for name in names},
        "returned_to_supplier": plain(sums.returned_to_supplier),
        "unexplained": plain(sums.unexplained),
    }
