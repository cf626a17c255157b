"""The copies of checkpoints follow what is recorded: within a second, and when the program ends.

A copy costs the disk one confirmation of its own, so not every append waits for one. Before each append the
log is compared with the last copy; the file is read again only if somebody has written to it.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from ledger.errors import CommandError, LedgerError
from ledger.failpoints import passing
from ledger.merkle.note import NoteError, Verifier
from ledger.seal.checkpoint import Checkpoint, opened_by
from ledger.seal.copies import COPIES_GONE, append_copy, begin_copies, read_last_copies

WITHIN = 1.0  # seconds

Stamp = tuple[int, int, int]


class Copying:
    """Writes the copies of one ledger, and knows what the last one says.

    Attributes:
        path: Of the file.
        trouble: What kept the last copy from being written; it is tried again with the next.
    """

    def __init__(self, path: Path, verifiers: tuple[Verifier, ...]) -> None:
        self.path = path
        self.verifiers = verifiers
        self.trouble: LedgerError | None = None
        self._lock = threading.RLock()
        self._timer: threading.Timer | None = None
        self._waiting: tuple[str, int] | None = None  # note and size
        self._copied_at = -WITHIN
        self._name = os.fspath(path)
        self._stamp: Stamp | None = None
        self._last: tuple[Checkpoint, str] | None = None

    def last(self) -> tuple[Checkpoint, str] | None:
        """Return the last copy that a key of the ledger signed: what it says, and its note.

        Raises:
            UnavailableError: The file cannot be read.
        """
        with self._lock:
            stamp = _stamp(self._name)
            if stamp is None or stamp != self._stamp:
                self._last = self._last_of(read_last_copies(self.path).notes)
                self._stamp = stamp
            return self._last

    def begin(self, note: str, size: int) -> None:
        """Begin the file, where the database has no checkpoint yet or the first was not copied any more.

        Args:
            note: The last checkpoint of the database; empty where there is none.
            size: What it covers.

        Raises:
            CommandError: The database has checkpoints, but the file is not there, or is another ledger's.
            UnavailableError: It cannot be written.
        """
        self.refuse_if_gone(there=bool(note))
        begin_copies(self.path)
        if note:
            self.write(note, size)

    def refuse_if_gone(self, *, there: bool) -> None:
        """Refuse a file that holds no copy of this ledger, unless it has yet to be begun.

        Args:
            there: Whether the database has checkpoints.

        Raises:
            CommandError: It is not there, or is another ledger's.
        """
        if self._is_of_another() or (there and not self.path.exists()):
            raise CommandError(COPIES_GONE, path=self.path)

    def _is_of_another(self) -> bool:
        """Return whether the file holds copies, but none that a key of this ledger signed."""
        return bool(read_last_copies(self.path).notes)

    def offer(self, note: str, size: int) -> bool:
        """Have a checkpoint copied: now if the last copy is a second old, else within the second.

        Returns:
            Whether it was copied now.

        Args:
            note: The signed note.
            size: What it covers.
        """
        with self._lock:
            self._waiting = note, size
            now = time.monotonic()
            if now - self._copied_at >= WITHIN:
                self._copied_at = now
                return self.flush()
            if self._timer is None:
                self._timer = threading.Timer(WITHIN, self.flush)
                self._timer.daemon = True
                self._timer.start()
            return False

    def flush(self) -> bool:
        """Write what waits, and return whether it was; what kept it from that is kept as `trouble`."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._waiting is None:
                return False
            note, size = self._waiting
            try:
                self.write(note, size)
            except LedgerError as error:
                self.trouble = error
                return False
            self._waiting, self.trouble = None, None
            return True

    def write(self, note: str, size: int, *, even_back: bool = False) -> None:
        """Write one copy now, unless the last one reaches as far.

        Args:
            note: The signed note.
            size: What it covers.
            even_back: Write it although the last copy reaches further, as after a restore.

        Raises:
            CommandError: The file is not there.
            UnavailableError: It cannot be written.
        """

        def reached(notes: tuple[str, ...]) -> bool:
            last = self._last_of(notes)
            return last is not None and (last[0].size >= size if not even_back else last[1] == note)

        with self._lock:
            append_copy(self.path, note, begin=False, unless=reached)
        passing("checkpoint.copied")

    def _last_of(self, notes: tuple[str, ...]) -> tuple[Checkpoint, str] | None:
        for note in reversed(notes):
            try:
                return opened_by(note, *self.verifiers), note
            except NoteError:
                continue
        return None


def _stamp(name: str) -> Stamp | None:
    try:
        state = os.stat(name)  # noqa: PTH116 - before every append
    except OSError:
        return None
    return state.st_ino, state.st_size, state.st_mtime_ns
