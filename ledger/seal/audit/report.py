"""What an audit has to say: findings, and the spans of positions they are about."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, Literal

from ledger.errors import Problem, Reason
from ledger.seal.audit.problems import FURTHER

Kind = Literal[
    "changed",
    "missing",
    "inserted",
    "reordered",
    "truncated",
    "rolled_back",
    "other_key",
    "drift",
    "torn_copy",
    "unsealed",
    "forked",
    "older",
    "unwitnessed",
    "future",
    "jump",
]
LISTED = 100  # findings of one kind that are told one by one


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what happened, from which position on, and the sentence about it.

    Attributes:
        kind: What happened.
        position: The first bad position; of a checkpoint its size; None where no event is concerned.
        reason: The sentence and the advice, in both languages.
    """

    kind: Kind
    position: int | None
    reason: Reason

    @property
    def message(self) -> str:
        """The sentence in the user's language."""
        return self.reason.message()

    def as_json(self) -> dict[str, Any]:
        """Return the finding as `medledger verify` prints it."""
        return {"kind": self.kind, "position": self.position, "message": self.message}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Positions from `first` to `last`; written `{span:zh}` or `{span:en}` in a sentence."""

    first: int
    last: int

    def __format__(self, lang: str) -> str:
        if self.first == self.last:
            return f"第 {self.first} 条" if lang == "zh" else f"event {self.first}"
        if lang == "zh":
            return f"第 {self.first} 至 {self.last} 条"
        return f"events {self.first} to {self.last}"


class Spans:
    """A set of positions, kept as spans; cheap while it is small or filled from the left."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def __bool__(self) -> bool:
        return bool(self._firsts)

    def __contains__(self, position: int) -> bool:
        at = bisect_right(self._firsts, position) - 1
        return at >= 0 and position <= self._lasts[at]

    def __iter__(self) -> Any:
        return map(Span, self._firsts, self._lasts)

    def add(self, first: int, last: int) -> None:
        """Add the positions `first` to `last`."""
        at = bisect_right(self._firsts, first)
        begin, end = at, at
        if at and self._lasts[at - 1] >= first - 1:
            begin -= 1
            first = self._firsts[begin]
            last = max(last, self._lasts[begin])
        while end < len(self._firsts) and self._firsts[end] <= last + 1:
            last = max(last, self._lasts[end])
            end += 1
        self._firsts[begin:end] = [first]
        self._lasts[begin:end] = [last]

    def touches(self, first: int, last: int) -> bool:
        """Tell whether any position from `first` to `last` is in the set."""
        at = bisect_right(self._firsts, last) - 1
        return at >= 0 and self._lasts[at] >= first


@dataclass(slots=True)
class Mark:
    """Neighbouring positions with one and the same thing wrong; a finding in the making."""

    kind: Kind
    problem: Problem
    span: Span
    particulars: dict[str, Any] = field(default_factory=dict)
    foreign: bool = False  # nothing that the program writes along with an event is there

    def continues(self, other: Mark) -> bool:
        """Tell whether `other` is the same thing one position further."""
        return (
            other.span.first == self.span.last + 1
            and (other.kind, other.problem, other.foreign) == (self.kind, self.problem, self.foreign)
            and other.particulars == self.particulars
        )

    def finding(self) -> Finding:
        """Return the finding about these positions."""
        return Finding(self.kind, self.span.first, self.problem.with_(where=self.span, **self.particulars))


class Report:
    """Collects what an audit finds: one mark for neighbours with the same cause, in bounded memory."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.notes: list[Finding] = []
        self.bad = Spans()  # rows whose document is not, or perhaps not, what was recorded there
        self._others: list[Finding] = []
        self._passed_over: dict[Kind, tuple[int, int]] = {}

    def mark(self, mark: Mark) -> None:
        """Add something wrong at a position."""
        if self.marks and self.marks[-1].continues(mark):
            self.marks[-1].span = Span(self.marks[-1].span.first, mark.span.last)
        elif len(self.marks) < 100 * LISTED:
            self.marks.append(mark)
        else:
            count, first = self._passed_over.get(mark.kind, (0, mark.span.first))
            self._passed_over[mark.kind] = (count + 1, first)

    def add(self, kind: Kind, position: int | None, reason: Reason) -> None:
        """Add a finding that is not about single rows."""
        self._others.append(Finding(kind, position, reason))

    def note(self, kind: Kind, position: int | None, reason: Reason) -> None:
        """Add what ought to be told but is nothing wrong."""
        self.notes.append(Finding(kind, position, reason))

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings, by position; those beyond `LISTED` of a kind become a note."""
        found = [mark.finding() for mark in self.marks] + self._others
        found.sort(key=lambda finding: (finding.position is None, finding.position or 0))
        listed: list[Finding] = []
        told: dict[Kind, int] = {}
        for finding in found:
            told[finding.kind] = told.get(finding.kind, 0) + 1
            if told[finding.kind] <= LISTED:
                listed.append(finding)
        for kind, count in told.items():
            more = count - LISTED + self._passed_over.get(kind, (0, 0))[0]
            if more > 0:
                self.note(kind, None, FURTHER.with_(count=more, kind=kind))
        return tuple(listed)
