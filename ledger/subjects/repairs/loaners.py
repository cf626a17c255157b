"""Judging the devices that are lent while a repair lasts (S4-I 措施-4, G-60)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.deciding.case_days import stage_day
from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.state import loaners
from ledger.state.blocks import blocks_on
from ledger.state.effects import moves
from ledger.state.entries import State, Unit, Version, unit_key
from ledger.subjects.repairs.progress import course
from ledger.subjects.repairs.rules import LOANER_NOT_FREE, OTHER_LOANER
from ledger.subjects.stock.stock_rules import STATUS_ZH
from ledger.subjects.stock.stocking import judge_moves

Judged = tuple[list[Breach], list[Breach]]


def judge_loaner_issued(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> Judged:
    """Judge whether what is lent is free: named, among the saleable goods, and not on hold."""
    data = command.data
    what = "; ".join(_wrong(command, data, state, context))
    if not what:
        return [], []
    return [], [LOANER_NOT_FREE.broken(repair_no=data["repair_no"], loaner=_name(data), what=what)]


def _wrong(command: Command, data: dict[str, Any], state: State, context: Context) -> Iterator[str]:
    product, serial = data.get("loaner_product_code"), data.get("loaner_serial")
    if product is None:
        if context.live:
            yield "没有写明产品编码 its product is not named"
        return
    register = state.register("products", product)
    tracking = register.versions[-1].data.get("tracking") if register is not None else None
    if serial is None and context.live and tracking in {"serial", "lot_and_serial"}:
        yield "没有写明序列号 its serial is not named"
    elif judge_moves(moves(loaners.ISSUED, data), state):
        yield f"不在可销库存 it is not among the saleable goods{_whereabouts(product, serial, state)}"
    day = stage_day(command, context)
    units = serial.split(";") if serial else []
    if day is not None and (held := blocks_on(state, day, context, product=product, serials=units)):
        yield f"停售封存 it is on hold by {held[0].number}"


def _whereabouts(product: str, serial: str | None, state: State) -> str:
    unit: Unit | None = state.get(unit_key(product, serial)) if serial else None
    if unit is None:
        return ""
    if unit.out:
        return "，已售出 but sold"
    place = unit.place.partition("\x1f")[0]
    return f"，现为{STATUS_ZH[place]} but {place}" if place else ""


def _name(data: dict[str, Any]) -> str:
    return str(data.get("loaner_serial") or data.get("loaner_product_code") or "—")


def judge_loaner_returned(
    command: Command, state: State, _context: Context, _versions: dict[str, Version]
) -> Judged:
    """Judge whether what comes back is out."""
    data = command.data
    stages = [(step.type, step.data) for step in course(command, state).steps]
    if loaners.came_back([*stages, (loaners.RETURNED, data)]) is not None:
        return [], []
    lent = ", ".join(_name(dict(one)) for one in loaners.out(stages)) or "无 none"
    return [], [OTHER_LOANER.broken(repair_no=data["repair_no"], loaner=_name(data), out=lent)]
