"""Checkpoints: the signed size and root of the log, in the C2SP `tlog-checkpoint` form.

::

    medledger/5f3c0a9be1d24c77
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
    tags 8512 nIXW1wQCkQ0AaMqY0lVd2R0SHZkCkV0ezHPMSS4wqe0=

The last line is there where the tag index is signed as well (`ledger.seal.indexing`).
Each is a row of the database, signed in the transaction that appends (`ledger.seal.sealing`); copies of them
follow beside the database. So whoever reads the copies first and then the database finds in the copies
nothing that the database could not have.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from ledger.log.reader import LogReader
from ledger.log.tiles import StoredTiles
from ledger.log.transaction import Transaction
from ledger.merkle.note import NoteError, UnknownKeyError, Verifier, decoded
from ledger.merkle.tree import HASH_SIZE, Tree

SIZE = re.compile("0|[1-9][0-9]{0,18}")
TAGS_LINE = re.compile(f"tags ({SIZE.pattern}) ([A-Za-z0-9+/]{{43}}=)")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The size and root of a log, named by its origin; `tags` are size and root of its tag index."""

    origin: str
    size: int
    root: bytes
    tags: tuple[int, bytes] | None = None

    def text(self) -> str:
        """Return the text to be signed."""
        text = f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"
        if self.tags is None:
            return text
        return f"{text}tags {self.tags[0]} {base64.b64encode(self.tags[1]).decode()}\n"

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
        return cls(origin, int(size), raw, _tags(lines[3]))


def _tags(line: str) -> tuple[int, bytes] | None:
    """Return size and root of the tag index that a line states; None of a line that states something else."""
    match = TAGS_LINE.fullmatch(line)
    return (int(match[1]), decoded(match[2])) if match else None


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """Return the checkpoint of a note that the ledger's key signed.

    Raises:
        NoteError: It is not such a note.
    """
    checkpoint = Checkpoint.parse(verifier.open(note))
    if checkpoint.origin != verifier.name:
        raise NoteError("the origin of the checkpoint is not the name of the key")
    return checkpoint


def opened_by(note: str, *verifiers: Verifier) -> Checkpoint:
    """Return the checkpoint of a note that one of these keys signed.

    Raises:
        NoteError: It is not such a note; `UnknownKeyError`: only others signed it.
    """
    for verifier in verifiers:
        try:
            return open_checkpoint(note, verifier)
        except UnknownKeyError:
            continue
    raise UnknownKeyError("expected a signature by a key of the ledger")


def root_at(log: LogReader, size: int | None = None) -> tuple[int, bytes]:
    """Return size and root of the log as it was at `size`, or as it is now; nothing is signed.

    Raises:
        CorruptionError: The stored tree is incomplete.
    """
    with log.reading() as connection:
        if size is None:
            size = log.last(Transaction.of(connection))[0]
        return size, Tree(StoredTiles(Transaction.of(connection))).root(size)
