"""A refusal is a fact too: rows of `gate_refusals` tell which rule stopped what, or who let it pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.deciding.decision import Command
from ledger.deciding.numbering import Numbers
from ledger.deciding.references import resolve
from ledger.deciding.rule import Breach
from ledger.entry.actors import staff_code
from ledger.errors import Reason
from ledger.events import catalogue
from ledger.phrases import rendered
from ledger.rulebook import BY_ID
from ledger.state.repository import State

TABLE = "gate_refusals"
_SUBJECTS = ("product_code", "lot", "serial", "customer_code", "supplier_code")


@dataclass(frozen=True, slots=True)
class Stopped:
    """A row that a rule stopped, or would have: the rule, why, and who let it pass."""

    command: Command
    event: str
    number: str | None
    rule: str
    reason: str
    facts: dict[str, Any]
    overridden_by: str | None = None
    override_reason: str | None = None


def stopped(command: Command, event: str, breaches: Sequence[Breach]) -> list[Stopped]:
    """Return what each broken rule stopped of a row, the breaches of one rule together."""
    by_rule: dict[str, list[Reason]] = {}
    for breach in breaches:
        by_rule.setdefault(breach.rule.id, []).append(breach.reason)
    return [
        Stopped(
            command,
            event,
            _number(command),
            rule,
            " ".join(dict.fromkeys(one.message("zh") for one in reasons)),
            {key: value for one in reasons for key, value in rendered(one.particulars, "zh").items()},
        )
        for rule, reasons in by_rule.items()
    ]


def let_pass(command: Command, event: dict[str, Any]) -> Iterator[Stopped]:
    """Yield what was let pass of a row that is recorded, as the event that it became."""
    number = _joined(command, event["data"])
    for finding in event["findings"]:
        if "overridden_by" in finding:
            facts = dict(finding)
            rule = facts.pop("rule")
            by, why = facts.pop("overridden_by"), facts.pop("override_reason")
            reason = BY_ID[rule].message(facts, "zh")
            yield Stopped(command, event["type"], number, rule, reason, rendered(facts, "zh"), by, why)


def commands(
    found: Iterable[Stopped], state: State, numbers: Numbers, *, recorded_by: str, now: str, today: str
) -> list[Command]:
    """Return the rows that tell it; what they name but nobody knows stands in their facts only."""
    table = catalogue.table(TABLE)
    person = staff_code(state, recorded_by)
    rows = []
    for one in found:
        data: dict[str, Any] = {
            "refusal_no": numbers.following(table, today),
            "refused_at": now,
            "rule_key": one.rule,
            "command": one.event,
            "subject_table": one.command.table.key,
            "subject_no": one.number,
            "staff_code": person,
            "reason": one.reason,
            "facts_found": "；".join(f"{key}={value}" for key, value in sorted(one.facts.items())) or None,
            "severity_kind": "required",
            "overridden_by": one.overridden_by,
            "override_reason": one.override_reason,
        }
        data.update((key, one.command.data.get(key)) for key in _SUBJECTS)
        row = Command(table, {key: value for key, value in data.items() if value is not None})
        for reference in resolve(row, state).missing:
            del row.data[reference.column.key]
        rows.append(row)
    return rows


def _number(command: Command) -> str | None:
    """Return the number of the row concerned; one that was only assigned is not its own yet."""
    first = command.table.identity[0]
    return None if first in command.filled or first not in command.data else _joined(command, command.data)


def _joined(command: Command, data: dict[str, Any]) -> str:
    return "/".join(str(data[key]) for key in command.table.identity if key in data)
