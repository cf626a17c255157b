"""The keys of a ledger: the one it was made with, and those that rotations put in its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ledger.errors import CommandError, CorruptionError
from ledger.events.own import KEY_ROTATED
from ledger.log.reader import LogReader
from ledger.merkle.note import NoteError, Verifier
from ledger.seal.acts import Act, acts_of
from ledger.seal.key import KEY_UNKNOWN, VERIFIER_KEY, VERIFIER_MALFORMED


class Held(NamedTuple):
    """A key and when it signs.

    Attributes:
        since: Size of the first log that it signs; 0 for the first key.
        verifier: Its public half.
    """

    since: int
    verifier: Verifier


class Keyring:
    """The keys of one ledger, oldest first."""

    def __init__(self, first: Verifier, rotations: Iterable[Act] = ()) -> None:
        self.held = [Held(0, first)]
        for act in rotations:
            successor = rotated_to(act, self.held[-1].verifier)
            if successor is not None:
                self.held.append(Held(act.position, successor))

    @property
    def current(self) -> Verifier:
        """The key that signs now."""
        return self.held[-1].verifier

    @property
    def all(self) -> tuple[Verifier, ...]:
        """Every key, the newest first."""
        return tuple(one.verifier for one in reversed(self.held))

    def at(self, size: int) -> tuple[Verifier, ...]:
        """Return the keys that may have signed a log of a size: one, or both at a rotation."""
        return tuple(
            one.verifier
            for number, one in enumerate(self.held)
            if one.since <= size and (number + 1 == len(self.held) or size <= self.held[number + 1].since)
        )


def rotated_to(act: Act, before: Verifier) -> Verifier | None:
    """Return the key that an event puts in the place of another; None unless both signed it."""
    note = act.data.get("note")
    try:
        after = Verifier.parse(str(act.data.get("new_key")))
        if not isinstance(note, str) or before.open(note) != after.open(note):
            return None
        return after if before.open(note) == rotation_text(before, after) else None
    except NoteError:
        return None


def rotation_text(before: Verifier, after: Verifier) -> str:
    """Return what both keys sign when one takes the place of the other."""
    return f"medledger/key-rotation/v1\n{before}\n{after}\n"


def read_keyring(log: LogReader) -> Keyring:
    """Return the keys of a ledger.

    Raises:
        CommandError: It has none.
        CorruptionError: Its setting is no key any more.
    """
    text = log.get_setting(VERIFIER_KEY)
    if text is None:
        raise CommandError(KEY_UNKNOWN)
    try:
        first = Verifier.parse(text)
    except NoteError as error:
        raise CorruptionError(VERIFIER_MALFORMED) from error
    return Keyring(first, acts_of(log, KEY_ROTATED))
