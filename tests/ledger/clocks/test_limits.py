"""Deadline arithmetic against a hand-made table: the calendar of 2026 as the State Council published it.

Spring Festival: off from Sunday 15 to Monday 23 February, worked on the Saturdays 14 and 28 February. Labour
day: off from 1 to 5 May, worked on Saturday 9 May. National day: off from 1 to 7 October, worked on Sunday
20 September and Saturday 10 October.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import clock
from ledger.clocks.calendar import (
    CalendarUnknownError,
    after_working_time,
    is_working,
    spans,
    working_time_between,
)
from ledger.clocks.limits import LIMITS, Limit, due, shifted

ZONE = "Asia/Shanghai"


def moment(text: str) -> str:
    """Return a local time as it is stored."""
    return clock.stored(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)))


def told(stored: str) -> str:
    """Return a stored time as local minutes; the end of a day as 24:00."""
    local = clock.parsed(stored).astimezone(ZoneInfo(ZONE))
    if (local.hour, local.minute, local.second) == (23, 59, 59):
        return f"{local:%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("limit", "start", "until"),
    [
        # Four working hours: within a day, over lunch, over night, over a weekend.
        ("L-01", "2026-05-11 08:30", "2026-05-11 13:30"),
        ("L-01", "2026-05-11 10:00", "2026-05-11 15:00"),
        ("L-01", "2026-05-11 16:30", "2026-05-12 11:30"),
        ("L-01", "2026-05-15 17:00", "2026-05-18 12:00"),
        ("L-01", "2026-05-11 23:50", "2026-05-12 13:30"),
        # Two working hours across Spring Festival: Saturday the 14th is worked, then nothing until the 24th.
        ("L-02", "2026-02-13 17:00", "2026-02-14 10:00"),
        ("L-02", "2026-02-14 17:00", "2026-02-24 10:00"),
        ("L-02", "2026-02-18 12:00", "2026-02-24 10:30"),
        # Eight working hours are one day's work.
        ("L-10", "2026-09-30 08:30", "2026-09-30 17:30"),
        ("L-10", "2026-09-30 13:00", "2026-10-08 12:00"),
        # Working days: the day itself is not counted, make-up days are.
        ("L-03", "2026-02-13 09:00", "2026-02-24 24:00"),
        ("L-03", "2026-02-26 09:00", "2026-02-28 24:00"),
        ("L-28", "2026-04-30 16:00", "2026-05-06 24:00"),
        ("L-28", "2026-05-08 16:00", "2026-05-09 24:00"),
        ("CN.COMPLAINT.REPLY", "2026-02-12 10:00", "2026-02-28 24:00"),
        ("CN.COMPLAINT.REPLY", "2026-09-18 10:00", "2026-09-29 24:00"),
        ("CN.INSPECT.RECTIFY", "2026-09-01 10:00", "2026-10-19 24:00"),
        # To an arrival, working time: 1.5 h on the day of the call, the rest in the morning.
        ("L-08", "2026-05-11 16:00", "2026-05-12 10:00"),
        ("L-08", "2026-05-11 22:30", "2026-05-12 11:30"),
        ("L-09", "2026-02-14 16:00", "2026-02-24 15:00"),
        # Elapsed hours run through the night, over midnight and month ends.
        ("L-12", "2026-01-31 20:00", "2026-02-01 20:00"),
        ("CN.AE.CLUSTER.REG", "2026-12-31 18:00", "2027-01-01 06:00"),
        # Calendar days of the house move to the next working day; those of the law never.
        ("L-17", "2026-05-11 10:00", "2026-05-14 24:00"),
        ("L-17", "2026-05-13 10:00", "2026-05-18 24:00"),
        ("L-18", "2026-02-12 10:00", "2026-02-24 24:00"),
        ("L-19", "2026-09-26 10:00", "2026-10-08 24:00"),
        ("L-04", "2026-04-24 10:00", "2026-05-06 24:00"),
        ("CN.AE.DEATH", "2026-02-10 23:59", "2026-02-17 24:00"),
        ("CN.AE.SERIOUS", "2026-02-10 00:00", "2026-03-02 24:00"),
        ("CN.AE.TELL_MAH", "2026-02-28 10:00", "2026-03-01 24:00"),
        # The same day, until midnight.
        ("L-29", "2026-05-10 21:00", "2026-05-10 24:00"),
        # Months and days of a month.
        ("L-25", "2026-01-31 10:00", "2026-04-30 24:00"),
        ("L-24", "2026-02-28 10:00", "2026-08-28 24:00"),
        ("L-21", "2026-01-31 10:00", "2026-02-10 24:00"),
        ("L-21", "2026-12-01 10:00", "2027-01-10 24:00"),
    ],
)
def test_the_hand_made_table(limit: str, start: str, until: str) -> None:
    """民法典 §200–204; S4-A 4, S4-B Art. 9, S4-I 措施-4, 投诉-期限; Order 1/2018 §25, §31."""
    assert told(due(LIMITS[limit], moment(start), ZONE)) == until


def test_a_year_that_is_not_known_is_told_and_never_guessed() -> None:
    with pytest.raises(CalendarUnknownError) as unknown:
        due(LIMITS["L-28"], moment("2040-05-08 10:00"), ZONE)
    assert unknown.value.year == 2040
    with pytest.raises(CalendarUnknownError):
        due(LIMITS["L-01"], moment("2003-12-31 10:00"), ZONE)


def test_only_the_day_is_known() -> None:
    """Nobody is called late who may not be; the law's own limits are counted from the first moment."""
    start = moment("2026-05-11 00:00")
    assert told(due(LIMITS["L-08"], start, ZONE, whole_day=True)) == "2026-05-12 11:30"
    assert told(due(LIMITS["L-12"], start, ZONE, whole_day=True)) == "2026-05-12 24:00"
    assert told(due(LIMITS["L-01"], start, ZONE, whole_day=True)) == "2026-05-12 13:30"
    assert told(due(LIMITS["CN.AE.CLUSTER.REG"], start, ZONE, whole_day=True)) == "2026-05-11 12:00"
    assert told(due(LIMITS["L-28"], start, ZONE, whole_day=True)) == "2026-05-12 24:00"


@pytest.mark.parametrize(
    ("limit", "until", "paused", "resumed", "shifted_to"),
    [
        ("L-11", "2026-05-11 12:00", "2026-05-11 10:00", "2026-05-12 10:00", "2026-05-12 12:00"),
        ("L-01", "2026-05-11 15:00", "2026-05-11 14:00", "2026-05-12 10:00", "2026-05-12 11:00"),
        ("L-01", "2026-05-15 15:00", "2026-05-16 09:00", "2026-05-17 09:00", "2026-05-15 15:00"),
        ("L-03", "2026-02-14 24:00", "2026-02-13 10:00", "2026-02-24 10:00", "2026-02-25 24:00"),
        ("L-04", "2026-05-18 24:00", "2026-05-12 10:00", "2026-05-20 10:00", "2026-05-26 24:00"),
        # Sent away on the very last day, Friday, back on Sunday: the clock runs again on Monday.
        ("L-03", "2026-05-15 24:00", "2026-05-15 10:00", "2026-05-17 10:00", "2026-05-18 24:00"),
    ],
)
def test_a_pause_is_added_in_the_units_of_the_limit(
    limit: str, until: str, paused: str, resumed: str, shifted_to: str
) -> None:
    end = clock.end_of(until[:10], ZONE) if until.endswith("24:00") else moment(until)
    assert told(shifted(LIMITS[limit], end, moment(paused), moment(resumed), ZONE)) == shifted_to


def test_the_house_has_its_own_working_time() -> None:
    assert spans("09:00-12:00, 13:30-18:00") == ((540, 720), (810, 1080))
    assert spans("9:00–17:00") == ((540, 1020),)
    for text in (None, "", "工作时间", "18:00-09:00", "09:00"):
        assert spans(text) is None
    all_day = Limit("X", "", "", Decimal(8), "working_hour", "", hours=((0, 1440),))
    assert told(due(all_day, moment("2026-05-15 20:00"), ZONE)) == "2026-05-18 04:00"


MOMENTS = st.datetimes(min_value=datetime(2026, 1, 5), max_value=datetime(2026, 11, 30))  # noqa: DTZ001
MINUTES = st.integers(0, 40 * 60)


@given(begin=MOMENTS, minutes=MINUTES)
def test_working_time_is_what_lies_between(begin: datetime, minutes: int) -> None:
    """So much working time after a moment, so much lies between; and the end is a moment of work."""
    start = begin.replace(second=0, microsecond=0, tzinfo=ZoneInfo(ZONE))
    end = after_working_time(start, timedelta(minutes=minutes))
    assert working_time_between(start, end) == timedelta(minutes=minutes)
    assert end >= start
    assert is_working(end.date())


@given(begin=MOMENTS, limit=st.sampled_from(sorted(LIMITS)))
def test_a_later_start_is_never_due_earlier(begin: datetime, limit: str) -> None:
    if LIMITS[limit].unit == "promised" or begin > datetime(2026, 11, 1):  # noqa: DTZ001
        return
    first = clock.stored(begin.replace(tzinfo=ZoneInfo(ZONE)))
    later = clock.stored((begin + timedelta(hours=7)).replace(tzinfo=ZoneInfo(ZONE)))
    assert first <= due(LIMITS[limit], first, ZONE) <= due(LIMITS[limit], later, ZONE)


def test_the_calendar_covers_the_years_of_the_trade() -> None:
    assert is_working(date(2026, 2, 14))
    assert not is_working(date(2026, 2, 16))
    assert not is_working(date(2026, 5, 10))
