"""What each event marks: the matters whose deadlines it decides about, and what it is to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import orjson

from ledger import clock
from ledger.clocks.duties import ABOUT, DUTIES, FOREIGN, is_decisive, kept_columns
from ledger.clocks.running import ClockEvent
from ledger.events import catalogue
from ledger.events.case import is_time_told
from projections.engine.projection import Document

STANDARDS: Final = "service_standards"
_STANDARD_TYPE: Final = "service_standard_set"


class _Mark(NamedTuple):
    """What an event type is to a matter.

    Attributes:
        type: The event type, or another name for an event of another matter.
        table: Of the matter.
        column: Which names the matter.
        own: Whether the event is one of the matter itself.
    """

    type: str
    table: str
    column: str
    own: bool


def subject(table: str, number: str) -> str:
    """Return how a matter is named in the tables of obligations."""
    return f"{table}/{number}"


@cache
def marked() -> dict[str, tuple[_Mark, ...]]:
    """Return what each event type marks."""
    found: dict[str, list[_Mark]] = defaultdict(list)
    for key in dict.fromkeys(duty.table for duty in DUTIES):
        table = catalogue.table(key)
        events = [stage.event for stage in table.stages] or [table.event]
        for event in events:
            found[event].append(_Mark(event, key, table.identity[0], own=True))
    for event, others in FOREIGN.items():
        found[event] += [_Mark(*other, own=False) for other in others]
    found[_STANDARD_TYPE].append(_Mark(_STANDARD_TYPE, STANDARDS, "standard_no", own=True))
    return {event: tuple(marks) for event, marks in found.items()}


def marks_of(event: Document) -> Iterator[tuple[str, ClockEvent]]:
    """Yield the matters that an event marks, and what it is to each.

    Args:
        event: As the log holds it.
    """
    data = event["data"]
    for mark in marked().get(event["type"], ()):
        if data.get(mark.column) is not None and _counts(event, mark):
            at, told = event["event_time"] or event["record_time"], _is_told(event)
            yield (
                subject(mark.table, str(data[mark.column])),
                ClockEvent(
                    event["position"],
                    mark.type,
                    at if told else event["record_time"],
                    _day(event) if told else None,
                    event["record_time"],
                    mark.own,
                    _deciding(data, mark),
                    told,
                ),
            )


def _counts(event: Document, mark: _Mark) -> bool:
    """Return whether an event marks its matter at all: of thousands of notices only few decide."""
    if not mark.own or mark.table == STANDARDS or not _of_many(mark.table):
        return True
    return is_decisive(mark.table, event["type"], event["data"])


@cache
def _of_many(table: str) -> bool:
    """Return whether the stages of a matter are each about somebody else, as the notices of a recall are."""
    return catalogue.table(table).of_many


def _deciding(data: dict[str, Any], mark: _Mark) -> dict[str, Any]:
    """Return what of an event decides about duties: of a standard all, of another matter's event nothing."""
    columns: Collection[str] = kept_columns(mark.table) if mark.own else ()
    if mark.table != STANDARDS and _of_many(mark.table) and mark.type != catalogue.table(mark.table).event:
        columns = set(columns).difference(ABOUT)
    keys = data if mark.table == STANDARDS else data.keys() & columns
    return {key: data[key] for key in sorted(keys)}


def _is_told(event: Document) -> bool:
    """Return whether an event tells when it happened; what is no stage of a case always does."""
    declared = catalogue.table_of(event["type"])
    return declared.kind != "case" or is_time_told(declared.stage(event["type"]), event)


def _day(event: Document) -> str | None:
    """Return the day of an event of which the time of day is not known, None where it is."""
    declared = catalogue.table_of(event["type"])
    stated = None
    if declared.kind == "case":
        stated = declared.stage(event["type"]).time_in(event["data"])
    elif declared.event_time:
        stated = next((event["data"][key] for key in declared.event_time if event["data"].get(key)), None)
    return stated if stated is not None and len(stated) != clock.WIDTH else None


def stored_mark(row: Sequence[Any]) -> ClockEvent:
    """Return the mark that a row of `clock_marks` holds."""
    own, told = bool(row[6]), bool(row[8])
    return ClockEvent(row[1], row[2], row[3], row[4], row[5], own, orjson.loads(row[7]), told)
