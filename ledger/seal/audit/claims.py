"""The checkpoints of a ledger, in its database and beside it: who signed them and what they claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ledger.errors import LedgerError
from ledger.merkle.note import NoteError, UnknownKeyError, Verifier
from ledger.seal.audit.problems import (
    CHECKPOINT_CHANGED,
    COPIES_MISSING,
    COPIES_UNREADABLE,
    COPY_CHANGED,
    COPY_TORN,
    KEY_INVALID,
    KEY_REMOVED,
    KEY_REPLACED,
    ORIGIN_CHANGED,
    OTHER_KEY,
)
from ledger.seal.audit.report import Report
from ledger.seal.audit.source import AuditSource, StoredCheckpoint
from ledger.seal.checkpoint import SIZE, Checkpoint
from ledger.seal.copies import Copies, read_copies
from ledger.seal.key import LEDGER_ID, NAMESPACE, ORIGIN, VERIFIER_KEY, read_key
from ledger.settings import Location

Place = Literal["database", "copy"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A validly signed statement: the log had this root at this size."""

    size: int
    root: bytes
    place: Place


class ClaimAudit:
    """Opens every checkpoint with the key of the ledger.

    The copies are read before the database: whatever they hold by then, the database must have.
    """

    def __init__(self, location: Location, report: Report) -> None:
        self._location = location
        self._report = report
        self._copies = self._read_copies()
        self._in_key_file = _verifier_in_key_file(location)
        self._stated: Verifier | None = None
        self._others: list[int] = []
        self._stored_count = 0

    def open(self, source: AuditSource) -> list[Claim]:
        """Return the valid claims by size; everything wrong with the others is reported."""
        stored = list(source.checkpoints())
        self._stored_count = len(stored)
        self._open_settings(source.settings(), signed=bool(stored or self._copies.notes))
        claims = [claim for row in stored if (claim := self._open_row(row))]
        for number, note in enumerate(self._copies.notes, 1):
            claim = self._open_copy(number, note)
            if claim is not None:
                claims.append(claim)
        if self._others and self._stated is not None:
            self._report.add(
                "other_key",
                min(self._others),
                OTHER_KEY.with_(count=len(self._others), expected=self._stated, size=min(self._others)),
            )
        return sorted(claims, key=lambda claim: claim.size)

    def finish(self) -> None:
        """Report what is to be said about the file of copies as such."""
        path = self._location.checkpoint_file
        if self._copies.torn:
            self._report.note("torn_copy", None, COPY_TORN.with_(path=path))
        # Another process may have begun the file since it was looked for; it does so before its row appears.
        if self._stored_count and not self._copies.present and not path.exists():
            self._report.add("missing", None, COPIES_MISSING.with_(path=path, count=self._stored_count))

    def _read_copies(self) -> Copies:
        try:
            return read_copies(self._location.checkpoint_file)
        except LedgerError:
            reason = COPIES_UNREADABLE.with_(path=self._location.checkpoint_file)
            self._report.add("missing", None, reason)
            return Copies(())

    def _open_settings(self, settings: dict[str, bytes], *, signed: bool) -> None:
        text = settings.get(VERIFIER_KEY)
        if text is None:
            if signed or self._in_key_file is not None:
                self._report.add("missing", None, KEY_REMOVED.with_())
            return
        try:
            self._stated = Verifier.parse(text.decode("utf-8", "replace"))
        except NoteError:
            self._report.add("other_key", None, KEY_INVALID.with_())
            return
        if self._in_key_file not in {None, self._stated}:
            reason = KEY_REPLACED.with_(expected=self._in_key_file, got=self._stated)
            self._report.add("other_key", None, reason)
        name = self._stated.name
        for setting, expected in ((ORIGIN, name), (LEDGER_ID, name.removeprefix(NAMESPACE))):
            got = settings.get(setting)
            if got != expected.encode():
                shown = "—" if got is None else got.decode("utf-8", "replace")
                reason = ORIGIN_CHANGED.with_(setting=setting, expected=expected, got=shown)
                self._report.add("changed", None, reason)

    def _open_row(self, row: StoredCheckpoint) -> Claim | None:
        try:
            checkpoint = self._opened((row.note or b"").decode("utf-8", "replace"))
        except NoteError:
            self._report.add("changed", row.size, CHECKPOINT_CHANGED.with_(size=row.size))
            return None
        if checkpoint is None:
            self._others.append(row.size)
            return None
        if (checkpoint.size, checkpoint.root) != (row.size, row.root):
            self._report.add("changed", row.size, CHECKPOINT_CHANGED.with_(size=row.size))
        return Claim(checkpoint.size, checkpoint.root, "database")

    def _open_copy(self, number: int, note: str) -> Claim | None:
        try:
            checkpoint = self._opened(note)
        except NoteError:
            reason = COPY_CHANGED.with_(path=self._location.checkpoint_file, number=number)
            self._report.add("changed", _stated_size(note), reason)
            return None
        if checkpoint is None:
            self._others.append(_stated_size(note) or 0)
            return None
        return Claim(checkpoint.size, checkpoint.root, "copy")

    def _opened(self, note: str) -> Checkpoint | None:
        """Return the checkpoint of a note; None if only other keys signed it."""
        for verifier in (self._stated, self._in_key_file):
            if verifier is None:
                continue
            try:
                checkpoint = Checkpoint.parse(verifier.open(note))
            except UnknownKeyError:
                continue
            if checkpoint.origin != verifier.name:
                raise NoteError("the origin of the checkpoint is not the name of the key")
            return checkpoint
        return None


def _verifier_in_key_file(location: Location) -> Verifier | None:
    try:
        return read_key(location.key_file, exposed=True).verifier
    except LedgerError:
        return None  # whoever verifies need not be able to sign


def _stated_size(note: str) -> int | None:
    lines = note.split("\n", 2)
    return int(lines[1]) if len(lines) > 1 and SIZE.fullmatch(lines[1]) else None
