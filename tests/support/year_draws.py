"""Drawing the days and moments of a simulated year."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Final, TypeVar

from tests.support.worked_days import is_worked

FIRST, LAST = date(2025, 1, 2), date(2025, 12, 31)
Moment = datetime
Day = TypeVar("Day", bound=date)
SERIALS: Final = tuple(f"SN{number}" for number in range(1, 7))


def day_in(draw: random.Random, first: date = FIRST, last: date = LAST) -> date:
    return first + timedelta(days=draw.randrange((last - first).days + 1))


def worked_day(draw: random.Random, first: date = FIRST, last: date = LAST) -> date:
    while True:
        day = day_in(draw, first, last)
        if is_worked(day):
            return day


def moment_on(draw: random.Random, day: date) -> Moment:
    """Return a moment of a day in the morning or afternoon, at five minutes."""
    hour = draw.choice([9, 10, 11, 13, 14, 15, 16])
    return datetime.combine(day, time(hour, 5 * draw.randrange(12)))


def later(draw: random.Random, since: Moment, *hours: int) -> Moment:
    """Return a moment some hours and minutes later."""
    return since + timedelta(hours=draw.choice(hours), minutes=5 * draw.randrange(1, 12))


def past(when: Day) -> Day | None:
    """Return a day or moment of the year; None for one that is still to come at its end."""
    return when if (when.date() if isinstance(when, datetime) else when) <= LAST else None
