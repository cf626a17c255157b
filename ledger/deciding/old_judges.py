"""Temporary: judges of the old shape, until each subject has the new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.deciding.subject import Judge

OldJudge = Callable[..., tuple[list[Breach], list[Breach]]]


def old(judge: OldJudge) -> Judge:
    """Return an old judge in the new shape; it may still change the command."""

    def judged(s: Situation) -> Iterator[Breach]:
        versions: Any = s.versions
        integrity, others = judge(s.command, s.state, s.context, versions)
        yield from integrity
        yield from others

    return judged


def all_old(judges: dict[str, OldJudge]) -> dict[str, Judge]:
    """Return a table of old judges in the new shape."""
    return {key: old(judge) for key, judge in judges.items()}
