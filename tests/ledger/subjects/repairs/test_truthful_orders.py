"""Whoever writes down what truly happened, late, partly and in any order, is never told that it cannot be.

A small world makes a case with the times of its stages. The desk records some of them, in any order; what it
records last may be the end. Nothing of the order is refused. What cannot be true is refused with what lacks.
"""

from __future__ import annotations

from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.deciding.decision import Accepted, Refused
from ledger.events import catalogue
from tests.support import rules
from tests.support.budgets import examples
from tests.support.complaint_cases import answered, assessed, complaint, decided, investigated, transferred
from tests.support.complaint_cases import house as desk
from tests.support.decisions import Command, History, stage
from tests.support.repairing import (
    arrived,
    at,
    called,
    charged,
    confirmed,
    diagnosed,
    house,
    inspected,
    lent,
    loaner_back,
    repaired,
    rereleased,
    returned,
    sent,
    taken,
)

REPAIR: Final = (
    *(sent(), arrived(), taken(), diagnosed(4), lent(), repaired(), inspected(), rereleased(), returned()),
    *(confirmed(), charged(), loaner_back()),
    stage("repair_responded", "WX1", responded_at=at(2), response_note="已回电"),
    stage("repair_followed_up", "WX1", followed_up_on="2026-03-20", satisfaction="satisfied"),
)
COMPLAINT: Final = (
    *(assessed(severity="grave"), transferred(), investigated(), decided(), answered()),
    stage("complaint_grave_approved", "TS1", grave_approver="D1"),
    stage("complaint_parties_notified", "TS1", registrant_notified_at="2026-03-09"),
    stage(
        "complaint_signed_off", "TS1", signed_off_on="2026-03-10", copies_filed=["质量部", "销售部", "会计科"]
    ),
    stage("complaint_tracked", "TS1", tracked_on="2026-03-12", tracking_result="已解决"),
)
ENDS: Final = {
    "repairs": stage("repair_closed", "WX1", closed_on="2026-03-30"),
    "complaints": stage("complaint_closed", "TS1", closed_on="2026-03-30"),
}
OF_ORDER: Final = {rules.STAGE_ORDER.id, rules.STAGE_NEEDS.id, rules.STAGE_EARLIER.id}
BEGUN: Final = {
    "repairs": lambda: house(called(), live=False),
    "complaints": lambda: desk(complaint()),
}


def taken_in(history: History, one: Command) -> Accepted:
    """Record a stage and return what was decided; nothing is refused."""
    found = history.when(one).decided
    assert isinstance(found, Accepted), found
    return history.accepted(*(rules.BY_ID[each["rule"]] for each in found.findings))


@settings(max_examples=examples(60), deadline=None)
@given(data=st.data(), world=st.sampled_from([("repairs", REPAIR), ("complaints", COMPLAINT)]))
def test_whatever_truly_happened_may_be_told_in_any_order_and_in_part(
    data: st.DataObject, world: tuple[str, tuple[Command, ...]]
) -> None:
    """No finding says that the order was wrong, and the row holds all that was told."""
    table, happened = world
    told = data.draw(st.lists(st.sampled_from(happened), unique_by=lambda one: one.event))
    ends = [ENDS[table]] if data.draw(st.booleans()) else []
    history = BEGUN[table]()
    for one in (*told, *ends):
        found = taken_in(history, one)
        assert OF_ORDER.isdisjoint(each["rule"] for each in found.findings)
    after = data.draw(st.sampled_from(happened))
    if ends:
        decided_on = history.when(after).decided
        assert not isinstance(decided_on, Accepted), "a closed case accepts nothing more"


@settings(max_examples=examples(40), deadline=None)
@given(place=st.integers(0, 99), live=st.booleans())
def test_what_cannot_be_true_is_refused_with_what_it_lacks(place: int, live: bool) -> None:
    """M-14a: every stage that needs another, in a case of which only the beginning is told."""
    needing = [one for one in catalogue.table("complaints").stages if one.needs]
    one = needing[place % len(needing)]
    history = BEGUN["complaints"]()
    history.live = live
    content = {
        "complaint_objected": {"objection": "不认可"},
        "complaint_reopened": {"reopen_reason": "再次漏液"},
    }
    found = history.when(stage(one.event, "TS1", **content[one.event])).decided
    assert isinstance(found, Refused)
    (reason,) = found.reasons
    assert reason.code == rules.STAGE_NEEDS.problem.code
    assert all(event in reason.message("en") for need in one.needs for event in need.events)
