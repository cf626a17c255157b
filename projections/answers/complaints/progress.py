"""Complaints laid together from their stages: as they stand, and what belongs to the round they are in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.case import merge_stages
from projections.engine.chunks import chunks
from projections.reading.filters import Filter
from projections.reading.query import Query
from projections.reading.rendering import TIMES
from projections.tables.record_tables import STAGE, record_table

RECEIVED: Final = "received"
CLOSED: Final = "closed"
DECIDED: Final = "decided"
REOPENED: Final = "reopened"


@dataclass(slots=True)
class ComplaintProgress:
    """A complaint at some stage of its course.

    Attributes:
        number: Of the complaint.
        stage: Key of its newest stage.
        row: In each column the newest value.
        current: The same of the stages since it was received or last taken up again.
    """

    number: str
    stage: str = ""
    row: dict[str, Any] = field(default_factory=dict)
    current: dict[str, Any] = field(default_factory=dict)

    def add(self, stage: dict[str, Any]) -> None:
        """Lay a newer stage over it."""
        self.stage = stage["stage"]
        given = merge_stages((stage,))
        self.row = self.row | given
        self.current = given if self.stage == REOPENED else self.current | given


def courses(query: Query, columns: Sequence[str], numbers: Sequence[str] = ()) -> Iterator[ComplaintProgress]:
    """Yield every complaint as it stands, or those of some numbers, by number.

    Args:
        query: How far to look.
        columns: Those that are looked at, beside the number.
        numbers: Of the complaints; all where none is named.
    """
    for number, stages in groupby(_stages(query, columns, numbers), itemgetter("complaint_no")):
        yield _laid_together(number, list(stages))


def _laid_together(number: str, stages: Sequence[dict[str, Any]]) -> ComplaintProgress:
    """Return a complaint as it stands after some stages."""
    begun = 0  # where the round begins that it is in
    for place, one in enumerate(stages):
        if one[STAGE] == REOPENED:
            begun = place
    row = merge_stages(stages)
    return ComplaintProgress(number, stages[-1][STAGE], row, merge_stages(stages[begun:]) if begun else row)


def closings(query: Query, columns: Sequence[str]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield every closing of a complaint, and the complaint as it stood then; each closing counts.

    Args:
        query: How far to look.
        columns: Those that are looked at, beside the number and the times of the closing.
    """
    for numbers in chunks(_ever_at(query, CLOSED)):
        for number, stages in groupby(
            _stages(query, (*columns, *TIMES), numbers), itemgetter("complaint_no")
        ):
            course = ComplaintProgress(number)
            for stage in stages:
                course.add(stage)
                if course.stage == CLOSED:
                    yield stage, course.row


def decisions(
    query: Query, columns: Sequence[str], until: Callable[[str], str]
) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield each decision about a complaint: its day, the complaint as the period ended, if the day is told.

    A closing decides where nothing did before. What is found when it is taken up again is another decision;
    of several in one period the last counts.

    Args:
        query: How far to look.
        columns: Those that are looked at, beside the number and the times of the decision.
        until: Gives the last day of the period of a day.
    """
    wanted = (*columns, "decided_on", "closed_on", *TIMES)
    for numbers in chunks(_ever_at(query, DECIDED, CLOSED)):
        for _, stages in groupby(_stages(query, wanted, numbers), itemgetter("complaint_no")):
            told = [(_day_of(stage), stage) for stage in stages]
            last = {until(day): (day, is_told(stage)) for day, stage in _decided(told)}
            for end, (day, day_is_told) in last.items():
                yield day, merge_stages(stage for at, stage in told if at <= end), day_is_told


def _decided(told: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the days on which a complaint was decided, once in each round, and the stages that did it."""
    decided = False
    for day, stage in told:
        if stage[STAGE] == REOPENED:
            decided = False
        elif stage[STAGE] == DECIDED or (stage[STAGE] == CLOSED and not decided):
            decided = True
            yield day, stage


def is_told(stage: dict[str, Any]) -> bool:
    """Return whether a decision or closing tells when it was; else its time is that of its entry."""
    if stage["decided_on"] or stage["closed_on"]:
        return True
    return stage["event_time"] is not None and stage["event_time"] != stage["record_time"]


def _day_of(stage: dict[str, Any]) -> str:
    """Return the day of a stage: its own, else that of its entry."""
    return str(stage["decided_on"] or stage["closed_on"] or stage["event_time"] or stage["record_time"])[:10]


def _ever_at(query: Query, *stages: str) -> list[str]:
    """Return the numbers of the complaints that were at one of these stages at least once."""
    table = record_table("complaints")
    statement = sa.select(table.c.complaint_no).where(query.cutoff.live(table), table.c[STAGE].in_(stages))
    return list(query.connection.execute(statement.distinct().order_by(table.c.complaint_no)).scalars())


def _stages(query: Query, columns: Sequence[str], numbers: Sequence[str]) -> Iterator[dict[str, Any]]:
    column = catalogue.table("complaints").by_key["complaint_no"]
    where = [Filter(column.key, column, list(numbers))] if numbers else []
    return query.stages("complaints", where=where, only=columns)
