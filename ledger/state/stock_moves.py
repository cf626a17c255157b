"""How moves of goods change what decisions know of the stock.

Sales, receipts and returns are folded by :mod:`ledger.state.fold`, quickly, because there are so many. All
else that moves goods comes here: what it moves is asked of :mod:`ledger.state.effects`, as the
tables do, so that a decision and an answer see the same stock.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from ledger.state import effects, loaners
from ledger.state.effects import CUSTOMER, SALEABLE, Data, Move
from ledger.state.entries import EMPTY_LOT, EMPTY_UNIT, Consigned, Lot, Record, Unit
from ledger.state.keys import consigned_key, consigned_prefix, elsewhere_key, lot_key, record_key_of, unit_key
from ledger.state.kinds import CONSIGNED, SEPARATOR
from ledger.state.quantities import ZERO, plain
from ledger.state.repository import State

EVENTS: Final = effects.MOVING - {"goods_sold", "goods_received", "goods_returned"}
# Statuses of which a decision must know how much is there.
_KEPT = frozenset(
    {
        effects.AWAITING,
        effects.QUARANTINED,
        effects.NONCONFORMING,
        effects.CONSIGNED,
        effects.ON_LOAN,
        effects.IN_REPAIR,
    }
)


def stock_folded(state: State, event_type: str, data: Data, merged: Data, sign: int) -> None:
    """Fold what an event moves, or take it back (`sign` -1)."""
    place = ""
    if event_type in _CONSIGNING:
        key = consigned_key(data["consignment_no"], data["line"])
        if event_type == "goods_consigned_out":
            state.put(key, _sent_out(merged) if sign > 0 else None)
        elif (out := state.get(key)) is not None:
            state.put(key, _counted(out, event_type, data, merged, sign))
        place = key[2:]
    elif event_type == loaners.RETURNED:
        merged = loaners.merged(merged, _stages(state, data))
    for move in effects.moves(event_type, data, merged):
        apply_move(state, move, sign, place)


def _stages(state: State, data: Data) -> list[tuple[str, Data]]:
    """Return the stages of a repair of which the newest is told of."""
    record: Record = state.get(record_key_of("repairs", data["repair_no"]))
    return [(step.type, step.data) for step in record.body.steps]


def apply_move(state: State, move: Move, sign: int, place: str = "") -> None:
    """Let some goods leave one status for another, or go back (`sign` -1).

    Args:
        state: What decisions know.
        move: Which goods, from where to where.
        sign: 1 or -1.
        place: On which consignment line the goods are, if they are sent out on one.
    """
    source, target = (move.source, move.target) if sign > 0 else (move.target, move.source)
    quantity = Decimal(move.quantity)
    if SALEABLE in {source, target}:
        key = lot_key(move.product, move.lot)
        lot: Lot = state.get(key) or EMPTY_LOT
        left = Decimal(lot.left) + (quantity if source == SALEABLE else -quantity)
        state.put(key, lot._replace(left=plain(left)))
    move_elsewhere(state, move.product, move.lot, source, target, quantity)
    if move.serial:
        _place(state, move, target, place)


def move_elsewhere(state: State, product: str, lot: str, source: str, target: str, quantity: Decimal) -> None:
    """Count goods of a lot that leave one of the statuses beside `saleable` for another."""
    changes = {
        status: change for status, change in ((source, -quantity), (target, quantity)) if status in _KEPT
    }
    if not changes:
        return
    key = elsewhere_key(product, lot)
    found: dict[str, str] = dict(state.get(key) or {})
    for status, change in changes.items():
        found[status] = plain(Decimal(found.get(status, "0")) + change)
    state.put(key, {status: left for status, left in sorted(found.items()) if left != "0"} or None)


def _place(state: State, move: Move, target: str, place: str) -> None:
    """Note where one unit is now: nothing where it may be sold, or is out on a sale."""
    key = unit_key(move.product, move.serial)
    unit: Unit = state.get(key) or EMPTY_UNIT
    if target == SALEABLE or (target == CUSTOMER and unit.out):
        status = ""
    elif target in {effects.CONSIGNED, effects.ON_LOAN}:
        status = SEPARATOR.join((target, place)) if place else target
    else:
        status = target
    state.put(key, unit._replace(place=status))


_CONSIGNING = frozenset({"goods_consigned_out", "consignment_use_confirmed", "consignment_unused_returned"})


def _sent_out(row: Data) -> Consigned:
    goods = (row["product_code"], row.get("lot", ""), row.get("serial", ""))
    return Consigned(*goods, effects.out_status(row), row["quantity"], "0", "0", {}, {})


def _counted(out: Consigned, event_type: str, data: Data, merged: Data, sign: int) -> Consigned:
    if event_type == "consignment_use_confirmed":
        used = Decimal(data.get("used_quantity") or merged["quantity"]) * sign
        return out._replace(used=plain(Decimal(out.used) + used))
    back = Decimal(data.get("unused_quantity") or merged["quantity"]) * sign
    if "return_no" not in data:
        return out._replace(back=plain(Decimal(out.back) + back))
    return out._replace(stages=_added(out.stages, data["return_no"], back))


def returned_unsold(state: State, line: str, return_no: str, quantity: Decimal) -> None:
    """Count what a return line brought back of a consignment line (below zero: take it back)."""
    key = CONSIGNED.key(line)
    out: Consigned | None = state.get(key)
    if out is not None:
        state.put(key, out._replace(rows=_added(out.rows, return_no, quantity)))


def _added(counted: dict[str, str], number: str, quantity: Decimal) -> dict[str, str]:
    total = plain(Decimal(counted.get(number, "0")) + quantity)
    return {key: value for key, value in {**counted, number: total}.items() if value != "0"}


def still_out(out: Consigned) -> Decimal:
    """Return how much of a consignment line was neither used nor brought back.

    A return row and the stage that names it tell of the same goods: they count once.
    """
    numbers = out.rows.keys() | out.stages.keys()
    back = sum(
        (max(Decimal(out.rows.get(one, "0")), Decimal(out.stages.get(one, "0"))) for one in numbers), ZERO
    )
    return Decimal(out.quantity) - Decimal(out.used) - Decimal(out.back) - back


def consigned_line(state: State, data: Data) -> tuple[str, Consigned] | None:
    """Return the consignment line whose unused goods come back: one that has enough of them out, else any."""
    number = data.get("consignment_no")
    if number is None:
        return None
    fitting = [(key[2:], out) for key, out in state.scan(consigned_prefix(number)) if _same_goods(out, data)]
    enough = [one for one in fitting if still_out(one[1]) >= Decimal(data["quantity"])]
    return next(iter([*enough, *fitting]), None)


def _same_goods(out: Consigned, data: dict[str, Any]) -> bool:
    if out.product != data["product_code"]:
        return False
    if out.lot and data.get("lot", out.lot) != out.lot:
        return False
    return not out.serial or set(data.get("serial", out.serial).split(";")) <= set(out.serial.split(";"))


def in_stock(state: State, product: str, lot: str, status: str) -> Decimal:
    """Return how much of a lot stands in a status now."""
    if status == SALEABLE:
        one: Lot = state.get(lot_key(product, lot)) or EMPTY_LOT
        return Decimal(one.accepted) - Decimal(one.sold) + Decimal(one.restocked) - Decimal(one.left)
    return Decimal((state.get(elsewhere_key(product, lot)) or {}).get(status, "0"))
