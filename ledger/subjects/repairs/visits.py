"""Judging visits and opinion cards: approved before it is acted on, filled in, one for each call.

That nobody approves the own visit is judged with the posts (:mod:`ledger.subjects.people.posts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.state.tallies import names
from ledger.subjects.repairs.phrases import FORM_REFUSED, FORM_UNAPPROVED
from ledger.subjects.repairs.visit_rules import EMPTY_CARD, SECOND_CARD, VISIT_UNAPPROVED

MARKS: Final = (
    *("attitude", "skill", "arrival_time", "promises_kept", "service_quality", "response_speed"),
    *("problem_solving", "product_quality", "satisfaction"),
)
"""The criteria that an opinion card asks for (S4-I 意见-1)."""


def judge_visit_handled(s: Situation) -> Iterator[Breach]:
    """Judge that a form was approved before its opinions are handled; on import that it was not refused."""
    decision = s.case.data.get("decision")
    if decision != "approved" and (decision is not None or s.live):
        what = FORM_REFUSED if decision else FORM_UNAPPROVED
        yield VISIT_UNAPPROVED.broken(visit_no=s.data["visit_no"], what=what)


def judge_card_issued(s: Situation) -> Iterator[Breach]:
    """Judge that a repair call gets one card."""
    if s.data["survey_kind"] != "opinion_card" or "repair_no" not in s.data:
        return
    others = [card for card in names(s.state, "card", s.data["repair_no"]) if card != s.data["survey_no"]]
    if others:
        yield SECOND_CARD.broken(repair_no=s.data["repair_no"], card=others[0])


def judge_card_answered(s: Situation) -> Iterator[Breach]:
    """Judge that an answered card carries a mark."""
    if s.data.keys().isdisjoint(MARKS):
        yield EMPTY_CARD.broken(survey_no=s.data["survey_no"])
