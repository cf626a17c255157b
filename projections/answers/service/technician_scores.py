"""Technicians month by month (技术员每月绩效考核, S4-I 意见-2, 4): what customers say, and the work done.

The four levels of a card count 4 (very satisfied), 3 (satisfied), 2 (fair) and 1 (not satisfied); a score is
the mean of those ticked in the month, to two places, and blank where none was. A job is a repair call that
was repaired in the month, or a service of no repair call. The rate of jobs in time is that of indicator K-01.
A complaint counts once it is found to be founded and the technician's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ledger.state.quantities import ZERO, plain
from projections.answers.complaints.progress import decisions
from projections.answers.indicators.figures import mean, share
from projections.answers.indicators.periods import day_of
from projections.answers.indicators.satisfaction import CARD, LEVELS, cards
from projections.answers.indicators.sources import Sources
from projections.answers.indicators.timeliness import services
from projections.reading.query import Query

_TECHNICIAN = "technician:"


@dataclass(slots=True)
class Month:
    """What one technician did in a month, and what was said of it."""

    cards: int = 0
    levels: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in CARD})
    jobs: int = 0
    hours: Decimal | None = None
    in_time: Decimal = ZERO
    judged: Decimal = ZERO
    complaints: int = 0


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield one row per month and technician of whom there is anything to say."""
    found = _Scores(Sources(query, cases=("repairs",)))
    found.take()
    for (month, technician), one in sorted(found.months.items()):
        yield {
            "month": month,
            "technician": technician,
            "card_count": one.cards,
            "attitude_score": mean(one.levels["attitude"]),
            "skill_score": mean(one.levels["skill"]),
            "arrival_score": mean(one.levels["arrival_time"]),
            "promise_score": mean(one.levels["promises_kept"]),
            "job_count": one.jobs,
            "hours_used": None if one.hours is None else plain(one.hours),
            "on_time_rate": share(one.in_time, one.judged),
            "complaint_count": one.complaints,
        }


class _Scores:
    """Months of technicians, growing record by record."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._wanted = frozenset(code for code in sources.query.values("technician") if code)
        self.months: dict[tuple[str, str], Month] = defaultdict(Month)

    def take(self) -> None:
        """Take everything that tells of a technician."""
        self._cards()
        self._jobs()
        self._hours()
        self._in_time()
        told = decisions(self._sources.query, ("outcome", "responsible_staff"), self._sources.until)
        for day, complaint, is_told in told:
            if is_told and complaint.get("outcome") == "founded":
                for one in self._of(day, complaint.get("responsible_staff")):
                    one.complaints += 1

    def _cards(self) -> None:
        for day, technician, row in cards(self._sources):
            for one in self._of(day, technician):
                one.cards += 1
                for name in CARD:
                    if row[name] is not None:
                        one.levels[name].append(LEVELS[row[name]])

    def _hours(self) -> None:
        for row in self._sources.rows("daily_reports"):
            for one in self._of(day_of(row["worked_on"]), row["technician"]):
                one.hours = (one.hours or ZERO) + Decimal(row["hours_used"])

    def _in_time(self) -> None:
        for counted in services(self._sources):
            for group in () if counted.apart else counted.groups:
                if group.startswith(_TECHNICIAN):
                    for one in self._of(counted.day, group.removeprefix(_TECHNICIAN)):
                        one.in_time += counted.part
                        one.judged += counted.whole

    def _jobs(self) -> None:
        for row in self._sources.rows("repairs"):
            day = day_of(row["repaired_on"])
            for one in self._of(day, self._sources.technician(row["repair_no"], str(day))):
                one.jobs += 1
        for row in self._sources.rows("service_records"):
            if row["repair_no"] is None:
                for one in self._of(row["service_on"], row["technician"]):
                    one.jobs += 1

    def _of(self, day: str | None, technician: str | None) -> Iterator[Month]:
        """Yield the month of a technician that a day lies in, if it is asked for."""
        period = self._sources.period(day)
        if period is None or technician is None or (self._wanted and technician not in self._wanted):
            return
        yield self.months[period.month, technician]
