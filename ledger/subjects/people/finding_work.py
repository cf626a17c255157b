"""Judging what is done about findings: assignments and resolutions."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.deciding.decision import Context
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.state.resolutions import resolution_of
from ledger.subjects.people.finding_rules import FINDING_OF_OTHER_LEDGER, FINDING_RESOLVED, FINDING_UNKNOWN


def judge_finding_named(s: Situation) -> Iterator[Breach]:
    """Judge that there is such a finding as an assignment or a resolution names.

    A row of an export that is no duplicate names a position of another ledger, where another record stands
    here.
    """
    position, rule = s.data["finding_position"], s.data["rule_key"]
    if s.command.envelope.position is not None:
        yield FINDING_OF_OTHER_LEDGER.broken(position=position)
        return
    stored = any(finding["rule"] == rule for finding in _findings(position, s.context))
    if not (stored or s.context.broken(position, rule)):
        yield FINDING_UNKNOWN.broken(position=position, rule=rule)


def judge_resolution(s: Situation) -> Iterator[Breach]:
    """Judge that no other resolution of the finding stands."""
    position, rule = s.data["finding_position"], s.data["rule_key"]
    earlier = resolution_of(s.state, position, rule)
    if earlier is not None:
        yield FINDING_RESOLVED.broken(position=position, rule=rule, resolution_no=earlier)


def _findings(position: int, context: Context) -> list[dict[str, str]]:
    """Return the findings kept with the event at a position; none where there is no such event."""
    if position < 1:
        return []
    try:
        return context.stored(position).get("findings") or []
    except LookupError:
        return []
