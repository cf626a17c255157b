"""Judging visits and opinion cards: approved before it is acted on, filled in, one for each call.

That nobody approves the own visit is judged with the posts (:mod:`ledger.subjects.people.posts`).
"""

from __future__ import annotations

from typing import Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.old_judges import OldJudge as Judge
from ledger.deciding.rule import Breach
from ledger.deciding.situation import case_before
from ledger.state.entries import State, Version
from ledger.state.tallies import names
from ledger.subjects.repairs.records import judge_named
from ledger.subjects.repairs.visit_rules import EMPTY_CARD, SECOND_CARD, VISIT_UNAPPROVED

Judged = tuple[list[Breach], list[Breach]]
MARKS: Final = (
    *("attitude", "skill", "arrival_time", "promises_kept", "service_quality", "response_speed"),
    *("problem_solving", "product_quality", "satisfaction"),
)
"""The criteria that an opinion card asks for (S4-I 意见-1)."""


def judge_visit_handled(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> Judged:
    """Judge that a form was approved before its opinions are handled; on import that it was not refused."""
    decision = case_before(command, state).data.get("decision")
    if decision == "approved" or (decision is None and not context.live):
        return [], []
    what = "未批准 its form was refused" if decision else "没有批准 its form has not been approved"
    return [], [VISIT_UNAPPROVED.broken(visit_no=command.data["visit_no"], what=what)]


def judge_card_issued(
    command: Command, state: State, context: Context, versions: dict[str, Version]
) -> Judged:
    """Judge that a repair call gets one card."""
    data = command.data
    _, found = judge_named(command, state, context, versions)
    if data["survey_kind"] == "opinion_card" and "repair_no" in data:
        others = [one for one in names(state, "card", data["repair_no"]) if one != data["survey_no"]]
        found += [SECOND_CARD.broken(repair_no=data["repair_no"], card=one) for one in others[:1]]
    return [], found


def judge_card_answered(
    command: Command, _state: State, _context: Context, _versions: dict[str, Version]
) -> Judged:
    """Judge that an answered card carries a mark."""
    if command.data.keys() & set(MARKS):
        return [], []
    return [], [EMPTY_CARD.broken(survey_no=command.data["survey_no"])]


STAGE_JUDGES: Final[dict[str, Judge]] = {
    "visit_opinion_handled": judge_visit_handled,
    "survey_issued": judge_card_issued,
    "survey_answered": judge_card_answered,
}
