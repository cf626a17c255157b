"""The one entrance: a command and the state in, a decision out."""

from __future__ import annotations

from ledger.rules import after_sales, posts, stocking
from ledger.rules.cases import decide_case
from ledger.rules.decision import Command, Context, Decided
from ledger.rules.facts import Judge, decide_fact
from ledger.rules.receipts import judge_receipt
from ledger.rules.references import resolve
from ledger.rules.registers import decide_register
from ledger.rules.registry import Breach
from ledger.rules.returns import judge_return
from ledger.rules.sales import CONSIGNING, judge_sale
from ledger.rules.settling import judge_assignment, judge_resolution
from ledger.rules.state import State, Version
from ledger.rules.stocking import together
from ledger.rules.strikes import decide_strike
from ledger.rules.supply import FACT_JUDGES, STAGE_JUDGES


def _nothing_particular(
    _command: Command, _state: State, _context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    return [], []


# What is particular to a stage of a case, by its event type; the command holds that stage alone.
_STAGE_JUDGES: dict[str, Judge] = together(
    STAGE_JUDGES, after_sales.STAGE_JUDGES, stocking.STAGES, CONSIGNING
)
_JUDGES: dict[str, Judge] = {
    "receipts": judge_receipt,
    "sales": judge_sale,
    "finding_assignments": judge_assignment,
    "finding_resolutions": judge_resolution,
    **together(
        {"returns": judge_return}, FACT_JUDGES, after_sales.FACT_JUDGES, stocking.FACTS, posts.FACT_JUDGES
    ),
}


def decide(command: Command, state: State, context: Context) -> Decided:
    """Decide whether a row may be recorded, and as what; neither the state nor the command is changed."""
    given = command.data
    command = Command(
        command.table,
        given.copy(),
        command.note,
        command.event_time,
        command.replaces,
        command.extra,
        command.source,
        command.overrides,
        command.filled,
        command.stage,
        command.expected,
        command.presumed,
    )
    known = resolve(command, state)
    if command.table.kind == "register":
        return decide_register(command, state, context, known)
    if command.table.key == "voids":
        return decide_strike(command, state, context, known)
    if command.table.kind == "case":
        return decide_case(command, given, state, context, known, _STAGE_JUDGES)
    judge = _JUDGES.get(command.table.key, _nothing_particular)
    return decide_fact(command, given, state, context, known, judge)
