"""What a person may do, as the roster, the posts and the company's file say.

A post's row counts by its `role`; where it has none, by its name and aliases in the table of role names. What
`permitted_events`, `approves` and the roster's `permissions` name is added. Where none of this is written, or
none of it in words that the table knows, nothing is known of the person, and nothing is judged by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final, NamedTuple

from ledger.deciding.quality_roles import is_quality, is_quality_head
from ledger.events import catalogue
from ledger.events.base import Stage
from ledger.state.entries import Version
from ledger.state.indexes import in_force
from ledger.state.repository import State
from ledger.subjects.people.post_roles import ALSO, APPROVALS, DEPARTMENTS, EVERYBODY, ROLES, SUPERVISORS

_NONE: Final[frozenset[str]] = frozenset()


class Rights(NamedTuple):
    """What a person may do.

    Attributes:
        post: The post as messages name it.
        roles: The roles they hold.
        records: Event types they may record besides.
        approves: Event types by which they approve or decide besides.
        described: Whether the house wrote down what the post may do, and not only what it is called.
    """

    post: str
    roles: frozenset[str]
    records: frozenset[str]
    approves: frozenset[str]
    described: bool

    @property
    def known(self) -> bool:
        """Whether anything is known to judge by."""
        return self.described or bool(self.roles)


def rights_of(state: State, staff: Version, day: str | None, at: str) -> Rights:
    """Return what a member of staff may do on a day.

    Args:
        state: What is known.
        staff: Their row of the roster.
        day: The business day; None stands for now, whenever that is.
        at: The stored time at which registers are asked.
    """
    row = post_row(state, staff.data.get("post"), at)
    if row is not None and row.data.get("effective_until", "9999") < (day or ""):
        return Rights(row.data["name"], _NONE, _NONE, _NONE, described=True)
    if row is not None and row.data["effective_from"] > (day or "9999"):
        row = None
    post: dict[str, Any] = row.data if row is not None else {}
    permissions = staff.data.get("permissions", [])
    granted = frozenset(role for one in permissions for role in roles_named(one))
    roles = _of_post(staff, row) | _of_quality(state, staff, row, at) | _in_charge(state, staff, at) | granted
    permitted, rights = events_named(post.get("permitted_events", ())), events_named(permissions)
    approves = events_named(post.get("approves", ()))
    described = bool(granted or rights or (row is not None and (roles or permitted or approves)))
    name = post.get("name", staff.data.get("post", "—"))
    return Rights(name, frozenset(roles), permitted | rights, approves, described)


def post_row(state: State, post: str | None, at: str) -> Version | None:
    """Return the row of a post in force, by its code or by a name that only one post has."""
    if post is None:
        return None
    register = state.register("posts", post)
    if register is None:
        codes = state.codes_of_name("posts", post)
        register = state.register("posts", codes[0]) if len(codes) == 1 else None
    return register.nearest(at) if register is not None and register.known else None


def _of_post(staff: Version, row: Version | None) -> set[str]:
    """Return the roles of a post: those it states, else those that its name, aliases and department tell."""
    data: dict[str, Any] = row.data if row is not None else {}
    stated = {role for part in re.split(r"[;；,，、/|]", data.get("role", "")) for role in roles_named(part)}
    if stated:
        return stated
    texts = (data.get("name") or staff.data.get("post", ""), *data.get("aliases", ()))
    found = {role for text in texts for role in roles_named(text)}
    places = [*texts, data.get("department", ""), staff.data.get("department", "")]
    return found | {role for role in DEPARTMENTS for text in places if _belongs(text, role)}


def _of_quality(state: State, staff: Version, row: Version | None, at: str) -> set[str]:
    """Return what the roster's mark, the company's file or the words of the post say of quality."""
    found = set()
    if staff.data.get("key_quality_post") or (
        "role" not in (row.data if row else {}) and is_quality(staff, row)
    ):
        found.add("quality")
    companies = [one for one in in_force(state, "companies", at) if "quality_head" in one.data]
    if companies:
        head = any(is_quality_head(staff, row, one) for one in companies)
    else:
        head = is_quality_head(staff, row)
    return found | ({"quality", "quality_head"} if head else set())


def _in_charge(state: State, staff: Version, at: str) -> set[str]:
    own = {staff.data["staff_code"], staff.data["name"]}
    columns = ("person_in_charge", "legal_representative")
    heads = {one.data.get(column) for one in in_force(state, "companies", at) for column in columns}
    return {"person_in_charge"} if own & heads else set()


def may_record(rights: Rights, stage: Stage) -> bool:
    """Return whether a person may record a stage: by role, by what the post's file adds, or as a superior."""
    if stage.event in rights.records | rights.approves or stage.by in EVERYBODY:
        return True
    return not rights.roles.isdisjoint(recorders(stage))


def recorders(stage: Stage) -> frozenset[str]:
    """Return the roles that may record a stage."""
    approvers = APPROVALS.get(stage.event)
    return approvers if approvers is not None else ALSO.get(stage.by, frozenset()) | SUPERVISORS | {stage.by}


def may_decide(rights: Rights, event: str, roles: frozenset[str]) -> bool:
    """Return whether a person may be named as who approved or decided by an event."""
    return event in rights.approves or not rights.roles.isdisjoint(roles)


def title(roles: Iterable[str]) -> dict[str, str]:
    """Return roles as messages name them, in both languages."""
    ordered = [one for one in ROLES if one in set(roles)]
    return {
        "by_zh": "、".join(ROLES[one][1].split("|")[0] for one in ordered),
        "by": ", ".join(ROLES[one][0] for one in ordered),
    }


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("_", "")


@cache
def _names() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for role, (english, chinese) in ROLES.items():
        for name in (role, english, *chinese.split("|")):
            found.setdefault(_plain(name), set()).add(role)
    return found


def roles_named(text: str) -> set[str]:
    """Return the roles that a text names by key, or by its Chinese or English name."""
    return _names().get(_plain(text), set())


@cache
def _words(role: str) -> tuple[str, ...]:
    return tuple(_plain(one) for one in ROLES[role][1].split("|"))


def _belongs(text: str, role: str) -> bool:
    plain = _plain(text)
    return bool(plain) and any(word in plain for word in _words(role))


@cache
def _events() -> dict[str, frozenset[str]]:
    """Return the event types that a text may name: its own name, a stage, or all of a case but approvals."""
    found: dict[str, frozenset[str]] = {}
    stages: dict[str, set[str]] = {}
    for table in catalogue.tables():
        own = [one.event for one in table.stages if one.event not in APPROVALS] or [table.event]
        for name in (table.key, table.zh):
            found[_plain(name)] = frozenset(own)
        for stage in table.stages:
            stages.setdefault(_plain(stage.zh), set()).add(stage.event)
    found.update((name, frozenset(some)) for name, some in stages.items() if len(some) == 1)
    for table in catalogue.tables():
        for event in [one.event for one in table.stages] or [table.event]:
            found[_plain(event)] = frozenset({event})
    return found


def events_named(texts: Iterable[str]) -> frozenset[str]:
    """Return the event types that texts name; what names none is left to the people who read it."""
    known = _events()
    return frozenset(event for text in texts for event in known.get(_plain(text), ()))


def excluded(state: State, posts: Iterable[str], at: str) -> Iterator[tuple[str, str]]:
    """Yield pairs among posts that exclude each other, as either of them says."""
    rows = {row.data["post_code"]: row for one in posts if (row := post_row(state, one, at)) is not None}
    for place, (code, row) in enumerate(rows.items()):
        for other_code, other in list(rows.items())[place + 1 :]:
            theirs = {*row.data.get("incompatible_posts", ()), *other.data.get("incompatible_posts", ())}
            if theirs & {code, other_code, row.data["name"], other.data["name"]}:
                yield row.data["name"], other.data["name"]
