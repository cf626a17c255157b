"""Whatever is altered below the program is found and named, on SQLite files and PostgreSQL databases.

Each case drops the triggers first, as one with the file or the owner's rights would, and states all findings
that must come of it, no more and no less.
"""

import shutil

import orjson
import pytest

from ledger.seal.note import Signer
from ledger.settings import locate
from tests.ledger.seal.tampering import Ledger
from tests.support.databases import sqlite_at

CASES = {}


def case(*expected):
    """Enter a way of tampering with the findings it must give, as (kind, position)."""

    def enter(tamper):
        CASES[tamper.__name__] = (tamper, list(expected))
        return tamper

    return enter


@pytest.fixture(scope="module")
def file_model(tmp_path_factory):
    """A SQLite ledger, closed, to be copied."""
    location = sqlite_at(tmp_path_factory.mktemp("model"))
    Ledger.make(location).close()
    return location


@pytest.fixture(scope="module")
def database_model(postgres_server, tmp_path_factory):
    """A PostgreSQL ledger whose tables are kept aside, to be put back before each test."""
    url = postgres_server.create()
    ledger = Ledger.make(at_home(url, tmp_path_factory.mktemp("model")))
    with ledger.attacker() as hand:
        hand.keep()
    yield ledger
    ledger.close()
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request, tmp_path):
    """An unspoilt ledger for one test."""
    if request.param == "sqlite":
        location = sqlite_at(tmp_path)
        shutil.copytree(request.getfixturevalue("file_model").path.parent, tmp_path, dirs_exist_ok=True)
        copy = Ledger(location)
        yield copy
        copy.close()
        return
    model = request.getfixturevalue("database_model")
    beside = [model.location.key_file, model.location.checkpoint_file]
    kept = [(path, path.read_bytes()) for path in beside]
    yield model
    for path, content in kept:
        path.write_bytes(content)
        path.chmod(0o600)
    with model.attacker() as hand:
        hand.restore()


def at_home(url, folder):
    """Return the place of a PostgreSQL ledger whose key and copies lie in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEDLEDGER_HOME", str(folder))
        return locate(url)


# --- changed


@case(("changed", 300))
def one_byte_of_a_document(hand):
    hand.change(300)


@case(("changed", 1))
def the_first_document(hand):
    hand.write_document(1, hand.document(1).replace(b"C1", b"C9"))


@case(("changed", 590))
def a_document_behind_the_last_full_tile(hand):
    hand.change(590)


@case(("changed", 600))
def the_last_document(hand):
    hand.change(600)


@case(("changed", 300))
def a_document_and_its_leaf(hand):
    hand.change(300, leaf=True)


@case(("changed", 257))
def a_document_its_leaf_and_the_hash_in_the_tile(hand):
    """The tile's own root still tells that one of its 256 events was changed."""
    hand.change(300, leaf=True, tile=True)


@case(("changed", 201))
def a_document_and_every_hash_of_it(hand):
    """Only the signed roots tell: 200 events agree, 512 do not."""
    hand.change(300, leaf=True, tile=True, root=True)


@case(("changed", 513))
def a_document_in_the_open_tile_and_its_leaf(hand):
    hand.change(590, leaf=True)


@case(("changed", 300))
def a_leaf(hand):
    hand.run("UPDATE events SET leaf = ? WHERE position = 300", b"\1" * 32)


@case(("changed", 590))
def a_leaf_in_the_open_tile(hand):
    hand.run("UPDATE events SET leaf = ? WHERE position = 590", b"\1" * 32)


@case(("changed", 300), ("changed", 400), ("changed", 590))
def three_documents(hand):
    for position in (300, 400, 590):
        hand.change(position)


@case(("changed", 300))
def neighbouring_documents(hand):
    """Neighbours are one finding that names them all."""
    for position in range(300, 311):
        hand.change(position)


@case(("changed", 300))
def a_document_that_is_no_json_any_more(hand):
    hand.write_document(300, b"\xff\x00 no document")


@case(("changed", 300))
def a_document_that_is_empty(hand):
    hand.write_document(300, b"")


@case(("changed", 300))
def the_position_in_a_document(hand):
    hand.write_document(300, hand.document(300).replace(b'"position":300', b'"position":301'))


@case(("changed", 300))
def the_column_type(hand):
    hand.run("UPDATE events SET type = 'goods_returned' WHERE position = 300")


@case(("changed", 300))
def the_column_event_id(hand):
    hand.run("UPDATE events SET event_id = 'another' WHERE position = 300")


@case(("changed", 300))
def the_column_event_time(hand):
    hand.run("UPDATE events SET event_time = '2020-01-01T00:00:00.000000Z' WHERE position = 300")


@case(("changed", 300))
def the_column_record_time(hand):
    hand.run("UPDATE events SET record_time = '2020-01-01T00:00:00.000000Z' WHERE position = 300")


# --- missing


@case(("missing", 1))
def the_first_row_deleted(hand):
    hand.delete(1, 1)


@case(("missing", 300))
def a_row_deleted(hand):
    hand.delete(300, 300)


@case(("missing", 300))
def a_row_deleted_with_its_traces(hand):
    hand.delete(300, 300, traces=True)


@case(("missing", 300))
def many_rows_deleted(hand):
    hand.delete(300, 550)


@case(("missing", 590))
def a_row_behind_the_last_full_tile_deleted(hand):
    hand.delete(590, 590, traces=True)


@case(("missing", 300), ("missing", 400))
def two_rows_deleted(hand):
    hand.delete(300, 300)
    hand.delete(400, 400)


@case(("missing", 300))
def a_row_deleted_and_the_rest_renumbered(hand):
    hand.delete(300, 300)
    hand.shift(301, -1)


@case(("missing", 590))
def rows_deleted_near_the_end_and_the_rest_renumbered(hand):
    hand.delete(590, 592, traces=True)
    hand.shift(593, -3)


# --- inserted


@case(("inserted", 601))
def a_copy_of_a_row_at_the_end(hand):
    hand.insert(601, hand.document(300), event_id="forged")


@case(("inserted", 601))
def a_copy_of_the_last_row_at_the_end(hand):
    hand.insert(601, hand.document(600), event_id="forged", tags=True)


@case(("inserted", 601))
def rows_at_the_end_with_wrong_leaves(hand):
    for position in (601, 602, 603):
        hand.insert(position, hand.forged(600, position), leaf=b"\2" * 32)


@case(("inserted", 601))
def a_row_at_the_end_without_tags(hand):
    hand.insert(601, hand.forged(600, 601))


@case(("inserted", 601))
def a_row_at_the_end_dated_back(hand):
    early = "2020-01-01T00:00:00.000000Z"
    hand.insert(601, hand.forged(600, 601, record_time=early), tags=True)


@case(("inserted", 601))
def a_row_at_the_end_that_is_no_document(hand):
    hand.insert(601, hand.forged(600, 601))
    hand.run("UPDATE events SET document = ? WHERE position = 601", b"?")


@case(("inserted", 5000))
def a_row_far_behind_the_end(hand):
    hand.insert(5000, hand.document(300), event_id="forged")


@case(("inserted", 0))
def a_row_in_front_of_the_first(hand):
    hand.insert(0, hand.forged(600, 0))


@case(("inserted", 300))
def a_row_in_the_middle_the_rest_renumbered(hand):
    hand.shift(300, 1)
    hand.insert(300, hand.forged(600, 300))


@case(("inserted", 599))
def a_row_near_the_end_the_rest_renumbered(hand):
    hand.shift(599, 1)
    hand.insert(599, hand.forged(600, 599))


# --- reordered


@case(("reordered", 300))
def two_rows_swapped(hand):
    hand.swap(300, 301)


@case(("reordered", 10))
def two_distant_rows_swapped(hand):
    hand.swap(10, 590)


@case(("reordered", 599))
def the_last_two_rows_swapped(hand):
    hand.swap(599, 600)


@case(("reordered", 300))
def the_contents_of_two_rows_swapped(hand):
    hand.swap_contents(300, 400)


@case(("reordered", 300))
def the_documents_of_two_rows_swapped(hand):
    one, other = hand.document(300), hand.document(400)
    hand.write_document(300, other)
    hand.write_document(400, one)


@case(("reordered", 300))
def two_rows_swapped_with_their_tags(hand):
    hand.swap(300, 400)
    for before, after in ((300, -7), (400, 300), (-7, 400)):
        hand.run("UPDATE events_tags SET position = ? WHERE position = ?", after, before)


@case(("reordered", 10), ("reordered", 300))
def two_pairs_swapped(hand):
    hand.swap(10, 12)
    hand.swap(300, 301)


@case(("reordered", 300))
def a_row_moved_further_back(hand):
    hand.run("UPDATE events SET position = -7 WHERE position = 300")
    for position in range(301, 311):
        hand.run("UPDATE events SET position = ? WHERE position = ?", position - 1, position)
    hand.run("UPDATE events SET position = 310 WHERE position = -7")


# --- replaced by a copy


@case(("changed", 300))
def a_row_replaced_by_a_copy_of_another(hand):
    hand.write_document(300, hand.document(301), leaf=True)


# --- truncated


@case(("truncated", 551))
def the_tail_cut_off(hand):
    hand.delete(551, 600)


@case(("truncated", 551))
def the_tail_cut_off_with_its_traces(hand):
    """The checkpoints of the database still say more."""
    hand.delete(551, 600, traces=True)


@case(("truncated", 401))
def the_tail_cut_off_within_a_full_tile(hand):
    hand.delete(401, 600, traces=True)
    hand.run("DELETE FROM checkpoints WHERE size > 400")


@case(("truncated", 551))
def the_tail_cut_off_and_its_checkpoints(hand):
    """The index of tags still leads further."""
    hand.delete(551, 600)
    hand.run("DELETE FROM checkpoints WHERE size > 551")


@case(("truncated", 1))
def everything_deleted(hand):
    hand.delete(1, 600)


# --- rolled back


@case(("rolled_back", 301))
def the_database_made_what_it_was(hand):
    hand.cut_to(300)


@case(("rolled_back", 1))
def the_database_made_empty(hand):
    hand.cut_to(0)


# --- other key


@case(("other_key", 512))
def a_checkpoint_signed_with_another_key(hand):
    hand.sign_anew(512, hand.own_key())


@case(("other_key", 200))
def all_checkpoints_signed_by_somebody_else(hand):
    for size in (200, 512, 600):
        hand.sign_anew(size, Signer("medledger/other", b"\5" * 32))


@case(("other_key", None))
def the_key_in_the_settings_replaced(hand):
    hand.run("UPDATE settings SET value = ? WHERE name = 'verifier_key'", str(hand.own_key().verifier))


@case(("other_key", None))
def the_key_replaced_and_all_checkpoints_signed_anew(hand):
    the_key_in_the_settings_replaced(hand)
    for size in (200, 512, 600):
        hand.sign_anew(size, hand.own_key())


@case(("other_key", 200))
def the_key_replaced_in_the_settings_and_the_key_file(hand):
    the_key_in_the_settings_replaced(hand)
    hand.location.key_file.write_text(hand.own_key().private_key())


@case(("other_key", 200))
def the_key_replaced_and_the_key_file_gone(hand):
    the_key_in_the_settings_replaced(hand)
    hand.location.key_file.unlink()


@case(("other_key", None))
def the_key_in_the_settings_spoilt(hand):
    hand.run("UPDATE settings SET value = 'no key' WHERE name = 'verifier_key'")


@case(("missing", None))
def the_key_in_the_settings_deleted(hand):
    hand.run("DELETE FROM settings WHERE name = 'verifier_key'")


@case(("changed", None))
def the_origin_in_the_settings_changed(hand):
    hand.run("UPDATE settings SET value = 'medledger/other' WHERE name = 'origin'")


# --- tiles


@case(("changed", 300))
def a_hash_in_a_tile(hand):
    hand.write_tile_hash(300, b"\3" * 32)


@case(("changed", 300))
def a_hash_in_a_tile_and_its_root(hand):
    hand.write_tile_hash(300, b"\3" * 32)
    hand.mend_tile_root(1)


@case(("changed", 257))
def the_root_of_a_tile(hand):
    hand.run("UPDATE tiles SET root = ? WHERE level = 0 AND idx = 1", b"\3" * 32)


@case(("missing", 257))
def a_tile_deleted(hand):
    hand.run("DELETE FROM tiles WHERE level = 0 AND idx = 1")


@case(("changed", 257))
def a_tile_cut_short(hand):
    hand.run("UPDATE tiles SET hashes = ? WHERE level = 0 AND idx = 1", b"\3" * 31)


# --- tags


@case(("missing", 300))
def a_tag_deleted(hand):
    hand.run("DELETE FROM events_tags WHERE position = 300 AND tag LIKE 'lot:%'")


@case(("missing", 300))
def all_tags_of_an_event_deleted(hand):
    hand.run("DELETE FROM events_tags WHERE position = 300")


@case(("inserted", 300))
def a_tag_added(hand):
    hand.run("INSERT INTO events_tags VALUES ('lot:P9/L9', 300, 'goods_sold')")


@case(("changed", 300))
def a_tag_renamed(hand):
    hand.run("UPDATE events_tags SET tag = 'lot:P9/L9' WHERE position = 300 AND tag LIKE 'lot:%'")


@case(("changed", 300))
def the_type_of_a_tag_changed(hand):
    hand.run("UPDATE events_tags SET type = 'goods_lent' WHERE position = 300 AND tag LIKE 'lot:%'")


@case(("changed", 300), ("changed", 400))
def the_tags_of_two_events_swapped(hand):
    for before, after in ((300, -7), (400, 300), (-7, 400)):
        hand.run("UPDATE events_tags SET position = ? WHERE position = ?", after, before)


# --- personal values


@case(("changed", 1))
def a_personal_value(hand):
    hand.run("UPDATE personal SET value = '张三' WHERE position = 1 AND field = 'contact'")


@case(("changed", 1))
def the_salt_of_a_personal_value(hand):
    hand.run("UPDATE personal SET salt = ? WHERE position = 1 AND field = 'phone'", b"salt")


@case(("changed", 1))
def two_personal_values_swapped(hand):
    for before, after in ((1, -7), (2, 1), (-7, 2)):
        hand.run("UPDATE personal SET position = ? WHERE position = ? AND field = 'contact'", after, before)


@case(("inserted", 300))
def a_personal_value_added(hand):
    hand.run("INSERT INTO personal VALUES (300, 'phone', ?, '0571')", b"salt")


# --- checkpoints and their copies


@case(("changed", 512))
def a_note_in_the_database(hand):
    note = hand.note(512)
    hand.run("UPDATE checkpoints SET note = ? WHERE size = 512", note.replace("\n512\n", "\n513\n"))


@case(("changed", 512))
def the_root_of_a_checkpoint_in_the_database(hand):
    hand.run("UPDATE checkpoints SET root = ? WHERE size = 512", b"\4" * 32)


@case(("changed", 512))
def a_note_that_is_no_note_any_more(hand):
    hand.run("UPDATE checkpoints SET note = 'nothing' WHERE size = 512")


@case(("changed", 513))
def a_copy_of_a_checkpoint(hand):
    path = hand.location.checkpoint_file
    path.write_text(path.read_text().replace("\n512\n", "\n513\n"))


@case(("other_key", 512))
def a_copy_signed_with_another_key(hand):
    path = hand.location.checkpoint_file
    note = hand.note(512)
    forged = hand.own_key().sign(note.split("\n\n")[0] + "\n")
    path.write_text(path.read_text().replace(note, forged))


@case(("missing", None))
def the_copies_deleted(hand):
    hand.location.checkpoint_file.unlink()


# --- several at once


@case(("changed", 20), ("missing", 300), ("reordered", 400), ("truncated", 591))
def a_little_of_everything(hand):
    hand.change(20)
    hand.delete(300, 300)
    hand.swap(400, 401)
    hand.delete(591, 600)


@case(("changed", 300), ("changed", 513))
def one_change_that_shows_does_not_hide_another_that_does_not(hand):
    """The first is explained by the tile, and the root signed behind it proves the rest up to there."""
    hand.change(300)
    hand.change(590, leaf=True)


@pytest.mark.parametrize("name", CASES)
def test_tampering_is_found_and_named(ledger, name):
    """All findings, in order, with the exact kind and position."""
    tamper, expected = CASES[name]
    assert ledger.found() == []
    with ledger.attacker() as hand:
        tamper(hand)
    assert ledger.found() == expected
    assert not ledger.verify().ok
    assert orjson.dumps(ledger.verify(deep=True).as_json())
