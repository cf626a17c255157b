"""A batch of prepared events as the rows to be inserted: made inside the critical section, so kept lean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.log.prepared import Prepared, document
from ledger.merkle.tree import leaf_hash

EventRow = tuple[int, str, str, str | None, str, bytes, bytes]
TagRow = tuple[str, int, str]
PersonalRow = tuple[int, str, bytes, str]


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Rows of a batch, each in the order of its table's columns."""

    events: list[EventRow]
    tags: list[TagRow]
    personal: list[PersonalRow]

    @property
    def leaves(self) -> list[bytes]:
        """The leaf hashes, in the order of the positions."""
        return [row[5] for row in self.events]


def encode_rows(events: Sequence[Prepared], first: int, record_time: str) -> RowBatch:
    """Return the rows of these events from position `first` on; tag rows sorted as their index is."""
    stamp = record_time.encode()
    rows: list[EventRow] = []
    tagged: dict[str, list[TagRow]] = defaultdict(list)  # many rows share few tags: only these are sorted
    personal: list[PersonalRow] = []
    for position, event in enumerate(events, first):
        stored = document(event, position, stamp)
        kind = event.type
        event_time = record_time if event.recorded_now else event.event_time
        rows.append((position, event.event_id, kind, event_time, record_time, leaf_hash(stored), stored))
        for tag in event.tags:
            tagged[tag].append((tag, position, kind))
        if event.personal:
            personal += [(position, field, salt, value) for field, salt, value in event.personal]
    return RowBatch(rows, [row for tag in sorted(tagged) for row in tagged[tag]], personal)
