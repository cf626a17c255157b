"""Deciding on what leaves the stock otherwise than by a sale, and on consigned goods that come back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ledger.deciding.goods import STATUS_ZH
from ledger.deciding.rule import Breach, Rule
from ledger.deciding.situation import Situation
from ledger.deciding.units import judge_unit_lots
from ledger.state import brought_back, sent_back
from ledger.state.days import Days, Number, changed, number, until
from ledger.state.effects import CUSTOMER, SALEABLE, Move, carries_out_return, is_used_up, moves
from ledger.state.entries import Consigned, Unit
from ledger.state.kinds import SEPARATOR
from ledger.state.quantities import ZERO, plain
from ledger.state.repository import State
from ledger.state.stays import gone, is_in
from ledger.state.stock_moves import came_whole, consigned_line, in_stock, still_out, stock_name
from ledger.subjects.stock.stock_rules import (
    GOODS_UNACCOUNTED,
    MORE_THAN_BROUGHT,
    MORE_THAN_CONSIGNED,
    MORE_THAN_STOCK,
    NEVER_THERE,
)
from ledger.when import LAST_DAY

# What leaves these is judged by its consignment, or by the line under which the customer holds it; or it was
# never ours.
_NOT_OURS: Final = frozenset({"consigned", "on_loan", CUSTOMER, "outside", "refused"})
_FOR_GOOD: Final = frozenset({"goods_disposed", "unit_exchanged"})
NOTHING_TOLD: Final[Mapping[str, Days]] = MappingProxyType({})
_FOUND: Final = frozenset({"stock_counted", "nonconformity_found"})  # tell what somebody saw there


def judge_stock_moved(s: Situation) -> Iterator[Breach]:
    """Judge a fact, or a stage of a case, that takes goods out of the stock."""
    moved = moves(s.event, s.command.data, dict(s.row))
    told: dict[str, Days] = {}
    if carries_out_return(s.event, s.command.data):
        moved, told = _beyond_return(moved, s)
    lacking = judge_moves(moved, s, told)
    yield from lacking or _judge_of_return(s)
    yield from judge_never_there(moved, s)


def _judge_of_return(s: Situation) -> Iterator[Breach]:
    """Judge whether a paper takes no more of a return than it brought and earlier papers have left."""
    data, day = s.command.data, s.day or LAST_DAY
    if not brought_back.takes(s.event, data) or not any(
        record.position for _, record in s.state.lines("returns", data["return_no"])
    ):
        return
    known = brought_back.brought(s.state, data)
    if "lot" not in data and not known.came:
        return  # which lot of the return is meant nobody says
    left = known.left(day, stock_name(s.event, data))
    if number(data["quantity"]) > left:
        yield MORE_THAN_BROUGHT.broken(
            return_no=data["return_no"],
            product_code=data["product_code"],
            lot=data.get("lot", "—"),
            available=plain(max(ZERO, Decimal(left))),
            quantity=data["quantity"],
        )


def _beyond_return(moved: tuple[Move, ...], s: Situation) -> tuple[tuple[Move, ...], dict[str, Days]]:
    """Return what a paper moves that its return has not sent itself, and what it has sent of other goods.

    Units that the return sent by that day are left out; of what a line tells by quantity alone, it is told
    for each lot by how much less it takes out of quarantine.
    """
    data, day = s.command.data, s.day or LAST_DAY
    known = sent_back.sent(s.state, sent_back.sent_key(data["return_no"], data["product_code"]))
    line = sent_back.line_of(stock_name(s.event, data), day, data)
    old, new = sent_back.told_twice(known), sent_back.told_twice(known.with_paper(line))
    units = {
        part[1:] for part, days in new.items() if part.name == line.name and part.serial and until(days, day)
    }
    told: dict[str, Days] = {}
    for days_of, sign in ((old, -1), (new, 1)):
        for part, days in days_of.items():
            if not part.serial:
                for one, change in days:
                    told[part.lot] = changed(told.get(part.lot, []), one, number(change) * sign)
    return tuple(move for move in moved if (move.lot, move.serial) not in units), told


def judge_never_there(moved: tuple[Move, ...], s: Situation) -> Iterator[Breach]:
    """Refuse on import what contradicts the records, whatever may still become known (interface rule 14).

    That is what an exchange or a disposal takes from where nothing of the kind ever was, and a unit that is
    with a customer on that day, or has left us for good. Live, the rule on the stock refuses both already;
    and of rows that are recorded together with others, it is seen when all are there.
    """
    if s.live or s.context.together or s.event in _FOUND:
        return
    day = s.day or LAST_DAY
    wholly = s.event in _FOR_GOOD and not carries_out_return(s.event, s.command.data)
    for move in moved:
        if move.source in _NOT_OURS:
            continue
        unit = s.state.unit(move.product, move.serial) if move.serial else None
        if _is_never_there(move, unit, day, s.state) if wholly else _is_sold(move, unit, day):
            yield _lacking(NEVER_THERE, move, 0, move.serial, day=day)


def _is_never_there(move: Move, unit: Unit | None, day: str, state: State) -> bool:
    if move.serial:
        return _missing(move, unit, day, state)
    if move.source != SALEABLE:
        if came_whole(state, move.product, move.lot, move.source, LAST_DAY):
            return False  # of a day on which more left than came, the balance does not tell that some came
        days = state.elsewhere(move.product, move.lot).get(move.source, [])
        return not any(number(change) > 0 for _, change in days)
    lot = state.lot(move.product, move.lot)
    return lot is None or (not lot.came and in_stock(state, move.product, move.lot, SALEABLE, day) <= 0)


def _is_sold(move: Move, unit: Unit | None, day: str) -> bool:
    """Return whether a unit that leaves the shelf is with a customer, from before, or gone by then."""
    if move.source != SALEABLE or unit is None:
        return False
    left = gone(unit, day)
    return (left is not None and left.since <= day) or any(
        stay.status == CUSTOMER and stay.since < day and stay.covers(day) for stay in unit.stays
    )


def judge_consigned(s: Situation) -> Iterator[Breach]:
    """Judge how much of a consignment is used or comes back."""
    stage = s.data
    out = s.state.consigned(stage["consignment_no"], stage["line"])
    if out is None:
        return
    name = "used_quantity" if s.event == "consignment_use_confirmed" else "unused_quantity"
    quantity = Decimal(stage.get(name, out.quantity))
    left = still_out(out)
    if "return_no" in stage and s.event == "consignment_unused_returned":
        # The return row may have brought these very goods already, or will.
        counted = Decimal(out.stages.get(stage["return_no"], "0"))
        left += max(ZERO, Decimal(out.rows.get(stage["return_no"], "0")) - counted)
    yield from _too_many(stage["consignment_no"], stage["line"], quantity, left)
    named = stage.get("used_serial" if name == "used_quantity" else "unused_serial")
    if named is not None and out.serial and quantity <= left:
        units = named.split(";")
        there = _still_there(s, out, units)
        yield from _too_many(stage["consignment_no"], stage["line"], Decimal(len(units)), there)


def _still_there(s: Situation, out: Consigned, units: list[str]) -> Decimal:
    """Return how many of the units that a stage names are of its line, and still out on that day.

    Units whose use becomes a sale are judged by the sale, those that a return row brings by that row.
    """
    own = [one for one in units if one in out.serial.split(";")]
    back = s.event == "consignment_unused_returned" and "return_no" not in s.data
    if back or (s.event == "consignment_use_confirmed" and is_used_up(dict(s.data), dict(s.row))):
        day = s.day or LAST_DAY
        known = ((one, s.state.unit(out.product, one)) for one in own)
        own = [one for one, unit in known if unit is None or is_in(unit, out.status, day)]
    return Decimal(len(own))


def judge_settled(s: Situation) -> Iterator[Breach]:
    """Judge whether all goods of a consignment are accounted for when it is settled."""
    number, line = s.data["consignment_no"], s.data["line"]
    out = s.state.consigned(number, line)
    if out is not None and (left := still_out(out)) > 0:
        yield GOODS_UNACCOUNTED.broken(consignment_no=number, line=line, outstanding=plain(left))


def judge_unsold(s: Situation) -> Iterator[Breach]:
    """Judge a return of unused goods against the consignment it names (interface rules 9 and 14).

    What was not out by that day, or on no consignment at all, cannot come back from one.
    """
    row, consignment = s.row, consigned_line(s.state, s.command.data)
    quantity = Decimal(row["quantity"])
    if consignment is None:
        yield from _too_many(row.get("consignment_no", "—"), "—", quantity, ZERO)
        return
    name, out = consignment
    consignment_no, line = name.rsplit(SEPARATOR, 1)
    counted = Decimal(out.rows.get(row["return_no"], "0"))
    left = still_out(out) + max(ZERO, Decimal(out.stages.get(row["return_no"], "0")) - counted)
    if row["returned_on"] < s.state.case("consignments", consignment_no, line).data["consigned_on"]:
        left = ZERO
    yield from _too_many(consignment_no, line, quantity, left)


def _too_many(number: str, line: object, quantity: Decimal, left: Decimal) -> Iterator[Breach]:
    if quantity > left:
        yield MORE_THAN_CONSIGNED.broken(
            consignment_no=number, line=line, outstanding=plain(max(ZERO, left)), quantity=plain(quantity)
        )


def judge_moves(
    moved: tuple[Move, ...], s: Situation, told: Mapping[str, Days] = NOTHING_TOLD
) -> list[Breach]:
    """Return the moves that take more than is there on that day, or a unit that is not there.

    Args:
        moved: What the row moves.
        s: The row.
        told: By lot, how much less it takes of goods without serials, since its return has sent them.
    """
    state, day = s.state, s.day or LAST_DAY
    breaches: list[Breach] = []
    taken: dict[tuple[str, str, str], Decimal] = defaultdict(lambda: ZERO)
    for move in moved:
        if move.source in _NOT_OURS:
            continue
        unit = state.unit(move.product, move.serial) if move.serial else None
        breaches += judge_unit_lots(move.product, move.lot, [(move.serial, unit)])
        if _missing(move, unit, day, state):
            breaches.append(_lacking(MORE_THAN_STOCK, move, 0, move.serial))
        elif unit is None or not unit.accepted:
            taken[move.product, move.lot, move.source] += Decimal(move.quantity)
    for (product, lot, source), quantity in taken.items():
        available = _available(state, (product, lot, source), day, told.get(lot, []))
        if quantity > available:
            breaches.append(
                _lacking(MORE_THAN_STOCK, Move(product, lot, "", plain(quantity), source, ""), available, "")
            )
    return breaches


def _available(state: State, goods: tuple[str, str, str], day: str, told: Days) -> Number:
    """Return how much can leave a status on a day without lacking later, with what is told already."""
    if not told:
        return max(0, in_stock(state, *goods, day))
    product, lot, source = goods
    there = state.elsewhere(product, lot).get(source, [])
    days = sorted({day, *(one for some in (there, told) for one, _ in some if one > day)})
    return min(max(0, until(there, one)) + until(told, one) for one in days)


def _missing(move: Move, unit: Unit | None, day: str, state: State) -> bool:
    """Return whether a unit that is named cannot be where it is taken from on that day.

    A unit that nothing tells of can be one of those of its lot that came there without serials.
    """
    if not move.serial:
        return False
    if unit is not None and (unit.accepted or unit.stays) and not is_in(unit, move.source, day):
        return True
    if move.source == SALEABLE:
        return _unreceived(unit, move, state)
    is_known = unit is not None and bool(unit.accepted or unit.stays)
    return not is_known and not came_whole(state, move.product, move.lot, move.source, day)


def _unreceived(unit: Unit | None, move: Move, state: State) -> bool:
    """Return whether nothing was accepted that this unit can be: neither it nor a lot without serials."""
    lot = state.lot(move.product, move.lot)
    return (unit is None or not unit.accepted) and (lot is None or Decimal(lot.whole) <= ZERO)


def _lacking(rule: Rule, move: Move, available: Number, serial: str, **more: str) -> Breach:
    return rule.broken(
        product_code=move.product,
        lot=move.lot or "—",
        serial=serial or "—",
        status=move.source,
        status_zh=STATUS_ZH[move.source],
        available=plain(Decimal(available)),
        quantity=move.quantity,
        **more,
    )
