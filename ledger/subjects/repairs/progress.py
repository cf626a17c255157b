"""How far a repair has come: where its unit is, what was done last, and who did it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.deciding.case_days import day_in
from ledger.deciding.decision import Context
from ledger.deciding.situation import Situation
from ledger.state.entries import Step

_TAKEN: Final = frozenset({"repair_taken_back", "repair_sent_to_factory"})
REPAIRING: Final = frozenset({"repair_repaired", "repair_received_from_factory"})
SPARED: Final = ("exchange_no", "return_case_no")
"""What ends a repair without its unit going back: the customer got another one, or the money."""


def particulars(s: Situation) -> dict[str, str]:
    """Return what messages about a stage begin with."""
    return {"repair_no": s.data["repair_no"], "stage": s.stage.zh, "event": s.event}


def newest(steps: Sequence[Step], *events: str) -> Step | None:
    """Return the newest of the stages of these types."""
    return next((step for step in reversed(steps) if step.type in events), None)


def since_last(steps: Sequence[Step], *events: str) -> Sequence[Step]:
    """Return the stages behind the newest of these types, all of them where there is none."""
    for index in range(len(steps) - 1, -1, -1):
        if steps[index].type in events:
            return steps[index + 1 :]
    return steps


def in_our_hands(steps: Sequence[Step]) -> bool:
    """Return whether the customer's unit was taken back or sent away, and not handed back since."""
    last = newest(steps, *_TAKEN, "repair_returned_to_customer")
    return last is not None and last.type in _TAKEN


def after(at: str, than: str, context: Context) -> bool:
    """Return whether a date or time lies after another; where one is a bare day, only days are compared."""
    if len(at) == len(than):
        return at > than
    return str(day_in(at, context)) > str(day_in(than, context))
