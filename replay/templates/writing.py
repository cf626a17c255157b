"""A form to fill in: official headings of a table, notes, choices to pick from, checks of what is typed.

What is filled in is imported as it stands: numbers that the house assigns may be left out, goods and parties
may be given by their names, and the sheets that explain the form are passed over.
"""

from __future__ import annotations

from datetime import date
from typing import Any, BinaryIO, Final

from ledger.events.base import Column, Table
from ledger.intake.cells.converters import is_code, is_expiry
from ledger.intake.headings.headings import ENVELOPE
from ledger.intake.typed.form_sheets import CHOICES, MARK, NOTES
from replay.templates.noting import note_on, type_of

ROWS: Final = 1000
_HEADING_ROW: Final = 1  # below the title
_FIRST_DAY: Final = date(1990, 1, 1)
_LAST_DAY: Final = date(2999, 12, 31)
_CODE_CHARACTERS: Final = 200
_MOST: Final = 10**12
_ENVELOPE: Final = ("event_time", "note")
_WIDTH: Final = 15


def write_form(target: BinaryIO, table: Table) -> None:
    """Write the form of a table as a workbook."""
    from ledger.plain_workbooks import PlainWorkbook

    with PlainWorkbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet(table.zh[:31])
        form = _Form(book, sheet, table)
        form.title()
        for place, column in enumerate(table.columns):
            form.column(place, column)
        form.envelope(len(table.columns))
        form.notes()


class _Form:
    """The sheets of a form on their way."""

    def __init__(self, book: Any, sheet: Any, table: Table) -> None:
        self._book = book
        self._sheet = sheet
        self._table = table
        self._notes = book.add_worksheet(NOTES)
        self._choices: Any = None
        self._lists = 0
        grey = {"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter"}
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._needed = book.add_format({**grey, "bg_color": "#F8DDA4"})
        self._usual = book.add_format({**grey, "bg_color": "#E8ECEF"})
        self._text = book.add_format({"num_format": "@"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._plain = book.add_format({})
        self._bold = book.add_format({"bold": True})

    def title(self) -> None:
        """Write the title above the headings, which stay in sight."""
        self._sheet.write_string(0, 0, self._table.zh, self._title)
        self._sheet.set_row(_HEADING_ROW, 32)
        self._sheet.freeze_panes(_HEADING_ROW + 1, 0)

    def column(self, place: int, column: Column) -> None:
        """Write the heading of a column with its note, and check what is typed below it."""
        note = note_on(column, self._table)
        look = self._needed if note.needed else self._usual
        self._sheet.write_string(_HEADING_ROW, place, column.zh, look)
        self._sheet.write_comment(_HEADING_ROW, place, "\n".join(note.lines), {"x_scale": 2, "y_scale": 1.6})
        self._sheet.set_column(place, place, _WIDTH, self._format(column))
        check = self._check(column)
        if check is not None:
            first, last = _HEADING_ROW + 1, _HEADING_ROW + ROWS
            self._sheet.data_validation(first, place, last, place, {"error_title": column.zh, **check})

    def envelope(self, place: int) -> None:
        """Write what every row may carry besides: its business time, and a remark."""
        for key in _ENVELOPE:
            taken = {column.zh for column in self._table.columns}
            if ENVELOPE[key][0] not in taken:
                self._sheet.write_string(_HEADING_ROW, place, ENVELOPE[key][0], self._usual)
                self._sheet.set_column(place, place, _WIDTH, self._text if key == "note" else self._moment)
                place += 1

    def notes(self) -> None:
        """Write what each column means on a sheet of its own."""
        notes = self._notes
        notes.set_column(0, 2, 18)
        notes.set_column(3, 3, 90)
        notes.write_string(0, 0, MARK, self._bold)
        for place, heading in enumerate(("列", "是否必填", "填写内容", "说明")):
            notes.write_string(1, place, heading, self._bold)
        for number, column in enumerate(self._table.columns, 2):
            note = note_on(column, self._table)
            for place, text in enumerate(
                (column.zh, "必填" if note.needed else "", type_of(column), "；".join(note.lines[1:]))
            ):
                notes.write_string(number, place, text)

    def _format(self, column: Column) -> Any:
        if column.type == "date":
            return self._day
        if column.type == "datetime":
            return self._moment
        return self._plain if column.type in {"integer", "decimal", "money"} else self._text

    def _check(self, column: Column) -> dict[str, Any] | None:
        """Return what a spreadsheet checks in a column; None where anything may stand there."""
        if column.type == "enum":
            return {"validate": "list", "source": self._listed([one.zh for one in column.values])}
        if column.type == "boolean":
            return {"validate": "list", "source": ["是", "否"]}
        if column.type in {"date", "datetime"}:
            return self._of_days(column)
        if column.type == "integer":
            return {"validate": "integer", "criteria": ">=", "value": 1 if column.key == "line" else 0}
        if column.type in {"decimal", "money"}:
            least = -_MOST if column.type == "money" or "quantity" not in column.key else 0
            return {"validate": "decimal", "criteria": "between", "minimum": least, "maximum": _MOST}
        if is_code(column, self._table) and column.type != "list":
            return {"validate": "length", "criteria": "<=", "value": _CODE_CHARACTERS}
        return None

    def _of_days(self, column: Column) -> dict[str, Any]:
        """Return the check of a day: not before the trade began, not to come where that cannot be."""
        future = column.key in self._table.future
        last: Any = _LAST_DAY if future else "=TODAY()" if column.type == "date" else "=NOW()"
        kind = "warning" if is_expiry(column) else "stop"  # a month alone is printed on many labels
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": _FIRST_DAY,
            "maximum": last,
            "error_type": kind,
        }

    def _listed(self, labels: list[str]) -> str:
        """Write what may be chosen on the sheet of choices; return where it stands."""
        if self._choices is None:
            self._choices = self._book.add_worksheet(CHOICES)
            self._choices.write_string(0, 0, MARK)
            self._choices.hide()
        column = self._lists
        self._lists += 1
        for row, label in enumerate(labels, 1):
            self._choices.write_string(row, column, label)
        from xlsxwriter.utility import xl_rowcol_to_cell

        first = xl_rowcol_to_cell(1, column, row_abs=True, col_abs=True)
        last = xl_rowcol_to_cell(len(labels), column, row_abs=True, col_abs=True)
        return f"={CHOICES}!{first}:{last}"
