"""What may be done about findings: there must be such a finding, and it is settled once."""

from __future__ import annotations

from typing import Any

from ledger.deciding.decision import Command
from ledger.events.envelope import NO_ENVELOPE
from ledger.subjects.sales.rules import EXPIRED
from tests.support import rules
from tests.support.decisions import History, command, sale, trade, void


def resolution(position: int, number: str = "CL1", rule: str = EXPIRED.id, **rest: Any) -> Command:
    """Return a command that settles a finding."""
    names = {"finding_position": position, "rule_key": rule, "resolution_no": number}
    usual = {"resolution": "explained", "reason": "补到资料", "approver": "E1", "resolved_on": "2026-06-10"}
    return command("finding_resolutions", **names, **(usual | rest))


def assignment(position: int, number: str = "ZP1", rule: str = EXPIRED.id) -> Command:
    """Return a command that assigns a finding to E1."""
    names = {"finding_position": position, "rule_key": rule, "assignment_no": number}
    return command("finding_assignments", assignee="E1", assigned_on="2026-06-01", **names)


def with_a_finding(*, live: bool = False) -> tuple[History, int]:
    """Return a history whose last event, a sale of expired goods, has a finding; and its position."""
    history = trade(live=live)
    history.given(sale("XS1", expiry_date="2026-01-31"))
    position = len(history.events)
    assert [one["rule"] for one in with_findings(history)[position - 1]] == [EXPIRED.id]
    return history, position


def with_findings(history: History) -> list[list[dict[str, str]]]:
    """Return the findings of each event."""
    return [one.get("findings") or [] for one in history.events]


def test_a_finding_can_be_assigned_and_settled() -> None:
    """Own; interface rule 10: a finding closes when it is resolved (an event)."""
    for live in (False, True):
        history, position = with_a_finding(live=live)
        history.when(assignment(position)).accepted()
        history.when(assignment(position, "ZP2")).accepted()
        history.when(resolution(position)).accepted()


def test_only_a_finding_that_there_is_can_be_worked_on() -> None:
    """Own; interface rule 10: the position and the rule must name one."""
    for live in (False, True):
        history, position = with_a_finding(live=live)
        for wrong in (resolution(position, rule="G-01"), assignment(position, rule="G-01")):
            told = history.when(wrong).refused(rules.FINDING_UNKNOWN)
            assert told == (f"The record at position {position} has no finding of rule 'G-01'.",)
        for nowhere in (0, -1, 1, 999):
            history.when(resolution(nowhere)).refused(rules.FINDING_UNKNOWN)


def test_a_finding_is_settled_once_until_that_is_voided() -> None:
    """Own; interface rule 10: another resolution is refused as long as the first one stands."""
    history, position = with_a_finding()
    history.when(resolution(position)).accepted()
    told = history.when(resolution(position, "CL2", resolution="corrected")).refused(rules.FINDING_RESOLVED)
    assert told == (f"The finding of rule 'G-06' at position {position} is settled already, by 'CL1'.",)
    history.when(resolution(position)).duplicate(len(history.events))
    history.when(void("finding_resolutions", "CL1")).accepted()
    history.when(resolution(position, "CL2", resolution="corrected")).accepted()
    history.when(resolution(position, "CL3")).refused(rules.FINDING_RESOLVED)


def test_a_finding_by_its_position_in_another_ledger_is_not_worked_on() -> None:
    """Own; interface rule 10: the row of an export names a position of the ledger it comes from."""
    history, position = with_a_finding()
    for exported in (resolution(position), assignment(position)):
        exported.envelope = NO_ENVELOPE._replace(position=17)
        (told,) = history.when(exported).refused(rules.FINDING_OF_OTHER_LEDGER)
        assert told == (
            f"The row comes from an export: its finding_position {position} counts in the ledger it was "
            "exported from, not in this one."
        )
    history.when(resolution(position)).accepted()
