"""What was done to a ledger's seal, as events of the ledger: recorded, read back in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from uuid import uuid4

import orjson

from ledger.events.own import OwnEvent
from ledger.log.prepared import Prepared, prepare
from ledger.log.reader import LogReader

TAG = "ledger:seal"


class Act(NamedTuple):
    """An event about the seal.

    Attributes:
        position: Where it stands in the log.
        type: As `ledger.events.own` names it.
        data: Its members.
        record_time: Stored form.
        recorded_by: Who did it.
    """

    position: int
    type: str
    data: dict[str, Any]
    record_time: str
    recorded_by: str


def prepared_act(own: OwnEvent, data: dict[str, Any], recorded_by: str) -> Prepared:
    """Return an event about the seal, ready to be recorded."""
    return prepare(event_type=own.type, data=data, tags=[TAG], event_id=uuid4().hex, recorded_by=recorded_by)


def acts_of(log: LogReader, *kinds: OwnEvent) -> list[Act]:
    """Return the events about the seal, of these kinds only, oldest first."""
    stored = (row for batch in log.scan_tags([TAG]) for row in batch)
    return list(read_acts(stored, *kinds))


def read_acts(stored: Iterable[tuple[int, bytes]], *kinds: OwnEvent) -> Iterator[Act]:
    """Yield what stored documents say of the seal; what is no such event is passed over."""
    wanted = {one.type for one in kinds}
    for position, document in stored:
        try:
            event = orjson.loads(document)
            act = Act(position, event["type"], event["data"], event["record_time"], event["recorded_by"])
        except (ValueError, KeyError, TypeError):
            continue  # the audit of its row names what is wrong with it
        if isinstance(act.data, dict) and act.type in wanted:
            yield act
