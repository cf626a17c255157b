"""Judging the devices that are lent while a repair lasts (S4-I 措施-4, G-60)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.deciding.case_days import day_in, is_earlier
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Part, Phrase
from ledger.state import loaners
from ledger.state.blocks import blocks_on
from ledger.state.effects import moves
from ledger.state.entries import Unit
from ledger.state.stays import elsewhere, held
from ledger.subjects.repairs.loaner_rules import (
    CAME_BACK_UNNAMED,
    LOANER_NOT_FREE,
    NEVER_LENT,
    OTHER_LOANER,
    WHICH_CAME_BACK,
)
from ledger.subjects.repairs.phrases import (
    LOANER_ELSEWHERE,
    LOANER_HELD,
    LOANER_NOT_SALEABLE,
    LOANER_SOLD,
    LOANER_UNNAMED,
    LOANER_WITHOUT_SERIAL,
    NONE_LENT,
)
from ledger.subjects.stock.stocking import judge_moves, judge_never_there
from ledger.when import LAST_DAY


def judge_loaner_issued(s: Situation) -> Iterator[Breach]:
    """Judge whether what is lent is free: named, among the saleable goods, and not on hold.

    Nor may it be what a return brought back that named nothing, recorded when this one was not known yet.
    """
    yield from _came_back_unnamed(s)
    if what := list(_wrong(s)):
        yield LOANER_NOT_FREE.broken(repair_no=s.data["repair_no"], loaner=_name(s.data), what=what)
    yield from judge_never_there(moves(s.event, s.command.data), s)


def _wrong(s: Situation) -> Iterator[Part]:
    """Yield why a loaner is not free."""
    product, serial = s.data.get("loaner_product_code"), s.data.get("loaner_serial")
    if product is None:
        if s.live:
            yield LOANER_UNNAMED
        return
    register = s.state.register("products", product)
    tracking = register.versions[-1].data.get("tracking") if register is not None else None
    if serial is None and s.live and tracking in {"serial", "lot_and_serial"}:
        yield LOANER_WITHOUT_SERIAL
    elif judge_moves(moves(s.event, s.command.data), s):
        yield _whereabouts(s.state.unit(product, serial) if serial else None)
    units = serial.split(";") if serial else []
    if s.day is not None and (held := blocks_on(s.state, s.day, s.context, product=product, serials=units)):
        yield LOANER_HELD.with_(block=held[0].number)


def _whereabouts(unit: Unit | None) -> Phrase:
    """Return that goods are not among the saleable ones, and where the unit is instead, if that is known."""
    if held(unit) is not None:
        return LOANER_SOLD
    stay = elsewhere(unit, LAST_DAY)
    return LOANER_NOT_SALEABLE if stay is None else LOANER_ELSEWHERE[stay.status]


def _name(data: Mapping[str, Any]) -> str:
    return str(data.get("loaner_serial") or data.get("loaner_product_code") or "—")


def judge_loaner_returned(s: Situation) -> Iterator[Breach]:
    """Judge whether what comes back is out, and was by then.

    On import what never went out waits for the stage that lent it, so that it comes back whatever came first.
    Where several are out the serial says which one it is.
    """
    stages = [(step.type, step.data) for step in s.case.steps]
    lent = loaners.out(stages)
    back = loaners.came_back([*stages, (s.event, s.data)])
    if back is None:
        out = lent
    elif _is_lent_later(back, s):
        out = [one for one in lent if not _is_lent_later(one, s)]
    else:
        yield from _not_said(lent, s)
        return
    names = ", ".join(map(_name, out))
    rule = OTHER_LOANER if s.live or back is not None else NEVER_LENT
    yield rule.broken(repair_no=s.data["repair_no"], loaner=_name(s.data), out=names or NONE_LENT)


def _not_said(lent: list[Mapping[str, Any]], s: Situation) -> Iterator[Breach]:
    """Yield that a return names no serial although each of several that are out has one."""
    out = [one for one in lent if not _is_lent_later(one, s)]
    if "loaner_serial" not in s.data and len(out) > 1 and all("loaner_serial" in one for one in out):
        yield WHICH_CAME_BACK.broken(repair_no=s.data["repair_no"], out=", ".join(map(_name, out)))


def _came_back_unnamed(s: Situation) -> Iterator[Breach]:
    """Yield that a return without a serial, recorded before, may have brought back what was lent by then."""
    stages = [(step.type, step.data) for step in s.case.steps]
    since = s.data.get("loaner_issued_at")
    for place, (kind, data) in enumerate(stages, 1):
        at = data.get("loaner_returned_at")
        if kind != loaners.RETURNED or "loaner_serial" in data or at is None or since is None:
            continue
        taken = loaners.came_back(stages[:place])
        if taken is None or is_earlier(at, since, s.context):
            continue
        first = loaners.came_back([(loaners.ISSUED, taken), (loaners.ISSUED, s.data), (kind, data)])
        both_named = "loaner_serial" in taken and "loaner_serial" in s.data
        if loaners.goods(taken) != loaners.goods(s.data) and (both_named or first is not taken):
            names = {"at": day_in(at, s.context), "taken": _name(taken), "loaner": _name(s.data)}
            yield CAME_BACK_UNNAMED.broken(repair_no=s.data["repair_no"], **names)


def _is_lent_later(lent: Mapping[str, Any], s: Situation) -> bool:
    """Return whether a loaner was issued only after the time at which one comes back."""
    at = s.data.get("loaner_returned_at") or s.command.envelope.event_time
    since = lent.get("loaner_issued_at")
    return at is not None and since is not None and is_earlier(at, since, s.context)
