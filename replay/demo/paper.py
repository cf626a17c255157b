"""How a business system and its users write things: encodings, separators, digits, dates, workbooks."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_MADE = datetime(2026, 7, 1, 9, 0, 0)  # noqa: DTZ001 - the workbook's own property, without a zone
_DAY_ZERO = date(1899, 12, 30)


def write_csv(path: Path, rows: Sequence[Sequence[str]], *, encoding: str, separator: str = ",") -> None:
    """Write rows as a text file with the line ends of Windows."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=separator, lineterminator="\r\n").writerows(rows)


def full_width(text: str) -> str:
    """Return the digits as an input method left in full width writes them."""
    return text.translate(_FULL_WIDTH)


def day_of_export(day: date) -> str:
    """Return a date as the export writes it: the form changed with two updates of the system."""
    if day.month < 3:
        return f"{day.year}/{day.month}/{day.day}"
    if day.month == 3:
        return f"{day:%Y%m%d}"
    return f"{day.year}年{day.month}月{day.day}日" if day.day == 8 else day.isoformat()


@dataclass(frozen=True)
class Serial:
    """A day that a spreadsheet shows as its bare number."""

    day: date

    @property
    def number(self) -> int:
        """Days since the day that a spreadsheet counts from."""
        return (self.day - _DAY_ZERO).days


def write_workbook(path: Path, sheet: str, titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a workbook of one sheet: merged titles, an empty row, headings, rows.

    The bytes are the same each time. Text, numbers and dates of `rows` become cells of that kind, a
    :class:`Serial` a number without a format.
    """
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": _MADE, "author": "导出"})
    title = book.add_format({"bold": True, "align": "center", "font_size": 14})
    heading = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd", "border": 1})
    plain = book.add_format({"border": 1})
    page = book.add_worksheet(sheet)
    width = len(rows[0])
    page.set_column(0, width - 1, 15)
    for number, text in enumerate(titles):
        page.merge_range(number, 0, number, width - 1, text, title)
    top = len(titles) + 1
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = (top + number, column)
            if number == 0:
                page.write_string(*place, cell, heading)
            elif isinstance(cell, Serial):
                page.write_number(*place, cell.number, plain)
            elif isinstance(cell, date):
                page.write_datetime(*place, cell, day)
            elif isinstance(cell, (int, float)):
                page.write_number(*place, cell, plain)
            elif cell:
                page.write_string(*place, cell, plain)
            else:
                page.write_blank(*place, None, plain)
    page.freeze_panes(top + 1, 0)
    book.close()
