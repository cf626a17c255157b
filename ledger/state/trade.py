"""How sales, receipts and returns change what decisions know of goods, and how a void takes that away again.

There are so many of them that each touches as few entries as can be: the balance of its lot, its units, and
the line that it belongs to. What else moves goods is folded by :mod:`ledger.state.stock_moves`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from ledger.names import serials_of
from ledger.state import effects, lots, stays
from ledger.state.brought_back import bring
from ledger.state.days import number
from ledger.state.entries import EMPTY_LOT, EMPTY_UNIT, Receipt, Return, Sale, Unit
from ledger.state.holdings import SALES, count_back, holder, holding, name_of
from ledger.state.indexes import record_first_sale
from ledger.state.keys import listed_key, open_key, returns_of_case_key, unit_key
from ledger.state.kinds import SEPARATOR
from ledger.state.quantities import ZERO, plain
from ledger.state.repository import State
from ledger.state.stock_moves import (
    apply_move,
    come_whole,
    consigned_line,
    move_elsewhere,
    return_sent,
    returned_unsold,
    sent_again,
)

_SOLD: Final = SALES + SEPARATOR


def sold(state: State, data: dict[str, Any]) -> Sale:
    """Fold a sale line."""
    product, lot, day = data["product_code"], data.get("lot", ""), data["sold_on"]
    serials, quantity = serials_of(data), data["quantity"]
    # they count where no receipt states any, or none does any longer
    expires = data.get("expiry_date") if lot else None
    made = data.get("production_date") if lot else None
    lots.sold(state, (product, lot), day, number(quantity), (expires, made), 1)
    customer = data["customer_code"]
    record_first_sale(state, "customer", customer, day)
    record_first_sale(state, "product", product, day)
    if serials:
        name = f"{_SOLD}{data['sale_no']}{SEPARATOR}{data['line']}"
        for serial in serials:
            _put_unit(state, product, serial, stays.begun, effects.CUSTOMER, day, name)
    return Sale(day, customer, product, lot, serials, quantity, "0", [], [], expires, made)


def sale_voided(state: State, name: str, sale: Sale, position: int) -> None:
    """Take a sale line away again."""
    stated = sale.expires, sale.made
    lots.sold(state, (sale.product, sale.lot), sale.sold_on, number(sale.quantity), stated, -1)
    _undo(state, sale.product, sale.serials, name)
    if position <= (state.get(listed_key(sale.customer, sale.product)) or 0):
        state.put(open_key(sale, position), None)


def returned(state: State, data: dict[str, Any]) -> Return:
    """Fold a return line."""
    back = Return(
        "",
        data["customer_code"],
        data["product_code"],
        data.get("lot", ""),
        serials_of(data),
        data["quantity"],
        data["disposition"] == "restocked",
        effects.after_return(data["disposition"]),
        day=data["returned_on"],
        case=data.get("return_case_no", ""),
        expires=data.get("expiry_date"),
        made=data.get("production_date"),
    )
    if effects.unsold(data):
        line, out = consigned_line(state, data) or ("", None)
        back = back._replace(consignment=line, source=out.status if out else effects.CONSIGNED)
    elif (found := holder(state, data)) is not None:
        back = back._replace(sale=found.name)
    name = _return_name(data)
    _apply_return(state, back, name, 1)
    _send_on(state, back, name, 1)
    lots.say(state, back.product, back.lot, back.expires, back.made, 1)
    _note_case(state, back.case, name, 1)
    return back


def return_voided(state: State, name: str, back: Return) -> None:
    """Take a return line away again."""
    _apply_return(state, back, name, -1)
    _send_on(state, back, name, -1)
    lots.say(state, back.product, back.lot, back.expires, back.made, -1)
    _note_case(state, back.case, name, -1)


def _send_on(state: State, back: Return, name: str, sign: int) -> None:
    """Say what a return brings to wait or sends to the supplier itself, and let its papers move the units."""
    row = {"return_no": name.split(SEPARATOR)[1], "product_code": back.product}
    if back.status != effects.SALEABLE:
        bring(state, row | {"lot": back.lot}, back.day, number(back.quantity) * sign)
    if back.status == effects.SENT_BACK:
        said = {"lot": back.lot, "serial": ";".join(back.serials), "quantity": back.quantity}
        return_sent(state, row | said, name, back.day, sign)
    elif back.status == effects.QUARANTINED and back.serials and sign > 0:
        sent_again(state, row, back.serials)


def _note_case(state: State, case: str, name: str, sign: int) -> None:
    """Note which return lines a return case has led to."""
    if case:
        key = returns_of_case_key(case)
        others = [one for one in state.get(key) or () if one != name]
        state.put(key, ([*others, name] if sign > 0 else others) or None)


def _return_name(data: dict[str, Any]) -> str:
    return f"returns{SEPARATOR}{data['return_no']}{SEPARATOR}{data['line']}"


def _apply_return(state: State, back: Return, name: str, sign: int) -> None:
    found = holding(state, back.sale) if back.sale else None
    if found is None:
        _apply_unsold(state, back, name, sign)
        return
    quantity = Decimal(back.quantity) * sign
    count_back(state, found, back.serials, Decimal(back.quantity), name, sign)
    for serial in back.serials:
        if sign < 0:
            _put_unit(state, back.product, serial, stays.undone, name)
            continue
        _put_unit(
            state, back.product, serial, stays.ended, effects.CUSTOMER, back.day, name, begun_by=found.name
        )
        _put_unit(state, back.product, serial, stays.begun, back.status, back.day, name)
    lot = found.line.lot
    if back.restocked:
        lots.moved(state, back.product, lot, back.day, quantity)
    else:
        move_elsewhere(state, back.product, lot, effects.CUSTOMER, back.status, back.day, quantity)
        if not back.serials:
            come_whole(state, back.product, lot, back.status, back.day, quantity)


def _apply_unsold(state: State, back: Return, name: str, sign: int) -> None:
    """Let the unused goods of a consignment come back."""
    if not back.source:
        return
    for move in effects.each(back.product, back.lot, back.serials, back.quantity, back.source, back.status):
        apply_move(state, move, back.day, name, sign)
    number_of_return = name.split(SEPARATOR)[1]
    returned_unsold(state, back.consignment, number_of_return, Decimal(back.quantity) * sign)


def received(state: State, data: dict[str, Any]) -> Receipt:
    """Fold a receipt line."""
    receipt = Receipt(
        data["product_code"],
        data.get("lot", ""),
        serials_of(data),
        data["accepted_quantity"],
        data["supplier_code"],
        day=data.get("accepted_on", data["received_on"]),
        expires=data.get("expiry_date"),
        made=data.get("production_date"),
    )
    if data["quantity"] != receipt.accepted:
        rest, status = effects.left_over(data)
        if rest:
            receipt = receipt._replace(rest=plain(rest), status=status)
    _apply_receipt(state, receipt, name_of("receipts", data["receipt_no"], data["line"]), 1)
    return receipt


def receipt_voided(state: State, name: str, receipt: Receipt) -> None:
    """Take a receipt line away again."""
    _apply_receipt(state, receipt, name, -1)


def _apply_receipt(state: State, receipt: Receipt, name: str, sign: int) -> None:
    accepted, day = Decimal(receipt.accepted), receipt.day
    by_unit = bool(receipt.serials) and accepted == len(receipt.serials)
    balance = state.lot(receipt.product, receipt.lot) or EMPTY_LOT
    whole = Decimal(balance.whole) + (ZERO if by_unit else accepted * sign)
    balance = balance._replace(
        whole=plain(whole),
        expires=lots.stated(balance.expires, receipt.expires, sign),
        made=lots.stated(balance.made, receipt.made, sign),
    )
    lots.accepted(state, receipt.product, receipt.lot, balance, day, number(receipt.accepted) * sign)
    if receipt.status:
        _leave_over(state, receipt, name, sign)
    for serial in receipt.serials:
        place = unit_key(receipt.product, serial)
        unit: Unit = state.get(place) or EMPTY_UNIT
        state.put(place, _accepted(unit, receipt, sign) if by_unit else _dated(unit, receipt, sign))


def _leave_over(state: State, receipt: Receipt, name: str, sign: int) -> None:
    """Count what a receipt neither accepted nor refused; of units, say where they are."""
    product, lot, status, day = receipt.product, receipt.lot, receipt.status, receipt.day
    rest = Decimal(receipt.rest) * sign
    move_elsewhere(state, product, lot, effects.OUTSIDE, status, day, rest)
    if abs(rest) != len(receipt.serials):
        come_whole(state, product, lot, status, day, rest)
        return
    for serial in receipt.serials:
        if sign < 0:
            _put_unit(state, product, serial, stays.undone, name)
        else:
            _put_unit(state, product, serial, stays.begun, status, day, name)


def _accepted(unit: Unit, receipt: Receipt, sign: int) -> Unit:
    """Return a unit that a receipt accepted, or accepted no longer (`sign` -1)."""
    unit = _dated(unit, receipt, sign)
    if not Decimal(receipt.accepted):
        return unit
    if sign > 0:
        return unit._replace(accepted=sorted([*unit.accepted, receipt.day]))
    rest = list(unit.accepted)
    rest.remove(receipt.day)
    return unit._replace(accepted=rest)


def _dated(unit: Unit, receipt: Receipt, sign: int) -> Unit:
    return unit._replace(
        expires=lots.stated(unit.expires, receipt.expires, sign),
        made=lots.stated(unit.made, receipt.made, sign),
        lots=lots.stated(unit.lots, receipt.lot or None, sign),
    )


def _undo(state: State, product: str, serials: list[str], name: str) -> None:
    for serial in serials:
        _put_unit(state, product, serial, stays.undone, name)


def _put_unit(state: State, product: str, serial: str, change: Any, *how: Any, **named: Any) -> None:
    key = unit_key(product, serial)
    unit: Unit = state.get(key) or EMPTY_UNIT
    state.put(key, change(unit, *how, **named))
