"""Live entry: one document in, receipts out. Every rule refuses, and the refusal is recorded as well.

The same function serves every door. What is wrong with a document is said completely, line by line and in a
fixed order; what the system knows (number, lines, person, time) is filled in; a document is recorded whole,
with what arises from it, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from ledger import clock
from ledger.deciding.decision import Command, Duplicate, Override, Refused, refused
from ledger.deciding.integrity_rules import OTHER_CONTENT, UNKNOWN_REFERENCE
from ledger.deciding.numbering import Numbers
from ledger.deciding.rule import Breach
from ledger.entry import refusals
from ledger.entry.actors import staff_code
from ledger.entry.answers import Entered, EntryReceipt, EntryRefusedError, Refusal
from ledger.entry.derived_returns import COMPLETED, DerivedReturns
from ledger.entry.derived_sales import USE_CONFIRMED, DerivedSales
from ledger.entry.derived_stops import OPENED, SCOPED, DerivedStops
from ledger.entry.documents import rows_of
from ledger.entry.filling import Filling
from ledger.entry.keys import EntryKey, UsedKey, earlier, keep, key_of_rows, receipt_of
from ledger.entry.problems import OVERRIDE_INCOMPLETE, SYSTEM_TABLE, UNKNOWN_RULE
from ledger.entry.reading import Entry, entry_reader
from ledger.entry.refusals import Stopped
from ledger.entry.several_stages import stage_entries
from ledger.errors import CommandError, ConflictError, Reason
from ledger.events.base import Table
from ledger.intake.headings.table_names import table_named
from ledger.log.prepared import document as stored_form
from ledger.recording.ledger import Ledger
from ledger.recording.problems import BUSY, INCOMPLETE
from ledger.recording.shared import Seat
from ledger.recording.unit_of_work import Outcome, Recorded, UnitOfWork
from ledger.rulebook import BY_ID, STOCK_RULES

__all__ = [
    "Entered",
    "EntryKey",
    "EntryReceipt",
    "EntryRefusedError",
    "Override",
    "Refusal",
    "enter",
    "key_of",
    "repeated",
]


def enter(
    ledger: Ledger | Seat,
    table: Table | str,
    document: Any,
    *,
    overrides: Sequence[Override] = (),
    check: bool = False,
    source: str | None = None,
    key: str | EntryKey | None = None,
) -> Entered:
    """Record one document as live entry, whole or not at all.

    Args:
        ledger: Where to record.
        table: The table, or its key or Chinese title.
        document: A JSON value as `ledger.entry.documents.parse` gives it: a row, a list of rows, or what rows
            share beside `lines`.
        overrides: Rules that the head of quality lets pass.
        check: Record nothing, not even the refusal.
        source: Through which door it came.
        key: What the entry is known by when it is said again: then it gets the first receipt.

    Raises:
        EntryRefusedError: A row cannot be read or breaks a rule; that it broke a rule is recorded.
        CommandError: The document as a whole cannot be read, an override names no rule, or the key is unfit.
        ConflictError: Other writers were faster at every try, or the key was used for other content.
        UnavailableError: The database is away or full.
    """
    wanted = table if isinstance(table, Table) else table_named(table)
    if wanted.key == refusals.TABLE:
        raise CommandError(SYSTEM_TABLE, table=wanted.key, zh_table=wanted.zh)
    _check(overrides)
    now = ledger.log.clock()
    today = clock.day_of(now, ledger.zone)
    entries = _read(wanted, document, ledger.zone, today)
    if isinstance(key, str):
        key = key_of_rows(key, wanted, entries)
    entry = _Entry(ledger, wanted, entries, tuple(overrides), source, key, now, today)
    said = ledger.deciding(entry.decide, live=True, check=check)
    if isinstance(said, Entered):
        return said
    if isinstance(said, UsedKey):
        raise said.error()
    raise EntryRefusedError(said, ledger.position)


def key_of(ledger: Ledger | Seat, table: Table | str, document: Any, name: str) -> EntryKey:
    """Return the key of a document before anything is added to it.

    Raises:
        CommandError: The document as a whole cannot be read, or the name cannot be a key.
    """
    wanted = table if isinstance(table, Table) else table_named(table)
    today = clock.day_of(ledger.log.clock(), ledger.zone)
    return key_of_rows(name, wanted, _read(wanted, document, ledger.zone, today))


def repeated(ledger: Ledger | Seat, key: EntryKey) -> Entered | None:
    """Return the first receipt of what was entered with a key; None where the key is new.

    Raises:
        ConflictError: The key was used for other content.
    """
    said = ledger.deciding(lambda unit: earlier(unit, key), check=True)
    if isinstance(said, UsedKey):
        raise said.error()
    return said


def _read(table: Table, document: Any, zone: str, today: str) -> list[Entry]:
    reader = entry_reader(table.key, zone, today)
    read = (reader.read(number, row) for number, row in enumerate(rows_of(document), 1))
    return [one for entry in read for one in stage_entries(table, entry)]


def _check(overrides: Sequence[Override]) -> None:
    for one in overrides:
        if one.rule not in BY_ID:
            raise CommandError(UNKNOWN_RULE, rule=one.rule)
        if not one.reason.strip() or not one.approver.strip():
            raise CommandError(OVERRIDE_INCOMPLETE, rule=one.rule)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One document on its way in; it may have to be decided more than once."""

    ledger: Ledger | Seat
    table: Table
    entries: list[Entry]
    overrides: tuple[Override, ...]
    source: str | None
    key: EntryKey | None
    now: str
    today: str

    def decide(self, unit: UnitOfWork) -> Entered | UsedKey | list[Refusal]:
        """Decide the document, unless it was entered with its key before; keep the key with it."""
        if self.key is None:
            return self._decided(unit)
        known = earlier(unit, self.key)
        if known is not None:
            return known
        said = self._decided(unit)
        if isinstance(said, Entered):
            keep(unit, self.key, said)
            return replace(said, key=self.key.name)
        return said

    def _decided(self, unit: UnitOfWork) -> Entered | list[Refusal]:
        """Decide the document with what arises from it, and record the decision itself where it is to be."""
        ledger = self.ledger
        filling = Filling(
            self.table, unit.state, recorded_by=ledger.recorded_by, zone=ledger.zone, today=self.today
        )
        rows = filling.commands(self.entries, overrides=self.overrides, source=self.source)
        origins = list(range(len(rows)))
        for place, command in self._derived(unit, rows, filling):
            rows.append(command)
            origins.append(place)
        outcomes = unit.decided([rows])[0]
        _refuse_overtaken(rows, outcomes)
        outcomes = _of_refused_case(self.table, _without_echoes(origins, outcomes))
        if any(isinstance(one, Refused) for one in outcomes):
            self._record_stopped(unit, list(_stopped(rows, outcomes)))
            return list(self._refusals(origins, outcomes))
        filling.numbers.settle()
        own = [
            receipt_of(_document(unit, position))
            for one in outcomes
            if isinstance(one, Recorded)
            for position in (one.position, *one.also)
        ]
        also = self._record_stopped(unit, list(_let_pass(unit, rows, outcomes)))
        return Entered(
            self.table.key,
            tuple(one for one in own if one.table == self.table.key),
            (*(one for one in own if one.table != self.table.key), *also),
            tuple(one.position for one in outcomes if isinstance(one, Duplicate)),
            unit.head + len(unit.events),
            numbered=any(_is_numbered(*one) for one in zip(rows, outcomes, strict=True)),
        )

    def _derived(
        self, unit: UnitOfWork, rows: Sequence[Command | Refused], filling: Filling
    ) -> Iterator[tuple[int, Command]]:
        """Yield what stages bring about, each with the place of its row.

        A confirmed use brings about its sale, a completed return case its return record, a recall its hold.
        """
        person = staff_code(unit.state, self.ledger.recorded_by)
        sales = DerivedSales(unit.state, filling.numbers, person)
        returns = DerivedReturns(unit.state, filling.numbers)
        for place, (row, units) in enumerate(zip(tuple(rows), filling.units, strict=True)):
            if isinstance(row, Refused) or row.stage not in {USE_CONFIRMED, COMPLETED} or unit.duplicate(row):
                continue
            before = list(_told_before(rows, place))
            found = (
                sales.sale(row, units, before) if row.stage == USE_CONFIRMED else returns.record(row, before)
            )
            if found is not None:
                yield place, found
        yield from self._held(unit, rows, filling)

    def _held(
        self, unit: UnitOfWork, rows: Sequence[Command | Refused], filling: Filling
    ) -> Iterator[tuple[int, Command]]:
        """Yield the holds that recalls bring about, each with the place of the row that says which goods."""
        scopes = [
            (place, row)
            for place, row in enumerate(tuple(rows))
            if isinstance(row, Command) and row.stage in {OPENED, SCOPED} and not unit.duplicate(row)
        ]
        if not scopes:
            return
        own = self.ledger
        stops = DerivedStops(unit.state, filling.numbers, own.recorded_by, self.now, own.zone)
        for place, row in scopes:
            for found in stops.holds(row, [one for _, one in scopes]):
                yield place, found

    def _record_stopped(self, unit: UnitOfWork, found: list[Stopped]) -> list[EntryReceipt]:
        """Record what rules stopped or somebody let pass; import mode, for it has happened."""
        if not found:
            return []
        numbers = Numbers(unit.state)
        rows = refusals.commands(
            found,
            unit.state,
            numbers,
            recorded_by=self.ledger.recorded_by,
            now=self.now,
            today=self.today,
        )
        outcomes = unit.document(rows, live=False)
        numbers.settle()
        return [_receipt(unit, one) for one in outcomes if isinstance(one, Recorded)]

    def _refusals(self, origins: Sequence[int], outcomes: Sequence[Outcome]) -> Iterator[Refusal]:
        for place, outcome in sorted(zip(origins, outcomes, strict=True), key=lambda one: one[0]):
            if not isinstance(outcome, Refused):
                continue
            line = self._line(place)
            breaches = {id(one.reason): one for one in outcome.breaches}
            for reason in outcome.reasons:
                if reason.problem is INCOMPLETE:
                    continue
                breach = breaches.get(id(reason))
                if breach is None:
                    yield Refusal(line, reason)
                else:
                    yield Refusal(line, reason, breach.rule.id, breach.rule.overridable)

    def _line(self, place: int) -> int:
        """Return what messages call a row: its line number, else its place in the document."""
        numbered = self.table.has_lines and self.table.key != "voids"
        line: int | None = self.entries[place].row.data.get("line") if numbered else None
        return self.entries[place].row.number if line is None else line


def _told_before(rows: Sequence[Command | Refused], place: int) -> Iterator[dict[str, Any]]:
    """Yield what the rows above one say of its case."""
    own = rows[place]
    for row in rows[:place]:
        if isinstance(row, Command) and isinstance(own, Command) and _is_same_case(row, own):
            yield row.data


def _is_same_case(one: Command, other: Command) -> bool:
    named = one.table.identity
    return one.table is other.table and all(one.data.get(key) == other.data.get(key) for key in named)


def _without_echoes(origins: Sequence[int], outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return outcomes; what arises from a refused row lacks stock only because that row was refused."""
    found: list[Outcome] = []
    for place, outcome in enumerate(outcomes):
        if (
            origins[place] != place
            and isinstance(outcome, Refused)
            and isinstance(outcomes[origins[place]], Refused)
        ):
            left = [one for one in outcome.breaches if one.rule.id not in STOCK_RULES]
            found.append(refused(*left))
        else:
            found.append(outcome)
    return found


def _of_refused_case(table: Table, outcomes: list[Outcome]) -> list[Outcome]:
    """Return outcomes; that a case is unknown is no news where the row that begins it was refused."""
    if table.kind != "case" or not isinstance(outcomes[0], Refused):
        return outcomes
    number = table.identity[0]
    return [
        refused(*(breach for breach in one.breaches if not _is_unknown(breach, number)), also=_no_rules(one))
        if place and isinstance(one, Refused)
        else one
        for place, one in enumerate(outcomes)
    ]


def _is_unknown(breach: Breach, column: str) -> bool:
    return breach.rule is UNKNOWN_REFERENCE and breach.reason.particulars["column"] == column


def _no_rules(outcome: Refused) -> list[Reason]:
    """Return the reasons of a refusal that are no broken rules."""
    of_rules = {id(breach.reason) for breach in outcome.breaches}
    return [reason for reason in outcome.reasons if id(reason) not in of_rules]


def _refuse_overtaken(rows: Sequence[Command | Refused], outcomes: Sequence[Outcome]) -> None:
    """Refuse a decision in which an assigned number turned out to be taken: another writer was faster.

    Raises:
        ConflictError: One did; the document is to be decided again.
    """
    for row, outcome in zip(rows, outcomes, strict=True):
        if isinstance(row, Command) and row.table.identity[0] in row.filled and _stands(outcome):
            raise ConflictError(BUSY, tries=1)


def _stands(outcome: Outcome) -> bool:
    """Return whether something was there already under the identity of a row."""
    if isinstance(outcome, Refused):
        return any(one.rule is OTHER_CONTENT for one in outcome.breaches)
    return isinstance(outcome, Duplicate)


def _stopped(rows: Sequence[Command | Refused], outcomes: Sequence[Outcome]) -> Iterator[Stopped]:
    for row, outcome in zip(rows, outcomes, strict=True):
        if isinstance(row, Command) and isinstance(outcome, Refused):
            yield from refusals.stopped(row, row.event, outcome.breaches)


def _let_pass(
    unit: UnitOfWork, rows: Sequence[Command | Refused], outcomes: Sequence[Outcome]
) -> Iterator[Stopped]:
    for row, outcome in zip(rows, outcomes, strict=True):
        if isinstance(row, Command) and row.overrides and isinstance(outcome, Recorded) and outcome.findings:
            yield from refusals.let_pass(row, _document(unit, outcome.position))


def _is_numbered(row: Command | Refused, outcome: Outcome) -> bool:
    """Return whether a row was recorded under a number that the system gave it."""
    given = isinstance(row, Command) and row.table.identity[0] in row.filled
    return given and isinstance(outcome, Recorded)


def _receipt(unit: UnitOfWork, recorded: Recorded) -> EntryReceipt:
    return receipt_of(_document(unit, recorded.position))


def _document(unit: UnitOfWork, position: int) -> dict[str, Any]:
    """Return the document of an event that is about to be appended."""
    event = unit.events[position - unit.head - 1]
    found: dict[str, Any] = orjson.loads(stored_form(event, position, b""))
    return found
