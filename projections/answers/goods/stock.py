"""Stock by lot, by unit and by status: what was accepted, what went where, and what is left.

Stock is kept per serial where a receipt named the serial and said whether it was accepted; everything else is
kept per lot, so a sale that names serials of a lot whose receipt named none reduces the lot. Then

    saleable = max(0, accepted - sold + restocked - what else left)

Returned goods are quarantined while they are pending, replaced or being repaired; the others were restocked,
destroyed or returned to the supplier. What was sold beyond what was ever accepted is unexplained, below zero.

`statuses` says the same by status: each is the sum of its movements, and `short` is what the saleable goods
are below zero, so that `saleable - short` is the sum of theirs. `held` is the part of the saleable goods that
a hold is laid over. Goods on consignment or on loan are with a customer and still ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, localcontext
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa

from ledger.state.effects import SALEABLE
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import EXACT, Account, account
from projections.answers.goods.summed import MovedAlike, moved
from projections.engine.chunks import chunks
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import NAMES_UNIT, Movement, Wanted, of_goods, products, read
from projections.tables.movements import MOVEMENTS, RECEIVED

_FIRST_SPAN, _SPAN = 8, 256  # products that are read at once
Held = Callable[["StockGoods", Decimal], Decimal]
"""How much of the saleable quantity of some goods a hold is laid over."""


class StockGoods(NamedTuple):
    """What an account of stock is kept for: a lot of a product, or one unit of it (else serial is `''`)."""

    product_code: str
    lot: str
    serial: str


class Placed(Protocol):
    """What names goods: a movement, or the sum of some."""

    @property
    def product_code(self) -> str:
        """The product."""

    @property
    def lot(self) -> str:
        """The lot, `''` where nobody wrote it."""

    @property
    def serial(self) -> str:
        """The unit, `''` where none is named."""


class Sorting:
    """Which goods each movement of a product belongs to.

    A line without a lot that names a unit belongs to the lot under which the unit was received last, else to
    the one that another line of it names last.

    Args:
        rows: Movements of the product, single ones or sums.
        homes: The lot of each unit that a line names without one; by default as the single movements say.
    """

    def __init__(self, rows: Sequence[Movement | MovedAlike], homes: dict[str, str] | None = None) -> None:
        single = (row for row in rows if isinstance(row, Movement))
        self._homes = homes_of(list(single)) if homes is None else homes
        receipts = [row for row in rows if row.kind == RECEIVED]
        self._by_lot = {self.lot(row) for row in receipts if not row.serial}
        by_unit = (row for row in receipts if row.serial and row.accepted is not None)
        self._by_unit = {(self.lot(row), row.serial) for row in by_unit}

    def lot(self, row: Placed) -> str:
        """Return the lot that a movement belongs to, `''` if nobody says."""
        return row.lot or self._homes.get(row.serial, "")

    def is_whole(self, lot: str) -> bool:
        """Return whether a lot was received without serials."""
        return lot in self._by_lot

    def by_unit(self, goods: StockGoods) -> bool:
        """Return whether receipts account for this unit by its serial."""
        return (goods.lot, goods.serial) in self._by_unit

    def goods(self, row: Placed) -> StockGoods:
        """Return the goods whose account a movement changes.

        A unit that no receipt accounts for is taken from its lot where the lot was received without
        serials; otherwise it stands alone, so that its account says that nothing of it was accepted.
        """
        lot = self.lot(row)
        alone = (lot, row.serial) in self._by_unit or lot not in self._by_lot
        return StockGoods(row.product_code, lot, row.serial if alone else "")


def homes_of(rows: Sequence[Movement]) -> dict[str, str]:
    """Return the lot of each unit that some line names without one."""
    unplaced = {row.serial for row in rows if row.serial and not row.lot}
    if not unplaced:
        return {}
    placed = (row for row in rows if row.lot and row.serial in unplaced)
    ordered = sorted(placed, key=lambda row: (row.kind == RECEIVED, row.event_time, row.position, row.lot))
    return {row.serial: row.lot for row in ordered}


def grouped(rows: Iterable[Movement], sorting: Sorting) -> dict[StockGoods, list[Movement]]:
    """Return the movements of each of the goods."""
    groups: dict[StockGoods, list[Movement]] = defaultdict(list)
    for row in rows:
        groups[sorting.goods(row)].append(row)
    return groups


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
    for found in accounts(connection, cutoff, product=product, lot=lot):
        yield from (_line(goods, sums) for goods, sums in found)


def statuses(
    connection: sa.Connection,
    cutoff: CutOff,
    *,
    product: str | None = None,
    lot: str | None = None,
    held: Held | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield for each of the goods there ever were how much of it stands in each status, ordered as `stock`.

    Args:
        connection: Of a read model.
        cutoff: How far to look.
        product: Only this one.
        lot: Only this lot, under whichever product.
        held: What holds are laid over; nothing is held without it.
    """
    for found in accounts(connection, cutoff, product=product, lot=lot):
        yield from (_standing(goods, sums, held) for goods, sums in found)


def accounts(
    connection: sa.Connection, cutoff: CutOff, *, product: str | None = None, lot: str | None = None
) -> Iterator[list[tuple[StockGoods, Account]]]:
    """Yield, product by product, the goods there ever were and their accounts, in order."""
    if lot is not None:
        yield from _of_lot(connection, cutoff, [product] if product else products(connection), lot)
        return
    for codes in [[product]] if product is not None else spans(products(connection)):
        found = accounts_of(connection, cutoff, codes[0], codes[-1])
        yield from (found[code] for code in codes)


def spans(codes: Sequence[str]) -> Iterator[list[str]]:
    """Yield products in order, as many together as are read at once: few first, so that an answer begins."""
    place = 0
    while place < len(codes):
        size = min(max(place, _FIRST_SPAN), _SPAN)
        yield list(codes[place : place + size])
        place += size


def accounts_of(
    connection: sa.Connection, cutoff: CutOff, first: str, last: str
) -> dict[str, list[tuple[StockGoods, Account]]]:
    """Return the accounts of the products from one code to another, by code; the goods of each in order."""
    found: dict[str, list[tuple[StockGoods, Account]]] = defaultdict(list)
    with localcontext(EXACT):
        by_product = moved(connection, cutoff, first, last)
        homes = _homes(connection, cutoff, by_product)
        for code, rows in by_product.items():
            accounts = _added_up(rows, Sorting(rows, homes.get(code, {})))
            found[code] = sorted(accounts.items(), key=itemgetter(0))
    return found


def _added_up(rows: Iterable[MovedAlike], sorting: Sorting) -> dict[StockGoods, Account]:
    found: dict[StockGoods, Account] = defaultdict(Account)
    for row in rows:
        found[sorting.goods(row)].add(row)
    return found


def _homes(
    connection: sa.Connection, cutoff: CutOff, moved_alike: dict[str, list[MovedAlike]]
) -> dict[str, dict[str, str]]:
    """Return the lot of each unit that some line names without one, by product."""
    unplaced = [code for code, rows in moved_alike.items() if any(row.serial and not row.lot for row in rows)]
    units: dict[str, list[Movement]] = defaultdict(list)
    for part in chunks(unplaced):
        for row in read(connection, cutoff, MOVEMENTS.c.product_code.in_(part), NAMES_UNIT):
            units[row.product_code].append(row)
    return {code: homes_of(rows) for code, rows in units.items()}


def _of_lot(
    connection: sa.Connection, cutoff: CutOff, codes: Iterable[str], lot: str
) -> Iterator[list[tuple[StockGoods, Account]]]:
    for code in codes:
        rows = of_goods(connection, cutoff, code, Wanted(lots={lot}))
        sorting = Sorting(rows)
        with localcontext(EXACT):
            found = {goods: account(group) for goods, group in grouped(rows, sorting).items()}
        yield [(goods, found[goods]) for goods in sorted(found) if goods.lot == lot]


def _line(goods: StockGoods, sums: Account) -> dict[str, Any]:
    with localcontext(EXACT):
        names = ("accepted", "sold", "returned", "restocked", "saleable", "quarantined")
        return {
            **_named(goods),
            **{name: plain(getattr(sums, name)) for name in names},
            "disposed": plain(sums.disposed_of),
            "returned_to_supplier": plain(sums.sent_back),
            "unexplained": plain(sums.unexplained),
        }


def _standing(goods: StockGoods, sums: Account, held: Held | None) -> dict[str, Any]:
    with localcontext(EXACT):
        found = sums.by_status()
        balance = found[SALEABLE]
        found[SALEABLE] = max(ZERO, balance)
        on_hold = held(goods, found[SALEABLE]) if held else ZERO
        return {
            **_named(goods),
            **{status: plain(quantity) for status, quantity in found.items()},
            "held": plain(on_hold),
            "short": plain(max(ZERO, -balance)),
        }


def _named(goods: StockGoods) -> dict[str, Any]:
    return {
        "product_code": goods.product_code,
        "lot": goods.lot or None,
        "serial": goods.serial or None,
    }
