"""What is owed again and again: visits, monthly reports, yearly reports, renewals, planned trainings.

None of it hangs on a case, so nothing of it is kept: it follows from registers and records at the cut-off.
"""

from __future__ import annotations

from projections.answers.cases.periodic.cycle import Cycle
from projections.answers.cases.periodic.house import house_cycles
from projections.answers.cases.periodic.visits import visit_cycles
from projections.reading.query import Query

__all__ = ["Cycle", "cycles"]


def cycles(query: Query) -> list[Cycle]:
    """Return what is owed periodically, by table, number and clock."""
    return sorted([*house_cycles(query), *visit_cycles(query)], key=_place)


def _place(cycle: Cycle) -> tuple[str, str, str, str]:
    return cycle.table, cycle.number, cycle.clock, cycle.started_on
