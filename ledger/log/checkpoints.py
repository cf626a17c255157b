"""Signed checkpoints as rows of the database; copies of the notes lie beside it (not here)."""

from __future__ import annotations

from typing import Any, NamedTuple

from ledger.log.dialect import bytes_of
from ledger.log.reader import LogReader
from ledger.log.transaction import Transaction

_COLUMNS = "size, root, note, taken_at"


class KeptCheckpoint(NamedTuple):
    """A checkpoint on record.

    Attributes:
        size: Number of events it covers.
        root: Root of the tree of that size.
        note: The signed note.
        taken_at: Stored form.
    """

    size: int
    root: bytes
    note: str
    taken_at: str


def insert_checkpoint(transaction: Transaction, kept: KeptCheckpoint) -> None:
    """Keep a checkpoint, in the transaction that appended what it covers."""
    marks = ", ".join([transaction.dialect.mark] * len(kept))
    transaction.run(f"INSERT INTO checkpoints ({_COLUMNS}) VALUES ({marks})", kept)


def last_checkpoint(transaction: Transaction) -> KeptCheckpoint | None:
    """Return the checkpoint of the largest size, as a transaction sees it."""
    rows = transaction.rows(f"SELECT {_COLUMNS} FROM checkpoints ORDER BY size DESC LIMIT 1")
    return _kept(rows[0]) if rows else None


def count_checkpoints(transaction: Transaction) -> int:
    """Return how many checkpoints there are."""
    return int(transaction.rows("SELECT count(*) FROM checkpoints")[0][0])


def _kept(row: Any) -> KeptCheckpoint:
    size, root, note, taken_at = row
    return KeptCheckpoint(size, bytes_of(root), note, taken_at)


class Checkpoints:
    """The checkpoints of one log."""

    def __init__(self, log: LogReader) -> None:
        self._log = log

    def latest(self) -> KeptCheckpoint | None:
        """Return the checkpoint of the largest size."""
        found = self._read("ORDER BY size DESC LIMIT 1")
        return found[0] if found else None

    def newest(self, most: int | None) -> list[KeptCheckpoint]:
        """Return the newest checkpoints, the largest first; with None all."""
        return self._read("ORDER BY size DESC" + ("" if most is None else f" LIMIT {int(most)}"))

    def all(self) -> list[KeptCheckpoint]:
        """Return every checkpoint, smallest first."""
        return self._read("ORDER BY size")

    def _read(self, rest: str, *values: int) -> list[KeptCheckpoint]:
        rows = self._log.fetch(f"SELECT {_COLUMNS} FROM checkpoints {rest}", values)
        return [_kept(row) for row in rows]
