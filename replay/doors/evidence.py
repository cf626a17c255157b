"""An evidence bundle asked for by JSON values: what `medledger export` takes as words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.visible import visible
from replay.evidence.named_packs import pack_named

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.evidence.exporting import Exported


def exported(program: Program, said: Any, target: Path) -> Exported:
    """Make a bundle.

    Args:
        program: The ledger, its tables caught up.
        said: `{"pack", "arguments", "at", "known_at", "personal", "for"}`; the arguments are the words of the
            verb, of an inspection its first and its last day.
        target: A file that ends in `.zip`.

    Raises:
        CommandError: There is no such pack, or it names what is not there.
    """
    from replay.cutoff import reached
    from replay.evidence.exporting import Wish, export

    given: Mapping[str, Any] = said if isinstance(said, dict) else {}
    name, words = str(given.get("pack", "")), given.get("arguments", [])
    words = [str(one) for one in words] if isinstance(words, list | tuple) else [str(words)]
    chosen = pack_named(name, words)
    at, known_at = (None if given.get(one) is None else str(given[one]) for one in ("at", "known_at"))
    resolved = reached(program.log, program.readmodel, program.zone, at=at, known_at=known_at)
    purpose, receiver = (visible(str(given[one])) if given.get(one) else None for one in ("personal", "for"))
    return export(program, chosen(program, resolved), resolved, target, Wish(None, purpose, receiver))
