"""Judging who records, approves and decides, by the posts that the house keeps (GSP §51; 岗位责任制).

Who records a stage is judged at live entry only: who typed an import is not who acted. It binds a person as
soon as the house has written down what their post may do, by a row of `posts` or by `permissions` on the
roster; a house without posts is never locked out, and neither is an account that is on no roster. Who is
named as having approved or decided is judged in both modes, once the house keeps posts.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.deciding.case_days import day_in
from ledger.deciding.quality_roles import member, on_post, same_person, staff_codes
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.state.entries import Version
from ledger.state.indexes import has_records
from ledger.state.repository import State
from ledger.subjects.people.post_rights import excluded, may_decide, may_record, recorders, rights_of, title
from ledger.subjects.people.post_roles import APPROVALS, DECIDING, PAIRS
from ledger.subjects.people.post_rules import (
    INCOMPATIBLE_POSTS,
    MAY_NOT_DECIDE,
    MAY_NOT_RECORD,
    OFF_POST,
    SAME_PERSON,
)
from ledger.when import LATEST


def judge_posts(s: Situation) -> Iterator[Breach]:
    """Judge who records a stage, who is named as deciding, and that nobody passes the own work."""
    if s.live and s.context.recorded_by:
        yield from _recording(s)
    yield from judge_approvers(s)
    yield from _pairs(s)


def recorder(state: State, recorded_by: str) -> Version | None:
    """Return the roster's row of who records, by code, or by a name that only one person has."""
    codes = staff_codes(state, recorded_by)
    return member(state, codes[0], LATEST) if len(codes) == 1 else None


def _recording(s: Situation) -> Iterator[Breach]:
    context, state = s.context, s.state
    staff = recorder(state, context.recorded_by)
    if staff is None:
        return
    day = day_in(context.now() or None, context)
    if day is not None and not on_post(staff, day):
        yield _off_post("recorded_by", "记录人", context.recorded_by, staff, day)
    rights = rights_of(state, staff, day, LATEST)
    if rights.described and not may_record(rights, s.stage):
        by = recorders(s.stage) if s.event in APPROVALS else {s.stage.by}
        yield MAY_NOT_RECORD.broken(
            recorded_by=context.recorded_by,
            post=rights.post,
            stage=s.stage.zh,
            event=s.event,
            **title(by),
        )


def judge_approvers(s: Situation) -> Iterator[Breach]:
    """Judge who is named on a fact or stage as having approved or decided it."""
    for column, roles in DECIDING.get(s.event, ()):
        code = s.data.get(column)
        staff = member(s.state, code, s.at) if code is not None else None
        if staff is None:
            continue
        heading = s.heading(column)
        if s.day is not None and not on_post(staff, s.day):
            yield _off_post(column, heading, code, staff, s.day)
        if not has_records(s.state, "posts") and "permissions" not in staff.data:
            continue
        rights = rights_of(s.state, staff, s.day, s.at)
        if rights.known and not may_decide(rights, s.event, roles):
            yield MAY_NOT_DECIDE.broken(
                column=column, heading=heading, value=code, post=rights.post, **title(roles)
            )


def _off_post(column: str, heading: str, value: str | None, staff: Version, day: str) -> Breach:
    data = staff.data
    return OFF_POST.broken(
        column=column,
        heading=heading,
        value=value,
        on=day,
        since=data.get("authorised_from", data.get("employed_from", "—")),
        until=data.get("authorised_until", data.get("employed_until", data.get("status", "—"))),
    )


def _pairs(s: Situation) -> Iterator[Breach]:
    """Judge that two columns name two persons; only where this row or stage gives one of them."""
    before = s.case.data
    for first, second in PAIRS.get(s.table.key, ()):
        if first not in s.data and second not in s.data:
            continue
        value, other = (s.data.get(one, before.get(one)) for one in (first, second))
        if value is not None and other is not None and same_person(s.state, value, other):
            yield SAME_PERSON.broken(
                column=first,
                heading=s.heading(first),
                value=value,
                other=second,
                other_heading=s.heading(second),
            )


def judge_own_draft(s: Situation) -> Iterator[Breach]:
    """Yield warnings on a row of a register: the own draft approved."""
    for breach in _pairs(s):
        yield Breach(breach.rule, breach.reason, warning=True)


def judge_posts_held(s: Situation) -> Iterator[Breach]:
    """Yield warnings on a row of the roster: posts of one person that exclude each other."""
    data, state = s.data, s.state
    if not has_records(state, "posts"):
        return
    codes = set(state.codes_of_name("staff", data["name"])) - {data["staff_code"]}
    rows = [row for code in sorted(codes) if (row := member(state, code, LATEST)) is not None]
    posts = [data["post"], *data.get("permissions", ()), *(row.data["post"] for row in rows)]
    for post, other in excluded(state, posts, LATEST):
        yield INCOMPATIBLE_POSTS.broken(
            staff_code=data["staff_code"], name=data["name"], post=post, other=other
        )
