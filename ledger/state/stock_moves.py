"""How moves of goods change what decisions know of the stock.

Sales, receipts and returns are folded by :mod:`ledger.state.fold`, quickly, because there are so many. All
else that moves goods comes here: what it moves is asked of :mod:`ledger.state.effects`, as the
tables do, so that a decision and an answer see the same stock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from ledger.events import catalogue
from ledger.state import brought_back, effects, loaners, lots, sent_back, stays
from ledger.state.days import Days, Number, changed, lowest, number, until
from ledger.state.effects import CUSTOMER, SALEABLE, SENT_BACK, Data, Move, Moves
from ledger.state.entries import EMPTY_LOT, EMPTY_UNIT, Consigned, Record, Sale
from ledger.state.holdings import (
    count_back,
    hand_over,
    holder,
    last_name,
    name_of,
    next_name,
    take_over,
    taken_back_by,
)
from ledger.state.keys import consigned_key, consigned_prefix, elsewhere_key, record_key_of
from ledger.state.kinds import CONSIGNED
from ledger.state.quantities import ZERO, plain
from ledger.state.repository import State
from ledger.state.sent_back import Sent, SentLine
from ledger.when import LAST_DAY, day_part

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

_WHOLE: Final = "whole "  # before a status: what came into it without serials


def stock_folded(state: State, event_type: str, data: Data, merged: Data, sign: int) -> None:
    """Fold what an event moves, or take it back (`sign` -1)."""
    name, day = stock_name(event_type, data), day_of(event_type, data)
    if event_type in _CONSIGNING:
        key = consigned_key(data["consignment_no"], data["line"])
        if event_type == "goods_consigned_out":
            state.put(key, _sent_out(merged) if sign > 0 else None)
            lots.say(state, data["product_code"], data.get("lot", ""), data.get("expiry_date"), None, sign)
        elif (out := state.get(key)) is not None:
            state.put(key, _counted(out, event_type, data, merged, sign))
    elif event_type == loaners.RETURNED:
        merged = loaners.merged(merged, _stages(state, data))
    if brought_back.takes(event_type, data):
        brought_back.take(state, data, day, name, sign)
    moved = effects.moves(event_type, data, merged)
    if effects.carries_out_return(event_type, data):
        paper_folded(state, data, moved, day, name, sign)
        return
    for move in moved:
        apply_move(state, move, day, name, sign)
    _count_held(state, moved, merged | data, day, name, sign)


def paper_folded(state: State, data: Data, moved: Moves, day: str, name: str, sign: int) -> None:
    """Fold a paper that takes what a return brought out of quarantine, or take it back (`sign` -1).

    What the return itself has sent leaves nothing any more (:mod:`ledger.state.sent_back`).
    """
    key = sent_back.sent_key(data["return_no"], data["product_code"])
    known = sent_back.sent(state, key)
    line = sent_back.line_of(name, day, data)
    for move in moved:
        apply_move(state, move, day, name, sign)
    _tell(state, key, known, known.with_paper(line) if sign > 0 else known.without(name), line, data)


def return_sent(state: State, data: Data, name: str, day: str, sign: int) -> None:
    """Fold that a return sent its goods to the supplier, or take that back (`sign` -1)."""
    key = sent_back.sent_key(data["return_no"], data["product_code"])
    known = sent_back.sent(state, key)
    line = sent_back.line_of(name, day, data)
    _tell(state, key, known, known.with_return(line) if sign > 0 else known.without(name), line, data)


def _tell(state: State, key: str, before: Sent, after: Sent, line: SentLine, data: Data) -> None:
    """Keep what a return and its papers tell with a line or without it, and what follows for the goods."""
    product = data["product_code"]
    sent_back.keep(state, key, after)
    old, new = (sent_back.told_twice(lines.about(line)) for lines in (before, after))
    for told, sign in ((old, -1), (new, 1)):
        for part, days in told.items():
            for day, change in days:
                back = number(change) * sign
                move_elsewhere(state, product, part.lot, SENT_BACK, effects.QUARANTINED, day, back)
    _send_units(state, product, after.about(line), line.serial.split(";") if line.serial else [])


def sent_again(state: State, data: Data, serials: list[str]) -> None:
    """Let the papers that were known before units came back move them from where they are now."""
    known = sent_back.sent(state, sent_back.sent_key(data["return_no"], data["product_code"]))
    if known.papers:
        _send_units(state, data["product_code"], known, serials)


def _send_units(state: State, product: str, lines: Sent, serials: list[str]) -> None:
    """Let units go where the papers that name them say, in order, from where their return has put them."""
    told = sent_back.told_twice(lines)
    by_unit: dict[str, list[tuple[SentLine, bool]]] = {serial: [] for serial in serials}
    for paper in lines.papers:
        for (lot, serial), _ in paper.parts():
            if serial in by_unit:
                moves = sent_back.PaperPart(paper.name, lot, serial) not in told
                by_unit[serial].append((paper, moves))
    for serial, papers in by_unit.items():
        unit = state.unit(product, serial) or EMPTY_UNIT
        before = {stay.name: stay for stay in unit.stays}
        for paper, _ in papers:
            unit = stays.undone(unit, paper.name)
        for paper, moves in papers:
            day, name = paper.day, paper.name
            target = SENT_BACK if sent_back.is_disposal(paper) else effects.NONCONFORMING
            source = effects.QUARANTINED if moves else SENT_BACK
            if source != target:
                unit = stays.ended(unit, source, day, name)
                unit = stays.begun_as_before(unit, target, day, name, before.get(name))
        state.put_unit(product, serial, unit)


def day_of(event_type: str, data: Data) -> str:
    """Return the business day of what moves goods; of what tells none, the last day there is."""
    table = catalogue.table_of(event_type)
    if table.kind == "case":
        when = table.stage(event_type).time_in(data)
    else:
        when = next((data[column] for column in table.event_time if column in data), None)
    return LAST_DAY if when is None else day_part(when)


def stock_name(event_type: str, data: Mapping[str, Any]) -> str:
    """Return the name under which an event moves goods: table (of a case, event type), number and line."""
    table = catalogue.table_of(event_type)
    what = event_type if table.kind == "case" else table.key
    return name_of(what, *(data[column] for column in table.identity))


def _stages(state: State, data: Data) -> list[tuple[str, Data]]:
    """Return the stages of a repair of which the newest is told of."""
    record: Record = state.get(record_key_of("repairs", data["repair_no"]))
    return [(step.type, step.data) for step in record.body.steps]


def apply_move(state: State, move: Move, day: str, name: str, sign: int) -> None:
    """Let some goods leave one status for another on a day, or let it be as if they had not (`sign` -1).

    Args:
        state: What decisions know.
        move: Which goods, from where to where.
        day: Business day.
        name: Of the event that moves them.
        sign: 1 or -1.
    """
    quantity = Decimal(move.quantity) * sign
    if SALEABLE in {move.source, move.target}:
        lots.moved(state, move.product, move.lot, day, quantity if move.target == SALEABLE else -quantity)
    move_elsewhere(state, move.product, move.lot, move.source, move.target, day, quantity)
    if not move.serial:
        come_whole(state, move.product, move.lot, move.target, day, quantity)
    else:
        _move_unit(state, move, day, name, sign)


def move_elsewhere(
    state: State, product: str, lot: str, source: str, target: str, day: str, quantity: Number
) -> None:
    """Count goods of a lot that leave one of the statuses beside `saleable` for another on a day."""
    changes = {
        status: change for status, change in ((source, -quantity), (target, quantity)) if status in _KEPT
    }
    if not changes:
        return
    key = elsewhere_key(product, lot)
    found: dict[str, Days] = dict(state.get(key) or {})
    for status, change in changes.items():
        found[status] = changed(found.get(status, []), day, change)
    state.put(key, {status: days for status, days in sorted(found.items()) if days} or None)


def come_whole(state: State, product: str, lot: str, target: str, day: str, quantity: Decimal) -> None:
    """Count goods of a lot that came into a status beside `saleable` without serials."""
    if target in _KEPT and quantity:
        key = elsewhere_key(product, lot)
        found: dict[str, Days] = dict(state.get(key) or {})
        days = changed(found.get(_WHOLE + target, []), day, quantity)
        found = {status: one for status, one in found.items() if status != _WHOLE + target}
        state.put(key, dict(sorted((found | ({_WHOLE + target: days} if days else {})).items())) or None)


def came_whole(state: State, product: str, lot: str, status: str, day: str) -> bool:
    """Return whether goods of a lot of unknown units had come into a status by a day."""
    return until(state.elsewhere(product, lot).get(_WHOLE + status, []), day) > 0


def _move_unit(state: State, move: Move, day: str, name: str, sign: int) -> None:
    unit = state.unit(move.product, move.serial) or EMPTY_UNIT
    if sign < 0:
        unit = stays.undone(unit, name)
    else:
        unit = stays.begun(stays.ended(unit, move.source, day, name), move.target, day, name)
    state.put_unit(move.product, move.serial, unit)


def _count_held(state: State, moved: Moves, row: Data, day: str, name: str, sign: int) -> None:
    """Count what goods an event takes from a customer, and what it hands over without a sale."""
    customer = row.get("customer_code")
    if customer is None:
        return
    for goods, serials, quantity in _sums(moved, "source"):
        taken = {**_described(goods, serials, quantity), "customer_code": customer, "returned_on": day}
        taken |= {key: row[key] for key in ("sale_no", "sale_line") if key in row}
        found = holder(state, taken) if sign > 0 else taken_back_by(state, taken, name)
        if found is not None:
            count_back(state, found, serials, quantity, name, sign)
    for (product, lot), serials, quantity in _sums(moved, "target"):
        if sign < 0:
            take_over(state, last_name(state, name))
        else:
            given = Sale(day, customer, product, lot, serials, plain(quantity), "0", [], [])
            hand_over(state, next_name(state, name), given)


def _described(goods: tuple[str, str], serials: list[str], quantity: Decimal) -> Data:
    product, lot = goods
    row = {"product_code": product, "quantity": plain(quantity), "lot": lot, "serial": ";".join(serials)}
    return {key: value for key, value in row.items() if value}


def _sums(moved: Moves, end: str) -> list[tuple[tuple[str, str], list[str], Decimal]]:
    """Return what leaves a customer (`source`), or comes to one (`target`): goods, serials, quantity."""
    goods: dict[tuple[str, str], list[Move]] = defaultdict(list)
    for move in moved:
        if getattr(move, end) == CUSTOMER:
            goods[move.product, move.lot].append(move)
    return [
        (key, [one.serial for one in some if one.serial], sum((Decimal(one.quantity) for one in some), ZERO))
        for key, some in goods.items()
    ]


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


def in_stock(state: State, product: str, lot: str, status: str, day: str = LAST_DAY) -> Number:
    """Return how much of a lot stands in a status on a day and can leave without lacking on a later one."""
    if status == SALEABLE:
        return lots.least(state, product, lot, state.lot(product, lot) or EMPTY_LOT, day)[0]
    days = state.elsewhere(product, lot).get(status, [])
    return lowest(days, day, until(days, LAST_DAY))[0]
