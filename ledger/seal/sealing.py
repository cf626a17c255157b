"""The seal of a log at work: every append is signed in its own transaction, before it is acknowledged.

One checkpoint covers what one transaction appends: a live entry, a batch of an import, or what several
threads had waiting. Before it signs, the seal makes sure that the log goes on from where it was: that its
head is not behind the last checkpoint in the database nor behind the last copy outside of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ledger.errors import CorruptionError, LedgerError, Problem
from ledger.failpoints import passing
from ledger.log.checkpoints import (
    Checkpoints,
    KeptCheckpoint,
    count_checkpoints,
    insert_checkpoint,
    last_checkpoint,
)
from ledger.log.recorder import LogRecorder, Turn
from ledger.log.tiles import StoredTiles
from ledger.log.transaction import Transaction
from ledger.merkle.edge import TileAppender
from ledger.merkle.note import NoteError, Signer, parse_note, signature_line
from ledger.merkle.tree import Tree
from ledger.seal.beside import Beside
from ledger.seal.chain import NOTHING, Link, digest_of_note, digest_of_own, line_of, link_of
from ledger.seal.checkpoint import Checkpoint, open_checkpoint
from ledger.seal.clock_watch import keep_running_time, refuse_doubtful
from ledger.seal.copying import Copying
from ledger.seal.key import found_signer
from ledger.seal.keyring import Keyring, read_keyring
from ledger.seal.places import checkpoint_file
from ledger.settings import Location

LOG_OLDER = Problem(
    "log_older",
    zh="比对日志：已签署到第 {signed} 条，账本只有 {size} 条；可能是旧备份，未写入任何内容。",
    en="Comparing the log: {signed} events were signed, it has {size}; possibly an old backup: "
    "nothing was written.",
    zh_advice="请换上最新的数据库；若已无法找回，运行 medledger checkpoint --accept-restore。",
    en_advice="Put the newest database back; where that is lost, run medledger checkpoint --accept-restore.",
)
LOG_OTHER = Problem(
    "log_other",
    zh="比对日志：前 {signed} 条与已签署的检查点不符；可能是旧备份或已被改动，未写入任何内容。",
    en="Comparing the log: the first {signed} events are not those that were signed; possibly an old backup, "
    "or altered: nothing was written.",
    zh_advice="请停止记录，运行 medledger verify 查明原因。",
    en_advice="Stop recording and run medledger verify to learn what happened.",
)
LAST_UNREADABLE = Problem(
    "last_checkpoint_unreadable",
    zh="读取最近的检查点：{size} 条处的检查点已被改动，未写入任何内容。",
    en="Reading the last checkpoint: the one at {size} events was altered: nothing was written.",
    zh_advice="请停止记录，运行 medledger verify 查明原因。",
    en_advice="Stop recording and run medledger verify to learn what happened.",
)


class Front(NamedTuple):
    """The end of the chain, on which the next checkpoint is put.

    Attributes:
        size: What it covers.
        number: Its number; 0 in front of the first.
        moment: When it was signed, stored form; empty where it does not say so.
        digest: Of its note.
        note: The note; empty in front of the first.
    """

    size: int
    number: int
    moment: str
    digest: bytes
    note: str


START = Front(-1, 0, "", NOTHING, "")


@dataclass(frozen=True, slots=True)
class Tools:
    """What signing takes, loaded once: the keys, the signer, and what writes the copies."""

    keyring: Keyring
    signer: Signer
    key_file: Path
    copying: Copying
    running_time: Path


class Seal:
    """Signs the appends of one log; give it to the log as its `seal`.

    Args:
        log: The log.
        location: Where its key and its copies lie.

    Attributes:
        back: Whether the log may go on although copies have signed more; see `ledger.seal.restoring`.
        accepting: Whether the clock is accepted as it is; see `ledger.seal.clock_accepting`.
        also: A second key that signs, where it takes the place of the first; see `ledger.seal.rotation`.
    """

    def __init__(self, log: LogRecorder, location: Location) -> None:
        self._log = log
        self._location = location
        self._tools: Tools | None = None
        self._front: Front | None = None
        self._made: Front | None = None
        self._compared: tuple[int, bytes] | None = None
        self._beside = Beside()
        self.back = False
        self.also: Signer | None = None
        self.accepting = False

    @property
    def trouble(self) -> LedgerError | None:
        """What kept the last copy from being written, if anything did."""
        return None if self._tools is None else self._tools.copying.trouble

    @property
    def front(self) -> Front:
        """The end of the chain, as far as this seal knows."""
        return self._front or START

    def tools(self) -> Tools:
        """Return what signing takes.

        Raises:
            CommandError: The ledger has no key, or its key cannot be used.
        """
        if self._tools is None:
            keyring = read_keyring(self._log)
            signer, path = found_signer(self._location, keyring.current)
            copies = checkpoint_file(self._location, signer.name)
            running_time = copies.with_name(copies.name.removesuffix(".checkpoints") + ".clock")
            self._tools = Tools(keyring, signer, path, Copying(copies, keyring.all), running_time)
        return self._tools

    def look(self) -> None:
        """Look whether the log may be written on, before anything is decided; an append looks again.

        Raises:
            CommandError: The key cannot be used, or the copies are not there.
            CorruptionError: Copies have signed more than the log has.
            UnavailableError: The copies cannot be read.
        """
        copying = self.tools().copying
        last = copying.last()
        if last is None:
            copying.refuse_if_gone(there=Checkpoints(self._log).latest() is not None)
        elif last[0].size > (size := self._log.head()) and not self.back:
            raise CorruptionError(LOG_OLDER, signed=last[0].size, size=size)

    def forget(self) -> None:
        """Load everything anew before the next append, as after the key was rotated."""
        self.close()
        self._tools, self._front = None, None

    def admit(self, turn: Turn, edge: TileAppender) -> bool:
        """Look whether the log may be written on; return whether its head is signed already.

        Raises:
            CommandError: The key cannot be used, or the copies are not there.
            CorruptionError: The log is older than what was signed, or other.
            UnavailableError: The copies cannot be read or written.
        """
        front = self._front
        if front is None or front.size != turn.head:
            front = self._stored_front(turn, edge)
        copying = self.tools().copying
        front = self._compared_with_copies(turn, copying, front)
        self._front = front
        self._beside.look(turn.transaction, self._log.noted)
        return front.size == turn.head

    @property
    def running_time(self) -> Path:
        """The file beside the copies that says how long the machine had been running at the last entry."""
        return self.tools().running_time

    def look_at_clock(self, turn: Turn, now: str) -> None:
        """Refuse a time that is not to be believed; an entry without a seal says only what lies behind it.

        Raises:
            CommandError: The clock went back, or far ahead.
        """
        front = self.front
        if self.accepting or not turn.head:
            return
        if front.size == turn.head and front.moment:
            refuse_doubtful(front.moment, now, self.running_time)
        elif now < turn.record_time:
            refuse_doubtful(turn.record_time, now, None)

    def sign(self, transaction: Transaction, edge: TileAppender, now: str) -> None:
        """Sign the tree as it is, and keep the checkpoint in the transaction."""
        signer, front = self.tools().signer, self._front or START
        checkpoint = Checkpoint(signer.name, edge.size, edge.root())
        text = checkpoint.text()
        link = Link(front.number + 1, now, front.digest, self._beside.ends)
        note = signer.sign(text)
        if self.also is not None:
            signature = self.also.signature(text.encode())
            note += signature_line(signer.name, self.also.verifier.key_id, signature)
        note += line_of(signer, text, link)
        passing("checkpoint.signed")
        insert_checkpoint(transaction, KeptCheckpoint(checkpoint.size, checkpoint.root, note, now))
        self._made = Front(checkpoint.size, link.number, now, digest_of_own(note), note)

    def committed(self) -> None:
        """The checkpoint that was signed last is durable: have it copied."""
        made, self._made = self._made, None
        if made is not None:
            passing("checkpoint.stored")
            self._front = made
            if self.tools().copying.offer(made.note, made.size):
                keep_running_time(self.running_time, made.moment)

    def close(self) -> None:
        """Write the copy that is still to be written."""
        if self._tools is not None and self._tools.copying.flush():
            keep_running_time(self.running_time, self.front.moment)

    def _stored_front(self, turn: Turn, edge: TileAppender) -> Front:
        """Return the end of the chain in the database, compared with the log."""
        last = last_checkpoint(turn.transaction)
        if last is None:
            return START
        if last.size > turn.head:
            raise CorruptionError(LOG_OLDER, signed=last.size, size=turn.head)
        first_time = self._front is None
        if not _is_signed_by(last.note, self.tools().signer):
            self._tools = None  # another program has rotated the key: both are read anew
        if last.size == turn.head:
            root = edge.root()
        else:
            root = _root_at(turn, last.size) if first_time else last.root
        if root != last.root:
            raise CorruptionError(LOG_OTHER, signed=last.size)
        return self._front_of(turn, last)

    def _front_of(self, turn: Turn, last: KeptCheckpoint) -> Front:
        tools = self.tools()
        try:
            link = link_of(last.note, *tools.keyring.all)
        except NoteError as error:
            raise CorruptionError(LAST_UNREADABLE, size=last.size) from error
        digest = digest_of_note(last.note, tools.signer.name)
        if link is None:  # of a program that had no chain yet
            return Front(last.size, count_checkpoints(turn.transaction), "", digest, last.note)
        return Front(last.size, link.number, link.moment, digest, last.note)

    def _compared_with_copies(self, turn: Turn, copying: Copying, front: Front) -> Front:
        """Compare the log with the last copy; return the later end of the chain of both."""
        last = copying.last()
        if last is None:
            copying.begin(front.note, front.size)
            return front
        copy, note = last
        if self.back:
            return front
        if copy.size > turn.head:
            raise CorruptionError(LOG_OLDER, signed=copy.size, size=turn.head)
        if self._compared != (copy.size, copy.root):
            if _root_at(turn, copy.size) != copy.root:
                raise CorruptionError(LOG_OTHER, signed=copy.size)
            self._compared = copy.size, copy.root
        if copy.size < front.size and self._front is None:
            copying.write(front.note, front.size)  # what another program could not copy any more
        if copy.size > front.size:
            return self._front_of(turn, KeptCheckpoint(copy.size, copy.root, note, ""))
        return front


@dataclass(frozen=True, slots=True)
class Taken:
    """A checkpoint that was asked for, its note, and whether it was new."""

    checkpoint: Checkpoint
    note: str
    new: bool


def seal_of(log: LogRecorder, location: Location) -> Seal:
    """Return the seal that a log has, or one for it."""
    return log.seal if isinstance(log.seal, Seal) else Seal(log, location)


def take_checkpoint(log: LogRecorder, location: Location) -> Taken:
    """Sign the head of the log; a head that is signed already is not signed again.

    When the call returns, the checkpoint is durable in the database and in the file beside it.

    Raises:
        CommandError: The signing key cannot be used, or the copies are not there.
        UnavailableError: The file of copies cannot be written.
        CorruptionError: The log does not continue what was signed before; it is not signed again.
    """
    seal, had = seal_of(log, location), log.seal
    log.seal = seal
    try:
        new = log.seal_head()
    finally:
        log.seal = had
    front = seal.front
    seal.tools().copying.write(front.note, front.size)
    checkpoint = open_checkpoint(front.note, seal.tools().signer.verifier)
    return Taken(checkpoint, front.note, new)


def _is_signed_by(note: str, signer: Signer) -> bool:
    try:
        return any(one.key_id == signer.verifier.key_id for one in parse_note(note)[1])
    except NoteError:
        return False


def _root_at(turn: Turn, size: int) -> bytes:
    return Tree(StoredTiles(turn.transaction)).root(size)
