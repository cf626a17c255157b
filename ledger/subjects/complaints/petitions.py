"""Judging petitions: decided above whoever raised them (S4-I 投诉-处理-8, 投诉-处理-10)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.deciding.quality_roles import member, post_of
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.subjects.complaints import phrases
from ledger.subjects.complaints.answer_rules import PETITION_OWN_DECISION
from ledger.subjects.complaints.authority import PETITION, Matter, judge_decider
from ledger.subjects.complaints.decisions import judge_signed
from ledger.subjects.complaints.opinion_rules import LINK_CONTRADICTS
from ledger.when import LATEST

_SUPERIOR = Matter(PETITION, "grave", phrases.PETITION)
_OWN = frozenset({"complaints", "客户投诉记录与客户抱怨处理表", "投诉"})


def judge_raised(s: Situation) -> Iterator[Breach]:
    """Judge whether a petition is about one complaint, and not also about another."""
    about = s.data["subject_no"] if s.data["subject_table"] in _OWN else None
    named = s.data.get("complaint_no")
    if about is not None and named not in {None, about}:
        yield LINK_CONTRADICTS.broken(
            column="complaint_no", heading=s.heading("complaint_no"), value=named, theirs=named, own=about
        )


def judge_petition_decided(s: Situation) -> Iterator[Breach]:
    """Judge who decided on a petition: a superior, and not who raised it."""
    yield from judge_signed(s, "approver", "decision")
    yield from judge_decider(s, "approver", _SUPERIOR)
    approver, raised_by = s.data.get("approver"), s.row.get("raised_by")
    if approver is None or raised_by is None:
        return
    staff = member(s.state, approver, LATEST)
    own = {approver}
    if staff is not None:
        post = post_of(s.state, staff, LATEST)
        own.update(staff.data.get(key, "") for key in ("name", "department", "post"))
        own.update(post.data.get(key, "") for key in ("name", "department") if post is not None)
    if raised_by in own:
        yield PETITION_OWN_DECISION.broken(
            petition_no=s.row["petition_no"], approver=approver, raised_by=raised_by
        )
