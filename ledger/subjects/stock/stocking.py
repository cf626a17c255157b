"""Deciding on what leaves the stock otherwise than by a sale, and on consigned goods that come back."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.state.case_state import case_of
from ledger.state.effects import CUSTOMER, SALEABLE, Data, Move, moves
from ledger.state.entries import (
    SEPARATOR,
    Consigned,
    Lot,
    State,
    Unit,
    Version,
    consigned_key,
    lot_key,
    record_key,
    unit_key,
)
from ledger.state.quantities import ZERO, plain
from ledger.state.stock_moves import consigned_line, in_stock, still_out
from ledger.subjects.stock.stock_rules import MORE_THAN_CONSIGNED, MORE_THAN_STOCK, STATUS_ZH, UNIT_ELSEWHERE

_OUT = frozenset({"consigned", "on_loan"})  # what leaves these is judged by its consignment
_ELSEWHERE = frozenset({"outside", "refused"})


def judge_stock_fact(
    command: Command, state: State, _context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a fact that takes goods out of the stock."""
    return [], judge_moves(moves(command.table.event, command.data), state)


def judge_stock_stage(
    command: Command, state: State, _context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a stage of a case that takes goods out of the stock."""
    merged = case_of(state.get(record_key(command.table, command.data))).data | command.data
    return [], judge_moves(moves(command.stage or "", command.data, merged), state)


def judge_consigned(
    command: Command, state: State, _context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge how much of a consignment is used or comes back."""
    data = command.data
    out: Consigned | None = state.get(consigned_key(data["consignment_no"], data["line"]))
    if out is None:
        return [], []
    name = "used_quantity" if command.stage == "consignment_use_confirmed" else "unused_quantity"
    quantity = Decimal(data.get(name, out.quantity))
    left = still_out(out)
    if "return_no" in data and command.stage == "consignment_unused_returned":
        # The return row may have brought these very goods already, or will.
        counted = Decimal(out.stages.get(data["return_no"], "0"))
        left += max(ZERO, Decimal(out.rows.get(data["return_no"], "0")) - counted)
    return _too_many(data["consignment_no"], data["line"], quantity, left), []


def judge_unsold(data: Data, state: State) -> list[Breach]:
    """Judge a return of unused goods against the consignment it names, where that is known."""
    found = consigned_line(state, data)
    if found is None:
        return []
    name, out = found
    number, line = name.rsplit(SEPARATOR, 1)
    counted = Decimal(out.rows.get(data["return_no"], "0"))
    left = still_out(out) + max(ZERO, Decimal(out.stages.get(data["return_no"], "0")) - counted)
    return _too_many(number, line, Decimal(data["quantity"]), left)


def _too_many(number: str, line: object, quantity: Decimal, left: Decimal) -> list[Breach]:
    if quantity <= left:
        return []
    outstanding = plain(max(ZERO, left))
    return [
        MORE_THAN_CONSIGNED.broken(
            consignment_no=number, line=line, outstanding=outstanding, quantity=plain(quantity)
        )
    ]


def judge_moves(moved: tuple[Move, ...], state: State) -> list[Breach]:
    """Return the moves that take more than is there, or a unit that is not there."""
    found: list[Breach] = []
    taken: dict[tuple[str, str, str], Decimal] = defaultdict(lambda: ZERO)
    for move in moved:
        if move.source in _OUT or move.source in _ELSEWHERE:
            continue
        unit: Unit | None = state.get(unit_key(move.product, move.serial)) if move.serial else None
        if _missing(move, unit, state):
            found.append(_lacking(move, ZERO, move.serial))
        elif move.source != CUSTOMER and (unit is None or unit.accepted <= 0):
            taken[move.product, move.lot, move.source] += Decimal(move.quantity)
    for (product, lot, source), quantity in taken.items():
        available = max(ZERO, in_stock(state, product, lot, source))
        if quantity > available:
            found.append(_lacking(Move(product, lot, "", plain(quantity), source, ""), available, ""))
    return found


def _missing(move: Move, unit: Unit | None, state: State) -> bool:
    """Return whether a unit that is named cannot be where it is taken from."""
    if move.source == CUSTOMER:
        return unit is not None and not unit.out and unit.place != CUSTOMER
    if unit is not None and not _stands(unit, move.source):
        return True
    return bool(move.serial) and move.source == SALEABLE and _unreceived(unit, move, state)


def _unreceived(unit: Unit | None, move: Move, state: State) -> bool:
    """Return whether nothing was accepted that this unit can be: neither it nor a lot without serials."""
    lot: Lot | None = state.get(lot_key(move.product, move.lot))
    return (unit is None or unit.accepted <= 0) and (lot is None or Decimal(lot.whole) <= ZERO)


def _stands(unit: Unit, status: str) -> bool:
    """Return whether a unit is in a status."""
    return not unit.out and unit.place == ("" if status == SALEABLE else status)


def _lacking(move: Move, available: Decimal, serial: str) -> Breach:
    return MORE_THAN_STOCK.broken(
        product_code=move.product,
        lot=move.lot or "—",
        serial=serial or "—",
        status=move.source,
        status_zh=STATUS_ZH[move.source],
        available=plain(available),
        quantity=move.quantity,
    )


def judge_sold_units(
    data: Data, lot: Lot | None, serials: list[str], units: list[Unit | None], state: State
) -> list[Breach]:
    """Return the units of a sale that are not among the saleable goods.

    Of a consignment line of several units, a use that was confirmed does not say of which: its sale does.
    """
    found = []
    for serial, unit in zip(serials, units, strict=True):
        if unit is None or not unit.place:
            continue
        status, _, line = unit.place.partition(SEPARATOR)
        if line and _used(state.get(f"c{SEPARATOR}{line}")) and _left(lot) >= len(serials):
            continue
        found.append(
            UNIT_ELSEWHERE.broken(
                product_code=data["product_code"], serial=serial, status=status, status_zh=STATUS_ZH[status]
            )
        )
    return found


def _used(out: Consigned | None) -> bool:
    return out is not None and Decimal(out.used) > ZERO


def _left(lot: Lot | None) -> Decimal:
    if lot is None:
        return ZERO
    return Decimal(lot.accepted) - Decimal(lot.sold) + Decimal(lot.restocked) - Decimal(lot.left)
