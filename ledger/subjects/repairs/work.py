"""Judging the work of a repair: the plan, the visit, the take-back, the parts, and what was done in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.state.entries import CaseRecord, State, Version
from ledger.state.indexes import kept
from ledger.state.tallies import counted
from ledger.subjects.repairs.progress import after, course, in_our_hands, named, newest, since_last, told
from ledger.subjects.repairs.rules import (
    CARD_NOT_SHOWN,
    LATE_ARRIVAL,
    LATE_UNESCALATED,
    NO_CONSENT,
    NO_FAULT_LABEL,
    PART_UNKNOWN,
    TAKEN_UNSIGNED,
    TOLD_LATE,
)
from ledger.subjects.repairs.technicians import judge_technician

Judged = tuple[list[Breach], list[Breach]]
_APPOINTING = ("repair_dispatched", "repair_rescheduled")


def judge_dispatched(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> Judged:
    """Judge who is sent, and whether the customer agreed to a plan that costs something (G-53, G-59)."""
    case = course(command, state)
    row = told(command, case)
    found = list(judge_technician(command, row, state, context))
    consented = row.get("customer_consented")
    if consented is False:
        what = "客户不同意 the customer does not agree to it"
        found.append(NO_CONSENT.broken(**named(command), what=what))
    elif consented is None and row.get("service_class") == "paid" and context.live:
        what = "属有费服务而未征得客户同意 it is paid, and the customer's consent is not recorded"
        found.append(NO_CONSENT.broken(**named(command), what=what))
    return [], found


def judge_rescheduled(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> Judged:
    """Judge whether the customer was told before the time that had been agreed (G-58)."""
    data, before = command.data, newest(course(command, state).steps, *_APPOINTING)
    if before is None or "customer_told_at" not in data:
        return [], []
    appointed = before.data.get("appointed_from") or before.data.get("appointed_until")
    if appointed is None or not after(data["customer_told_at"], appointed, context):
        return [], []
    return [], [TOLD_LATE.broken(**named(command), appointed=appointed, told=data["customer_told_at"])]


def judge_arrived(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Judged:
    """Judge whether the technician came in time and showed the work card (G-57, G-58)."""
    data, found = command.data, list[Breach]()
    before = newest(course(command, state).steps, *_APPOINTING)
    appointed = before.data.get("appointed_until") if before is not None else None
    if appointed is not None and "arrived_at" in data and after(data["arrived_at"], appointed, context):
        found.append(LATE_ARRIVAL.broken(**named(command), appointed=appointed, arrived=data["arrived_at"]))
    return [], [*found, *judge_card(data, data["repair_no"], context)]


def judge_card(data: dict[str, Any], number: str, context: Context) -> Iterator[Breach]:
    """Warn where the work card was not shown, or at live entry nothing says that it was."""
    if data.get("card_shown") is False or (context.live and "card_shown" not in data):
        yield CARD_NOT_SHOWN.broken(number=number)


def judge_taken_back(
    command: Command, _state: State, context: Context, _versions: dict[str, Version]
) -> Judged:
    """Judge whether the customer signed for the unit that is taken away (G-50)."""
    signed = command.data.get("takeback_signed")
    if signed or (signed is None and not context.live):
        return [], []
    return [], [TAKEN_UNSIGNED.broken(**named(command))]


def judge_sent(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Judged:
    """Judge whether the unit bears its label before it goes to the factory (G-51)."""
    return [], list(judge_label(command, course(command, state), context))


def judge_label(command: Command, case: CaseRecord, context: Context) -> Iterator[Breach]:
    """Demand at live entry the label with the fault, of a unit that the customer gave out of hand."""
    leaving = command.stage == "repair_sent_to_factory" or in_our_hands(case.steps)
    if context.live and leaving and "fault_label" not in told(command, case):
        yield NO_FAULT_LABEL.broken(**named(command))


def judge_part_used(
    command: Command, state: State, _context: Context, _versions: dict[str, Version]
) -> Judged:
    """Warn of a part that never came into the store, where the house keeps one (R-59)."""
    data = command.data
    code = data.get("part_code")
    if code is None or not kept(state, "part_movements"):
        return [], []
    if _moved(counted(state, "part", code), data):
        return [], []
    text = {key: data.get(key, "—") for key in ("part_lot", "part_serial")}
    return [], [PART_UNKNOWN.broken(**named(command), part_code=code, **text)]


def _moved(names: dict[str, int], part: dict[str, Any]) -> bool:
    """Return whether a part was received or issued: by its serial or lot, where those are kept of it."""
    if not names:
        return False
    for column, kind in (("part_serial", "s:"), ("part_lot", "l:")):
        known = [name for name in names if name.startswith(kind)]
        if column in part and known and f"{kind}{part[column]}" not in known:
            return False
    return True


def judge_repaired(
    command: Command, state: State, _context: Context, _versions: dict[str, Version]
) -> Judged:
    """Warn where the planned day passed and nobody asked the head for help (G-52)."""
    case = course(command, state)
    planned, repaired = case.data.get("planned_finish_on"), command.data.get("repaired_on")
    if planned is None or repaired is None or repaired <= planned:
        return [], []
    if newest(since_last(case.steps, "repair_repaired"), "repair_escalated") is not None:
        return [], []
    return [], [LATE_UNESCALATED.broken(**named(command), planned=planned, repaired=repaired)]
