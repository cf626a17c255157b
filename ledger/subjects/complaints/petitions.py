"""Judging petitions: decided above whoever raised them (S4-I 投诉-处理-8, 投诉-处理-10)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.deciding.decision import Command, Context
from ledger.deciding.quality_roles import member, post_of
from ledger.deciding.rule import Breach
from ledger.state.entries import CaseRecord, State
from ledger.state.indexes import LATEST
from ledger.subjects.complaints.answer_rules import PETITION_OWN_DECISION
from ledger.subjects.complaints.authority import PETITION, Matter, judge_decider
from ledger.subjects.complaints.decisions import unsigned
from ledger.subjects.complaints.opinion_rules import LINK_CONTRADICTS

_SUPERIOR = Matter(PETITION, "grave", "签呈 a petition")
_OWN = frozenset({"complaints", "客户投诉记录与客户抱怨处理表", "投诉"})


def judge_raised(command: Command, _state: State, _context: Context, _case: CaseRecord) -> Iterator[Breach]:
    """Judge whether a petition is about one complaint, and not also about another."""
    data = command.data
    about = data["subject_no"] if data["subject_table"] in _OWN else None
    named = data.get("complaint_no")
    if about is not None and named not in {None, about}:
        heading = command.table.by_key["complaint_no"].zh
        yield LINK_CONTRADICTS.broken(
            column="complaint_no", heading=heading, value=named, theirs=named, own=about
        )


def judge_petition_decided(
    command: Command, state: State, context: Context, case: CaseRecord
) -> Iterator[Breach]:
    """Judge who decided on a petition: a superior, and not who raised it."""
    known = case.data | command.data
    yield from unsigned(command, context, "approver", "decision")
    yield from judge_decider(command, "approver", _SUPERIOR, state, context)
    approver, raised_by = command.data.get("approver"), known.get("raised_by")
    if approver is None or raised_by is None:
        return
    staff = member(state, approver, LATEST)
    own = {approver}
    if staff is not None:
        post = post_of(state, staff, LATEST)
        own.update(staff.data.get(key, "") for key in ("name", "department", "post"))
        own.update(post.data.get(key, "") for key in ("name", "department") if post is not None)
    if raised_by in own:
        yield PETITION_OWN_DECISION.broken(
            petition_no=known["petition_no"], approver=approver, raised_by=raised_by
        )
