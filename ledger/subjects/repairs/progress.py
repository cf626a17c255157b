"""How far a repair has come: where its unit is, what was done last, and who did it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ledger.deciding.case_days import day_in
from ledger.deciding.decision import Command, Context
from ledger.deciding.situation import case_before
from ledger.state.entries import CaseRecord, State, Step

_TAKEN: Final = frozenset({"repair_taken_back", "repair_sent_to_factory"})
REPAIRING: Final = frozenset({"repair_repaired", "repair_received_from_factory"})
SPARED: Final = ("exchange_no", "return_case_no")
"""What ends a repair without its unit going back: the customer got another one, or the money."""

_DAY: Final = len("2026-01-01")


def course(command: Command, state: State) -> CaseRecord:
    """Return what is known of a repair before a stage."""
    return case_before(command, state)


def told(command: Command, case: CaseRecord) -> dict[str, Any]:
    """Return the row of a repair with a stage that is judged."""
    return case.data | command.data


def named(command: Command) -> dict[str, str]:
    """Return what messages about a stage begin with."""
    stage = command.table.stage(command.stage or command.table.event)
    return {"repair_no": command.data["repair_no"], "stage": stage.zh, "event": stage.event}


def newest(steps: Sequence[Step], *events: str) -> Step | None:
    """Return the newest of the stages of these types."""
    return next((one for one in reversed(steps) if one.type in events), None)


def since_last(steps: Sequence[Step], *events: str) -> Sequence[Step]:
    """Return the stages behind the newest of these types, all of them where there is none."""
    for place in range(len(steps) - 1, -1, -1):
        if steps[place].type in events:
            return steps[place + 1 :]
    return steps


def in_our_hands(steps: Sequence[Step]) -> bool:
    """Return whether the customer's unit was taken back or sent away, and not handed back since."""
    last = newest(steps, *_TAKEN, "repair_returned_to_customer")
    return last is not None and last.type in _TAKEN


def after(at: str, than: str, context: Context) -> bool:
    """Return whether a date or time lies after another; where one is a bare day, only days are compared."""
    if len(at) == len(than):
        return at > than
    days = [one if len(one) == _DAY else str(day_in(one, context)) for one in (at, than)]
    return days[0] > days[1]
