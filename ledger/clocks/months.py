"""Counting in months, as validities, warranties and limits do."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=4096)
def months_after(day: str, count: int) -> str:
    """Return the day so many months later, the last of its month where that has no such day.

    >>> months_after("2026-01-31", 1)
    '2026-02-28'
    """
    return date_after(date.fromisoformat(day), count).isoformat()


def date_after(day: date, count: int) -> date:
    """Return the date so many months later; see :func:`months_after`."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
