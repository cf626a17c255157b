"""Judging: what the judges of a row find, set by the rules' own kinds, and what of it lets the row pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from ledger.deciding.decision import Refused, refused
from ledger.deciding.overrides import let_pass
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import in_mode
from ledger.deciding.situation import Situation
from ledger.deciding.subject import Judge


def judged(situation: Situation, judges: Iterable[Judge]) -> list[Breach]:
    """Return every breach that the judges of a row find, in their order."""
    breaches: list[Breach] = []
    for judge in judges:
        breaches += judge(situation)
    return breaches


def passed(situation: Situation, breaches: Collection[Breach]) -> list[dict[str, Any]] | Refused:
    """Return the findings with which a row passes, or its refusal.

    Integrity refuses always. Compliance refuses live, unless it is overridden, and is a finding on import;
    what the house has set for its rules counts on the day of the row.
    """
    if not breaches:
        return []
    integrity: list[Breach] = []
    compliance: list[Breach] = []
    for breach in breaches:
        (integrity if breach.rule.kind == "integrity" else compliance).append(breach)
    if compliance:
        compliance = in_mode(compliance, situation)
    if situation.context.recorded:
        return [breach.finding for breach in compliance]
    if situation.context.live and (integrity or compliance):
        standing, findings, reasons = let_pass(
            situation.command,
            [*integrity, *compliance],
            situation.state,
            situation.context.recorded_by,
        )
        return refused(*standing, also=reasons) if standing else findings
    if integrity:
        return refused(*integrity)
    return [breach.finding for breach in compliance]
