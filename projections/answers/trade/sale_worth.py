"""What sale lines and return lines are worth.

A sale line is worth its `amount`, else quantity times unit price. A return line is worth its refund; nothing
where goods were given in exchange; else its part of the line that sold it. Where nobody says, it is None.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal, Inexact

from ledger.state.quantities import ZERO
from projections.reading.query import Query
from projections.reading.select import select_rows
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

SOLD = ("sale_no", "line", "product_code", "quantity", "unit_price", "amount", "seller")
RETURNED = (
    "return_no",
    "sale_no",
    "sale_line",
    "product_code",
    "quantity",
    "refund_amount",
    "compensation",
)
_MONEY_KEPT = {"exchange", "replenishment", "repair", "none"}  # what a customer got instead of money


class Sold:
    """The sale lines that some return lines are of.

    Args:
        query: How far to look.
        back: The return lines, with the columns `RETURNED`.
    """

    def __init__(self, query: Query, back: Sequence[Row]) -> None:
        sales, exchanges = record_table("sales").c, record_table("exchanges").c
        self._lines: dict[str, list[Row]] = defaultdict(list)
        numbers = sorted({line["sale_no"] for line in back if line["sale_no"]})
        for line in select_rows(query, "sales", SOLD, sales.sale_no.in_(numbers), order=("sale_no", "line")):
            self._lines[line["sale_no"]].append(line)
        returns = sorted({line["return_no"] for line in back})
        found = select_rows(query, "exchanges", ["return_no"], exchanges.return_no.in_(returns))
        self._exchanged = {row["return_no"] for row in found}

    def line(self, back: Row) -> Row | None:
        """Return the sale line that a return line is of: the one it names, else the first of its product."""
        lines = self._lines[back["sale_no"]]
        named = [line for line in lines if line["line"] == back["sale_line"]]
        alike = [line for line in lines if line["product_code"] == back["product_code"]]
        return next(iter(named or alike), None)

    def worth(self, back: Row, sold: Row | None) -> Decimal | None:
        """Return what a return line was worth, None if nobody says."""
        if back["refund_amount"] is not None:
            return Decimal(back["refund_amount"])
        if back["compensation"] in _MONEY_KEPT or back["return_no"] in self._exchanged:
            return ZERO
        return None if sold is None else _part(sold, Decimal(back["quantity"]))


def _part(sold: Row, quantity: Decimal) -> Decimal | None:
    """Return the worth of some of the goods of a sale line."""
    if sold["unit_price"] is not None:
        return quantity * Decimal(sold["unit_price"])
    whole = Decimal(sold["quantity"])
    if sold["amount"] is None or not whole:
        return None
    try:
        return Decimal(sold["amount"]) * quantity / whole
    except Inexact:
        return None


def worth_of(quantity: str, unit_price: str | None, amount: str | None) -> Decimal | None:
    """Return what a sale line is worth, None if it does not say."""
    if amount is not None:
        return Decimal(amount)
    return None if unit_price is None else Decimal(quantity) * Decimal(unit_price)
