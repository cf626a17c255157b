"""Visits are approved before they are acted on, opinion cards carry marks: G-45, M-100, M-101."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.decision import Command
from ledger.subjects.repairs.visits import MARKS
from tests.support import rules
from tests.support.decisions import both, stage, void
from tests.support.repairing import called, house


def made(**rest: Any) -> Command:
    """Return a visit by E1."""
    fields = {
        "visit_kind": "user_quality",
        "customer_code": "C1",
        "visited_on": "2026-03-01",
        "handler": "E1",
        "opinion": "包装易破",
    }
    return stage("visit_made", "HF1", **(fields | rest))


def approved(decision: str = "approved", approver: str = "Q1") -> Command:
    """Return the decision on the form."""
    return stage("visit_approved", "HF1", approver=approver, decision=decision, approved_on="2026-03-02")


def handled(**rest: Any) -> Command:
    """Return what was done about the opinion."""
    return stage("visit_opinion_handled", "HF1", **({"handling": "反馈厂家"} | rest))


def test_a_form_is_final_once_it_is_approved() -> None:
    """S1-E 4.1.3."""
    house(made(), approved()).when(handled()).accepted()
    both(house(made(), approved("refused")), handled(), rules.VISIT_UNAPPROVED)


def test_without_an_approval_nothing_is_handled() -> None:
    """Live; an old file of visits without approvals is not held to it."""
    history = house(made())
    history.when(handled()).refused(rules.VISIT_UNAPPROVED)
    history.live = False
    history.when(handled()).accepted()


def test_nobody_approves_the_own_visit() -> None:
    """S1-E 4.1.3: the head of customer service does."""
    both(house(made()), approved(approver="E1"), rules.SAME_PERSON)


def card(number: str = "DC1", **rest: Any) -> Command:
    """Return an opinion card for the repair WX1."""
    fields = {
        "survey_kind": "opinion_card",
        "issued_on": "2026-03-02",
        "customer_code": "C1",
        "repair_no": "WX1",
    }
    return stage("survey_issued", number, **(fields | rest))


def answered(**marks: Any) -> Command:
    """Return the answer to a card."""
    return stage("survey_answered", "DC1", answered_on="2026-03-09", opinion="好", **marks)


@pytest.mark.parametrize("mark", MARKS)
def test_an_answered_card_carries_a_mark(mark: str) -> None:
    """S4-I 意见-1: any of the criteria will do."""
    both(house(called(), card()), answered(), rules.EMPTY_CARD)
    house(called(), card()).when(answered(**{mark: "satisfied"})).accepted()


def test_a_repair_call_gets_one_card() -> None:
    """S4-I 意见-3; other surveys about the repair are free, and a voided card makes room."""
    both(house(called(), card()), card("DC2"), rules.SECOND_CARD)
    house(called(), card()).when(card("DC2", survey_kind="satisfaction")).accepted()
    house(called(), called("WX2"), card()).when(card("DC2", repair_no="WX2")).accepted()
    house(called(), card(), void("surveys", "DC1")).when(card("DC2")).accepted()


def test_a_card_is_of_a_call_that_is_there() -> None:
    """G-56."""
    both(house(called()), card(repair_no="WX404"), rules.OUTSIDE_CASE)
