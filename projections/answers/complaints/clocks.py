"""How complaints and feedback stand against their clocks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from projections.answers.cases.obligations import DONE, OPEN, UNMET, obligations
from projections.reading.query import Query

CLOSING: Final = "CLK.COMPLAINT.CLOSE"
REPLY: Final = "CN.COMPLAINT.REPLY"
PROMISE: Final = "CLK.PROMISE"
_FAR: Final = "9999"


class ComplaintClocks(NamedTuple):
    """What is owed in a case: by which clock, since which event, until when, and how that stands."""

    clock: str
    started: int
    due_at: str | None
    state: str


class Clocks:
    """What is owed in the cases of one table, by number; in all of them, or in those asked for."""

    def __init__(self, query: Query, table: str, numbers: Collection[str] | None = None) -> None:
        self._owed: dict[str, list[ComplaintClocks]] = {}
        for one in obligations(query, tables=(table,), numbers=numbers or None):
            owed = ComplaintClocks(one["clock_id"], one["started_position"], one["due_at"], one["state"])
            self._owed.setdefault(one["number"], []).append(owed)

    def chief(self, number: str, *clocks: str) -> ComplaintClocks | None:
        """Return the obligation by which a case is measured.

        That of the named clocks that started last; where none started, what is owed next; where nothing is
        owed any more, what was due last.
        """
        named = self._of(number, *clocks)
        if named:
            return max(named, key=lambda one: one.started)
        every = self._of(number)
        unmet = [one for one in every if one.state in UNMET]
        if unmet:
            return min(unmet, key=_due)
        return max(every, key=_due, default=None)

    def state(self, number: str, *clocks: str, answered: bool) -> str:
        """Return whether a case is answered, or how it stands against the clocks for that."""
        found = self._of(number, *clocks)
        if answered:
            met = [one.state for one in found if one.state not in UNMET]
            return met[-1] if met else DONE
        unmet = [one for one in found or self._of(number) if one.state in UNMET]
        return min(unmet, key=_due).state if unmet else OPEN

    def _of(self, number: str, *clocks: str) -> list[ComplaintClocks]:
        return [one for one in self._owed.get(number, ()) if not clocks or one.clock in clocks]


def _due(one: ComplaintClocks) -> str:
    return one.due_at or _FAR


def joined(texts: Iterable[str | None]) -> str | None:
    """Return texts behind one another, each once; None where there is none."""
    return "；".join(dict.fromkeys(text for text in texts if text)) or None
