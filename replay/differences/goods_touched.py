"""Which goods the events between two points can have changed, where all of them say which.

Only these are asked for again. Of lots to which nothing ever happened but that they were received and sold, a
sale changes its own lines alone.

A receipt, a sale or a return changes what a view shows of the goods that it names, and of no others. Where
anything else was recorded between the points (a register, a hold, a case), or where they look at different
times of the world, the whole view is compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson

from ledger.events import catalogue, upcasts
from ledger.events.base import Table
from projections.reading.filters import Filter
from projections.reading.goods_movements import only_sold
from replay.differences.span import Span

_VIEWS: Final = frozenset({"stock_balances", "distribution_lines"})
_FACTS: Final = frozenset({"receipts", "sales", "returns"})
_MOST: Final = 5000  # events between the points that are looked through
_VOIDED: Final = "record_voided"


def goods_touched(span: Span, table: Table) -> list[Filter]:
    """Return filters outside of which no row of a view can differ; none where any can.

    Args:
        span: The two points.
        table: A view.
    """
    if table.key not in _VIEWS or span.times is not None or span.high - span.low > _MOST:
        return []
    every = list(_named(span))
    told = [data for data in every if data is not None]
    if len(told) < len(every):
        return []
    if table.key == "distribution_lines" and (sales := _sales_alone(span, told)):
        return [_among(table, "sale_no", sales)]
    lots = {None if "serial" in data else data.get("lot") for data in told}
    found = [_among(table, "product_code", {data["product_code"] for data in told})]
    return found if None in lots else [*found, _among(table, "lot", lots)]


def _sales_alone(span: Span, told: Sequence[dict[str, Any]]) -> set[str]:
    """Return the sales of which events are lines, where these change nothing but themselves; else none."""
    lots: dict[str, set[str]] = defaultdict(set)
    for data in told:
        if "sold_on" not in data or "return_no" in data or "serial" in data:
            return set()
        lots[data["product_code"]].add(data.get("lot", ""))
    if not all(only_sold(span.connection, product, some) for product, some in lots.items()):
        return set()
    return {data["sale_no"] for data in told}


def _named(span: Span) -> Iterator[dict[str, Any] | None]:
    """Yield what each event between the points says; None of one that may change more than its goods."""
    for part in span.log.scan(after=span.low, until=span.high):
        for event in upcasts.current([orjson.loads(raw) for _, raw in part]):
            if event["type"] == _VOIDED:
                yield from (_said(span, position) for position in event["struck"])
            else:
                yield _of_fact(event)


def _said(span: Span, position: int) -> dict[str, Any] | None:
    for part in span.log.scan(after=position - 1, until=position):
        for event in upcasts.current([orjson.loads(raw) for _, raw in part]):
            return _of_fact(event)
    return None


def _of_fact(event: dict[str, Any]) -> dict[str, Any] | None:
    data: dict[str, Any] = event["data"]
    known = catalogue.table_of(event["type"]).key in _FACTS and "product_code" in data
    return data if known else None


def _among(table: Table, key: str, values: set[Any]) -> Filter:
    return Filter(key, table.by_key[key], sorted(values))
