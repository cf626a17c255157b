"""The tree against its definition, at every size up to 64 and across the borders of tiles."""

import hashlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import CorruptionError
from ledger.merkle.edge import TileAppender
from ledger.merkle.proof import verify_consistency, verify_inclusion
from ledger.merkle.tree import EMPTY_ROOT, Tree, fold, leaf_hash, node_hash, open_range
from tests.ledger.merkle import naive_tree
from tests.ledger.seal.stored_tiles import StoredTiles
from tests.support.budgets import examples

BORDERS = [255, 256, 257, 511, 512, 513, 65_279, 65_280, 65_535, 65_536, 65_537, 65_792, 70_000]


@cache
def numbered_leaves():
    return [leaf_hash(b"event %d" % number) for number in range(70_000)]


@cache
def stored():
    return StoredTiles(numbered_leaves(), batches=[1, 254, 1, 1, 3_000, 60_000])


def test_the_leaf_and_node_hashes_are_those_of_the_rfc():
    """RFC 6962 §2.1: prefix 0x00 for leaves, 0x01 for nodes; the empty tree is the hash of nothing."""
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert node_hash(left, right) == hashlib.sha256(b"\x01" + left + right).digest()


def test_an_odd_hash_rises_unpaired():
    """The last node of an odd level is not paired with itself, unlike in Bitcoin."""
    a, b, c = (leaf_hash(letter) for letter in (b"a", b"b", b"c"))
    assert fold([a, b, c]) == node_hash(node_hash(a, b), c)


@pytest.mark.parametrize("size", range(65))
def test_every_proof_of_a_small_tree_equals_the_definition_and_verifies(size):
    """All roots, all inclusion proofs and all consistency proofs of all sizes up to 64."""
    leaves = numbered_leaves()[:size]
    tree = Tree(StoredTiles(leaves))
    root = naive_tree.root(leaves)
    assert tree.root(size) == root
    for index in range(size):
        proof = tree.inclusion_proof(index, size)
        assert proof == naive_tree.path(index, leaves)
        verify_inclusion(index, size, leaves[index], proof, root)
    for first in range(1, size + 1):
        proof = tree.consistency_proof(first, size)
        assert proof == naive_tree.proof(first, leaves)
        verify_consistency(first, size, proof, naive_tree.root(leaves[:first]), root)


@pytest.mark.parametrize("size", BORDERS)
def test_the_root_holds_across_tile_borders(size):
    leaves = numbered_leaves()[:size]
    expected = naive_tree.root(leaves)
    assert Tree(stored()).root(size) == expected
    appender = TileAppender()
    appender.extend(leaves)
    assert appender.root() == expected


@settings(deadline=None, max_examples=examples(60))
@given(st.data())
def test_proofs_hold_at_any_size_and_place(data):
    """Any size up to 70,000, with the borders of tiles drawn often; the store may be ahead of the size."""
    sizes = st.one_of(st.sampled_from(BORDERS), st.integers(1, 70_000))
    size = data.draw(sizes, "size")
    index = data.draw(st.one_of(st.integers(0, size - 1), st.sampled_from([0, size - 1])), "index")
    first = data.draw(st.one_of(sizes.filter(lambda n: n <= size), st.integers(1, size)), "first size")
    tree, leaves = Tree(stored()), numbered_leaves()
    root = tree.root(size)
    verify_inclusion(index, size, leaves[index], tree.inclusion_proof(index, size), root)
    verify_consistency(first, size, tree.consistency_proof(first, size), tree.root(first), root)


@pytest.mark.parametrize(("index", "first", "size"), [(0, 1, 257), (255, 256, 257), (300, 255, 1_000)])
def test_proofs_across_a_tile_border_equal_the_definition(index, first, size):
    leaves = numbered_leaves()[:size]
    tree = Tree(stored())
    assert tree.inclusion_proof(index, size) == naive_tree.path(index, leaves)
    assert tree.consistency_proof(first, size) == naive_tree.proof(first, leaves)


def test_a_proof_reads_a_handful_of_tiles_whatever_the_size():
    source = StoredTiles(numbered_leaves())
    tree = Tree(source)
    for index in (0, 12_345, 65_535, 69_999):
        source.reads = 0
        tree.inclusion_proof(index, 70_000)
        assert source.reads <= 9


@settings(deadline=None, max_examples=examples(50))
@given(st.lists(st.integers(1, 700), min_size=1, max_size=12))
def test_appending_in_any_batches_gives_the_same_tiles(batches):
    leaves = numbered_leaves()[: sum(batches)]
    in_batches, at_once = StoredTiles(leaves, batches), StoredTiles(leaves)
    assert in_batches.tiles == at_once.tiles
    assert in_batches.appender.root() == at_once.appender.root() == Tree(at_once).root(len(leaves))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 5_000, 65_535, 65_536, 65_537, 66_000])
def test_an_appender_resumed_from_the_store_goes_on_as_the_first(size):
    """Another process reads the edge of the tree and grows it by the same tiles."""
    source = StoredTiles(numbered_leaves()[:size])
    resumed = TileAppender.read(size, source)
    assert resumed.root() == source.appender.root()
    more = numbered_leaves()[size : size + 600]
    assert resumed.extend(more) == source.appender.extend(more)
    assert resumed.root() == source.appender.root()


def test_a_copy_does_not_move_the_original():
    """A transaction that fails leaves the edge where it was."""
    appender = TileAppender()
    appender.extend(numbered_leaves()[:300])
    before = appender.root()
    appender.copy().extend(numbered_leaves()[300:900])
    assert (appender.size, appender.root()) == (300, before)


def test_an_edge_with_hashes_missing_is_refused():
    with pytest.raises(ValueError, match="open hashes of level 0: expected 5, got 4"):
        TileAppender.resume(5, numbered_leaves()[:4], {})
    with pytest.raises(ValueError, match="open hashes of level 1: expected 1, got 0"):
        TileAppender.resume(256, [], {})


def test_a_store_with_rows_missing_gives_no_proof():
    source = StoredTiles(numbered_leaves()[:300])
    del source.all_leaves[290:]
    with pytest.raises(CorruptionError) as caught:
        Tree(source).inclusion_proof(1, 300)
    assert caught.value.reason.message("en") == (
        "Reading level 0 of the tree from 256 to 300: expected 44 hashes, got 34."
    )


def test_the_open_range_names_what_no_full_tile_holds():
    assert [list(open_range(size, 0))[:1] for size in (0, 256, 257)] == [[], [], [256]]
    assert open_range(66_000, 1) == range(256, 257)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_a_leaf_outside_the_tree_has_no_proof(index, size):
    with pytest.raises(ValueError, match="inclusion proof"):
        Tree(stored()).inclusion_proof(index, size)


def test_a_larger_tree_is_not_the_beginning_of_a_smaller():
    with pytest.raises(ValueError, match="consistency proof"):
        Tree(stored()).consistency_proof(6, 5)
