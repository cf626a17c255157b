"""The deadlines of an adverse event as decisions see them: which applied, which passed, what came late.

The deadlines themselves are data (:mod:`ledger.clocks.duties`). A decision knows when each stage was
recorded, so it can tell a time that was entered when it happened from one that is claimed after the deadline.
Such a time is believed no more and no less than any other; the record keeps that it was entered late.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledger.clocks.duties import duty
from ledger.clocks.duty import Duty, LimitChoice, fits
from ledger.deciding.case_days import day_in
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.subjects.vigilance.adverse_rules import ENTERED_LATE

_MET_BY: Final = {
    "adverse_event_registrant_told": "CN.AE.TELL_MAH",
    "adverse_event_cluster_reported": "CN.AE.CLUSTER.REG",
    "adverse_event_reported": "CLK.AE.REPORT",
}


def judge_entered_late(s: Situation) -> Iterator[Breach]:
    """Warn that a stage claims a time within a deadline though it is entered after it.

    Only where the ledger knew of the event before the deadline: what an import of older records tells was
    never known in time. A stage that was entered in time, voided and entered again with the same time is
    spared.
    """
    claimed, now = s.stage.time_in(s.data), s.context.now()
    if claimed is None or not now or not s.case.steps:
        return
    at, known = s.context.start_of(claimed), _known_since(s)
    for due in sorted(deadlines(_MET_BY[s.event], s)):
        if at <= due < now and known <= due and not _was_in_time(s, claimed, due):
            column = next(key for key in s.stage.at if key in s.data)
            yield ENTERED_LATE.broken(
                adverse_event_no=s.data["adverse_event_no"],
                column=column,
                heading=s.heading(column),
                claimed=day_in(claimed, s.context),
                due=day_in(due, s.context),
                entered=day_in(now, s.context),
            )
            return


def missed(clock: str, s: Situation) -> str | None:
    """Return the deadline of an unmet duty that lies before now, if there is one: the earliest."""
    own = duty("adverse_events", clock)
    if any(s.occurred(event) for event in own.stops):
        return None
    now = s.context.now()
    return min((due for due in deadlines(clock, s) if due < now), default=None)


def deadlines(clock: str, s: Situation) -> set[str]:
    """Return every deadline that the case had for a duty, as it was assessed from stage to stage."""
    own = duty("adverse_events", clock)
    dues: set[str] = set()
    row: dict[str, Any] = {}
    since: dict[str, str] = {}
    for step in s.case.steps:
        row |= step.data
        choice = next((choice for choice in own.choices if fits(choice.when, row)), None)
        if choice is None:
            continue
        since.setdefault(choice.limit, _start(choice, own, s, step.position))
        due = s.context.due(choice.limit, since[choice.limit])
        if due is not None:
            dues.add(due)
    return dues


def _start(choice: LimitChoice, own: Duty, s: Situation, marked: int) -> str:
    """Return the time from which a limit counts: that of the stage that starts it, or that marks it."""
    steps = s.case.steps
    first = next((step.position for step in steps if step.type in own.starts), steps[0].position)
    begins: str | None = s.case.data.get("became_aware_at")
    if begins is not None and (choice.since != "mark" or marked == first):
        return begins
    event = s.context.stored(marked)
    at = event.get("event_time") or event.get("record_time") or ""
    return at if at[:1].isdigit() else s.context.now()


def _known_since(s: Situation) -> str:
    """Return when the ledger first heard of the event, voided stages included."""
    position = min(step.position for step in (*s.case.steps, *s.case.voided))
    recorded: str = s.context.stored(position).get("record_time", "~")
    return recorded


def _was_in_time(s: Situation, claimed: str, due: str) -> bool:
    """Return whether a voided stage of this kind told the same time by the deadline."""
    for step in s.case.voided:
        if step.type == s.event:
            stored = s.context.stored(step.position)
            if claimed in stored["data"].values() and stored.get("record_time", "~") <= due:
                return True
    return False
