"""The period of a report, as typed: a month, a year, or from a day to a day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ledger.errors import CommandError, Problem
from projections.answers.catalogue import LOOKING_AHEAD
from projections.answers.indicators.periods import Period, month_of
from replay.reports.declared import Report

PERIOD_UNREADABLE = Problem(
    "period_unreadable",
    "读取统计期间：应为月份 2026-05、年份 2026 或日期 2026-05-01，实际为“{text}”。",
    "Reading a period: expected a month 2026-05, a year 2026 or a day 2026-05-01, got '{text}'.",
    "用 --month、--year，或用 --from 和 --to 指明。",
    "Say it by --month, by --year, or by --from and --to.",
)
PERIOD_TWICE = Problem(
    "period_twice",
    "读取统计期间：--month、--year 和 --from/--to 应只用一种，实际用了几种。",
    "Reading a period: expected one of --month, --year and --from with --to, got several.",
    "只留一种。",
    "Keep one of them.",
)
PERIOD_BACKWARDS = Problem(
    "period_backwards",
    "读取统计期间：起始日应不晚于终止日，实际为 {first} 至 {last}。",
    "Reading a period: expected its first day not to be after its last, got {first} to {last}.",
    "对调 --from 和 --to。",
    "Swap --from and --to.",
)
PERIOD_AHEAD = Problem(
    "period_ahead",
    "读取统计期间：应不晚于今天（{today}）开始，实际自 {first} 起。",
    "Reading a period: expected one that begins by today ({today}), got one from {first} on.",
    "那时的情况尚无人知道；请选择已开始的期间。",
    "Nobody knows yet what will be; choose a period that has begun.",
)
WHOLE_MONTHS = Problem(
    "whole_months",
    "出具{zh}：应为整月，实际为 {first} 至 {last}。",
    "Making the report {name}: expected whole months, got {first} to {last}.",
    "用 --month，或从月初到月末。",
    "Use --month, or go from the first of a month to the last of one.",
)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


def period_of(
    report: Report,
    today: str,
    *,
    month: str | None = None,
    year: str | None = None,
    first: str | None = None,
    last: str | None = None,
) -> Period:
    """Return the period that a user typed; by default the last month that is over, or the last year.

    Args:
        report: Which.
        today: The present day.
        month: `YYYY-MM`.
        year: `YYYY`.
        first: A day; without a last one it goes on to today.
        last: A day; without a first one it is of the month of that day.

    Raises:
        CommandError: It cannot be read or lies ahead, or the report is not of such a period.
    """
    given = [month is not None, year is not None, first is not None or last is not None]
    if sum(given) > 1:
        raise CommandError(PERIOD_TWICE)
    if month is not None:
        found = month_of(f"{_read(_MONTH, month)}-01")
    elif year is not None:
        found = Period(f"{_read(_YEAR, year)}-01-01", f"{year.strip()}-12-31")
    elif first is not None or last is not None:
        end = today if last is None else _day(last)
        found = Period(month_of(end).first if first is None else _day(first), end)
    else:
        found = _before(report, today)
    if found.first > found.last:
        raise CommandError(PERIOD_BACKWARDS, first=found.first, last=found.last)
    if found.first > today and report.key not in LOOKING_AHEAD:
        raise CommandError(PERIOD_AHEAD, first=found.first, today=today)
    whole = found.first == month_of(found.first).first and found.last == month_of(found.last).last
    if report.span == "months" and not whole:
        raise CommandError(WHOLE_MONTHS, name=report.name, zh=report.zh, first=found.first, last=found.last)
    return found


def _before(report: Report, today: str) -> Period:
    """Return the last month or year that is over."""
    if report.yearly:
        year = int(today[:4]) - 1
        return Period(f"{year:04}-01-01", f"{year:04}-12-31")
    if report.span == "until":
        return Period(month_of(today).first, today)
    end = date.fromisoformat(f"{today[:7]}-01") - timedelta(days=1)
    return month_of(end.isoformat())


def _read(form: re.Pattern[str], text: str) -> str:
    if form.fullmatch(text.strip()) is None:
        raise CommandError(PERIOD_UNREADABLE, text=text)
    return text.strip()


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as error:
        raise CommandError(PERIOD_UNREADABLE, text=text) from error
