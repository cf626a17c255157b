"""Which recorded rows newer events may let be judged otherwise: those that carry one of their tags.

A row is judged by its goods, by the papers of its document or case, and by what was recorded late about what
it names. A fact or a stage reaches all of these by its tags. Parties alone are too much: a sale says nothing
of other sales to its customer, so of these the tags count for what others are judged by (`JUDGING`) only.
What a void takes out reaches as far as it did. What a register says reaches further than its tags, since rows
name it by columns without any, and by names.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import orjson

from ledger.events import catalogue
from ledger.log.reader import LogReader
from projections.answers.findings.changes import JUDGING, events_of

_MOST: Final = 2_000  # events that are looked at: behind more, hardly a row is left as it was
_VOID: Final = "record_voided"
_PARTIES: Final = frozenset({"customer", "supplier", "staff", "location", "equipment"})


def touched(log: LogReader, after: int, until: int) -> frozenset[str] | None:
    """Return the tags of the rows that events may let be judged otherwise; None where it may be any row.

    Args:
        log: The log.
        after: Position in front of the first of the events.
        until: Position of the last.
    """
    if until - after > _MOST:
        return None
    found = set[str]()
    for event in _with_voided(log, after, until):
        if event["type"] not in _keeping_near():
            return None
        found |= _reached(event)
    return frozenset(found)


def _with_voided(log: LogReader, after: int, until: int) -> Iterator[dict[str, Any]]:
    """Yield the events, and what they void."""
    for batch in log.scan(after=after, until=until):
        for _, stored in batch:
            event = orjson.loads(stored)
            yield event
            if event["type"] == _VOID:
                yield from map(orjson.loads, log.documents(event["struck"]).values())


def _reached(event: dict[str, Any]) -> set[str]:
    judging = JUDGING.get(event["type"], ())
    kinds = ((tag, tag.partition(":")[0]) for tag in event.get("tags", ()))
    return {tag for tag, kind in kinds if kind in judging or kind not in _PARTIES}


@cache
def _keeping_near() -> frozenset[str]:
    """Return the types of facts, stages and voids: not those of registers, of erasures, of other programs."""
    tables = (table.key for table in catalogue.tables() if table.kind in {"fact", "case"})
    return frozenset(event for key in tables for event in events_of(key))
