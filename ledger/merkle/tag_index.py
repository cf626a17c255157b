"""The tag index: for each tag all the positions that carry it, under one root that a checkpoint signs.

A proof that an event is in the log says nothing of what was left out. This index does: who holds the signed
root learns of a tag how many events carry it and at which positions, or that none does. Step by step:

1. The key of a tag is `SHA256(0x03 ‖ tag)`, so a neighbour shown in a proof gives no name away.
2. Its positions, ascending, eight bytes each (big endian), lie in blocks of 256; a block is a leaf
   `SHA256(0x00 ‖ block)` of a tree of RFC 9162. A position is then never hashed twice as the tag grows.
3. The leaf of the tag is `SHA256(0x00 ‖ key ‖ number of positions ‖ root of 2.)`.
4. The first 14 bits of the key name one of 16,384 buckets. Its leaves, ordered by key, are a tree of
   RFC 9162; the bucket is `SHA256(0x02 ‖ number of leaves ‖ root)`, so its size cannot be disputed.
5. The buckets are the leaves of a full binary tree of 14 levels, whose root is that of the index.

Whatever order the events came in, the same tags give the same root. A new event changes the bucket of each of
its tags and 14 hashes above, whatever the size of the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Self

from ledger.errors import CorruptionError, Problem
from ledger.merkle.proof import verify_inclusion
from ledger.merkle.tree import HASH_SIZE, fold, leaf_hash, node_hash
from ledger.phrases import Particular, Phrase

LEVELS = 14
BUCKETS = 1 << LEVELS
BLOCK = 256  # positions hashed together
NUMBER = 8  # bytes of a number
_BLOCK_BYTES = BLOCK * NUMBER
_SPARE_BITS = 16 - LEVELS

INDEX_PROOF = Problem(
    "index_proof",
    zh="核对 {tag} 的完整性证明：{reason}。",
    en="Checking the proof of completeness of {tag}: {reason}.",
    zh_advice="此证明不能说明没有遗漏。请向账本持有者重新索取。",
    en_advice="It does not show that nothing was left out. Ask the holder of the ledger for it again.",
)

_CLIMB = Phrase("index_proof_climb", "桶上方应有十四个哈希", "expected fourteen hashes above the bucket")
_OTHER_ROOT = Phrase(
    "index_proof_root", "与已签署的索引根不符", "the signed root of the index is another one"
)
_OTHER_TAG = Phrase("index_proof_tag", "所示为另一标签", "it shows another tag")
_OTHER_POSITIONS = Phrase(
    "index_proof_positions",
    "应恰为 {count} 个已承诺的位置",
    "expected the {count} positions committed to, no others",
)
_NOT_ABSENT = Phrase(
    "index_proof_not_absent", "无此标签却给出了位置", "positions are given of a tag that is absent"
)
_NOT_NEIGHBOURS = Phrase("index_proof_neighbours", "两侧的叶不相邻", "the two leaves are not neighbours")
_NOT_BETWEEN = Phrase(
    "index_proof_between", "标签不在两侧的叶之间", "the tag does not lie between the two leaves"
)
_OUTSIDE = Phrase("index_proof_outside", "叶不在其桶中", "a leaf does not lie in its bucket")


class IndexProofError(CorruptionError):
    """A proof of completeness or of absence does not prove it."""


def key_of(tag: str) -> bytes:
    """Return the key of a tag."""
    return sha256(b"\x03" + tag.encode()).digest()


def bucket_of(key: bytes) -> int:
    """Return the number of the bucket that a key lies in."""
    return int.from_bytes(key[:2], "big") >> _SPARE_BITS


def tag_leaf(key: bytes, count: int, root: bytes) -> bytes:
    """Return the leaf of a tag."""
    return leaf_hash(key + count.to_bytes(NUMBER, "big") + root)


def bucket_node(leaves: Sequence[bytes]) -> bytes:
    """Return the node of a bucket, its leaves given in the order of their keys."""
    return _bucket(len(leaves), fold(leaves))


def _bucket(count: int, root: bytes) -> bytes:
    return sha256(b"\x02" + count.to_bytes(NUMBER, "big") + root).digest()


EMPTY_BUCKET = bucket_node(())


def positions_root(positions: Iterable[int]) -> bytes:
    """Return the root over ascending positions."""
    return Postings().extended(positions).root()


@dataclass(frozen=True, slots=True)
class Postings:
    """The positions of one tag so far: full blocks by their hashes alone, the open one whole.

    Attributes:
        count: How many positions.
        peaks: Roots of the full trees of 2^k full blocks that the count is made of, largest first.
        open: The positions of the open block, eight bytes each.
    """

    count: int = 0
    peaks: tuple[bytes, ...] = ()
    open: bytes = b""

    @classmethod
    def parse(cls, count: int, edge: bytes) -> Self:
        """Return what :meth:`edge` has written."""
        end = (count // BLOCK).bit_count() * HASH_SIZE
        return cls(count, tuple(edge[at : at + HASH_SIZE] for at in range(0, end, HASH_SIZE)), edge[end:])

    def edge(self) -> bytes:
        """Return peaks and open block in one piece: what grows on needs no more."""
        return b"".join((*self.peaks, self.open))

    def extended(self, positions: Iterable[int]) -> Postings:
        """Return the postings with these later positions added."""
        added = b"".join([position.to_bytes(NUMBER, "big") for position in positions])
        data = self.open + added
        count = self.count + len(added) // NUMBER
        if len(data) < _BLOCK_BYTES:
            return Postings(count, self.peaks, data)
        peaks, blocks, at = list(self.peaks), self.count // BLOCK, 0
        while len(data) - at >= _BLOCK_BYTES:
            node, blocks = leaf_hash(data[at : at + _BLOCK_BYTES]), blocks + 1
            for _ in range((blocks & -blocks).bit_length() - 1):  # two full trees of one size are one
                node = node_hash(peaks.pop(), node)
            peaks.append(node)
            at += _BLOCK_BYTES
        return Postings(count, tuple(peaks), data[at:])

    def root(self) -> bytes:
        """Return the root over all positions."""
        hashes = [*self.peaks, leaf_hash(self.open)] if self.open else list(self.peaks)
        if not hashes:
            return fold(())
        root = hashes.pop()
        while hashes:
            root = node_hash(hashes.pop(), root)
        return root


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A leaf of the index as a proof shows it.

    Attributes:
        key: Of the tag, 32 bytes.
        count: How many positions the tag has.
        root: Over these positions.
        number: Which leaf of its bucket it is, from 0.
        path: From the leaf to the root of the bucket's tree (RFC 9162 §2.1.3).
    """

    key: bytes
    count: int
    root: bytes
    number: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class IndexProof:
    """What the index says of one tag: its leaf, or the two leaves between which it would lie.

    Attributes:
        tag: The tag that was asked for.
        size: Number of leaves in its bucket.
        bucket_root: Root of the bucket's tree.
        climb: The 14 siblings from the bucket to the root of the index.
        leaf: The leaf of the tag, if any event carries it.
        before: Of an absent tag the leaf before its place; None if it would be the first.
        after: Of an absent tag the leaf behind its place; None if it would be the last.
    """

    tag: str
    size: int
    bucket_root: bytes
    climb: tuple[bytes, ...]
    leaf: Neighbour | None = None
    before: Neighbour | None = None
    after: Neighbour | None = None


def verify_index_proof(proof: IndexProof, positions: Sequence[int], root: bytes) -> None:
    """Prove that exactly these events carry the tag, under the signed root of the index.

    Args:
        proof: What came with the positions.
        positions: All positions that carry the tag, ascending; none of an absent tag.
        root: Root of the index, as a checkpoint states it.

    Raises:
        IndexProofError: It does not show that.
    """
    key = key_of(proof.tag)
    # 1. The bucket lies under the root.
    node = _bucket(proof.size, proof.bucket_root)
    if len(proof.climb) != LEVELS or any(len(one) != HASH_SIZE for one in (proof.bucket_root, *proof.climb)):
        raise _failure(proof, _CLIMB)
    number = bucket_of(key)
    for sibling in proof.climb:
        node = node_hash(sibling, node) if number & 1 else node_hash(node, sibling)
        number >>= 1
    if node != root:
        raise _failure(proof, _OTHER_ROOT)
    # 2. Of a tag that is there: its leaf lies in the bucket and states these positions.
    if proof.leaf is not None:
        leaf = proof.leaf
        if leaf.key != key or proof.before is not None or proof.after is not None:
            raise _failure(proof, _OTHER_TAG)
        if leaf.count != len(positions) or leaf.root != _root_of(positions):
            raise _failure(proof, _OTHER_POSITIONS.with_(count=str(leaf.count)))
        _in_bucket(proof, leaf)
        return
    # 3. Of an absent tag: two leaves side by side, the tag between them.
    if positions:
        raise _failure(proof, _NOT_ABSENT)
    _absent(proof, key)


def _absent(proof: IndexProof, key: bytes) -> None:
    before, after = proof.before, proof.after
    first = 0 if before is None else before.number + 1
    if first != (proof.size if after is None else after.number):
        raise _failure(proof, _NOT_NEIGHBOURS)
    for one in (before, after):
        if one is not None:
            _in_bucket(proof, one)
    if (before is not None and before.key >= key) or (after is not None and after.key <= key):
        raise _failure(proof, _NOT_BETWEEN)


def _in_bucket(proof: IndexProof, leaf: Neighbour) -> None:
    hashed = tag_leaf(leaf.key, leaf.count, leaf.root)
    try:
        verify_inclusion(leaf.number, proof.size, hashed, leaf.path, proof.bucket_root)
    except CorruptionError as error:
        raise _failure(proof, _OUTSIDE) from error


def _root_of(positions: Sequence[int]) -> bytes:
    """Return the root over positions; none of positions that do not ascend."""
    if any(later <= earlier for earlier, later in pairwise(positions)):
        return b""
    return positions_root(positions)


def _failure(proof: IndexProof, reason: Particular) -> IndexProofError:
    return IndexProofError(INDEX_PROOF, tag=proof.tag, reason=reason)


def audit_path(hashes: Sequence[bytes], number: int) -> tuple[bytes, ...]:
    """Return the path from one of these leaves to their root (RFC 9162 §2.1.3.1)."""
    path: list[bytes] = []
    low, high = 0, len(hashes)
    while high - low > 1:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if number < middle:
            path.append(fold(hashes[middle:high]))
            high = middle
        else:
            path.append(fold(hashes[low:middle]))
            low = middle
    return tuple(reversed(path))
