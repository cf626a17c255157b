"""The rules by their names, for tests: `rules.MORE_THAN_STOCK`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.rulebook import BY_ID, BY_NAME, RULES

if TYPE_CHECKING:
    from ledger.deciding.rule import Rule

__all__ = ["BY_ID", "BY_NAME", "RULES"]


def __getattr__(name: str) -> Rule:
    try:
        return BY_NAME[name]
    except KeyError:
        raise AttributeError(name) from None
