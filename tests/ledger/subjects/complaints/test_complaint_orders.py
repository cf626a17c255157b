"""Complaints in the order that life brings, and what may not be left out of it."""

from __future__ import annotations

from itertools import permutations

from tests.support import rules
from tests.support.complaint_cases import answered, assessed, complaint, house, investigated, transferred
from tests.support.decisions import both, stage


def test_a_grave_complaint_may_be_assessed_before_it_is_handed_over() -> None:
    """P-10, G-38: hand-over and reading by the deputy general manager follow, in the order of the day."""
    grave = assessed(nature="quality", severity="grave")
    read = stage("complaint_grave_approved", "TS1", grave_approver="D1", grave_instruction="立即处理")
    history = house(complaint(), grave, live=True)
    history.when(investigated()).refused(rules.QUALITY_NOT_HANDED_OVER, rules.GRAVE_UNAPPROVED)
    history.when(transferred()).accepted()
    history.when(read).accepted()
    history.when(investigated()).accepted()


def test_a_grave_complaint_may_be_read_before_it_is_handed_over() -> None:
    """G-38, G-42 (S4-I 意见-5: 核阅或核转): the deputy may hand it over; handling waits for both."""
    read = stage("complaint_grave_approved", "TS1", grave_approver="D1", grave_instruction="转质量部")
    history = house(complaint(), assessed(nature="quality", severity="grave"), live=True)
    history.when(read).accepted()
    history.when(investigated()).refused(rules.QUALITY_NOT_HANDED_OVER)
    history.when(transferred()).accepted()
    history.when(investigated()).accepted()


def test_a_lower_weight_says_why_and_who_approved_it() -> None:
    """M-81a: weighing anew is no way round what a grave complaint takes."""
    history = house(complaint(), assessed(severity="grave"), live=True)
    (sentence,) = history.when(assessed(severity="minor")).refused(rules.SEVERITY_LOWERED)
    assert sentence == (
        "Complaint 'TS1' was a grave complaint and is said to be a minor complaint; it lacks: "
        "severity_reason, severity_approver."
    )
    why = {"severity": "minor", "severity_reason": "复核后仅为外观瑕疵"}
    history.when(assessed(**why, severity_approver="E2")).refused(rules.DECIDER_UNAUTHORISED)
    history.when(assessed(**why, severity_approver="D1")).accepted()
    both(house(complaint(), assessed(severity="grave")), assessed(severity="minor"), rules.SEVERITY_LOWERED)


def test_a_heavier_weight_asks_for_nothing_more() -> None:
    history = house(complaint(), assessed(severity="minor"), live=True)
    history.when(assessed(severity="general")).accepted()


def test_what_follows_the_answer_comes_in_any_order() -> None:
    """Attribution, word to the registrant, tracking: after the customer was answered, in any order."""
    steps = (
        stage("complaint_parties_notified", "TS1", registrant_notified_at="2026-03-09"),
        stage("complaint_attributed", "TS1", attribution="supplier"),
        stage("complaint_tracked", "TS1", tracked_on="2026-03-08", tracking_result="已解决"),
    )
    for order in permutations(steps):
        history = house(complaint(), assessed(), investigated(), answered())
        for one in order:
            history.when(one).accepted()


def test_a_historical_row_of_receipt_and_closing_is_recorded_with_what_lacks() -> None:
    """G-40: nobody wrote down an answer."""
    closing = stage("complaint_closed", "TS1", closed_on="2026-03-09")
    both(house(complaint()), closing, rules.CLOSED_UNANSWERED)
