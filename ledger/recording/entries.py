"""Decision entries where the ledger keeps them: in a table of its own, beside the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ledger.log.reader import LogReader
from ledger.log.state_store import StateStore
from ledger.recording.persons import Bearer, Persons

_FIRST_PAGE, _FURTHER_PAGES = 50, 1000
STORE = StateStore()


class StoredEntries(Protocol):
    """Where entries are read: the ledger's own table, or a scratch one in front of it."""

    def get_many(self, keys: list[str]) -> dict[str, bytes]:
        """Return the stored entries that exist."""

    def scan_prefix(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Yield the stored entries whose key starts with `prefix`, ordered by code point."""

    def persons(self, name: str) -> list[Bearer]:
        """Return who bears a name among the individuals on record, by what lies beside the log now."""


class LedgerEntries:
    """Decision entries in the ledger's own table; each statement sees one moment of it."""

    def __init__(self, log: LogReader) -> None:
        self._log = log
        self._persons = Persons(log)

    def persons(self, name: str) -> list[Bearer]:
        """Return who bears a name among the individuals on record, by what lies beside the log now."""
        return self._persons.bearing(name)

    def get_many(self, keys: list[str]) -> dict[str, bytes]:
        """Return the stored entries that exist."""
        return STORE.get_many(self._log.fetch, self._log.dialect, keys)

    def scan_prefix(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Yield the stored entries whose key starts with `prefix`, ordered by code point."""
        after, page = prefix, _FIRST_PAGE
        while True:
            found = list(STORE.scan_prefix(self._log.fetch, self._log.dialect, prefix, page, after=after))
            yield from found
            if len(found) < page:
                return
            after, page = found[-1][0], _FURTHER_PAGES
