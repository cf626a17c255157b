"""A report as a file: JSON, CSV, XLSX or PDF, the same bytes for the same report.

JSON is the document itself. CSV holds its main table and, behind it, what it rests on in columns of its own;
XLSX has a sheet for each table and one for the basis,
PDF a page or more. The day on which a file is made does not show in it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from ledger import clock
from projections.answers import catalogue
from projections.reading.stream import of_dicts
from replay.paper.table_paper import PaperColumn, PaperTable, write_tables
from replay.reports.declared import Columns, Part, Report
from replay.reports.making import canonical
from replay.telling.files.sheets import SHEET_ROWS, headed_sheet, write_cell, write_csv
from replay.telling.headings import NUMBERS, Heading, of_table

FORMS: Final = ("json", "csv", "xlsx", "pdf")
BASIS: Final = (
    ("report_period_from", "统计期间起", "period_from"),
    ("report_period_to", "统计期间止", "period_to"),
    ("report_at", "截至日期", "at"),
    ("report_known_at", "所依据的录入时间", "known_at"),
    ("report_position", "日志位置", "position"),
    ("report_code", "程序版本", "code"),
)
_FIRST: Final = {
    "kpi_results": frozenset(
        (
            *("kpi_key", "kpi_name", "group_code", "numerator", "denominator"),
            *("kpi_value", "threshold", "met", "breach_count"),
        )
    )
}
_SHEET_NAME: Final = 31  # characters
_ITEM: Final = (Heading("item", "项目"), Heading("said", "内容"))
Row = dict[str, Any]


def headings_of(report: Report) -> tuple[Heading, ...]:
    """Return the headings of the main table of a report, what says most of it first on a narrow screen."""
    if report.view is None:
        return _own(report.columns)
    found = of_table(catalogue.view(report.key))
    first = _FIRST.get(report.key)
    return found if first is None else tuple(replace(one, rank=1 if one.key in first else 3) for one in found)


def headings_of_part(part: Part) -> tuple[Heading, ...]:
    """Return the headings of a further table of a report."""
    return of_table(catalogue.view(part.view)) if part.view else _own(part.columns)


def _own(columns: Columns) -> tuple[Heading, ...]:
    return tuple(Heading(key, zh, type_, rank=1) for key, zh, type_ in columns)


def content(report: Report, document: dict[str, Any], form: str) -> bytes:
    """Return the bytes of a report in one of `FORMS`."""
    if form == "json":
        return canonical(document)
    if form == "pdf":
        return _pdf(report, document)
    return _csv(report, document) if form == "csv" else _xlsx(report, document)


def _pdf(report: Report, document: dict[str, Any]) -> bytes:
    target, basis = io.BytesIO(), document["basis"]
    head = [f"统计期间：{basis['period_from']} 至 {basis['period_to']}　截至日期：{basis['at']}"]
    head.append(
        f"所依据的录入时间：{basis['known_at']}（日志第 {basis['position']} 条）　依据：{document['source']}"
    )
    tables = [_on_paper(report.zh, head, headings_of(report), document["rows"])]
    tables += [_on_paper(one.zh, (), headings_of_part(one), document[one.key]) for one in report.parts]
    write_tables(target, [*tables, _on_paper("依据", (), _ITEM, _said(report, document))])
    return target.getvalue()


def _on_paper(
    title: str, head: Sequence[str], headings: Sequence[Heading], rows: Sequence[Row]
) -> PaperTable:
    columns = [PaperColumn(one.zh, one.type in NUMBERS) for one in headings]
    return PaperTable(
        title, head, columns, [[one.official(row.get(one.key)) for one in headings] for row in rows]
    )


def _csv(report: Report, document: dict[str, Any]) -> bytes:
    target = io.BytesIO()
    basis = {key: document["basis"][source] for key, _, source in BASIS}
    headings = (*headings_of(report), *(Heading(key, zh) for key, zh, _ in BASIS))
    rows = ({**row, **basis} for row in document["rows"])
    write_csv(target, headings, of_dicts([heading.key for heading in headings], rows), mark=True)
    return target.getvalue()


def _xlsx(report: Report, document: dict[str, Any]) -> bytes:
    from ledger.plain_workbooks import PlainWorkbook

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with PlainWorkbook(target, options) as book:
        book.set_properties({"title": report.zh, "created": _of_basis(document)})
        bold = book.add_format({"bold": True})
        _sheets(book, bold, report.zh, headings_of(report), document["rows"])
        for part in report.parts:
            _sheets(book, bold, part.zh, headings_of_part(part), document[part.key])
        _sheets(book, bold, "依据", _ITEM, _said(report, document))
    return target.getvalue()


def _of_basis(document: dict[str, Any]) -> datetime:
    """Return the time that a workbook says it was made: that of what it shows."""
    return clock.parsed(document["basis"]["at"]).astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _sheets(book: Any, bold: Any, name: str, headings: Sequence[Heading], rows: Sequence[Row]) -> None:
    """Write a table; what does not fit on one sheet goes on with the next."""
    size = SHEET_ROWS - 1
    for start in range(0, max(1, len(rows)), size):
        title = name if start == 0 else f"{name}{start // size + 1}"
        sheet = headed_sheet(book, headings, bold, title[:_SHEET_NAME])
        for number, row in enumerate(rows[start : start + size], 1):
            for column, heading in enumerate(headings):
                write_cell(sheet, number, column, heading, row.get(heading.key))


def _said(report: Report, document: dict[str, Any]) -> list[Row]:
    basis = document["basis"]
    said = [("报表", report.zh), ("依据", document["source"])]
    said += [(zh, basis[source]) for _, zh, source in BASIS]
    said += [
        ("筛选条件", "；".join(basis["where"])),
        ("哈希树大小", basis["checkpoint"]["size"]),
        ("哈希树根", basis["checkpoint"]["root"]),
    ]
    return [{"item": zh, "said": None if value is None else str(value)} for zh, value in said]
