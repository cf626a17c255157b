"""Ways of tampering with the tables beside the log: the access log, and the accounts and sessions.

Each case states all findings that must come of it, no more and no less; no event is concerned, so none has a
position. Both tables have six entries, the last checkpoint covers all of them.
"""

from ledger.seal.copies import read_copies
from tests.ledger.seal.tampering import case, scenario


@case(("changed", None))
def who_exported_changed(hand):
    hand.run("UPDATE accesses SET person = 'C' WHERE number = 3")


@case(("changed", None))
def the_last_entry_of_the_access_log_changed(hand):
    hand.run("UPDATE accesses SET what = '{}' WHERE number = 6")


@case(("missing", None))
def an_entry_of_the_access_log_deleted(hand):
    hand.run("DELETE FROM accesses WHERE number = 3")


@case(("truncated", None))
def the_last_entry_of_the_access_log_deleted(hand):
    hand.run("DELETE FROM accesses WHERE number = 6")


@case(("truncated", None))
def the_access_log_emptied(hand):
    hand.run("DELETE FROM accesses")


@scenario(("changed", None))
def the_access_log_written_anew_with_its_digests(hand):
    hand.run("UPDATE accesses SET person = 'C' WHERE number = 3")
    hand.bind_anew("accesses")


@scenario(("truncated", None))
def an_entry_taken_out_and_the_rest_renumbered_with_their_digests(hand):
    hand.run("DELETE FROM accesses WHERE number = 6")
    hand.bind_anew("accesses")


@case(("changed", None))
def a_session_given_to_another_account(hand):
    hand.run("UPDATE doors SET name = 'B' WHERE number = 1")


@scenario(("changed", None))
def the_proof_of_a_session_changed_with_all_digests(hand):
    hand.run('UPDATE doors SET what = \'{"proof":"00","until":"2099"}\' WHERE number = 2')
    hand.bind_anew("doors")


@case(("missing", None))
def an_entry_of_the_doors_deleted(hand):
    hand.run("DELETE FROM doors WHERE number = 1")


@case(("truncated", None))
def the_last_entry_of_the_doors_deleted(hand):
    hand.run("DELETE FROM doors WHERE number = 6")


@case(("changed", None))
def an_entry_added_to_the_doors_without_its_digest(hand):
    hand.run("INSERT INTO doors VALUES (7, '2026', 'account', 'C', '{}', ?)", b"\1" * 32)


@case(("changed", None))
def an_entry_of_the_doors_bound_that_makes_no_sense(hand):
    hand.run("INSERT INTO doors VALUES (7, '2026', 'account', 'C', '{}', ?)", b"\1" * 32)
    hand.bind_anew("doors")


@case(("changed", None))
def an_entry_of_the_access_log_bound_that_makes_no_sense(hand):
    hand.run("INSERT INTO accesses VALUES (7, '2026', 'C', 'exported', '{', ?)", b"\1" * 32)
    hand.bind_anew("accesses")


@scenario(("missing", 600), ("truncated", None), ("truncated", None))
def both_cut_off_and_the_checkpoint_that_tells_deleted(hand):
    """The copy of the checkpoint tells, too."""
    hand.run("DELETE FROM accesses WHERE number > 4")
    hand.run("DELETE FROM doors WHERE number > 4")
    hand.run("DELETE FROM checkpoints WHERE size = 600")


@scenario(("unsealed", 513))
def both_cut_off_with_the_checkpoint_and_its_copy(hand):
    """Then the events that it covered are not covered any more."""
    hand.run("DELETE FROM accesses WHERE number > 4")
    hand.run("DELETE FROM doors WHERE number > 4")
    hand.run("DELETE FROM checkpoints WHERE size = 600")
    path = hand.location.checkpoint_file
    path.write_text("".join(f"{note}\n\n" for note in read_copies(path).notes[:-1]))
