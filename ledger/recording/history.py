"""What was recorded, as decisions ask for it: the log, or the log and what a rehearsal accepted behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Protocol

from ledger.events import catalogue, upcasts
from ledger.log.documents import decoded
from ledger.log.query import selection_of_all_tags
from ledger.log.reader import LogReader
from ledger.log.recorder import LogRecorder
from ledger.recording.entries import STORE, LedgerEntries, StoredEntries
from ledger.recording.state_cache import POSITION_KEY, StateCache
from ledger.state.fold import fold
from ledger.state.kinds import position_in

_FOLDED_AT_ONCE = 5000  # events


class ReadHistory(Protocol):
    """What was appended, read back."""

    @property
    def entries(self) -> StoredEntries:
        """The decision entries that it leaves."""

    def document(self, position: int) -> bytes | None:
        """Return the stored document at a position."""

    def tagged(self, tag: str) -> Iterator[bytes]:
        """Yield the stored documents that carry a tag, oldest first."""

    def sales_of(self, customer: str, product: str, after: int) -> Iterator[tuple[int, str, int]]:
        """Yield position, number and line of each sale of a product to a customer after a position."""

    def personal(self, position: int, fields: tuple[str, ...]) -> dict[str, str]:
        """Return the personal values kept beside an event; erased ones are absent."""


class History(ReadHistory, Protocol):
    """What was appended, read back by who goes on appending."""

    def head(self) -> int:
        """Return the last position."""

    def catch_up(self, head: int) -> None:
        """Bring the decision entries up to a position."""


class WrittenHistory:
    """What a log holds, by now or at a moment, with the decision entries that it keeps."""

    def __init__(self, log: LogReader) -> None:
        self._read = log
        self.entries: StoredEntries = LedgerEntries(log)

    def head(self) -> int:
        """Return the last position."""
        return self._read.head()

    def document(self, position: int) -> bytes | None:
        """Return the stored document at a position."""
        return self._read.document(position)

    def tagged(self, tag: str) -> Iterator[bytes]:
        """Yield the stored documents that carry a tag, oldest first."""
        for batch in self._read.scan_tags([tag]):
            for _, stored in batch:
                yield stored

    def sales_of(self, customer: str, product: str, after: int) -> Iterator[tuple[int, str, int]]:
        """Yield position, number and line of each sale of a product to a customer after a position."""
        selection = selection_of_all_tags([f"customer:{customer}", f"product:{product}"], ["goods_sold"])
        for batch in self._read.select(selection, after, self._read.head()):
            for position, stored in batch:
                data = decoded(position, stored)["data"]
                yield position, data["sale_no"], data["line"]

    def personal(self, position: int, fields: tuple[str, ...]) -> dict[str, str]:
        """Return the personal values kept beside an event; erased ones are absent."""
        found = self._read.personal((position, field) for field in fields)
        return {field: value for (_, field), value in found.items()}


class LogHistory(WrittenHistory):
    """The log itself, with the decision entries that it keeps."""

    def __init__(self, log: LogRecorder) -> None:
        super().__init__(log)
        self._log = log

    def catch_up(self, head: int) -> None:
        """Fold what other programs appended, in batches, each written together with its position."""
        if head and not self._folded():
            self._clear()
        while (position := self._folded()) < head:
            self._fold(position, min(head, position + _FOLDED_AT_ONCE))

    def _fold(self, position: int, until: int) -> None:
        state = StateCache(self.entries)
        last = position
        for batch in self._log.scan(after=position, until=until):
            for place, stored in batch:
                last = place
                event = upcasts.upcast(decoded(place, stored))
                with suppress(KeyError):  # a foreign application's event: no decision depends on it
                    fold(state, catalogue.table_of(event["type"]), event)
        changes = state.changes()
        changes.move(position, last)
        with self._log.transaction() as transaction:
            found = STORE.get_many(transaction.rows, transaction.dialect, [POSITION_KEY])
            if position_in(found.get(POSITION_KEY)) == position:
                STORE.put_many(transaction, changes.inserts, changes.updates, changes.deletes)

    def _folded(self) -> int:
        """Return the position up to which the entries are folded."""
        return position_in(self.entries.get_many([POSITION_KEY]).get(POSITION_KEY))

    def _clear(self) -> None:
        """Remove what an older fold left behind."""
        with self._log.transaction() as transaction:
            if not STORE.get_many(transaction.rows, transaction.dialect, [POSITION_KEY]):
                STORE.clear(transaction)
