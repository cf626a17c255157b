"""The one entrance: a command, the state and the rulebook in, a decision out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ledger.deciding.cases import decide_case
from ledger.deciding.decision import Command, Context, Decided, Refused
from ledger.deciding.facts import decide_fact
from ledger.deciding.references import resolve
from ledger.deciding.registers import decide_register
from ledger.deciding.subject import Routing
from ledger.deciding.voids import decide_void
from ledger.state.repository import State


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
    if table.kind == "register":
        decided = decide_register(command, state, context, known, routing)
    elif table.key == "voids":
        decided = decide_void(command, state, context, known)
    elif table.kind == "case":
        decided = decide_case(command, given, state, context, known, routing)
    else:
        decided = decide_fact(command, given, state, context, known, routing)
    return _in_order(decided, rulebook.ranks) if isinstance(decided, Refused) else decided


def _in_order(refusal: Refused, ranks: Mapping[str, int]) -> Refused:
    """Return a refusal with its broken rules in the order of the rulebook, other reasons behind them."""
    ordered = tuple(sorted(refusal.breaches, key=lambda breach: ranks.get(breach.rule.id, len(ranks))))
    others = refusal.reasons[len(ordered) :]
    return replace(refusal, reasons=(*(breach.reason for breach in ordered), *others), breaches=ordered)
