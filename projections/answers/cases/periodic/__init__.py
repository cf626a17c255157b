"""What is owed again and again: visits, monthly and yearly reports, renewals, planned trainings.

Readings out of range owe their measures here too, sales of veterinary drugs their filing. None of it hangs on
a case, so nothing of it is kept: it follows from registers and records at the cut-off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from projections.answers.cases.obligations import BEFORE_START
from projections.answers.cases.periodic.cycle import Cycle, standing_so
from projections.answers.cases.periodic.excursions import excursion_cycles
from projections.answers.cases.periodic.first_day import first_day
from projections.answers.cases.periodic.house import house_cycles
from projections.answers.cases.periodic.veterinary import veterinary_cycles
from projections.answers.cases.periodic.visits import visit_cycles
from projections.reading.query import Query

__all__ = ["BEFORE_START", "Cycle", "cycles", "cycles_alike", "last_cycles"]
_EVERY: Final = (house_cycles, visit_cycles, excursion_cycles, veterinary_cycles)


def cycles(query: Query) -> list[Cycle]:
    """Return what is owed periodically, by table, number, unit and clock.

    What ran out before the first day of the ledger is told apart: nobody can tell of it.
    """
    return _told_apart(query, list(_numbered(sorted(_owed(query), key=_place))))


def last_cycles(query: Query) -> list[Cycle]:
    """Return the last round of each table, number, unit and clock that is owed periodically, in that order.

    Which round it is, is not counted.
    """
    last: dict[tuple[str, str, str, str], Cycle] = {}
    for one in _owed(query):
        matter = one.table, one.number, one.serial or "", one.clock
        before = last.get(matter)
        if before is None or one.started_on >= before.started_on:
            last[matter] = one
    return _told_apart(query, [last[matter] for matter in sorted(last)])


def cycles_alike(query: Query) -> Iterator[tuple[Cycle, int]]:
    """Yield what is owed periodically, and how much stands so: what stands alike once, about nothing."""
    counted = Counter(cycle.standing(query.today) for cycle in _owed(query))
    found = [(standing_so(standing), many) for standing, many in counted.items()]
    first = _first_day(query, (one for one, _ in found))
    for one, many in found:
        yield one if first is None else _apart(one, first), many


def _owed(query: Query) -> Iterator[Cycle]:
    return chain.from_iterable(owed(query) for owed in _EVERY)


def _told_apart(query: Query, found: list[Cycle]) -> list[Cycle]:
    first = _first_day(query, found)
    return found if first is None else [_apart(one, first) for one in found]


def _first_day(query: Query, found: Iterable[Cycle]) -> str | None:
    """Return the first day of the ledger as far as what was missed asks for it."""
    missed = [one.due_on for one in found if one.is_missed and one.due_on and one.due_on < query.today]
    return first_day(query, min(missed)) if missed else None


def _numbered(found: Iterable[Cycle]) -> Iterator[Cycle]:
    """Yield cycles with their rounds: of one matter, unit and clock the first, the second and so on."""
    before, number = None, 0
    for one in found:
        matter = one.table, one.number, one.serial or "", one.clock
        before, number = matter, number + 1 if matter == before else 1
        yield one if one.round == number else one._replace(round=number)


def _apart(cycle: Cycle, first: str | None) -> Cycle:
    before = first is not None and cycle.due_on is not None and cycle.due_on < first
    return cycle._replace(flag=BEFORE_START) if before and cycle.is_missed else cycle


def _place(cycle: Cycle) -> tuple[str, str, str, str, str]:
    return cycle.table, cycle.number, cycle.serial or "", cycle.clock, cycle.started_on
