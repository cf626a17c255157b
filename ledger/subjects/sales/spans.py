"""Spans of days in which nothing that an answer rests on begins or ends: as long, the answer may be kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from ledger.state.entries import Register
from ledger.when import LAST_DAY

Span = tuple[str, str]
"""First and last day."""

ALWAYS: Final[Span] = ("", LAST_DAY)


def steady(day: str, spans: Iterable[Span], registers: Iterable[Register]) -> Span:
    """Return the days around a day on which the same of the spans hold.

    Where a register row has several versions it is the day alone: another may be in force on the next.
    """
    if any(len(register.versions) > 1 for register in registers):
        return day, day
    first, last = ALWAYS
    for since, until in spans:
        if since > day:
            last = min(last, shifted(since, -1))
        elif since > first:
            first = since
        if until < day:
            first = max(first, shifted(until, 1))
        elif until < last:
            last = until
    return first, last


def overlap(*spans: Span) -> Span:
    """Return the days that lie in all of the spans."""
    return max(span[0] for span in spans), min(span[1] for span in spans)


def shifted(day: str, by: int) -> str:
    """Return the day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()
