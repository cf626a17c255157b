"""What is owed, as a calendar: a month of weeks, each day with what falls due on it."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from ledger import clock
from ledger.errors import CommandError
from ledger.settings import language
from replay.console.band import band_of
from replay.console.grid import document_path
from replay.console.pages import title_of
from replay.doors import questions
from replay.doors.answering import rows_of
from replay.doors.posts import Right
from replay.http.asking import guest_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from replay.bootstrap import Program

_PERIODIC: Final = "report_issues"
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due on a day.

    Attributes:
        number: Of the case.
        matter: What is owed.
        kind: Title of its table.
        state: Of the obligation, such as `overdue`.
        time: Of the day; empty for its end.
        path: Where it leads.
    """

    number: str
    matter: str
    kind: str
    state: str
    time: str
    path: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month of weeks.

    Attributes:
        name: `YYYY-MM`.
        before: The month before.
        after: The month after.
        today: The day on which one looks.
        weeks: Days of seven each, `(day, in this month, what falls due)`.
    """

    name: str
    before: str
    after: str
    today: str
    weeks: Sequence[Sequence[tuple[str, bool, Sequence[Due]]]]


def month_of(request: Request, program: Program) -> Month:
    """Return the month of the address, that of today by default, with what the post may see.

    Raises:
        CommandError: The month is none.
    """
    band, post = band_of(request), guest_of(request).post
    today = (band.at or clock.today(program.zone))[:10]
    year, number = _asked(request.query_params.get("month") or today[:7])
    found = rows_of(partial(questions.ask_obligations, program, band.asked()))
    by_day: dict[str, list[Due]] = defaultdict(list)
    for row in sorted(found, key=lambda one: (one["due_at"] or "", one["number"])):
        if row["due_at"] and post.may(Right.READ, row["table"]):
            by_day[row["due_at"][:10]].append(_due(row))
    weeks = [
        [(day.isoformat(), day.month == number, by_day.get(day.isoformat(), ())) for day in week]
        for week in calendar.Calendar().monthdatescalendar(year, number)
    ]
    return Month(_name(year, number), _name(year, number - 1), _name(year, number + 1), today, weeks)


def _asked(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise CommandError(questions.BAD_PARAMETER, name="month", expected="YYYY-MM", given=text) from error
    if not MINYEAR < day.year < MAXYEAR:
        raise CommandError(questions.BAD_PARAMETER, name="month", expected="YYYY-MM", given=text)
    return day.year, day.month


def _name(year: int, number: int) -> str:
    whole = year * _MONTHS + number - 1
    return f"{whole // _MONTHS:04}-{whole % _MONTHS + 1:02}"


def _due(row: Mapping[str, Any]) -> Due:
    matter = row["matter_zh"] if language() == "zh" else row["matter"]
    path = "/reports" if row["table"] == _PERIODIC else document_path(row["table"], str(row["number"]))
    time = row["due_at"][11:16]
    return Due(
        str(row["number"]),
        matter,
        title_of(row["table"]),
        row["state"],
        "" if time == "23:59" else time,
        path,
    )
