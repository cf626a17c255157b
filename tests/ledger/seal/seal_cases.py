"""Ways of tampering with what is kept beside the rows: keys, tiles, tags, personal values, checkpoints.

Each case states all findings that must come of it, no more and no less, as (kind, position).
"""

from ledger.merkle.note import Signer
from tests.ledger.seal.tampering import case, scenario

# --- rolled back


@scenario(("rolled_back", 301), ("truncated", 301))
def the_database_made_what_it_was(hand):
    hand.cut_to(300)


@scenario(("rolled_back", 1), ("truncated", 1))
def the_database_made_empty(hand):
    hand.cut_to(0)


# --- other key


@case(("other_key", 512))
def a_checkpoint_signed_with_another_key(hand):
    hand.sign_anew(512, hand.own_key())


@scenario(("other_key", 200))
def all_checkpoints_signed_by_somebody_else(hand):
    for size in (200, 512, 600):
        hand.sign_anew(size, Signer("medledger/other", b"\5" * 32))


@case(("other_key", None))
def the_key_in_the_settings_replaced(hand):
    hand.run("UPDATE settings SET value = ? WHERE name = 'verifier_key'", str(hand.own_key().verifier))


@scenario(("other_key", None))
def the_key_replaced_and_all_checkpoints_signed_anew(hand):
    the_key_in_the_settings_replaced(hand)
    for size in (200, 512, 600):
        hand.sign_anew(size, hand.own_key())


@scenario(("other_key", 200))
def the_key_replaced_in_the_settings_and_the_key_file(hand):
    the_key_in_the_settings_replaced(hand)
    hand.location.key_file.write_text(hand.own_key().private_key())


@scenario(("other_key", 200))
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


@scenario(("changed", 300))
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


@scenario(("changed", 300), ("changed", 400))
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


@scenario(("changed", 1))
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


@scenario(("changed", 20), ("missing", 300), ("reordered", 400), ("truncated", 591))
def a_little_of_everything(hand):
    hand.change(20)
    hand.delete(300, 300)
    hand.swap(400, 401)
    hand.delete(591, 600)


@scenario(("changed", 300), ("changed", 513))
def one_change_that_shows_does_not_hide_another_that_does_not(hand):
    """The first is explained by the tile, and the root signed behind it proves the rest up to there."""
    hand.change(300)
    hand.change(590, leaf=True)
