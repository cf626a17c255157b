"""Repairs with the stages they have run through, for the views that ask where each of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from ledger.events.case import merge_stages
from ledger.state import loaners
from projections.reading.query import Query
from projections.tables.record_tables import STAGE

Row = dict[str, Any]
_EVENTS: Final = {"loaner_issued": loaners.ISSUED, "loaner_returned": loaners.RETURNED}


@dataclass(frozen=True, slots=True)
class RepairProgress:
    """One repair at a cut-off.

    Attributes:
        number: Its number.
        row: In each column the newest value.
        stages: Its stages, the oldest first, each with what it says itself.
    """

    number: str
    row: Row
    stages: list[Row]

    def newest(self, *keys: str) -> Row | None:
        """Return the newest of the stages of these keys."""
        return next((one for one in reversed(self.stages) if one[STAGE] in keys), None)

    def lent(self) -> list[tuple[int, Row]]:
        """Return the loaners that are out, each with which one of the case it is, from 1."""
        told = [(_EVENTS[one[STAGE]], one) for one in self.stages if one[STAGE] in _EVENTS]
        issued = [one for kind, one in told if kind == loaners.ISSUED]
        still = [id(one) for one in loaners.out(told)]
        return [(place, one) for place, one in enumerate(issued, 1) if id(one) in still]


def courses(query: Query, columns: Sequence[str]) -> Iterator[RepairProgress]:
    """Yield the repairs at the cut-off, by number.

    Args:
        query: How far to look.
        columns: Those that are looked at, times included, beside the number.
    """
    found = query.stages("repairs", only=columns)
    for number, stages in groupby(found, key=itemgetter("repair_no")):
        told = list(stages)
        row: Row = dict.fromkeys(told[0]) | merge_stages(told)
        yield RepairProgress(number, row, told)
