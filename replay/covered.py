"""How far the seal of a ledger reaches, told quickly: for `status`, which reads no event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.errors import LedgerError
from ledger.log.checkpoints import Checkpoints
from ledger.merkle.note import NoteError
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.copies import read_last_copies
from ledger.seal.key import ORIGIN, VERIFIER_KEY
from ledger.seal.places import checkpoint_file

if TYPE_CHECKING:
    from replay.bootstrap import Program


def coverage(program: Program, head: int) -> dict[str, Any]:
    """Return which positions no checkpoint covers, and what knows more than the log.

    Returns:
        `unsealed`: `{"first", "last"}` or None; `truncated`: `{"log", "copies", "tables"}`, the positions
        up to which each reaches, or None where nothing reaches further than the log.
    """
    latest = Checkpoints(program.log).latest()
    covered = 0 if latest is None else latest.size
    model = program.readmodel
    tables = model.position() if model.generation else 0
    copies = _copied(program)
    signs = program.log.get_setting(VERIFIER_KEY) is not None
    return {
        "unsealed": {"first": covered + 1, "last": head} if signs and covered < head else None,
        "truncated": {"log": head, "copies": copies, "tables": tables}
        if max(copies or 0, tables, covered) > head
        else None,
    }


def _copied(program: Program) -> int | None:
    """Return what the last copy that counts covers; None where there is none."""
    origin = program.log.get_setting(ORIGIN)
    try:
        notes = read_last_copies(checkpoint_file(program.location, origin)).notes
    except LedgerError:
        return None
    for note in reversed(notes):
        try:
            return Checkpoint.parse(note.partition("\n\n")[0] + "\n").size
        except NoteError:
            continue
    return None
