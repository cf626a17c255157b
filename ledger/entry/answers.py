"""What an entry is answered with: receipts, or everything that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.errors import CommandError, Reason


@dataclass(frozen=True, slots=True)
class EntryReceipt:
    """A row that is in the log now.

    Attributes:
        table: Its table.
        position: Where it stands in the log; of a rehearsed entry where it would.
        event_id: Its event's id.
        identity: What names it, with the stage of a case.
        findings: Ids of the rules it breaks and was recorded with.
    """

    table: str
    position: int
    event_id: str
    identity: dict[str, Any]
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a document.

    Attributes:
        table: Its table.
        recorded: Its rows that were recorded.
        arising: What was recorded with them: the sale of a confirmed use, the record of a completed return,
            rules that were let pass.
        duplicates: Positions of its rows that had been recorded before.
        position: The head of the log afterwards.
        key: The key that it was entered with.
        repeated: Whether it had been entered with that key before: then this is the first receipt again.
        numbered: Whether the system gave it its number, so that saying it again would record it again.
    """

    table: str
    recorded: tuple[EntryReceipt, ...]
    arising: tuple[EntryReceipt, ...]
    duplicates: tuple[int, ...]
    position: int
    key: str | None = None
    repeated: bool = False
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row was refused: one reason.

    Attributes:
        line: The row's line number, or its place in the document where its table has no lines.
        reason: The sentence and the advice.
        rule: Id of the broken rule, or None where the input itself is at fault.
        overridable: Whether the head of quality may let it pass.
    """

    line: int
    reason: Reason
    rule: str | None = None
    overridable: bool = False


class EntryRefusedError(CommandError):
    """The document was refused; nothing of it is recorded.

    Attributes:
        refusals: Everything that is wrong, line by line, each line in the order of the rules.
        position: The head of the log, behind the refusal where that was recorded.
    """

    def __init__(self, refusals: Sequence[Refusal], position: int) -> None:
        super().__init__(refusals[0].reason)
        self.others = tuple(one.reason for one in refusals[1:])
        self.refusals = tuple(refusals)
        self.position = position
