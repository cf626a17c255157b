"""Every open clock and planned duty at a cut-off, visits by warranty state included, done and overdue."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from heapq import merge
from itertools import chain
from operator import itemgetter
from typing import Any, Final

from projections.answers.cases.obligations import ObligationState, obligations
from projections.answers.cases.obligations import count as obligations_counted
from projections.answers.cases.periodic import Cycle, cycles, cycles_alike, last_cycles
from projections.answers.cases.periodic.visit_standards import VisitStandards
from projections.reading.query import Query
from projections.reading.stream import Row

ANSWERED: Final = frozenset({"subject_table", "subject_no"})
_TABLE, _CUSTOMER, _SERIAL, _CLOCK = 0, 3, 5, 6
# What the obligations call it that stands in each column up to the customer's name, and in those after it.
_SHOWN: Final = itemgetter(
    *("table", "number", "matter_zh", "customer_code", "product_code", "serial", "clock_id"),
    *("started_at", "due_at", "done_at", "state", "hours_late", "owner"),
)


def everything(
    query: Query,
    tables: Collection[str] = (),
    numbers: Collection[str] = (),
    states: Collection[str] | None = None,
    *,
    by_due: bool = False,
) -> Iterator[Row]:
    """Yield all that is owed, of cases and periodically, in the shape of `obligations`; none named: all."""
    of_cases = obligations(query, tables or None, numbers or None, states, by_due=by_due)
    again = (cycle.row(query.today) for cycle in _periodic(query, tables, numbers, states))
    return merge(of_cases, sorted(again, key=_due), key=_due) if by_due else chain(of_cases, again)


def periodic_states(query: Query) -> Iterator[ObligationState]:
    """Yield how all that is owed periodically stands, in the order of `everything`."""
    return (cycle.stands(query.today) for cycle in cycles(query))


def periodic_states_alike(query: Query) -> Iterator[tuple[ObligationState, int]]:
    """Yield how what is owed periodically stands, what stands alike once, without number, and how many."""
    return ((cycle.stands(query.today), many) for cycle, many in cycles_alike(query))


def count(
    query: Query,
    tables: Collection[str] = (),
    numbers: Collection[str] = (),
    states: Collection[str] | None = None,
) -> int:
    """Return how many rows `everything` yields."""
    again = sum(1 for _ in _periodic(query, tables, numbers, states))
    return obligations_counted(query, tables or None, numbers or None, states) + again


def _periodic(
    query: Query, tables: Collection[str], numbers: Collection[str], states: Collection[str] | None
) -> Iterator[Cycle]:
    for cycle in cycles(query):
        if (
            (not tables or cycle.table in tables)
            and (not numbers or cycle.number in numbers)
            and (states is None or cycle.state(query.today) in states)
        ):
            yield cycle


def _due(row: Row) -> tuple[bool, str]:
    """Return where a row stands among all that is owed, by when it is due."""
    due = row["due_at"]
    return due is None, due or ""


def tuples(query: Query) -> Iterator[tuple[Any, ...]]:
    """Yield what is owed and was owed, its newest round, with the overdue notice raised about it, if any."""
    notices = {
        (row["subject_table"], row["subject_no"], row["clock_id"]): row["overdue_notice_no"]
        for row in query.rows("overdue_notices", only=("subject_table", "subject_no", "clock_id"))
    }
    names = {row["customer_code"]: row["name"] for row in query.rows("customers", only=("name",))}
    standards = VisitStandards(query)
    tables, numbers = query.values("subject_table"), query.values("subject_no")
    again = (cycle.row(query.today) for cycle in _last_rounds(query, tables, numbers))
    for shown in _newest(map(_SHOWN, chain(obligations(query, tables or None, numbers or None), again))):
        name = names.get(shown[_CUSTOMER] or "")
        notice = notices.get((shown[_TABLE], shown[_TABLE + 1], shown[_CLOCK]))
        rank = standards.shown(shown[_CUSTOMER], query.today)
        yield (*shown[: _CUSTOMER + 1], name, *shown[_CUSTOMER + 1 :], notice, *rank)


def _last_rounds(query: Query, tables: Collection[str], numbers: Collection[str]) -> Iterator[Cycle]:
    """Yield of the rounds of each matter, unit and clock the last, in their order.

    Nothing is worked out before the first is asked for: what cases owe is shown before them.
    """
    for cycle in last_cycles(query):
        if (not tables or cycle.table in tables) and (not numbers or cycle.number in numbers):
            yield cycle


def _newest(found: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield of the rounds of one matter and clock, which come one behind another, the last.

    What is owed once more after it was done takes the place of the round before.
    """
    before: tuple[Any, ...] | None = None
    for shown in found:
        if before is not None and (
            shown[1] != before[1]
            or shown[_CLOCK] != before[_CLOCK]
            or shown[0] != before[0]
            or shown[_SERIAL] != before[_SERIAL]
        ):
            yield before
        before = shown
    if before is not None:
        yield before
