"""The papers of a recall as files: a workbook and a page to print for each."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from itertools import chain
from pathlib import Path
from typing import Any, Final

from ledger.errors import CommandError
from ledger.intake.cells.codes import as_written
from replay.recalls.paper import CODES, DRILL, Paper
from replay.reports.case_timeline import FONTS
from replay.reports.pages import html_page
from replay.telling.files.sheets import SHEET_ROWS, write_cell, write_headings
from replay.telling.output import OUTPUT_NOT_WRITABLE, Output

_WIDE: Final = 9  # columns that a page in upright format still holds
_STYLE: Final = (
    f"body{{font-family:{FONTS};color:#111;background:#fff;font-size:10.5pt;"
    "margin:1.5rem auto;max-width:180mm}"
    "h1{text-align:center;font-size:17pt;margin:.4rem 0 1rem}p{margin:.35rem 0;line-height:1.5}"
    "table{border-collapse:collapse;width:100%;margin:.6rem 0}thead{display:table-header-group}"
    "th,td{border:1px solid #555;padding:.2rem .35rem;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}th{background:#f0f0f0;font-weight:600}tr{break-inside:avoid}"
    ".facts th{width:32mm}.drill{text-align:center;border:2px solid #c0392b;color:#c0392b;padding:.3rem}"
    ".signed{display:flex;justify-content:space-between;gap:1rem;margin-top:2rem;break-inside:avoid}"
    "@media print{body{margin:0;max-width:none}}"
)


def write_paper(folder: Path, paper: Paper) -> list[str]:
    """Write a paper, each file complete or not at all, and return the names of its files.

    Raises:
        CommandError: A file cannot be written.
    """
    names = []
    for ending, content in (("xlsx", workbook(paper)), ("html", page(paper))):
        file = folder / f"{paper.name}.{ending}"
        with Output(ending, file).destination() as target:
            target.write(content)
        names.append(file.name)
    return names


def made_folder(folder: Path) -> Path:
    """Make a folder if it is missing.

    Raises:
        CommandError: It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(OUTPUT_NOT_WRITABLE, file=folder, why=error.strerror or str(error)) from error
    return folder


def workbook(paper: Paper) -> bytes:
    """Return a paper as a workbook of one sheet; of a form nothing stands below the table."""
    from ledger.plain_workbooks import PlainWorkbook

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with PlainWorkbook(target, options) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet = book.add_worksheet()
        sheet.set_paper(9)  # A4
        if len(paper.headings) > _WIDE:
            sheet.set_landscape()
        row = _above(sheet, paper, bold)
        if paper.headings:
            row = _table(sheet, paper, row, bold, text)
        if not paper.form:
            for line in (*paper.after, *paper.signed):
                sheet.write_string(row, 0, line)
                row += 1
    return target.getvalue()


def _above(sheet: Any, paper: Paper, bold: Any) -> int:
    """Write what stands over the table, and return the row below it."""
    sheet.write_string(0, 0, paper.headline, bold)
    row = 1
    for name, said in paper.facts:
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, said)
        row += 1
    for line in paper.before:
        sheet.write_string(row, 0, line)
        row += 1
    return row


def _table(sheet: Any, paper: Paper, row: int, bold: Any, text: Any) -> int:
    """Write the table, and return the row below it."""
    write_headings(sheet, paper.headings, bold, row, text if paper.form else None)
    sheet.repeat_rows(row)
    if paper.form:
        sheet.freeze_panes(row + 1, 0)
    for one in paper.rows[: SHEET_ROWS - row - 100]:
        row += 1
        for column, heading in enumerate(paper.headings):
            value = one.get(heading.key)
            if paper.form and heading.key in CODES and value is not None:
                value = as_written(value)
            write_cell(sheet, row, column, heading, value, text)
    return row + 1


def page(paper: Paper) -> bytes:
    """Return a paper as a page to be printed on A4, everything in it escaped."""
    wide = len(paper.headings) > _WIDE and not paper.upright
    style = f"@page{{size:A4{' landscape' if wide else ''};margin:15mm}}{_STYLE}"
    if wide:
        style = style.replace("max-width:180mm", "max-width:267mm")
    return html_page(paper.headline, style, "".join(chain(_head(paper), _body(paper), _foot(paper))))


def _head(paper: Paper) -> Iterator[str]:
    if paper.drill:
        yield f'<p class="drill">{DRILL}</p>\n'
    yield f"<h1>{escape(paper.title)}</h1>\n"
    if paper.facts:
        yield _facts(paper.facts)
    yield from map(_paragraph, paper.before)


def _body(paper: Paper) -> Iterator[str]:
    if paper.upright:
        for row in paper.rows:
            yield _facts((one.zh, one.official(row.get(one.key))) for one in paper.headings)
    elif paper.headings:
        yield f"<table>\n<thead>{_line('th', (one.zh for one in paper.headings))}</thead>\n<tbody>\n"
        for row in paper.rows:
            yield _line("td", (one.official(row.get(one.key)) for one in paper.headings))
        yield "</tbody>\n</table>\n"


def _foot(paper: Paper) -> Iterator[str]:
    yield from map(_paragraph, paper.after)
    if paper.signed:
        signed = "".join(f"<span>{escape(one)}：＿＿＿＿＿＿</span>" for one in paper.signed)
        yield f'<div class="signed">{signed}</div>\n'


def _facts(facts: Any) -> str:
    lines = "".join(f"<tr><th>{escape(name)}</th><td>{escape(said)}</td></tr>\n" for name, said in facts)
    return f'<table class="facts">\n{lines}</table>\n'


def _line(tag: str, cells: Any) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>\n"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>\n"
