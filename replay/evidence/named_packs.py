"""A pack by its name and words, whichever door asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from ledger.errors import CommandError, Problem
from replay.evidence import packs

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.cutoff import Resolved
    from replay.evidence.packs import Pack

BAD_PACK: Final = Problem(
    "bad_pack",
    "导出证据：应为 {known} 之一及其参数，实际为“{given}”。",
    "Exporting evidence: expected one of {known} with what it needs, got '{given}'.",
    '例如 {{"pack": "lot", "arguments": ["P01", "L24"], "for": "检查员"}}。',
    'For example {{"pack": "lot", "arguments": ["P01", "L24"], "for": "inspector"}}.',
)
CASES: Final = {"recall": "recalls", "complaint": "complaints", "adverse-event": "adverse_events"}
# How many words each takes; of tables any number.
PACKS: Final = {
    "lot": 2,
    "unit": 2,
    "inspection": 2,
    "table": 1,
    **dict.fromkeys(CASES, 1),
    "self-inspection": 1,
}


def pack_named(name: str, words: Sequence[str]) -> Callable[[Program, Resolved], Pack]:
    """Return what chooses the rows of a pack.

    Args:
        name: That of the verb.
        words: Its own: keys of tables, a product with a lot or a serial, a number, a year, two days.

    Raises:
        CommandError: There is no such pack, or it needs other words.
    """
    count = len(words) if name == "table" else PACKS.get(name)
    whole = name != "self-inspection" or all(one.isascii() and one.isdigit() for one in words)
    if not words or count != len(words) or not whole:
        raise CommandError(BAD_PACK, known=", ".join(PACKS), given=" ".join([name, *words]))
    if name == "table":
        return lambda _program, _resolved: packs.of_tables(list(words))
    if name == "inspection":
        return lambda program, _resolved: packs.of_inspection(program, words[0], words[1])
    if name in {"lot", "unit"}:
        return lambda program, resolved: packs.of_goods(program, resolved, name, words[0], words[1])
    if name == "self-inspection":
        return lambda program, _resolved: packs.of_self_inspection(program, int(words[0]))
    return lambda program, resolved: packs.of_case(program, resolved, name, CASES[name], words[0])
