"""Judging who records, approves and decides, by the posts that the house keeps (GSP §51; 岗位责任制).

Who records a stage is judged at live entry only: who typed an import is not who acted. It binds a person as
soon as the house has written down what their post may do, by a row of `posts` or by `permissions` on the
roster; a house without posts is never locked out, and neither is an account that is on no roster. Who is
named as having approved or decided is judged in both modes, once the house keeps posts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ledger.deciding.case_days import business_time, day_in
from ledger.deciding.decision import Command, Context
from ledger.deciding.quality_roles import member, on_post
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.events.base import Stage, Table
from ledger.names import compared_name
from ledger.state.entries import State, Version, name_key
from ledger.state.indexes import LATEST, kept
from ledger.subjects.people.post_rights import excluded, may_decide, may_record, recorders, rights_of, title
from ledger.subjects.people.post_roles import APPROVALS, DECIDING, PAIRS
from ledger.subjects.people.post_rules import (
    INCOMPATIBLE_POSTS,
    MAY_NOT_DECIDE,
    MAY_NOT_RECORD,
    OFF_POST,
    SAME_PERSON,
)


def judge_posts(s: Situation) -> Iterator[Breach]:
    """Judge who records a stage, who is named as deciding, and that nobody passes the own work."""
    if s.live and s.context.recorded_by:
        yield from _recording(s.stage, s.state, s.context)
    if s.event in DECIDING:
        yield from _deciding(s.table, s.event, s.data, s.day, s.state, s.context)
    if s.table.key in PAIRS:
        yield from _pairs(s.table, s.case.data, s.data)


def recorder(state: State, recorded_by: str) -> Version | None:
    """Return the roster's row of who records, by code, or by a name that only one person has."""
    staff = member(state, recorded_by, LATEST)
    if staff is not None:
        return staff
    codes: Sequence[str] = state.get(name_key("staff", compared_name(recorded_by))) or ()
    return member(state, codes[0], LATEST) if len(codes) == 1 else None


def _recording(stage: Stage, state: State, context: Context) -> Iterator[Breach]:
    staff = recorder(state, context.recorded_by)
    if staff is None:
        return
    day = day_in(context.now() or None, context)
    if day is not None and not on_post(staff, day):
        yield _off_post("recorded_by", "记录人", context.recorded_by, staff, day)
    rights = rights_of(state, staff, day, LATEST)
    if rights.described and not may_record(rights, stage):
        by = recorders(stage) if stage.event in APPROVALS else {stage.by}
        yield MAY_NOT_RECORD.broken(
            recorded_by=context.recorded_by,
            post=rights.post,
            stage=stage.zh,
            event=stage.event,
            **title(by),
        )


def _deciding(
    table: Table, event: str, data: Mapping[str, Any], day: str | None, state: State, context: Context
) -> Iterator[Breach]:
    at = context.start_of(day) if day is not None else LATEST
    for column, roles in DECIDING[event]:
        code = data.get(column)
        staff = member(state, code, at) if code is not None else None
        if staff is None:
            continue
        heading = table.by_key[column].zh
        if day is not None and not on_post(staff, day):
            yield _off_post(column, heading, code, staff, day)
        if not kept(state, "posts") and "permissions" not in staff.data:
            continue
        rights = rights_of(state, staff, day, at)
        if rights.known and not may_decide(rights, event, roles):
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


def _pairs(table: Table, before: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge that two columns name two persons; only where this row or stage gives one of them."""
    for first, second in PAIRS[table.key]:
        if first not in data and second not in data:
            continue
        value = data.get(first, before.get(first))
        if value is not None and value == data.get(second, before.get(second)):
            yield SAME_PERSON.broken(
                column=first,
                heading=table.by_key[first].zh,
                value=value,
                other=second,
                other_heading=table.by_key[second].zh,
            )


def judge_fact(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge who is named on a fact as having approved it."""
    table = command.table
    day = day_in(business_time(command), context)
    return [], list(_deciding(table, table.event, command.data, day, state, context))


def judge_register(s: Situation) -> Iterator[Breach]:
    """Yield warnings on a row of a register: the own draft approved, posts that exclude each other."""
    table, data, state = s.table, s.data, s.state
    if table.key in PAIRS:
        for breach in _pairs(table, {}, data):
            yield Breach(breach.rule, breach.reason, warning=True)
    if table.key != "staff" or not kept(state, "posts"):
        return
    codes = set(state.get(name_key("staff", compared_name(data["name"]))) or ()) - {data["staff_code"]}
    rows = [row for code in sorted(codes) if (row := member(state, code, LATEST)) is not None]
    posts = [data["post"], *data.get("permissions", ()), *(row.data["post"] for row in rows)]
    for post, other in excluded(state, posts, LATEST):
        yield INCOMPATIBLE_POSTS.broken(
            staff_code=data["staff_code"], name=data["name"], post=post, other=other
        )
