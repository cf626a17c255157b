"""The tag index signed: a checkpoint whose text has one more line, `tags <size of index> <root base64>`.

It is taken after imports, on demand and with every bundle, not with every append: to hash the buckets of its
tags anew would cost a live entry as much as all the rest. A signed index that lies is found by making it anew
from the log (`verify --deep`), and by nothing less: a proof from it shows what was signed.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger import clock
from ledger.errors import CorruptionError
from ledger.log.index_checkpoints import IndexCheckpoint, IndexCheckpoints
from ledger.log.reader import LogReader
from ledger.log.tag_index import IndexHead, TagIndex
from ledger.merkle.note import Signer
from ledger.seal.audit.tag_index import INDEX_SIGNED_OTHER
from ledger.seal.checkpoint import Checkpoint, root_at
from ledger.seal.key import signer_at
from ledger.seal.keyring import read_keyring
from ledger.settings import Location


@dataclass(frozen=True, slots=True)
class Indexed:
    """A checkpoint with the root of the tag index.

    Attributes:
        checkpoint: Size and root of the log, and of the index.
        note: Its text, signed.
    """

    checkpoint: Checkpoint
    note: str


def sign_index(log: LogReader, location: Location) -> Indexed:
    """Bring the index to the head of the log and sign it; what is signed already is given again.

    Raises:
        CommandError: The key cannot be used.
        CorruptionError: The stored tree is incomplete.
    """
    head = TagIndex(log).catch_up()
    kept = IndexCheckpoints(log).at(head.covered)
    checkpoint = _checkpoint(log, _signer(log, location).name, head)
    if kept is not None and (kept.tags, kept.root) == (head.size, head.root):
        return Indexed(checkpoint, kept.note)
    if kept is not None:
        raise CorruptionError(INDEX_SIGNED_OTHER, size=head.covered)
    indexed = Indexed(checkpoint, _signer(log, location).sign(checkpoint.text()))
    kept = IndexCheckpoint(head.covered, head.size, head.root, indexed.note, clock.now())
    IndexCheckpoints(log).keep(kept)
    return indexed


def signed_at(log: LogReader, signer: Signer, head: IndexHead) -> Indexed:
    """Return a checkpoint of the log and of its index as they were; a kept one if there is one.

    Args:
        log: The log.
        signer: Its key.
        head: The index at that position.
    """
    checkpoint = _checkpoint(log, signer.name, head)
    return Indexed(checkpoint, signer.sign(checkpoint.text()))


def _checkpoint(log: LogReader, origin: str, head: IndexHead) -> Checkpoint:
    size, root = root_at(log, head.covered)
    return Checkpoint(origin, size, root, (head.size, head.root))


def _signer(log: LogReader, location: Location) -> Signer:
    return signer_at(location, read_keyring(log).current)
