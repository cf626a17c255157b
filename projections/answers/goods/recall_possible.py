"""Goods that may belong to a recall's scope and cannot be told from the records, line by line.

::

    [{"table", "doc_no", "line", "customer_code", "product_code", "lot", "serial", "quantity", "unit",
      "reason"}]

`reason` is the first of these that holds:

- `no_lot`, `no_serial`: the scope asks for one, the line has none.
- `lot_looks_alike`: its lot looks like one that is asked for, or its cell may name one among several lots
  (:mod:`projections.answers.goods.recall_looks`).
- `open_finding`: its lot, receipt or quantity is in doubt (:mod:`projections.answers.goods.recall_open`), its
  UDI says what is asked for while the line says otherwise, or its unit came under a lot that is asked for.
- `dates_unknown`: the scope asks for dates, and nobody states those of its lot.
- `udi_unreadable`: its UDI cannot be read, so it may say what is asked for.

Only lines of the products that the scope is about are looked at. A line that the scope names for certain is
no possible one, nor is one whose customer, supplier, day of sale or day of receipt the scope excludes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from projections.answers.goods.account import at_customers
from projections.answers.goods.recall_codes import Code
from projections.answers.goods.recall_days import Days, days_of
from projections.answers.goods.recall_looks import alike, looks
from projections.answers.goods.recall_names import units_of
from projections.answers.goods.recall_open import Lots, doubted, strayed
from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.recall_selection import Selection
from projections.answers.goods.recall_serials import AskedSerials
from projections.answers.goods.recall_stated import Groups
from projections.answers.goods.stock import Sorting
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import (
    KeptMovements,
    Movement,
    ProductRows,
    Wanted,
    as_lines,
    of_goods,
    read,
)
from projections.tables.movement_labels import UNREADABLE
from projections.tables.movements import MOVEMENTS, RECEIVED, SOLD

NO_LOT, NO_SERIAL, LOOKS_ALIKE = "no_lot", "no_serial", "lot_looks_alike"
OPEN_FINDING, DATES_UNKNOWN, UDI_UNREADABLE = "open_finding", "dates_unknown", "udi_unreadable"
REASONS = (NO_LOT, NO_SERIAL, LOOKS_ALIKE, OPEN_FINDING, DATES_UNKNOWN, UDI_UNREADABLE)
_YES, _NO = "", None
_M = MOVEMENTS.c
Place = tuple[str, str, int]
Doubt = tuple[Movement, str]
_place: Callable[[Movement], Place] = attrgetter("lot", "serial", "position")


class Asked(NamedTuple):
    """One way in which a scope asks for goods of a product; None where it asks for none."""

    lots: frozenset[str] | None
    serials: AskedSerials | None


def possible(
    connection: sa.Connection,
    cutoff: CutOff,
    scope: Scope,
    codes: Collection[Code],
    product: str,
    selection: Selection,
    kept: KeptMovements,
) -> Iterator[Doubt]:
    """Yield the movements of a product that may belong to a scope, each with why.

    Args:
        connection: Of a read model.
        cutoff: How far to look.
        scope: Which goods.
        codes: What its UDIs mean.
        product: One that the scope is about.
        selection: What it selects of it for certain.
        kept: What was read for the selection.
    """
    asked = _asked(scope, codes, product)
    if asked or scope.by_statement:
        of_product = kept.rows(cutoff, product)
        judged = _Judged(connection, cutoff, product, asked, of_product)
        rows = judged.rows(selection, of_product)
    else:
        judged, rows = None, {}
    rows |= {_place(row): row for group in selection.unknown.values() for row in group}
    certain, undated = (_named(groups, selection, rows) for groups in (selection.groups, selection.unknown))
    certain, within = certain - undated, _Within(connection, scope, rows.values())
    for place, row in rows.items():
        if place in certain or Decimal(row.quantity) == 0 or not within.holds(row):
            continue
        reason = judged.reason(row) if judged else _NO
        if place in undated:
            reason = reason or DATES_UNKNOWN
        if reason:
            yield row, reason


def _named(groups: Groups, selection: Selection, rows: Mapping[Place, Movement]) -> set[Place]:
    """Return the places of those rows that belong to groups and are named, not only their lot."""
    positions = {position for _, _, position in rows}
    return {
        _place(row)
        for group in groups.values()
        for row in group
        if row.position in positions and _told(row, selection)
    }


def _told(row: Movement, selection: Selection) -> bool:
    return row.kind == RECEIVED or selection.shows(row)


class _Within:
    """Which lines neither their customer, their supplier nor their day puts outside of a scope."""

    def __init__(self, connection: sa.Connection, scope: Scope, rows: Collection[Movement]) -> None:
        self._scope = scope
        asked = scope.sold.asked or scope.received.asked
        self._days = days_of(connection, rows) if asked else {}

    def holds(self, row: Movement) -> bool:
        """Return whether a line is none that the scope excludes."""
        scope = self._scope
        if scope.customers and row.customer_code not in scope.customers:
            return False
        if scope.sold.asked and (not at_customers(row) or not self._of(row, SOLD, scope.sold)):
            return False
        if not self._of(row, RECEIVED, scope.received):
            return False
        return not (scope.suppliers and row.kind == RECEIVED and row.supplier_code not in scope.suppliers)

    def _of(self, row: Movement, kind: str, days: Days) -> bool:
        """Return whether a line of a kind lies in the days that are asked for; others may belong to one."""
        return row.kind != kind or not days.asked or days.hold(self._days[row.position])


def _asked(scope: Scope, codes: Collection[Code], product: str) -> list[list[Asked]]:
    """Return what options and UDIs ask of a product: of each list one must hold."""
    found = []
    if scope.lots or scope.asked_serials:
        found.append([Asked(frozenset(scope.lots) or None, scope.asked_serials or None)])
    named = [code for code in codes if product in code.products and code.names_goods]
    if named and len(named) == len([code for code in codes if product in code.products]):
        found.append([_of_code(code) for code in named])
    return found


def _of_code(code: Code) -> Asked:
    return Asked(
        frozenset((code.lot,)) if code.lot is not None else None,
        AskedSerials((code.serial,)) if code.serial is not None else None,
    )


class _Judged:
    """The lines of one product that may be meant, and why."""

    def __init__(
        self,
        connection: sa.Connection,
        cutoff: CutOff,
        product: str,
        asked: list[list[Asked]],
        of_product: ProductRows,
    ) -> None:
        self._connection, self._cutoff, self._product, self._asked = connection, cutoff, product, asked
        ways = [way for some in asked for way in some]
        self._asked_lots = {lot for way in ways for lot in way.lots or ()}
        self._asked_serials = tuple(way.serials for way in ways if way.serials is not None)
        self._shapes = {looks(lot) for lot in self._asked_lots}
        lots = Lots(connection, cutoff, product)
        self._alike = alike(self._asked_lots, lots.all, lots.unreceived)
        self._doubted = doubted(connection, cutoff, product, lots)
        for row in strayed(of_product, self._asked_lots):
            self._doubted[_place(row)] = row
        self._sorting = Sorting(())

    def rows(self, selection: Selection, of: ProductRows) -> dict[Place, Movement]:
        """Return every line that may be meant, those that are meant for certain among them."""
        found = dict(self._doubted)
        if not self._asked:
            return found
        lots = {"", *self._alike}
        if self._asked_serials:
            lots |= self._lots_of_units(selection)
        rows = of_goods(self._connection, self._cutoff, self._product, Wanted(lots=lots), rows=of)
        self._sorting = Sorting(rows)
        of_product = _M.product_code == self._product
        for told in (_M.told_lot, _M.told_serial):
            # Any value: a comparison leads SQLite to the index of these few rows, a test for null does not.
            rows += read(self._connection, self._cutoff, of_product, told >= "")
        if self._asked_serials:
            rows += selection.rows
        return {_place(row): row for row in as_lines(rows)} | found

    def _lots_of_units(self, selection: Selection) -> set[str]:
        """Return the lots that the units asked for are known in, of which a line may name no unit."""
        rows = (row for row in selection.rows if self._asks(units_of(row)))
        return {selection.sorting.lot(row) for row in rows} | self._asked_lots

    def reason(self, row: Movement) -> str | None:
        """Return why a line that is not meant for certain may be meant, None if it cannot be."""
        verdicts = [self._best(row, some) for some in self._asked]
        if verdicts and None not in verdicts:
            reasons = [verdict for verdict in verdicts if verdict]
            if reasons:
                return min(reasons, key=REASONS.index)
        if _place(row) in self._doubted or self._is_on_label(row):
            return OPEN_FINDING
        return UDI_UNREADABLE if self._asked and row.told_lot == UNREADABLE else _NO

    def _best(self, row: Movement, ways: Iterable[Asked]) -> str | None:
        """Return the reason of the way that a line fits best: none needed, the first reason, or no way."""
        verdicts = [verdict for way in ways if (verdict := self._verdict(row, way)) is not None]
        return min(verdicts, key=lambda verdict: REASONS.index(verdict) if verdict else -1, default=None)

    def _verdict(self, row: Movement, way: Asked) -> str | None:
        lot = self._of_lot(self._sorting.lot(row), way.lots)
        serial = self._of_serial(units_of(row), way.serials)
        if lot is None or serial is None:
            return _NO
        return lot if lot == NO_LOT else serial or lot

    def _of_lot(self, lot: str, lots: frozenset[str] | None) -> str | None:
        if lots is None or lot in lots:
            return _YES
        if not lot:
            return NO_LOT
        return LOOKS_ALIKE if lots & self._alike.get(lot, set()) else _NO

    def _of_serial(self, units: frozenset[str], serials: AskedSerials | None) -> str | None:
        if serials is None or serials.meet(units):
            return _YES
        return _NO if units else NO_SERIAL

    def _is_on_label(self, row: Movement) -> bool:
        """Return whether the UDI of a line says a lot or a unit that is asked for."""
        if row.told_lot and (row.told_lot in self._asked_lots or looks(row.told_lot) in self._shapes):
            return True
        return bool(row.told_serial) and self._asks((row.told_serial or "").split(";"))

    def _asks(self, units: Collection[str]) -> bool:
        return any(serials.meet(units) for serials in self._asked_serials)


def counted(rows: Collection[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many possible lines there are, in all and by reason."""
    by_reason = {reason: sum(row["reason"] == reason for row in rows) for reason in REASONS}
    return {"lines": len(rows), **{reason: number for reason, number in by_reason.items() if number}}
