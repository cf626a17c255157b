"""What a pack holds that is derived: views as sheets, official forms and the papers of a recall.

No cell of them comes from one event. They are signed with the rest, and the workbook of a view is held
against its CSV; whether they follow from the rows learns who asks again with the basis of the bundle. Without
a purpose a mark stands in place of every personal value.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from ledger.events import catalogue
from ledger.events.base import Column, Table
from ledger.intake.cells.wrapping import guarded
from projections.answers import catalogue as answers
from projections.reading.filters import Filter
from projections.reading.query import Query, today
from projections.reading.stream import Stream, of_dicts
from replay.evidence.form import WITHHELD, FormColumn, form_of_view
from replay.evidence.papers import write_papers
from replay.evidence.workbook import FormWorkbook
from replay.evidence.written_tables import Written
from replay.withheld import WithheldQuery, mask, withholding

if TYPE_CHECKING:
    from ledger.events.base import ColumnType
    from replay.bootstrap import Program
    from replay.cutoff import Resolved
    from replay.forms.filling import Ground
    from replay.forms.sheet import FilledForm
    from replay.recalls.paper import Paper

ORDER, LETTERS, SUMMARY = "recall-order", "recall-letters", "recall-summary"
FIGURES: Final = "self_inspection_figures"
_OF_RECALL: Final = {ORDER: "停售通知", LETTERS: "召回通知书", SUMMARY: "召回总结"}


@dataclass(frozen=True, slots=True)
class WantedView:
    """A view of a pack.

    Attributes:
        key: Of the view; `FIGURES` are those of a year.
        where: What its rows meet, some of it looked up by the view itself.
        days: First and last day of the rows, where the view has a day; what has none is in.
        always: Whether it is there without rows as well.
    """

    key: str
    where: tuple[Filter, ...] = ()
    days: tuple[str, str] | None = None
    always: bool = True


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """A paper of a pack: the key of a form, or of a paper of a recall, and what it is of."""

    key: str
    number: str


@dataclass(frozen=True, slots=True)
class WrittenPaper:
    """A paper as it was written: its title, its files, how many personal values were left out."""

    key: str
    zh: str
    files: tuple[str, ...]
    withheld: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return what `basis.json` says of it."""
        return {"key": self.key, "zh": self.zh, "files": list(self.files), "withheld": self.withheld}


class DerivedDesk:
    """Writes what is derived.

    Args:
        program: The ledger.
        resolved: What was true when, as known when.
        folder: The payload of the bag.
        included: Whether a purpose was stated for which personal values go with it.
    """

    def __init__(self, program: Program, resolved: Resolved, folder: Path, *, included: bool) -> None:
        self._program, self._resolved, self._folder = program, resolved, folder
        self._included = included

    def views(self, wanted: Sequence[WantedView], head: Sequence[str]) -> list[Written]:
        """Write views as CSV, XLSX and PDF."""
        if not wanted:
            return []
        place = self._folder / "views"
        place.mkdir()
        written = []
        for one in wanted:
            with self._program.readmodel.reading() as connection:
                made = self._view(place, one, self._query(connection), head)
            if made.rows or one.always:
                written.append(made)
                continue
            for file in place.glob(f"{one.key}.*"):
                file.unlink()
        if not written:
            place.rmdir()
        return written

    def _query(self, connection: Any) -> Query:
        log, cutoff, zone = self._program.log, self._resolved.cutoff, self._program.zone
        asked = Query(connection, log, cutoff, zone, today(cutoff, zone), hashes=log.leaf_hashes)
        return asked if self._included else withholding(asked, WITHHELD)

    def _view(self, place: Path, wanted: WantedView, query: Query, head: Sequence[str]) -> Written:
        table, stream = self._asked(wanted, query)
        written = Written(form_of_view(table))
        places = [stream.columns.index(one.key) for one in written.form.columns]
        book = FormWorkbook(place / f"{table.key}.xlsx", written.form, [table.zh, *head])
        with (place / f"{table.key}.csv").open("wb") as sheet:
            sheet.write(codecs.BOM_UTF8 + _lines([written.form.headings]))
            for part in stream.parts:
                columns = [
                    _texts(one, part[at], written)
                    for one, at in zip(written.form.columns, places, strict=True)
                ]
                rows = list(zip(*columns, strict=True))
                sheet.write(_lines(rows))
                for row in rows:
                    book.write(row)
                written.rows += len(rows)
        book.close()
        write_papers(place, written.form, head, written.filled, written.rows)
        return written

    def _asked(self, wanted: WantedView, query: Query) -> tuple[Table, Stream]:
        if wanted.key == FIGURES:
            return _figures(query, *(wanted.days or ("", "")), self._program.log)
        table = answers.view(wanted.key)
        own = [one for one in wanted.where if one.key not in answers.answered(wanted.key)]
        day = answers.day_column(table)
        if wanted.days and day and wanted.key not in answers.LOOKING_AHEAD:
            own.append(_Days(day, table.by_key[day], [], first=wanted.days[0], last=wanted.days[1]))
        found = answers.stream(wanted.key, replace(query, where=wanted.where)).fitting(own)
        return table, _masked(found, query, wanted.key)

    def papers(self, wanted: Sequence[WantedPaper]) -> list[WrittenPaper]:
        """Write forms as PDF and XLSX, and the papers of a recall as PDF."""
        if not wanted:
            return []
        (self._folder / "papers").mkdir()
        with self._program.readmodel.reading() as connection:
            from replay.forms.filling import Ground

            ground = Ground(self._program, self._resolved, self._query(connection))
            return [made for one in wanted for made in self._paper(one, ground)]

    def _paper(self, wanted: WantedPaper, ground: Ground) -> Iterator[WrittenPaper]:
        if wanted.key in _OF_RECALL:
            yield self._of_recall(wanted, ground)
            return
        from replay.forms.listed import form_named

        form = form_named(wanted.key)
        for at, number in enumerate(_numbers(wanted, ground.query), 1):
            filled = form.fill(ground, number)
            yield self._form(wanted.key if at == 1 else f"{wanted.key}-{at}", filled, ground.query)

    def _form(self, key: str, filled: FilledForm, query: Query) -> WrittenPaper:
        from replay.forms.in_workbook import workbook
        from replay.forms.on_paper import write_form

        shown = filled.without(query.text) if isinstance(query, WithheldQuery) else filled
        names = (f"papers/{key}.pdf", f"papers/{key}.xlsx")
        with (self._folder / names[0]).open("wb") as stream:
            write_form(stream, shown)
        (self._folder / names[1]).write_bytes(workbook(shown))
        withheld = sum(text.count(WITHHELD) for text in shown.texts())
        return WrittenPaper(key, shown.title, tuple(f"data/{name}" for name in names), withheld)

    def _of_recall(self, wanted: WantedPaper, ground: Ground) -> WrittenPaper:
        from replay.forms.recalled import facts_of
        from replay.paper.table_paper import write_tables
        from replay.recalls.on_paper import on_paper

        facts, query = facts_of(ground, wanted.number), ground.query
        hide = query.text if isinstance(query, WithheldQuery) else str
        masked = mask(query.individuals, wanted.key, WITHHELD) if isinstance(query, WithheldQuery) else dict
        tables = [on_paper(one, hide, masked) for one in _papers_of(wanted.key, facts)]
        name = f"papers/{wanted.key}.pdf"
        with (self._folder / name).open("wb") as stream:
            write_tables(stream, tables)
        withheld = sum(text.count(WITHHELD) for one in tables for text in one.texts())
        return WrittenPaper(wanted.key, _OF_RECALL[wanted.key], (f"data/{name}",), withheld)


def _papers_of(key: str, facts: Any) -> Iterator[Paper]:
    from replay.recalls.accounts import summary
    from replay.recalls.letters import stop_order, to_consignees

    if key == LETTERS:
        yield from (letter for letter, _ in to_consignees(facts))
    else:
        yield stop_order(facts) if key == ORDER else summary(facts)


def _numbers(wanted: WantedPaper, query: Query) -> list[str]:
    """Return the numbers that a paper is of: the one asked for, of a year every self-inspection."""
    if wanted.key != "self-inspection":
        return [wanted.number]
    column = catalogue.table("self_inspections").by_key["year"]
    where = [Filter("year", column, [int(wanted.number)])]
    return [str(row["self_inspection_no"]) for row in query.rows("self_inspections", where=where)]


def _figures(query: Query, first: str, last: str, log: Any) -> tuple[Table, Stream]:
    """Return the figures of a year as a table of their own; no figure is personal."""
    from projections.answers.indicators.periods import Period
    from replay.reports.declared import report_named
    from replay.reports.self_inspection import figures

    report = report_named("self-inspection")
    columns = tuple(Column(key, zh, cast("ColumnType", type_)) for key, zh, type_ in report.columns)
    table = Table(FIGURES, report.zh, report.en, "view", "", columns, ("figure",), basis=report.basis)
    rows = figures(replace(query, personal=log), Period(first, last))
    return table, of_dicts([one.key for one in columns], rows)


@dataclass(slots=True)
class _Days(Filter):
    """Days from one to another, both inclusive; what has no day is in. A month is one as well."""

    first: str = ""
    last: str = ""

    def fits_value(self, found: Any) -> bool:
        """Return whether the value that a finished row shows in the column fits."""
        return not found or self.first[: len(found)] <= found[:10] <= self.last[: len(found)]


def _masked(stream: Stream, query: Query, key: str) -> Stream:
    """Return rows without what the files of individuals say."""
    if not isinstance(query, WithheldQuery):
        return stream
    hidden, words = mask(query.individuals, key, WITHHELD), _words(key)
    rows = (_worded(hidden(row), words, query.text) for row in stream.rows())
    return of_dicts(stream.columns, rows)


def _words(key: str) -> list[str]:
    """Return the columns of a view that hold words, in which somebody may be named."""
    return [one.key for one in answers.view(key).columns if one.type == "text"]


def _worded(row: dict[str, Any], words: Sequence[str], text: Callable[[str], str]) -> dict[str, Any]:
    return row | {name: text(row[name]) for name in words if row[name]}


def _texts(column: FormColumn, values: Sequence[Any], written: Written) -> list[str]:
    """Return the texts of a column, and count what stands in them."""
    text = column.text
    texts = ["" if value is None else value if value == WITHHELD else text(value) for value in values]
    written.withheld += sum(one.count(WITHHELD) for one in texts)
    if any(texts):
        written.filled.add(column.key)
    if not column.guards:
        return texts
    safe = [guarded(one) for one in texts]
    written.guarded += sum(one is not other and one != other for one, other in zip(texts, safe, strict=True))
    return safe


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
