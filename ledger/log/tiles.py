"""The tiles of the Merkle tree as they lie in the database: what the tree and its proofs read."""

from __future__ import annotations

from typing import Any

from ledger.errors import CorruptionError
from ledger.log.problems import LOG_SHRUNK
from ledger.log.transaction import Transaction
from ledger.merkle.edge import TileAppender
from ledger.merkle.tree import WIDTH

_FAR = 4 * WIDTH  # beyond this many new leaves it is cheaper to start from the open tile


class StoredTiles:
    """The stored tree, as :class:`ledger.merkle.tree.TileSource` wants it; numbers count from 0."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._mark = transaction.dialect.mark

    def tile(self, level: int, idx: int) -> bytes | None:
        """Return the 8192 bytes of a full tile, or None while it is not full."""
        sign = self._mark
        rows = self._rows(f"SELECT hashes FROM tiles WHERE level = {sign} AND idx = {sign}", level, idx)
        return rows[0] if rows else None

    def tile_roots(self, level: int, first: int, end: int) -> list[bytes]:
        """Return the roots of the full tiles `first` to `end - 1` of `level`, in order."""
        sign = self._mark
        return self._rows(
            f"SELECT root FROM tiles WHERE level = {sign} AND idx >= {sign} AND idx < {sign} ORDER BY idx",
            level,
            first,
            end,
        )

    def leaves(self, first: int, end: int) -> list[bytes]:
        """Return the leaf hashes `first` to `end - 1`, in order; leaf 0 is the event at position 1."""
        return self._rows(
            f"SELECT leaf FROM events WHERE position > {self._mark} AND position <= {self._mark}"
            " ORDER BY position",
            first,
            end,
        )

    def full_tiles(self) -> int:
        """Return how many tiles of level 0 are stored, judged by the last."""
        last = self._transaction.rows("SELECT max(idx) FROM tiles WHERE level = 0")[0][0]
        return 0 if last is None else int(last) + 1

    def _rows(self, statement: str, *values: Any) -> list[bytes]:
        return [bytes(row[0]) for row in self._transaction.rows(statement, values)]


def edge_at(head: int, kept: TileAppender | None, source: StoredTiles) -> TileAppender:
    """Return the growing edge of the tree at `head`, independent of the one that was kept.

    Raises:
        CorruptionError: Events that had been recorded are no longer there.
    """
    if kept is None or head - kept.size > _FAR:
        return _read_edge(head, source)
    if head < kept.size:
        raise CorruptionError(LOG_SHRUNK, expected=kept.size, got=head)
    edge = kept.copy()
    if head > kept.size:
        newer = source.leaves(kept.size, head)
        if len(newer) != head - kept.size:
            raise CorruptionError(LOG_SHRUNK, expected=head, got=kept.size + len(newer))
        edge.extend(newer)  # another writer has stored the tiles that this fills
    return edge


def _read_edge(head: int, source: StoredTiles) -> TileAppender:
    covered = source.full_tiles() * WIDTH
    if covered > head:
        raise CorruptionError(LOG_SHRUNK, expected=covered, got=head)
    try:
        return TileAppender.read(head, source)
    except ValueError as error:
        raise CorruptionError(LOG_SHRUNK, expected=head, got=f"{head - 1} at most ({error})") from error
