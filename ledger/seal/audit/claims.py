"""The checkpoints of a ledger, in its database and beside it: who signed them and what they claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ledger import clock
from ledger.errors import LedgerError
from ledger.events.own import KEY_ROTATED, OWN_EVENTS, RESTORE_ACCEPTED
from ledger.log.chained import Ends
from ledger.merkle.note import NoteError, UnknownKeyError, Verifier
from ledger.seal.acts import TAG, Act, read_acts
from ledger.seal.audit.key_settings import KeySettings
from ledger.seal.audit.problems import (
    CHECKPOINT_DELETED,
    COPIES_CUT,
    COPIES_MISSING,
    COPIES_REORDERED,
    COPIES_UNREADABLE,
    COPY_CHANGED,
    COPY_TORN,
    OTHER_KEY,
)
from ledger.seal.audit.report import Report
from ledger.seal.audit.source import AuditSource
from ledger.seal.audit.stored_checkpoints import StoredAudit
from ledger.seal.chain import Link, check_link, digest_of_note, link_of
from ledger.seal.checkpoint import SIZE, Checkpoint, opened_by
from ledger.seal.copies import Copies, read_copies
from ledger.seal.key import read_key
from ledger.seal.keyring import Keyring
from ledger.seal.places import checkpoint_file, key_file
from ledger.settings import Location

Place = Literal["database", "copy"]
_LAG = 60.0  # seconds of recording after which a copy is missing, not late


@dataclass(frozen=True, slots=True)
class Claim:
    """A validly signed statement: the log had this root at this size."""

    size: int
    root: bytes
    place: Place


class ClaimAudit:
    """Opens every checkpoint with the keys of the ledger.

    The copies are read before the database: whatever they hold by then, the database must have.

    Args:
        location: Of the ledger.
        report: Where the findings go.
        origin: Name of the ledger's key, by which key and copies are found.
        alone: Whether the database may have come without the copies, as what is given to others does.

    Attributes:
        path: Of the file of copies.
        others: Sizes of the checkpoints that only other keys signed.
        acts: What was done to the seal, oldest first.
        restores: Old backups that the ledger says were put back on purpose.
        dates: Size and moment of the checkpoints in the database, the last first.
        beside: Where the tables beside the log ended, as checkpoints and copies say.
    """

    def __init__(
        self, location: Location, report: Report, origin: str | None = None, *, alone: bool = False
    ) -> None:
        self._report = report
        self._alone = alone
        self.path: Path = checkpoint_file(location, origin)
        self._unreadable = False
        self._copies = self._read_copies()
        self._in_key_file = _verifier_in(key_file(location, origin))
        self._keyring: Keyring | None = None
        self._stored: StoredAudit | None = None
        self.others: list[int] = []
        self._copied: list[int] = []  # sizes of the linked copies that count, in the order of the file
        self.acts: list[Act] = []
        self.restores: list[Act] = []
        self.dates: list[tuple[int, str]] = []
        self.beside: list[Ends] = []

    @property
    def keyring(self) -> Keyring | None:
        """The keys that the ledger states, once it was opened."""
        return self._keyring

    @property
    def copies(self) -> int:
        """How many copies there are."""
        return len(self._copies.notes)

    def open(self, source: AuditSource) -> list[Claim]:
        """Return the valid claims by size; everything wrong with the others is reported."""
        settings = KeySettings(source.settings(), self._report, self._in_key_file)
        acts = self.acts = list(read_acts(source.tagged(TAG), *OWN_EVENTS.values()))
        self.restores = [act for act in acts if act.type == RESTORE_ACCEPTED.type]
        stated = settings.stated(signed=bool(self._copies.notes) or source.has_checkpoints())
        trusted = stated or self._in_key_file
        if trusted is not None:
            self._keyring = Keyring(trusted, [act for act in acts if act.type == KEY_ROTATED.type])
        if stated is not None and self._keyring is not None:
            settings.compare_file(self._keyring.current)
        claims = self._open_stored(source)
        claims += self._open_copies()
        if self.others and stated is not None:
            expected, size = self._keyring.current if self._keyring else stated, min(self.others)
            reason = OTHER_KEY.with_(count=len(self.others), expected=expected, size=size)
            self._report.add("other_key", size, reason)
        return sorted(claims, key=lambda claim: claim.size)

    def finish(self, head: int, *, rolled_back: bool) -> None:
        """Report what is to be said of the checkpoints as such, once the log is known.

        Args:
            head: The last position of the log.
            rolled_back: Whether an old copy of the database explains that it lacks some.
        """
        if self._copies.torn:
            self._report.note("torn_copy", None, COPY_TORN.with_(path=self.path))
        stored = self._stored
        if stored is None:
            return
        # Another process may have begun the file since it was looked for; it does so before its row appears.
        if stored.count and not self._copies.present and not self.path.exists():
            if self._alone:
                return
            self._report.add("missing", None, COPIES_MISSING.with_(path=self.path, count=stored.count))
        elif stored.count and not self._unreadable:
            self._judge_lag(stored)
        lacking = sorted(size for size in set(self._copied) - stored.sizes if size <= head)
        stored.report_gaps(lacking)
        if rolled_back:
            return
        for size in lacking:
            if not any(front < size < behind for front, behind, _ in stored.gaps):
                self._report.add("missing", size, CHECKPOINT_DELETED.with_(size=size))

    def _read_copies(self) -> Copies:
        try:
            return read_copies(self.path)
        except LedgerError:
            self._report.add("missing", None, COPIES_UNREADABLE.with_(path=self.path))
            self._unreadable = True
            return Copies(())

    def _open_stored(self, source: AuditSource) -> list[Claim]:
        if self._keyring is None:
            return []
        self._stored = stored = StoredAudit(self._keyring, self._opened, self._report)
        claims = [Claim(one.size, one.root, "database") for one in stored.open(source.checkpoints())]
        self.others += stored.others
        self.dates = stored.dates
        self.beside += stored.beside
        return claims

    def _open_copies(self) -> list[Claim]:
        opened = [self._open_copy(number, note) for number, note in enumerate(self._copies.notes, 1)]
        given_up = self._given_up(opened)
        claims: list[Claim] = []
        for number, (checkpoint, link) in enumerate(opened):
            if checkpoint is None or number in given_up:
                continue
            claims.append(Claim(checkpoint.size, checkpoint.root, "copy"))
            if link is not None:
                self._judge_order(checkpoint.size)
                self._copied.append(checkpoint.size)
                if link.beside is not None:
                    self.beside.append(link.beside)
        return claims

    def _judge_order(self, size: int) -> None:
        if self._copied and size < self._copied[-1]:
            self._report.add("reordered", size, COPIES_REORDERED.with_(path=self.path, size=size))

    def _given_up(self, opened: Sequence[tuple[Checkpoint | None, Link | None]]) -> set[int]:
        """Return which copies belong to what was given up when an old backup was put back on purpose."""
        found: set[int] = set()
        for act in self.restores:
            ends = [
                number
                for number, (one, _) in enumerate(opened)
                if one is not None and one.size == act.data.get("given_up_size") and _says(one, act)
            ]
            kept = act.data.get("size")
            for number in range(ends[-1] + 1 if ends else 0):
                one = opened[number][0]
                if one is not None and isinstance(kept, int) and one.size > kept:
                    found.add(number)
        return found

    def _open_copy(self, number: int, note: str) -> tuple[Checkpoint | None, Link | None]:
        """Return what a copy says, None if nothing that counts, and its link, if it has one."""
        if self._keyring is None:
            return None, None
        try:
            link = link_of(note, *self._keyring.all)
            text = note.partition("\n\n")[0] + "\n"
            if self._is_stored(note, text):
                return Checkpoint.parse(text), link
            checkpoint = self._opened(note)
            if checkpoint is not None and link is not None:
                check_link(note, *self._keyring.all)
        except NoteError:
            reason = COPY_CHANGED.with_(path=self.path, number=number)
            self._report.add("changed", _stated_size(note), reason)
            return None, None
        if checkpoint is None:
            self.others.append(_stated_size(note) or 0)
        return checkpoint, link

    def _is_stored(self, note: str, text: str) -> bool:
        """Return whether the database has the very same note, so that its signatures need not be checked."""
        if self._stored is None or self._keyring is None:
            return False
        known = self._stored.digests.get(_stated_size(text) or 0)
        return known is not None and known == digest_of_note(note, self._keyring.current.name)

    def _judge_lag(self, stored: StoredAudit) -> None:
        """Report copies that end long before what the database has signed."""
        copied = max(self._copied, default=-1)
        later = [(size, moment) for size, moment in stored.dates if size > copied]
        if not later or copied > max(stored.sizes):
            return
        lag = (clock.parsed(later[0][1]) - clock.parsed(later[-1][1])).total_seconds()
        if lag > _LAG or (not self._copies.notes and len(later) > 1):
            reason = COPIES_CUT.with_(path=self.path, size=max(copied, 0))
            self._report.add("missing", later[-1][0], reason)

    def _opened(self, note: str) -> Checkpoint | None:
        """Return the checkpoint of a note; None if only other keys signed it."""
        keys = self._keyring
        if keys is None:
            return None
        size = _stated_size(note)
        try:
            return opened_by(note, *(keys.all if size is None else keys.at(size)))
        except UnknownKeyError:
            return self._by_key_file(note)

    def _by_key_file(self, note: str) -> Checkpoint | None:
        if self._in_key_file is None or (self._keyring and self._in_key_file in self._keyring.all):
            return None
        try:
            return opened_by(note, self._in_key_file)
        except UnknownKeyError:
            return None


def _says(checkpoint: Checkpoint, act: Act) -> bool:
    from ledger.merkle.note import encoded

    return encoded(checkpoint.root) == act.data.get("given_up_root")


def _verifier_in(path: Path) -> Verifier | None:
    try:
        return read_key(path, exposed=True).verifier
    except LedgerError:
        return None  # whoever verifies need not be able to sign


def _stated_size(note: str) -> int | None:
    lines = note.split("\n", 2)
    return int(lines[1]) if len(lines) > 1 and SIZE.fullmatch(lines[1]) else None
