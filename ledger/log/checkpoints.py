"""Signed checkpoints as rows of the database; copies of the notes lie beside it (not here)."""

from __future__ import annotations

from typing import NamedTuple

from ledger.errors import CorruptionError
from ledger.log.problems import CHECKPOINT_MISMATCH
from ledger.log.reader import LogReader

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


class Checkpoints:
    """The checkpoints of one log."""

    def __init__(self, log: LogReader) -> None:
        self._log = log

    def insert(self, size: int, root: bytes, note: str, taken_at: str) -> bool:
        """Keep a checkpoint; return False if one of this size and root is on record already.

        Raises:
            CorruptionError: One of this size with another root is on record.
        """
        sign = self._log.dialect.mark
        with self._log.writing() as connection:
            done = connection.exec_driver_sql(
                f"INSERT INTO checkpoints ({_COLUMNS}) VALUES ({sign}, {sign}, {sign}, {sign})"
                " ON CONFLICT (size) DO NOTHING",
                (size, root, note, taken_at),
            )
            if done.rowcount == 1:
                return True
            kept = connection.exec_driver_sql(f"SELECT root FROM checkpoints WHERE size = {sign}", (size,))
            if bytes(kept.scalar_one()) != root:
                raise CorruptionError(CHECKPOINT_MISMATCH, size=size)
            return False

    def latest(self) -> KeptCheckpoint | None:
        """Return the checkpoint of the largest size."""
        found = self._read("ORDER BY size DESC LIMIT 1")
        return found[0] if found else None

    def all(self) -> list[KeptCheckpoint]:
        """Return every checkpoint, smallest first."""
        return self._read("ORDER BY size")

    def _read(self, rest: str, *values: int) -> list[KeptCheckpoint]:
        rows = self._log.fetch(f"SELECT {_COLUMNS} FROM checkpoints {rest}", values)
        return [KeptCheckpoint(size, bytes(root), note, taken_at) for size, root, note, taken_at in rows]
