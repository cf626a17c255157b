"""Feedback is sent on to a case or answered; referrals to suppliers end with the customer told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import rules
from tests.support.complaint_cases import complaint, house
from tests.support.decisions import Command, stage


def feedback(number: str = "XX1", **rest: Any) -> Command:
    """Return an opinion of 2 March 2026."""
    fields = {
        "feedback_kind": "feedback",
        "received_at": "2026-03-02",
        "handler": "E1",
        "customer_code": "C1",
        "content": "包装不便携带",
    }
    return stage("feedback_received", number, **(fields | rest))


def routed(route: str = "ordinary", **rest: Any) -> Command:
    """Return where it is sent."""
    return stage("feedback_routed", "XX1", route=route, transferred_at="2026-03-03", **rest)


def replied(**rest: Any) -> Command:
    """Return an answer."""
    return stage("feedback_answered", "XX1", **({"answered_at": "2026-03-05", "answer": "已改进"} | rest))


def filed(**rest: Any) -> Command:
    """Return that it is analysed and filed."""
    return stage("feedback_closed", "XX1", **({"closed_on": "2026-03-06", "analysis": "包装"} | rest))


def contact(number: str = "CJ1", **rest: Any) -> Command:
    """Return a referral to the maker."""
    fields = {
        "contacted_on": "2026-03-03",
        "contact_party": "manufacturer",
        "party_name": "甲厂",
        "content": "漏液原因",
        "handler": "E1",
    }
    return stage("supplier_contacted", number, **(fields | rest))


def supplier_says(**rest: Any) -> Command:
    """Return the maker's answer."""
    return stage(
        "supplier_answered", "CJ1", **({"answered_at": "2026-03-05", "answer": "密封件批次问题"} | rest)
    )


def contact_closed(**rest: Any) -> Command:
    """Return that the referral ends."""
    return stage("supplier_contact_closed", "CJ1", **({"closed_on": "2026-03-07", "result": "换货"} | rest))


@pytest.mark.parametrize(
    ("route", "column", "table"),
    [
        ("quality_complaint", "complaint_no", "complaints"),
        ("adverse_reaction", "adverse_event_no", "adverse_events"),
        ("quality_return", "return_case_no", "return_cases"),
        ("delivery_fault", "discrepancy_no", "delivery_discrepancies"),
        ("repair", "repair_no", "repairs"),
    ],
)
def test_feedback_that_is_sent_on_names_the_case_it_became(route: str, column: str, table: str) -> None:
    """G-42, G-43, G-44 (S1-E §4.2): live; what was imported is kept as it says."""
    history = house(feedback(), live=True)
    (sentence,) = history.when(routed(route)).refused(rules.FEEDBACK_UNROUTED)
    assert sentence == f"Feedback 'XX1' is sent on as {route}, but {column} is blank."
    reason = history.when(routed(route)).decided.reasons[0]  # type: ignore[union-attr]
    assert reason.advice("en") == f"Record that case first: medledger record {table}, then give its number."
    (sentence,) = history.when(routed(route, **{column: "N1"})).refused(rules.LINK_UNKNOWN)
    assert sentence == f"{column} 'N1' is not in the table {table}."
    house(feedback()).when(routed(route)).accepted()
    house(feedback()).when(routed(route, **{column: "N1"})).accepted()


def test_feedback_becomes_a_complaint_of_the_same_customer() -> None:
    """G-42, G-83: the complaint it names is there, and theirs."""
    history = house(feedback(), complaint(), complaint("TS2", customer_code="C2"), live=True)
    (sentence,) = history.when(routed("quality_complaint", complaint_no="TS2")).refused(
        rules.LINK_CONTRADICTS
    )
    assert sentence == "complaint_no 'TS2' belongs to C2, not to C1."
    history.when(routed("quality_complaint", complaint_no="TS1")).accepted()
    history.when(filed()).accepted()


def test_feedback_is_answered_before_it_is_filed() -> None:
    """G-40 (S0-1 §4.10): unless it was sent on, or nobody asked."""
    for live in (False, True):
        history = house(feedback(), routed(), live=live)
        if live:
            history.when(filed()).refused(rules.FEEDBACK_UNANSWERED)
        else:
            history.when(filed()).accepted(rules.FEEDBACK_UNANSWERED)
        house(feedback(), routed(), replied(), live=live).when(filed()).accepted()
    news = feedback(feedback_kind="market_intelligence", customer_code=None)
    house(news, routed(), live=True).when(filed()).accepted()
    house(feedback(), replied(answer=None, answered_at=None, answer_channel="phone")).when(filed()).accepted(
        rules.FEEDBACK_UNANSWERED
    )


@pytest.mark.parametrize(
    ("received", "promised", "fits"),
    [
        ("2026-03-02", "2026-03-02", True),
        ("2026-03-02", "2026-03-01", False),
        ("2026-03-02T01:00:00.000000Z", "2026-03-02", True),
        ("2026-03-02T01:00:00.000000Z", "2026-03-02T02:00:00.000000Z", True),
        ("2026-03-02T01:00:00.000000Z", "2026-03-02T00:00:00.000000Z", False),
        ("2026-03-01T17:00:00.000000Z", "2026-03-01", False),
    ],
)
def test_an_answer_is_promised_for_after_the_question(received: str, promised: str, fits: bool) -> None:
    """S3 §4.2: by the ledger's own days where no time is told."""
    promise = stage("feedback_reply_promised", "XX1", promised_by=promised)
    history = house(feedback(received_at=received), live=True).when(promise)
    if fits:
        history.accepted()
    else:
        history.refused(rules.PROMISE_PAST)


def test_a_referral_ends_with_the_answer_and_the_customer_told() -> None:
    """S0-4 §4.4.2(6): where a customer's case is named, they are told the result."""
    about = contact(complaint_no="TS1")
    history = house(complaint(), about, supplier_says(), live=True)
    (sentence,) = history.when(contact_closed()).refused(rules.CONTACT_UNTOLD)
    assert (
        sentence == "Referral 'CJ1' is about complaint_no 'TS1', but was closed without telling the customer."
    )
    history.when(contact_closed(customer_told_at="2026-03-06")).accepted()
    house(contact(), supplier_says(), live=True).when(contact_closed()).accepted()
    house(complaint(), about, supplier_says()).when(contact_closed()).accepted()


def test_a_referral_names_cases_that_are_there() -> None:
    """M-82: by column, and by table and number."""
    history = house(live=True)
    history.when(contact(complaint_no="TS404")).refused(rules.LINK_UNKNOWN)
    history.when(contact(subject_table="投诉", subject_no="TS404")).accepted()
    house(complaint(), live=True).when(contact(subject_table="complaints", subject_no="TS1")).accepted()
