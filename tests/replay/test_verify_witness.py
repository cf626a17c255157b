"""What nothing inside of a ledger can show, listed by name; and that somebody outside of it finds each.

Whoever has the signing key and every file of the house makes the past anew, seal and all. These are the
scenarios that `verify` alone cannot find. With a checkpoint that was handed out before, each is found.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.seal.audit.outside import Outside
from ledger.seal.copies import read_copies
from ledger.seal.held import HeldNote
from ledger.seal.sealing import take_checkpoint
from replay.verify import verify
from tests.ledger.seal.tampering import Attacker, Ledger

UNDETECTABLE: dict[str, tuple[Callable[[Ledger], None], list[tuple[str, int | None]]]] = {}


def undetectable(*expected: tuple[str, int | None]) -> Callable[[Callable[[Ledger], None]], None]:
    """Enter a scenario that nothing inside shows, with what a checkpoint held outside finds."""

    def enter(scenario: Callable[[Ledger], None]) -> None:
        UNDETECTABLE[scenario.__name__] = scenario, list(expected)

    return enter


def _cut(ledger: Ledger, size: int) -> None:
    """Make database and copies what they were at a size."""
    with Attacker(ledger.location) as hand:
        hand.cut_to(size)
    path = ledger.location.checkpoint_file
    kept = [note for note in read_copies(path).notes if int(note.split("\n")[1]) <= size]
    path.write_text("".join(f"{note}\n\n" for note in kept))


@undetectable(("older", 201))
def database_and_copies_rolled_back_together(ledger: Ledger) -> None:
    _cut(ledger, 200)


@undetectable(("forked", 600))
def rolled_back_together_and_written_on_with_the_key(ledger: Ledger) -> None:
    _cut(ledger, 200)
    again = Ledger(ledger.location).seal()
    again.record_until(700, sale="YS")
    again.close()


@undetectable(("older", 513))
def rolled_back_together_and_written_on_less_far(ledger: Ledger) -> None:
    _cut(ledger, 200)
    again = Ledger(ledger.location).seal()
    again.record_until(512, sale="YS")
    again.close()


@undetectable(("older", 1))
def all_of_it_taken_away(ledger: Ledger) -> None:
    _cut(ledger, 0)


def _signed_anew(ledger: Ledger, *edits: str) -> None:
    """Alter the tables beside the log, and sign its last checkpoint anew, with a link that agrees."""
    with Attacker(ledger.location) as hand:
        for edit in edits:
            hand.run(edit)
        hand.bind_anew("accesses")
        hand.bind_anew("doors")
        hand.run("DELETE FROM checkpoints WHERE size = 600")
    path = ledger.location.checkpoint_file
    path.write_text("".join(f"{note}\n\n" for note in read_copies(path).notes[:-1]))
    again = Ledger(ledger.location)
    again.checkpoint()
    again.close()


@undetectable(("truncated", None), ("truncated", None))
def ends_of_the_access_log_and_the_accounts_cut_off_and_signed_anew(ledger: Ledger) -> None:
    _signed_anew(ledger, "DELETE FROM accesses WHERE number > 4", "DELETE FROM doors WHERE number > 4")


@undetectable(("changed", None), ("changed", None))
def last_entries_of_both_written_anew_and_signed(ledger: Ledger) -> None:
    _signed_anew(
        ledger,
        "UPDATE accesses SET person = 'C' WHERE number = 6",
        "UPDATE doors SET name = 'C' WHERE number = 6",
    )


@pytest.fixture
def ledger(sqlite_location: object) -> Iterator[Ledger]:
    """A ledger of 600 events, signed at 200, 512 and 600."""
    made = Ledger.make(sqlite_location)
    yield made
    made.close()


@pytest.mark.parametrize("name", UNDETECTABLE)
def test_what_nothing_inside_shows_is_found_from_outside(ledger: Ledger, name: str) -> None:
    """By the checkpoint of 600 events that somebody was given."""
    scenario, expected = UNDETECTABLE[name]
    held = HeldNote(Path("handed out"), take_checkpoint(ledger.log, ledger.location).note)
    ledger.close()
    scenario(ledger)
    again = Ledger(ledger.location)
    inside = again.found()
    found = verify(again.log, again.location, outside=Outside(held=(held,))).findings
    again.close()
    assert inside == []
    assert [(one.kind, one.position) for one in found] == expected


def test_a_checkpoint_held_outside_says_how_much_it_covers(ledger: Ledger) -> None:
    """Of a link that does not hold, nothing is believed."""
    note = take_checkpoint(ledger.log, ledger.location).note
    told, findings = _against(ledger, note)
    assert (told["size"], told["accesses"], told["doors"], findings) == (600, 6, 6, [])
    text, _, lines = note.partition("\n\n")
    own, link = lines.splitlines()
    forged = bytearray(base64.b64decode(link.split()[-1]))
    forged[-1] ^= 1
    note = "\n".join([text, "", own, f"{link.rpartition(' ')[0]} {base64.b64encode(forged).decode()}", ""])
    told, findings = _against(ledger, note)
    assert ("accesses" in told, findings) == (False, [("other_key", 600)])
    told, findings = _against(ledger, f"{text}\n\n{own}\n")
    assert ("accesses" in told, findings) == (False, [])


def _against(ledger: Ledger, note: str) -> tuple[dict[str, Any], list[tuple[str, int | None]]]:
    """Return what is said of a checkpoint held outside, and what was found."""
    done = verify(ledger.log, ledger.location, outside=Outside(held=(HeldNote(Path("held"), note),)))
    (told,) = (one for one in done.basis.compared if one["what"] == "held")
    return told, [(one.kind, one.position) for one in done.findings]
