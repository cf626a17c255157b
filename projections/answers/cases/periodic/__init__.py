"""What is owed again and again: visits, monthly reports, yearly reports, renewals, planned trainings.

None of it hangs on a case, so nothing of it is kept: it follows from registers and records at the cut-off.
"""

from __future__ import annotations

from collections.abc import Iterator

from projections.answers.cases.periodic.cycle import Cycle
from projections.answers.cases.periodic.house import house_cycles
from projections.answers.cases.periodic.visits import visit_cycles
from projections.reading.query import Query
from projections.reading.stream import Row

__all__ = ["Cycle", "periodic"]


def periodic(query: Query) -> Iterator[Row]:
    """Yield what is owed periodically, in the shape of `obligations`, by table, number and clock."""
    cycles = [*house_cycles(query), *visit_cycles(query)]
    cycles.sort(key=lambda one: (one.table, one.number, one.clock, one.started_on))
    for one in cycles:
        yield one.row(query.today)
