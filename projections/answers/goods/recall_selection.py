"""What a scope selects of each product: the goods, and which of their movements it names.

Goods are selected whole; see :mod:`projections.answers.goods.recall_scope` for what each option asks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from projections.answers.goods.recall_codes import Code, codes_of
from projections.answers.goods.recall_days import SoldWithin
from projections.answers.goods.recall_names import ScopeNames
from projections.answers.goods.recall_scope import Scope, candidates
from projections.answers.goods.recall_stated import Groups, stated
from projections.answers.goods.stock import Sorting, StockGoods, grouped
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import KeptMovements, Movement
from projections.tables.movements import RECEIVED


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
        return self.names.whole or self.names.row(row)


def selections(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> Iterator[Selection]:
    """Yield what a scope selects of each product, in no particular order."""
    codes = codes_of(connection, cutoff, scope.udis)
    for _, chosen in chosen_of(connection, cutoff, scope, codes):
        if chosen.groups or chosen.unknown:
            yield chosen


def chosen_of(
    connection: sa.Connection,
    cutoff: CutOff,
    scope: Scope,
    codes: Collection[Code],
    kept: KeptMovements | None = None,
) -> Iterator[tuple[str, Selection]]:
    """Yield the products that a scope is about, each with what is selected of it, be it nothing.

    Args:
        connection: Of a read model.
        cutoff: How far to look.
        scope: Which goods.
        codes: What its UDIs mean.
        kept: What was read for other cut-offs of the same question.
    """
    reader = kept or KeptMovements(connection)
    for product, wanted in candidates(connection, cutoff, scope, codes):
        rows = reader.movements(cutoff, product, wanted, whole_lots=scope.asks_of_lots)
        yield product, _selected(connection, scope, codes, rows)


def _selected(
    connection: sa.Connection, scope: Scope, codes: Collection[Code], rows: Sequence[Movement]
) -> Selection:
    sorting = Sorting(rows)
    sold = SoldWithin(connection, scope, sorting, rows) if scope.sold.asked else None
    names = ScopeNames(scope, codes, sorting, rows, sold)
    groups: Groups = {
        goods: group
        for goods, group in grouped(rows, sorting).items()
        if any(names.unit(row) for row in group)
    }
    receipts = [row for row in rows if row.kind == RECEIVED]
    for column, fits in _statements(scope):
        said = stated(connection, groups, sorting, receipts, column)
        groups = {goods: group for goods, group in groups.items() if any(map(fits, said[goods]))}
    silent: set[StockGoods] = set()
    for column, days in (("production_date", scope.made), ("expiry_date", scope.expiry)):
        if days.asked:
            said = stated(connection, groups, sorting, receipts, column)
            silent |= {goods for goods in groups if not said[goods]}
            groups = {
                goods: group
                for goods, group in groups.items()
                if not said[goods] or any(map(days.hold, said[goods]))
            }
    unknown = {goods: group for goods, group in groups.items() if goods in silent}
    for code in codes:
        if code.by_date:
            groups = _of_dates(connection, code, names, (groups, unknown), sorting, receipts)
    return Selection(groups, sorting, rows, unknown, names)


def _statements(scope: Scope) -> Iterator[tuple[str, Callable[[str], bool]]]:
    """Yield the columns of receipts by which a scope selects, each with what tells whether a value fits."""
    for column, wanted in (("supplier_code", scope.suppliers), ("registration_no", scope.registrations)):
        if wanted:
            yield column, frozenset(wanted).__contains__
    if scope.receipts:
        yield "receipt_no", frozenset(scope.receipts).__contains__
    if scope.received.asked:
        yield "received_on", scope.received.hold


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
