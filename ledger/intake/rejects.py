"""The rejects file: rejected rows as they stood, with the reason and what to do, ready to be corrected.

It is written twice. The CSV, in UTF-8 with a byte order mark, holds the cells of the file; only what a
spreadsheet would run as a formula stands behind an apostrophe, which reading takes off again. The workbook
beside it holds the same cells as text, so that a spreadsheet in which they are corrected turns no code into a
number or a day. Either is imported like any other file after correction; the two added columns are ignored.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TextIO

from ledger.errors import CommandError, Reason
from ledger.intake.cells.wrapping import harmless
from ledger.intake.headings.headings import ADVICE_HEADING, REASON_HEADING
from ledger.intake.headings.normalising import bare
from ledger.intake.problems import REJECTS_UNWRITABLE
from ledger.intake.rows import Row

if TYPE_CHECKING:
    from ledger.intake.opening import Input

WORKBOOK: Final = ".xlsx"
_ADDED: Final = frozenset({bare(REASON_HEADING), bare(ADVICE_HEADING)})
_SHEET_ROWS: Final = 1_048_576
_CELL_CHARACTERS: Final = 32_767


class RejectsWriter:
    """Writes the rejected rows of one input; the files are made with the first of them.

    Args:
        path: Of the CSV; the workbook lies beside it. Where it ends in `.xlsx`, there is the workbook alone.
        one: The input.

    Attributes:
        count: How many rows were written.
    """

    def __init__(self, path: Path, one: Input) -> None:
        self._path = path
        self._headings = headings = one.headings
        self._kept = [place for place, heading in enumerate(headings) if bare(heading) not in _ADDED]
        self._file: TextIO | None = None
        self._writer: Any = None
        self._book: RejectsBook | None = None
        self.count = 0

    def write(self, row: Row, reasons: Sequence[Reason] = ()) -> None:
        """Write a row with its reasons, in the user's language.

        Cells beyond the last heading stand behind the two added columns.

        Args:
            row: The rejected row.
            reasons: Why; by default what was found wrong with its cells.

        Raises:
            CommandError: The file cannot be written.
        """
        reasons = reasons or row.reasons
        width = len(self._headings)
        cells = row.cells + [""] * (width - len(row.cells))
        messages = [reason.message() for reason in reasons]
        advice = list(dict.fromkeys(reason.advice() for reason in reasons))
        added = [" ".join(messages), " ".join(advice)]
        try:
            if not self.count:
                self._open()
            self._put([*(cells[place] for place in self._kept), *added, *cells[width:]])
        except OSError as error:
            raise self._unwritable(error) from None
        self.count += 1

    def _open(self) -> None:
        headings = [*(self._headings[place] for place in self._kept), REASON_HEADING, ADVICE_HEADING]
        if self._path.suffix.lower() != WORKBOOK:
            self._file = self._path.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(headings)
        if self._path != Path(os.devnull):
            self._book = RejectsBook(workbook_beside(self._path), headings)

    def _put(self, cells: Sequence[str]) -> None:
        if self._writer is not None:
            self._writer.writerow([harmless(cell) for cell in cells])
        if self._book is not None:
            self._book.write(cells)

    def _unwritable(self, error: OSError) -> CommandError:
        cause = error.strerror or type(error).__name__
        return CommandError(REJECTS_UNWRITABLE, file=self._path, cause=cause)

    def close(self) -> None:
        """Finish the files, if there are any.

        Raises:
            CommandError: The workbook cannot be written.
        """
        file, book, self._file, self._book = self._file, self._book, None, None
        if file is not None:
            file.close()
        try:
            if book is not None:
                book.close()
        except OSError as error:
            raise self._unwritable(error) from None

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the files."""
        self.close()


def workbook_beside(path: Path) -> Path:
    """Return where the workbook lies beside a CSV of rejected rows; none that is there is overwritten.

    The name that the user gave is the user's to overwrite, the one beside it is not.
    """
    if path.suffix.lower() == WORKBOOK:
        return path
    place, number = path.with_suffix(WORKBOOK), 2
    while place.exists():
        place = path.with_name(f"{path.stem}-{number}{WORKBOOK}")
        number += 1
    return place


class RejectsBook:
    """A workbook of rejected rows, all cells as text, in constant memory.

    Args:
        path: Where it goes.
        headings: Its heading row.
    """

    def __init__(self, path: Path, headings: Sequence[str]) -> None:
        from xlsxwriter import Workbook

        path.touch()  # says at once where nothing may be written
        self._headings = headings
        self._book = Workbook(path, {"constant_memory": True})
        self._text = self._book.add_format({"num_format": "@"})
        self._bold = self._book.add_format({"num_format": "@", "bold": True})
        self._sheet: Any = None
        self._row = _SHEET_ROWS

    def write(self, cells: Sequence[str]) -> None:
        """Write a row; one that does not fit goes on with the next sheet."""
        if self._row == _SHEET_ROWS:
            self._begin()
        self._write(cells, self._text)

    def _begin(self) -> None:
        self._sheet, self._row = self._book.add_worksheet(), 0
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._headings) - 1, 16, self._text)
        self._write(self._headings, self._bold)

    def _write(self, cells: Sequence[str], form: Any) -> None:
        for place, cell in enumerate(cells):
            if cell:
                self._sheet.write_string(self._row, place, cell[:_CELL_CHARACTERS], form)
        self._row += 1

    def close(self) -> None:
        """Finish the workbook.

        Raises:
            OSError: It cannot be written.
        """
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from None
