"""Every precondition of every stage: refused at the desk without it, and told what lacks; with it, not.

Beside it, of every kind of case: a stage of a case that nobody opened, and what a closing leaves owed after
each beginning of the matter. Which order and which part was told before is drawn elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any, NamedTuple

import pytest

from ledger.deciding.decision import Accepted, Refused
from ledger.events import catalogue
from ledger.events.base import Before, Need
from tests.ledger.deciding.test_truthful_orders import ended_by, matter, owed
from tests.support import rules
from tests.support.case_desk import at_the_desk, entry
from tests.support.case_worlds import WORLDS, CaseWorld, Happened, at, on
from tests.support.decisions import History

# Stages that the worlds leave out: what is done instead, or once more.
BESIDE = {
    "complaint_objected": {"objection": "不认可", "objected_at": at(20)},
    "complaint_reopened": {"reopened_at": at(21), "reopen_reason": "再次漏液"},
    "return_appraisal_requested": {"sample_sent_on": on(9), "institution": "省检验院"},
    "return_appraised": {"appraisal_result": "运输所致", "appraised_at": at(10)},
}
NEEDING = {rules.STAGE_NEEDS.problem.code, rules.STAGE_BEFORE.problem.code}


class Case(NamedTuple):
    """One thing that has to come before one stage of one kind of case."""

    world: CaseWorld
    event: str
    wanted: Need | Before

    def __repr__(self) -> str:
        return f"{self.event} wants {self.wanted.event} {getattr(self.wanted, 'facts', '')}".strip()


def preconditions() -> Iterator[Case]:
    """Yield everything that any stage declares."""
    for world in WORLDS:
        for one in catalogue.table(world.table).stages:
            every: tuple[Need | Before, ...] = (*one.needs, *one.before)
            yield from (Case(world, one.event, wanted) for wanted in every)


def told_before(case: Case, *alternatives: str) -> list[Happened]:
    """Return what came before a stage, less what it wants, but for some of that."""
    wanted = set(case.wanted.event.split()) - set(alternatives)
    facts = set(getattr(case.wanted, "facts", "").split())
    whole = with_those_beside(case)
    events = [one.event for one in whole]
    found = []
    for one in whole[: events.index(case.event)]:
        says = {key: value for key, value in one.says.items() if key not in facts}
        if one.event not in wanted and says:
            found.append(replace(one, says=says))
    return found


def with_those_beside(case: Case) -> list[Happened]:
    """Return a world's matter with the stages that it leaves out and this needs."""
    whole = list(case.world.whole)
    there = {one.event for one in whole}
    end = case.world.end
    last = len(whole) - bool(end and end.event not in case.wanted.event.split())
    for word in f"{getattr(case.wanted, 'when', '')} {case.wanted.event} {case.event}".split():
        if word in BESIDE and word not in there:
            events = [one.event for one in whole]
            whole.insert(
                events.index(case.event) if case.event in events else last, Happened(word, BESIDE[word])
            )
            there.add(word)
            last += 1
    return whole


def tried(case: Case, told: list[Happened]) -> str:
    """Return what the desk says lacks for a stage, after what was told of files; nothing if nothing does."""
    history = at_the_desk(live=False)
    for one in told:
        took(history, case.world, one)  # what wants the same is not taken either
    history.live = True
    (wanted,) = (one for one in with_those_beside(case) if one.event == case.event)
    history.when(entry(case.world, wanted))
    if not isinstance(history.decided, Refused):
        return ""
    return " ".join(one.message("en") for one in history.decided.reasons if one.code in NEEDING)


@pytest.mark.parametrize("case", preconditions(), ids=repr)
def test_a_stage_without_what_it_wants_is_refused_and_names_it(case: Case) -> None:
    """M-14a, M-14b: all that would do is named; any one of it does."""
    lacks = tried(case, told_before(case))
    names = case.wanted.event.split() or getattr(case.wanted, "facts", "").split()
    assert names
    assert all(name in lacks for name in names), lacks
    there = {one.event for one in with_those_beside(case)}
    for name in there & set(case.wanted.event.split()):
        assert any(one not in tried(case, told_before(case, name)) for one in names), name
    if not case.wanted.event:
        whole = with_those_beside(case)
        assert names[0] not in tried(case, whole[: [one.event for one in whole].index(case.event)])


@pytest.mark.parametrize("world", WORLDS, ids=lambda one: one.table)
def test_a_stage_of_a_case_that_nobody_opened_is_refused(world: CaseWorld) -> None:
    """M-14: at the desk and of a file; the number is named."""
    for live in (True, False):
        begins = {one.event for one in catalogue.table(world.table).beginnings}
        for one in world.whole[1:]:
            if one.event in begins:
                continue
            history = at_the_desk(live=live)
            history.when(entry(world, one))
            assert isinstance(history.decided, Refused), one
            assert world.number in " ".join(each.message("en") for each in history.decided.reasons)


@pytest.mark.parametrize("world", [one for one in WORLDS if one.end], ids=lambda one: one.table)
def test_no_closing_loses_what_is_owed(world: CaseWorld) -> None:
    """After no stage, each alone, all but each, and all: what was owed is owed still."""
    assert world.end is not None
    alone, without = (combinations(world.course, many) for many in (1, max(len(world.course) - 1, 0)))
    few = [(), *alone, *without, world.course]
    ended = 0
    for some in few:
        history = at_the_desk(live=False)
        if all(took(history, world, one) for one in (world.first, *some)):
            before = owed(history, world)
            if took(history, world, world.end):
                ended += 1
                remains(before, owed(history, world), ended_by(world.table, world.end.event))
    assert ended > 0


def took(history: History, world: CaseWorld, told: Happened) -> bool:
    """Tell of a stage; return whether it was taken."""
    history.when(entry(world, told))
    if isinstance(history.decided, Accepted):
        history.accepted(*(rules.BY_ID[each["rule"]] for each in history.decided.findings))
        return True
    return False


def remains(before: list[Any], after: list[Any], ended: set[str]) -> None:
    """Assert that what was owed is told of, and open unless it was met or ends by declaration."""
    for one in before:
        same = [each for each in after if matter(each) == matter(one)]
        assert same, one
        if one.done_at is None and one.until is None and one.clock not in ended:
            assert any(each.done_at is None and each.until is None for each in same), one
