"""Ways of tampering with the chain of checkpoints, their copies and the keys.

Each case states all findings that must come of it, no more and no less, as (kind, position). The ledger has
checkpoints at 200, 512 and 600 events.
"""

from ledger.merkle.note import Signer
from ledger.seal.copies import append_copy, read_copies
from tests.ledger.seal.tampering import case, scenario


def copies(hand):
    """The notes beside the ledger."""
    return list(read_copies(hand.location.checkpoint_file).notes)


def write_copies(hand, notes):
    """Write the file of copies as a hand with an editor would."""
    hand.location.checkpoint_file.write_text("".join(f"{note}\n\n" for note in notes))


def without_link(note):
    """A note whose second line of signature was taken away."""
    return "".join(note.splitlines(keepends=True)[:-1])


# --- rows of checkpoints


@case(("missing", 200))
def the_first_checkpoint_deleted(hand):
    hand.run("DELETE FROM checkpoints WHERE size = 200")


@case(("missing", 512))
def a_checkpoint_in_the_middle_deleted(hand):
    hand.run("DELETE FROM checkpoints WHERE size = 512")


@case(("missing", 600))
def the_last_checkpoint_deleted(hand):
    hand.run("DELETE FROM checkpoints WHERE size = 600")


@scenario(("missing", 201))
def a_checkpoint_deleted_with_its_copy(hand):
    a_checkpoint_in_the_middle_deleted(hand)
    write_copies(hand, [note for note in copies(hand) if "\n512\n" not in note])


@scenario(("unsealed", 513))
def the_last_checkpoint_deleted_with_its_copy(hand):
    the_last_checkpoint_deleted(hand)
    write_copies(hand, copies(hand)[:-1])


@scenario(("missing", 1))
def all_checkpoints_but_the_last_deleted_with_their_copies(hand):
    hand.run("DELETE FROM checkpoints WHERE size < 600")
    write_copies(hand, copies(hand)[-1:])


@case(("changed", 512))
def the_date_of_a_checkpoint_changed(hand):
    hand.run("UPDATE checkpoints SET taken_at = '2026-01-01T00:00:00.000000Z' WHERE size = 512")


@case(("changed", 512))
def the_link_of_a_checkpoint_taken_away(hand):
    hand.run("UPDATE checkpoints SET note = ? WHERE size = 512", without_link(hand.note(512)))


@case(("changed", 600))
def the_link_of_the_last_checkpoint_taken_away(hand):
    hand.run("UPDATE checkpoints SET note = ? WHERE size = 600", without_link(hand.note(600)))


@case(("changed", 512))
def the_link_of_another_checkpoint_put_in(hand):
    other = hand.note(200).splitlines(keepends=True)[-1]
    hand.run("UPDATE checkpoints SET note = ? WHERE size = 512", without_link(hand.note(512)) + other)


@scenario(("changed", 512), ("changed", 600))
def the_notes_of_two_checkpoints_swapped(hand):
    first, second = hand.note(512), hand.note(600)
    hand.run("UPDATE checkpoints SET note = ? WHERE size = 512", second)
    hand.run("UPDATE checkpoints SET note = ? WHERE size = 600", first)


@case(("changed", 513))
def a_checkpoint_moved_to_another_size(hand):
    hand.run("UPDATE checkpoints SET size = 513 WHERE size = 512")


@case(("changed", 300))
def a_checkpoint_put_in_that_nobody_signed(hand):
    note = hand.note(200).replace("\n200\n", "\n300\n")
    hand.run("INSERT INTO checkpoints VALUES (300, ?, ?, 'now')", b"\7" * 32, note)


@case(("other_key", 300))
def a_checkpoint_put_in_that_another_key_signed(hand):
    text = hand.note(200).split("\n\n")[0].replace("\n200\n", "\n300\n") + "\n"
    note = hand.own_key().sign(text)
    hand.run("INSERT INTO checkpoints VALUES (300, ?, ?, 'now')", b"\7" * 32, note)


# --- copies beside the database


@case(("changed", 512))
def a_letter_of_a_copy_changed(hand):
    notes = copies(hand)
    name = notes[1].split("\n", 1)[0]
    notes[1] = notes[1].replace(f"— {name} ", f"— {name} A", 1)
    write_copies(hand, notes)


@case(("reordered", 200))
def two_copies_swapped(hand):
    first, second, third = copies(hand)
    write_copies(hand, [second, first, third])


@case(("missing", 200))
def the_copies_emptied(hand):
    hand.location.checkpoint_file.write_text("")


@case(("other_key", 700))
def a_copy_put_in_that_another_key_signed(hand):
    text = hand.note(600).split("\n\n")[0].replace("\n600\n", "\n700\n") + "\n"
    append_copy(hand.location.checkpoint_file, hand.own_key().sign(text))


@case()
def a_copy_taken_out_of_the_middle(hand):
    """Nothing is lost: the database has it, and the chain says that it belongs there."""
    first, _, third = copies(hand)
    write_copies(hand, [first, third])


@case()
def a_copy_written_twice(hand):
    write_copies(hand, [*copies(hand), copies(hand)[-1]])


@case()
def the_last_copy_taken_away(hand):
    """As a power cut leaves it: the database has signed more, which the next program copies."""
    write_copies(hand, copies(hand)[:-1])


# --- keys


@case()
def the_key_file_gone(hand):
    """Whoever verifies need not be able to sign."""
    hand.location.key_file.unlink()


@case(("other_key", None))
def the_key_file_replaced_by_another_key_of_that_name(hand):
    origin = hand.value("SELECT value FROM settings WHERE name = 'origin'")
    hand.location.key_file.write_text(Signer(origin, b"\x08" * 32).private_key())


@case(("changed", None))
def the_id_in_the_settings_changed(hand):
    hand.run("UPDATE settings SET value = 'ffffffffffffffff' WHERE name = 'ledger_id'")


@case(("changed", None))
def the_origin_in_the_settings_deleted(hand):
    hand.run("DELETE FROM settings WHERE name = 'origin'")


@case(("changed", None))
def the_id_in_the_settings_deleted(hand):
    hand.run("DELETE FROM settings WHERE name = 'ledger_id'")
