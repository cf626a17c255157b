"""Whatever is asked of a complaint, in whatever order: none closes without an answer since it was opened."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import event, given, settings
from hypothesis import strategies as st

from ledger.deciding.decision import Accepted, Refused
from ledger.events import catalogue
from ledger.rulebook import BY_ID
from ledger.subjects.complaints.answer_rules import CLOSED_UNANSWERED
from tests.support.budgets import examples
from tests.support.complaint_cases import (
    answered,
    assessed,
    closed,
    complaint,
    decided,
    house,
    investigated,
    objected,
    reopened,
    tracked,
    transferred,
)
from tests.support.decisions import Command, stage, void

ROADS: Final = st.one_of(
    st.sampled_from(["answered", "tracked", "closed", "reopened"]),
    st.sampled_from(["assessed", "transferred", "investigated", "decided", "objected", "service", "strike"]),
)


def asked(name: str, place: int) -> Command:
    """Return a command of this name; what it says differs at every place, so that none is a duplicate."""
    note = f"第{place}步"
    commands: dict[str, Any] = {
        "assessed": lambda: assessed(note=note),
        "transferred": lambda: transferred(note=note),
        "investigated": lambda: investigated(note=note),
        "service": lambda: stage("complaint_service_ordered", "TS1", service_notice_no=note),
        "decided": lambda: decided(note=note),
        "answered": lambda: answered(
            answer=note if place % 3 else None, answered_at=None, customer_view="accepted"
        ),
        "objected": lambda: objected(note=note),
        "reopened": lambda: reopened(note=note),
        "tracked": lambda: tracked(note=note),
        "closed": lambda: closed(note=note),
        "strike": lambda: void("complaints", "TS1", reason=note),
    }
    return commands[name]()  # type: ignore[no-any-return]


def was_answered(standing: list[tuple[str, dict[str, Any]]]) -> bool:
    """Say once more, from a plain list, whether an answer came after the last reopening."""
    for name, data in reversed(standing):
        if name == "complaint_answered" and "answer" in data:
            return True
        if name == "complaint_reopened":
            return False
    return False


@settings(max_examples=examples(300), deadline=None)
@given(road=st.lists(ROADS, min_size=4, max_size=24))
def test_no_order_closes_a_complaint_without_an_answer_since_it_was_taken_up(road: list[str]) -> None:
    """G-40, G-36: voided and entered again, too."""
    history = house(complaint(), live=True)
    standing: list[tuple[str, dict[str, Any]]] = [("complaint_received", {})]
    for place, name in enumerate(["assessed", *road]):
        if name == "strike":
            if len(standing) > 1:
                history.given(asked(name, place))
                standing.pop()
            continue
        one = asked(name, place)
        found = history.when(one).decided
        if isinstance(found, Accepted):
            if name == "closed":
                assert was_answered(standing)
                event("closed")
            history.accepted(*(BY_ID[each["rule"]] for each in found.findings))
            standing.append((one.stage or "", found.data))
        elif isinstance(found, Refused) and name == "closed" and _is_possible(standing[-1][0]):
            codes = {reason.code for reason in found.reasons}
            assert (CLOSED_UNANSWERED.problem.code in codes) != was_answered(standing)


def _is_possible(newest: str) -> bool:
    return "complaint_closed" in catalogue.table("complaints").stage(newest).following


def test_every_stage_that_may_be_the_next_can_be_reached() -> None:
    """The declared order leaves no complaint stuck: from each stage a closing can be reached."""
    table = catalogue.table("complaints")
    ends = {"complaint_closed"}
    while True:
        more = {one.event for one in table.stages if ends.intersection(one.following)} | ends
        if more == ends:
            break
        ends = more
    assert ends == {one.event for one in table.stages}
