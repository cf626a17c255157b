"""Judging feedback and referrals to suppliers: sent on to a case, answered, and told to the customer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.deciding.case_days import day_in
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.events import catalogue
from ledger.subjects.complaints.opinion_rules import (
    CONTACT_UNTOLD,
    FEEDBACK_UNANSWERED,
    FEEDBACK_UNROUTED,
    PROMISE_PAST,
)
from ledger.subjects.complaints.progress import is_answer
from ledger.when import is_day

BECAME: Final = {
    "quality_complaint": "complaint_no",
    "adverse_reaction": "adverse_event_no",
    "quality_return": "return_case_no",
    "delivery_fault": "discrepancy_no",
    "repair": "repair_no",
}
_OF_CUSTOMERS: Final = ("complaint_no", "repair_no", "return_no")


def judge_routed(s: Situation) -> Iterator[Breach]:
    """Judge at live entry whether feedback that is sent on names the case it became (S1-E §4.2)."""
    column = BECAME.get(s.data.get("route", ""))
    if column is None or column in s.data or not s.live:
        return
    yield FEEDBACK_UNROUTED.broken(
        feedback_no=s.data["feedback_no"],
        route=s.data["route"],
        column=column,
        heading=s.heading(column),
        table=catalogue.table(s.table.by_key[column].ref or "").key,
    )


def judge_promised(s: Situation) -> Iterator[Breach]:
    """Judge whether an answer was promised for a time after the question (S3 §4.2)."""
    promised, received = s.data.get("promised_by"), s.case.data.get("received_at")
    if promised is None or received is None:
        return
    if is_day(promised) or is_day(received):
        early = (day_in(promised, s.context) or "") < (day_in(received, s.context) or "")
    else:
        early = promised < received
    if early:
        yield PROMISE_PAST.broken(
            feedback_no=s.data["feedback_no"],
            promised_by=day_in(promised, s.context),
            received_at=day_in(received, s.context),
        )


def judge_feedback_closed(s: Situation) -> Iterator[Breach]:
    """Judge whether feedback may be closed: answered, or sent on to another case.

    What nobody asked for, as news of the market, needs no answer.
    """
    answered = any(step.type == "feedback_answered" and is_answer(step.data) for step in s.case.steps)
    sent_on = s.case.data.get("route") in BECAME
    unasked = s.case.data.get("feedback_kind") == "market_intelligence"
    if not (answered or sent_on or unasked):
        yield FEEDBACK_UNANSWERED.broken(feedback_no=s.data["feedback_no"])


def judge_contact_closed(s: Situation) -> Iterator[Breach]:
    """Judge at live entry whether the customer whose case it is was told the result (S0-4 §4.4.2(6))."""
    of_customer = next((column for column in _OF_CUSTOMERS if column in s.row), None)
    if s.live and of_customer is not None and "customer_told_at" not in s.row:
        yield CONTACT_UNTOLD.broken(
            contact_no=s.row["contact_no"],
            column=of_customer,
            heading=s.heading(of_customer),
            value=s.row[of_customer],
        )
