"""What was known up to a position: the decision state, and what decisions may ask besides.

At the head of the log the ledger's own entries serve. For an earlier position the log is folded once more,
into a scratch file that is gone at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import orjson

from ledger.events import catalogue, upcasts
from ledger.log.recorder import LogRecorder
from ledger.recording.answers import Answers
from ledger.recording.entries import LedgerEntries, StoredEntries
from ledger.recording.history import LogHistory
from ledger.recording.pending import PendingEvents
from ledger.recording.persons import Bearer, Persons
from ledger.recording.state_cache import POSITION_KEY, Changes, StateCache
from ledger.rejudging.again import JudgedAgain
from ledger.settings import DEFAULT_TIME_ZONE
from ledger.state.fold import fold

_FOLDED_AT_ONCE = 5000  # events


@contextmanager
def judging_again(log: LogRecorder, until: int) -> Iterator[JudgedAgain]:
    """Yield what judges recorded rows by what was known up to a position of the log."""
    kept = LedgerEntries(log)
    if until == log.head() and _folded(kept) == until:
        yield _over(log, kept, until)
        return
    # An empty name is a file of SQLite's own, which it keeps in memory while it is small.
    file = sqlite3.connect("", isolation_level=None)
    try:
        scratch = _Scratch(file, log)
        scratch.fold(log, until)
        yield _over(log, scratch, until)
    finally:
        file.close()


def _over(log: LogRecorder, entries: StoredEntries, until: int) -> JudgedAgain:
    state, history = StateCache(entries), LogHistory(log)
    zone = log.get_setting("time_zone") or DEFAULT_TIME_ZONE
    context = Answers(history, PendingEvents(), state).context(zone=zone, live=False, recorded_by="", now=str)
    return JudgedAgain(state, context, history.tagged, until)


def _folded(entries: StoredEntries) -> int:
    return int(orjson.loads(entries.get_many([POSITION_KEY]).get(POSITION_KEY, b"0")))


class _Scratch:
    """Decision entries folded from the log into a scratch file."""

    def __init__(self, file: sqlite3.Connection, log: LogRecorder) -> None:
        self._file = file
        self._persons = Persons(log)
        file.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE entries (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;"
        )

    def get_many(self, keys: list[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for key in keys:
            row = self._file.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
            if row is not None:
                found[key] = row[0]
        return found

    def scan_prefix(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        rows = self._file.execute(
            "SELECT key, value FROM entries WHERE key >= ? AND key < ? ORDER BY key",
            (prefix, prefix + "\U0010ffff"),
        )
        yield from rows.fetchall()

    def persons(self, name: str) -> list[Bearer]:
        return self._persons.bearing(name)

    def fold(self, log: LogRecorder, until: int) -> None:
        """Fold the log up to a position."""
        for batch in log.scan(until=until, batch=_FOLDED_AT_ONCE):
            state = StateCache(self)
            for _, stored in batch:
                event = upcasts.upcast(orjson.loads(stored))
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
