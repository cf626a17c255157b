"""Judging who passes first business: quality reviews, its head decides, nobody the own application."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.deciding.quality_roles import member, same_person
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Phrase
from ledger.subjects.people.deciders import head_named, is_head
from ledger.subjects.people.phrases import (
    GRANTED_OUTSIDE_SCOPE,
    GRANTED_REFUSED,
    REJECTED_APPROVED,
    REJECTED_UNEXPLAINED,
)
from ledger.subjects.people.staff_rules import APPROVAL_CONTRADICTS, NOT_QUALITY_HEAD, SELF_REVIEW


def judge_own_review(s: Situation) -> Iterator[Breach]:
    """Judge that nobody reviews the own application."""
    yield from _own_application(s, "reviewer")


def judge_first_decision(s: Situation) -> Iterator[Breach]:
    """Judge who granted or rejected first business, and whether that agrees with the review."""
    yield from _own_application(s, "approver")
    number, code = s.data["approval_no"], s.data.get("approver")
    approver = member(s.state, code, s.at) if code is not None else None
    if approver is not None and not is_head(approver, s.state, s.at) and head_named(s.state, s.at):
        yield NOT_QUALITY_HEAD.broken(approval_no=number, value=code)
    wrong = _granted(s) if s.event == "first_approval_granted" else _rejected(s)
    if what := tuple(wrong):
        yield APPROVAL_CONTRADICTS.broken(approval_no=number, what=what)


def _granted(s: Situation) -> Iterator[Phrase]:
    if s.data.get("decision") == "refused":
        yield GRANTED_REFUSED
    if s.case.data.get("scope_ok") is False:
        yield GRANTED_OUTSIDE_SCOPE


def _rejected(s: Situation) -> Iterator[Phrase]:
    if s.data.get("decision") == "approved":
        yield REJECTED_APPROVED
    if "refusal_reason" not in s.data:
        yield REJECTED_UNEXPLAINED


def _own_application(s: Situation, column: str) -> Iterator[Breach]:
    value, applicant = s.data.get(column), s.case.data.get("applicant")
    if value is not None and applicant is not None and same_person(s.state, value, applicant):
        yield SELF_REVIEW.broken(
            approval_no=s.data["approval_no"], column=column, heading=s.heading(column), value=value
        )
