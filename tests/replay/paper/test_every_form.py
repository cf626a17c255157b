"""Every record table, view and report as CSV, XLSX and PDF: none fails, and each heading is found in each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import openpyxl
import pypdf
import pytest

from ledger.events import catalogue
from ledger.events.base import Table
from ledger.settings import locate
from projections.answers.catalogue import stream, views
from projections.reading.query import Query, today
from projections.reading.stream import of_dicts
from replay import bootstrap
from replay.bootstrap import Program
from replay.cutoff import resolve
from replay.reports.declared import REPORTS, Report
from replay.reports.making import made
from replay.reports.periods import period_of
from replay.telling.files.face import Face
from replay.telling.files.paper_sheets import write_pdf
from replay.telling.files.report_files import content, headings_of
from replay.telling.files.sheets import write_csv, write_xlsx
from replay.telling.headings import Heading, of_table
from tests.support.budgets import budget
from tests.support.bundles import trading_house

pytestmark = pytest.mark.xdist_group("evidence")
EVERY = 1 if budget() != "gate" else 6  # every so manieth sheet and paper is read; all are written


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A ledger with half a year of trade, its tables caught up."""
    house = trading_house(tmp_path_factory.mktemp("every"))
    with bootstrap.opened(locate(house.ledger)) as opened:
        opened.caught_up()
        yield opened


def squeezed(text: str) -> str:
    """Return a text without blanks, as headings that are broken in two are found."""
    return re.sub(r"\s", "", text)


def on_paper(content: bytes) -> str:
    """Return the text of a PDF without blanks."""
    return squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages))


def in_sheets(content: bytes) -> set[object]:
    """Return the cells of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}


def written(table: Table, program: Program) -> tuple[tuple[Heading, ...], dict[str, bytes]]:
    """Return the headings of a table or a view, and its files by their form."""
    headings, files = of_table(table), {}
    cutoff, zone = resolve(program.log, program.zone).cutoff, program.zone
    for form in ("csv", "xlsx", "pdf"):
        with program.readmodel.reading() as connection:
            log, day = program.log, today(cutoff, zone)
            query = Query(connection, log, cutoff, zone, day, hashes=log.leaf_hashes)
            if table.kind == "view":
                found = stream(table.key, query)
            else:
                found = of_dicts([one.key for one in headings], query.rows(table.key))
            target = io.BytesIO()
            if form == "csv":
                write_csv(target, headings, found, mark=True)
            elif form == "xlsx":
                write_xlsx(target, headings, found, Face(table.zh))
            else:
                write_pdf(target, None, headings, found, Face(table.zh))
        files[form] = target.getvalue()
    return headings, files


def test_every_table_and_view_has_its_headings_in_every_form(program: Program) -> None:
    """What an article asks for is on paper filled or not; sheets have every column."""
    for number, table in enumerate((*catalogue.tables(), *views())):
        headings, files = written(table, program)
        titles = {one.zh for one in headings}
        assert set(next(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))) == titles, table.key
        assert files["xlsx"].startswith(b"PK") and files["pdf"].startswith(b"%PDF"), table.key
        if number % EVERY == 0:
            assert titles <= in_sheets(files["xlsx"]), table.key
            text = on_paper(files["pdf"])
            official = [one for one in headings if one.legal] or headings
            assert [one.zh for one in official if squeezed(one.zh) not in text] == [], table.key
            assert squeezed(table.zh) in text


@pytest.mark.parametrize("report", REPORTS, ids=lambda one: one.name)
def test_every_report_has_its_headings_in_every_form(program: Program, report: Report) -> None:
    """With the title on paper."""
    resolved = resolve(program.log, program.zone)
    period = period_of(report, "2026-07-01")
    document = made(program.log, program.readmodel, program.zone, report, period, resolved)
    titles = {one.zh for one in headings_of(report)}
    assert titles <= set(next(csv.reader(io.StringIO(content(report, document, "csv").decode("utf-8-sig")))))
    assert titles <= in_sheets(content(report, document, "xlsx"))
    text = on_paper(content(report, document, "pdf"))
    assert [one for one in titles if squeezed(one) not in text] == []
    assert squeezed(report.zh) in text
