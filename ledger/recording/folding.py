"""The decision entries folded from the log once more, into a scratch file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress

from ledger.events import catalogue, upcasts
from ledger.log.documents import decoded
from ledger.log.reader import LogReader
from ledger.recording.persons import Bearer, Persons
from ledger.recording.state_cache import Changes, StateCache
from ledger.state.fold import fold

_FOLDED_AT_ONCE = 5000  # events
_PAGE = 1000


class FoldedAnew:
    """Decision entries folded from the log into a scratch file.

    Args:
        file: Empty; it is closed by whoever opened it.
        log: The log.
    """

    def __init__(self, file: sqlite3.Connection, log: LogReader) -> None:
        self._file = file
        self._persons = Persons(log)
        file.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE entries (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;"
        )

    def get_many(self, keys: list[str]) -> dict[str, bytes]:
        """Return the entries that exist."""
        found: dict[str, bytes] = {}
        for key in keys:
            row = self._file.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
            if row is not None:
                found[key] = row[0]
        return found

    def scan_prefix(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Yield the entries whose key starts with `prefix`, ordered by code point, a page at a time."""
        rows = self._file.execute(
            "SELECT key, value FROM entries WHERE key >= ? AND key < ? ORDER BY key",
            (prefix, prefix + "\U0010ffff"),
        )
        while some := rows.fetchmany(_PAGE):
            yield from some

    def persons(self, name: str) -> list[Bearer]:
        """Return who bears a name among the individuals on record."""
        return self._persons.bearing(name)

    def fold(self, log: LogReader, until: int) -> None:
        """Fold the log up to a position."""
        for batch in log.scan(until=until, batch=_FOLDED_AT_ONCE):
            state = StateCache(self)
            for position, stored in batch:
                event = upcasts.upcast(decoded(position, stored))
                with suppress(KeyError):  # a foreign application's event: no decision depends on it
                    table = catalogue.table_of(event["type"])
                    state.begin_document()
                    fold(state, table, event)
            self._write(state.changes())

    def _write(self, changes: Changes) -> None:
        rows = [*changes.inserts, *changes.updates]
        self._file.execute("BEGIN")
        self._file.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", rows)
        self._file.executemany("DELETE FROM entries WHERE key = ?", [(key,) for key in changes.deletes])
        self._file.execute("COMMIT")
