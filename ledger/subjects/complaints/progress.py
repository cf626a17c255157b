"""How far a complaint has come: what was done in it at all, and since it was last taken up."""

from __future__ import annotations

from typing import Any, Final

from ledger.deciding.case_days import day_in, stage_day
from ledger.deciding.decision import Command, Context
from ledger.events.base import Stage
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
    GRAVE_APPROVED,
    "complaint_accepted",
    "complaint_service_ordered",
    "complaint_site_examined",
    "complaint_investigated",
    "complaint_reported",
    "complaint_attributed",
    "complaint_analysed",
)


def came(case: CaseRecord, *events: str) -> bool:
    """Return whether any of these stages stands."""
    return any(step.type in events for step in case.steps)


def since_opened(case: CaseRecord) -> list[Step]:
    """Return the stages since the complaint was received or last taken up again."""
    opened = [place for place, step in enumerate(case.steps) if step.type == REOPENED]
    return case.steps[opened[-1] + 1 :] if opened else list(case.steps)


def came_since(case: CaseRecord, *events: str) -> bool:
    """Return whether any of these stages stands since the complaint was last taken up."""
    return any(step.type in events for step in since_opened(case))


def is_answer(data: dict[str, Any]) -> bool:
    """Return whether a stage gives the customer an answer, and not only what the customer thinks of it."""
    return "answer" in data or "answered_at" in data


def is_answered(case: CaseRecord) -> bool:
    """Return whether the customer was answered since the complaint was last taken up."""
    return any(step.type == ANSWERED and is_answer(step.data) for step in since_opened(case))


def must_be_ready(command: Command, case: CaseRecord, context: Context) -> bool:
    """Return whether what comes before the handling must be there by now.

    At live entry that is when the handling begins, and again when it is decided; on import once in a case,
    when it is decided or answered.
    """
    event = command.stage
    if event in SETTLING and not came(case, *SETTLING):
        return True
    return context.live and (event == DECIDED or not came_since(case, *HANDLING, *SETTLING))


def day_of(command: Command, context: Context) -> str | None:
    """Return the business day of a stage; at live entry one that tells none happens now."""
    told = stage_day(command, context)
    if told is None and context.live:
        return day_in(context.now() or None, context)
    return told


def stage_of(command: Command) -> Stage:
    """Return the stage that a command is."""
    return command.table.stage(command.stage or command.table.event)
