"""What nothing inside of a ledger can show, listed by name; and that somebody outside of it finds each.

Whoever has the signing key and every file of the house makes the past anew, seal and all. These are the
scenarios that `verify` alone cannot find. With a checkpoint that was handed out before, each is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.seal.audit.outside import Outside
from ledger.seal.copies import read_copies
from ledger.seal.held import HeldNote
from ledger.seal.sealing import take_checkpoint
from replay.verify import verify
from tests.ledger.seal.tampering import Attacker, Ledger

UNDETECTABLE: dict[str, tuple[Callable[[Ledger], None], list[tuple[str, int]]]] = {}


def undetectable(*expected: tuple[str, int]) -> Callable[[Callable[[Ledger], None]], None]:
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
