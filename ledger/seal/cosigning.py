"""What a witness does: sign a checkpoint of somebody's ledger, if it goes on from the last one that he saw.

He keeps the last checkpoint of each ledger beside his key. A first one he takes on trust, unless he names the
key of the ledger; a later one must come with a proof from the size that he saw (`checkpoint --export FILE
--since SIZE`). So whoever rewrites a ledger finds nobody who signs what was rewritten.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import orjson

from ledger.errors import CommandError, CorruptionError, Problem
from ledger.merkle.cosignature import Cosigner
from ledger.merkle.note import NoteError, Verifier, decoded
from ledger.merkle.proof import verify_consistency
from ledger.seal.audit.problems import HELD_FORKED, HELD_OLDER, HELD_OTHER_KEY, HELD_OTHER_LOG
from ledger.seal.audit.report import Finding
from ledger.seal.checkpoint import Checkpoint, opened_by
from ledger.seal.held import HELD_UNREADABLE, note_in
from ledger.seal.key import KEY_EXISTS, KEY_MALFORMED, write_whole

PROOF_MISSING = Problem(
    "proof_missing",
    zh="见证签署：上次见到 {size} 条，应附有自此以来的证明，实无。",
    en="Cosigning: {size} events were seen last; expected a proof of what came since, found none.",
    zh_advice="请向账本方索取 medledger checkpoint --export 文件 --since {size}。",
    en_advice="Ask the ledger for medledger checkpoint --export FILE --since {size}.",
)
WITNESS_KEY_MISSING = Problem(
    "witness_key_missing",
    zh="读取见证方的密钥：找不到 {path}。",
    en="Reading the key of the witness: {path} is not there.",
    zh_advice="先用 medledger cosign --make-key 名称 --key-file 文件 建立。",
    en_advice="Make it with medledger cosign --make-key NAME --key-file PATH.",
)


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What became of a checkpoint that a witness was given.

    Attributes:
        checkpoint: What it says.
        note: It, with the witness's signature; empty where he did not sign.
        finding: Why he did not.
        seen: Size that he had seen before; None where this is the first.
    """

    checkpoint: Checkpoint
    note: str
    finding: Finding | None
    seen: int | None


def make_witness(path: Path, name: str) -> Cosigner:
    """Make a witness's key in a new file.

    Raises:
        CommandError: The file is there already, cannot be written, or the name has blanks or plus signs.
    """
    if path.exists():
        raise CommandError(KEY_EXISTS, path=path)
    try:
        cosigner = Cosigner.new(name)
    except NoteError as error:
        raise CommandError(KEY_MALFORMED, path=name) from error
    write_whole(path, cosigner.private_key() + "\n")
    return cosigner


def read_witness(path: Path) -> Cosigner:
    """Return the witness's key that a file holds.

    Raises:
        CommandError: It is not there, or holds none.
    """
    try:
        return Cosigner.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CommandError(WITNESS_KEY_MISSING, path=path) from error
    except (OSError, UnicodeDecodeError, NoteError) as error:
        raise CommandError(KEY_MALFORMED, path=path) from error


def cosign(path: Path, key_path: Path, key: Verifier | None = None) -> Cosigned:
    """Sign the checkpoint of a file, if it goes on from the last one seen.

    Args:
        path: The checkpoint, with a proof in front where one is needed.
        key_path: The witness's key; what he has seen lies beside it.
        key: The ledger's key, where the witness knows it.

    Raises:
        CommandError: There is no checkpoint, a proof is lacking, or the key cannot be used.
    """
    cosigner = read_witness(key_path)
    text, note = _read(path)
    shown = Checkpoint.parse(note.partition("\n\n")[0] + "\n")
    seen = _seen(key_path)
    before = seen.get(shown.origin)
    wrong = _refusal(path, note, shown, before, key)
    if wrong is None and before is not None:
        wrong = _compared(path, text, shown, before)
    size = None if before is None else int(str(before["size"]))
    if wrong is not None:
        return Cosigned(shown, "", wrong, size)
    line = cosigner.line(note.partition("\n\n")[0] + "\n", int(time.time()))
    pinned = str(key) if key is not None else (before or {}).get("key")
    seen[shown.origin] = {"size": shown.size, "root": shown.root.hex(), "key": pinned}
    write_whole(_seen_file(key_path), orjson.dumps(seen, option=orjson.OPT_INDENT_2).decode() + "\n")
    return Cosigned(shown, note + line, None, size)


def _read(path: Path) -> tuple[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
        note = note_in(text)
        Checkpoint.parse(note.partition("\n\n")[0] + "\n")
    except (OSError, UnicodeDecodeError, NoteError) as error:
        raise CommandError(HELD_UNREADABLE, path=path) from error
    return text.replace("\r\n", "\n"), note


def _refusal(
    path: Path, note: str, shown: Checkpoint, before: dict[str, object] | None, key: Verifier | None
) -> Finding | None:
    """Return why a checkpoint is not the ledger's, as far as its key is known."""
    known = key
    if known is None and before is not None and before.get("key"):
        known = Verifier.parse(str(before["key"]))
    if known is None:
        return None
    if known.name != shown.origin:
        reason = HELD_OTHER_LOG.with_(path=path, expected=known.name, got=shown.origin)
        return Finding("other_key", shown.size, reason)
    try:
        opened_by(note, known)
    except NoteError:
        return Finding("other_key", shown.size, HELD_OTHER_KEY.with_(path=path, expected=known))
    return None


def _compared(path: Path, text: str, shown: Checkpoint, before: dict[str, object]) -> Finding | None:
    """Compare a checkpoint with the one seen before."""
    size, root = int(str(before["size"])), bytes.fromhex(str(before["root"]))
    if shown.size < size:
        return Finding("older", shown.size + 1, HELD_OLDER.with_(path=path, expected=size, got=shown.size))
    forked = Finding("forked", size, HELD_FORKED.with_(path=path, size=size))
    if size in {0, shown.size}:
        return forked if shown.size == size and shown.root != root else None
    old, proof = _proof(path, text)
    if old != size:
        raise CommandError(PROOF_MISSING, size=size)
    try:
        verify_consistency(size, shown.size, proof, root, shown.root)
    except CorruptionError:
        return forked
    return None


def _proof(path: Path, text: str) -> tuple[int | None, list[bytes]]:
    """Return the size from which a file proves consistency, and the hashes; None where it proves nothing."""
    if not text.startswith("old "):
        return None, []
    first, *hashes = text.partition("\n\n")[0].split("\n")
    try:
        return int(first.removeprefix("old ")), [decoded(one) for one in hashes]
    except ValueError as error:
        raise CommandError(HELD_UNREADABLE, path=path) from error


def _seen_file(key_path: Path) -> Path:
    return key_path.with_name(key_path.name + ".seen")


def _seen(key_path: Path) -> dict[str, dict[str, object]]:
    path = _seen_file(key_path)
    if not os.path.lexists(path):
        return {}
    try:
        found: dict[str, dict[str, object]] = orjson.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise CommandError(KEY_MALFORMED, path=path) from error
    return found
