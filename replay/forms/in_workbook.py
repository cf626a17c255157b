"""A filled form as a workbook of one sheet, ready to print; codes are text, no cell runs as a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from ledger import clock
from ledger.intake.cells.wrapping import FORMULA_SIGNS
from replay.forms.sheet import Field, FieldBlock, FilledForm, LineBlock
from replay.telling.files.sheets import SheetForms, sheet_name, write_cell
from replay.telling.headings import Heading

_LABEL: Final = 18
_VALUE: Final = 30
_TEXT: Final = Heading("text", "")
_PAIR: Final = 2
_A4: Final = 9
_SIGNED_ROWS: Final = 3


def workbook(form: FilledForm) -> bytes:
    """Return a form as a workbook."""
    from ledger.plain_workbooks import PlainWorkbook

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with PlainWorkbook(target, options) as book:
        said = {"created": _time_of(form.at)} if form.at else {}
        book.set_properties({"title": form.title, **said})
        _FormSheet(book, form).write()
    return target.getvalue()


def _time_of(basis: str) -> datetime:
    return clock.parsed(basis).astimezone(UTC).replace(tzinfo=None, microsecond=0)


class _FormSheet:
    """A form on its way to a sheet."""

    def __init__(self, book: Any, form: FilledForm) -> None:
        self._form = form
        self._forms = SheetForms.of(book)
        look = {"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
        self._label = book.add_format({**look, "bg_color": "#EEEEEE"})
        self._value = book.add_format(look)
        self._quoted = book.add_format({**look, "quote_prefix": True})
        self._title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self._sheet = book.add_worksheet(sheet_name(form.title))
        self._wide = max(
            [2 * _PAIR, *(len(one.headings) for one in form.blocks if isinstance(one, LineBlock))]
        )
        self._row = 0

    def write(self) -> None:
        """Write the sheet."""
        sheet, form = self._sheet, self._form
        sheet.set_paper(_A4)
        if form.across:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页 共 &N 页")
        for column in range(self._wide):
            sheet.set_column(column, column, _VALUE if column in {1, 3} else _LABEL)
        sheet.merge_range(0, 0, 0, self._wide - 1, form.title, self._title)
        self._row = 1
        for line in (form.number, *form.company):
            self._note(line)
        for block in form.blocks:
            self._across(block.title, self._label)
            if isinstance(block, FieldBlock):
                self._fields(block.fields)
            else:
                self._lines(block)
        self._signed()
        for line in form.basis:
            self._note(line)

    def _note(self, line: str) -> None:
        write_cell(self._sheet, self._row, 0, _TEXT, line, self._forms.text, self._forms)
        self._row += 1

    def _across(self, text: str, look: Any, first: int = 0) -> None:
        self._sheet.merge_range(self._row, first, self._row, self._wide - 1, "", look)
        self._text(self._row, first, text, look)
        self._row += 1

    def _text(self, row: int, column: int, text: str, look: Any) -> None:
        """Write a text; what a spreadsheet would run as a formula once edited stands behind an apostrophe."""
        if text and text[0] in FORMULA_SIGNS:
            look = self._quoted
        self._sheet.write_string(row, column, text, look)

    def _fields(self, fields: Sequence[Field]) -> None:
        waiting: list[Field] = []
        for one in fields:
            if one.wide:
                self._pair(waiting)
                waiting = []
                self._text(self._row, 0, one.label, self._label)
                self._across(one.text, self._value, 1)
                continue
            waiting.append(one)
            if len(waiting) == _PAIR:
                self._pair(waiting)
                waiting = []
        self._pair(waiting)

    def _pair(self, fields: Sequence[Field]) -> None:
        if not fields:
            return
        for number, one in enumerate(fields):
            self._text(self._row, 2 * number, one.label, self._label)
            self._text(self._row, 2 * number + 1, one.text, self._value)
        self._row += 1

    def _lines(self, block: LineBlock) -> None:
        for column, heading in enumerate(block.headings):
            self._text(self._row, column, heading.zh, self._label)
        self._row += 1
        for row in block.rows:
            for column, heading in enumerate(block.headings):
                value = row.get(heading.key)
                write_cell(self._sheet, self._row, column, heading, value, self._value, self._forms)
            self._row += 1

    def _signed(self) -> None:
        for one in self._form.signed:
            self._text(self._row, 0, f"{one}：", self._label)
            self._across("", self._value, 1)
