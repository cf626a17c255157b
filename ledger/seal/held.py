"""Checkpoints that somebody holds outside of the ledger: read from a file, and compared with the log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ledger.errors import CommandError, CorruptionError, Problem
from ledger.merkle.note import NoteError, Verifier
from ledger.merkle.proof import verify_consistency
from ledger.merkle.tree import Tree
from ledger.seal.audit.problems import HELD_FORKED, HELD_OLDER, HELD_OTHER_KEY, HELD_OTHER_LOG
from ledger.seal.audit.report import Finding
from ledger.seal.checkpoint import Checkpoint, opened_by

HELD_UNREADABLE = Problem(
    "held_unreadable",
    zh="读取检查点文件：{path} 无法读取，或其中没有检查点。",
    en="Reading the checkpoint: {path} cannot be read, or holds no checkpoint.",
    zh_advice="应为 medledger checkpoint --export 写出的文件。",
    en_advice="It should be a file that medledger checkpoint --export has written.",
)
KEY_NO_VERIFIER = Problem(
    "key_no_verifier",
    zh="读取核验密钥：“{text}”不是核验密钥。",
    en="Reading the verifier key: '{text}' is not one.",
    zh_advice="应为 medledger init 打印出的核验密钥，形如“名称+八位十六进制+Base64”。",
    en_advice="It should be the one that medledger init printed: name+eight hexadecimal digits+base64.",
)


@dataclass(frozen=True, slots=True)
class HeldNote:
    """A checkpoint that somebody holds.

    Attributes:
        path: Of its file.
        note: With all of its signatures.
    """

    path: Path
    note: str

    @property
    def checkpoint(self) -> Checkpoint:
        """What it says, its signatures unchecked."""
        return Checkpoint.parse(self.note.partition("\n\n")[0] + "\n")


def read_held(path: Path) -> HeldNote:
    """Return the checkpoint that a file holds; lines of a proof in front of it are passed over.

    Raises:
        CommandError: There is none.
    """
    try:
        note = note_in(path.read_text(encoding="utf-8"))
        held = HeldNote(path, note)
        _ = held.checkpoint
    except (OSError, UnicodeDecodeError, NoteError) as error:
        raise CommandError(HELD_UNREADABLE, path=path) from error
    return held


def note_in(text: str) -> str:
    """Return the note of a file that may have a proof in front, as C2SP `tlog-witness` writes it."""
    text = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    return text.partition("\n\n")[2] if text.startswith("old ") else text


def parse_verifier(text: str) -> Verifier:
    """Return the verifier that the command line names.

    Raises:
        CommandError: It is none.
    """
    try:
        return Verifier.parse(text)
    except NoteError as error:
        raise CommandError(KEY_NO_VERIFIER, text=text) from error


def compare(held: HeldNote, tree: Tree, size: int, keys: tuple[Verifier, ...]) -> Finding | None:
    """Return what is wrong where a log does not go on from a checkpoint that somebody holds.

    Args:
        held: The checkpoint.
        tree: Of the log.
        size: Number of events of the log.
        keys: Those that may have signed it.
    """
    shown = held.checkpoint
    if shown.origin != keys[0].name:
        reason = HELD_OTHER_LOG.with_(path=held.path, expected=keys[0].name, got=shown.origin)
        return Finding("other_key", shown.size, reason)
    try:
        opened_by(held.note, *keys)
    except NoteError:
        return Finding("other_key", shown.size, HELD_OTHER_KEY.with_(path=held.path, expected=keys[-1]))
    if shown.size > size:
        reason = HELD_OLDER.with_(path=held.path, expected=shown.size, got=size)
        return Finding("older", size + 1, reason)
    try:
        goes_on(shown, tree, size)
    except CorruptionError:
        return Finding("forked", shown.size, HELD_FORKED.with_(path=held.path, size=shown.size))
    return None


def goes_on(earlier: Checkpoint, tree: Tree, size: int) -> None:
    """Check that a log only adds to an earlier checkpoint, by a proof of consistency.

    Raises:
        CorruptionError: It does not.
    """
    if earlier.size in {0, size}:
        root = tree.root(earlier.size)
        if root != earlier.root:
            raise CorruptionError(HELD_FORKED, path="", size=earlier.size)
        return
    proof = tree.consistency_proof(earlier.size, size)
    verify_consistency(earlier.size, size, proof, earlier.root, tree.root(size))
