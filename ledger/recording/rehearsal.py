"""A rehearsal: what an import would do, decided for real and written nowhere but a scratch file."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from ledger.log.appended import Appended
from ledger.log.prepared import document
from ledger.log.recorder import LogRecorder
from ledger.names import compared_name
from ledger.recording.entries import StoredEntries
from ledger.recording.history import LogHistory
from ledger.recording.ledger import Ledger
from ledger.recording.pending import NOW
from ledger.recording.persons import Bearer
from ledger.recording.state_cache import Changes
from ledger.recording.unit_of_work import UnitOfWork


@contextmanager
def rehearsing(log: LogRecorder, *, recorded_by: str) -> Iterator[Ledger]:
    """Open a ledger that decides like the real one and records nothing."""
    scratch = Scratch(log)
    try:
        yield Ledger(log, recorded_by=recorded_by, appender=scratch, history=scratch)
    finally:
        scratch.close()


class Scratch:
    """Appender and history of a rehearsal: a scratch file behind the log as it was at the beginning."""

    def __init__(self, log: LogRecorder) -> None:
        self._log = LogHistory(log)
        self._start = self._head = log.head()
        self._log.catch_up(self._start)
        self._folder = tempfile.TemporaryDirectory(prefix="medledger-")
        self._file = sqlite3.connect(Path(self._folder.name) / "rehearsal.db", isolation_level=None)
        self._file.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE entries (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;"
            "CREATE TABLE documents (position INTEGER PRIMARY KEY, document BLOB, clear BLOB); BEGIN"
        )
        self.entries: StoredEntries = _Overlay(self._log.entries, self._file)
        self._handed: tuple[UnitOfWork, Changes] | None = None

    def start(self, unit: UnitOfWork, changes: Changes) -> None:
        """Hand over a unit that has events."""
        self._handed = unit, changes

    def finish(self) -> Appended:
        """Write the unit handed over to the scratch file."""
        if self._handed is None:
            raise LookupError("rehearsing: expected a unit of work, got none")
        (unit, changes), self._handed = self._handed, None
        rows: list[tuple[str, bytes | None]] = [*changes.inserts, *changes.updates]
        rows.extend((key, None) for key in changes.deletes)
        self._file.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", rows)
        first = unit.head + 1
        documents = [
            (
                position,
                document(event, position, NOW.encode()),
                orjson.dumps({field: value for field, _, value in event.personal}),
            )
            for position, event in enumerate(unit.events, first)
        ]
        self._file.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", documents)
        self._head = unit.head + len(unit.events)
        return Appended(first, self._head, NOW)

    def head(self) -> int:
        """Return the last position, those of the rehearsal counted."""
        return self._head

    def catch_up(self, head: int) -> None:
        """Nothing: what others record meanwhile is no part of a rehearsal."""

    def document(self, position: int) -> bytes | None:
        """Return a stored document, or that of an event the rehearsal accepted."""
        found = self._kept("document", position)
        return self._log.document(position) if found is None else found

    def tagged(self, tag: str) -> Iterator[bytes]:
        """Yield the stored documents that carry a tag, oldest first."""
        yield from self._log.tagged(tag)
        for (stored,) in self._file.execute("SELECT document FROM documents ORDER BY position").fetchall():
            if tag in orjson.loads(stored)["tags"]:
                yield stored

    def sales_of(self, customer: str, product: str, after: int) -> Iterator[tuple[int, str, int]]:
        """Yield the sales of a product to a customer, also those the rehearsal accepted."""
        yield from self._log.sales_of(customer, product, after)
        rows = self._file.execute(
            "SELECT position, document FROM documents WHERE position > ? ORDER BY position", (after,)
        )
        for position, stored in rows.fetchall():
            event = orjson.loads(stored)
            if event["type"] == "goods_sold" and _pair(event["data"]) == (customer, product):
                yield position, event["data"]["sale_no"], event["data"]["line"]

    def personal(self, position: int, fields: tuple[str, ...]) -> dict[str, str]:
        """Return personal values, also of events the rehearsal accepted."""
        found = self._kept("clear", position)
        if found is None:
            return self._log.personal(position, fields)
        clear: dict[str, str] = orjson.loads(found)
        return {name: clear[name] for name in fields if name in clear}

    def close(self) -> None:
        """Remove the scratch file."""
        self._file.close()
        self._folder.cleanup()

    def _kept(self, column: str, position: int) -> bytes | None:
        """Return what the scratch file has of an event; None where it is an event of the log."""
        if position <= self._start:
            return None
        row = self._file.execute(f"SELECT {column} FROM documents WHERE position = ?", (position,)).fetchone()
        return None if row is None else row[0]


class _Overlay:
    """The ledger's entries with those of the rehearsal in front of them."""

    def __init__(self, below: StoredEntries, file: sqlite3.Connection) -> None:
        self._below = below
        self._file = file

    def get_many(self, keys: list[str]) -> dict[str, bytes]:
        found: dict[str, bytes | None] = dict(self._below.get_many(keys))
        for key in keys:
            row = self._file.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
            if row is not None:
                found[key] = row[0]
        return {key: value for key, value in found.items() if value is not None}

    def scan_prefix(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        found: dict[str, bytes | None] = dict(self._below.scan_prefix(prefix))
        rows = self._file.execute(
            "SELECT key, value FROM entries WHERE key >= ? AND substr(key, 1, ?) = ?",
            (prefix, len(prefix), prefix),
        )
        found.update(rows.fetchall())
        yield from sorted((key, value) for key, value in found.items() if value is not None)

    def persons(self, name: str) -> list[Bearer]:
        rows = self._file.execute("SELECT position, document, clear FROM documents ORDER BY position")
        own = [
            Bearer(event["data"]["customer_code"], position)
            for position, stored, clear in rows.fetchall()
            if (event := orjson.loads(stored))["type"] == "customer_registered"
            and compared_name(orjson.loads(clear).get("name", "")) == compared_name(name)
        ]
        return [*self._below.persons(name), *own]


def _pair(data: dict[str, Any]) -> tuple[str, str]:
    return data["customer_code"], data["product_code"]
