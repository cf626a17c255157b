"""Checkpoints: what they say, where they are kept, and when none is signed."""

import pytest

from ledger.errors import CommandError, CorruptionError
from ledger.log.checkpoints import Checkpoints
from ledger.log.opening import open_log
from ledger.log.tiles import StoredTiles
from ledger.log.transaction import Transaction
from ledger.merkle.note import NoteError
from ledger.merkle.proof import verify_consistency, verify_inclusion
from ledger.merkle.tree import EMPTY_ROOT, Tree, leaf_hash
from ledger.seal.checkpoint import Checkpoint, open_checkpoint, root_at
from ledger.seal.copies import read_copies
from ledger.seal.key import establish, read_verifier
from ledger.seal.sealing import take_checkpoint
from tests.ledger.merkle import naive_tree
from tests.ledger.seal.tampering import Attacker
from tests.support.events import sold

ROOT = bytes(range(32))
TEXT = "medledger/abc\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


@pytest.fixture
def signed_log(log, location):
    establish(log, location)
    return log


def record(log, count):
    head = log.head()
    log.append_prepared([sold(f"XS{head + number}") for number in range(count)])


def test_a_checkpoint_is_origin_size_and_root_on_a_line_each():
    checkpoint = Checkpoint("medledger/abc", 20852163, ROOT)
    assert checkpoint.text() == TEXT
    assert Checkpoint.parse(TEXT) == checkpoint


def test_further_lines_of_a_checkpoint_are_passed_over():
    assert Checkpoint.parse(TEXT + "something else\n").size == 20852163


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "origin\n1\n",
        TEXT.replace("20852163", "020852163"),
        TEXT.replace("20852163", "-1"),
        TEXT.replace("20852163", "２"),
        TEXT.replace("20852163", "9" * 5000),
        TEXT.replace("Hh8=", "Hh8"),
        TEXT.replace("AAEC", ""),
        TEXT.replace("medledger/abc", ""),
        TEXT + "\n",
        TEXT.rstrip("\n"),
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text):
    with pytest.raises(NoteError):
        Checkpoint.parse(text)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 300])
def test_the_root_signed_is_that_of_the_stored_documents(signed_log, location, size):
    """Against the definition, from the stored bytes."""
    if size:
        record(signed_log, size)
    taken = take_checkpoint(signed_log, location)
    leaves = [naive_tree.leaf(stored) for batch in signed_log.scan() for _, stored in batch]
    assert (taken.checkpoint.size, taken.checkpoint.root) == (size, naive_tree.root(leaves))
    assert open_checkpoint(taken.note, read_verifier(signed_log)) == taken.checkpoint
    assert root_at(signed_log) == (size, taken.checkpoint.root)


def test_a_checkpoint_is_kept_in_the_database_and_beside_it(signed_log, location):
    record(signed_log, 3)
    taken = take_checkpoint(signed_log, location)
    (kept,) = Checkpoints(signed_log).all()
    assert (kept.size, kept.root, kept.note) == (3, taken.checkpoint.root, taken.note)
    assert read_copies(location.checkpoint_file).notes == (taken.note,)


def test_the_same_head_is_not_signed_twice(signed_log, location):
    record(signed_log, 3)
    first, second = take_checkpoint(signed_log, location), take_checkpoint(signed_log, location)
    assert (first.new, second.new) == (True, False)
    assert first.note == second.note
    assert len(Checkpoints(signed_log).all()) == len(read_copies(location.checkpoint_file).notes) == 1


def test_a_copy_that_a_crash_left_out_is_made_good(signed_log, location):
    """The row is durable before its copy is; the next program that signs adds it."""
    record(signed_log, 3)
    taken = take_checkpoint(signed_log, location)
    location.checkpoint_file.write_text("")
    assert not take_checkpoint(signed_log, location).new
    assert read_copies(location.checkpoint_file).notes == (taken.note,)


def test_the_file_of_copies_is_never_begun_anew(signed_log, location):
    """Whoever takes it away with an old backup put back would otherwise have an empty one to compare with."""
    record(signed_log, 3)
    take_checkpoint(signed_log, location)
    location.checkpoint_file.unlink()
    with pytest.raises(CommandError) as caught:
        take_checkpoint(signed_log, location)
    assert caught.value.reason.message("en") == (
        "Looking for the checkpoint copies: the database has checkpoints, but there are no copies of them in "
        f"{location.checkpoint_file}: nothing was written."
    )
    assert not location.checkpoint_file.exists()


def test_a_log_that_became_shorter_is_not_signed(signed_log, location):
    """An old copy of the database must not get a second, contradicting signature."""
    record(signed_log, 5)
    take_checkpoint(signed_log, location)
    with Attacker(location) as hand:
        hand.cut_to(3)
    again = open_log(location)
    with pytest.raises(CorruptionError) as caught:
        take_checkpoint(again, location)
    again.close()
    assert caught.value.reason.message("en") == (
        "Comparing the log: 5 events were signed, it has 3; possibly an old backup: nothing was written."
    )


def test_a_log_with_another_past_is_not_signed(signed_log, location):
    record(signed_log, 5)
    take_checkpoint(signed_log, location)
    with Attacker(location) as hand:
        hand.change(4, leaf=True)
    record(signed_log, 5)
    with pytest.raises(CorruptionError) as caught:
        take_checkpoint(signed_log, location)
    assert caught.value.code == "log_other"
    assert len(read_copies(location.checkpoint_file).notes) == 1


def test_proofs_come_from_the_log_itself(signed_log):
    """An event is in the signed tree, and a later tree only adds to an earlier one."""
    record(signed_log, 300)
    earlier = root_at(signed_log)
    record(signed_log, 250)
    size, root = root_at(signed_log)
    with signed_log.reading() as connection:
        tree = Tree(StoredTiles(Transaction.of(connection)))
        for position in (1, 256, 257, 550):
            leaf = leaf_hash(signed_log.document(position))
            verify_inclusion(position - 1, size, leaf, tree.inclusion_proof(position - 1, size), root)
        verify_consistency(300, size, tree.consistency_proof(300, size), earlier[1], root)
    assert root_at(signed_log, 300) == earlier


def test_the_empty_log_has_the_root_of_nothing(log):
    assert root_at(log) == (0, EMPTY_ROOT)
