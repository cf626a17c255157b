"""The one entrance: a command, the state and the rulebook in, a decision out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ledger.deciding.cases import decide_case
from ledger.deciding.decision import Command, Context, Decided, Duplicate, Refused
from ledger.deciding.facts import decide_fact
from ledger.deciding.masking import masked_refusal
from ledger.deciding.packs import to_base_unit
from ledger.deciding.persons import of_person
from ledger.deciding.references import resolve
from ledger.deciding.registers import decide_register
from ledger.deciding.subject import Routing
from ledger.deciding.voids import decide_void
from ledger.errors import Problem
from ledger.events.individuals import columns_of, personal_in
from ledger.state.repository import State

VOIDED_ROW = Problem(
    "row_was_voided",
    "导入导出文件的行：应是有效的记录，实际是 {at} 已作废的记录（当时位置{position}），本账中没有它。",
    "Importing an exported row: expected a record that stands, got one that was voided at {at} (then at "
    "position {position}) and that this ledger does not have.",
    "已作废的记录不会重新入账；请用不带 --struck 的导出，或删去该行。",
    "What was voided is not recorded again: export without --struck, or leave the row out.",
)


@dataclass(frozen=True)
class Rulebook:
    """What the kernel must be told of the subjects.

    Attributes:
        routing: Who judges which rows.
        ranks: Place of each rule, by id, in the order in which broken rules are told.
    """

    routing: Routing
    ranks: Mapping[str, int]


def decide(command: Command, state: State, context: Context, rulebook: Rulebook) -> Decided:
    """Decide whether a row may be recorded, and as what; neither the state nor the command is changed."""
    given, table, routing = command.data, command.table, rulebook.routing
    command = command.with_data(given.copy())
    known = resolve(command, state)
    if known.codes:
        command.data.update(known.codes)
    if table.kind == "fact" and ("unit" in command.data or known.packed):
        to_base_unit(command, known, state, context)
    if columns_of(table.key):
        command.personal = personal_in(table.key, command.data, person=of_person(command, known, state))
    if table.kind == "register":
        decided = decide_register(command, state, context, known, routing)
    elif table.key == "voids":
        decided = decide_void(command, state, context, known)
    elif table.kind == "case":
        decided = decide_case(command, given, state, context, known, routing)
    else:
        decided = decide_fact(command, given, state, context, known, routing)
    voided_at = command.envelope.voided_at
    if voided_at is not None and not isinstance(decided, Duplicate):
        return Refused((VOIDED_ROW.with_(at=voided_at, position=command.envelope.position),))
    if not isinstance(decided, Refused):
        return decided
    return masked_refusal(_in_order(decided, rulebook.ranks), command)


def _in_order(refusal: Refused, ranks: Mapping[str, int]) -> Refused:
    """Return a refusal with its broken rules in the order of the rulebook, other reasons behind them."""
    ordered = tuple(sorted(refusal.breaches, key=lambda breach: ranks.get(breach.rule.id, len(ranks))))
    others = refusal.reasons[len(ordered) :]
    return replace(refusal, reasons=(*(breach.reason for breach in ordered), *others), breaches=ordered)
