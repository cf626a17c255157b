"""Which goods the events between two points can have changed, where all of them say which.

Only these are asked for again.

A receipt, a sale or a return changes what a view shows of the goods that it names, and of no others. Where
anything else was recorded between the points (a register, a hold, a case), or where they look at different
times of the world, the whole view is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import orjson

from ledger.events import catalogue, upcasts
from ledger.events.base import Table
from projections.reading.filters import Filter
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
    products: set[str] = set()
    lots: set[str | None] = set()
    for data in _named(span):
        if data is None:
            return []
        products.add(data["product_code"])
        lots.add(None if "serial" in data else data.get("lot"))
    found = [_among(table, "product_code", products)]
    return found if None in lots else [*found, _among(table, "lot", lots)]


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
