"""Decision entries where the ledger keeps them: in a table of its own, beside the log."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.log.recorder import LogRecorder
from ledger.log.state_store import StateStore

_FIRST_PAGE, _FURTHER_PAGES = 50, 1000


class LedgerEntries:
    """Decision entries in the ledger's own table."""

    def __init__(self, log: LogRecorder) -> None:
        self._log = log
        self.store = StateStore()

    def get_many(self, keys: list[str]) -> dict[str, bytes]:
        """Return the stored entries that exist."""
        with self._log.reading() as connection:
            return self.store.get_many(connection, keys)

    def scan_prefix(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Yield the stored entries whose key starts with `prefix`, ordered by code point."""
        after, page = prefix, _FIRST_PAGE
        while True:
            with self._log.reading() as connection:
                found = list(self.store.scan_prefix(connection, prefix, page, after=after))
            yield from found
            if len(found) < page:
                return
            after, page = found[-1][0], _FURTHER_PAGES
