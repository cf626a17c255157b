"""Who may decide on a matter of which weight (核决权限, S4-I 投诉-处理-7).

The house says it: a row of `rule_settings` such as `APPROVE.COMPLAINT.grave` lists the posts, roles or staff
who may; else the post's own `decision_limits` name the heaviest matter it may decide on. Where neither says
anything, the head of after-sales decides on minor matters, quality on general ones, and the deputy general
manager or the general manager on grave ones; whoever may decide on the heavier may decide on the lighter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ledger.deciding.quality_roles import member
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import NO_FACTS, value
from ledger.deciding.situation import Situation
from ledger.phrases import Phrase
from ledger.state.entries import Version
from ledger.state.keys import register_key
from ledger.state.repository import State
from ledger.subjects.complaints.phrases import DECIDED_BY, MATTERS
from ledger.subjects.complaints.progress import handling_day
from ledger.subjects.complaints.rules import DECIDER_UNAUTHORISED, SEVERITY_LOWERED
from ledger.subjects.people.post_rights import post_row, rights_of
from ledger.subjects.people.post_roles import LEADERS, QUALITY
from ledger.when import LATEST

COMPLAINT: Final = "APPROVE.COMPLAINT"
PETITION: Final = "APPROVE.PETITION"
_WEIGHTS: Final = {"minor": 1, "general": 2, "grave": 3}
_LIMITS: Final = {"轻微": 1, "minor": 1, "一般": 2, "general": 2, "重大": 3, "grave": 3}
_CHIEFS: Final = LEADERS | {"deputy_general_manager"}
_HEADS: Final = frozenset({"service_manager", "technical_head", "department_head", "business_head"})
_CHIEF_WORDS: Final = ("总经理", "副总", "企业负责人", "general manager", "general_manager")
_HEAD_WORDS: Final = ("经理", "主管", "部长", "负责人", "总监", "manager", "head", "supervisor")
_ASSISTANTS: Final = ("助理", "秘书", "司机", "assistant", "secretary")


class Matter(NamedTuple):
    """What is decided on: the setting that says who may, its weight, and how messages name it."""

    setting: str
    weight: str
    name: Phrase


def complaint(severity: str | None) -> Matter:
    """Return the matter that a complaint of a severity is; one that nobody judged is minor."""
    weight = severity if severity in _WEIGHTS else "minor"
    return Matter(f"{COMPLAINT}.{weight}", weight, MATTERS[weight])


def judge_lowered(s: Situation) -> Iterator[Breach]:
    """Judge a weight that is lower than before: it says why, and who approved it may decide on the former."""
    before, now = s.case.data.get("severity"), s.data.get("severity")
    if before is None or now is None or _WEIGHTS[now] >= _WEIGHTS[before]:
        return
    missing = [one for one in ("severity_reason", "severity_approver") if one not in s.data]
    if missing:
        yield SEVERITY_LOWERED.broken(
            complaint_no=s.data["complaint_no"],
            before=MATTERS[before],
            now=MATTERS[now],
            columns=", ".join(missing),
            headings="、".join(s.heading(one) for one in missing),
        )
    yield from judge_decider(s, "severity_approver", complaint(before))


def judge_decider(s: Situation, column: str, matter: Matter) -> Iterator[Breach]:
    """Judge whether who decided may decide on a matter; who is not on the roster is judged by nothing.

    On import it binds where the roster names anybody who may.
    """
    code, day = s.data.get(column), handling_day(s)
    at = s.context.start_of(day) if day is not None else LATEST
    staff = member(s.state, code, at) if code is not None else None
    if staff is None or may_decide(s.state, staff, matter, day, at):
        return
    if not s.live and not any(may_decide(s.state, one, matter, day, at) for one in _roster(s.state, at)):
        return
    stated = value(matter.setting, day, NO_FACTS, s.state)
    yield DECIDER_UNAUTHORISED.broken(
        column=column,
        heading=s.heading(column),
        value=code,
        post=rights_of(s.state, staff, day, at).post,
        matter=matter.name,
        needed=stated if stated is not None else DECIDED_BY[matter.weight],
    )


def may_decide(state: State, staff: Version, matter: Matter, day: str | None, at: str) -> bool:
    """Return whether a member of staff may decide on a matter on a day."""
    stated = value(matter.setting, day, NO_FACTS, state)
    if stated is None:
        return _rank(state, staff, day, at) >= _WEIGHTS[matter.weight]
    listed = {one for one in re.split(r"[\s;；,，、]+", stated) if one}
    roles = rights_of(state, staff, day, at).roles
    return not listed.isdisjoint(roles | _names(staff, _post(state, staff, at)))


def is_head(state: State, staff: Version, day: str | None, at: str) -> bool:
    """Return whether a member of staff heads a department, or the house."""
    roles = rights_of(state, staff, day, at).roles
    own = _HEADS | _CHIEFS | {"quality_head", "service_team_leader"}
    return not roles.isdisjoint(own) or _by_words(staff, _post(state, staff, at)) > 0


def _rank(state: State, staff: Version, day: str | None, at: str) -> int:
    """Return how far up somebody may decide: 0 on nothing, 1 on minor, 2 on general, 3 on grave matters."""
    post = _post(state, staff, at)
    limits = str(post.get("decision_limits", "")).casefold()
    if stated := [level for word, level in _LIMITS.items() if word in limits]:
        return max(stated)
    roles = rights_of(state, staff, day, at).roles
    levels = ((3, _CHIEFS), (2, QUALITY), (1, _HEADS))
    by_role = next((level for level, own in levels if not roles.isdisjoint(own)), 0)
    return max(by_role, _by_words(staff, post))


def _by_words(staff: Version, post: dict[str, Any]) -> int:
    """Return how far up somebody is as the post is called, where it states no role."""
    titles = " ".join(sorted(_names(staff, post))).casefold()
    if "role" in post or any(word in titles for word in _ASSISTANTS):
        return 0
    if any(word in titles for word in _CHIEF_WORDS):
        return 3
    return int(any(word in titles for word in _HEAD_WORDS))


def _post(state: State, staff: Version, at: str) -> dict[str, Any]:
    row = post_row(state, staff.data.get("post"), at)
    return row.data if row is not None else {}


def _names(staff: Version, post: dict[str, Any]) -> set[str]:
    """Return everything by which a setting may name a member of staff."""
    names = {staff.data["staff_code"], staff.data.get("post", ""), *post.get("aliases", ())}
    names.update(post.get(key, "") for key in ("post_code", "name", "role"))
    return names - {""}


def _roster(state: State, at: str) -> Iterator[Version]:
    for _, register in state.scan(register_key("staff", "")):
        if register.known:
            yield register.nearest(at)
