"""Rows that are alike are judged once: of one shape, and of one day where the days matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from ledger.events.base import Table
from projections.answers.retention.dates import Subject
from projections.answers.retention.looked_at import LookedAtPart, Shape

if TYPE_CHECKING:
    from projections.answers.retention.judged import Judge, Verdict

_MOST_KNOWN = 2048  # shapes held at a time
_MOST_BLOCKS = 2**18  # what may stand in the way of all of them together
T = TypeVar("T")


class Alike(Generic[T]):
    """Judges the rows of one table.

    Args:
        judge: Knows the rules.
        table: Whose rows.
        make: Makes of a row and the verdict on it what is wanted.
    """

    def __init__(self, judge: Judge, table: Table, make: Callable[[Subject, Verdict], T]) -> None:
        self._judge = judge
        self._table = table
        self._make = make
        self._always: dict[Shape, T] = {}
        self._on_days: dict[tuple[Shape, str | None, str], T] = {}
        self._blocks = 0  # in the way of the shapes that are known

    def of(self, part: LookedAtPart) -> Iterator[T]:
        """Yield what was made of each of some rows, of a case as if it were another one about its goods."""
        always, find, day_of = self._always, self._found, part.day_of
        for shape, happened, recorded in zip(part.shapes, part.happened, part.recorded, strict=True):
            yield always.get(shape) or find(shape, happened and day_of(happened), day_of(recorded))

    def _found(self, shape: Shape, happened: str | None, recorded: str) -> T:
        found = self._on_days.get((shape, happened, recorded))
        if found is None:
            subject = self._judge.subjects.subject(self._table, shape, happened, recorded)
            verdict = self._judge.verdict(subject)
            found = self._make(subject, verdict)
            self._make_room(len(verdict.blocks))
            if self._judge.is_timeless(subject):
                self._always[shape] = found
            else:
                self._on_days[shape, happened, recorded] = found
        return found

    def _make_room(self, blocks: int) -> None:
        """Forget the shapes where there would be too many of them, or too much in their way."""
        self._blocks += blocks
        if len(self._always) + len(self._on_days) > _MOST_KNOWN or self._blocks > _MOST_BLOCKS:
            self._always.clear()
            self._on_days.clear()
            self._blocks = blocks
