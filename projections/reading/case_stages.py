"""Cases laid together from their stages, and what may come next.

Every stage of a case is an event and a row. A case as people see it is one row: in each column the newest
value that stands, and what the newest stage says of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from ledger.deciding.stages import possible
from ledger.events import catalogue
from ledger.events.base import Stage, Table
from ledger.events.case import merge_stages
from projections.reading.stream import Row
from projections.tables.record_tables import ENVELOPE, STAGE

Stored = Sequence[Any]  # a row as it is stored, its values in the order of the columns that were read
Stages = list[Stored]  # of one case, the oldest first
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
    stages: list[str]


def grouped(parts: Iterable[Sequence[Stored]], identity: Sequence[int]) -> Iterator[list[Stages]]:
    """Yield the stages of each case together, from rows that come by identity, the oldest first.

    Args:
        parts: Some rows each.
        identity: Where the columns that name a case stand in a row.
    """
    of_case = itemgetter(*identity)
    last: Any = None
    group: Stages = []
    for part in parts:
        whole: list[Stages] = []
        for row in part:
            key = of_case(row)
            if group and key == last:
                group.append(row)
                continue
            if group:
                whole.append(group)
            last, group = key, [row]
        if whole:
            yield whole
    if group:
        yield [group]


def merged(stages: Stages, columns: Sequence[str]) -> Stored:
    """Return the row of a case, its values in the order of the columns; of one stage, that stage itself."""
    newest = stages[-1]
    if len(stages) == 1:
        return newest
    row = merge_stages(dict(zip(columns, stage, strict=True)) for stage in stages)
    return [value if key in _NEWEST else row.get(key) for key, value in zip(columns, newest, strict=True)]


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
