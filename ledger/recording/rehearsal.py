"""A rehearsal: what an import would do, decided for real and written nowhere but a scratch file."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from ledger.log.recorder import LogRecorder
from ledger.recording.entries import LedgerEntries
from ledger.recording.ledger import Ledger
from ledger.recording.unit_of_work import Batch


class _Overlay(LedgerEntries):
    """The ledger's entries with those of the rehearsal in front of them."""

    def __init__(self, log: LogRecorder) -> None:
        super().__init__(log)
        self._folder = tempfile.TemporaryDirectory(prefix="medledger-")
        self.scratch = sqlite3.connect(Path(self._folder.name) / "rehearsal.db", isolation_level=None)
        self.scratch.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE entries (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;"
            "CREATE TABLE documents (position INTEGER PRIMARY KEY, document BLOB, clear BLOB); BEGIN"
        )

    def get_many(self, keys: list[str]) -> dict[str, bytes]:
        found: dict[str, bytes | None] = dict(super().get_many(keys))
        for key in keys:
            row = self.scratch.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
            if row is not None:
                found[key] = row[0]
        return {key: value for key, value in found.items() if value is not None}

    def scan_prefix(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        found: dict[str, bytes | None] = dict(super().scan_prefix(prefix))
        rows = self.scratch.execute(
            "SELECT key, value FROM entries WHERE key >= ? AND substr(key, 1, ?) = ?",
            (prefix, len(prefix), prefix),
        )
        found.update(rows.fetchall())
        yield from sorted((key, value) for key, value in found.items() if value is not None)

    def close(self) -> None:
        self.scratch.close()
        self._folder.cleanup()


def _pair(data: dict[str, Any]) -> tuple[str, str]:
    return data["customer_code"], data["product_code"]


class Rehearsal(Ledger):
    """A ledger that decides like the real one and records nothing."""

    def __init__(self, log: LogRecorder, *, recorded_by: str) -> None:
        super().__init__(log, recorded_by=recorded_by)
        self._overlay = _Overlay(log)
        self._entries = self._overlay
        self._start = super()._fresh_head()
        self._state = self._new_state()
        self._head = self._start

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._overlay.close()

    @property
    def position(self) -> int:
        """The head of the log, which a rehearsal does not move."""
        return self._start

    def _fresh_head(self) -> int:
        return self._head

    def _append(self, batch: Batch, head: int) -> None:
        changes = self._state.changes()
        rows: list[tuple[str, bytes | None]] = [*changes.inserts, *changes.updates]
        rows.extend((key, None) for key in changes.deletes)
        self._overlay.scratch.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", rows)
        documents = [
            (
                place,
                orjson.dumps(self._pending.event(place)),
                orjson.dumps(self._pending.personal(place)),
            )
            for place, _ in self._pending.items()
        ]
        self._overlay.scratch.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", documents)
        self._head = head + len(batch.events)
        self._pending.clear()
        self._state.committed()

    def stored(self, position: int) -> dict[str, Any]:
        """Return a stored document, or that of an event the rehearsal accepted."""
        if position > self._start and position not in self._pending:
            found = self._overlay.scratch.execute(
                "SELECT document FROM documents WHERE position = ?", (position,)
            ).fetchone()
            event: dict[str, Any] = orjson.loads(found[0])
            return event
        return super().stored(position)

    def sales_of(self, customer: str, product: str, after: int) -> Iterator[tuple[int, str, int]]:
        """Yield the sales of a product to a customer, also those the rehearsal accepted."""
        yield from super().sales_of(customer, product, after)
        rows = self._overlay.scratch.execute(
            "SELECT position, document FROM documents WHERE position > ? ORDER BY position", (after,)
        )
        for position, document in rows.fetchall():
            event = orjson.loads(document)
            if event["type"] == "goods_sold" and _pair(event["data"]) == (customer, product):
                yield position, event["data"]["sale_no"], event["data"]["line"]

    def personal(self, position: int, fields: tuple[str, ...]) -> dict[str, str]:
        """Return personal values, also of events the rehearsal accepted."""
        if position > self._start and position not in self._pending:
            found = self._overlay.scratch.execute(
                "SELECT clear FROM documents WHERE position = ?", (position,)
            ).fetchone()
            clear: dict[str, str] = orjson.loads(found[0])
            return {name: clear[name] for name in fields if name in clear}
        return super().personal(position, fields)
