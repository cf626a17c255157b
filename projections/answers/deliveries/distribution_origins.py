"""Where goods that went out came from: what the receipts of a unit, or of its lot, say of it.

The receipts of a unit are those that name it, else those of its lot that name no units, else all of its lot.
They are read for many lines at once; what those of a lot say is kept for the lines that follow, as long as
there is room.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from projections.answers.goods.stock import Sorting
from projections.engine.chunks import chunks
from projections.reading.goods_movements import NAMES_UNIT, Movement, read
from projections.reading.query import Query
from projections.reading.select import columns_of
from projections.tables.movements import MOVEMENTS, RECEIVED
from projections.tables.record_tables import record_table

KEPT = 4096  # lots whose receipts are kept
_M = MOVEMENTS.c
_R = record_table("receipts").c
_S = record_table("sales").c
_SAID = (
    "receipt_no",
    "supplier_code",
    "registration_no",
    "registrant",
    "manufacturer",
    "udi",
    "production_date",
    "expiry_date",
)
_COLUMNS = (_R.event_time, *(_R[name] for name in _SAID))
_PLACES = tuple(columns_of("distribution_lines").index(name) for name in _SAID)
Said = tuple[
    tuple[int, str], ...
]  # columns of the view by place, and what they shall show where a line is silent
Lot = tuple[str, str]  # product, and lot (`''`: nobody says)


class DistributedGoods(NamedTuple):
    """Goods of a line: product, lot (`''`: nobody says) and unit (`''`: the line names none)."""

    product: str
    lot: str
    serial: str


class Receipts:
    """Receipts of some goods, and what they say of goods that left at a time.

    Args:
        rows: When each was, its number, its supplier and what else it says.
    """

    def __init__(self, rows: Iterable[Sequence[Any]] = ()) -> None:
        self._rows = sorted(rows, key=lambda row: row[0] or "")
        self._times = [row[0] or "" for row in self._rows]
        self._said: dict[int, Said] = {}

    def until(self, when: str | None) -> Said:
        """Return what was said before goods left; what came after counts only if nothing came before."""
        count = len(self._rows)
        if count > 1:
            count = bisect_right(self._times, when or "~") or count
        found = self._said.get(count)
        if found is None:
            found = self._said[count] = _said(self._rows[:count])
        return found


NOWHERE = Receipts()


class Origins:
    """The receipts of the goods of many lines."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._whole: OrderedDict[Lot, Receipts | None] = OrderedDict()
        self._any: OrderedDict[Lot, Receipts] = OrderedDict()

    def of(self, goods: Mapping[DistributedGoods, int | None]) -> dict[DistributedGoods, Receipts]:
        """Return the receipts of some goods, for each of them.

        Args:
            goods: Which; for each the position of a sale line that names product and lot, if there is one.
        """
        units = [one for one in goods if one.serial]
        found = self._naming(units) if units else {}
        rest = [one for one in goods if one not in found] if found else goods
        lots = {(one.product, one.lot): goods[one] for one in rest}
        self._keep(lots)
        by_units = [lot for lot in lots if self._whole[lot] is None]
        for lot in by_units:
            self._any.setdefault(lot, NOWHERE)
        for one in rest:
            lot = (one.product, one.lot)
            found[one] = self._whole[lot] or self._any[lot]
        self._forget()
        return found

    def lots(self, units: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Return the lots that units belong to whose lines name none, by product and serial."""
        rows: dict[str, list[Movement]] = defaultdict(list)
        wanted = set(units)
        for serials in chunks(sorted({serial for _, serial in wanted})):
            for row in read(self._query.connection, self._query.cutoff, _M.serial.in_(serials), NAMES_UNIT):
                rows[row.product_code].append(row)
        found: dict[tuple[str, str], str] = {}
        for product, movements in rows.items():
            sorting = Sorting(movements)
            for row in movements:
                if not row.lot and (product, row.serial) in wanted:
                    found[product, row.serial] = sorting.lot(row)
        return found

    def _naming(self, units: Sequence[DistributedGoods]) -> dict[DistributedGoods, Receipts]:
        """Return the receipts that name units."""
        rows: dict[tuple[str, str], list[Sequence[Any]]] = defaultdict(list)
        for serials in chunks(sorted({unit.serial for unit in units})):
            statement = sa.select(_M.product_code, _M.serial, _R.lot, *_COLUMNS).where(
                _M.serial.in_(serials), NAMES_UNIT, _M.kind == RECEIVED, _R.position == _M.position
            )
            for row in self._live(statement):
                rows[row[0], row[1]].append(row)
        found = {}
        for unit in units:
            lots = {None, unit.lot or None}
            named = [row[3:] for row in rows[unit.product, unit.serial] if row[2] in lots]
            if named:
                found[unit] = Receipts(named)
        return found

    def _keep(self, lots: Mapping[Lot, int | None]) -> None:
        """Read the receipts of lots that are not kept: those that name no units, else all."""
        fresh = {}
        for lot, position in lots.items():
            if lot in self._whole:
                self._whole.move_to_end(lot)
            else:
                fresh[lot] = position
        whole = self._of_lots(fresh, _R.serial.is_(None))
        self._whole.update((lot, Receipts(whole[lot]) if lot in whole else None) for lot in fresh)
        others = self._of_lots({lot: fresh[lot] for lot in fresh if lot[1] and lot not in whole})
        self._any.update((lot, Receipts(rows)) for lot, rows in others.items())

    def _of_lots(
        self, lots: Mapping[Lot, int | None], *conditions: sa.ColumnElement[bool]
    ) -> dict[Lot, list[Sequence[Any]]]:
        found: dict[Lot, list[Sequence[Any]]] = defaultdict(list)
        named = [lot for lot in lots if lot[1]]
        for positions in chunks(sorted({at for lot in named if (at := lots[lot]) is not None})):
            sold = sa.select(_S.product_code, _S.lot).where(_S.position.in_(positions)).distinct().subquery()
            self._add(found, *_same(sold), *conditions)
        for part in chunks(sorted(lot for lot in named if lots[lot] is None)):
            listed = sa.values(_R.product_code, _R.lot, name="listed").data(part).cte()
            self._add(found, *_same(listed), *conditions)
        for products in chunks(sorted(product for product, lot in lots if not lot)):
            self._add(found, _R.product_code.in_(products), _R.lot.is_(None), *conditions)
        return found

    def _add(self, found: dict[Lot, list[Sequence[Any]]], *conditions: sa.ColumnElement[bool]) -> None:
        for row in self._live(sa.select(_R.product_code, _R.lot, *_COLUMNS).where(*conditions)):
            found[row[0], row[1] or ""].append(row[2:])

    def _live(self, statement: sa.Select[Any]) -> Iterator[Sequence[Any]]:
        yield from self._query.connection.execute(
            statement.where(self._query.cutoff.live(record_table("receipts")))
        ).all()

    def _forget(self) -> None:
        while len(self._whole) > KEPT:
            lot, _ = self._whole.popitem(last=False)
            self._any.pop(lot, None)


def _same(lots: sa.FromClause) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the condition that a receipt is of one of the lots, by which the index finds it."""
    return _R.product_code == lots.c.product_code, _R.lot == lots.c.lot


def _said(receipts: Sequence[Sequence[Any]]) -> Said:
    """Return what receipts say with one voice; several numbers or suppliers are joined by `;`."""
    if not receipts:
        return ()
    if len(receipts) == 1:
        return tuple(pair for pair in zip(_PLACES, receipts[0][1:], strict=True) if pair[1] is not None)
    _, numbers, suppliers, *others = zip(*receipts, strict=True)
    voices = ({*column} - {None} for column in others)
    alike = [values.pop() if len(values) == 1 else None for values in voices]
    said = zip(_PLACES, (_joined(numbers), _joined(suppliers), *alike), strict=True)
    return tuple((place, value) for place, value in said if value is not None)


def _joined(values: Iterable[str | None]) -> str | None:
    return ";".join(sorted({value for value in values if value is not None})) or None
