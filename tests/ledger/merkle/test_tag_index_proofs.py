"""The tag index: its root does not depend on the order of things, and its proofs show all or nothing."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.merkle.tag_index import (
    EMPTY_BUCKET,
    IndexProof,
    IndexProofError,
    Neighbour,
    Postings,
    audit_path,
    bucket_node,
    bucket_of,
    key_of,
    positions_root,
    tag_leaf,
    verify_index_proof,
)
from ledger.merkle.tree import fold, leaf_hash, node_hash
from tests.ledger.merkle import naive_tree

_BUCKETS = 16_384
_POSITIONS = st.lists(st.integers(1, 2000), unique=True, min_size=1, max_size=1200).map(sorted)


def _root_by_hand(positions: list[int]) -> bytes:
    blocks = [positions[at : at + 256] for at in range(0, len(positions), 256)]
    leaves = [b"".join(one.to_bytes(8, "big") for one in block) for block in blocks]
    return naive_tree.root([naive_tree.leaf(leaf) for leaf in leaves])


class _NaiveIndex:
    """The whole index computed at once, from the words of its description."""

    def __init__(self, positions: dict[str, list[int]]) -> None:
        self.positions = positions
        self.buckets: dict[int, list[tuple[bytes, str]]] = {}
        for tag in positions:
            key = sha256(b"\x03" + tag.encode()).digest()
            self.buckets.setdefault(int.from_bytes(key[:2], "big") // 4, []).append((key, tag))
        for bucket in self.buckets.values():
            bucket.sort()
        self.nodes = [EMPTY_BUCKET] * _BUCKETS
        for number in self.buckets:
            self.nodes[number] = bucket_node(self.leaves(number))
        self.levels = [self.nodes]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            self.levels.append([node_hash(*below[at : at + 2]) for at in range(0, len(below), 2)])

    def leaves(self, number: int) -> list[bytes]:
        return [
            leaf_hash(key + len(self.positions[tag]).to_bytes(8, "big") + _root_by_hand(self.positions[tag]))
            for key, tag in self.buckets.get(number, [])
        ]

    @property
    def root(self) -> bytes:
        return self.levels[-1][0]

    def prove(self, tag: str) -> IndexProof:
        key = key_of(tag)
        number = bucket_of(key)
        leaves = self.leaves(number)
        members = self.buckets.get(number, [])
        at = sum(one < key for one, _ in members)

        def shown(place: int) -> Neighbour | None:
            if not 0 <= place < len(members):
                return None
            positions = self.positions[members[place][1]]
            path = audit_path(leaves, place)
            return Neighbour(members[place][0], len(positions), _root_by_hand(positions), place, path)

        climb = tuple(level[number >> height ^ 1] for height, level in enumerate(self.levels[:-1]))
        proof = IndexProof(tag, len(leaves), fold(leaves), climb)
        if tag in self.positions:
            return replace(proof, leaf=shown(at))
        return replace(proof, before=shown(at - 1), after=shown(at))


@given(_POSITIONS, st.lists(st.integers(0, 1200), max_size=5))
def test_positions_give_one_root_however_they_came(positions: list[int], cuts: list[int]) -> None:
    postings, last = Postings(), 0
    for cut in [*sorted(cut for cut in cuts if cut < len(positions)), len(positions)]:
        postings = postings.extended(positions[last:cut])
        postings = Postings.parse(postings.count, postings.edge())
        last = max(last, cut)
    assert postings.count == len(positions)
    assert postings.root() == positions_root(positions) == _root_by_hand(positions)


@pytest.fixture(scope="module")
def index() -> _NaiveIndex:
    """Some 30,000 tags: buckets of none, one and several leaves."""
    return _NaiveIndex({f"lot:P/{number}": [number + 1, number + 40_000] for number in range(30_000)})


def test_a_tag_is_shown_with_all_its_positions_and_no_others(index: _NaiveIndex) -> None:
    proof = index.prove("lot:P/17")
    verify_index_proof(proof, [18, 40_017], index.root)
    for wrong in ([18], [], [18, 40_017, 40_018], [40_017, 18], [18, 18], [18, 40_016]):
        with pytest.raises(IndexProofError):
            verify_index_proof(proof, wrong, index.root)


def test_a_tag_that_no_event_carries_is_shown_to_be_absent(index: _NaiveIndex) -> None:
    seen = set()
    for number in range(200):
        proof = index.prove(f"lot:P/absent{number}")
        verify_index_proof(proof, [], index.root)
        seen.add((proof.before is None, proof.after is None))
    assert seen == {(False, False), (True, False), (False, True), (True, True)}


def test_a_tag_that_is_there_is_never_shown_to_be_absent(index: _NaiveIndex) -> None:
    """Whatever leaves of its bucket, or of another one, are offered as its neighbours."""
    tag = next(tag for tag in index.positions if len(index.leaves(bucket_of(key_of(tag)))) >= 3)
    members = index.buckets[bucket_of(key_of(tag))]
    shown = [index.prove(one).leaf for _, one in members]
    base = replace(index.prove(tag), leaf=None)
    for before in [None, *shown]:
        for after in [None, *shown]:
            with pytest.raises(IndexProofError):
                verify_index_proof(replace(base, before=before, after=after), [], index.root)
    other = index.prove("lot:P/absent0")
    with pytest.raises(IndexProofError):
        verify_index_proof(replace(other, tag=tag), [], index.root)


@given(st.data())
def test_a_proof_that_was_changed_anywhere_proves_nothing(index: _NaiveIndex, data: st.DataObject) -> None:
    tag = data.draw(st.sampled_from(["lot:P/17", "lot:P/absent1", "lot:P/absent2", "lot:P/29999"]))
    proof, positions = index.prove(tag), index.positions.get(tag, [])
    forged = data.draw(st.sampled_from(list(_forgeries(proof))))
    with pytest.raises(IndexProofError):
        verify_index_proof(forged, positions, index.root)


def _forgeries(proof: IndexProof) -> list[IndexProof]:
    def flipped(value: bytes) -> bytes:
        return bytes([value[0] ^ 1]) + value[1:]

    found = [
        replace(proof, size=proof.size + 1),
        replace(proof, bucket_root=flipped(proof.bucket_root)),
        replace(proof, climb=proof.climb[1:]),
        replace(proof, climb=(*proof.climb, proof.climb[0])),
        replace(proof, climb=(flipped(proof.climb[0]), *proof.climb[1:])),
        replace(proof, tag=proof.tag + "x"),
    ]
    for name in ("leaf", "before", "after"):
        leaf = getattr(proof, name)
        if leaf is None:
            continue
        found += [
            replace(proof, **{name: changed})
            for changed in (
                None,
                replace(leaf, key=flipped(leaf.key)),
                replace(leaf, count=leaf.count + 1),
                replace(leaf, root=flipped(leaf.root)),
                replace(leaf, number=leaf.number + 1),
                replace(leaf, path=(*leaf.path, leaf.root)),
            )
        ]
    return [one for one in found if one != proof]


def test_a_leaf_commits_to_number_and_root() -> None:
    leaf = tag_leaf(b"k" * 32, 3, b"r" * 32)
    assert leaf == sha256(b"\x00" + b"k" * 32 + bytes(7) + b"\x03" + b"r" * 32).digest()
