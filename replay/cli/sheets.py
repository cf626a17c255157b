"""CSV and XLSX with the Chinese headings of the official forms, written row by row."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, BinaryIO

from ledger.intake.cells.wrapping import FORMULA_SIGNS, guarded
from projections.reading.stream import Part, Stream, Values
from replay.cli.headings import NUMBERS, Heading, official_form

SHEET_ROWS = 1_048_576  # of an XLSX sheet, its heading row included
CELL_CHARACTERS = 32_767
EXACT_DIGITS = 15
_TOGETHER = 250  # lines encoded at once
_WORDS = frozenset({"text", "ref", "list"})
_RISKY = frozenset({*FORMULA_SIGNS, "'"})
_FIRST = itemgetter(0)
_PLAIN = frozenset({str, int, float, type(None)})  # what csv writes as `str` does, null as nothing


def write_csv(target: BinaryIO, headings: Sequence[Heading], stream: Stream, *, mark: bool) -> None:
    """Write CSV in UTF-8, with a byte order mark where a spreadsheet program will open it."""
    target.write(codecs.BOM_UTF8 if mark else b"")
    target.writelines(_lines([[heading.zh for heading in headings]]))
    forms = [(heading, official_form(heading)) for heading in headings]
    for columns in _columns_of(headings, stream):
        cells = [
            _guarded(
                heading,
                form(values) if form is not None else values if stream.typed else _plain(heading, values),
            )
            for (heading, form), values in zip(forms, columns, strict=True)
        ]
        target.writelines(_lines(zip(*cells, strict=True)))


def _lines(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield lines of CSV, many at once: a text file encodes each by itself, and all of them may be long."""
    rest = iter(rows)
    while some := list(islice(rest, _TOGETHER)):
        text = io.StringIO(newline="")
        csv.writer(text).writerows(some)
        yield text.getvalue().encode()


def _columns_of(headings: Sequence[Heading], stream: Stream) -> Iterator[Part]:
    """Yield the columns of the headings; one that the stream lacks is blank."""
    places = {key: place for place, key in enumerate(stream.columns)}
    chosen = [places.get(heading.key) for heading in headings]
    for part in stream.parts:
        blank = [None] * len(part[0])
        yield [blank if place is None else part[place] for place in chosen]


def _guarded(heading: Heading, values: Values) -> Values:
    """Return values of which no spreadsheet that opens the file runs one as a formula."""
    if heading.type not in _WORDS:
        return values
    if _RISKY.isdisjoint(_signs(values)):
        return values
    return [guarded(value) if isinstance(value, str) else value for value in values]


def _signs(values: Values) -> set[Any]:
    """Return what the texts among some values begin with."""
    try:
        return set(map(_FIRST, filter(None, values)))
    except TypeError:  # not texts alone
        return {value[0] for value in values if value.__class__ is str and value}


def _plain(heading: Heading, values: Values) -> Values:
    """Return values that a sheet shows as they are, if that is what they are."""
    return values if _PLAIN.issuperset(map(type, values)) else [heading.official(value) for value in values]


def write_xlsx(target: BinaryIO, headings: Sequence[Heading], stream: Stream) -> None:
    """Write a workbook in constant memory; rows that do not fit on one sheet go on with the next."""
    from xlsxwriter import Workbook

    made = io.BytesIO() if not target.seekable() else target
    with Workbook(
        made, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True})
        sheet, number = None, SHEET_ROWS
        for columns in _columns_of(headings, stream):
            for row in zip(*columns, strict=True):
                if number == SHEET_ROWS:
                    sheet, number = headed_sheet(book, headings, bold), 1
                for column, value in enumerate(row):
                    if value is not None:
                        write_cell(sheet, number, column, headings[column], value)
                number += 1
        if sheet is None:
            headed_sheet(book, headings, bold)
    if made is not target:
        target.write(made.getvalue())  # type: ignore[attr-defined]


def headed_sheet(book: Any, headings: Sequence[Heading], bold: Any, name: str | None = None) -> Any:
    """Return a new sheet of a workbook with its heading row, which stays in sight."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    write_headings(sheet, headings, bold)
    return sheet


def write_headings(
    sheet: Any, headings: Sequence[Heading], bold: Any, row: int = 0, text: Any | None = None
) -> None:
    """Write a heading row, and let the columns be wide enough for it.

    Args:
        sheet: Where.
        headings: The columns.
        bold: Format of the headings.
        row: Which row of the sheet.
        text: Format of the columns of words and codes, also of cells that somebody has still to fill in.
    """
    for column, heading in enumerate(headings):
        form = text if heading.type in _WORDS else None
        sheet.set_column(column, column, max(10, 2 * len(heading.zh) + 2), form)
        sheet.write_string(row, column, heading.zh, bold)


def write_cell(
    sheet: Any, row: int, column: int, heading: Heading, value: Any, text: Any | None = None
) -> None:
    """Write a value into a cell: a number where a spreadsheet keeps every digit of it, else text.

    Args:
        sheet: Where.
        row: Of the sheet.
        column: Of the sheet.
        heading: What the value is.
        value: None leaves the cell blank.
        text: Format of texts; one that says so keeps a code what it is when somebody edits the cell.
    """
    if value is None:
        return
    if heading.type in NUMBERS and _exact(str(value)):
        sheet.write_number(row, column, float(value))
    else:
        sheet.write_string(row, column, heading.official(value)[:CELL_CHARACTERS], text)


def _exact(text: str) -> bool:
    """Tell whether a spreadsheet's number keeps every digit of a decimal."""
    digits = text.replace(".", "", 1).removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= EXACT_DIGITS
