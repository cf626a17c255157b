"""An evidence bundle asked for by JSON values: what `medledger export` takes as words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import CommandError, Problem

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.cutoff import Resolved
    from replay.evidence.exporting import Exported
    from replay.evidence.packs import Pack

BAD_PACK: Final = Problem(
    "bad_pack",
    "导出证据：应为 {known} 之一及其参数，实际为“{given}”。",
    "Exporting evidence: expected one of {known} with what it needs, got '{given}'.",
    '例如 {{"pack": "lot", "arguments": ["P01", "L24"], "for": "检查员"}}。',
    'For example {{"pack": "lot", "arguments": ["P01", "L24"], "for": "inspector"}}.',
)
_CASES: Final = {"recall": "recalls", "complaint": "complaints", "adverse-event": "adverse_events"}
_COUNTS: Final = {"inspection": 2, "lot": 2, "unit": 2, "self-inspection": 1, **dict.fromkeys(_CASES, 1)}


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
    words = [str(one) for one in words] if isinstance(words, list) else [str(words)]
    if not words or _COUNTS.get(name, len(words) if name == "table" else -1) != len(words):
        known = ", ".join(["table", *_COUNTS])
        raise CommandError(BAD_PACK, known=known, given=" ".join([name, *words]))
    at, known_at = (None if given.get(one) is None else str(given[one]) for one in ("at", "known_at"))
    resolved = reached(program.log, program.readmodel, program.zone, at=at, known_at=known_at)
    pack = _pack(name, words)(program, resolved)
    purpose, receiver = (str(given[one]) if given.get(one) else None for one in ("personal", "for"))
    return export(program, pack, resolved, target, Wish(None, purpose, receiver))


def _pack(name: str, words: list[str]) -> Callable[[Program, Resolved], Pack]:
    from replay.evidence import packs

    if name == "table":
        return lambda _program, _resolved: packs.of_tables(words)
    if name == "inspection":
        return lambda program, _resolved: packs.of_inspection(program, words[0], words[1])
    if name in {"lot", "unit"}:
        return lambda program, resolved: packs.of_goods(program, resolved, name, words[0], words[1])
    if name == "self-inspection":
        if not (words[0].isascii() and words[0].isdigit()):
            raise CommandError(BAD_PACK, known="self-inspection YEAR", given=words[0])
        return lambda program, _resolved: packs.of_self_inspection(program, int(words[0]))
    return lambda program, resolved: packs.of_case(program, resolved, name, _CASES[name], words[0])
