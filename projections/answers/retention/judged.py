"""Until when a row must be kept, by which rules, and what stands in the way of its disposal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from ledger.events import catalogue
from ledger.events.base import Table
from projections.answers.retention.alike import Alike
from projections.answers.retention.blocks import OpenMatters
from projections.answers.retention.citations import EVERYTHING, cited
from projections.answers.retention.dates import FOREVER, Code, Subject, latest
from projections.answers.retention.looked_at import LookedAtPart
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


class Verdict(NamedTuple):
    """What was found about a row.

    Attributes:
        dates: The day that each rule gives.
        until: The latest of them; None where there is none, or something is open.
        forever: Whether it is kept for ever, if only because there is nothing to count from.
        blocks: What stands in the way.
        state: `kept` or `disposable`; whether it was disposed of already is not looked at.
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
        own = settings_as_rules(configured.in_force(query, ["retention"]))
        self._fallback = Dates([rule for rule in own if rule.id == FALLBACK])
        self._has_fallback = any(rule.id == FALLBACK for rule in own)
        self._rules = [*RULES, *(rule for rule in own if rule.id != FALLBACK)]
        self._about_named = lru_cache(maxsize=1024)(self._look_at_named)
        self._of_table: dict[str, Dates] = {}
        self._blocked: set[Code] = set()  # codes that a record cites which may not be disposed of now

    def verdict(self, subject: Subject) -> Verdict:
        """Return what the rules say of a row."""
        self._look_at_others(subject)
        found = self._dates(subject)
        blocks = self._matters.concerning(subject)
        if subject.blocks:
            blocks = tuple(dict.fromkeys((*subject.blocks, *blocks)))
        until = latest(*found.values())
        if until is None and not blocks:
            blocks, until = (NO_BASE,), FOREVER
        if until == FOREVER:
            until, forever = None, True
        else:
            until, forever = (None if blocks else until), False
        state = KEPT if until is None or until >= self._asked.today else DISPOSABLE
        if state == DISPOSABLE and subject.in_use:
            blocks, state = (IN_USE,), KEPT
        return Verdict(found, until, forever, blocks, state)

    def is_timeless(self, subject: Subject) -> bool:
        """Return whether the verdict is the same for rows of other days that are alike otherwise."""
        table = subject.table
        if table.retention == "RET.SITE" or not self._dates_of(table).of_goods_alone(subject):
            return False
        return not self._has_fallback or bool(self._dates_of(table).of(subject))

    def _dates(self, subject: Subject) -> dict[str, str]:
        return self._dates_of(subject.table).of(subject) or self._fallback.of(subject)

    def _dates_of(self, table: Table) -> Dates:
        if table.key not in self._of_table:
            self._of_table[table.key] = Dates([rule for rule in self._rules if rule.covers(table)])
        return self._of_table[table.key]

    def _look_at_others(self, subject: Subject) -> None:
        """Note what a row is kept for beside its own goods and days."""
        for named in subject.names:
            dates, blocks = self._about_named(*named)
            for rule, day in dates.items():
                subject.others[rule] = max(day, subject.others.get(rule, ""))
            subject.blocks += blocks
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

    def _look_at_named(
        self, key: str, number: str, line: int | None
    ) -> tuple[dict[str, str], tuple[str, ...]]:
        """Return until when a row that another names must be kept, by rule, and what stands in its way."""
        dates: dict[str, str] = {}
        blocks: tuple[str, ...] = ()
        for other in self.subjects.named(key, number, line):
            for rule, day in self._dates(other).items():
                dates[rule] = max(day, dates.get(rule, ""))
            found = self._matters.concerning(other)
            blocks = blocks + found if blocks else found  # hundreds, which rows about the same goods share
        return dates, blocks

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
        found: dict[Code, str] = {EVERYTHING: ""}
        for table in catalogue.tables():
            if table.retention not in _NO_OTHERS and table.key not in _FOR_OTHERS:
                alike = Alike(self, table, _keeping)
                for part in self.subjects.parts(table):
                    self._note_cited(found, part, list(alike.of(part)))
        return found

    def _note_cited(
        self, found: dict[Code, str], part: LookedAtPart, kept: Sequence[tuple[str, bool]]
    ) -> None:
        """Note until when what some rows cite is kept for them, each code and day once."""
        found[EVERYTHING] = max(found[EVERYTHING], *(until for until, _ in set(kept)))
        for column, values in part.cites.items():
            for value, (until, blocked) in set(zip(values, kept, strict=True)):
                for code in cited(column, value):
                    found[code] = max(until, found.get(code, ""))
                    if blocked:
                        self._blocked.add(code)


def _keeping(_: Subject, verdict: Verdict) -> tuple[str, bool]:
    """Return until when a row keeps what it cites, and whether it may not be disposed of yet."""
    return latest(*verdict.dates.values()) or FOREVER, bool(verdict.blocks)
