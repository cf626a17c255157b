"""Judging how a repair ends: inspected by quality, released again, handed back, signed for, closed.

A unit that was taken back or sent to the factory is the customer's, in our hands. It leaves them only after
an inspection that came behind the last repair and conforms, and after quality has released it again (S0-3
4.2.2). Where the customer got another unit or the money instead, the repair says so by `exchange_no` or
`return_case_no`, and nothing goes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ledger.deciding.case_days import stage_day
from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.state import loaners
from ledger.state.entries import CaseRecord, State, Step, Version
from ledger.subjects.people.deciders import judge_deciders
from ledger.subjects.repairs.progress import (
    REPAIRING,
    SPARED,
    course,
    in_our_hands,
    named,
    newest,
    since_last,
    told,
)
from ledger.subjects.repairs.rules import (
    INSPECTED_AGAIN,
    LOANER_OUT,
    NOT_INSPECTED,
    NOT_SIGNED,
    OWN_INSPECTION,
)
from ledger.subjects.repairs.work import judge_label

Judged = tuple[list[Breach], list[Breach]]
_AT_A_DISTANCE: Final = frozenset({"phone", "remote", "parts_sent"})
_WORKING: Final = (*sorted(REPAIRING), "repair_part_used")


def judge_inspected(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> Judged:
    """Judge who inspects, the label, and that something was repaired since an inspection that failed."""
    case = course(command, state)
    found = list(_by_quality(command, case, "inspector", state, context))
    found += judge_label(command, case, context)
    last = newest(case.steps, "repair_inspected")
    behind = since_last(case.steps, "repair_inspected")
    if last is not None and last.data.get("conclusion") == "nonconforming" and not _worked(behind):
        since = last.data.get("inspected_on", "—")
        found.append(INSPECTED_AGAIN.broken(**named(command), since=since))
    return [], found


def judge_rereleased(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> Judged:
    """Judge who releases the unit, and that its newest inspection conforms (G-48)."""
    case = course(command, state)
    found = list(_by_quality(command, case, "released_by", state, context))
    found += _passed(command, case.steps, context)
    return [], found


def judge_returned(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Judged:
    """Judge that what goes back to the customer has passed (G-48)."""
    return [], list(_passed(command, course(command, state).steps, context))


def judge_confirmed(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> Judged:
    """Judge the customer's signature, and that the customer has the unit to sign for (G-48, G-49)."""
    case = course(command, state)
    row = told(command, case)
    found = list(_handed_back(command, case.steps, row, context))
    if not _signed(command.data, row, context):
        found.append(NOT_SIGNED.broken(**named(command)))
    return [], found


def judge_closed(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Judged:
    """Judge that a closed repair leaves nothing open: unit, signature, loaner (G-48, G-49, G-60)."""
    case = course(command, state)
    found = list(_handed_back(command, case.steps, case.data, context))
    signed = newest(since_last(case.steps, *REPAIRING), "repair_customer_confirmed")
    if not _signed(signed.data if signed is not None else {}, case.data, context):
        found.append(NOT_SIGNED.broken(**named(command)))
    lent = loaners.out((step.type, step.data) for step in case.steps)
    if lent:
        what = ", ".join(one.get("loaner_serial") or one.get("loaner_product_code", "—") for one in lent)
        found.append(LOANER_OUT.broken(**named(command), out=what))
    return [], found


def _by_quality(
    command: Command, case: CaseRecord, column: str, state: State, context: Context
) -> Iterator[Breach]:
    """Judge that somebody of quality acts who is none of the technicians that were sent."""
    data, day = command.data, stage_day(command, context)
    yield from judge_deciders(command.table, data, (column,), day, state, context)
    technicians = {step.data.get("technician") for step in case.steps}
    if data.get(column) is not None and data[column] in technicians:
        heading = command.table.by_key[column].zh
        yield OWN_INSPECTION.broken(**named(command), column=column, heading=heading, value=data[column])


def _worked(steps: Sequence[Step]) -> bool:
    return newest(steps, *_WORKING) is not None


def _passed(command: Command, steps: Sequence[Step], context: Context) -> Iterator[Breach]:
    """Judge that the newest inspection conforms and that nothing was repaired behind it."""
    last = newest(steps, "repair_inspected")
    verdict = last.data.get("conclusion") if last is not None else None
    if verdict is None:
        what = "没有检验结论 it has no verdict of an inspection" if context.live else ""
    elif verdict != "conforming":
        what = f"最近一次检验结论是 the newest inspection says {verdict}"
    elif _worked(since_last(steps, "repair_inspected")):
        what = "检验后又维修过 it was repaired again behind its inspection"
    else:
        what = ""
    if what:
        yield NOT_INSPECTED.broken(**named(command), what=what)


def _handed_back(
    command: Command, steps: Sequence[Step], row: dict[str, Any], context: Context
) -> Iterator[Breach]:
    """Judge that the unit is not still in our hands.

    A file that tells no more than that a unit was taken away and the customer signed is not held to it: it
    is where the file tells of an inspection, too.
    """
    tells = context.live or newest(steps, "repair_inspected") is not None
    if tells and in_our_hands(steps) and not any(column in row for column in SPARED):
        what = "产品携回或返厂后还没有发还 the unit was taken away and has not gone back"
        yield NOT_INSPECTED.broken(**named(command), what=what)


def _signed(signed: dict[str, Any], row: dict[str, Any], context: Context) -> bool:
    """Return whether a customer signed or a reason says why not; at a distance nobody can sign.

    On import only what is said counts: that the customer did not sign, and no reason.
    """
    if (
        signed.get("customer_signed")
        or "signature_refused_reason" in signed
        or "customer_signature" in signed
    ):
        return True
    if row.get("service_mode") in _AT_A_DISTANCE:
        return True
    return not context.live and signed.get("customer_signed") is None
