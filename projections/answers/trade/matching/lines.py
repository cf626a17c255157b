"""The lines of records, as the database keeps them; most of them no paper names, and these need no more.

A line that neither goods nor bills speak of is done with what its own record says, so it is never made into
anything but its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

import sqlalchemy as sa

from ledger.state.quantities import ZERO, plain
from projections.answers.trade.matching.judged import GIFT, MATCHED, NO_GOODS, NO_INVOICE
from projections.answers.trade.matching.papers import FEN, Line
from projections.answers.trade.matching.sources import SALES, chosen, serials
from projections.reading.fetching import stored_parts
from projections.reading.query import Query
from projections.reading.stream import Memo
from projections.tables.record_tables import record_table

DOC_NO: Final = 0  # where the number of its document stands in a line
LineRow = Sequence[Any]  # the columns that `_columns` names, in this order
_KEYS: Final = {SALES: "sales", "purchase": "purchases"}


def read_lines(query: Query, direction: str) -> Iterator[LineRow]:
    """Yield the lines of a direction that count, as they are kept, in the order of their documents."""
    table = record_table(_KEYS[direction])
    columns = _columns(table, direction)
    by = (columns[DOC_NO], table.c.line, table.c.position)
    statement = sa.select(*columns).where(query.cutoff.live(table), *chosen(query, columns[DOC_NO]))
    for part in stored_parts(query.connection, statement.order_by(*by)):
        yield from part


def _columns(table: sa.Table, direction: str) -> list[sa.ColumnElement[Any]]:
    """Return what is read of a line; last of it where direct goods came from, and whether it is a gift."""
    stored, selling = table.c, direction == SALES
    party = "customer" if selling else "supplier"
    direct: sa.ColumnElement[Any] = sa.null()
    gift: sa.ColumnElement[Any] = sa.null()
    if selling:
        at_once = sa.or_(stored.drop_shipment == 1, stored.sale_mode == "drop_shipment")
        direct = sa.case((at_once, stored.purchase_no))
        gift = sa.case((stored.sale_kind == "gift", 1))
    names = (
        *("sale_no" if selling else "purchase_no", "line", "sold_on" if selling else "purchased_on"),
        *(f"{party}_code", f"{party}_name", "product_code", "product_name", "lot", "serial"),
        *("quantity", "unit_price", "amount", "seller" if selling else "purchaser", "invoice_no"),
    )
    return [*(stored[name] for name in names), direct.label("direct"), gift.label("gift")]


def line_of(row: LineRow, direction: str) -> Line:
    """Return a line to lay papers on."""
    doc_no, number, day, party, party_name, product, product_name, lot, serial, *rest = row
    quantity, price, amount, owner, invoice_no, direct, gift = rest
    shown = {
        "customer_code" if direction == SALES else "supplier_code": party,
        "party_name": party_name,
        "owner": owner,
        "product_name": product_name,
        "serial": serial,
    }
    return Line(
        doc_no,
        number,
        day,
        shown,
        product,
        lot,
        serials(serial),
        None if quantity is None else Decimal(quantity),
        _worth((price, quantity)) if amount is None else Decimal(amount),
        invoice_no,
        direct,
        bool(gift),
    )


class PlainLines:
    """The rows of lines that no paper and no explanation names.

    Args:
        direction: `sales` or `purchase`.
        today: To count the days until, `YYYY-MM-DD`.
    """

    def __init__(self, direction: str, today: str) -> None:
        self._direction = direction
        self._selling = direction == SALES
        missing = NO_INVOICE if self._selling else NO_GOODS
        self._recorded = Memo(partial(_recorded, missing))
        self._plain = Memo(_plain).__getitem__
        self._priced = Memo(_priced)
        self._days = Memo(partial(days_open, today=today))

    def row(self, row: LineRow) -> tuple[Any, ...]:
        """Return the row of the view that a line with a quantity is."""
        doc_no, number, day, party, party_name, product, product_name, lot, serial, *rest = row
        quantity, price, amount, owner, invoice_no, _, gift = rest
        recorded, state = self._recorded[quantity]
        if gift and state == NO_INVOICE:
            state = GIFT
        return (
            self._direction,
            doc_no,
            number,
            party if self._selling else None,
            None if self._selling else party,
            party_name,
            product,
            product_name,
            lot,
            serial,
            recorded,
            None,
            None,
            self._priced[price, quantity] if amount is None else self._plain(amount),
            None,
            invoice_no,
            state,
            None if state in {GIFT, MATCHED} else self._days[day],
            owner,
            None,
        )


def days_open(since: str | None, today: str) -> int | None:
    """Return the days from one to another; null where a line was never open."""
    return None if since is None else (date.fromisoformat(today) - date.fromisoformat(since)).days


def _recorded(missing: str, text: str) -> tuple[str, str]:
    """Return a quantity as it is shown, and what the match comes to: nothing is owed for nothing."""
    quantity = Decimal(text)
    return plain(quantity), MATCHED if quantity == ZERO else missing


def _plain(text: str) -> str:
    return plain(Decimal(text))


def _priced(given: tuple[str | None, str | None]) -> str | None:
    amount = _worth(given)
    return None if amount is None else plain(amount)


def _worth(given: tuple[str | None, str | None]) -> Decimal | None:
    """Return what a quantity comes to at its price, where the line does not say it itself."""
    price, quantity = given
    if price is None or quantity is None:
        return None
    return (Decimal(price) * Decimal(quantity)).quantize(FEN)
