"""Which resolution stands for a finding (`f position rule`): one finding is settled once."""

from __future__ import annotations

from typing import Any, Final

from ledger.state.kinds import RESOLUTION
from ledger.state.repository import State

EVENTS: Final = frozenset({"finding_resolved"})


def resolution_of(state: State, position: int, rule: str) -> str | None:
    """Return the number of the resolution that stands for a finding, by the finding's position and rule."""
    number: str | None = state.get(_key(position, rule))
    return number


def resolution_folded(
    state: State, _event_type: str, data: dict[str, Any], _merged: dict[str, Any], sign: int
) -> None:
    """Fold a resolution, or take it back."""
    key = _key(data["finding_position"], data["rule_key"])
    state.put(key, data["resolution_no"] if sign > 0 else None)


def _key(position: int, rule: str) -> str:
    return RESOLUTION.key(str(position), rule)
