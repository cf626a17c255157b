"""The deadlines of an adverse event as decisions see them: which applied, which passed, what came late.

The deadlines themselves are data (:mod:`ledger.clocks.duties`). A decision knows when each stage was
recorded, so it can tell a time that was entered when it happened from one that is claimed after the deadline.
Such a time is believed no more and no less than any other; the record keeps that it was entered late.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledger.clocks.duties import Choice, Duty, duty, fits
from ledger.deciding.case_days import day_in
from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.state.entries import CaseRecord
from ledger.subjects.vigilance.rules import ENTERED_LATE

_MET_BY: Final = {
    "adverse_event_registrant_told": "CN.AE.TELL_MAH",
    "adverse_event_cluster_reported": "CN.AE.CLUSTER.REG",
    "adverse_event_reported": "CLK.AE.REPORT",
}


def entered_late(command: Command, case: CaseRecord, context: Context) -> Iterator[Breach]:
    """Yield that a stage claims a time within a deadline though it is entered after it.

    Only where the ledger knew of the event before the deadline: what an import of older records tells was
    never known in time. A stage that was entered in time, struck and entered again with the same time is
    spared.
    """
    stage = command.table.stage(command.stage or "")
    claimed, now = stage.time_in(command.data), context.now()
    if claimed is None or not now or not case.steps:
        return
    at, known = context.start_of(claimed), _known_since(case, context)
    for due in sorted(deadlines(_MET_BY[stage.event], case, context)):
        if at <= due < now and known <= due and not _was_in_time(case, stage.event, claimed, due, context):
            column = next(one for one in stage.at if one in command.data)
            yield ENTERED_LATE.broken(
                adverse_event_no=command.data["adverse_event_no"],
                column=column,
                heading=command.table.by_key[column].zh,
                claimed=day_in(claimed, context),
                due=day_in(due, context),
                entered=day_in(now, context),
            )
            return


def passed(clock: str, case: CaseRecord, context: Context) -> str | None:
    """Return the deadline of an unmet duty that lies before now, if there is one: the earliest."""
    own = duty("adverse_events", clock)
    if any(step.type in own.stops for step in case.steps):
        return None
    now = context.now()
    return min((due for due in deadlines(clock, case, context) if due < now), default=None)


def deadlines(clock: str, case: CaseRecord, context: Context) -> set[str]:
    """Return every deadline that the case had for a duty, as it was assessed from stage to stage."""
    own = duty("adverse_events", clock)
    found: set[str] = set()
    row: dict[str, Any] = {}
    since: dict[str, str] = {}
    for step in case.steps:
        row |= step.data
        choice = next((one for one in own.choices if fits(one.when, row)), None)
        if choice is None:
            continue
        since.setdefault(choice.limit, _start(choice, own, case, step.position, context))
        due = context.due(choice.limit, since[choice.limit])
        if due is not None:
            found.add(due)
    return found


def _start(choice: Choice, own: Duty, case: CaseRecord, marked: int, context: Context) -> str:
    """Return the time from which a limit counts: that of the stage that starts it, or that marks it."""
    first = next((step.position for step in case.steps if step.type in own.starts), case.steps[0].position)
    begins: str | None = case.data.get("became_aware_at")
    if begins is not None and (choice.since != "mark" or marked == first):
        return begins
    event = context.stored(marked)
    told = event.get("event_time") or event.get("record_time") or ""
    return told if told[:1].isdigit() else context.now()


def _known_since(case: CaseRecord, context: Context) -> str:
    """Return when the ledger first heard of the event, struck stages included."""
    position = min(step.position for step in (*case.steps, *case.struck))
    found: str = context.stored(position).get("record_time", "~")
    return found


def _was_in_time(case: CaseRecord, event: str, claimed: str, due: str, context: Context) -> bool:
    for step in case.struck:
        if step.type == event:
            stored = context.stored(step.position)
            if claimed in stored["data"].values() and stored.get("record_time", "~") <= due:
                return True
    return False
