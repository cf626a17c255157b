"""How each event changes the decision state: the one fold, run after a decision and when catching up.

Every function takes the state and the parts of one event; voided events are taken out again by
:func:`record_voided`, which undoes exactly what their own fold did.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger.deciding.targets import voided_records, voided_register
from ledger.events import catalogue
from ledger.events.base import Table
from ledger.names import compared_name, serials_of
from ledger.state import effects
from ledger.state.case_state import stage_recorded, stage_voided
from ledger.state.entries import (
    EMPTY_LOT,
    EMPTY_UNIT,
    CaseRecord,
    Lot,
    Open,
    Receipt,
    Record,
    Register,
    Return,
    Sale,
    Unit,
    Version,
    Voided,
)
from ledger.state.folds import folds_of, notify_folds
from ledger.state.indexes import adjust_count, record_first_sale, reindex
from ledger.state.keys import (
    listed_key,
    lot_key,
    name_key,
    open_key,
    record_key,
    record_key_of,
    register_key,
    unit_key,
)
from ledger.state.kinds import SEPARATOR
from ledger.state.quantities import ZERO, plain, total
from ledger.state.repository import State
from ledger.state.stock_moves import apply_move, consigned_line, move_elsewhere, returned_unsold


def fold(state: State, table: Table, event: dict[str, Any]) -> None:
    """Fold one event, given as its stored document, into the state."""
    if table.kind == "register":
        _registered(state, table, event)
    elif table.key == "voids":
        record_voided(state, table, event)
    elif table.kind == "case":
        stage_recorded(state, table, event)
    else:
        recorded(state, table, event["data"], event["position"], event["event_id"], event.get("replaces"))


def recorded(
    state: State, table: Table, data: dict[str, Any], position: int, event_id: str, replaces: str | None
) -> None:
    """Fold a fact."""
    key = record_key(table, data)
    before: Record | None = state.get(key)
    body: Any = None
    if table.key == "sales":
        body = _sold(state, data)
    elif table.key == "returns":
        body = _returned(state, data)
    elif table.key == "receipts":
        body = _received(state, data)
    else:
        adjust_count(state, table.key, data, 1)
        if folds_of(table.event):
            body = data
            notify_folds(state, table.event, data, data, 1)
    state.put(key, Record(position, event_id, replaces, before.voided if before else [], body))


def _sold(state: State, data: dict[str, Any]) -> Sale:
    product, lot = data["product_code"], data.get("lot", "")
    serials = serials_of(data)
    sale = Sale(data["sold_on"], data["customer_code"], product, lot, serials, data["quantity"], "0", [], [])
    key = lot_key(product, lot)
    accepted, whole, sold, restocked, expires, made, left = state.get(key) or EMPTY_LOT
    state.put(key, Lot(accepted, whole, total(sold, sale.quantity), restocked, expires, made, left))
    record_first_sale(state, "customer", sale.customer, sale.sold_on)
    record_first_sale(state, "product", product, sale.sold_on)
    if serials:
        place = f"{data['sale_no']}{SEPARATOR}{data['line']}"
        for serial in serials:
            _set_out(state, product, serial, place)
    return sale


def _set_out(state: State, product: str, serial: str, place: str) -> None:
    key = unit_key(product, serial)
    unit: Unit = state.get(key) or EMPTY_UNIT
    state.put(key, Unit(unit.accepted, place, unit.expires, unit.made, unit.place))


def _set_place(state: State, product: str, serial: str, place: str) -> None:
    key = unit_key(product, serial)
    unit: Unit = state.get(key) or EMPTY_UNIT
    if unit.place != place:
        state.put(key, unit._replace(place=place))


def _returned(state: State, data: dict[str, Any]) -> Return:
    place = f"{data['sale_no']}{SEPARATOR}{data['sale_line']}" if "sale_line" in data else ""
    back = Return(
        place,
        data["customer_code"],
        data["product_code"],
        data.get("lot", ""),
        serials_of(data),
        data["quantity"],
        data["disposition"] == "restocked",
        effects.after_return(data["disposition"]),
    )
    if effects.unsold(data):
        line, out = consigned_line(state, data) or ("", None)
        back = back._replace(consignment=line, source=out.status if out else effects.CONSIGNED)
    _apply_return(state, back, f"{data['return_no']}{SEPARATOR}{data['line']}", 1)
    return back


def _apply_return(state: State, back: Return, name: str, sign: int) -> None:
    if not back.sale:
        _apply_unsold(state, back, name, sign)
        return
    quantity = Decimal(back.quantity) * sign
    number, line = back.sale.rsplit(SEPARATOR, 1)
    key = record_key_of("sales", number, line)
    record: Record = state.get(key)
    sale: Sale = record.body
    returned = plain(Decimal(sale.returned) + quantity)
    if sign > 0:
        units = [*sale.returned_serials, *back.serials]
        names = [*sale.returns, name]
    else:
        units = [one for one in sale.returned_serials if one not in back.serials]
        names = [one for one in sale.returns if one != name]
    changed = Sale(*sale[:6], returned, units, names)
    state.put(key, Record(record.position, record.event_id, record.replaces, record.voided, changed))
    if record.position <= (state.get(listed_key(sale.customer, sale.product)) or 0):
        outstanding = Decimal(sale.quantity) - Decimal(returned)
        place = open_key(sale, record.position)
        listed = Open(number, int(line), sale.lot, plain(outstanding)) if outstanding > ZERO else None
        state.put(place, listed)
    for serial in back.serials:
        if serial in sale.serials:
            _set_out(state, back.product, serial, "" if sign > 0 else back.sale)
        _set_place(state, back.product, serial, "" if back.restocked or sign < 0 else back.status)
    if back.restocked:
        _add_to_lot(state, back.product, sale.lot, restocked=quantity)
    else:
        move_elsewhere(state, back.product, sale.lot, effects.CUSTOMER, back.status, quantity)


def _apply_unsold(state: State, back: Return, name: str, sign: int) -> None:
    """Let the unused goods of a consignment come back."""
    if not back.source:
        return
    for move in effects.each(back.product, back.lot, back.serials, back.quantity, back.source, back.status):
        apply_move(state, move, sign, back.consignment)
    number = name.split(SEPARATOR, 1)[0]
    returned_unsold(state, back.consignment, number, Decimal(back.quantity) * sign)


def _add_to_lot(
    state: State, product: str, lot: str, *, sold: Decimal = ZERO, restocked: Decimal = ZERO
) -> None:
    key = lot_key(product, lot)
    balance: Lot = state.get(key) or EMPTY_LOT
    state.put(
        key,
        Lot(
            balance.accepted,
            balance.whole,
            plain(Decimal(balance.sold) + sold),
            plain(Decimal(balance.restocked) + restocked),
            balance.expires,
            balance.made,
            balance.left,
        ),
    )


def _received(state: State, data: dict[str, Any]) -> Receipt:
    receipt = Receipt(
        data["product_code"],
        data.get("lot", ""),
        serials_of(data),
        data["accepted_quantity"],
        data["supplier_code"],
    )
    if data["quantity"] != receipt.accepted:
        rest, status = effects.left_over(data)
        if rest:
            receipt = receipt._replace(rest=plain(rest), status=status)
    _apply_receipt(state, receipt, data.get("expiry_date"), data.get("production_date"), 1)
    return receipt


def _apply_receipt(state: State, receipt: Receipt, expires: str | None, made: str | None, sign: int) -> None:
    accepted = Decimal(receipt.accepted)
    by_unit = bool(receipt.serials) and accepted == len(receipt.serials)
    key = lot_key(receipt.product, receipt.lot)
    balance: Lot = state.get(key) or EMPTY_LOT
    whole = Decimal(balance.whole) + (ZERO if by_unit else accepted * sign)
    state.put(
        key,
        Lot(
            plain(Decimal(balance.accepted) + accepted * sign),
            plain(whole),
            balance.sold,
            balance.restocked,
            expires or balance.expires,
            made or balance.made,
            balance.left,
        ),
    )
    if receipt.status:
        rest = Decimal(receipt.rest) * sign
        move_elsewhere(state, receipt.product, receipt.lot, effects.OUTSIDE, receipt.status, rest)
    for serial in receipt.serials:
        place = unit_key(receipt.product, serial)
        unit: Unit = state.get(place) or EMPTY_UNIT
        often = unit.accepted + (sign if by_unit else 0)
        where = "" if by_unit and accepted and sign > 0 else unit.place
        state.put(place, Unit(often, unit.out, expires or unit.expires, made or unit.made, where))


def _registered(state: State, table: Table, event: dict[str, Any]) -> None:
    data = event["data"]
    code = SEPARATOR.join(str(data.get(one, "")) for one in table.identity)
    key = register_key(table.key, code)
    register: Register | None = state.get(key)
    versions = list(register.versions) if register else []
    versions.append(
        Version(
            event["event_time"] or "",
            event["position"],
            event["event_id"],
            event.get("replaces"),
            False,
            data,
            event.get("note"),
        )
    )
    state.put(key, Register(versions))
    _learn_names(state, table, code, versions)
    adjust_count(state, table.key, data, 1)
    reindex(state, table.key, code, versions)


def _learn_names(state: State, table: Table, code: str, versions: list[Version]) -> None:
    standing = {compared_name(one.data["name"]) for one in versions if not one.voided and "name" in one.data}
    for name in {compared_name(one.data["name"]) for one in versions if "name" in one.data}:
        key = name_key(table.key, name)
        codes = set(state.get(key) or ())
        changed = codes | {code} if name in standing else codes - {code}
        if changed != codes:
            state.put(key, sorted(changed) or None)


def record_voided(state: State, table: Table, event: dict[str, Any]) -> None:
    """Take voided events out of the state, and remember the void under its own identity."""
    data, voided = event["data"], frozenset(event["struck"])
    if found := voided_register(state, data):
        _void_version(state, data["record_table"], *found, voided)
    else:
        for key, record in voided_records(state, data):
            if record.position in voided:
                _void_record(state, key, record)
    key = record_key(table, data)
    before: Record | None = state.get(key)
    voids = [*(before.body if before else ()), event["event_id"]]
    state.put(key, Record(event["position"], event["event_id"], event.get("replaces"), [], voids))


def _void_version(state: State, table: str, code: str, register: Register, voided: frozenset[int]) -> None:
    versions = [
        Version(one.since, one.position, one.event_id, one.replaces, True, one.data, one.note)
        if one.position in voided
        else one
        for one in register.versions
    ]
    state.put(register_key(table, code), Register(versions))
    _learn_names(state, catalogue.table(table), code, versions)
    for one in versions:
        if one.position in voided:
            adjust_count(state, table, one.data, -1)
    reindex(state, table, code, versions)


def _void_record(state: State, key: str, record: Record) -> None:
    name = key.split(SEPARATOR, 2)[2]
    body = record.body
    if isinstance(body, CaseRecord):
        stage_voided(state, key, record)
        return
    if isinstance(body, Sale):
        _add_to_lot(state, body.product, body.lot, sold=-Decimal(body.quantity))
        for serial in body.serials:
            _set_out(state, body.product, serial, "")
        if record.position <= (state.get(listed_key(body.customer, body.product)) or 0):
            state.put(open_key(body, record.position), None)
    elif isinstance(body, Return):
        _apply_return(state, body, name, -1)
    elif isinstance(body, Receipt):
        _apply_receipt(state, body, None, None, -1)
    else:
        voided = catalogue.table(key.split(SEPARATOR, 2)[1])
        adjust_count(state, voided.key, body or {}, -1)
        if body is not None:
            notify_folds(state, voided.event, body, body, -1)
    gone = Voided(record.event_id, record.replaces, record.position)
    state.put(key, Record(0, "", None, [*record.voided, gone], None))
