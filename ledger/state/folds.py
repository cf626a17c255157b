"""Who reacts to facts and stages: folds beyond the record itself, such as stock, holds and blocks.

Sales, receipts and returns are not told here: `ledger/state/fold.py` folds them directly. Every other event
whose type is listed below is told once when it is folded (`sign` 1) and once when a void takes it back
(`sign` -1), with the very same data, so that what a reaction adds it can take away again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from ledger.state import blocks, recall_stops, resolutions, stock_moves, tallies, verdicts
from ledger.state import first_approvals as approved
from ledger.state.repository import State

Fold = Callable[[State, str, dict[str, Any], dict[str, Any], int], None]
"""Changes the state for an event: state, event type, its data, the merged row of its case (of a fact its
data once more), and 1 when it is folded or -1 when it is voided."""


class Reaction(NamedTuple):
    """A fold, and the event types it wants to be told of."""

    events: frozenset[str]
    fold: Fold


REACTIONS: tuple[Reaction, ...] = (
    Reaction(blocks.EVENTS, blocks.stage_folded),
    Reaction(recall_stops.EVENTS, recall_stops.stage_folded),
    Reaction(approved.EVENTS, approved.stage_folded),
    Reaction(verdicts.EVENTS, verdicts.fact_folded),
    Reaction(stock_moves.EVENTS, stock_moves.stock_folded),
    Reaction(tallies.EVENTS, tallies.tallied),
    Reaction(resolutions.EVENTS, resolutions.resolution_folded),
)


@cache
def folds_of(event_type: str) -> tuple[Fold, ...]:
    """Return what reacts to an event type; the data of a fact that has any are kept with its record."""
    return tuple(one.fold for one in REACTIONS if event_type in one.events)


def notify_folds(
    state: State, event_type: str, data: dict[str, Any], merged: dict[str, Any], sign: int
) -> None:
    """Tell everything that reacts to an event that it was folded, or voided."""
    for fold in folds_of(event_type):
        fold(state, event_type, data, merged, sign)
