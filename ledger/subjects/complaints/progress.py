"""How far a complaint has come: what was done in it at all, and since it was last taken up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledger.deciding.case_days import day_in
from ledger.deciding.situation import Situation
from ledger.state.entries import CaseRecord, Step

RECEIVED: Final = "complaint_received"
ASSESSED: Final = "complaint_assessed"
TRANSFERRED: Final = "complaint_transferred"
GRAVE_APPROVED: Final = "complaint_grave_approved"
DECIDED: Final = "complaint_decided"
ANSWERED: Final = "complaint_answered"
TRACKED: Final = "complaint_tracked"
REOPENED: Final = "complaint_reopened"
SETTLING: Final = (DECIDED, ANSWERED)
HANDLING: Final = (
    "complaint_accepted",
    "complaint_service_ordered",
    "complaint_site_examined",
    "complaint_investigated",
    "complaint_reported",
    "complaint_attributed",
    "complaint_analysed",
)


def any_occurred(s: Situation, *events: str) -> bool:
    """Return whether any of these stages is on record."""
    return any(step.type in events for step in s.case.steps)


def since_opened(case: CaseRecord) -> list[Step]:
    """Return the stages since the complaint was received or last taken up again."""
    opened = [place for place, step in enumerate(case.steps) if step.type == REOPENED]
    return case.steps[opened[-1] + 1 :] if opened else list(case.steps)


def occurred_since_opened(s: Situation, *events: str) -> bool:
    """Return whether any of these stages is on record since the complaint was last taken up."""
    return any(step.type in events for step in since_opened(s.case))


def is_answer(data: Mapping[str, Any]) -> bool:
    """Return whether a stage gives the customer an answer, and not only what the customer thinks of it."""
    return "answer" in data or "answered_at" in data


def is_answered(s: Situation) -> bool:
    """Return whether the customer was answered since the complaint was last taken up."""
    return any(step.type == ANSWERED and is_answer(step.data) for step in since_opened(s.case))


def must_be_ready(s: Situation) -> bool:
    """Return whether what comes before the handling must be there by now.

    At live entry that is when the handling begins, and again when it is decided; on import once in a case,
    when it is decided or answered.
    """
    if s.event in SETTLING and not any_occurred(s, *SETTLING):
        return True
    return s.live and (s.event == DECIDED or not occurred_since_opened(s, *HANDLING, *SETTLING))


def handling_day(s: Situation) -> str | None:
    """Return the business day of a stage; at live entry one that tells none happens now."""
    if s.day is None and s.live:
        return day_in(s.context.now() or None, s.context)
    return s.day
