"""The basis of an earlier answer, given back: the same question gives the same bytes.

A basis counts only in the ledger that it is of: where the tree had that root when it had that size.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger import clock
from ledger.errors import CommandError, Problem
from ledger.log.reader import LogReader
from ledger.seal.checkpoint import root_at
from projections.reading.cutoff import CutOff
from replay.moments import moment

BASIS_UNREADABLE = Problem(
    "basis_unreadable",
    "读取基准（basis）：应为先前的 JSON 答案或其中的 basis 对象，实际 {part} 缺失或无法识别。",
    "Reading a basis: expected an earlier answer in JSON, or the object that it has as `basis`; "
    "{part} is missing or cannot be read.",
    "原样给出先前的答案；各行的答案须以 --envelope 取得，才带有 basis。",
    "Give the earlier answer as it was; answers of rows carry a basis where they were asked with --envelope.",
)
BASIS_BEYOND = Problem(
    "basis_beyond_log",
    "读取基准（basis）：应为本账本已有的日志位置（至 {head}），实际为 {position}。",
    "Reading a basis: expected a position that this ledger has reached (up to {head}), got {position}.",
    "该答案出自另一账本，或本账本被恢复成了旧的副本：请运行 medledger verify。",
    "The answer is of another ledger, or an old copy was put back here: run medledger verify.",
)
BASIS_OF_ANOTHER_LEDGER = Problem(
    "basis_of_another_ledger",
    "读取基准（basis）：日志位置 {position} 处的根哈希应为 {expected}，实际为 {root}。",
    "Reading a basis: expected the root {expected} at position {position}, got {root}.",
    "该答案出自另一账本；用 --ledger 指明它所出自的账本。",
    "The answer is of another ledger; name the one that it is of with --ledger.",
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Both cut-offs of a question, and how its basis shows them.

    Attributes:
        cutoff: What the views take.
        at: The world time looked at, in the ledger's zone.
        known_at: The time of the knowledge looked at, in the ledger's zone; None in an empty ledger.
        position: The last event that the answer rests on.
        code: The program that gave an earlier answer on this basis; None for the one that runs.
    """

    cutoff: CutOff
    at: str
    known_at: str | None
    position: int
    code: str | None = None


def resolved_again(log: LogReader, zone: str, basis: Mapping[str, Any]) -> Resolved:
    """Return the cut-offs that the basis of an earlier answer states.

    Args:
        log: Of the ledger asked.
        zone: Of the ledger asked.
        basis: As the answer showed it.

    Raises:
        CommandError: It is no basis, or of another ledger.
        CorruptionError: The stored tree is incomplete.
    """
    at, position, code = _time(basis, "at", zone), _position(basis), basis.get("code")
    known_at = None if basis.get("known_at") is None else _time(basis, "known_at", zone)
    if not (code is None or isinstance(code, str)):
        raise CommandError(BASIS_UNREADABLE, part="code")
    _check_root(log, basis, position)
    shown = clock.shown(known_at, zone)
    return Resolved(CutOff(at, position), clock.shown(at, zone) or "", shown, position, code)


def _time(basis: Mapping[str, Any], name: str, zone: str) -> str:
    """Return the stored form of a time of a basis."""
    try:
        return moment(basis[name], zone)
    except (KeyError, AttributeError, TypeError, CommandError) as error:
        raise CommandError(BASIS_UNREADABLE, part=name) from error


def _position(basis: Mapping[str, Any]) -> int:
    """Return the position of a basis, which is also the size of its tree."""
    position, checkpoint = basis.get("position"), basis.get("checkpoint")
    if not isinstance(position, int) or isinstance(position, bool) or position < 0:
        raise CommandError(BASIS_UNREADABLE, part="position")
    if not isinstance(checkpoint, Mapping) or checkpoint.get("size") != position:
        raise CommandError(BASIS_UNREADABLE, part="checkpoint")
    return position


def _check_root(log: LogReader, basis: Mapping[str, Any], position: int) -> None:
    """Check that this ledger's tree had the root of the basis."""
    head = log.head()
    if position > head:
        raise CommandError(BASIS_BEYOND, position=position, head=head)
    expected, root = b64encode(root_at(log, position)[1]).decode(), basis["checkpoint"].get("root")
    if root != expected:
        raise CommandError(BASIS_OF_ANOTHER_LEDGER, position=position, expected=expected, root=root)
