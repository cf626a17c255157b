"""What became of something owed in a simulated year: by its time, and by when it was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from tests.support.year_draws import LAST

DONE, LATE, OVERDUE, UNKNOWN, OPEN = "done", "done_late", "overdue", "time_unknown", "open"
MISSED: Final = (LATE, OVERDUE)


@dataclass(frozen=True)
class Owed:
    """Something owed and what became of it; `judged` is the day on which it counts."""

    table: str
    number: str
    clock: str
    state: str
    judged: date | None
    done: date | None = None


END: Final = datetime.combine(LAST, time.max)


def outcome(
    table: str,
    number: str,
    clock: str,
    due: datetime | date,
    done: datetime | date | None,
    *,
    untold: bool = False,
) -> Owed:
    """Return what became of something owed by a moment, or by the end of a day."""
    if untold:
        return Owed(table, number, clock, UNKNOWN, date_of(due))
    if done is None or (isinstance(done, datetime) and done > END):
        passed = due < LAST if not isinstance(due, datetime) else due <= END
        return Owed(table, number, clock, OVERDUE if passed else OPEN, date_of(due) if passed else None)
    exact = isinstance(done, datetime) and isinstance(due, datetime)
    late = done > due if exact else date_of(done) > date_of(due)
    when = date_of(done)
    return Owed(table, number, clock, LATE if late else DONE, date_of(due) if late else when, when)


def date_of(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
