"""The workbook of one form: real dates and numbers, codes as text, ready to print, the same bytes each time.

Above the headings stand the title, the company and what the rows rest on. The cells hold what the CSV holds:
a number where a spreadsheet keeps every digit of it, a date where it is one, else text. What the CSV guards
with an apostrophe stands here as it was typed, in a cell that is a text and stays one when it is edited.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ledger.intake.cells.wrapping import unguarded
from replay.evidence.form import NUMBERS, FormColumn, OfficialForm
from replay.paper.serials import serial

SHEET_ROWS: Final = 1_048_576
CELL_CHARACTERS: Final = 32_767
EXACT_DIGITS: Final = 15
HEAD_ROWS: Final = 5  # title, company, basis, cut-offs, headings
_WIDTHS: Final = {"date": 11, "datetime": 19}
_FOOTER: Final = (
    "&L&9企业盖章：                    &C&9第 &P 页 共 &N 页&R&9制表：            审核：            "
)


class FormWorkbook:
    """A workbook on its way to the disk, row by row.

    Args:
        file: Where it is written.
        form: The form.
        head: The lines above the headings.
    """

    def __init__(self, file: Path, form: OfficialForm, head: Sequence[str]) -> None:
        from ledger.plain_workbooks import PlainWorkbook

        self._form, self._head = form, head
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = PlainWorkbook(str(file), {**options, "strings_to_numbers": False})
        self._book.set_properties({"title": form.table.zh})
        self._title = self._book.add_format({"bold": True, "font_size": 16})
        self._heading = self._book.add_format(
            {"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter"}
        )
        self._text = self._book.add_format({"num_format": "@", "border": 1, "valign": "top"})
        self._quoted = self._book.add_format(
            {"num_format": "@", "border": 1, "valign": "top", "quote_prefix": True}
        )
        self._number = self._book.add_format({"border": 1, "valign": "top"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd", "border": 1, "valign": "top"})
        self._moment = self._book.add_format(
            {"num_format": "yyyy-mm-dd hh:mm:ss", "border": 1, "valign": "top"}
        )
        self._sheets: list[Any] = []
        self._row = SHEET_ROWS
        self._writers = [self._writer(column) for column in form.columns]

    def write(self, texts: Sequence[str]) -> None:
        """Write a row, on a next sheet where one is full."""
        if self._row == SHEET_ROWS:
            self._begin_sheet()
        sheet, row = self._sheets[-1], self._row
        for place, (text, write) in enumerate(zip(texts, self._writers, strict=True)):
            if text:
                write(sheet, row, place, text)
        self._row += 1

    def close(self) -> None:
        """End the workbook; a form without rows has its headings."""
        if not self._sheets:
            self._begin_sheet()
        self._end_sheet()
        self._book.close()

    def _begin_sheet(self) -> None:
        if self._sheets:
            self._end_sheet()
        number = len(self._sheets) + 1
        title = self._form.table.zh[:28]
        sheet = self._book.add_worksheet(title if number == 1 else f"{title}{number}")
        self._sheets.append(sheet)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROWS - 1)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=1.0)
        sheet.set_footer(_FOOTER)
        sheet.freeze_panes(HEAD_ROWS, 0)
        for place, column in enumerate(self._form.columns):
            width = _WIDTHS.get(column.type, max(8, min(24, 2 * len(column.zh) + 2)))
            sheet.set_column(place, place, width)
        for row, line in enumerate(self._head[: HEAD_ROWS - 1]):
            sheet.write_string(row, 0, line, self._title if row == 0 else None)
        for place, heading in enumerate(self._form.headings):
            sheet.write_string(HEAD_ROWS - 1, place, heading, self._heading)
        self._row = HEAD_ROWS

    def _end_sheet(self) -> None:
        last = max(self._row - 1, HEAD_ROWS - 1)
        self._sheets[-1].autofilter(HEAD_ROWS - 1, 0, last, len(self._form.columns) - 1)

    def _writer(self, column: FormColumn) -> Any:
        if column.type in NUMBERS:
            return self._write_number
        if column.type in {"date", "datetime"}:
            return self._write_time
        return self._write_text

    def _write_text(self, sheet: Any, row: int, place: int, text: str) -> None:
        plain = unguarded(text)
        form = self._text if plain is text else self._quoted
        sheet.write_string(row, place, plain[:CELL_CHARACTERS], form)

    def _write_number(self, sheet: Any, row: int, place: int, text: str) -> None:
        if is_exact(text):
            sheet.write_number(row, place, float(text), self._number)
        else:
            self._write_text(sheet, row, place, text)

    def _write_time(self, sheet: Any, row: int, place: int, text: str) -> None:
        found = serial(text)
        if found is None:
            self._write_text(sheet, row, place, text)
        else:
            sheet.write_number(
                row, place, found, self._day if len(text) == len("2026-01-01") else self._moment
            )


def is_exact(text: str) -> bool:
    """Tell whether a spreadsheet's number keeps every digit of a decimal."""
    digits = text.replace(".", "", 1).removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= EXACT_DIGITS
