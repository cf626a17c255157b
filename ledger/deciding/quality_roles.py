"""Who may decide on quality, as the roster, the posts and the company's file say."""

from __future__ import annotations

from typing import Any, Final

from ledger.names import compared_name
from ledger.state.entries import Register, Version
from ledger.state.repository import State

QUALITY_ROLES: Final = frozenset({"quality", "quality_staff", "quality_head"})
_QUALITY_WORDS: Final = (
    "质量管理",
    "质管",
    "质量部",
    "质检部",
    "质量员",
    "质量负责人",
    "质量副总",
    "quality",
    "qa",
)
_HEAD_WORDS: Final = (
    "质量负责人",
    "质量管理部经理",
    "质管部经理",
    "质量部经理",
    "质量副总",
    "quality_head",
    "quality head",
)
_GONE: Final = frozenset({"off_post", "left"})


def is_quality(staff: Version, post: Version | None = None) -> bool:
    """Return whether a member of staff belongs to quality.

    The roster's own mark of a key quality post counts, then the role of the post's row, then the name of the
    post as written on the roster.
    """
    if staff.data.get("key_quality_post"):
        return True
    role = post.data.get("role") if post else None
    if role is not None:
        return role in QUALITY_ROLES
    return _names(staff, post, _QUALITY_WORDS)


def is_quality_head(staff: Version, post: Version | None = None, company: Version | None = None) -> bool:
    """Return whether a member of staff is the head of quality, who has the decision right (GSP §18)."""
    if company is not None and "quality_head" in company.data:
        head: bool = company.data["quality_head"] == staff.data["staff_code"]
        return head
    role = post.data.get("role") if post else None
    if role is not None:
        return bool(role == "quality_head")
    return _names(staff, post, _HEAD_WORDS)


def may_override(staff: Version, post: Version | None = None, company: Version | None = None) -> bool:
    """Return whether a member of staff may override a rule: the head of quality alone."""
    return staff.data.get("status") not in _GONE and is_quality_head(staff, post, company)


def on_post(staff: Version, day: str) -> bool:
    """Return whether the roster lets a member of staff act on a day.

    The days on which they came, were authorised and left bound it; a day that is not given bounds nothing.
    """
    data = staff.data
    if data.get("status") in _GONE and "employed_until" not in data:
        return False
    since = max(data.get("authorised_from", ""), data.get("employed_from", ""))
    until = min(data.get("authorised_until", "9999"), data.get("employed_until", "9999"))
    return bool(since <= day <= until)


def _names(staff: Version, post: Version | None, words: tuple[str, ...]) -> bool:
    texts = [staff.data.get("post", ""), staff.data.get("department", "") if words is _QUALITY_WORDS else ""]
    if post is not None:
        texts += [post.data.get("name", ""), *post.data.get("aliases", ())]
    return any(word in text.casefold() for text in texts for word in words)


def member(state: State, code: str, at: str) -> Version | None:
    """Return the roster's row of a member of staff in force at a stored time, if there is one."""
    return _in_force(state.register("staff", code), at)


def staff_codes(state: State, named: str) -> list[str]:
    """Return the codes of whom a code or a name may mean; a code that is known means nobody else."""
    register = state.register("staff", named)
    return [named] if register is not None and register.known else state.codes_of_name("staff", named)


def same_person(state: State, one: str, other: str) -> bool:
    """Return whether two codes or names mean one person.

    A name that several carry, or nobody on the roster, is only the same as itself.
    """
    if one == other:
        return True
    codes, others = staff_codes(state, one), staff_codes(state, other)
    if len(codes) == 1 and len(others) == 1:
        return codes == others
    return not codes and not others and compared_name(one) == compared_name(other)


def post_of(state: State, staff: Version, at: str) -> Version | None:
    """Return the row of the post that a member of staff holds, where the posts are registered."""
    post: Any = staff.data.get("post")
    return _in_force(state.register("posts", post), at) if post else None


def _in_force(register: Register | None, at: str) -> Version | None:
    return register.nearest(at) if register is not None and register.known else None
