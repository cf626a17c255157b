"""What is stated of goods: by their receipts, else by those of their lot, else by their own lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from projections.answers.goods.stock import Sorting, StockGoods
from projections.reading.goods_movements import Movement, looked_up
from projections.tables.movements import KINDS, RECEIVED, RETURNED, SOLD

_STATING = (SOLD, RETURNED, KINDS["goods_consigned_out"])
Groups = Mapping[StockGoods, Sequence[Movement]]


def stated(
    connection: sa.Connection,
    groups: Groups,
    sorting: Sorting,
    receipts: Sequence[Movement],
    column: str,
) -> dict[StockGoods, set[str]]:
    """Return what is stated of each of the goods in a column.

    Args:
        connection: Of a read model.
        groups: The movements of each of the goods.
        sorting: Which goods a movement belongs to.
        receipts: Those of the product.
        column: Of the record tables; of receipts also where movements lack it.
    """
    by_lot: dict[str, set[str]] = defaultdict(set)
    found: dict[StockGoods, set[str]] = {goods: set() for goods in groups}
    for row, value in _said(connection, receipts, column):
        by_lot[sorting.lot(row)].add(value)
        found.get(sorting.goods(row), set()).add(value)
    for goods, values in found.items():
        if not values and goods.lot:
            values.update(by_lot[goods.lot])
    silent = {goods: groups[goods] for goods, values in found.items() if not values}
    _add_own_lines(connection, column, silent, found)
    return found


def _said(
    connection: sa.Connection, receipts: Sequence[Movement], column: str
) -> Sequence[tuple[Movement, str]]:
    if column in Movement._fields:
        return [(row, value) for row in receipts if (value := getattr(row, column)) is not None]
    given = looked_up(connection, RECEIVED, {row.position for row in receipts}, (column,))
    return [(row, value) for row in receipts if (value := given[row.position][0]) is not None]


def _add_own_lines(
    connection: sa.Connection, column: str, silent: Groups, found: Mapping[StockGoods, set[str]]
) -> None:
    for kind in _STATING:
        owners: dict[int, list[StockGoods]] = defaultdict(list)
        for goods, group in silent.items():
            for row in group:
                if row.kind == kind:
                    owners[row.position].append(goods)
        for position, values in looked_up(connection, kind, owners, (column,)).items():
            for goods in owners[position]:
                found[goods].update(value for value in values if value is not None)
