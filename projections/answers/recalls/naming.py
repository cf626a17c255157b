"""Which recalls some goods are in: by the newest scope of each, as known at the cut-off."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.recall_selection import selections
from projections.answers.recalls.told import Recall, recalls
from projections.reading.query import Query
from projections.reading.stream import Row
from projections.tables.record_tables import STAGE

_TOLD: Final = ("customer_code", "lot", "serial", "recovered_quantity", "disposed_quantity")


class RecalledGoods(NamedTuple):
    """Goods that a recall may be about; lot and serial are empty text where none is named."""

    product_code: str
    lot: str
    serial: str


def recalls_naming(query: Query, goods: Collection[RecalledGoods]) -> Iterator[dict[str, Any]]:
    """Yield the recalls that some goods are in, by number, each with these goods and the stages about them.

    Args:
        query: How far to look, and where.
        goods: Which.
    """
    for recall in recalls(query):
        scope = recall.versions[-1].scope
        named = [one for one in goods if _is_in(query, scope, one)]
        if named:
            yield _told(recall, named)


def _is_in(query: Query, scope: Scope, goods: RecalledGoods) -> bool:
    """Return whether a scope selects goods, be it because nobody states the dates it asks for."""
    product, lot, serial = goods
    if scope.is_empty or (scope.products and product not in scope.products):
        return False
    narrowed = replace(scope, products=(product,))
    if serial:
        if scope.asked_serials and serial not in scope.asked_serials:
            return False
        narrowed = replace(narrowed, serials=(serial,), ranges=())
    elif lot:
        if scope.lots and lot not in scope.lots:
            return False
        narrowed = replace(narrowed, lots=(lot,))
    found = selections(query.connection, query.cutoff, narrowed)
    return any(selection.groups or selection.unknown for selection in found)


def _told(recall: Recall, named: list[RecalledGoods]) -> dict[str, Any]:
    opened = recall.opened
    return {
        "recall_no": recall.number,
        "title": recall.newest("title"),
        "level": recall.newest("level"),
        "drill": recall.drill,
        "state": "closed" if recall.closed else "open",
        "opened_at": opened["event_time"] or opened["record_time"],
        "scope_version": recall.versions[-1].number,
        "goods": [{name: value or None for name, value in one._asdict().items()} for one in named],
        "stages": [_stage(row) for row in recall.stages if _concerns(row, named)],
    }


def _concerns(row: Row, named: list[RecalledGoods]) -> bool:
    """Return whether a stage is about all goods of its recall, or names some of these."""
    for column in ("lot", "serial"):
        ours = {value for one in named if (value := getattr(one, column))}
        said = {one for one in (row[column] or "").split(";") if one}
        if said and ours and not said & ours:
            return False
    return True


def _stage(row: Row) -> dict[str, Any]:
    said = {name: row[name] for name in _TOLD if row[name] is not None}
    happened = row["event_time"] or row["record_time"]
    return {"stage": row[STAGE], "position": row["position"], "event_time": happened, **said}
