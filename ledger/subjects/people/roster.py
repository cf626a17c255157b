"""Judging the roster: schooling and declarations of whoever holds a key quality post."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.subjects.people.staff_rules import BARRED, EDUCATION, OTHER_EMPLOYER

_SCHOOLED: Final = frozenset({"senior_high", "college", "bachelor", "master", "doctor"})


def judge_roster(s: Situation) -> Iterator[Breach]:
    """Yield warnings on a row of the roster (GSP §26)."""
    data = s.data
    if not data.get("key_quality_post"):
        return
    code, education = data["staff_code"], data.get("education")
    if education not in _SCHOOLED:
        yield EDUCATION.broken(staff_code=code, education=education or "—")
    if not data.get("sole_post_declared"):
        yield OTHER_EMPLOYER.broken(staff_code=code)
    if not data.get("no_ban_declared"):
        yield BARRED.broken(staff_code=code)
