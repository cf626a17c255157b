"""Signed roots of the tag index as rows of the database, one for a size of the log at most."""

from __future__ import annotations

from typing import NamedTuple

from ledger.log.dialect import bytes_of
from ledger.log.reader import LogReader
from ledger.log.transaction import Transaction

_COLUMNS = "size, tags, root, note, taken_at"


class IndexCheckpoint(NamedTuple):
    """A signed root of the index.

    Attributes:
        size: Number of events whose tags it covers.
        tags: How many tags there are.
        root: Root of the index.
        note: The signed note, which states the root of the log as well.
        taken_at: Stored form.
    """

    size: int
    tags: int
    root: bytes
    note: str
    taken_at: str


class IndexCheckpoints:
    """The signed roots of the index of one log."""

    def __init__(self, log: LogReader) -> None:
        self._log = log

    def keep(self, kept: IndexCheckpoint) -> None:
        """Keep one; where there is one of its size already, that one stays."""
        marks = ", ".join([self._log.dialect.mark] * len(kept))
        with self._log.writing() as connection:
            Transaction.of(connection).run(
                f"INSERT INTO index_checkpoints ({_COLUMNS}) VALUES ({marks}) ON CONFLICT (size) DO NOTHING",
                kept,
            )

    def at(self, size: int) -> IndexCheckpoint | None:
        """Return the one of a size."""
        return self._one(f"WHERE size = {self._log.dialect.mark}", size)

    def latest(self) -> IndexCheckpoint | None:
        """Return the one of the largest size."""
        return self._one("ORDER BY size DESC LIMIT 1")

    def all(self) -> list[IndexCheckpoint]:
        """Return every one, smallest first."""
        return self._read("ORDER BY size")

    def _one(self, rest: str, *values: int) -> IndexCheckpoint | None:
        found = self._read(rest, *values)
        return found[0] if found else None

    def _read(self, rest: str, *values: int) -> list[IndexCheckpoint]:
        rows = self._log.fetch(f"SELECT {_COLUMNS} FROM index_checkpoints {rest}", values)
        return [
            IndexCheckpoint(size, tags, bytes_of(root), note, taken_at)
            for size, tags, root, note, taken_at in rows
        ]
