"""Whoever writes down what truly happened, late, partly and in any order, is never told that it cannot be.

A world for every kind of case says what happened, each stage at its own time. The desk writes down some of
it, in any order, with times or without. A file is believed but for what could not be; at the desk a stage
waits for what the declarations want before it, and for what the rules of its subject want, and for nothing
else. What is refused is told what it lacks. What lacks is said once more from the declarations alone.
"""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.clocks.running import ClockEvent, Obligation, compute_obligations
from ledger.deciding.decision import Accepted, Refused
from ledger.events import catalogue
from ledger.events.base import Table
from ledger.state.loaners import ISSUED, RETURNED
from tests.support import rules
from tests.support.budgets import examples
from tests.support.case_desk import at_the_desk, entry, said
from tests.support.case_order import lacking, unprepared
from tests.support.case_worlds import WORLDS, CaseWorld, Happened
from tests.support.decisions import ZONE, History, stage

NEVER: Final = {rules.STAGE_ORDER, rules.STAGE_EARLIER}  # nothing that truly happened is refused by these
# What the rules of a subject want before a stage, beside the declarations: by stage, the rule and its clause.
BARS: Final[dict[str, frozenset[str]]] = {
    "adverse_event_closed": frozenset({"M-124", "M-124a", "M-124b"}),  # Order 1/2018 §25, §31, §33
    "capa_closed": frozenset({"M-127a"}),  # effect found first: S4-I 投诉-职责-质量⑤
    "complaint_accepted": frozenset({"G-38", "G-42"}),  # read by the deputy, and handed over: S4-I 意见-5
    "complaint_answered": frozenset({"G-34", "G-38", "G-42"}),  # S4-I 投诉-处理; S1-E 4.2.1
    "complaint_closed": frozenset({"G-38", "G-40", "G-42", "G-46a"}),
    "complaint_decided": frozenset({"G-38", "G-42"}),
    "complaint_investigated": frozenset({"G-38", "G-39", "G-42"}),  # somebody named has it: S4-I 意见-6
    "complaint_service_ordered": frozenset({"G-38", "G-42"}),
    "complaint_site_examined": frozenset({"G-38", "G-42"}),
    "consignment_closed": frozenset({"M-25a"}),  # every unit used or back
    "feedback_closed": frozenset({"G-40a"}),  # answered: S4-I 意见-7
    "nonconformity_disposed": frozenset({"G-68b"}),  # confirmed first: GSP §81
    "repair_closed": frozenset({"G-48", "G-49", "G-60b"}),
    "repair_customer_confirmed": frozenset({"G-48"}),  # inspected before it goes back: S0-3 4.2.2
    "repair_inspected": frozenset({"G-51"}),  # the label is on it: S4-I 作业-7
    "repair_loaner_returned": frozenset({"G-60a", "G-60c"}),  # lent first; a file's row waits for it
    "repair_rereleased": frozenset({"G-48"}),
    "repair_returned_to_customer": frozenset({"G-48"}),
    "repair_sent_to_factory": frozenset({"G-51"}),
    "return_case_closed": frozenset({"M-61"}),
    "return_completed": frozenset({"M-62"}),  # the return itself is on record
    "return_disposition_decided": frozenset({"G-24a"}),  # inspected by lots: S1-D 5.2.4
    "return_goods_received": frozenset({"G-18a", "M-60"}),  # both approvals: S1-D 5.1.3
    "return_notice_issued": frozenset({"G-17b"}),  # after the look-up: S1-D 5.1.2
    "return_pickup_arranged": frozenset({"G-18a"}),
    "return_refund_requested": frozenset({"G-18a", "M-60"}),
    "visit_opinion_handled": frozenset({"G-45"}),  # approved: S1-E 4.1.3.5
}
# What such a rule wants of the time of a stage itself, where it was told without one.
UNTIMED: Final[dict[str, frozenset[str]]] = {
    "return_inspected": frozenset({"G-24b"}),  # a verdict has its day: S1-D 5.2.4
    "return_refund_requested": frozenset({"G-33"}),  # so has what is asked of finance: S1-I 四5
    "return_refund_verified": frozenset({"G-33a"}),
    "return_refunded": frozenset({"G-33a"}),
}
LATE: Final = {rules.LATE_UNESCALATED.id}


@st.composite
def telling(draw: st.DrawFn) -> tuple[CaseWorld, list[Happened]]:
    """Draw a world and what the desk tells of it: the beginning, then anything in any order, then the end."""
    world = draw(st.sampled_from(WORLDS))
    told = (
        draw(st.lists(st.sampled_from(world.course), unique_by=lambda one: one.event)) if world.course else []
    )
    ended = world.end is not None and draw(st.booleans())
    return world, [world.first, *told, *([world.end] if ended and world.end else [])]


def broken(history: History) -> set[str]:
    """Return the rules that the last decision found broken, refused or not; those that only warn apart."""
    decided = history.decided
    if isinstance(decided, Accepted):
        found = {rules.BY_ID[one["rule"]] for one in decided.findings}
    else:
        assert isinstance(decided, Refused), decided
        codes = {one.code for one in decided.reasons}
        found = {one for one in rules.RULES if one.problem.code in codes}
    assert found.isdisjoint(NEVER), decided
    return {one.id for one in found if one.kind != "warning"}


def takes(history: History, world: CaseWorld, told: Happened, occurred: list[str], *, timed: bool) -> bool:
    """Tell the desk of one stage, compare what it says with what the declarations want; return if taken."""
    table, row = catalogue.table(world.table), said(world, [*occurred, told.event])
    needs = lacking(table, occurred, told.event)
    before = unprepared(table, occurred, row, told.event)
    history.when(entry(world, told, timed=timed))
    found = broken(history)
    declared = {rules.STAGE_NEEDS.id} if needs else {rules.STAGE_BEFORE.id} if before else set()
    assert found & {rules.STAGE_NEEDS.id, rules.STAGE_BEFORE.id} == declared
    assert found - declared <= BARS.get(told.event, frozenset()) | (
        UNTIMED.get(told.event, frozenset()) if not timed else frozenset()
    )
    taken = isinstance(history.decided, Accepted)
    never = any(rules.BY_ID[one].kind == "integrity" for one in found - declared)
    assert taken == (not needs and not never and not (history.live and found))
    if not taken:
        assert isinstance(history.decided, Refused)
        text = " ".join(one.message("en") for one in history.decided.reasons)
        assert all(word in text for one in needs or before for word in one.split())
        return False
    history.accepted(*(rules.BY_ID[one["rule"]] for one in history.decided.findings))
    return True


def tell(history: History, world: CaseWorld, told: list[Happened], *, timed: bool = True) -> list[str]:
    """Tell the desk of stages, one after another; return those that were taken."""
    occurred: list[str] = []
    for one in told:
        if takes(history, world, one, occurred, timed=timed):
            occurred.append(one.event)
    return occurred


def owed(history: History, world: CaseWorld) -> list[Obligation]:
    """Return what the case of a world owes, worked out from its stages."""
    table = catalogue.table(world.table)
    events = {one.event for one in table.stages}
    marks = [
        ClockEvent(
            one["position"],
            one["type"],
            one["event_time"],
            None,
            one["record_time"],
            True,
            one["data"],
        )
        for one in history.events
        if one["type"] in events and one["data"][table.identity[0]] == world.number
    ]
    return compute_obligations(world.table, marks, ZONE)[0]


def test_there_is_a_world_of_every_kind_of_case_and_every_stage_that_goes_on() -> None:
    """Each of the twenty-two, with its stages; what is done instead is left to the tests of its subject."""
    assert [one.table for one in WORLDS] == [key for key, *_ in catalogue.CASES]
    left = {
        one.event: world.table
        for world in WORLDS
        for one in catalogue.table(world.table).stages
        if one.event not in {told.event for told in world.whole}
    }
    assert set(left) == {
        *("first_approval_rejected", "return_not_accepted", "return_refused", "return_goods_rejected"),
        *("return_cold_evidence_filed", "return_appraisal_requested", "return_appraised"),
        *("complaint_objected", "complaint_reopened", "repair_rescheduled", "repair_charged"),
    }


@pytest.mark.parametrize("world", WORLDS, ids=lambda one: one.table)
def test_what_happened_is_taken_as_it_happened_without_a_finding(world: CaseWorld) -> None:
    """Live, in the order of the days: nothing is refused; the record of a return arises at the door."""
    history = at_the_desk(live=True)
    for one in world.whole:
        history.when(entry(world, one))
        if one.event in {"return_completed", "return_case_closed"}:
            history.live = False  # the record of the return arises with it at the door, not in a decision
            history.when(entry(world, one))
        assert isinstance(history.decided, Accepted), (one, history.decided)
        assert {each["rule"] for each in history.decided.findings} <= LATE
        history.accepted(*(rules.BY_ID[each["rule"]] for each in history.decided.findings))


@settings(max_examples=examples(500), deadline=None)
@given(drawn=telling(), live=st.booleans(), timed=st.sampled_from([True, True, False]))
def test_what_truly_happened_may_be_told_in_any_order_and_in_part(
    drawn: tuple[CaseWorld, list[Happened]], live: bool, timed: bool
) -> None:
    """M-14, M-14a, M-14b, M-18: only what lacks bars, and is named; a closed case accepts nothing more."""
    world, told = drawn
    history = at_the_desk(live=live)
    occurred = tell(history, world, told, timed=timed)
    table = catalogue.table(world.table)
    if (
        world.end is not None
        and occurred[-1:] == [world.end.event]
        and not table.stage(occurred[-1]).following
    ):
        for one in world.course[:1]:
            if not table.stage(one.event).repeats or one.event not in occurred:
                history.when(entry(world, one))
                assert not isinstance(history.decided, Accepted), one


@settings(max_examples=examples(200), deadline=None)
@given(drawn=telling(), place=st.integers(0, 99), live=st.booleans())
def test_a_stage_dated_before_its_case_contradicts_it(
    drawn: tuple[CaseWorld, list[Happened]], place: int, live: bool
) -> None:
    """M-18: refused at the desk, and a finding of a file; the stages that it lies before are named."""
    world, told = drawn
    table = catalogue.table(world.table)
    dated = [one for one in told[1:] if table.stage(one.event).at and not table.of_many]
    if not dated:
        return
    one = dated[place % len(dated)]
    history = at_the_desk(live=False)
    occurred = tell(history, world, told[: told.index(one)])
    if lacking(table, occurred, one.event) or (one.event == RETURNED and ISSUED not in occurred):  # G-60c
        return
    columns = {key: "2026-02-20" for key in table.stage(one.event).at if key in one.says}
    early = {
        key: "2026-02-20T02:00:00.000000Z" if "T" in one.says[key] else day for key, day in columns.items()
    }
    history.live = live
    history.when(stage(one.event, world.number, **_without_number(table, entry(world, one).data | early)))
    rule = rules.STAGE_EARLIER
    if isinstance(history.decided, Accepted):
        assert not live
        assert rule.id in {each["rule"] for each in history.decided.findings}
        return
    assert live
    assert isinstance(history.decided, Refused)
    assert rule.problem.code in {each.code for each in history.decided.reasons}


@settings(max_examples=examples(300), deadline=None)
@given(drawn=telling(), timed=st.booleans())
def test_closing_loses_nothing_that_is_owed(drawn: tuple[CaseWorld, list[Happened]], timed: bool) -> None:
    """L-01 and the rest: what was owed before a closing is told of afterwards, and open unless met."""
    world, told = drawn
    if world.end is None:
        return
    history = at_the_desk(live=False)
    tell(history, world, [one for one in told if one is not world.end], timed=timed)
    before = owed(history, world)
    if not takes(history, world, world.end, list(_events(history, world)), timed=timed):
        return
    after = owed(history, world)
    ended = ended_by(world.table, world.end.event)
    for one in before:
        same = [each for each in after if matter(each) == matter(one)]
        assert same, one
        if one.done_at is None and one.until is None and one.clock not in ended:
            assert any(each.done_at is None and each.until is None for each in same), (one, same)


def _without_number(table: Table, data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != table.identity[0]}


def matter(one: Obligation) -> tuple[Any, ...]:
    return one.clock, one.limit, one.round, one.started_position


def _events(history: History, world: CaseWorld) -> list[str]:
    table = catalogue.table(world.table)
    events = {one.event for one in table.stages}
    found = (one for one in history.events if one["type"] in events)
    return [one["type"] for one in found if one["data"][table.identity[0]] == world.number]


def ended_by(table: str, event: str) -> set[str]:
    """Return the clocks that an end meets, or takes away by declaration, as the sources say."""
    return {
        ("complaints", "complaint_closed"): {"CLK.COMPLAINT.CLOSE"},
        ("quality_holds", "hold_released"): {"CN.DEFECT.REPORT"},
    }.get((table, event), set())
