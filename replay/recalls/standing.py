"""How a recall stands after something was recorded about it, and what somebody should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.phrases import Part, Phrase
from ledger.state.quantities import ZERO, plain
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
STRAY: Final = Phrase(
    "recall_answer_of_other_goods",
    "{name} 反馈的产品“{goods}”在本次召回中从未交付给它：请核对后重新登记反馈。",
    "{name} answered about {goods}, which it was never given in this recall: ask it, and record the answer.",
)
TOO_MUCH: Final = Phrase(
    "recall_answer_of_too_much",
    "{name} 反馈的“{goods}”比应召回的多 {quantity}。",
    "{name} answered for {quantity} more of {goods} than it was given.",
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
    warnings += [*_strangers(found), *_doubtful(found)]
    return Standing("closed" if recall.closed else "open", findings, warnings)


def _doubtful(found: Board) -> list[Part]:
    """Return a warning for each answer of goods that its consignee never had, or of more than it had."""
    return [
        (STRAY if one.stray else TOO_MUCH).with_(
            name=one.paper.get("customer_name") or one.key.party,
            goods=" ".join(filter(None, one.key[1:])) or "–",
            quantity=plain(-one.sums["unaccounted"]),
        )
        for one in found.entries
        if one.sums["unaccounted"] < ZERO and not one.reason
    ]


def _strangers(found: Board) -> list[Part]:
    """Return a warning for each customer that was told and is on no list."""
    known = {one.key.party for one in found.entries if not one.stray}
    told = {row["customer_code"] for row in found.recall.of("notice_sent")} - {None}
    return [STRANGER.with_(code=code) for code in sorted(told - known)]
