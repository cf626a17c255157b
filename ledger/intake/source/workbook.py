"""XLSX: the sheets of a workbook, each a source of records. A sheet is held in memory while it is read."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from ledger.errors import CommandError
from ledger.intake.cells.cell_error import CellError
from ledger.intake.problems import BROKEN_WORKBOOK
from ledger.intake.source.cell_texts import CellTexts
from ledger.intake.source.source import SAMPLE, Marked, Places
from ledger.intake.source.workbook_extent import check_extent
from ledger.intake.source.workbook_styles import Styles, styles_of


def open_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook that are not empty, hidden ones included.

    Raises:
        CommandError: It is no whole workbook, or a sheet is too large to be held in memory.
        OSError: It cannot be read.
    """
    check_extent(path)
    with _workbook(path) as book:
        names = [one.name for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
        styles = styles_of(path)
        sheets = [Sheet(path, book.get_sheet_by_name(name), styles) for name in names]
    return [sheet for sheet in sheets if not sheet.is_empty]


class Sheet:
    """One sheet of a workbook as a source of records.

    Attributes:
        name: The sheet's name.
        is_empty: Whether no cell is filled.
    """

    first_number = 1
    may_hold_nul = False
    is_guarded = False

    def __init__(self, path: Path, sheet: CalamineSheet, styles: Styles) -> None:
        self._path = path
        self.name = sheet.name
        self.is_empty = sheet.start is None
        self.bytes_total = path.stat().st_size
        self._styles = styles
        self._share = 0.0
        self._places = Places()
        self._sample = [list(cells) for cells in islice(self._texts(sheet), SAMPLE)]

    def sample(self) -> list[list[str]]:
        """Return the first records."""
        return self._sample

    def records(self) -> Generator[list[str], None, None]:
        """Yield every row from the top, the empty ones above the first filled one included.

        Raises:
            CommandError: The workbook is damaged.
        """
        with _workbook(self._path) as book:
            yield from self._texts(book.get_sheet_by_name(self.name))
        self._share = 1.0

    def _texts(self, sheet: CalamineSheet) -> Iterator[list[str]]:
        height = _height(sheet)
        left = sheet.start[1] if sheet.start else 0
        merged = self._merged(sheet)
        held: dict[int, tuple[str, CellError | None]] = {}
        read = CellTexts(self._styles, self.name, left, self._places)
        for row, values in enumerate(sheet.iter_rows()):
            self._share = row / height
            cells, errors = read.row(row, values)
            for column, first in merged.get(row, ()):
                if first:
                    held[column] = cells[column], errors.get(column)
                    continue
                cells[column], error = held[column]
                if error is not None:
                    errors[column] = error
            yield Marked(cells, errors) if errors else cells

    def _merged(self, sheet: CalamineSheet) -> dict[int, list[tuple[int, bool]]]:
        """Return, by row, which cells to hold and which to repeat, of those merged over several rows."""
        left = sheet.start[1] if sheet.start else 0
        found: dict[int, list[tuple[int, bool]]] = {}
        if self._places.repeated:
            for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
                if bottom > top and column - left in self._places.repeated:
                    for row in range(top, min(bottom + 1, _height(sheet))):
                        found.setdefault(row, []).append((column - left, row == top))
        return found

    def bytes_read(self) -> int:
        """Return how far the running reading has come, as bytes of the file."""
        return int(self._share * self.bytes_total)

    def ends_within_row(self) -> bool:
        """Tell that no record does: a sheet that was cut is no sheet."""
        return False

    def prepare(self, places: Places) -> None:
        """Be told what stands where, before the records are read."""
        self._places = places


def _height(sheet: CalamineSheet) -> int:
    return sheet.end[0] + 1 if sheet.end else 1


@contextmanager
def _workbook(path: Path) -> Iterator[CalamineWorkbook]:
    """Open a workbook; whatever the reader says about its content becomes a :class:`CommandError`."""
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            yield book
    except (CalamineError, ValueError, OverflowError, MemoryError):
        raise CommandError(BROKEN_WORKBOOK, file=path) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the Rust reader's own, not an Exception
            raise
        raise CommandError(BROKEN_WORKBOOK, file=path) from None
