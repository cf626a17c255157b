"""Judging feedback and referrals to suppliers: sent on to a case, answered, and told to the customer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.deciding.case_days import day_in
from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.events import catalogue
from ledger.state.entries import CaseRecord, State
from ledger.subjects.complaints.opinion_rules import (
    CONTACT_UNTOLD,
    FEEDBACK_UNANSWERED,
    FEEDBACK_UNROUTED,
    PROMISE_PAST,
)
from ledger.subjects.complaints.progress import is_answer

BECAME: Final = {
    "quality_complaint": "complaint_no",
    "adverse_reaction": "adverse_event_no",
    "quality_return": "return_case_no",
    "delivery_fault": "discrepancy_no",
    "repair": "repair_no",
}
_DAY: Final = len("2026-05-01")
_OF_CUSTOMERS: Final = ("complaint_no", "repair_no", "return_no")


def judge_routed(command: Command, _state: State, context: Context, _case: CaseRecord) -> Iterator[Breach]:
    """Judge at live entry whether feedback that is sent on names the case it became (S1-E §4.2)."""
    data = command.data
    column = BECAME.get(data.get("route", ""))
    if column is None or column in data or not context.live:
        return
    declared = command.table.by_key[column]
    yield FEEDBACK_UNROUTED.broken(
        feedback_no=data["feedback_no"],
        route=data["route"],
        column=column,
        heading=declared.zh,
        table=catalogue.table(declared.ref or "").key,
    )


def judge_promised(command: Command, _state: State, context: Context, case: CaseRecord) -> Iterator[Breach]:
    """Judge whether an answer was promised for a time after the question (S3 §4.2)."""
    promised, received = command.data.get("promised_by"), case.data.get("received_at")
    if promised is None or received is None:
        return
    if len(promised) == _DAY or len(received) == _DAY:
        early = (day_in(promised, context) or "") < (day_in(received, context) or "")
    else:
        early = promised < received
    if early:
        yield PROMISE_PAST.broken(
            feedback_no=command.data["feedback_no"],
            promised_by=day_in(promised, context),
            received_at=day_in(received, context),
        )


def judge_feedback_closed(
    command: Command, _state: State, _context: Context, case: CaseRecord
) -> Iterator[Breach]:
    """Judge whether feedback may be closed: answered, or sent on to another case.

    What nobody asked for, as news of the market, needs no answer.
    """
    answered = any(step.type == "feedback_answered" and is_answer(step.data) for step in case.steps)
    sent_on = case.data.get("route") in BECAME
    unasked = case.data.get("feedback_kind") == "market_intelligence"
    if not (answered or sent_on or unasked):
        yield FEEDBACK_UNANSWERED.broken(feedback_no=command.data["feedback_no"])


def judge_contact_closed(
    command: Command, _state: State, context: Context, case: CaseRecord
) -> Iterator[Breach]:
    """Judge at live entry whether the customer whose case it is was told the result (S0-4 §4.4.2(6))."""
    known = case.data | command.data
    of_customer = next((column for column in _OF_CUSTOMERS if column in known), None)
    if context.live and of_customer is not None and "customer_told_at" not in known:
        heading = command.table.by_key[of_customer].zh
        yield CONTACT_UNTOLD.broken(
            contact_no=known["contact_no"], column=of_customer, heading=heading, value=known[of_customer]
        )
