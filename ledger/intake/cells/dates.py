"""Dates and times as people and spreadsheets write them, to the stored form."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ledger import clock
from ledger.errors import Problem
from ledger.intake.cells.blanks import is_blank, is_elsewhere, is_zero_date
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.cell_problems import (
    BAD_DATE,
    BAD_TIME,
    COLUMN_TOO_NARROW,
    ELSEWHERE,
    END_OR_START,
    FUTURE_DATE,
    MONTH_ALONE,
    SECONDS_COUNTED,
    WEEKDAY_DIFFERS,
    YEAR_LEFT_OUT,
)
from ledger.intake.cells.date_forms import MONTHS, TIME, WEEKDAYS, in_digits
from ledger.intake.cells.times_of_day import offset_of, time_of_day
from ledger.intake.cells.wrapping import unwrapped

FIRST_YEAR = 1900
_LONGEST = 100  # characters; no date is longer
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # day 0 of a spreadsheet, after its false 29 February 1900
_NO_DATE = "1900-01-01"  # what databases make of an empty text

_iso = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch
_day = re.compile(
    rf"""(?:(?P<weekday>{WEEKDAYS.pattern}),?\ ?)?
        (?:(?P<y1>\d{{4}})(?P<by>[-/.\\\ ])(?P<m1>\d{{1,2}})(?P=by)(?P<d1>\d{{1,2}})
        |  (?P<y2>\d{{4}})\ ?年\ ?(?P<m2>\d{{1,2}})\ ?月\ ?(?P<d2>\d{{1,2}})\ ?[日号]
        |  (?P<y3>\d{{4}})(?P<m3>\d\d)(?P<d3>\d\d)(?:\.0+|(?P<clock>\d\d\d\d(?:\d\d)?))?
        |  (?P<d4>\d{{1,2}})[-\ /.]?(?P<n4>{MONTHS.pattern})[-\ /.,]{{0,2}}(?P<y4>\d{{4}})
        |  (?P<d7>\d{{1,2}})-(?P<m7>\d{{1,2}})月\ ?-(?P<y7>\d{{4}})
        |  (?P<n5>{MONTHS.pattern})\.?\ (?P<d5>\d{{1,2}}),?\ (?P<y5>\d{{4}})
        |  (?P<n6>{MONTHS.pattern})\ (?P<d6>\d{{1,2}})\ (?P<t6>{TIME})
           \ ?(?P<o6>CST|GMT|UTC)\ (?P<y6>\d{{4}}))
        (?:\ ?[(（]?(?P<after>{WEEKDAYS.pattern})[)）]?)?
        (?:(?:[\sT]|(?<=[日号)）a-z一二三四五六天]))
           (?P<time>{TIME})\s?(?P<offset>[A-Z+-][^\s]*)?)?""",
    re.ASCII | re.VERBOSE | re.IGNORECASE,
).fullmatch
_month = re.compile(
    rf"""(?P<y1>\d{{4}})[-/](?P<m1>\d{{1,2}})(?:[-/]00?)?
       | (?P<y2>\d{{4}})\ ?年\ ?(?P<m2>\d{{1,2}})\ ?月[底末]?
       | (?P<y3>\d{{4}})\.(?P<m3>\d\d|[2-9])(?:\.00?)?
       | (?P<y4>(?:19|20|21)\d\d)(?P<m4>\d\d)(?:00)?(?:\.0+)?
       | (?P<m5>\d{{1,2}})[-/.](?P<y5>\d{{4}})
       | (?P<n6>{MONTHS.pattern})[-/.\ ]{{0,2}}(?P<y6>\d{{4}})
       | (?P<y7>\d{{4}})[-/.\ ]?(?P<n7>{MONTHS.pattern})""",
    re.ASCII | re.VERBOSE | re.IGNORECASE,
).fullmatch
_serial = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII).fullmatch
_around_expiry = re.compile(
    r"(?:EXP(?:IRY)?(?: ?DATE)?|使用期限至?|有效期限?至?|失效日期|失效期至?|截止日期|截[至止]|至|到)?[.:]? ?"
    r"(?P<date>.*?\d.*?) ?(?:止|为止)?",
    re.IGNORECASE,
).fullmatch
# Seconds or milliseconds since 1970, plain or as Microsoft's JSON writes them.
_since_1970 = re.compile(
    r"[\\/]*Date\(-?\d+(?:[+-]\d{4})?\)[\\/]*|1\d{9}(?:\.\d+)?|1\d{12}", re.IGNORECASE
).fullmatch
# `5月9日` and `26.5.10`: which year is meant, or what stands first, the cell does not tell.
_yearless = re.compile(
    r"(?:\d\d ?年 ?)?\d{1,2} ?月 ?\d{1,2} ?[日号]?"
    r"|\d\d([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d\d"
).fullmatch
_hour_24 = re.compile(r"24(?:[:时点分秒.0 ]*)").fullmatch
# As programs write them out: `{ts '…'}`, `#…#`, a single sign for the weekday, a zone by two names.
_literal = re.compile(r"\{(?:ts|d) ?'([^']*)'\}|#(\d[^#]*\d)#", re.IGNORECASE).fullmatch
_short_weekday = re.compile(r"[(（]([一二三四五六日天])[)）]")
_named_twice = re.compile(r"(?<=[+-]\d{4}) CST$")
_blanks = re.compile(r"\s+")
_dashes = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def day(text: str, zone: str) -> str | None:
    """Return a date `YYYY-MM-DD`; a time of day beside it is dropped.

    >>> day("2026年5月1日", "UTC"), day("20260501", "UTC"), day("46143", "UTC")
    ('2026-05-01', '2026-05-01', '2026-05-01')

    Args:
        text: The cell.
        zone: Where a time with an offset is brought to before its date is taken.

    Raises:
        CellError: It is no date, or a month alone.
    """
    if _iso(text):
        return _checked(text)
    found = _read(text, zone, BAD_DATE)
    return found if found is None or isinstance(found, str) else found.date().isoformat()


def moment(text: str, zone: str) -> str | None:
    """Return a time in the stored form, or a date alone, which says that the time is unknown.

    Raises:
        CellError: It is no date and no time, or a month alone.
    """
    if _iso(text):
        return _checked(text)
    found = _read(text, zone, BAD_TIME)
    return found if found is None or isinstance(found, str) else clock.stored(found)


def expiry(text: str, zone: str) -> str | None:
    """Return the last day of a thing's life, as labels print it: a month alone ends on its last day.

    >>> expiry("2028-02", "UTC"), expiry("20280500", "UTC"), expiry("EXP 2028-05-31", "UTC")
    ('2028-02-29', '2028-05-31', '2028-05-31')

    Raises:
        CellError: It is no date and no month.
    """
    if _iso(text) and not text.endswith("-00"):
        return _checked(text)
    try:
        return end_of_month(text) or day(text, zone)
    except CellError:
        match = _around_expiry(_normal(text)) if len(text) <= _LONGEST else None
        if match is None or match["date"] == _normal(text):
            raise
    try:
        return end_of_month(match["date"]) or day(match["date"], zone)
    except CellError:
        raise CellError(BAD_DATE, text=text) from None


def end_of_month(text: str) -> str | None:
    """Return the last day of the month that a cell names alone, if it does.

    `2028.1` is none: a spreadsheet makes it of `2028.10`.

    >>> end_of_month("2028年2月"), end_of_month("2028-02-01"), end_of_month("2028.5"), end_of_month("2028.1")
    ('2028-02-29', None, '2028-05-31', None)
    """
    match = _month(_normal(text)) if len(text) <= _LONGEST else None
    if match is None:
        return None
    year, month, _ = _numbers(match)
    if not 1 <= month <= 12 or year < FIRST_YEAR:
        return None
    return f"{year:04}-{month:02}-{monthrange(year, month)[1]:02}"


def not_after(text: str, value: str | None, today: str, zone: str) -> str | None:
    """Return a date or time unchanged, unless it lies after today.

    Raises:
        CellError: It does.
    """
    if value is not None and value > (today if len(value) == len(today) else clock.end_of(today, zone)):
        raise CellError(FUTURE_DATE, text=text)
    return value


def _normal(text: str) -> str:
    inside, _ = unwrapped(unicodedata.normalize("NFKC", text).strip())
    normal = in_digits(_blanks.sub(" ", inside).strip().translate(_dashes))
    literal = _literal(normal)
    return (literal[1] or literal[2]) if literal else _short_weekday.sub(r"(周\1)", normal)


def _checked(text: str) -> str | None:
    try:
        date.fromisoformat(text)
    except ValueError:
        if is_zero_date(text):
            return None
        raise CellError(BAD_DATE, text=text) from None
    if text < str(FIRST_YEAR) or text == _NO_DATE:
        raise CellError(BAD_DATE, text=text)
    return text


def _read(text: str, zone: str, problem: Problem) -> str | datetime | None:
    """Return a date as text, a time as aware time, a blank as None."""
    if len(text) > _LONGEST:
        raise CellError(problem, text=text)
    normal = _normal(text)
    if is_blank(normal) or is_zero_date(normal):
        return None
    if not normal.strip("#"):
        raise CellError(COLUMN_TOO_NARROW, text=text)
    match = _day(_named_twice.sub("", normal.removesuffix(f"[{zone}]")))
    try:
        if match is not None:
            return _composed(match, text, zone)
        if _serial(normal):
            return _counted(normal, zone)
    except CellError:
        raise
    except (ValueError, OverflowError):
        raise CellError(problem, text=text) from None
    if _since_1970(normal):
        raise CellError(SECONDS_COUNTED, text=text)
    raise CellError(_not_read(normal, text, problem), text=text)


def _not_read(normal: str, text: str, problem: Problem) -> Problem:
    """Return what is wrong with a cell that is no date."""
    if is_elsewhere(normal):
        return ELSEWHERE
    if end_of_month(text):
        return MONTH_ALONE
    return YEAR_LEFT_OUT if _yearless(normal) else problem


def _numbers(match: re.Match[str]) -> tuple[int, int, int]:
    """Return year, month and day of a match; a day that its form lacks is 0."""
    groups = {name[0]: value for name, value in match.groupdict().items() if value and name[1:].isdigit()}
    month = MONTHS.number(groups["n"]) if "n" in groups else int(groups["m"])
    return int(groups["y"]), month, int(groups.get("d", 0))


def _composed(match: re.Match[str], text: str, zone: str) -> str | datetime:
    found = date(*_numbers(match))
    if found.year < FIRST_YEAR or found.isoformat() == _NO_DATE:
        raise ValueError
    for weekday in (match["weekday"], match["after"]):
        if weekday and WEEKDAYS.number(weekday) != found.isoweekday():
            raise CellError(WEEKDAY_DIFFERS, text=text)
    said, offset = match["time"] or match["t6"], match["offset"] or match["o6"]
    if match["clock"]:
        digits = match["clock"].ljust(6, "0")
        said = f"{digits[:2]}:{digits[2:4]}:{digits[4:]}"
    if said is None:
        return found.isoformat()
    if _hour_24(said):
        raise CellError(END_OR_START, text=text)
    at = datetime.combine(found, time_of_day(said))
    if offset:
        return at.replace(tzinfo=offset_of(offset, zone)).astimezone(ZoneInfo(zone))
    return at.replace(tzinfo=ZoneInfo(zone))


def _counted(normal: str, zone: str) -> str | datetime:
    """Return the day that a spreadsheet's serial number names, with its time if it has one."""
    days = float(normal)
    found = _EPOCH + timedelta(seconds=round(days * 86400))
    if days.is_integer():
        return found.date().isoformat()
    return found.replace(tzinfo=ZoneInfo(zone))
