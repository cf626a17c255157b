"""Dates and times as people and spreadsheets write them, to the stored form."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ledger import clock
from ledger.errors import Problem
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.cell_problems import BAD_DATE, BAD_TIME, FUTURE_DATE, MONTH_ALONE
from ledger.intake.cells.codes import BLANKS

FIRST_YEAR = 1900
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # day 0 of a spreadsheet, after its false 29 February 1900

_iso = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch
_day = re.compile(
    r"""(?:(\d{4})(?P<by>[-/.])(\d{1,2})(?P=by)(\d{1,2})
        |  (\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]
        |  (\d{4})(\d\d)(\d\d)(?:\.0+)?)
        (?:(?:[\sT]|(?<=[日号]))(?P<time>\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s?(?P<offset>Z|[+-]\d\d:?\d\d)?)?""",
    re.ASCII | re.VERBOSE,
).fullmatch
_month = re.compile(
    r"(\d{4})[-/](\d{1,2})|(\d{4})\s?年\s?(\d{1,2})\s?月|(\d{4})\.(\d\d)|((?:19|20|21)\d\d)(\d\d)(?:\.0+)?",
    re.ASCII,
).fullmatch
_serial = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII).fullmatch
_blanks = re.compile(r"\s+")


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


def end_of_month(text: str) -> str | None:
    """Return the last day of the month that a cell names alone, if it does.

    >>> end_of_month("2028年2月"), end_of_month("2028-02-01")
    ('2028-02-29', None)
    """
    match = _month(_normal(text))
    if match is None:
        return None
    year, month = (int(one) for one in match.groups() if one is not None)
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
    return _blanks.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def _checked(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise CellError(BAD_DATE, text=text) from None
    if text < str(FIRST_YEAR):
        raise CellError(BAD_DATE, text=text)
    return text


def _read(text: str, zone: str, problem: Problem) -> str | datetime | None:
    """Return a date as text, a time as aware time, a blank as None."""
    normal = _normal(text)
    if normal in BLANKS:
        return None
    match = _day(normal)
    try:
        if match is not None:
            return _composed(match, zone)
        if _serial(normal):
            return _counted(normal, zone)
    except (ValueError, OverflowError):
        raise CellError(problem, text=text) from None
    raise CellError(MONTH_ALONE if end_of_month(text) else problem, text=text)


def _composed(match: re.Match[str], zone: str) -> str | datetime:
    numbers = [int(one) for one in match.group(1, 3, 4, 5, 6, 7, 8, 9, 10) if one is not None]
    found = date(*numbers)
    if found.year < FIRST_YEAR:
        raise ValueError
    if match["time"] is None:
        return found.isoformat()
    clock_text = match["time"] if match["time"][2] == ":" else f"0{match['time']}"
    of_day = time.fromisoformat(_six_digits(clock_text))
    if match["offset"]:
        return datetime.fromisoformat(f"{found}T{of_day}{match['offset']}").astimezone(ZoneInfo(zone))
    return datetime.combine(found, of_day, ZoneInfo(zone))


def _six_digits(clock_text: str) -> str:
    whole, point, fraction = clock_text.partition(".")
    return f"{whole}.{fraction.ljust(6, '0')}" if point else whole


def _counted(normal: str, zone: str) -> str | datetime:
    """Return the day that a spreadsheet's serial number names, with its time if it has one."""
    days = float(normal)
    found = _EPOCH + timedelta(seconds=round(days * 86400))
    if days.is_integer():
        return found.date().isoformat()
    return found.replace(tzinfo=ZoneInfo(zone))
