"""A house that has not typed its papers yet may have the rules on them warn, but not for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.subjects.papers.number_rules import SOFTENED_FOR_EVER

PAPER_RULES: Final = frozenset({"G-01", "G-01a", "G-01c", "G-01d", "G-61", "G-62", "G-62a"})
"""Rules, and gates of rules, that ask whether a partner holds the papers at all."""
_SOFT: Final = frozenset({"warned", "waived"})


def judge_softening(s: Situation) -> Iterator[Breach]:
    """Judge a setting that lets the rules on papers only warn, or not count: it names its last day."""
    row = s.data
    if row["rule_key"] in PAPER_RULES and row["setting"] in _SOFT and "effective_until" not in row:
        yield SOFTENED_FOR_EVER.broken(rule_key=row["rule_key"], setting=row["setting"])
