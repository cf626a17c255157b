"""Working days and working hours of the Chinese calendar, with holidays and the make-up days for them.

Which days are worked is published by the State Council year by year, and a kept library carries it. A year it
does not know is never guessed: whoever counts into it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

Spans = tuple[tuple[int, int], ...]
"""Working time of a day: from minute to minute since midnight."""

OFFICE_HOURS: Final[Spans] = ((8 * 60 + 30, 12 * 60), (13 * 60, 17 * 60 + 30))
_DAY: Final = timedelta(days=1)


class CalendarUnknownError(Exception):
    """The working days of a year are not known yet.

    Args:
        year: Which.
    """

    def __init__(self, year: int) -> None:
        super().__init__(f"the working days of {year} are not known")
        self.year = year


@lru_cache(maxsize=8192)
def is_working(day: date) -> bool:
    """Return whether a day is worked in China: no holiday, and no weekend unless it is a make-up day.

    Raises:
        CalendarUnknownError: The year is not in the calendar.
    """
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as unknown:
        raise CalendarUnknownError(day.year) from unknown


@lru_cache(maxsize=1)
def last_year() -> int:
    """Return the last year whose working days are known."""
    from chinese_calendar import constants

    return int(max(constants.holidays).year)


def spans(text: str | None) -> Spans | None:
    """Return the working time that a text like `08:30-12:00,13:00-17:30` states, None if it states none."""
    found = []
    for part in (text or "").replace("，", ",").replace("–", "-").split(","):
        begin, dash, end = part.strip().partition("-")
        try:
            times = [time.fromisoformat(one.strip().zfill(5)) for one in (begin, end)]
        except ValueError:
            return None
        if not dash or times[0] >= times[1]:
            return None
        start, stop = (one.hour * 60 + one.minute for one in times)
        found.append((start, stop))
    return tuple(found) or None


def after_working_days(day: date, count: int) -> date:
    """Return the day that lies so many working days after a day, which itself is not counted."""
    while count > 0:
        day += _DAY
        count -= is_working(day)
    return day


def working_day_from(day: date) -> date:
    """Return a day, or the first working day after it."""
    while not is_working(day):
        day += _DAY
    return day


def working_days_between(first: date, last: date) -> int:
    """Return how many working days lie after the first day, up to the last."""
    return sum(is_working(first + _DAY * place) for place in range(1, (last - first).days + 1))


def after_working_time(moment: datetime, wanted: timedelta, hours: Spans = OFFICE_HOURS) -> datetime:
    """Return the moment at which so much working time has passed since a local moment."""
    for begin, end in _worked(moment, hours):
        if end - begin >= wanted:
            return begin + wanted
        wanted -= end - begin
    raise AssertionError  # the calendar ends before the days do


def working_time_between(first: datetime, last: datetime, hours: Spans = OFFICE_HOURS) -> timedelta:
    """Return how much working time lies between two local moments."""
    total = timedelta()
    for begin, end in _worked(first, hours):
        if begin >= last:
            return total
        total += min(end, last) - begin
    return total


def _worked(moment: datetime, hours: Spans) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans of working time from a local moment on."""
    day = moment.date()
    while True:
        if is_working(day):
            midnight = datetime.combine(day, time.min, moment.tzinfo)
            for start, stop in hours:
                begin, end = midnight + timedelta(minutes=start), midnight + timedelta(minutes=stop)
                if moment < end:
                    yield max(begin, moment), end
        day += _DAY
