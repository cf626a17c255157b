"""What the records of a product moved into the house and out of it, and what was left after each of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa

from ledger.state.effects import AWAITING, IN_REPAIR, NONCONFORMING, QUARANTINED, SALEABLE
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import steps
from projections.answers.goods.stock import Sorting, StockGoods
from projections.answers.goods.trace_lines import TraceLine
from projections.answers.goods.trace_wanted import Named
from projections.engine.chunks import chunks
from projections.reading.goods_movements import (
    NAMES_UNIT,
    Movement,
    Wanted,
    as_lines,
    of_goods,
    of_product,
    read,
    settled,
)
from projections.reading.query import Query
from projections.tables.movement_stages import VOIDS
from projections.tables.movements import MOVEMENTS, RECEIVED, SOLD

NOTHING: Mapping[Any, Any] = MappingProxyType({})
HOUSE = frozenset({AWAITING, SALEABLE, QUARANTINED, NONCONFORMING, IN_REPAIR})
_M = MOVEMENTS.c
_PLACE = itemgetter(0)
Place = tuple[str, int, str]  # time, position and unit of a movement


class TraceMoved(NamedTuple):
    """What one record moved of some goods."""

    came: Decimal
    went: Decimal

    def with_more(self, more: TraceMoved | None) -> TraceMoved:
        """Return it with what another movement of the same record moved of these goods."""
        return TraceMoved(self.came + more.came, self.went + more.went) if more else self


class Moves:
    """The movements of goods of a product.

    Attributes:
        homes: The lot of each unit that is known to have one.
        lots: Every lot under which a unit that is asked for moved, or is asked for.

    Args:
        query: How far to look.
        product: Whose goods.
        wanted: Which of them.
        unit_lots: Of all goods, read only the lots of units that moved by their number, and what has no lot.
    """

    def __init__(self, query: Query, product: str, wanted: Named, *, unit_lots: bool = False) -> None:
        self._product = product
        if unit_lots:
            live = read(query.connection, query.cutoff, _M.product_code == product, _in_unit_lots(product))
        elif wanted.everything:
            live = of_product(query.connection, query.cutoff, product)
        else:
            units = {serial for _, serial in wanted.units}
            goods = Wanted(lots=set(wanted.lots), units=units)
            live = of_goods(query.connection, query.cutoff, product, goods)
        live = settled(live)
        self._sorting = Sorting(live)
        self._goods: dict[tuple[str, str], StockGoods] = {}
        self.homes = _homes(live if wanted.everything else _elsewhere(query, product, live))
        units_alone = not wanted.everything and not wanted.lots
        self._asked = {self.goods(lot, unit) for lot, unit in wanted.units} if units_alone else None
        voided = _voided(query, product, live, wanted)
        units = {serial for _, serial in wanted.units}
        self.lots = {lot for lot, _ in wanted.units}
        self.lots |= {row.lot for row in (*live, *voided) if row.serial in units}
        moved = [moved_by(row) for row in live]
        self._moved = _by_record((*live, *voided), (*moved, *map(moved_by, voided)))
        self._balances = self._summed(live, moved)

    def goods(self, lot: str, serial: str) -> StockGoods:
        """Return the goods that stock is kept of, to which a lot or unit belongs."""
        found = self._goods.get((lot, serial))
        if found is None:
            named = StockGoods(self._product, lot or self.homes.get(serial, ""), serial)
            found = self._goods[lot, serial] = self._sorting.goods(named)
        return found

    def of(self, position: int) -> Mapping[tuple[str, str], TraceMoved]:
        """Return what a record moved, by lot and serial."""
        return self._moved.get(position, NOTHING)

    def amounts(self, lines: Iterable[TraceLine]) -> list[tuple[str | None, str | None, str | None]]:
        """Return what each of some lines moved in and out, and what was left after it."""
        return [self._amounts(line) for line in lines]

    def balance(self, lot: str, serial: str, when: str, position: int) -> Decimal | None:
        """Return what is in the house after a record of the goods that a lot or unit belongs to.

        None for goods that nothing was asked of: where only units are, their lot's.
        """
        goods = self.goods(lot, serial)
        if self._asked is not None and goods not in self._asked:
            return None
        places, sums = self._balances.get(goods, ([], []))
        index = bisect_right(places, (when, position, serial))
        return sums[index - 1] if index else ZERO

    def _amounts(self, line: TraceLine) -> tuple[str | None, str | None, str | None]:
        lot, serial = line.lot, line.serial
        moved, balance = self.of(line.position).get((lot, serial)), None
        if lot or serial or moved:
            balance = self.balance(lot, serial, line.happened, line.position)
        return (
            plain(moved.came) if moved and moved.came else None,
            plain(moved.went) if moved and moved.went else None,
            None if balance is None else plain(balance),
        )

    def _summed(
        self, live: Sequence[Movement], moved: Sequence[TraceMoved]
    ) -> dict[StockGoods, tuple[list[Place], list[Decimal]]]:
        changes: dict[StockGoods, list[tuple[Place, Decimal]]] = defaultdict(list)
        sorted_as: dict[tuple[str, str], StockGoods] = {}
        for row, (came, went) in zip(live, moved, strict=True):
            goods = sorted_as.get((row.lot, row.serial))
            if goods is None:
                goods = sorted_as[row.lot, row.serial] = self._sorting.goods(row)
            changes[goods].append(((row.event_time, row.position, row.serial), came - went))
        found = {}
        for goods, group in changes.items():
            group.sort(key=_PLACE)
            found[goods] = ([place for place, _ in group], list(accumulate(change for _, change in group)))
        return found


def moved_by(row: Movement) -> TraceMoved:
    """Return what a movement brought into the house and took out of it."""
    if row.kind == SOLD:
        return TraceMoved(ZERO, Decimal(row.quantity))
    if row.kind == RECEIVED and not row.rest:
        return TraceMoved(Decimal(row.accepted or ZERO), ZERO)
    came = went = ZERO
    for source, target, quantity in steps(row):
        if target in HOUSE and source not in HOUSE:
            came += quantity
        elif source in HOUSE and target not in HOUSE:
            went += quantity
    return TraceMoved(came, went)


def _by_record(
    rows: Iterable[Movement], every: Iterable[TraceMoved]
) -> dict[int, dict[tuple[str, str], TraceMoved]]:
    found: dict[int, dict[tuple[str, str], TraceMoved]] = defaultdict(dict)
    for row, moved in zip(rows, every, strict=True):
        of_record, key = found[row.position], (row.lot, row.serial)
        of_record[key] = moved.with_more(of_record.get(key))
    return found


def _homes(rows: Iterable[Movement]) -> dict[str, str]:
    """Return the lot of each unit: under which it was received last, else another line named it last."""
    placed = (row for row in rows if row.serial and row.lot)
    ordered = sorted(placed, key=lambda row: (row.kind == RECEIVED, row.event_time, row.position))
    return {row.serial: row.lot for row in ordered}


def _in_unit_lots(product: str) -> sa.ColumnElement[bool]:
    other = MOVEMENTS.alias()
    named = sa.select(other.c.lot).where(other.c.product_code == product, other.c.serial != "")
    return sa.or_(NAMES_UNIT, _M.lot == "", _M.lot.in_(named))


def _elsewhere(query: Query, product: str, live: Iterable[Movement]) -> list[Movement]:
    """Return all movements of the units among some goods, under whichever lot."""
    found: list[Movement] = []
    for part in chunks(sorted({row.serial for row in live if row.serial})):
        named = (_M.product_code == product, _M.serial.in_(part), NAMES_UNIT)
        found += read(query.connection, query.cutoff, *named)
    return found


def _voided(query: Query, product: str, live: Sequence[Movement], wanted: Named) -> list[Movement]:
    """Return the movements of the goods that a void took out."""
    by = sa.select(VOIDS.c.position).where(VOIDS.c.voided_position <= query.cutoff.known)
    parts = [_M.product_code == product, query.cutoff.recorded(MOVEMENTS), _M.position.in_(by)]
    if not wanted.everything:
        lots = {row.lot for row in live} | wanted.lots | {""}
        units = {serial for _, serial in wanted.units}
        parts.append(sa.or_(_M.lot.in_(sorted(lots)), sa.and_(_M.serial.in_(sorted(units)), NAMES_UNIT)))
    columns = (_M[name] for name in Movement._fields)
    found = map(Movement._make, query.connection.execute(sa.select(*columns).where(*parts)))
    return list(as_lines(found))
