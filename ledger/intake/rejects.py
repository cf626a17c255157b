"""The rejects file: rejected rows as they stood, with the reason and what to do, ready to be corrected.

It is written twice. The CSV, in UTF-8 with a byte order mark, holds the cells of the file; only what a
spreadsheet would run as a formula stands behind an apostrophe, which reading takes off again. The workbook
beside it holds the same cells as text, so that a spreadsheet in which they are corrected turns no code into a
number or a day. Either is imported like any other file after correction; the two added columns are ignored.
Each has its name only when it is whole. What is recorded meanwhile does not depend on them: where they cannot
be written, the import goes on and says so at its end.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self

from ledger.errors import Reason
from ledger.intake.cells.wrapping import FORMULA_SIGNS, harmless
from ledger.intake.headings.headings import ADVICE_HEADING, REASON_HEADING
from ledger.intake.headings.normalising import bare
from ledger.intake.problems import REJECTS_UNWRITABLE
from ledger.intake.rows import Row
from ledger.visible import steady
from ledger.whole_files import is_special, written_whole

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
        failure: Why the files could not be written; None where they could.
    """

    def __init__(self, path: Path, one: Input) -> None:
        self._path = path
        self._headings = headings = one.headings
        self._kept = [place for place, heading in enumerate(headings) if bare(heading) not in _ADDED]
        self._files = ExitStack()
        self._lines: Lines | None = None
        self._book: RejectsBook | None = None
        self.count = 0
        self.failure: Reason | None = None

    def write(self, row: Row, reasons: Sequence[Reason] = ()) -> None:
        """Write a row with its reasons, in the user's language.

        Cells beyond the last heading stand behind the two added columns.

        Args:
            row: The rejected row.
            reasons: Why; by default what was found wrong with its cells.
        """
        if self.failure is not None:
            return
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
            self._fail(error)
        self.count += 1

    def _open(self) -> None:
        headings = [*(self._headings[place] for place in self._kept), REASON_HEADING, ADVICE_HEADING]
        if self._path.suffix.lower() != WORKBOOK or is_special(self._path):
            self._lines = Lines(self._files.enter_context(written_whole(self._path)))
            self._lines.write(headings)
        if not is_special(self._path):
            file = self._files.enter_context(written_whole(workbook_beside(self._path)))
            self._book = self._files.enter_context(RejectsBook(file, headings))

    def _put(self, cells: Sequence[str]) -> None:
        if self._lines is not None:
            self._lines.write(cells)
        if self._book is not None:
            self._book.write(cells)

    def _fail(self, error: OSError) -> None:
        cause = error.strerror or type(error).__name__
        self.failure = REJECTS_UNWRITABLE.with_(file=self._path, cause=cause)
        with suppress(OSError):
            self._files.__exit__(type(error), error, None)

    def close(self) -> None:
        """Finish the files, if there are any."""
        try:
            self._files.close()
        except OSError as error:
            self._fail(error)

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the files; where the work was broken off, there are none."""
        if error is None:
            self.close()
        else:
            with suppress(BaseException):
                self._files.__exit__(kind, error, trace)


class Lines:
    """Rejected rows as CSV: nothing in them is run by a spreadsheet.

    Args:
        file: Where they go.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._file.write(codecs.BOM_UTF8)

    def write(self, cells: Sequence[str]) -> None:
        """Write a row."""
        text = io.StringIO(newline="")
        csv.writer(text).writerow([harmless(steady(cell)) for cell in cells])
        self._file.write(text.getvalue().encode("utf-8", "replace"))


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
        file: Where it goes.
        headings: Its heading row.
    """

    def __init__(self, file: BinaryIO, headings: Sequence[str]) -> None:
        from ledger.plain_workbooks import PlainWorkbook

        self._headings = headings
        self._book = PlainWorkbook(file, {"constant_memory": True})
        self._text = self._book.add_format({"num_format": "@"})
        self._quoted = self._book.add_format({"num_format": "@", "quote_prefix": True})
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
                runs = form is self._text and cell[0] in FORMULA_SIGNS
                said = steady(cell)[:_CELL_CHARACTERS]
                self._sheet.write_string(self._row, place, said, self._quoted if runs else form)
        self._row += 1

    def __enter__(self) -> Self:
        """Return the workbook."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the workbook, unless the work was broken off.

        Raises:
            OSError: It cannot be written.
        """
        from xlsxwriter.exceptions import FileCreateError

        if error is not None:
            return
        try:
            self._book.close()
        except FileCreateError as failure:
            raise OSError(str(failure)) from None
