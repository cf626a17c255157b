"""The two approvals of a return, refusals by an approver, and the answer that goods are not taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.deciding.quality_roles import member, same_person
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.subjects.people.deciders import deciders_judged
from ledger.subjects.returns.case_rules import CASE_APPROVALS, CUSTOMER_UNTOLD, REFUSAL_REASON
from ledger.subjects.returns.phrases import (
    APPROVAL_MISSING,
    DECLINED_WHY,
    NO_APPROVER,
    REFUSED_WHY,
    REFUSER_UNNAMED,
    REFUSER_UNSAID,
    SAME_APPROVER,
    SAME_POST,
)
from ledger.subjects.returns.return_case import HEADINGS, broken, case_day, case_moment, is_recall

_APPROVALS: Final = {
    "return_business_approved": "business_approver",
    "return_quality_approved": "quality_approver",
}


def judge_approval(s: Situation) -> Iterator[Breach]:
    """Judge one of the two approvals: given by somebody, and not by whoever gave the other one."""
    column = _APPROVALS[s.event]
    if s.live and column not in s.data:
        yield broken(s, CASE_APPROVALS, what=NO_APPROVER.with_(column=HEADINGS[column]))
    if column == "quality_approver":
        yield from deciders_judged(s, column, day=case_day(s))
    business, quality = (s.row.get(one) for one in _APPROVALS.values())
    if business is None or quality is None:
        return
    if same_person(s.state, business, quality):
        yield broken(s, CASE_APPROVALS, what=SAME_APPROVER.with_(approver=business))
        return
    at = case_moment(s)
    rows = [member(s.state, one, at) for one in (business, quality)]
    posts = [one.data.get("post") for one in rows if one is not None]
    if len(posts) == len(rows) and posts[0] is not None and posts[0] == posts[1]:
        yield broken(s, CASE_APPROVALS, what=SAME_POST.with_(post=posts[0]))


def judge_approved(s: Situation) -> Iterator[Breach]:
    """Judge whether a notice has both approvals before goods are fetched or received, or money asked for."""
    if not s.occurred("return_notice_issued") or is_recall(s):
        return
    missing = [APPROVAL_MISSING[column] for event, column in _APPROVALS.items() if not s.occurred(event)]
    if missing and (s.live or len(missing) == 1):
        yield broken(s, CASE_APPROVALS, what=tuple(missing))


def judge_refusal(s: Situation) -> Iterator[Breach]:
    """Judge a refusal by an approver: who refused, and why."""
    refused = [one for one in ("business", "quality") if s.data.get(f"{one}_decision") == "refused"]
    if s.live and not refused:
        yield broken(s, REFUSAL_REASON, what=REFUSER_UNSAID)
    elif s.live and any(f"{one}_approver" not in s.data for one in refused):
        yield broken(s, REFUSAL_REASON, what=REFUSER_UNNAMED)
    if "refusal_reason" not in s.row:
        yield broken(s, REFUSAL_REASON, what=REFUSED_WHY)
    yield from deciders_judged(s, "quality_approver", day=case_day(s))


def judge_not_accepted(s: Situation) -> Iterator[Breach]:
    """Judge the answer that goods are not taken back: its reason, and that the customer was told."""
    unsold = s.row.get("sold_by_us") is False
    if "refusal_reason" not in s.row and not unsold and "checks_failed" not in s.row:
        yield broken(s, REFUSAL_REASON, what=DECLINED_WHY)
    yield from judge_customer_told(s)


def judge_customer_told(s: Situation) -> Iterator[Breach]:
    """Judge at live entry whether the customer was told."""
    if s.live and "customer_told_at" not in s.row:
        yield broken(s, CUSTOMER_UNTOLD, stage=s.stage.zh, event=s.event)
