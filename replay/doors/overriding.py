"""Rules that are to be let pass, as they are named with their reasons and approvers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledger.errors import CommandError, Problem

if TYPE_CHECKING:
    from ledger.deciding.decision import Override

OVERRIDE_UNEVEN = Problem(
    "cli_override_uneven",
    "放行规则：每个 --override 应有一个 --reason 和一个 --approver（或共用一个），"
    "实际是 {rules}、{reasons}、{approvers} 个。",
    "Overriding rules: expected a --reason and an --approver for each --override, or one for all; "
    "got {rules}, {reasons} and {approvers}.",
    '例如 --override G-01 --reason "急救" --approver E9。',
    'For example --override G-01 --reason "emergency" --approver E9.',
)


def overrides(rules: Sequence[str], reasons: Sequence[str], approvers: Sequence[str]) -> list[Override]:
    """Return the rules that are to be let pass, each with its reason and approver, or one of these for all.

    Raises:
        CommandError: They do not go together.
    """
    from ledger.deciding.decision import Override

    if not rules and not reasons and not approvers:
        return []
    fits = rules and all(len(one) in {1, len(rules)} for one in (reasons, approvers))
    if not fits:
        raise CommandError(OVERRIDE_UNEVEN, rules=len(rules), reasons=len(reasons), approvers=len(approvers))
    every = zip(rules, _each(reasons, len(rules)), _each(approvers, len(rules)), strict=True)
    return [Override(*one) for one in every]


def _each(given: Sequence[str], count: int) -> Sequence[str]:
    return given if len(given) == count else [given[0]] * count
