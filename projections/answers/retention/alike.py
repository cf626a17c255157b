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

    def of(self, part: LookedAtPart) -> Iterator[T]:
        """Yield what was made of each of some rows, of a case as if it were another one about its goods."""
        always, find, day_of = self._always, self._found, part.day_of
        for shape, happened, recorded in zip(part.shapes, part.happened, part.recorded, strict=True):
            yield always.get(shape) or find(shape, happened and day_of(happened), day_of(recorded))

    def _found(self, shape: Shape, happened: str | None, recorded: str) -> T:
        found = self._on_days.get((shape, happened, recorded))
        if found is None:
            subject = self._judge.subjects.subject(self._table, shape, happened, recorded)
            found = self._make(subject, self._judge.verdict(subject))
            if len(self._always) + len(self._on_days) > _MOST_KNOWN:
                self._always.clear()
                self._on_days.clear()
            if self._judge.is_timeless(subject):
                self._always[shape] = found
            else:
                self._on_days[shape, happened, recorded] = found
        return found
