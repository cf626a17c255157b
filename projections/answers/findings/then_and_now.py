"""What was found at recording beside what is found now, of one record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

from projections.answers.findings.judged_again import JudgedRow

Finding = dict[str, Any]
_SHOWN_APART = frozenset({"rule", "severity"})
_LET_PASS = ("overridden_by", "override_reason")


class Now(NamedTuple):
    """What becomes of the findings of a record.

    Attributes:
        stored: How many its event carries.
        cured: The numbers of those that no longer are, from 1.
        particulars: What the others say now, by number.
        unseen: Findings that the event does not carry.
        deciding: Which positions decide on a rule.
    """

    stored: int
    cured: frozenset[int]
    particulars: dict[int, dict[str, Any]]
    unseen: list[Finding]
    deciding: Callable[[str], list[int]]


def compared(judged: JudgedRow) -> Now:
    """Return what becomes of the findings of a record, compared rule by rule.

    Of a rule that is broken several times, what says the same stands; the rest pairs in its order.
    """
    stored = judged.event.get("findings", [])
    rest: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in judged.findings:
        rest[_key(one)].append(one)
    same: dict[int, Finding] = {}
    for number, one in enumerate(stored, 1):
        fitting = [other for other in rest[_key(one)] if _particulars(other) == _particulars(one)]
        if fitting:
            same[number] = fitting[0]
            rest[_key(one)].remove(fitting[0])
    for number, one in enumerate(stored, 1):
        if number not in same and rest[_key(one)]:
            same[number] = rest[_key(one)].pop(0)
    particulars = {number: _laid_over(stored[number - 1], one) for number, one in same.items()}
    cured = frozenset(range(1, len(stored) + 1)) - same.keys()
    unseen = [one for some in rest.values() for one in some]
    # What decides needs neither event nor findings, which are large where many rows are judged.
    return Now(len(stored), cured, particulars, unseen, judged._replace(event={}, findings=[]).deciding)


def _key(finding: Finding) -> tuple[str, str]:
    return finding["rule"], finding.get("severity", "")


def _particulars(finding: Finding) -> dict[str, Any]:
    return {key: value for key, value in finding.items() if key not in _SHOWN_APART and key not in _LET_PASS}


def _laid_over(stored: Finding, now: Finding) -> dict[str, Any]:
    """Return the particulars of now, with who let it pass at recording."""
    return _particulars(now) | {key: stored[key] for key in _LET_PASS if key in stored}
