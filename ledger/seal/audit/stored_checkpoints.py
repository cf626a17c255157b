"""The checkpoints of the database: who signed each, and whether the chain of them is whole.

They are read from the last to the first. What the last one is, its signatures say; each commits to the one in
front of it, so as long as the digests agree no other signature needs to be checked. Where they do not, each
checkpoint stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ledger.log.chained import Ends
from ledger.merkle.note import NoteError
from ledger.seal.audit.problems import (
    CHAIN_BROKEN,
    CHECKPOINT_CHANGED,
    CHECKPOINT_DATE_CHANGED,
    CHECKPOINTS_MISSING,
)
from ledger.seal.audit.report import Report
from ledger.seal.audit.source import StoredCheckpoint
from ledger.seal.chain import Link, check_link, digest_of_note, link_of
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.keyring import Keyring

Opened = Callable[[str], Checkpoint | None]


@dataclass(slots=True)
class _Behind:
    """The checkpoint behind the one that is looked at.

    Attributes:
        size: What it covers.
        number: Its number, or what it must be.
        digest: Digest that it gives of the one in front; None if it cannot be believed.
        passed: How many that cannot be believed lie in between.
    """

    size: int
    number: int
    digest: bytes | None
    passed: int = 0


class StoredAudit:
    """Looks at the checkpoints of the database from the last to the first.

    Args:
        keyring: The keys of the ledger.
        opened: Opens a note by its signature; None where only other keys signed it.
        report: Where the findings go.

    Attributes:
        others: Sizes of the checkpoints that only other keys signed.
        digests: Of the notes that are the ledger's, by size.
        gaps: Sizes around places where checkpoints are gone: that in front, that behind, and how many.
        count: How many rows there are.
        sizes: Of all rows, whatever they hold.
        dates: Size and moment of each checkpoint that says when it was signed, the last first.
        beside: Where the tables beside the log ended at each checkpoint that says so.
    """

    def __init__(self, keyring: Keyring, opened: Opened, report: Report) -> None:
        self._keyring = keyring
        self._opened = opened
        self._report = report
        self._behind: _Behind | None = None
        self.others: list[int] = []
        self.digests: dict[int, bytes] = {}
        self.gaps: list[tuple[int, int, int]] = []
        self.dates: list[tuple[int, str]] = []
        self.beside: list[Ends] = []
        self.count = 0
        self.sizes: set[int] = set()
        self._unlinked_behind: int | None = None

    def open(self, rows: Iterator[StoredCheckpoint]) -> Iterator[Checkpoint]:
        """Yield what the valid checkpoints say; everything wrong with the others is reported."""
        for row in rows:
            self.count += 1
            self.sizes.add(row.size)
            checkpoint = self._take(row, (row.note or b"").decode("utf-8", "replace"))
            if checkpoint is not None:
                yield checkpoint
        behind = self._behind
        if behind is not None and (gone := behind.number - 1 - behind.passed) > 0:
            self.gaps.append((0, behind.size, gone))

    def report_gaps(self, copied: list[int]) -> None:
        """Report where checkpoints are gone.

        Args:
            copied: Sizes of the copies of the ledger that the database lacks, ascending.
        """
        for front, behind, count in self.gaps:
            size = next((one for one in copied if front < one < behind), front + 1)
            reason = CHECKPOINTS_MISSING.with_(count=count, front=front, behind=behind)
            self._report.add("missing", size, reason)

    def _take(self, row: StoredCheckpoint, note: str) -> Checkpoint | None:
        behind = self._behind
        try:
            link = link_of(note, *self._keyring.all)
            digest = digest_of_note(note, self._keyring.current.name)
            checkpoint = self._believed(note, link, digest)
        except NoteError:
            self._report.add("changed", row.size, CHECKPOINT_CHANGED.with_(size=row.size))
            self._pass()
            return None
        if checkpoint is None:
            self.others.append(row.size)
            self._pass()
            return None
        self.sizes.add(checkpoint.size)
        if (checkpoint.size, checkpoint.root) != (row.size, row.root):
            self._report.add("changed", row.size, CHECKPOINT_CHANGED.with_(size=row.size))
            self._pass()
            return checkpoint
        if link is not None and row.taken_at != link.moment.encode():
            self._report.add("changed", row.size, CHECKPOINT_DATE_CHANGED.with_(size=row.size))
        self.digests[checkpoint.size] = digest
        self._chain(row.size, link, digest, behind)
        return checkpoint

    def _believed(self, note: str, link: Link | None, digest: bytes) -> Checkpoint | None:
        """Return what a note says: by what the one behind says of it, else by its own signatures."""
        behind = self._behind
        if behind is not None and behind.digest == digest and link is not None:
            return Checkpoint.parse(note.partition("\n\n")[0] + "\n")
        opened = self._opened(note)
        if opened is not None and link is not None:
            check_link(note, *self._keyring.all)
        return opened

    def _chain(self, size: int, link: Link | None, digest: bytes, behind: _Behind | None) -> None:
        """Compare the place of a valid checkpoint with what the one behind it says."""
        if link is None:
            self._unlinked(size, digest, behind)
            return
        if self._unlinked_behind is not None:
            size_of_it, self._unlinked_behind = self._unlinked_behind, None
            self._report.add("changed", size_of_it, CHECKPOINT_CHANGED.with_(size=size_of_it))
        if behind is not None:
            gone = behind.number - 1 - link.number
            if gone > behind.passed:
                self.gaps.append((size, behind.size, gone - behind.passed))
            elif gone < 0 or (not gone and behind.digest not in {None, digest}):
                self._report.add("changed", size, CHAIN_BROKEN.with_(size=size, behind=behind.size))
        self.dates.append((size, link.moment))
        if link.beside is not None:
            self.beside.append(link.beside)
        self._behind = _Behind(size, link.number, link.previous)

    def _unlinked(self, size: int, digest: bytes, behind: _Behind | None) -> None:
        """Judge a checkpoint of a program that had no chain yet: none with a link may lie in front of it."""
        self._unlinked_behind = size
        if behind is None:
            self._behind = None
            return
        if behind.digest not in {None, digest}:
            self._report.add("changed", size, CHAIN_BROKEN.with_(size=size, behind=behind.size))
            self._unlinked_behind = None
        self._behind = _Behind(size, behind.number - 1, None)

    def _pass(self) -> None:
        """Go on in front of a checkpoint that cannot be believed."""
        if self._behind is not None:
            self._behind.passed += 1
