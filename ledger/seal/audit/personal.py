"""Personal values beside the log against the digests that the events hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ledger.seal.audit.problems import PERSONAL_CHANGED, PERSONAL_INSERTED, PERSONAL_SWAPPED
from ledger.seal.audit.report import Mark, Report, Span
from ledger.seal.audit.source import PersonalRow

_COMPARED = 1000  # wrong values looked at, to see which were swapped with which


@dataclass(frozen=True, slots=True)
class _Unfit:
    position: int
    field: str
    expected: str | None  # None where the event has no such field
    got: str

    def is_swapped_with(self, other: _Unfit) -> bool:
        """Tell whether each of two values is the one that the other event holds the digest of."""
        return self.got == other.expected and self.expected == other.got

    def mark(self, other: _Unfit | None = None) -> Mark:
        """Return what is to be said about this value."""
        span = Span(self.position, self.position)
        if self.expected is None:
            return Mark("inserted", PERSONAL_INSERTED, span, {"fields": self.field})
        if other is None:
            return Mark("changed", PERSONAL_CHANGED, span, {"fields": self.field})
        return Mark("changed", PERSONAL_SWAPPED, span, {"fields": self.field, "other": other.position})


class PersonalAudit:
    """Walks along the log: is shown each event in turn and compares the values kept for it."""

    def __init__(self, rows: Iterator[PersonalRow], report: Report) -> None:
        self._rows = rows
        self._report = report
        self._unfit: list[_Unfit] = []
        self._next = next(rows, None)
        self.last = 0  # the last position for which any value is kept

    def check(self, position: int, data: Any) -> None:
        """Compare the values kept for an event with the digests in its data."""
        while self._next is not None and self._next.position <= position:
            # Values for places in front that no event has: what befell the event explains them.
            if self._next.position == position:
                self._compare(self._next, data)
            elif self._next.position < 1:
                self._compare(self._next, None)
            self._advance(self._next)

    def finish(self) -> None:
        """Say what was found, once the log is at its end; bad events have no say."""
        while self._next is not None:
            if self._next.position < 1:
                self._compare(self._next, None)
            self._advance(self._next)
        unfit = [one for one in self._unfit if one.position not in self._report.bad]
        told: set[_Unfit] = set()
        for one in unfit:
            other = next((two for two in unfit if one.is_swapped_with(two)), None)
            if one not in told:
                self._report.mark(one.mark(other))
            if other is not None:
                told.add(other)

    def _advance(self, passed: PersonalRow) -> None:
        self.last = max(self.last, passed.position)
        self._next = next(self._rows, None)

    def _compare(self, row: PersonalRow, data: Any) -> None:
        field = (row.field or b"").decode("utf-8", "replace")
        held = data.get(field) if isinstance(data, dict) else None
        expected = held.get("sha256") if isinstance(held, dict) else None
        got = sha256((row.salt or b"") + (row.value or b"")).hexdigest()
        if got == expected or len(self._unfit) >= _COMPARED:
            return
        self._unfit.append(_Unfit(row.position, field, expected if isinstance(expected, str) else None, got))
