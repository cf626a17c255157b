"""Import: what already happened, from files into the log, document by document (interface rules 1 to 3).

A document is all rows of one file under one number, adjacent or not; it goes in whole or not at all. Files
are taken registers first, voids last; what was refused only because something is not yet known is tried
again after the last file, until a pass records nothing. A row of a case may tell of several stages: each is
an event, and the row goes in whole or not at all. Memory stays bounded: rows stream through in batches, and
what must wait (scattered documents, documents to be tried again) waits in a temporary file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from pathlib import Path

from ledger.deciding.decision import Command, Duplicate, Refused, SheetRow
from ledger.errors import Reason
from ledger.garbage import few_collections
from ledger.intake.by_time import by_time
from ledger.intake.case_rows import first_stage, outcome_of, put_in_order, stage_commands, stage_rows
from ledger.intake.deferred import Deferred, scattered_numbers
from ledger.intake.fitting import Waiting, groups, name_of, pairs
from ledger.intake.gathering import Document, documents_of
from ledger.intake.line_numbers import has_documents, number_lines
from ledger.intake.opening import Input
from ledger.intake.order import Coming, place
from ledger.intake.rejects import RejectsWriter
from ledger.intake.rows import Row
from ledger.recording.ledger import Ledger
from ledger.recording.unit_of_work import Outcome, Recorded

_BATCH_ROWS = 1000
_ROW_CHARACTERS = 4096  # a longer row counts as several, so that a batch of such is not larger


Rejected = Callable[[Input, Sequence[Reason]], None]


@dataclass(slots=True)
class FileReport:
    """What became of one input; `rows = recorded + duplicates + rejected`."""

    file: str
    table: str
    rows: int = 0
    recorded: int = 0
    duplicates: int = 0
    rejected: int = 0
    findings: int = 0
    unknown_columns: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: a report for each input, and the head afterwards.

    Attributes:
        files: In the order of the inputs.
        position: The head afterwards.
        unwritten: Why rejects files could not be written.
    """

    files: list[FileReport]
    position: int
    unwritten: tuple[Reason, ...] = ()

    @property
    def rejected(self) -> int:
        """How many rows were rejected over all inputs."""
        return sum(one.rejected for one in self.files)


class Importer:
    """Imports inputs into a ledger.

    Args:
        ledger: Where to record.
        rejects: The rejects file of an input.
        progress: Called with the number of rows just dealt with.
        rejected: Called with each rejected row and why, beside its going into the rejects file.
    """

    def __init__(
        self,
        ledger: Ledger,
        rejects: Callable[[Input], Path],
        progress: Callable[[int], None] = lambda _rows: None,
        rejected: Rejected = lambda _one, _reasons: None,
    ) -> None:
        self._ledger = ledger
        self._rejected = rejected
        self._rejects_path = rejects
        self._progress = progress
        self._reports: list[FileReport] = []
        self._writers: list[RejectsWriter] = []
        self._inputs: list[Input] = []
        self._coming = Coming(())
        self._scattered: list[frozenset[str]] = []

    def run(self, inputs: Sequence[Input]) -> ImportReport:
        """Import all inputs; return what became of their rows.

        Raises:
            CommandError: A document has more rows than one may have; nothing is recorded.
            ConflictError: Other writers were faster at every try; what is recorded stays recorded.
            UnavailableError: The database went away or is full; the same call takes up where this ended.
        """
        ordered = sorted(inputs, key=lambda one: place(one.table))
        self._scattered = [
            scattered_numbers(one) if has_documents(one.table) else frozenset() for one in ordered
        ]
        with ExitStack() as stack:
            stack.enter_context(few_collections())
            deferred = stack.enter_context(Deferred())
            self._inputs = ordered
            self._coming = Coming(ordered)
            self._reports = [
                FileReport(one.file, one.table.key, unknown_columns=list(one.unknown_columns))
                for one in ordered
            ]
            self._writers = [
                stack.enter_context(RejectsWriter(self._rejects_path(one), one)) for one in ordered
            ]
            for _, members in groupby(range(len(ordered)), lambda number: place(ordered[number].table)):
                self._submit(self._of_kind(members, stack), deferred)
            self._try_again(deferred, stack)
        by_input = {id(one): report for one, report in zip(ordered, self._reports, strict=True)}
        unwritten = tuple(one.failure for one in self._writers if one.failure is not None)
        return ImportReport([by_input[id(one)] for one in inputs], self._ledger.position, unwritten)

    def _try_again(self, deferred: Deferred, stack: ExitStack) -> None:
        """Try again what waits, until a pass records nothing; then reject it."""
        while len(deferred):
            recorded = sum(report.recorded for report in self._reports)
            following = stack.enter_context(Deferred())
            self._submit(iter(deferred), following)
            deferred = following
            if recorded != sum(report.recorded for report in self._reports):
                continue
            fitted = self._fit_together(deferred)
            if not fitted:
                self._submit(iter(deferred), None)
                return
            rest = stack.enter_context(Deferred())
            for waiting in deferred:
                if name_of(waiting) not in fitted:
                    rest.add(*waiting)
            deferred = rest

    def _fit_together(self, deferred: Deferred) -> set[tuple[int, int]]:
        """Record what only fits together; return the names of the documents that are recorded now."""

        def table_of(number: int) -> str:
            return self._inputs[number].table.key

        fitted: set[tuple[int, int]] = set()
        for group in groups(deferred, table_of):
            for part in chain([group], pairs(group, table_of)):
                names = {name_of(one) for one in part}
                if fitted.isdisjoint(names) and self._together(part):
                    fitted |= names
        return fitted

    def _together(self, group: Sequence[Waiting]) -> bool:
        """Record documents that need each other; return whether they are recorded."""
        for number, document in group:
            number_lines(document, self._inputs[number].table)
        found = self._ledger.together(self._commands(group))
        if found is None:
            return False
        for (number, document), outcomes in zip(group, found, strict=True):
            self._settle(number, document, self._by_row(number, document, outcomes))
        return True

    def _of_kind(self, numbers: Iterable[int], stack: ExitStack) -> Iterator[Waiting]:
        """Yield the documents of the inputs of one kind, by business time where that matters."""
        documents = (
            document
            for number in numbers
            for document in documents_of(
                number, self._inputs[number], self._scattered[number], stack.enter_context(Deferred())
            )
        )
        return by_time(documents, lambda number: self._inputs[number].table, stack.enter_context(Deferred()))

    def _submit(self, documents: Iterable[tuple[int, Document]], deferred: Deferred | None) -> None:
        batches = ((batch, self._commands(batch)) for batch in self._batches(documents))
        for batch, outcomes in self._ledger.stream(batches):
            for (number, document), found in zip(batch, outcomes, strict=True):
                if deferred is not None and any(isinstance(one, Refused) and one.later for one in found):
                    put_in_order(self._inputs[number].table, document)
                    deferred.add(number, document)
                else:
                    self._settle(number, document, self._by_row(number, document, found))

    def _batches(self, documents: Iterable[tuple[int, Document]]) -> Iterator[list[tuple[int, Document]]]:
        batch: list[tuple[int, Document]] = []
        rows = 0
        for number, document in documents:
            number_lines(document, self._inputs[number].table)
            batch.append((number, document))
            rows += sum(map(_weight, document))
            if rows >= _BATCH_ROWS:
                yield batch
                batch, rows = [], 0
        if batch:
            yield batch

    def _commands(self, batch: Sequence[tuple[int, Document]]) -> list[list[Command | Refused]]:
        return [
            [command for row in document for command in self._commands_of(number, row)]
            for number, document in batch
        ]

    def _commands_of(self, number: int, row: Row) -> list[Command | Refused]:
        """Return the command that a row is, of a case those of the stages that it tells of."""
        one = self._inputs[number]
        if row.reasons:
            return [Refused(tuple(row.reasons))]
        command = Command(one.table, row.data, row.envelope, unnumbered="line" in row.filled)
        if one.table.kind == "register":
            command.expected = self._coming.named_in(one, row.data)
        if row.day is not None:
            command.sheet_row = SheetRow(row.number, row.day, first_stage(one.table, row))
        if one.table.kind != "case":
            return [command]
        return stage_commands(command)

    def _by_row(self, number: int, document: Document, outcomes: list[Outcome]) -> list[Outcome]:
        """Return what became of each row, where a row of a case tells of several stages."""
        table = self._inputs[number].table
        if table.kind != "case":
            return outcomes
        found, rest = [], iter(outcomes)
        for row in document:
            stages = 1 if row.reasons else len(stage_rows(table, row.data, row.envelope))
            found.append(outcome_of(list(islice(rest, stages))))
        return found

    def _settle(self, number: int, document: Document, outcomes: list[Outcome]) -> None:
        report, writer = self._reports[number], self._writers[number]
        for row, outcome in zip(document, outcomes, strict=True):
            report.rows += 1
            if isinstance(outcome, Recorded):
                report.recorded += 1
                report.findings += len(outcome.findings)
            elif isinstance(outcome, Duplicate):
                report.duplicates += 1
            else:
                report.rejected += 1
                writer.write(row, outcome.reasons)
                self._rejected(self._inputs[number], outcome.reasons)
        self._progress(len(document))


def _weight(row: Row) -> int:
    """Return for how many rows of usual length one counts."""
    return 1 + sum(map(len, row.cells)) // _ROW_CHARACTERS
