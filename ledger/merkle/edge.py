"""The growing edge of the tree, as the recorder keeps it inside its critical section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledger.merkle.tree import HEIGHT, WIDTH, Tile, TileSource, fold, open_range, root_of


class TileAppender:
    """The hashes that lie in no full tile yet: at most 255 for each level.

    The recorder keeps one between appends, works on a :meth:`copy` and keeps the copy only once the
    transaction is committed; when another process has appended meanwhile it makes a new one by :meth:`read`.
    """

    __slots__ = ("_known", "_open", "size")

    def __init__(self) -> None:
        self.size = 0
        self._open: list[list[bytes]] = [[]]
        self._known: dict[tuple[int, int, int], bytes] = {}  # subtrees folded for a root, as `root_of` wants

    @classmethod
    def resume(
        cls, size: int, open_leaves: Sequence[bytes], open_roots: Mapping[int, Sequence[bytes]]
    ) -> TileAppender:
        """Return the edge of a tree of `size` leaves.

        Args:
            size: Number of leaves in the tree.
            open_leaves: The last `size % 256` leaf hashes.
            open_roots: For each level from 1: the roots of the full tiles of the level below that lie in no
                full tile of this level (`open_range(size, level)` names them).
        """
        appender = cls()
        appender.size = size
        appender._open = [list(open_leaves)]
        level = 1
        while size >> (HEIGHT * level):
            appender._open.append(list(open_roots.get(level, ())))
            level += 1
        for number, entries in enumerate(appender._open):
            expected = len(open_range(size, number))
            if len(entries) != expected:
                raise ValueError(f"open hashes of level {number}: expected {expected}, got {len(entries)}")
        return appender

    @classmethod
    def read(cls, size: int, source: TileSource) -> TileAppender:
        """Return the edge of a stored tree of `size` leaves."""
        leaves = open_range(size, 0)
        roots: dict[int, list[bytes]] = {}
        level = 1
        while size >> (HEIGHT * level):
            wanted = open_range(size, level)
            roots[level] = source.tile_roots(level - 1, wanted.start, wanted.stop) if wanted else []
            level += 1
        return cls.resume(size, source.leaves(leaves.start, leaves.stop) if leaves else [], roots)

    def copy(self) -> TileAppender:
        """Return an independent copy, to be thrown away should the transaction fail."""
        twin = TileAppender.__new__(TileAppender)
        twin.size = self.size
        twin._open = [entries.copy() for entries in self._open]
        twin._known = self._known.copy()
        return twin

    def extend(self, leaves: Sequence[bytes]) -> list[Tile]:
        """Append leaf hashes and return the tiles that became full, in the order to be stored."""
        self.size += len(leaves)
        entries = self._open[0]
        entries.extend(leaves)
        if len(entries) < WIDTH:
            return []
        return self._close(0)

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        return root_of(self._open, self._known)

    def _close(self, level: int) -> list[Tile]:
        entries = self._open[level]
        self._known.clear()
        # Number of the first tile that closes: what lay in full tiles before, counted from the right end.
        idx = ((self.size >> (HEIGHT * level)) - len(entries)) // WIDTH
        tiles: list[Tile] = []
        for at in range(0, len(entries) - WIDTH + 1, WIDTH):
            full = entries[at : at + WIDTH]
            tiles.append(Tile(level, idx, fold(full), b"".join(full)))
            idx += 1
        del entries[: len(tiles) * WIDTH]
        if level + 1 == len(self._open):
            self._open.append([])
        above = self._open[level + 1]
        above.extend(tile.root for tile in tiles)
        if len(above) >= WIDTH:
            tiles.extend(self._close(level + 1))
        return tiles
