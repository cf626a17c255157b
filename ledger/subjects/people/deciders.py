"""Judging who decided: only quality decides on quality, while it is authorised to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledger.deciding.quality_roles import is_quality, is_quality_head, member, on_post, post_of
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.state.entries import Version
from ledger.state.indexes import has_records, in_force
from ledger.state.keys import register_key
from ledger.state.repository import State
from ledger.subjects.people.staff_rules import NOT_LICENSED, NOT_ON_POST, NOT_QUALITY
from ledger.when import LATEST

_DECIDERS: Final = {
    "hold_placed": "decided_by",
    "hold_released": "released_by",
    "veto_issued": "decided_by",
    "veto_lifted": "released_by",
    "first_approval_reviewed": "reviewer",
}


def judge_quality_stage(s: Situation) -> Iterator[Breach]:
    """Judge who placed or lifted a hold or veto, or reviewed first business."""
    yield from deciders_judged(s, _DECIDERS[s.event])


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
    at = s.context.start_of(day) if day is not None else LATEST
    for column in columns:
        code = s.data.get(column)
        staff = member(s.state, code, at) if code is not None else None
        if staff is None:
            continue
        person = {"column": column, "heading": s.heading(column), "value": code}
        if not _of_quality(staff, s.state, at):
            if _quality_named(s.state, at):
                yield NOT_QUALITY.broken(**person, post=staff.data["post"])
        elif day is not None and not on_post(staff, day):
            since = staff.data.get("authorised_from", staff.data.get("employed_from", "—"))
            until = staff.data.get("authorised_until", staff.data.get("employed_until", "—"))
            yield NOT_ON_POST.broken(**person, on=day, since=since, until=until)
        elif day is not None:
            yield from _licensed(staff, person, day, at, s.state)


def _licensed(staff: Version, person: dict[str, Any], day: str, at: str, state: State) -> Iterator[Breach]:
    """Judge the certificates of a person of quality, where the house keeps any of them."""
    if not has_records(state, "licences", "staff"):
        return
    papers = [
        paper.data
        for paper in in_force(state, "licences", at, owner_kind="staff", owner_code=staff.data["staff_code"])
        if paper.data["licence_kind"] == "qualification_certificate"
    ]
    if papers and not any(
        paper.get("valid_from", "") <= day <= paper.get("valid_until", "9999") for paper in papers
    ):
        latest = max(papers, key=lambda paper: paper.get("valid_until", ""))
        yield NOT_LICENSED.broken(
            **person,
            on=day,
            licence_no=latest["licence_no"],
            since=latest.get("valid_from", "—"),
            until=latest.get("valid_until", "—"),
        )


def _of_quality(staff: Version, state: State, at: str) -> bool:
    heads = [company.data["quality_head"] for company in _headed(state, at)]
    return staff.data["staff_code"] in heads or is_quality(staff, post_of(state, staff, at))


def is_head(staff: Version, state: State, at: str) -> bool:
    """Return whether a member of staff is the head of quality at a stored time."""
    companies, post = _headed(state, at), post_of(state, staff, at)
    if companies:
        return any(is_quality_head(staff, post, company) for company in companies)
    return is_quality_head(staff, post)


def head_named(state: State, at: str) -> bool:
    """Return whether the house says of anybody that they are the head of quality."""
    return bool(_headed(state, at)) or any(
        is_quality_head(staff, post_of(state, staff, at)) for staff in _roster(state, at)
    )


def _quality_named(state: State, at: str) -> bool:
    """Return whether the house says of anybody that they belong to quality."""
    return bool(_headed(state, at)) or any(
        is_quality(staff, post_of(state, staff, at)) for staff in _roster(state, at)
    )


def _headed(state: State, at: str) -> list[Version]:
    """Return the files of our own companies that name a head of quality."""
    return [company for company in in_force(state, "companies", at) if "quality_head" in company.data]


def _roster(state: State, at: str) -> Iterator[Version]:
    for _, register in state.scan(register_key("staff", "")):
        if register.known:
            yield register.nearest(at)
