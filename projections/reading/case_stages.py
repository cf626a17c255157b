"""Cases laid together from their stages, and what may come next.

Every stage of a case is an event and a row. A case as people see it is one row: in each column the newest
value that stands, and what the newest stage says of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ledger.deciding.stages import possible
from ledger.events import catalogue
from ledger.events.base import Stage, Table
from projections.reading.rendering import Row
from projections.tables.record_tables import ENVELOPE, STAGE

_NEWEST = frozenset({*ENVELOPE, STAGE})  # of these even a blank of the newest stage counts


@dataclass(slots=True)
class Case:
    """One case at a cut-off.

    Attributes:
        row: In each column the newest value; `stage`, position and times of the newest stage.
        begun_at: When its first stage happened, else when that was recorded; in the stored form.
        stages: Keys of its stages, oldest first.
    """

    row: Row
    begun_at: str
    stages: list[str] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Lay a newer stage over it."""
        self.stages.append(row[STAGE])
        self.row.update({key: value for key, value in row.items() if value is not None or key in _NEWEST})


def merged(parts: Iterable[Sequence[Row]], table: Table) -> Iterator[list[Case]]:
    """Yield cases from the rows of their stages, which come by identity, the oldest first."""
    identity = table.identity
    last: Case | None = None
    for part in parts:
        done = []
        for row in part:
            if last is not None and all(last.row[key] == row[key] for key in identity):
                last.add(row)
                continue
            if last is not None:
                done.append(last)
            last = Case(row, row["event_time"] or row["record_time"], [row[STAGE]])
        yield done
    if last is not None:
        yield [last]


def following(table: Table, stages: Sequence[str]) -> list[Stage]:
    """Return the stages that may come next, in the order of the declaration; none once a case is closed.

    Args:
        table: Of the case.
        stages: Keys of the stages that stand, oldest first; none before the case is begun.
    """
    return list(_following(table.key, tuple(stages)))


@lru_cache(maxsize=4096)
def _following(key: str, stages: tuple[str, ...]) -> tuple[Stage, ...]:
    table = catalogue.table(key)
    events = {one.key: one.event for one in table.stages}
    return tuple(possible(table, [events[stage] for stage in stages]))


def stage_named(table: Table, text: str) -> Stage | None:
    """Return the stage of a case that a key, an event type or a Chinese name means."""
    wanted = text.strip()
    return next((one for one in table.stages if wanted in {one.key, one.event, one.zh}), None)
