"""What became of rows that lie in other places than their documents say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ledger.seal.audit.problems import (
    ROW_COPIED,
    ROW_INSERTED,
    ROW_MISSING_RENUMBERED,
    ROWS_REORDERED,
)
from ledger.seal.audit.report import Mark, Span, Spans

_FOLLOWED_ONE_BY_ONE = 10_000


@dataclass(slots=True)
class Run:
    """Neighbouring rows whose documents all say the same number of places further on (or back)."""

    first: int
    last: int
    shift: int

    @property
    def claimed(self) -> Span:
        """The positions that their documents say."""
        return Span(self.first + self.shift, self.last + self.shift)


class Displaced:
    """Gathers the displaced rows of a log and says in the end what was done to them."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.rows = Spans()

    def add(self, position: int, claimed: int) -> None:
        """Take in the row at `position` whose document says `claimed`."""
        shift = claimed - position
        last = self.runs[-1] if self.runs else None
        if last is not None and last.last == position - 1 and last.shift == shift:
            last.last = position
        else:
            self.runs.append(Run(position, position, shift))
        self.rows.add(position, position)

    def resolve(self, head: int, is_bad: Callable[[int], bool]) -> tuple[list[Mark], int]:
        """Return what happened, and how many events are known to be gone although no place is empty.

        Args:
            head: The last position of the log.
            is_bad: Whether a row that lies in its place is found wrong otherwise; an empty place is not.
        """
        runs = list(self.runs)
        marks: list[Mark] = []
        lost = 0
        if runs and runs[-1].last == head and (tail := self._renumbered(runs[-1], is_bad)):
            marks.append(tail)
            run = runs.pop()
            lost = max(0, run.shift)
        marks.extend(_permuted(runs) if _is_permutation(runs) else _replaced(runs))
        return sorted(marks, key=lambda mark: mark.span), lost

    def _renumbered(self, run: Run, is_bad: Callable[[int], bool]) -> Mark | None:
        """Tell whether all rows from one on were moved to close a gap, or to make room."""
        if run.shift > 0:
            return Mark("missing", ROW_MISSING_RENUMBERED, Span(run.first, run.first + run.shift - 1))
        inserted = Span(run.first + run.shift, run.first - 1)
        moved_together = run.last - run.first + 1 > -run.shift
        if inserted.first >= 1 and (moved_together or is_bad(inserted.first)):
            return Mark("inserted", ROW_INSERTED, inserted)
        return None


def _is_permutation(runs: list[Run]) -> bool:
    """Tell whether the documents merely lie in each other's places."""
    claims = sorted(run.claimed for run in runs)
    if any(one.last >= other.first for one, other in pairwise(claims)):
        return False
    places, claimed = Spans(), Spans()
    for run in runs:
        places.add(run.first, run.last)
        claimed.add(run.claimed.first, run.claimed.last)
    return list(places) == list(claimed)


def _permuted(runs: list[Run]) -> Iterator[Mark]:
    """Yield a mark for each group of rows that changed places among themselves."""
    if not runs:
        return
    groups = _groups(runs)
    shifts = {run.first: run.shift for run in runs}
    for group in groups:
        claimed = group.first + shifts.get(group.first, _shift_at(runs, group.first))
        particulars = {"first": group.first, "claimed": claimed}
        yield Mark("reordered", ROWS_REORDERED, group, particulars)


def _groups(runs: list[Run]) -> list[Span]:
    """Return the smallest spans that no row has left; spans that overlap are one."""
    if sum(run.last - run.first + 1 for run in runs) > _FOLLOWED_ONE_BY_ONE:
        return [Span(runs[0].first, runs[-1].last)]
    groups: list[Span] = []
    for run in runs:
        claimed = run.claimed
        span = Span(min(run.first, claimed.first), max(run.last, claimed.last))
        while groups and groups[-1].last >= span.first:
            before = groups.pop()
            span = Span(min(before.first, span.first), max(before.last, span.last))
        groups.append(span)
    return groups


def _shift_at(runs: list[Run], position: int) -> int:
    return next((run.shift for run in runs if run.first <= position <= run.last), 0)


def _replaced(runs: list[Run]) -> Iterator[Mark]:
    for run in runs:
        particulars = {"claimed": run.first + run.shift}
        span = Span(run.first, run.last)
        yield Mark("changed", ROW_COPIED, span, particulars, foreign=True)
