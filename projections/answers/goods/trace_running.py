"""What was left of lots of which no unit ever moved by its number, counted on from line to line.

The lines come in the order of the sheet, lot by lot, so that the balance of a lot is a running sum. What a
sale moved its own line says; what anything else moved is read. What such units did is left to others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from operator import itemgetter

import sqlalchemy as sa

from ledger.state.quantities import plain
from projections.answers.goods.trace_lines import TraceLine
from projections.answers.goods.trace_moves import NOTHING, TraceMoved, moved_by
from projections.answers.goods.trace_said import Goods
from projections.reading.fetching import Stored
from projections.reading.goods_movements import NAMES_UNIT, TABLES, Movement, as_lines, settled
from projections.reading.query import Query
from projections.reading.stream import Memo
from projections.tables.movement_stages import VOIDS
from projections.tables.movements import MOVEMENTS, RECEIVED, SOLD

_M = MOVEMENTS.c
_FACTS = frozenset({"receipts", "sales", "returns", "disposals", "stocktakes"})
Number = int | Decimal  # whole where it can be, because that is quicker
Shown = str | None
Amounts = tuple[Shown, Shown, Shown]  # what came, what went and what is left
_NOTHING: Number = 0
_POSITION = TraceLine._fields.index("position")
_COUNTED = itemgetter(
    *map(TraceLine._fields.index, ("product_code", "home", "serial", "lot", "quantity", "voided"))
)
_NOT_MOVED: tuple[Shown, Shown, Number] = (None, None, 0)


class RunningBalances:
    """The movements of the products from one to another, and the balances of their lines.

    Args:
        query: How far to look.
        first: Code of the first product.
        last: Code of the last one.

    Attributes:
        unit_lots: Lots of units that moved by their numbers, by product.
    """

    def __init__(self, query: Query, first: str, last: str) -> None:
        self.unit_lots: dict[str, set[str]] = defaultdict(set)
        self._moved: dict[tuple[str, int], dict[Goods, TraceMoved]] = defaultdict(dict)
        self._received: set[tuple[str, str]] = set()  # products and lots
        self._untold: set[tuple[str, int, str]] = set()
        self._sold = Memo(_sold)
        self._lot, self._total, self._without_lot = ("", ""), _NOTHING, _TraceWithoutLot()
        self._read(query, first, last)

    def of(self, product: str, position: int) -> Mapping[Goods, TraceMoved]:
        """Return what a record moved of a product, by lot and serial; of sales only units are known."""
        return self._moved.get((product, position), NOTHING)

    def untold(self, lines: Iterable[TraceLine]) -> set[str]:
        """Return the products of which an exchange or a case moved something that none of its lines tells of.

        Args:
            lines: Those of the exchanges and cases.
        """
        told = {(line.product_code, line.position, line.lot) for line in lines if not line.serial}
        return {product for product, _, _ in self._untold - told}

    def amounts(self, lines: Iterable[Stored]) -> list[Amounts]:
        """Return what each of some lines moved and what was left after it; they go on from those before.

        Args:
            lines: With the values of a `TraceLine` each.
        """
        sold, lot, total = self._sold, self._lot, self._total
        found: list[Amounts] = []
        for line in lines:
            code, home, serial, named, quantity, voided = _COUNTED(line)
            if home != lot[1] or code != lot[0]:
                lot, total, self._without_lot = (code, home), 0, _TraceWithoutLot()
            if quantity is not None:
                came, went, change = sold[quantity]
            else:
                came, went, change = self._other(code, line[_POSITION], named, serial)
            if not voided:
                total += change
            if named and not serial:
                found.append((came, went, str(total) if type(total) is int else _shown(total)))
            else:
                found.append((came, went, self._apart(TraceLine._make(line), total)))
        self._lot, self._total = lot, total
        return found

    def _other(self, code: str, position: int, lot: str, serial: str) -> tuple[Shown, Shown, Number]:
        of_record = self._moved.get((code, position))
        moved = None if of_record is None else of_record.get((lot, serial))
        if moved is None:
            return _NOT_MOVED
        came = plain(moved.came) if moved.came else None
        went = plain(moved.went) if moved.went else None
        return came, went, whole(moved.came - moved.went)

    def _apart(self, line: TraceLine, total: Number) -> Shown:
        """Return the balance of goods without a lot, or of a unit that never moved."""
        if not line.serial:
            self._without_lot.add(line, total)
            moves = line.quantity is not None or ("", "") in self.of(line.product_code, line.position)
            return _shown(total) if moves else None
        if (line.product_code, line.home) not in self._received:
            return "0"
        return _shown(total if line.home else self._without_lot.until(line))

    def _read(self, query: Query, first: str, last: str) -> None:
        voided = sa.exists().where(
            VOIDS.c.position == _M.position, VOIDS.c.voided_position <= query.cutoff.known
        )
        statement = sa.select(*(_M[name] for name in Movement._fields), voided).where(
            _M.product_code >= first,
            _M.product_code <= last,
            sa.or_(_M.kind != SOLD, NAMES_UNIT),
            query.cutoff.recorded(MOVEMENTS),
        )
        found = [(Movement._make(values), voided) for *values, voided in query.connection.execute(statement)]
        live = settled([row for row, voided in found if not voided])
        gone = as_lines(row for row, voided in found if voided)
        for row, is_voided in (*((row, False) for row in live), *((row, True) for row in gone)):
            of_record = self._moved[row.product_code, row.position]
            of_record[row.lot, row.serial] = moved_by(row).with_more(of_record.get((row.lot, row.serial)))
            if row.serial:
                self.unit_lots[row.product_code].add(row.lot)
            if is_voided or row.serial:
                continue
            if row.kind == RECEIVED:
                self._received.add((row.product_code, row.lot))
            if TABLES[row.kind] not in _FACTS:
                self._untold.add((row.product_code, row.position, row.lot))


class _TraceWithoutLot:
    """What was left of the goods of a product that have no lot, after each of their lines."""

    def __init__(self) -> None:
        self._places: list[tuple[str, int]] = []
        self._totals: list[Number] = []

    def add(self, line: TraceLine, total: Number) -> None:
        """Keep what was left after a line."""
        self._places.append((line.happened, line.position))
        self._totals.append(total)

    def until(self, line: TraceLine) -> Number:
        """Return what was left when another line happened."""
        index = bisect_right(self._places, (line.happened, line.position))
        return self._totals[index - 1] if index else 0


def whole(value: Decimal) -> Number:
    """Return a quantity as a whole number if it is one."""
    return int(value) if value == value.to_integral_value() else value


def _sold(text: str) -> tuple[Shown, Shown, Number]:
    quantity = Decimal(text)
    return None, plain(quantity) if quantity else None, whole(-quantity)


def _shown(total: Number) -> str:
    return str(total) if isinstance(total, int) else plain(total)
