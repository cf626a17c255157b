"""Deciding on returns: only goods that were sold, to whom they were sold, no more than is still out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger.deciding.decision import Command, Context
from ledger.deciding.goods import tracking_gap
from ledger.deciding.integrity_rules import (
    NO_SALE_FOUND,
    OTHER_GOODS,
    RETURN_BEFORE_SALE,
    TOO_MANY_BACK,
    UNKNOWN_REFERENCE,
)
from ledger.deciding.rule import Breach
from ledger.names import serials_of
from ledger.state.effects import unsold
from ledger.state.entries import (
    SEPARATOR,
    Open,
    Record,
    Sale,
    State,
    Unit,
    Version,
    document_prefix,
    listed_key,
    open_key,
    open_prefix,
    record_key_of,
    unit_key,
)
from ledger.state.quantities import ZERO, less, plain
from ledger.subjects.returns.terms import judge_terms
from ledger.subjects.stock.stocking import judge_unsold


def judge_return(
    command: Command, state: State, context: Context, versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a return line; fill in sale, lot and serial from the line it belongs to (interface rule 9)."""
    data = command.data
    breaches = judge_unsold(data, state) if unsold(data) else match(data, state, context)
    if breaches:
        return breaches, []
    compliance = list(tracking_gap(data, versions.get("products")))
    compliance += judge_terms(command, state, context, versions)
    return [], compliance


def match(data: dict[str, Any], state: State, context: Context) -> list[Breach]:
    """Find the sale line, judge the return against it, and fill in what the line knows."""
    found = _named_line(data, state) if "sale_no" in data else _oldest_line(data, state, context)
    if isinstance(found, list):
        return found
    number, line, sale = found
    breaches = _judge_line(data, number, line, sale, state)
    if not breaches:
        data["sale_no"], data["sale_line"] = number, line
        if "lot" not in data and sale.lot:
            data["lot"] = sale.lot
        left = [one for one in sale.serials if one not in sale.returned_serials]
        if "serial" not in data and len(left) == 1 and Decimal(data["quantity"]) == 1:
            data["serial"] = left[0]
    return breaches


def _named_line(data: dict[str, Any], state: State) -> tuple[str, int, Sale] | list[Breach]:
    number = data["sale_no"]
    if "sale_line" in data:
        record: Record | None = state.get(record_key_of("sales", number, data["sale_line"]))
        records = [(data["sale_line"], record)] if record else []
    else:
        records = [
            (int(key.rsplit(SEPARATOR, 1)[1]), one)
            for key, one in state.scan(document_prefix("sales", number))
        ]
    lines = sorted((line, record.body) for line, record in records if record.position)
    if not lines:
        value = f"{number}/{data['sale_line']}" if "sale_line" in data else number
        return [
            UNKNOWN_REFERENCE.broken(
                column="sale_no", heading="销售单号", value=value, table="销售记录", table_key="sales"
            )
        ]
    fitting = [(line, sale) for line, sale in lines if not _judge_line(data, number, line, sale, state)]
    line, sale = fitting[0] if fitting else _closest(data, number, lines, state)
    return number, line, sale


def _closest(
    data: dict[str, Any], number: str, lines: list[tuple[int, Sale]], state: State
) -> tuple[int, Sale]:
    """Return the line whose refusal tells most: right goods but too many, before other goods."""
    return min(
        lines,
        key=lambda one: (_judge_line(data, number, one[0], one[1], state)[0].rule is OTHER_GOODS, one[0]),
    )


def _oldest_line(
    data: dict[str, Any], state: State, context: Context
) -> tuple[str, int, Sale] | list[Breach]:
    """Return the customer's oldest line of the same goods with enough outstanding."""
    product, quantity = data["product_code"], Decimal(data["quantity"])
    for serial in serials_of(data)[:1]:
        unit: Unit | None = state.get(unit_key(product, serial))
        if unit is not None and unit.out:
            number, line = unit.out.rsplit(SEPARATOR, 1)
            return number, int(line), state.get(record_key_of("sales", number, line)).body
    _list_open_lines(data["customer_code"], product, state, context)
    lot = data.get("lot")
    for _, one in state.scan(open_prefix(data["customer_code"], product)):
        if (lot is not None and one.lot and one.lot != lot) or Decimal(one.outstanding) < quantity:
            continue
        sale: Sale = state.get(record_key_of("sales", one.sale_no, one.line)).body
        if not _judge_line(data, one.sale_no, one.line, sale, state):
            return one.sale_no, one.line, sale
    return [
        NO_SALE_FOUND.broken(
            customer_code=data["customer_code"],
            product_code=product,
            lot=data.get("lot", "—"),
            serial=data.get("serial", "—"),
            quantity=data["quantity"],
        )
    ]


def _list_open_lines(customer: str, product: str, state: State, context: Context) -> None:
    """List the pair's sale lines that were recorded since it was last asked for."""
    marker = listed_key(customer, product)
    listed = state.get(marker) or 0
    newest = listed
    for position, number, line in context.sales_of(customer, product, listed):
        newest = max(newest, position)
        record: Record | None = state.get(record_key_of("sales", number, line))
        if record is None or record.position != position:
            continue
        sale: Sale = record.body
        outstanding = less(sale.quantity, sale.returned)
        if Decimal(outstanding) > ZERO:
            state.put(open_key(sale, position), Open(number, line, sale.lot, outstanding))
    if newest > listed:
        state.put(marker, newest)


def _judge_line(data: dict[str, Any], number: str, line: int, sale: Sale, state: State) -> list[Breach]:
    for what, expected, got in (
        ("客户 customer_code", sale.customer, data["customer_code"]),
        ("产品 product_code", sale.product, data["product_code"]),
        ("批号 lot", sale.lot, data.get("lot")),
    ):
        if got is not None and expected and expected != got:
            return [OTHER_GOODS.broken(what=what, expected=expected, got=got)]
    serials = serials_of(data)
    if sale.serials:
        foreign = [one for one in serials if one not in sale.serials]
        if foreign:
            expected = ";".join(sale.serials)
            return [OTHER_GOODS.broken(what="序列号 serial", expected=expected, got=";".join(foreign))]
    else:
        for serial in serials:
            unit: Unit | None = state.get(unit_key(sale.product, serial))
            if unit is not None and unit.out:
                where = unit.out.replace(SEPARATOR, "/")
                return [
                    OTHER_GOODS.broken(what=f"序列号 serial {serial}", expected=where, got=f"{number}/{line}")
                ]
    if data["returned_on"] < sale.sold_on:
        return [
            RETURN_BEFORE_SALE.broken(returned_on=data["returned_on"], sale_no=number, sold_on=sale.sold_on)
        ]
    outstanding = Decimal(sale.quantity) - Decimal(sale.returned)
    twice = [one for one in serials if one in sale.returned_serials]
    if Decimal(data["quantity"]) > outstanding or twice:
        left = outstanding if not twice else outstanding - len(twice)
        return [
            TOO_MANY_BACK.broken(
                quantity=data["quantity"], sale_no=number, line=line, outstanding=plain(max(left, Decimal(0)))
            )
        ]
    return []
