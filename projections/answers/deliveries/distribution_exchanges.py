"""The exchanges of goods: what was taken back, and which goods that went out it had been."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from projections.answers.deliveries.distribution_matching import Out
from projections.reading.query import Query
from projections.reading.select import select_rows
from projections.reading.stream import Row

_EXCHANGE = (
    "customer_code",
    "sale_no",
    "sale_line",
    "product_code",
    "lot",
    "serial",
    "quantity",
    "replacement_product_code",
    "replacement_serial",
)


def exchanges(query: Query) -> dict[str, list[Row]]:
    """Return the exchanges by the product that was taken back; they are few."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in select_rows(query, "exchanges", _EXCHANGE, order=("event_time",)):
        found[row["product_code"]].append(row)
    return dict(found)


def quantity_of(exchange: Row, units: Sequence[str]) -> Decimal:
    """Return how many were exchanged of each of some units, or of a line that names none."""
    return Decimal(exchange["quantity"]) if units == [""] else Decimal(1)


def replaced_by(outs: Sequence[Out], exchange: Row) -> list[Out]:
    """Return which of some units or lines was exchanged after a return had brought it back.

    Args:
        outs: What went to the customer who exchanged it.
        exchange: Which.
    """
    fits = [
        out
        for out in outs
        if exchange["lot"] in {None, out.lot}
        and exchange["sale_no"] in {None, out.link.sale_no}
        and exchange["sale_line"] in {None, out.link.line}
        and out.row.position != exchange["position"]
    ]
    return fits[:1]
