"""Which line a movement says it belongs to: a sale, or a consignment, as its record names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from ledger.events import catalogue
from projections.answers.deliveries.distribution_matching import Link
from projections.reading.filters import Filter
from projections.reading.goods_movements import Movement, looked_up
from projections.reading.query import Query
from projections.reading.stream import Row
from projections.tables.movements import KINDS, RECEIVED, SOLD

NAMING = ("sale_no", "sale_line", "line", "consignment_no", "return_kind", "recall_no")
_CONSIGNMENT = {
    KINDS[event]
    for event in ("goods_consigned_out", "consignment_use_confirmed", "consignment_unused_returned")
}
Links = dict[tuple[str, int], Link]  # by kind and position of the movement
_CASES = {KINDS["discrepancy_replenished"]: "delivery_discrepancies"}


def links(query: Query, rows: Iterable[Movement]) -> Links:
    """Return what the records of the movements that count outside the house say, by kind and position."""
    positions: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.kind != RECEIVED:
            positions[row.kind].add(row.position)
    said: Links = {}
    for kind, found in positions.items():
        for position, values in looked_up(query.connection, kind, found, NAMING).items():
            said[kind, position] = link_of(kind, dict(zip(NAMING, values, strict=True)))
    numbers = {(row.kind, row.position): row.doc_no for row in rows if row.kind in _CASES}
    for (kind, position), number in numbers.items():
        case = _case(query, _CASES[kind], number)
        said[kind, position] = Link(case.get("sale_no"), case.get("sale_line"))
    return said


def link_of(kind: str, said: Mapping[str, Any]) -> Link:
    """Return to which line a movement of some kind belongs, as its record says."""
    if kind == SOLD:
        return Link(said["sale_no"], said["line"])
    recalled = said["return_kind"] == "recall_return" or said["recall_no"] is not None
    if kind in _CONSIGNMENT:
        return Link(None, said["line"], said["consignment_no"])
    if said["sale_no"] is None and said["consignment_no"] is not None:
        return Link(None, None, said["consignment_no"], recalled)
    return Link(said["sale_no"], said["sale_line"], None, recalled)


def _case(query: Query, key: str, number: str) -> Row:
    column = catalogue.table(key).columns[0]
    return next(query.rows(key, where=[Filter(column.key, column, [number])]), {})
