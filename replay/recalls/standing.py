"""How a recall stands after something was recorded about it, and what somebody should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.phrases import Part, Phrase
from projections.answers.recalls.board import Board, board
from replay.recalls.named import asking, found_recall

if TYPE_CHECKING:
    from ledger.entry.live import Entered
    from replay.bootstrap import Program

DRILL: Final = Phrase("recall_is_drill", "这是模拟演练：没有停售。", "This is a drill: nothing is stopped.")
STRANGER: Final = Phrase(
    "recall_told_a_stranger",
    "已通知的 {code} 不在本次召回的名单中。",
    "{code} was told, but is on no list of this recall.",
)


class Standing(NamedTuple):
    """How a recall stands.

    Attributes:
        state: `open` or `closed`.
        findings: Rules that what was just recorded broke.
        warnings: What somebody should look at.
    """

    state: str
    findings: list[str]
    warnings: list[Part]


def standing(program: Program, number: str, entered: Entered | None) -> Standing:
    """Return how a recall stands.

    Args:
        program: The ledger.
        number: Of the recall.
        entered: What was just recorded, if anything was.
    """
    with asking(program) as (query, _):
        recall = found_recall(query, number)
        found = board(query, recall)
    findings = [rule for one in (entered.recorded if entered else ()) for rule in one.findings]
    warnings: list[Part] = [DRILL] if recall.drill else []
    return Standing("closed" if recall.closed else "open", findings, [*warnings, *_strangers(found)])


def _strangers(found: Board) -> list[Part]:
    """Return a warning for each customer that was told and is on no list."""
    known = {one.key.party for one in found.entries}
    told = {row["customer_code"] for row in found.recall.of("notice_sent")} - {None}
    return [STRANGER.with_(code=code) for code in sorted(told - known)]
