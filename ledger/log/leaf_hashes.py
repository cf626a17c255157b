"""The leaf hashes of many events, read from the full tiles of the tree that hold them.

A tile holds 256 leaf hashes in one piece, an event lies among its document: an answer that shows the hash of
every row of a ledger reads each tile once. What lies in no full tile yet is read from the events.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ledger.log.reader import LogReader
from ledger.merkle.tree import WIDTH

_MOST: Final = 2048  # tiles held, 16 MB
_HASH: Final = 32  # bytes


class LeafHashes:
    """The leaf hashes of a log, for one answer.

    Args:
        log: Where they are read.
    """

    def __init__(self, log: LogReader) -> None:
        self._log = log
        self._tiles: dict[int, bytes] = {}

    def __call__(self, positions: Iterable[int]) -> dict[int, str]:
        """Return the leaf hashes of the events at these positions, as hexadecimal digits, by position."""
        wanted, tiles = set(positions), self._tiles
        fresh = {(position - 1) // WIDTH for position in wanted} - tiles.keys()
        if fresh and len(tiles) + len(fresh) <= _MOST:
            tiles.update(self._log.leaf_tiles(fresh))
        rest = {position for position in wanted if (position - 1) // WIDTH not in tiles} if fresh else set()
        found = {
            position: tiles[(position - 1) // WIDTH][
                (at := (position - 1) % WIDTH * _HASH) : at + _HASH
            ].hex()
            for position in (wanted - rest if rest else wanted)
        }
        if rest:
            found.update(self._log.leaf_hashes(rest))
        return found
