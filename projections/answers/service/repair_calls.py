"""报修登记簿: the calls of each day, who was sent, when somebody came, which card went out (S4-I 作业-2).

A call is finished on the day of its last repair, as long as no inspection has failed it and no diagnosis has
found it again. Its state is the worst of what is owed in it: the answer, the dispatch, the arrival, the
repair, the loaner and the card.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from projections.answers.cases.obligations import (
    DONE,
    DONE_LATE,
    DUE_SOON,
    OPEN,
    OVERDUE,
    TIME_UNKNOWN,
    obligation_states,
)
from projections.answers.service.repair_progress import RepairProgress, courses
from projections.reading.query import Query
from projections.reading.select import columns_of, in_order, select_rows
from projections.tables.record_tables import STAGE

_VIEW: Final = "repair_calls"
_WORST_FIRST: Final = (OVERDUE, DUE_SOON, OPEN, DONE_LATE, TIME_UNKNOWN, DONE)
_AGAIN: Final = frozenset({"diagnosed", "taken_back", "sent_to_factory"})
_LOOKED_AT: Final = (
    *("requested_on", "customer_code", "customer_name", "customer_address", "customer_phone", "product_code"),
    *("model", "serial", "fault", "technician", "dispatched_at", "arrived_at"),
    *("repaired_on", "factory_back_on", "conclusion"),
)
_DAY: Final = len("2026-01-01")


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield the calls by the time at which they came, then by number."""
    states, cards, keys = _states(query), _cards(query), columns_of(_VIEW)
    for one in sorted(
        courses(query, _LOOKED_AT), key=lambda one: (one.row["requested_on"] or "", one.number)
    ):
        yield in_order(keys, _row(one, states, cards))


def _row(course: RepairProgress, states: dict[str, str], cards: dict[str, str]) -> dict[str, Any]:
    requested = course.row["requested_on"]
    sent, came = course.newest("dispatched"), course.newest("arrived")
    return {
        **course.row,
        "called_on": requested[:_DAY] if requested else None,
        "technician": sent["technician"] if sent else None,
        "dispatched_at": sent["dispatched_at"] if sent else None,
        "arrived_at": came["arrived_at"] if came else None,
        "finished_on": _finished(course),
        "card_no": cards.get(course.number),
        "state": states.get(course.number),
    }


def _finished(course: RepairProgress) -> str | None:
    """Return the day on which the unit was repaired, None while it is not, or is so no more."""
    for one in reversed(course.stages):
        if one[STAGE] in _AGAIN or (one[STAGE] == "inspected" and one["conclusion"] == "nonconforming"):
            return None
        if one[STAGE] in {"repaired", "received_from_factory"}:
            day: str | None = one["repaired_on"] or one["factory_back_on"]
            return day
    return None


def _states(query: Query) -> dict[str, str]:
    """Return the worst state of what is owed in each repair."""
    found: dict[str, str] = {}
    for one in obligation_states(query, tables=("repairs",)):
        known = found.get(one.number, one.state)
        if _WORST_FIRST.index(one.state) <= _WORST_FIRST.index(known):
            found[one.number] = one.state
    return found


def _cards(query: Query) -> dict[str, str]:
    """Return the opinion card of each repair, the first where there are several."""
    found: dict[str, str] = {}
    for row in select_rows(query, "surveys", ("survey_no", "survey_kind", "repair_no")):
        if row["survey_kind"] == "opinion_card" and row["repair_no"] is not None:
            found.setdefault(row["repair_no"], row["survey_no"])
    return found
