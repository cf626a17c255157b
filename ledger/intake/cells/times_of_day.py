"""Times of day and time zones as systems print them: 24 hours or 12, with `上午` or `AM`, `Z` or `+08`."""

from __future__ import annotations

import re
from datetime import time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from ledger.intake.cells.date_forms import HALVES

_time = re.compile(
    rf"(?P<before>{HALVES})?\ ?(?P<hour>\d{{1,2}})(?:[:时点]\ ?(?P<minute>\d{{1,2}})?分?)?"
    rf"(?:[:分]?\ ?(?P<second>\d{{1,2}})(?:\.(?P<fraction>\d{{1,9}}))?秒?)?\ ?(?P<after>{HALVES})?",
    re.ASCII | re.VERBOSE | re.IGNORECASE,
).fullmatch
_offset = re.compile(
    r"(?:GMT|UTC)?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?", re.ASCII | re.IGNORECASE
).fullmatch
_BEFORE_NOON: Final = {"上午": (0, 12), "凌晨": (0, 6), "早上": (4, 12), "清晨": (3, 9), "am": (0, 12)}
_AFTER_NOON: Final = {"下午": (12, 19), "傍晚": (16, 20), "晚上": (17, 23), "晚": (17, 23), "pm": (12, 23)}
_UNIVERSAL: Final = frozenset({"z", "gmt", "utc"})
_IN_CHINA: Final = frozenset({"Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Taipei", "PRC"})
_FURTHEST: Final = timedelta(hours=14)


def time_of_day(text: str) -> time:
    """Return a time of day.

    >>> time_of_day("上午 12:00:00"), time_of_day("3:05 PM"), time_of_day("10时20分")
    (datetime.time(0, 0), datetime.time(15, 5), datetime.time(10, 20))

    Raises:
        ValueError: There is no such time, or the hour and the half of the day do not agree.
    """
    match = _time(text)
    if match is None or (match["before"] and match["after"]):
        raise ValueError
    hour = int(match["hour"])
    half = (match["before"] or match["after"] or "").lower().replace(".", "")
    if not half and re.search("[:时点]", text) is None:
        raise ValueError
    if half:
        hour = _hour(hour, half)
    fraction = (match["fraction"] or "")[:6].ljust(6, "0")
    return time(hour, int(match["minute"] or 0), int(match["second"] or 0), int(fraction))


def _hour(hour: int, half: str) -> int:
    """Return the hour of 24 that an hour in a half of the day is."""
    if half == "中午":
        hour = hour + 12 if hour < 3 else hour
        allowed = (11, 14)
    elif half in _BEFORE_NOON:
        hour = 0 if hour == 12 else hour
        allowed = _BEFORE_NOON[half]
    else:
        hour = hour + 12 if hour < 12 else hour
        allowed = _AFTER_NOON[half]
    if not allowed[0] <= hour <= allowed[1] or (half in _BEFORE_NOON and hour == 12):
        raise ValueError
    return hour


def offset_of(text: str, zone: str) -> tzinfo:
    """Return the zone that is printed behind a time.

    `CST` is China's where the ledger is in China, and else may be several.

    Raises:
        ValueError: It is none.
    """
    word = text.lower()
    if word in _UNIVERSAL:
        return timezone.utc  # noqa: UP017
    if word == "cst" and zone in _IN_CHINA:
        return ZoneInfo(zone)
    match = _offset(text)
    if match is None:
        raise ValueError
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if offset > _FURTHEST or int(match["minutes"] or 0) > 59:
        raise ValueError
    return timezone(offset if match["sign"] == "+" else -offset)
