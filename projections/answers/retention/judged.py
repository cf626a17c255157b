"""Until when a row must be kept, by which rules, and what stands in the way of its disposal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ledger.events import catalogue
from ledger.events.base import Table
from projections.answers.retention.blocks import Disposals, OpenMatters
from projections.answers.retention.citations import EVERYTHING
from projections.answers.retention.dates import FOREVER, Code, Subject, latest
from projections.answers.retention.rules import FALLBACK, RULES, Dates, settings_as_rules
from projections.answers.retention.stored import Stored
from projections.answers.retention.subjects import IN_USE, Subjects
from projections.reading import configured
from projections.reading.query import Query

KEPT, DISPOSABLE, DISPOSED = "kept", "disposable", "disposed"
NO_BASE = "缺少保存起算日"
_CITED_BY_KEPT = "引用本记录的记录尚不得处置"
# Under which rule a row is kept for the records that cite it; other tables are not kept for others.
_FOR_OTHERS = {"contracts": "RT-09", "vouchers": "RT-12"}
_NO_OTHERS = ("RET.MASTER", "RET.DOC")  # groups whose own rows keep no master data


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about a row.

    Attributes:
        dates: The day that each rule gives.
        until: The latest of them; None where there is none, or something is open.
        forever: Whether it is kept for ever, if only because there is nothing to count from.
        blocks: What stands in the way.
        state: `kept`, `disposable` or `disposed`.
    """

    dates: dict[str, str]
    until: str | None
    forever: bool
    blocks: tuple[str, ...]
    state: str


class Judge:
    """Applies the rules in force on the day of the answer to rows as they were known."""

    def __init__(self, query: Query) -> None:
        self._asked = query
        self.subjects = Subjects(query)
        self._matters = OpenMatters(query)
        self._disposals = Disposals(query)
        own = settings_as_rules(configured.in_force(query, ["retention"]))
        self._fallback = Dates([rule for rule in own if rule.id == FALLBACK])
        self._rules = [*RULES, *(rule for rule in own if rule.id != FALLBACK)]
        self._of_table: dict[str, Dates] = {}
        self._blocked: set[Code] = set()  # codes that a record cites which may not be disposed of now

    def verdict(self, subject: Subject) -> Verdict:
        """Return what the rules say of a row."""
        self._look_at_others(subject)
        found = self._dates(subject)
        blocks = [*subject.blocks, *self._matters.concerning(subject)]
        until = latest(*found.values())
        if until is None and not blocks:
            blocks.append(NO_BASE)
            until = FOREVER
        if until == FOREVER:
            until, forever = None, True
        else:
            until, forever = (None if blocks else until), False
        state = KEPT if until is None or until >= self._asked.today else DISPOSABLE
        if state == DISPOSABLE and subject.in_use:
            blocks, state = [IN_USE], KEPT
        if self._disposals.cover(subject, until):
            state = DISPOSED
        return Verdict(found, until, forever, tuple(dict.fromkeys(blocks)), state)

    def _dates(self, subject: Subject) -> dict[str, str]:
        return self._dates_of(subject.table).of(subject) or self._fallback.of(subject)

    def _dates_of(self, table: Table) -> Dates:
        if table.key not in self._of_table:
            self._of_table[table.key] = Dates([rule for rule in self._rules if rule.covers(table)])
        return self._of_table[table.key]

    def _look_at_others(self, subject: Subject) -> None:
        """Note what a row is kept for beside its own goods and days."""
        for named in subject.names:
            for other in self.subjects.named(*named):
                for rule, day in self._dates(other).items():
                    subject.others[rule] = max(day, subject.others.get(rule, ""))
                subject.blocks += self._matters.concerning(other)
        if subject.table.retention == "RET.SITE" and subject.day is not None:
            stored = self._stored.until(subject.day)
            if stored is not None:
                subject.others["RET.SITE"] = stored
        for code in subject.kept_for:
            kept = self._cited.get(code)
            if kept is not None:
                rule = _FOR_OTHERS.get(subject.table.key, "RET.MASTER")
                subject.others[rule] = max(kept, subject.others.get(rule, ""))
            if code in self._blocked:
                subject.blocks.append(_CITED_BY_KEPT)

    @cached_property
    def _stored(self) -> Stored:
        trade = catalogue.table("receipts")

        def keep(product: str, lot: str | None, day: str) -> str | None:
            subject = self.subjects.of_goods(trade, product, lot, day)
            return latest(*self._dates(subject).values())

        return Stored(self._asked, keep)

    @cached_property
    def _cited(self) -> dict[Code, str]:
        """Until when the records must be kept that cite each code; every record is looked at once."""
        found: dict[Code, str] = {}
        for subject in self._citing():
            verdict = self.verdict(subject)
            until = latest(*verdict.dates.values()) or FOREVER
            for code in (*subject.cites, EVERYTHING):
                found[code] = max(until, found.get(code, ""))
            if verdict.blocks:
                self._blocked.update(subject.cites)
        return found

    def _citing(self) -> Iterator[Subject]:
        for table in catalogue.tables():
            if table.retention not in _NO_OTHERS and table.key not in _FOR_OTHERS:
                yield from self.subjects.of(table)
