"""Judging who decided: only quality decides on quality, while it is authorised to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.quality_roles import is_quality, is_quality_head, member, on_post, post_of
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.events.base import Table
from ledger.state.case_state import case_of
from ledger.state.entries import CaseRecord, State, Version, record_key, register_key
from ledger.state.indexes import LATEST, in_force, kept
from ledger.subjects.people.staff_rules import (
    APPROVAL_CONTRADICTS,
    BARRED,
    EDUCATION,
    NOT_LICENSED,
    NOT_ON_POST,
    NOT_QUALITY,
    NOT_QUALITY_HEAD,
    OTHER_EMPLOYER,
    SELF_REVIEW,
)

_DAY: Final = len("2026-01-01")
_SCHOOLED: Final = frozenset({"senior_high", "college", "bachelor", "master", "doctor"})


def deciders_judged(s: Situation, *columns: str, day: str | None = None) -> Iterator[Breach]:
    """Judge the people whom a row names in these columns as deciding on quality (GSP §18, §29).

    They must belong to quality, be on their post on the day of the row, and hold a certificate that is valid
    on it where the house keeps those. Somebody who is not on the roster is judged by nothing known. Who
    belongs to quality binds once the roster or the company's file says so of anybody.

    Args:
        s: The row or stage.
        columns: Keys of the columns that hold staff codes; what the row does not give is passed over.
        day: Business day to judge by where the row tells none.
    """
    day = s.day if s.day is not None else day
    yield from judge_deciders(s.table, s.data, columns, day, s.state, s.context)


def judge_deciders(
    table: Table,
    data: Mapping[str, Any],
    columns: Sequence[str],
    day: str | None,
    state: State,
    context: Context,
) -> Iterator[Breach]:
    """Judge the people in these columns, for judges of the old shape; see :func:`deciders_judged`."""
    at = context.start_of(day) if day is not None else LATEST
    for column in columns:
        code = data.get(column)
        staff = member(state, code, at) if code is not None else None
        if staff is None:
            continue
        named = {"column": column, "heading": table.by_key[column].zh, "value": code}
        if not _of_quality(staff, state, at):
            if _quality_named(state, at):
                yield NOT_QUALITY.broken(**named, post=staff.data["post"])
        elif day is not None and not on_post(staff, day):
            since = staff.data.get("authorised_from", staff.data.get("employed_from", "—"))
            until = staff.data.get("authorised_until", staff.data.get("employed_until", "—"))
            yield NOT_ON_POST.broken(**named, on=day, since=since, until=until)
        elif day is not None:
            yield from _licensed(staff, named, day, at, state)


def _licensed(staff: Version, named: dict[str, Any], day: str, at: str, state: State) -> Iterator[Breach]:
    if not kept(state, "licences", "staff"):
        return
    papers = [
        one.data
        for one in in_force(state, "licences", at, owner_kind="staff", owner_code=staff.data["staff_code"])
        if one.data["licence_kind"] == "qualification_certificate"
    ]
    if papers and not any(
        one.get("valid_from", "") <= day <= one.get("valid_until", "9999") for one in papers
    ):
        latest = max(papers, key=lambda one: one.get("valid_until", ""))
        yield NOT_LICENSED.broken(
            **named,
            on=day,
            licence_no=latest["licence_no"],
            since=latest.get("valid_from", "—"),
            until=latest.get("valid_until", "—"),
        )


def _companies(state: State, at: str) -> list[Version]:
    return list(in_force(state, "companies", at))


def _of_quality(staff: Version, state: State, at: str) -> bool:
    heads = [one.data.get("quality_head") for one in _companies(state, at)]
    return staff.data["staff_code"] in heads or is_quality(staff, post_of(state, staff, at))


def _of_head(staff: Version, state: State, at: str) -> bool:
    companies = [one for one in _companies(state, at) if "quality_head" in one.data]
    post = post_of(state, staff, at)
    if companies:
        return any(is_quality_head(staff, post, one) for one in companies)
    return is_quality_head(staff, post)


def _roster(state: State, at: str) -> Iterator[Version]:
    for _, register in state.scan(register_key("staff", "")):
        if register.known:
            yield register.nearest(at)


def _quality_named(state: State, at: str) -> bool:
    """Return whether the house says of anybody that they belong to quality."""
    if any("quality_head" in one.data for one in _companies(state, at)):
        return True
    return any(is_quality(one, post_of(state, one, at)) for one in _roster(state, at))


def _head_named(state: State, at: str) -> bool:
    if any("quality_head" in one.data for one in _companies(state, at)):
        return True
    return any(is_quality_head(one, post_of(state, one, at)) for one in _roster(state, at))


def stage_day(command: Command, context: Context) -> str | None:
    """Return the business day of a stage, where it carries one."""
    stage = command.table.stage(command.stage or command.table.event)
    return day_in(stage.time_in(command.data) or command.event_time, context)


def day_in(moment: str | None, context: Context) -> str | None:
    """Return the ledger's own day in which a stored date or time lies."""
    if moment is None or len(moment) == _DAY:
        return moment
    day = date.fromisoformat(moment[:10])
    for one in (day + timedelta(days=1), day):
        if context.start_of(one.isoformat()) <= moment:
            return one.isoformat()
    return (day - timedelta(days=1)).isoformat()


def case_before(command: Command, state: State) -> CaseRecord:
    """Return what is known of a stage's case before it."""
    return case_of(state.get(record_key(command.table, command.data)))


_DECIDERS: Final = {
    "hold_placed": ("decided_by",),
    "hold_released": ("released_by",),
    "veto_issued": ("decided_by",),
    "veto_lifted": ("released_by",),
    "first_approval_reviewed": ("reviewer",),
}


def judge_quality_stage(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge who placed or lifted a hold or veto."""
    day = stage_day(command, context)
    columns = _DECIDERS[command.stage or command.table.event]
    return [], list(judge_deciders(command.table, command.data, columns, day, state, context))


def judge_review(
    command: Command, state: State, context: Context, versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge who reviewed first business: quality, and not who asked for it."""
    _, found = judge_quality_stage(command, state, context, versions)
    return [], [*_own_application(command, "reviewer", state), *found]


def judge_first_decision(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge who granted or rejected first business, and whether that agrees with the review."""
    data, case = command.data, case_before(command, state).data
    day = stage_day(command, context)
    at = context.start_of(day) if day is not None else LATEST
    found = list(_own_application(command, "approver", state))
    approver = member(state, data["approver"], at) if "approver" in data else None
    if approver is not None and not _of_head(approver, state, at) and _head_named(state, at):
        found.append(NOT_QUALITY_HEAD.broken(approval_no=data["approval_no"], value=data["approver"]))
    if command.stage == "first_approval_granted":
        wrong = [
            (
                data.get("decision") == "refused",
                "批准而审批结论为不同意 granted, yet the decision is refused",
            ),
            (case.get("scope_ok") is False, "批准而经营范围不符 granted, yet the scope does not cover it"),
        ]
    else:
        wrong = [
            (
                data.get("decision") == "approved",
                "否决而审批结论为同意 rejected, yet the decision is approved",
            ),
            ("refusal_reason" not in data, "否决未写明原因 rejected without a reason"),
        ]
    what = "; ".join(text for broken, text in wrong if broken)
    if what:
        found.append(APPROVAL_CONTRADICTS.broken(approval_no=data["approval_no"], what=what))
    return [], found


def _own_application(command: Command, column: str, state: State) -> Iterator[Breach]:
    value = command.data.get(column)
    if value is not None and value == case_before(command, state).data.get("applicant"):
        yield SELF_REVIEW.broken(
            approval_no=command.data["approval_no"],
            column=column,
            heading=command.table.by_key[column].zh,
            value=value,
        )


def judge_roster(s: Situation) -> list[Breach]:
    """Return warnings on a row of the roster: schooling and declarations of who holds a key quality post."""
    data = s.data
    if s.table.key != "staff" or not data.get("key_quality_post"):
        return []
    code, found = data["staff_code"], []
    if data.get("education") not in _SCHOOLED:
        found.append(EDUCATION.broken(staff_code=code, education=data.get("education", "—")))
    if not data.get("sole_post_declared"):
        found.append(OTHER_EMPLOYER.broken(staff_code=code))
    if not data.get("no_ban_declared"):
        found.append(BARRED.broken(staff_code=code))
    return found
