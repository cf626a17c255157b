"""The workbooks of a bundle: each cell, as its XML states it, against the CSV."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, Any, Final
from xml.parsers.expat import ParserCreate

from ledger.intake.cells.wrapping import unguarded
from replay.evidence.checking.package import FRAME, sheets_of
from replay.evidence.checking.received import ReceivedBag
from replay.evidence.checking.sheets import csv_rows
from replay.evidence.checking.verdict import Verdict, WrongError, worded

_HEADING_ROW: Final = 5
_CHARACTERS: Final = 32_767
_BLOCK: Final = 1 << 16
_NUMBERS: Final = frozenset({"integer", "decimal", "money"})
_TIMES: Final = frozenset({"date", "datetime"})
_place = re.compile(r"([A-Z]{1,3})(\d+)").fullmatch
_plain = re.compile(r"-?(?=[0-9.]{1,16}$)[0-9]*\.?[0-9]*").fullmatch
_escape = re.compile("_x([0-9A-Fa-f]{4})_")
_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001  a spreadsheet knows no zones
_EARLIEST: Final = datetime(1900, 3, 1)  # noqa: DTZ001
_IN_SHEET: Final = FRAME | {
    "sheetData": frozenset(),
    "row": frozenset({"r", "spans"}),
    "c": frozenset({"r", "s", "t"}),
    "is": frozenset(),
    "t": frozenset({"http://www.w3.org/XML/1998/namespace}space"}),
    "v": frozenset(),
}
Cells = dict[int, tuple[str, str]]


def judge_workbook(bundle: ReceivedBag, form: Mapping[str, Any], verdict: Verdict, folder: str) -> None:
    """Judge that a workbook holds what the CSV holds, on the sheets that a reader is led to and on no others.

    Args:
        bundle: The bundle.
        form: What `rules.json` says of the table or the view.
        verdict: Takes what is counted.
        folder: `tables` or `views`.

    Raises:
        WrongError: It does not.
    """
    file = f"data/{folder}/{form['key']}.xlsx"
    judge = _Judge(file, form["columns"], verdict)
    with bundle.seekable(file) as stream, zipfile.ZipFile(stream) as archive:
        sheets = sheets_of(archive, file)
        with csv_rows(bundle, f"data/{folder}/{form['key']}.csv") as rows:
            headings = next(rows, [])
            for name in sheets:
                with archive.open(name) as sheet:
                    judge.sheet(_rows(sheet, file), headings, rows)
            if next(rows, None) is not None:
                raise WrongError("sheet", file, worded("has fewer rows than the CSV", "行数少于 CSV"))


class _Judge:
    """Judges the sheets of one workbook, one after the other."""

    def __init__(self, file: str, columns: Sequence[Mapping[str, Any]], verdict: Verdict) -> None:
        self._file, self._columns, self._verdict = file, columns, verdict
        self._number = 0

    def sheet(
        self, found: Iterator[tuple[int, Cells]], headings: Sequence[str], rows: Iterator[list[str]]
    ) -> None:
        """Judge one sheet against the next rows of the CSV."""
        below = ((place, cells) for place, cells in found if place >= _HEADING_ROW)
        place, cells = next(below, (0, {}))
        shown = {at: text for at, (_, text) in cells.items()}
        if place != _HEADING_ROW or shown != dict(enumerate(headings)):
            raise self._wrong(worded("has other headings than the CSV", "标题与 CSV 不符"))
        for expected, (place, cells) in enumerate(below, _HEADING_ROW + 1):
            texts = next(rows, None)
            self._number += 1
            if place != expected or texts is None or max(cells, default=0) >= len(self._columns):
                raise self._wrong(worded("has other rows than the CSV", "行与 CSV 不符"))
            self._row(cells, texts)

    def _row(self, cells: Cells, texts: Sequence[str]) -> None:
        for at, (column, text) in enumerate(zip(self._columns, texts, strict=False)):
            kind, got = cells.get(at, ("", ""))
            if not _shows(str(column["type"]), text, kind, got):
                why = worded(
                    f"{column['key']}: expected {text!r}, got {got!r}",
                    f"{column['zh']}：应为“{text}”，实为“{got}”",
                )
                raise self._wrong(why)
        self._verdict.checked["sheet_cells"] += len(self._columns)

    def _wrong(self, message: str) -> WrongError:
        return WrongError("sheet", self._file, message, self._number)


def _shows(type_: str, text: str, kind: str, got: str) -> bool:
    if not text:
        return not kind and not got
    number = _number(type_, text)
    if number is None:
        plain = _escape.sub(lambda found: chr(int(found[1], 16)), got)
        return kind == "inlineStr" and plain == unguarded(text)[:_CHARACTERS]
    try:
        return kind == "n" and abs(float(got) - number) <= 1e-9 + 1e-15 * abs(number)
    except ValueError:
        return False


def _number(type_: str, text: str) -> float | None:
    """Return the number that a cell holds instead of a text."""
    if type_ in _NUMBERS:
        digits = sum(letter.isdigit() for letter in text)
        return float(text) if _plain(text) and 0 < digits <= 15 else None
    if type_ not in _TIMES:
        return None
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return (moment - _ZERO).total_seconds() / 86_400 if moment >= _EARLIEST else None


def _rows(stream: IO[bytes], file: str) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of a sheet with the types and texts of their cells."""
    parser = ParserCreate(namespace_separator="}")
    reading = _Reading(file)
    parser.StartElementHandler, parser.EndElementHandler = reading.begin, reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = parser.CommentHandler = reading.refuse
    parser.ProcessingInstructionHandler = parser.StartCdataSectionHandler = reading.refuse
    for block in iter(lambda: stream.read(_BLOCK), b""):
        parser.Parse(block, False)
        yield from reading.taken()
    parser.Parse(b"", True)
    yield from reading.taken()


class _Reading:
    """What a parser has seen of a sheet."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._done: list[tuple[int, Cells]] = []
        self._row, self._cells = 0, Cells()
        self._column, self._kind = -1, ""
        self._text: io.StringIO | None = None
        self._words: list[str] = []

    def taken(self) -> list[tuple[int, Cells]]:
        """Return the rows that were read to their end."""
        done, self._done = self._done, []
        return done

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        tag = name.rpartition("}")[2]
        if tag not in _IN_SHEET or not attributes.keys() <= _IN_SHEET[tag]:
            self.refuse()
        if tag == "row":
            self._row, self._cells = int(attributes.get("r", "0")), {}
        elif tag == "c":
            found = _place(attributes.get("r", ""))
            if found is None or int(found[2]) != self._row:
                self.refuse()
                return
            self._column, self._kind, self._words = _column(found[1]), attributes.get("t", "n"), []
        elif tag in {"v", "t"}:
            self._text = io.StringIO()

    def end(self, name: str) -> None:
        """End an element."""
        tag = name.rpartition("}")[2]
        if tag in {"v", "t"} and self._text is not None:
            self._words.append(self._text.getvalue())
            self._text = None
        elif tag == "c":
            text = "".join(self._words)
            if text or self._kind != "n":
                self._cells[self._column] = self._kind, text
        elif tag == "row":
            self._done.append((self._row, self._cells))

    def text(self, data: str) -> None:
        """Take a text."""
        if self._text is not None:
            self._text.write(data)

    def refuse(self, *_: object) -> None:
        """Refuse what no sheet of a bundle has: a formula, a hidden column, a declaration, a cell elsewhere.

        Raises:
            WrongError: Always.
        """
        why = worded("a cell is out of place, hidden, or a formula", "单元格位置不对、被隐藏，或是公式")
        raise WrongError("sheet", self._file, why)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
