"""How complaints and feedback stand against their clocks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby
from operator import attrgetter
from typing import Final

from projections.answers.cases.obligations import DONE, OPEN, UNMET, ObligationState, obligation_states
from projections.reading.query import Query

CLOSING: Final = "CLK.COMPLAINT.CLOSE"
REPLY: Final = "CN.COMPLAINT.REPLY"
PROMISE: Final = "CLK.PROMISE"
_FAR: Final = "9999"


class Clocks:
    """What is owed in the cases of one table, asked for case by case in the order of their numbers.

    Args:
        query: The cut-off, and where to read.
        table: Key of the table.
        numbers: Of the cases, if not all of them are asked for.
        owed: What is owed in cases, in order, where that was read already.
    """

    def __init__(
        self,
        query: Query,
        table: str,
        numbers: Collection[str] | None = None,
        owed: Iterable[ObligationState] | None = None,
    ) -> None:
        found = (
            obligation_states(query, tables=(table,), numbers=numbers or None)
            if owed is None
            else (one for one in owed if one.table == table)
        )
        self._cases = groupby(found, attrgetter("number"))
        self._number: str | None = ""
        self._owed: list[ObligationState] = []

    def chief(self, number: str, *clocks: str) -> ObligationState | None:
        """Return the obligation by which a case is measured.

        That of the named clocks that started last; where none started, what is owed next; where nothing is
        owed any more, what was due last.
        """
        every = self._of(number)
        named = [one for one in every if one.clock_id in clocks]
        if named:
            return max(named, key=lambda one: one.started_position or 0)
        unmet = [one for one in every if one.state in UNMET]
        if unmet:
            return min(unmet, key=_due)
        return max(every, key=_due, default=None)

    def state(self, number: str, clock: str, *, answered: bool) -> str:
        """Return whether a case is answered, or how it stands against the clock for that."""
        every = self._of(number)
        named = [one for one in every if one.clock_id == clock]
        if answered:
            met = [one.state for one in named if one.state not in UNMET]
            return met[-1] if met else DONE
        unmet = [one for one in named or every if one.state in UNMET]
        return min(unmet, key=_due).state if unmet else OPEN

    def _of(self, number: str) -> list[ObligationState]:
        """Return what is owed in a case; those before it are passed over."""
        while self._number is not None and self._number < number:
            self._number, owed = next(self._cases, (None, iter(())))
            self._owed = list(owed)
        return self._owed if self._number == number else []


def _due(obligation: ObligationState) -> str:
    return obligation.due_at or _FAR


def joined(texts: Iterable[str | None]) -> str | None:
    """Return texts behind one another, each once; None where there is none."""
    return "；".join(dict.fromkeys(text for text in texts if text)) or None
