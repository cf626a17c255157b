"""Deciding on what is done about findings: assignments and resolutions.

The state keeps which resolution stands for a finding (`f position rule`): one finding is settled once.
"""

from __future__ import annotations

from typing import Any, Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.state.entries import SEPARATOR, State, Version
from ledger.subjects.people.finding_rules import FINDING_RESOLVED, FINDING_UNKNOWN

EVENTS: Final = frozenset({"finding_resolved"})


def judge_assignment(
    command: Command, _state: State, context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge an assignment: there must be such a finding."""
    return _unknown(command.data, context), []


def judge_resolution(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a resolution: there must be such a finding, and no other resolution of it may stand."""
    data = command.data
    breaches = _unknown(data, context)
    standing = state.get(_key(data))
    if standing is not None:
        where = {"position": data["finding_position"], "rule": data["rule_key"]}
        breaches.append(FINDING_RESOLVED.broken(**where, resolution_no=standing))
    return breaches, []


def resolution_folded(
    state: State, _event_type: str, data: dict[str, Any], _merged: dict[str, Any], sign: int
) -> None:
    """Fold a resolution, or take it back."""
    state.put(_key(data), data["resolution_no"] if sign > 0 else None)


def _unknown(data: dict[str, Any], context: Context) -> list[Breach]:
    position, rule = data["finding_position"], data["rule_key"]
    if any(one["rule"] == rule for one in _findings(position, context)):
        return []
    return [FINDING_UNKNOWN.broken(position=position, rule=rule)]


def _findings(position: int, context: Context) -> list[dict[str, str]]:
    if position < 1:
        return []
    try:
        found: list[dict[str, str]] = context.stored(position).get("findings") or []
    except LookupError:
        return []
    return found


def _key(data: dict[str, Any]) -> str:
    return SEPARATOR.join(("f", str(data["finding_position"]), data["rule_key"]))
