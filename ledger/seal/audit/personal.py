"""Personal values beside the log against the digests that the events hold.

A value may be gone only where an event says that it was erased: any other that is not there was deleted by
other means, and one that is there although it was erased came back with an old copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ledger.errors import Problem
from ledger.events.individuals import EXTRA, is_digest
from ledger.events.own import PERSONAL_ERASED
from ledger.seal.audit.problems import (
    PERSONAL_BACK,
    PERSONAL_CHANGED,
    PERSONAL_INSERTED,
    PERSONAL_MISSING,
    PERSONAL_SWAPPED,
)
from ledger.seal.audit.report import Kind, Mark, Report, Span
from ledger.seal.audit.source import PersonalRow

_COMPARED = 1000  # wrong values looked at, to see which were swapped with which
_DIGEST = b'{"sha256":"'
_ERASED = PERSONAL_ERASED.type


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
    """Walks along the log: is shown each event in turn and compares the values kept for it.

    Args:
        rows: The values kept, by position.
        report: Where the findings go.
        fields_at: Gives the fields of the values kept for one event.
    """

    def __init__(
        self, rows: Iterator[PersonalRow], report: Report, fields_at: Callable[[int], set[str]]
    ) -> None:
        self._rows = rows
        self._fields_at = fields_at
        self._report = report
        self._unfit: list[_Unfit] = []
        self._next = next(rows, None)
        self._gone: dict[int, set[str]] = {}
        self._erased: dict[int, set[str]] = {}
        self.last = 0  # the last position for which any value is kept

    def check(self, position: int, event: dict[str, Any], raw: bytes) -> None:
        """Compare the values kept for an event with the digests in it.

        Args:
            position: Of the event.
            event: Decoded.
            raw: Its stored bytes.
        """
        digests, erased = _DIGEST in raw, event.get("type") == _ERASED
        if not erased and self.has_nothing(position, raw):
            return  # as of most events
        data = _held(event) if digests else event.get("data")
        if erased:
            self._note_erased(event)
        there = self._pass(position, data)
        if digests and isinstance(data, dict):
            fields = {key for key, value in data.items() if is_digest(value)}
            if lacking := fields - there:
                self._gone[position] = lacking

    def has_nothing(self, position: int, raw: bytes) -> bool:
        """Return whether an event holds no digest, and no value is kept for it or for one in front of it."""
        return _DIGEST not in raw and (self._next is None or self._next.position > position)

    def _note_erased(self, event: dict[str, Any]) -> None:
        data = event.get("data")
        for one in data.get("erased", ()) if isinstance(data, dict) else ():
            for position in one["positions"]:
                self._erased.setdefault(position, set()).update(one["fields"])

    def _pass(self, position: int, data: Any) -> set[str]:
        """Go along the values kept up to a position; return the fields of those kept for it."""
        there: set[str] = set()
        while self._next is not None and self._next.position <= position:
            # Values for places in front that no event has: what befell the event explains them.
            if self._next.position == position:
                there.add((self._next.field or b"").decode("utf-8", "replace"))
                self._compare(self._next, data)
            elif self._next.position < 1:
                self._compare(self._next, None)
            self._advance(self._next)
        return there

    def finish(self) -> None:
        """Say what was found, once the log is at its end; bad events have no say."""
        while self._next is not None:
            if self._next.position < 1:
                self._compare(self._next, None)
            self._advance(self._next)
        self._tell_gone()
        unfit = [one for one in self._unfit if one.position not in self._report.bad]
        told: set[_Unfit] = set()
        for one in unfit:
            other = next((two for two in unfit if one.is_swapped_with(two)), None)
            if one not in told:
                self._report.mark(one.mark(other))
            if other is not None:
                told.add(other)

    def _tell_gone(self) -> None:
        """Say which values are gone although nothing says that they were erased, and which came back."""
        self._tell("missing", PERSONAL_MISSING, _less(self._gone, self._erased))
        self._tell("inserted", PERSONAL_BACK, self._back())

    def _back(self) -> dict[int, set[str]]:
        found = {position: fields & self._fields_at(position) for position, fields in self._erased.items()}
        return {position: fields for position, fields in found.items() if fields}

    def _tell(self, kind: Kind, problem: Problem, found: dict[int, set[str]]) -> None:
        for position, fields in sorted(found.items()):
            if position not in self._report.bad:
                span = Span(position, position)
                self._report.mark(Mark(kind, problem, span, {"fields": ", ".join(sorted(fields))}))

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


def _held(event: dict[str, Any]) -> Any:
    """Return the data of an event, with its unknown columns beside where they are personal."""
    data, extra = event.get("data"), event.get(EXTRA)
    return {**data, EXTRA: extra} if isinstance(data, dict) and is_digest(extra) else data


def _less(some: dict[int, set[str]], others: dict[int, set[str]]) -> dict[int, set[str]]:
    found = {position: fields - others.get(position, set()) for position, fields in some.items()}
    return {position: fields for position, fields in found.items() if fields}
