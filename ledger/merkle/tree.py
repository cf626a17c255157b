"""The Merkle tree of RFC 9162 §2.1 (as of RFC 6962), kept as tiles of 256 hashes.

A leaf is `SHA256(0x00 ‖ stored bytes)`, an interior node `SHA256(0x01 ‖ left ‖ right)`. Only full tiles are
stored. A tile of level 0 holds 256 leaf hashes; a tile of level k holds the roots of 256 full tiles of level
k-1, so it covers 256^(k+1) leaves. What is not yet under a full tile is read where it lies: leaves from the
event rows, roots from the tiles of the level below. A proof then takes a few reads, whatever the size.

Leaf numbers and tile numbers count from 0 (leaf n belongs to position n+1); every range is half open.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct
from typing import Protocol

from ledger.errors import CorruptionError, Problem

WIDTH = 256
HEIGHT = 8  # levels of the binary tree within one tile
HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
_TILE = Struct(f"{HASH_SIZE}s" * WIDTH)
_REMEMBERED = 20_000  # interior nodes that a tree keeps in memory

INCOMPLETE = Problem(
    "tree_incomplete",
    zh="读取哈希树第 {level} 层 {first} 至 {end}：应有 {expected} 个哈希，实有 {got} 个。",
    en="Reading level {level} of the tree from {first} to {end}: expected {expected} hashes, got {got}.",
    zh_advice="请停止记录，运行 medledger verify 查明账本何处被改动。",
    en_advice="Stop recording and run medledger verify to learn where the ledger was altered.",
)


@dataclass(frozen=True, slots=True)
class Tile:
    """A full tile: its place, its root and its 256 hashes in one piece of 8192 bytes."""

    level: int
    idx: int
    root: bytes
    hashes: bytes


class TileSource(Protocol):
    """Where the tree reads what is stored."""

    def tile(self, level: int, idx: int) -> bytes | None:
        """Return the 8192 bytes of a full tile, or None while it is not full."""

    def tile_roots(self, level: int, first: int, end: int) -> list[bytes]:
        """Return the roots of the full tiles `first` to `end - 1` of `level`, in order."""

    def leaves(self, first: int, end: int) -> list[bytes]:
        """Return the leaf hashes `first` to `end - 1`, in order; leaf 0 is the event at position 1."""


def leaf_hash(document: bytes) -> bytes:
    """Return the leaf hash of stored bytes."""
    return sha256(b"\x00" + document).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an interior node."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over any number of neighbouring hashes of one level."""
    if not hashes:
        return EMPTY_ROOT
    row = hashes
    while len(row) > 1:
        pairs = iter(row)
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        # An odd last hash rises unchanged: it is never paired with itself.
        if len(row) & 1:
            above.append(row[-1])
        row = above
    return row[0]


def split(hashes: bytes) -> Sequence[bytes]:
    """Return the single hashes of a tile."""
    if len(hashes) == _TILE.size:
        return _TILE.unpack(hashes)
    return [hashes[at : at + HASH_SIZE] for at in range(0, len(hashes), HASH_SIZE)]


def open_range(size: int, level: int) -> range:
    """Return the numbers of the entries of `level` that lie in no full tile yet, in a tree of `size`."""
    entries = size >> (HEIGHT * level)
    return range(entries - entries % WIDTH, entries)


def root_of(
    open_entries: Sequence[Sequence[bytes]], known: MutableMapping[tuple[int, int, int], bytes] | None = None
) -> bytes:
    """Return the root of the whole tree from the open entries of each level, lowest level first.

    The right border of a tree consists of its open entries only: everything to the left of them on one level
    is a full tile, that is, an entry of the level above.

    Args:
        open_entries: The open entries.
        known: Subtrees by level, first entry and width, read and added to: while the entries only grow, each
            is folded once.
    """
    root: bytes | None = None
    for level, entries in enumerate(open_entries):
        # Complete subtrees from right to left, each as large as fits: the binary digits of the count.
        at = len(entries)
        while at:
            width = at & -at
            key = level, at, width
            subtree = known.get(key) if known is not None else None
            if subtree is None:
                subtree = fold(entries[at - width : at])
                if known is not None:
                    known[key] = subtree
            root = subtree if root is None else node_hash(subtree, root)
            at -= width
    return EMPTY_ROOT if root is None else root


class Tree:
    """The tree of a log, at any size it ever had.

    Remembers the nodes that it has computed: a second proof from the same tree costs a fraction. So make one
    for each read transaction, and for no longer.
    """

    def __init__(self, source: TileSource) -> None:
        self._source = source
        self._nodes: dict[tuple[int, int], bytes] = {}

    def root(self, size: int) -> bytes:
        """Return the root when the log had `size` events."""
        return self._walk(size).range_root(0, size)

    def subtree_root(self, first: int, end: int) -> bytes:
        """Return the root over leaves `first` to `end - 1`, a subtree of every tree of at least `end`."""
        return self._walk(end).range_root(first, end)

    def inclusion_proof(self, index: int, size: int) -> list[bytes]:
        """Return the proof that leaf `index` is in the tree of `size` (RFC 9162 §2.1.3.1)."""
        if not 0 <= index < size:
            raise ValueError(f"inclusion proof: expected an index below {size}, got {index}")
        walk = self._walk(size)
        proof: list[bytes] = []
        first, end = 0, size
        while end - first > 1:
            middle = first + _split_point(end - first)
            if index < middle:
                proof.append(walk.range_root(middle, end))
                end = middle
            else:
                proof.append(walk.range_root(first, middle))
                first = middle
        return proof[::-1]

    def consistency_proof(self, first_size: int, second_size: int) -> list[bytes]:
        """Return the proof that `second_size` only adds to `first_size` (RFC 9162 §2.1.4.1)."""
        if not 0 <= first_size <= second_size:
            raise ValueError(f"consistency proof: expected 0 to {second_size}, got {first_size}")
        if first_size in {0, second_size}:
            return []
        walk = self._walk(second_size)
        proof: list[bytes] = []
        first, end = 0, second_size
        while end != first_size:
            middle = first + _split_point(end - first)
            if first_size <= middle:
                proof.append(walk.range_root(middle, end))
                end = middle
            else:
                proof.append(walk.range_root(first, middle))
                first = middle
        if first:  # else the old tree is itself a node on the path and the verifier knows its root
            proof.append(walk.range_root(first, end))
        return proof[::-1]

    def _walk(self, size: int) -> _Walk:
        if len(self._nodes) > _REMEMBERED:
            self._nodes.clear()
        return _Walk(self._source, size, self._nodes)


class _Walk:
    """One walk over a tree of fixed size; reads each tile at most once."""

    def __init__(self, source: TileSource, size: int, nodes: dict[tuple[int, int], bytes]) -> None:
        self._source = source
        self._size = size
        self._nodes = nodes  # complete subtrees by height and number: they never change
        self._tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def range_root(self, first: int, end: int) -> bytes:
        """Return the root over leaves `first` to `end - 1`, a range as the splitting of the tree gives it."""
        if first == end:
            return EMPTY_ROOT
        complete: list[bytes] = []
        while first < end:
            height = (end - first).bit_length() - 1
            complete.append(self._subtree(height, first >> height))
            first += 1 << height
        root = complete.pop()
        while complete:
            root = node_hash(complete.pop(), root)
        return root

    def _subtree(self, height: int, number: int) -> bytes:
        known = self._nodes.get((height, number))
        if known is not None:
            return known
        level, within = divmod(height, HEIGHT)
        first = number << within
        idx, offset = divmod(first, WIDTH)
        entries = self._tile(level, idx)
        node = fold(entries[offset : offset + (1 << within)])
        if within:
            self._nodes[height, number] = node
        return node

    def _tile(self, level: int, idx: int) -> Sequence[bytes]:
        known = self._tiles.get((level, idx))
        if known is None:
            known = self._tiles[level, idx] = self._read(level, idx)
        return known

    def _read(self, level: int, idx: int) -> Sequence[bytes]:
        stored = self._source.tile(level, idx)
        if stored is not None:
            return split(stored)
        first, end = idx * WIDTH, min((idx + 1) * WIDTH, self._size >> (HEIGHT * level))
        if level == 0:
            entries = self._source.leaves(first, end)
        else:
            entries = self._source.tile_roots(level - 1, first, end)
        if len(entries) != end - first:
            raise CorruptionError(
                INCOMPLETE, level=level, first=first, end=end, expected=end - first, got=len(entries)
            )
        return entries


def _split_point(width: int) -> int:
    """Return the largest power of two smaller than `width`."""
    return 1 << ((width - 1).bit_length() - 1)
