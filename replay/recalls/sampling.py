"""The sample of an effectiveness check: drawn by the program, and drawn again the same by anybody.

Levels as recall practice has them: A every consignee, B eighty, C ten, D two in a hundred (one at least), E
none. The order is that of SHA-256 over the root of the tree at the scope's position, the recall's number and
the customer's code; nobody who draws can choose.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import CommandError, Problem
from ledger.seal.checkpoint import root_at
from projections.answers.recalls.board import board
from replay.as_of import basis as basis_of
from replay.recalls.named import asking, found_recall

if TYPE_CHECKING:
    from collections.abc import Mapping

    from replay.bootstrap import Program

PER_CENT: Final = {"A": 100, "B": 80, "C": 10, "D": 2, "E": 0}
LEVEL_UNKNOWN: Final = Problem(
    "recall_check_level_unknown",
    "抽取有效性检查的客户：级别应为 A、B、C、D 或 E，实际为“{level}”。",
    "Drawing consignees for the check: expected level A, B, C, D or E, got '{level}'.",
    "A 为全部，B 为百分之八十，C 为百分之十，D 为百分之二，E 为不查。",
    "A is all of them, B eighty per cent, C ten, D two, E none.",
)


def drawn(
    program: Program, number: str, level: str, basis: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return whom an effectiveness check calls.

    Args:
        program: The ledger.
        number: Of the recall.
        level: `A` to `E`.
        basis: Of an earlier answer, to draw as it was drawn then; None for now.

    Raises:
        CommandError: There is no such recall or level, or the basis is of another ledger.
    """
    wanted = level.strip().upper()
    if wanted not in PER_CENT:
        raise CommandError(LEVEL_UNKNOWN, level=level)
    with asking(program, basis=basis) as (query, resolved):
        recall = found_recall(query, number)
        found = board(query, recall)
    version = recall.versions[-1]
    _, root = root_at(program.log, version.position or version.known)
    names = {one.key.party: one.paper.get("customer_name") for one in found.own()}
    count = ceil(len(names) * PER_CENT[wanted] / 100)
    order = sorted(names, key=lambda code: sha256(root + f"{recall.number}/{code}".encode()).digest())
    return {
        "basis": basis_of(program.log, resolved),
        "recall_no": recall.number,
        "check_level": wanted,
        "sample_root": b64encode(root).decode(),
        "consignees": len(names),
        "check_sample": sorted(order[:count]),
    }
