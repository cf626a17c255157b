"""Receipts of what was recorded, and how the receipt of an earlier append is found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ledger.errors import DuplicateError
from ledger.log.prepared import Prepared, document
from ledger.log.problems import BATCH_PARTLY_RECORDED, EVENT_ID_REUSED


class Appended(NamedTuple):
    """Where and when events were recorded.

    Attributes:
        first: Position of the first event.
        last: Position of the last event.
        record_time: Stored form.
        repeated: The events were on record already; nothing was appended now.
    """

    first: int
    last: int
    record_time: str
    repeated: bool = False


class OnRecord(NamedTuple):
    """An event that is on record."""

    position: int
    record_time: str
    document: bytes


def earlier_receipt(events: Sequence[Prepared], known: Mapping[str, OnRecord]) -> Appended | None:
    """Return the receipt of these events if they are on record, or None if none of them is.

    Compared is the document less position and record time.

    Raises:
        DuplicateError: An id is on record with other content, or only a part of the events is.
    """
    if not known:
        return None
    found: list[OnRecord] = []
    for event in events:
        stored = known.get(event.event_id)
        if stored is None:
            continue
        if document(event, stored.position, stored.record_time.encode()) != stored.document:
            raise DuplicateError(EVENT_ID_REUSED, event_id=event.event_id, position=stored.position)
        found.append(stored)
    if len(found) != len(events):
        raise DuplicateError(BATCH_PARTLY_RECORDED, count=len(events), known=len(found))
    first, last = min(found), max(found)
    return Appended(first.position, last.position, last.record_time, repeated=True)
