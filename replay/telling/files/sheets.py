"""CSV and XLSX with the Chinese headings of the official forms, written row by row."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any, BinaryIO

from ledger.errors import CommandError, Problem
from ledger.intake.cells.wrapping import FORMULA_SIGNS, guarded
from ledger.intake.typed.form_sheets import BASIS, MARK
from projections.reading.stream import Part, Stream, Values
from replay.paper.serials import serial
from replay.telling.files.face import PLAIN, Face
from replay.telling.headings import NUMBERS, Heading, official_form

LETTER_NOT_IN_ENCODING = Problem(
    "letter_not_in_encoding",
    "写出 CSV：{encoding} 没有字符 {letter}（该部分第 {line} 行）。",
    "Writing CSV: {encoding} lacks the character {letter} (line {line} of its part).",
    "改用 UTF-8（不写 --encoding），或更正该内容。",
    "Use UTF-8 (leave --encoding out), or correct the text.",
)
SHEET_ROWS = 1_048_576  # of an XLSX sheet, its heading row included
CELL_CHARACTERS = 32_767
EXACT_DIGITS = 15
_TOGETHER = 250  # lines encoded at once
_DAY = len("2026-01-01")
_TIMES = frozenset({"date", "datetime"})
_SHEET_NAME = 28  # characters, a number behind them left room for
_A4 = 9
_HEADER_CHARACTERS = 255
_WORDS = frozenset({"text", "ref", "list"})
_RISKY = frozenset({*FORMULA_SIGNS, "'"})
_FIRST = itemgetter(0)
_PLAIN = frozenset({str, int, float, type(None)})  # what csv writes as `str` does, null as nothing


def write_csv(
    target: BinaryIO,
    headings: Sequence[Heading],
    stream: Stream,
    *,
    mark: bool,
    encoding: str | None = None,
) -> None:
    """Write CSV, in UTF-8 with a byte order mark where a spreadsheet program will open it.

    Raises:
        CommandError: The encoding asked for lacks a character.
    """
    target.write(codecs.BOM_UTF8 if mark and encoding is None else b"")
    target.writelines(_lines([[heading.zh for heading in headings]], encoding))
    forms = [(heading, official_form(heading)) for heading in headings]
    for columns in _columns_of(headings, stream):
        cells = [
            _guarded(
                heading,
                form(values) if form is not None else values if stream.typed else _plain(heading, values),
            )
            for (heading, form), values in zip(forms, columns, strict=True)
        ]
        target.writelines(_lines(zip(*cells, strict=True), encoding))


def _lines(rows: Iterable[Sequence[Any]], encoding: str | None = None) -> Iterator[bytes]:
    """Yield lines of CSV, many at once: a text file encodes each by itself, and all of them may be long."""
    rest = iter(rows)
    while some := list(islice(rest, _TOGETHER)):
        text = io.StringIO(newline="")
        csv.writer(text).writerows(some)
        yield _encoded(text.getvalue(), encoding or "utf-8")


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        letter = text[error.start]
        name = unicodedata.name(letter, "")
        where = text.count("\n", 0, error.start) + 1
        raise CommandError(
            LETTER_NOT_IN_ENCODING,
            letter=f"U+{ord(letter):04X} {name}".strip(),
            encoding=encoding,
            line=where,
        ) from error


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


def write_xlsx(target: BinaryIO, headings: Sequence[Heading], stream: Stream, face: Face = PLAIN) -> None:
    """Write a workbook in constant memory; rows that do not fit on one sheet go on with the next.

    Days and times are such, numbers are numbers where every digit is kept, everything else is text. On paper
    the sheets lie across, one page wide, with the title, the basis and the headings on each page; a last
    sheet says company, cut-offs and filters, and is passed over by an import.
    """
    from ledger.plain_workbooks import PlainWorkbook

    made = io.BytesIO() if not target.seekable() else target
    with PlainWorkbook(
        made, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        forms = SheetForms.of(book)
        sheet, number, sheets = None, SHEET_ROWS, 0
        for columns in _columns_of(headings, stream):
            for row in zip(*columns, strict=True):
                if number == SHEET_ROWS:
                    _end_sheet(sheet, number, headings)
                    sheets += 1
                    sheet, number = _begin_sheet(book, headings, forms, face, sheets), 1
                for column, value in enumerate(row):
                    if value is not None:
                        write_cell(sheet, number, column, headings[column], value, forms.text, forms)
                number += 1
        if sheet is None:
            sheet, number = _begin_sheet(book, headings, forms, face, 1), 1
        _end_sheet(sheet, number, headings)
        if face.title:
            _tell_basis(book, face)
    if made is not target:
        target.write(made.getvalue())  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class SheetForms:
    """How cells of a workbook look."""

    bold: Any
    text: Any
    quoted: Any
    day: Any
    moment: Any

    @classmethod
    def of(cls, book: Any) -> SheetForms:
        """Return the forms of a new workbook."""
        return cls(
            book.add_format({"bold": True}),
            book.add_format({"num_format": "@"}),
            book.add_format({"num_format": "@", "quote_prefix": True}),
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        )


def _begin_sheet(book: Any, headings: Sequence[Heading], forms: SheetForms, face: Face, number: int) -> Any:
    title = sheet_name(face.title)
    name = None if not title else title if number == 1 else f"{title}{number}"
    sheet = headed_sheet(book, headings, forms.bold, name)
    set_up_for_paper(sheet, face)
    return sheet


def _tell_basis(book: Any, face: Face) -> None:
    """Write what the rows rest on into a last sheet, which an import passes over."""
    sheet = book.add_worksheet(BASIS)
    sheet.set_column(0, 0, 100)
    for row, line in enumerate((MARK, face.title, *face.head)):
        sheet.write_string(row, 0, line)


def sheet_name(title: str) -> str:
    """Return a title as the name of a sheet, with room for a number and no sign that is not allowed."""
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:_SHEET_NAME]


def set_up_for_paper(sheet: Any, face: Face) -> None:
    """Let a sheet lie across, one page wide, headings on each page, its face above and numbers below."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=1.1, bottom=0.9)
    above = "\n".join((f"&14{face.title}", *(f"&8{line.replace('&', '&&')}" for line in face.head)))
    if face.title:
        sheet.set_header(f"&C{above}"[:_HEADER_CHARACTERS])
    sheet.set_footer("&L&9企业盖章：              &C&9第 &P 页 共 &N 页&R&9制表：          审核：          ")


def _end_sheet(sheet: Any, rows: int, headings: Sequence[Heading]) -> None:
    if sheet is not None and headings:
        sheet.autofilter(0, 0, max(0, rows - 1), len(headings) - 1)


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
    sheet: Any,
    row: int,
    column: int,
    heading: Heading,
    value: Any,
    text: Any | None = None,
    forms: SheetForms | None = None,
) -> None:
    """Write a value into a cell: a number where a spreadsheet keeps every digit of it, else text.

    Args:
        sheet: Where.
        row: Of the sheet.
        column: Of the sheet.
        heading: What the value is.
        value: None leaves the cell blank.
        text: Format of texts; one that says so keeps a code what it is when somebody edits the cell.
        forms: Of days and times, which are kept as such where these are given.
    """
    if value is None:
        return
    kept = heading.key == "record_time" or "." not in str(value)  # a sheet's times have no microseconds
    if forms is not None and heading.type in _TIMES and kept and (number := serial(str(value))) is not None:
        form = forms.day if len(str(value)) == _DAY else forms.moment
        sheet.write_number(row, column, number, form)
        return
    if heading.type in NUMBERS and _exact(str(value)):
        sheet.write_number(row, column, float(value))
    else:
        said = heading.official(value)[:CELL_CHARACTERS]
        if forms is not None and said and said[0] in FORMULA_SIGNS:
            text = forms.quoted  # behind an apostrophe, as no edit makes a formula of it then
        sheet.write_string(row, column, said, text)


def _exact(text: str) -> bool:
    """Tell whether a spreadsheet's number keeps every digit of a decimal."""
    digits = text.replace(".", "", 1).removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= EXACT_DIGITS
