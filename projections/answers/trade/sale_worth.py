"""What sale lines and return lines are worth.

A sale line is worth its `amount`, else quantity times unit price. A return line is worth its refund; nothing
where goods were given in exchange; else its part of the line that sold it. Where nobody says, it is None.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, Inexact
from typing import NamedTuple

import sqlalchemy as sa

from ledger.state.quantities import ZERO
from projections.reading.query import Query
from projections.tables.record_tables import record_table

_MONEY_KEPT = {"exchange", "replenishment", "repair", "none"}  # what a customer got instead of money
_ROWS = 1000  # read at a time


class ReturnLine(NamedTuple):
    """A return line with the line that sold the goods: the one it names, else the first of its product.

    Attributes:
        returned_on: The day on which they came back.
        customer_code: Who brought them.
        customer_name: As the line has it.
        product_code: What came back.
        product_name: As the line has it.
        quantity: How much of it.
        refund_amount: What was paid back, None if the line does not say.
        compensation: What was given for it.
        exchanged: Whether an exchange names the return.
        seller: Of the line that sold them; this and what follows None where there is none.
        sold_quantity: What that line sold.
        unit_price: At which price.
        amount: For how much.
    """

    returned_on: str
    customer_code: str | None
    customer_name: str | None
    product_code: str | None
    product_name: str | None
    quantity: str
    refund_amount: str | None
    compensation: str | None
    exchanged: bool
    seller: str | None
    sold_quantity: str | None
    unit_price: str | None
    amount: str | None

    def worth(self) -> Decimal | None:
        """Return what the line was worth, None if nobody says."""
        if self.refund_amount is not None:
            return Decimal(self.refund_amount)
        if self.compensation in _MONEY_KEPT or self.exchanged:
            return ZERO
        return None if self.sold_quantity is None else self._part(Decimal(self.sold_quantity))

    def _part(self, sold: Decimal) -> Decimal | None:
        """Return the worth of some of the goods of the sale line."""
        if self.unit_price is not None:
            return Decimal(self.quantity) * Decimal(self.unit_price)
        if self.amount is None or not sold:
            return None
        try:
            return Decimal(self.amount) * Decimal(self.quantity) / sold
        except Inexact:
            return None


def return_lines(query: Query, within: Sequence[sa.ColumnElement[bool]]) -> Iterator[ReturnLine]:
    """Yield the return lines that count, by day and then by position; not what nobody had bought.

    Args:
        query: How far to look.
        within: More conditions on the columns of `returns`.
    """
    back, sold = record_table("returns"), record_table("sales")
    kind = sa.func.coalesce(back.c.return_kind, "") != "unused_consignment"
    statement = (
        sa.select(
            *(back.c[name] for name in ReturnLine._fields[:_OWN]),
            _exchanged(query),
            *(sold.c.seller, sold.c.quantity, sold.c.unit_price, sold.c.amount),
        )
        .select_from(back.outerjoin(sold, sold.c.position == _origin(query)))
        .where(query.cutoff.live(back), kind, *within)
        .order_by(back.c.returned_on, back.c.position)
    )
    with query.connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        for part in result.partitions():
            yield from map(ReturnLine._make, part)


_OWN = ReturnLine._fields.index("exchanged")


def _origin(query: Query) -> sa.ColumnElement[int]:
    """Return the position of the line that sold the goods of a return line."""
    back, line = record_table("returns").c, record_table("sales").alias("origin")
    of_sale = sa.select(line.c.position).where(line.c.sale_no == back.sale_no, query.cutoff.live(line))
    named, alike = (
        of_sale.where(same)
        .order_by(line.c.line, line.c.position)
        .limit(1)
        .correlate(record_table("returns"))
        .scalar_subquery()
        for same in (line.c.line == back.sale_line, line.c.product_code == back.product_code)
    )
    return sa.func.coalesce(named, alike)


def _exchanged(query: Query) -> sa.ColumnElement[bool]:
    """Return that an exchange names the return of a line."""
    table = record_table("exchanges")
    named = sa.select(table.c.return_no).where(query.cutoff.live(table), table.c.return_no.is_not(None))
    return record_table("returns").c.return_no.in_(named)


def worth_of(quantity: str, unit_price: str | None, amount: str | None) -> Decimal | None:
    """Return what a sale line is worth, None if it does not say."""
    if amount is not None:
        return Decimal(amount)
    return None if unit_price is None else Decimal(quantity) * Decimal(unit_price)
