"""Cases laid together from their stages, and what may come next.

Every stage of a case is an event and a row. A case as people see it is one row: in each column the newest
value that stands, and what the newest stage says of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count, pairwise
from operator import itemgetter, ne
from typing import Any

from ledger.deciding.stages import possible, usual
from ledger.events import catalogue
from ledger.events.base import Stage, Table
from ledger.events.case import merge_stages
from projections.reading.stream import Part, Row, Values
from projections.tables.record_tables import ENVELOPE, STAGE

Stored = Sequence[Any]  # a row as it is stored, its values in the order of the columns that were read
Stages = list[Stored]  # of one case, the oldest first
_NEWEST = frozenset({*ENVELOPE, STAGE})  # of these even a blank of the newest stage counts
_FEW = 4  # stages of a case that are laid together with those of other cases


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
    rest: Stages = []  # of the last case, which may go on in the next part
    for part in parts:
        rows = [*rest, *part]
        cases = list(map(of_case, rows))
        begins = [0, *compress(count(1), map(ne, cases[1:], cases))]
        groups = [rows[begin:end] for begin, end in pairwise(begins)]
        rest = rows[begins[-1] :]
        if groups:
            yield groups
    if rest:
        yield [rest]


def laid_together(groups: Sequence[Stages], columns: Sequence[str]) -> Part:
    """Return the rows of some cases, one sequence for each of the columns; of one stage, that stage itself.

    What `merge_stages` says of one case, column by column for many: a column that the newest stages leave
    blank is that of the stages before them.
    """
    few = [stages if len(stages) <= _FEW else _shortened(stages, columns) for stages in groups]
    merged: Part = list(zip(*(stages[-1] for stages in few), strict=True))
    blank: Stored = (None,) * len(columns)
    for back in range(2, max(map(len, few)) + 1):
        earlier = zip(*(stages[-back] if len(stages) >= back else blank for stages in few), strict=True)
        for place, (key, values) in enumerate(zip(columns, earlier, strict=True)):
            if key not in _NEWEST:
                merged[place] = _newer(merged[place], values)
    return merged


def _newer(newest: Values, earlier: Values) -> Values:
    """Return the newest values, where they are null the earlier ones."""
    if earlier.count(None) == len(earlier):
        return newest
    if newest.count(None) == len(newest):
        return earlier
    return [new if new is not None else old for new, old in zip(newest, earlier, strict=True)]


def _shortened(stages: Stages, columns: Sequence[str]) -> Stages:
    """Return the last stages of a case, those before them laid together as one."""
    earlier, last = stages[: 1 - _FEW], stages[1 - _FEW :]
    row = merge_stages(dict(zip(columns, stage, strict=True)) for stage in earlier)
    return [[row.get(key) for key in columns], *last]


def following(table: Table, stages: Sequence[str]) -> list[Stage]:
    """Return the stages that usually come next, in the order of the declaration; none once a case is closed.

    Args:
        table: Of the case.
        stages: Keys of the stages that stand, oldest first; none before the case is begun.
    """
    return list(_coming(table.key, tuple(stages))[0])


def coming(table: Table, stages: Sequence[str]) -> list[Stage]:
    """Return all stages that may come next, those that usually do in front.

    Args:
        table: Of the case.
        stages: Keys of its stages, oldest first; none before the case is begun.
    """
    first, rest = _coming(table.key, tuple(stages))
    return [*first, *rest]


@lru_cache(maxsize=4096)
def _coming(key: str, stages: tuple[str, ...]) -> tuple[tuple[Stage, ...], tuple[Stage, ...]]:
    table = catalogue.table(key)
    events = {one.key: one.event for one in table.stages}
    occurred = [events[stage] for stage in stages]
    first = usual(table, occurred)
    return tuple(first), tuple(one for one in possible(table, occurred) if one not in first)


def stage_named(table: Table, text: str) -> Stage | None:
    """Return the stage of a case that a key, an event type or a Chinese name means."""
    wanted = text.strip()
    return next((one for one in table.stages if wanted in {one.key, one.event, one.zh}), None)
