"""The working days and hours of 2025, typed by hand from the notice of the State Council.

Nothing of the program has a part in it: what it counts is compared with this.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

_STEP: Final = timedelta(minutes=5)
_HOLIDAYS: Final = (
    (date(2025, 1, 1), 1),
    (date(2025, 1, 28), 8),  # Spring Festival
    (date(2025, 4, 4), 3),
    (date(2025, 5, 1), 5),
    (date(2025, 5, 31), 3),
    (date(2025, 10, 1), 8),
    (date(2026, 1, 1), 3),
)
_MADE_UP: Final = frozenset(
    {
        *(date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11)),
        date(2026, 1, 4),
    }
)
_OFF: Final = frozenset(first + timedelta(days=n) for first, many in _HOLIDAYS for n in range(many))


def is_worked(day: date) -> bool:
    """Return whether a day is worked."""
    return day in _MADE_UP or (day.weekday() < 5 and day not in _OFF)


def is_office(moment: datetime) -> bool:
    """Return whether the five minutes that begin now are worked: 08:30 to 12:00 and 13:00 to 17:30."""
    minute = moment.hour * 60 + moment.minute
    return is_worked(moment.date()) and (510 <= minute < 720 or 780 <= minute < 1050)


def after_office_hours(start: datetime, hours: int) -> datetime:
    """Return when so many working hours from a moment are over; the clock is looked at every five minutes."""
    left, now = hours * 12, start
    while left:
        left -= is_office(now)
        now += _STEP
    return now


def after_worked_days(start: date, days: int) -> date:
    """Return the last of so many working days; the first day is not counted."""
    now = start
    while days:
        now += timedelta(days=1)
        days -= is_worked(now)
    return now


def moved_on(day: date) -> date:
    """Return the day itself, or the next that is worked."""
    while not is_worked(day):
        day += timedelta(days=1)
    return day


def months_on(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a shorter month."""
    place = day.year * 12 + day.month - 1 + months
    for wanted in range(day.day, 27, -1):
        try:
            return date(place // 12, place % 12 + 1, wanted)
        except ValueError:
            continue
    return date(place // 12, place % 12 + 1, day.day)
