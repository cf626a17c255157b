"""Periods of figures: months, or the one period that is asked for."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from projections.reading.query import Query


class Period(NamedTuple):
    """A span of days, both of them included."""

    first: str
    last: str

    @property
    def month(self) -> str:
        """The month `YYYY-MM`, or both days where it is no whole month."""
        whole = self == month_of(self.first)
        return self.first[:7] if whole else f"{self.first}/{self.last}"


class Periods:
    """Tells in which period a day lies: its month, or the one asked for.

    A period is asked for by `period_from` and `period_to`. Without its end it goes on to the day of the
    answer; without its beginning it reaches back to the first year that a date may have.

    Args:
        query: Whose filters say it.
    """

    def __init__(self, query: Query) -> None:
        first = min((day for day in query.values("period_from") if day), default=None)
        last = max((day for day in query.values("period_to") if day), default=None)
        self.only: Period | None = None
        if first is not None or last is not None:
            self.only = Period(first or _EARLIEST, last or query.today)
        self._months = frozenset(month for month in query.values("month") if month)

    def of(self, day: str | None) -> Period | None:
        """Return the period of a day; None where it is not asked for, or the day is not known."""
        if day is None:
            return None
        if self.only is not None:
            return self.only if self.only.first <= day <= self.only.last else None
        if self._months and day[:7] not in self._months:
            return None
        return month_of(day)

    def told(self, today: str) -> list[Period]:
        """Return the periods that are asked for, each; where none is, the month of the answer."""
        if self.only is not None:
            return [self.only]
        return [month_of(month) for month in sorted(self._months)] or [month_of(today)]

    @property
    def first(self) -> str | None:
        """The first day that is asked for, None if any is."""
        if self.only is not None:
            return self.only.first
        return f"{min(self._months)}-01" if self._months else None

    @property
    def last(self) -> str | None:
        """The last day that is asked for, None if any is."""
        if self.only is not None:
            return self.only.last
        return month_of(max(self._months)).last if self._months else None


_EARLIEST = "1900-01-01"


def month_of(day: str) -> Period:
    """Return the month of a day, or of a month `YYYY-MM`."""
    return _month(day[:7])


@lru_cache(maxsize=512)
def _month(month: str) -> Period:
    last = monthrange(int(month[:4]), int(month[5:7]))[1]
    return Period(f"{month}-01", f"{month}-{last}")


def months_to(month: str, count: int) -> list[str]:
    """Return so many months `YYYY-MM`, the last of which is the one given."""
    place = int(month[:4]) * 12 + int(month[5:7]) - 1
    return [f"{one // 12:04}-{one % 12 + 1:02}" for one in range(place - count + 1, place + 1)]


def months_between(first: str, last: str) -> list[str]:
    """Return the months that two days and what lies between them touch, none where they are the wrong way."""
    count = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7]) + 1
    return months_to(last[:7], count) if count > 0 else []


def day_of(shown: Any) -> str | None:
    """Return the day of a date or a time as rows show it; rows show times in the ledger's zone."""
    return None if shown is None else str(shown)[:10]


def earlier(day: str, days: int) -> str:
    """Return the day that lies so many days before another."""
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
