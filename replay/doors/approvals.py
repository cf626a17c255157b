"""What waits for somebody's decision: first approvals and every other case whose next stage decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from replay.doors.posts import Right
from replay.doors.questions import PAGE, TIMES, Parameters, ask_cases

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.doors.posts import Post
    from replay.telling.output import Output

# Stages in which somebody decides what others have asked for.
_DECIDING: Final = frozenset(
    {
        *("first_approval_reviewed", "first_approval_granted", "first_approval_rejected"),
        *("return_business_approved", "return_quality_approved", "return_refused", "petition_decided"),
        *("self_inspection_approved", "visit_approved", "work_report_reviewed"),
        *("nonconformity_decided", "incident_decided"),
    }
)
_LONGEST_WAITING_FIRST: Final = ("last_at", "number")


def ask_approvals(program: Program, asked: Parameters, answer: Output) -> None:
    """Write the open cases, longest waiting first; which of them wait for a decision `is_waiting` says."""
    asked.check(TIMES | PAGE)
    ask_cases(program, Parameters({**asked.words, "open": ["1"], "sort": _LONGEST_WAITING_FIRST}), answer)


def is_waiting(row: Mapping[str, Any], post: Post) -> bool:
    """Return whether a case waits for a decision, and a post may see it."""
    return bool(deciding(row)) and post.may(Right.READ, row["table"])


def deciding(row: Mapping[str, Any]) -> frozenset[str]:
    """Return the stages, by their events, that would decide a case as it stands."""
    return _DECIDING & set(row["next"] or ())
