"""Petitions: put to a superior, about one complaint (S4-I 投诉-处理-8, 投诉-处理-10)."""

from __future__ import annotations

from typing import Any

from tests.support import rules
from tests.support.complaint_cases import (
    answered,
    assessed,
    closed,
    complaint,
    decided,
    house,
    investigated,
    objected,
    petition,
)
from tests.support.decisions import Command, stage

ROUND = (complaint(), assessed(), investigated(), decided(outcome="unfounded", receivable_released=True))


def petition_decided(by: str | None = "G1", **rest: Any) -> Command:
    """Return the decision on the petition."""
    fields = {"approver": by, "decision": "approved", "decided_on": "2026-03-11"}
    return stage("petition_decided", "QC1", **(fields | rest))


def test_an_objection_against_an_unfounded_complaint_is_put_to_a_petition() -> None:
    """G-37 (S4-I 投诉-处理-10): raised first, then named."""
    history = house(*ROUND, answered(), live=True)
    (sentence,) = history.when(objected()).refused(rules.OBJECTION_WITHOUT_PETITION)
    assert sentence == (
        "Complaint 'TS1' was found unfounded, and the customer's objection is not put to a petition."
    )
    history.when(objected(petition_no="QC1")).refused(rules.LINK_UNKNOWN)
    history.given(petition()).when(objected(petition_no="QC1")).accepted()
    house(*ROUND, answered()).when(objected()).accepted()


def test_a_petition_of_another_complaint_is_not_this_one() -> None:
    """G-83: the two name each other."""
    other = petition(subject_no="TS2", complaint_no="TS2")
    history = house(*ROUND, answered(), complaint("TS2"), other, live=True)
    (sentence,) = history.when(objected(petition_no="QC1")).refused(rules.LINK_CONTRADICTS)
    assert sentence == "petition_no 'QC1' belongs to TS2, not to TS1."
    history.when(petition("QC2", complaint_no="TS2")).refused(rules.LINK_CONTRADICTS)


def test_a_petition_is_about_something_that_is_there() -> None:
    """The case that it names by table and number, in either language."""
    history = house(complaint(), live=True)
    history.when(petition(subject_table="客户投诉记录与客户抱怨处理表")).accepted()
    history.when(petition("QC2", subject_no="TS404", complaint_no=None)).refused(rules.LINK_UNKNOWN)
    history.when(petition("QC2", subject_table="repairs", subject_no="WX1")).refused(rules.LINK_UNKNOWN)
    history.when(petition("QC2", subject_table="customers", subject_no="C1", complaint_no=None)).accepted()
    history.when(petition("QC3", subject_table="价格争议", complaint_no=None)).accepted()
    house().when(petition()).accepted()


def test_a_superior_decides_on_a_petition() -> None:
    """S4-I 投诉-处理-8: nobody who raised it, and nobody below."""
    history = house(complaint(), petition(), live=True)
    history.when(petition_decided("V1")).refused(rules.DECIDER_UNAUTHORISED)
    history.when(petition_decided(None)).refused(rules.DECISION_UNSIGNED)
    history.when(petition_decided()).accepted()
    own = house(complaint(), petition(raised_by="总经理"), live=True)
    (sentence,) = own.when(petition_decided()).refused(rules.PETITION_OWN_DECISION)
    assert sentence == "'G1', who decides on petition 'QC1', is of '总经理', who raised it."


def test_a_decided_petition_lets_a_complaint_close_that_the_customer_does_not_accept() -> None:
    """G-36: the superior has spoken."""
    named = decided(outcome="unfounded", receivable_released=True, petition_no="QC1")
    round_ = (
        complaint(),
        assessed(),
        petition(),
        investigated(),
        named,
        answered(customer_view="not_accepted"),
    )
    history = house(*round_, live=True)
    history.when(closed()).refused(rules.CLOSED_NOT_ACCEPTED)
    history.given(petition_decided()).when(closed()).accepted()
