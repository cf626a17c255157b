"""Finding the sale line that goods come back from: the one named, or the customer's oldest that fits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.decision import Context
from ledger.deciding.headings import headings
from ledger.deciding.integrity_rules import (
    NO_SALE_FOUND,
    OTHER_GOODS,
    RETURN_BEFORE_SALE,
    TOO_MANY_BACK,
    UNKNOWN_REFERENCE,
)
from ledger.deciding.rule import Breach
from ledger.deciding.sale_lines import SaleLine, difference, effective_lines, line_of
from ledger.names import serials_of
from ledger.state.entries import Open
from ledger.state.holdings import of_unit, shown, without_sale
from ledger.state.keys import listed_key, open_key, open_prefix
from ledger.state.quantities import ZERO, less, plain
from ledger.state.repository import State
from ledger.state.stays import held
from ledger.subjects.returns.phrases import THIS_SERIAL

_RETURNS: Final = headings("returns")


def find_sale_line(data: Mapping[str, Any], state: State, context: Context) -> SaleLine | Breach:
    """Return the sale line that goods come back from, or why they can come back from none.

    Args:
        data: The goods as a return row names them: customer, product, quantity, day, and what is known of
            lot, serials and sale.
        state: What is known.
        context: What may be asked.
    """
    found = _named_line(data, state) if "sale_no" in data else _oldest_line(data, state, context)
    breach = found if isinstance(found, Breach) else unfit(data, found, state)
    if breach is None:
        return found
    other = without_sale(state, data)
    if other is None or unfit(data, line_of(other), state) is not None:
        return breach
    return line_of(other)


def _named_line(data: Mapping[str, Any], state: State) -> SaleLine | Breach:
    lines = effective_lines(data, state)
    if not lines:
        number = data["sale_no"]
        return UNKNOWN_REFERENCE.broken(
            column="sale_no",
            heading="销售单号",
            value=f"{number}/{data['sale_line']}" if "sale_line" in data else number,
            table="销售记录",
            table_key="sales",
        )
    tried = [(unfit(data, one, state), one) for one in lines]
    fitting = next((one for breach, one in tried if breach is None), None)
    # Of lines that all do not fit, the one whose refusal tells most: right goods, but too many of them.
    closest = min(tried, key=lambda pair: pair[0] is not None and pair[0].rule is OTHER_GOODS)[1]
    return fitting or closest


def _oldest_line(data: Mapping[str, Any], state: State, context: Context) -> SaleLine | Breach:
    """Return the customer's oldest line of the same goods with enough outstanding."""
    product, quantity = data["product_code"], Decimal(data["quantity"])
    for serial in serials_of(data)[:1]:
        if (holding := of_unit(state, product, serial, data["returned_on"])) is not None:
            return line_of(holding)
    list_open_lines(data["customer_code"], product, state, context)
    lot = data.get("lot")
    for _, one in state.scan(open_prefix(data["customer_code"], product)):
        if (lot is not None and one.lot and one.lot != lot) or Decimal(one.outstanding) < quantity:
            continue
        sale = state.sale(one.sale_no, one.line)
        if sale is not None and unfit(data, found := SaleLine(one.sale_no, one.line, sale), state) is None:
            return found
    return NO_SALE_FOUND.broken(
        customer_code=data["customer_code"],
        product_code=product,
        lot=data.get("lot", "—"),
        serial=data.get("serial", "—"),
        quantity=data["quantity"],
    )


def list_open_lines(customer: str, product: str, state: State, context: Context) -> None:
    """List the pair's sale lines that were recorded since it was last asked for.

    The list is a reading aid of the state, made when it is first needed; it says nothing that the sale lines
    do not say.
    """
    marker = listed_key(customer, product)
    listed = state.get(marker) or 0
    newest = listed
    for position, number, line in context.sales_of(customer, product, listed):
        newest = max(newest, position)
        record = state.record("sales", number, line)
        if record is None or record.position != position:
            continue
        outstanding = less(record.body.quantity, record.body.returned)
        if Decimal(outstanding) > ZERO:
            state.put(open_key(record.body, position), Open(number, line, record.body.lot, outstanding))
    if newest > listed:
        state.put(marker, newest)


def unfit(data: Mapping[str, Any], line: SaleLine, state: State) -> Breach | None:
    """Return why goods cannot come back from a sale line; None where they can."""
    sale, serials = line.sale, serials_of(data)
    if (other := difference(data, sale)) is not None:
        return OTHER_GOODS.broken(**other._asdict())
    if not sale.serials and (breach := _out_elsewhere(line, serials, state)) is not None:
        return breach
    if data["returned_on"] < sale.sold_on:
        return RETURN_BEFORE_SALE.broken(
            returned_on=data["returned_on"], sale_no=line.number, sold_on=sale.sold_on
        )
    outstanding = Decimal(line.outstanding)
    twice = [one for one in serials if one in sale.returned_serials]
    if Decimal(data["quantity"]) > outstanding or twice:
        left = plain(max(outstanding - len(twice), ZERO))
        return TOO_MANY_BACK.broken(
            quantity=data["quantity"], sale_no=line.number, line=line.line, outstanding=left
        )
    return None


def _out_elsewhere(line: SaleLine, serials: list[str], state: State) -> Breach | None:
    """Return that a unit is out on another line, where this line names no serials."""
    for serial in serials:
        stay = held(state.unit(line.sale.product, serial))
        if stay is not None:
            return OTHER_GOODS.broken(
                what=THIS_SERIAL.with_(serial=serial),
                expected=shown(stay.name),
                got=f"{line.number}/{line.line}",
            )
    return None
