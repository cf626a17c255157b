"""Complaints laid together from their stages: as they stand, and what belongs to the round they are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from ledger.events import catalogue
from ledger.events.case import merge_stages
from projections.reading.filters import Filter
from projections.reading.query import Query

RECEIVED: Final = "received"
CLOSED: Final = "closed"
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
        self.row = merge_stages((self.row, stage))
        before = {} if self.stage == REOPENED else self.current
        self.current = merge_stages((before, stage))


def courses(query: Query, numbers: Sequence[str] = ()) -> Iterator[ComplaintProgress]:
    """Yield every complaint as it stands, or those of some numbers, by number."""
    column = catalogue.table("complaints").by_key["complaint_no"]
    where = [Filter(column.key, column, list(numbers))] if numbers else []
    for number, stages in groupby(query.stages("complaints", where=where), itemgetter("complaint_no")):
        course = ComplaintProgress(number)
        for stage in stages:
            course.add(stage)
        yield course


def closings(query: Query) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield every closing of a complaint, and the complaint as it stood then; each closing counts."""
    for number, stages in groupby(query.stages("complaints"), itemgetter("complaint_no")):
        course = ComplaintProgress(number)
        for stage in stages:
            course.add(stage)
            if course.stage == CLOSED:
                yield stage, course.row
