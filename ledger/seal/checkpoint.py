"""Checkpoints: the signed size and root of the log, in the C2SP `tlog-checkpoint` form.

::

    medledger/5f3c0a9be1d24c77
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

The copy beside the database is written first and the row in the database after it. So whoever reads the file
and then the database finds in the file nothing that the database could not have.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from ledger import clock
from ledger.errors import CorruptionError, Problem
from ledger.failpoints import passing
from ledger.log.checkpoints import Checkpoints
from ledger.log.reader import LogReader
from ledger.log.tiles import StoredTiles
from ledger.log.transaction import Transaction
from ledger.merkle.note import NoteError, Verifier, decoded
from ledger.merkle.tree import HASH_SIZE, Tree
from ledger.seal.copies import append_copy, read_last_copies
from ledger.seal.key import read_signer
from ledger.settings import Location

SIZE = re.compile("0|[1-9][0-9]{0,18}")

HEAD_BEHIND = Problem(
    "head_behind_checkpoint",
    zh="签署检查点：账本曾有 {signed} 条并已签署，现在只有 {size} 条。",
    en="Signing a checkpoint: expected at least the {signed} events signed before, got {size}.",
    zh_advice="账本可能被恢复成旧的副本。请停止记录，运行 medledger verify。",
    en_advice="An old copy may have been put back. Stop recording and run medledger verify.",
)
HEAD_DISAGREES = Problem(
    "head_disagrees_with_checkpoint",
    zh="签署检查点：前 {signed} 条与已签署的检查点不符。",
    en="Signing a checkpoint: the first {signed} events are not those that were signed before.",
    zh_advice="账本已被改动，不再签署。请停止记录，运行 medledger verify。",
    en_advice="The ledger was altered and is not signed again. Stop recording and run medledger verify.",
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The size and root of a log, named by its origin."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text to be signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Return the checkpoint that a signed text states; further lines in it are passed over.

        Raises:
            NoteError: The text is not a checkpoint.
        """
        lines = text.split("\n")
        if len(lines) < 4 or "" in lines[:-1] or lines[-1]:
            raise NoteError("expected origin, size and root on a line each")
        origin, size, root = lines[:3]
        if not SIZE.fullmatch(size):
            raise NoteError("expected the size as a plain number")
        raw = decoded(root)
        if len(raw) != HASH_SIZE:
            raise NoteError(f"expected a root of {HASH_SIZE} bytes")
        return cls(origin, int(size), raw)


@dataclass(frozen=True, slots=True)
class Taken:
    """A checkpoint that was asked for, its note, and whether it was new."""

    checkpoint: Checkpoint
    note: str
    new: bool


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """Return the checkpoint of a note that the ledger's key signed.

    Raises:
        NoteError: It is not such a note.
    """
    checkpoint = Checkpoint.parse(verifier.open(note))
    if checkpoint.origin != verifier.name:
        raise NoteError("the origin of the checkpoint is not the name of the key")
    return checkpoint


def take_checkpoint(log: LogReader, location: Location) -> Taken:
    """Sign the head of the log; a head that is signed already is not signed again.

    When the call returns, the checkpoint is durable in the file beside the ledger and in the database.

    Raises:
        CommandError: The signing key cannot be used.
        UnavailableError: The file of copies cannot be written.
        CorruptionError: The log does not continue what was signed before; it is not signed again.
    """
    signer = read_signer(log, location)
    # Both are read before the head: what they have signed by then, the head must have.
    copied = _last_copied(location, signer.verifier)
    stored = _last_stored(log, signer.verifier)
    head = _continued_head(log, signer.name, [one for one in (stored, copied) if one is not None])
    note = signer.sign(head.text())
    passing("checkpoint.signed")
    if copied is None or copied.size != head.size:
        append_copy(location.checkpoint_file, note)
    passing("checkpoint.copied")
    new = stored is None or stored.size != head.size
    if new:
        new = Checkpoints(log).insert(head.size, head.root, note, clock.now())
    passing("checkpoint.stored")
    return Taken(head, note, new)


def root_at(log: LogReader, size: int | None = None) -> tuple[int, bytes]:
    """Return size and root of the log as it was at `size`, or as it is now; nothing is signed.

    Raises:
        CorruptionError: The stored tree is incomplete.
    """
    with log.reading() as connection:
        if size is None:
            size = log.last(Transaction.of(connection))[0]
        return size, Tree(StoredTiles(Transaction.of(connection))).root(size)


def _continued_head(log: LogReader, origin: str, earlier: list[Checkpoint]) -> Checkpoint:
    with log.reading() as connection:
        size = log.last(Transaction.of(connection))[0]
        tree = Tree(StoredTiles(Transaction.of(connection)))
        for signed in earlier:
            if signed.size > size:
                raise CorruptionError(HEAD_BEHIND, signed=signed.size, size=size)
            if tree.root(signed.size) != signed.root:
                raise CorruptionError(HEAD_DISAGREES, signed=signed.size)
        return Checkpoint(origin, size, tree.root(size))


def _last_stored(log: LogReader, verifier: Verifier) -> Checkpoint | None:
    kept = Checkpoints(log).latest()
    return None if kept is None else _opened(kept.note, verifier)


def _last_copied(location: Location, verifier: Verifier) -> Checkpoint | None:
    copies = read_last_copies(location.checkpoint_file)
    opened = [_opened(note, verifier) for note in copies.notes]
    known = [checkpoint for checkpoint in opened if checkpoint is not None]
    return max(known, key=lambda checkpoint: checkpoint.size, default=None)


def _opened(note: str, verifier: Verifier) -> Checkpoint | None:
    try:
        return open_checkpoint(note, verifier)
    except NoteError:
        return None
