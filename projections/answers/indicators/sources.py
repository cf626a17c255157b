"""What several indicators look at, read once for one answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain, groupby, repeat
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

from ledger import clock
from ledger.events import catalogue as events
from projections.answers import catalogue
from projections.answers.cases.due_items import periodic_states, periodic_states_alike
from projections.answers.cases.obligations import ObligationState, obligation_states
from projections.answers.indicators.looked_at import LOOKED_AT
from projections.answers.indicators.periods import Period, Periods, month_of
from projections.answers.indicators.settings import Settings
from projections.answers.indicators.terms import Choice
from projections.reading.query import Query
from projections.reading.rendering import TIMES
from projections.reading.select import select_stored
from projections.reading.stream import Row
from projections.tables.record_tables import STAGE, record_table

Found = TypeVar("Found")
_NUMBERS: Final = {
    "repairs": "repair_no",
    "complaints": "complaint_no",
    "feedbacks": "feedback_no",
    "visits": "visit_no",
    "capa": "capa_no",
}


class Course(NamedTuple):
    """What was said of a case, and when.

    Attributes:
        stages: Its stages, each with its day, the oldest first.
        straight: Whether they were recorded in that order.
    """

    stages: Sequence[tuple[str, Row]]
    straight: bool = True


class Sources:
    """The rows that indicators are made of, at the cut-off of one question.

    Args:
        query: The question.
        cases: Of which tables of cases it will be asked what is owed; none named: all that is owed.
        summed: What is owed periodically need not be told one by one.

    Attributes:
        query: The question.
        periods: The periods that it asks for.
        settings: What the house has set.
    """

    def __init__(self, query: Query, cases: Collection[str] = (), *, summed: bool = False) -> None:
        self.query = query
        self._cases = cases
        self._summed = summed
        self.periods = Periods(query)
        self.settings = Settings(query)
        self._rows: dict[str, list[Row]] = {}
        self._until: dict[str, str] = {}
        self._found: dict[Callable[[Sources], Any], Any] = {}
        self._cases_by_number: dict[str, dict[str, Row]] = {}

    def rows(self, key: str) -> list[Row]:
        """Return the rows of a record table, of their columns those of `LOOKED_AT`; cases laid together."""
        if key not in self._rows:
            self._rows[key] = list(self.query.rows(key, only=LOOKED_AT[key]))
        return self._rows[key]

    def courses(self, key: str) -> Iterator[tuple[Row, Course]]:
        """Yield each case of a table as it stands, and its stages by day; they are not kept."""
        stages = {one.key: one for one in events.table(key).stages}
        only = (*LOOKED_AT[key], *(column for one in stages.values() for column in one.at), *TIMES)
        number = itemgetter(_NUMBERS[key])
        told = groupby(self.query.stages(key, only=tuple(dict.fromkeys(only))), number)
        for row, (_, found) in zip(self.rows(key), told, strict=True):
            course = [
                (str(stages[one[STAGE]].time_in(one) or one["event_time"] or one["record_time"])[:10], one)
                for one in found
            ]
            days = list(map(itemgetter(0), course))
            straight = len(days) == 1 or days == sorted(days)
            yield row, Course(course if straight else sorted(course, key=itemgetter(0)), straight)

    @cached_property
    def repairs(self) -> dict[str, Row]:
        """The repairs by number."""
        return {row["repair_no"]: row for row in self.rows("repairs")}

    @cached_property
    def complaints(self) -> dict[str, Row]:
        """The complaints by number."""
        return {row["complaint_no"]: row for row in self.rows("complaints")}

    def once(self, work: Callable[[Sources], Found]) -> Found:
        """Return what a function finds in these sources, found once however often it is asked for."""
        if work not in self._found:
            self._found[work] = work(self)
        found: Found = self._found[work]
        return found

    def view(self, key: str, day: str) -> Iterator[Row]:
        """Yield the rows of another view at the end of a day, or at the same cut-off if that is before it."""
        query, end = self.query, clock.end_of(day, self.query.zone)
        if day < query.today:
            query = replace(query, cutoff=replace(query.cutoff, at=end), today=day)
        return catalogue.answer(key)(replace(query, where=()))

    def groups(self, table: str, number: str, day: str, columns: Sequence[str]) -> tuple[str, ...]:
        """Return the groups of a case on a day, as `zone:city`; a blank is no group.

        Args:
            table: Key of the table of the case.
            number: Of the case.
            day: Whoever is sent later is no group of what counts on this day.
            columns: By which it is grouped.
        """
        if not columns or table not in _NUMBERS:
            return ()
        if table not in self._cases_by_number:
            self._cases_by_number[table] = {row[_NUMBERS[table]]: row for row in self.rows(table)}
        row = self._cases_by_number[table].get(number, {})
        found = {column: row.get(column) for column in columns}
        if "technician" in found and table == "repairs":
            found["technician"] = self.technician(number, day)
        return tuple(f"{column}:{value}" for column, value in found.items() if value is not None)

    def technician(self, repair_no: str, day: str) -> str | None:
        """Return who had been sent to a repair by the end of a day."""
        sent = self._sent.get(repair_no, [])
        return next((who for when, who in reversed(sent) if when <= day), None)

    @cached_property
    def _sent(self) -> dict[str, list[tuple[str, str]]]:
        """Who was sent to each repair, by day."""
        table, zone = record_table("repairs"), self.query.zone
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        columns = ("repair_no", "technician", "event_time", "record_time")
        for row in select_stored(self.query, "repairs", columns, where=[table.c.technician.is_not(None)]):
            day = clock.day_of(row["event_time"] or row["record_time"], zone)
            found[row["repair_no"]].append((day, row["technician"]))
        for sent in found.values():
            sent.sort(key=itemgetter(0))
        return found

    @cached_property
    def of_cases(self) -> list[ObligationState]:
        """What is owed in the cases asked for, by table, number and clock."""
        return list(obligation_states(self.query, self._cases or None))

    @property
    def of_every_case(self) -> list[ObligationState] | None:
        """What is owed in all cases, None where it is not read."""
        return None if self._cases else self.of_cases

    @cached_property
    def obligations(self) -> dict[str, list[tuple[ObligationState, int]]]:
        """What is owed by a time, by clock: of the cases asked for, else of all and periodically.

        How many stand so is said beside it: one, but of what need not be told one by one.
        """
        found: dict[str, list[tuple[ObligationState, int]]] = defaultdict(list)
        for obligation, many in chain(zip(self.of_cases, repeat(1)), self._periodic()):
            found[obligation.clock_id].append((obligation, many))
        return found

    def _periodic(self) -> Iterator[tuple[ObligationState, int]]:
        if self._cases:
            return iter(())
        if self._summed:
            return periodic_states_alike(self.query)
        return zip(periodic_states(self.query), repeat(1))

    def owed(
        self, clocks: Iterable[str], tables: Iterable[str] = ()
    ) -> Iterator[tuple[ObligationState, int]]:
        """Yield what is owed by some clocks, of some tables or of all, and how many stand so."""
        wanted = frozenset(tables)
        for one in clocks:
            for obligation, many in self.obligations.get(one, ()):
                if not wanted or obligation.table in wanted:
                    yield obligation, many

    def period(self, day: str | None) -> Period | None:
        """Return the period of a day, None where it is not asked for."""
        return self.periods.of(day)

    def chosen(self, choice: Choice, day: str) -> tuple[str, ...]:
        """Return what the house has chosen for the period in which a day lies."""
        return self.settings.chosen(choice, self.until(day))

    def number(self, choice: Choice, day: str) -> int:
        """Return a number that the house has chosen for the period in which a day lies."""
        return self.settings.number(choice, self.until(day))

    def until(self, day: str) -> str:
        """Return the last day of the period of a day, or the day of the answer if that is before it."""
        if day not in self._until:
            period = self.periods.of(day) or month_of(day)
            self._until[day] = min(period.last, self.query.today)
        return self._until[day]
