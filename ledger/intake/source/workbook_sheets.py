"""The sheets of a workbook, taken out of it row by row: what runs in the process that may be ended.

Nothing here is trusted to come to an end within its means; see :mod:`ledger.intake.source.workbook_limits`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from ledger.errors import CommandError
from ledger.intake.cells.cell_error import CellError
from ledger.intake.problems import BROKEN_WORKBOOK, SHEET_TOO_LARGE, TOO_MANY_SHEETS
from ledger.intake.source.cell_texts import CellTexts
from ledger.intake.source.source import SAMPLE, Places
from ledger.intake.source.workbook_limits import Limits
from ledger.intake.source.workbook_parts import CELL_LIMIT, check_parts
from ledger.intake.source.workbook_styles import Styles, styles_of

Cells = tuple[list[str], dict[int, CellError]]
LONGEST: Final = 32_768  # characters: one more than a cell of a spreadsheet holds, so that it is refused
MOST_SHEETS: Final = 500
_MOST_REPEATED: Final = 5_000_000  # rows under merged cells


class Book:
    """A workbook, its sheets built when they are asked for; the last one is kept.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._styles = Styles(path)
        self._kept: tuple[str, CalamineSheet] | None = None

    def sheets(self, limits: Limits) -> Iterator[dict[str, Any]]:
        """Yield the sheets that are not empty, hidden ones included, with their first rows.

        Raises:
            CommandError: It is no whole workbook, or asks for more than it may.
            OSError: It cannot be read.
        """
        check_parts(self.path, limits)
        self._styles = styles_of(self.path)
        with opened(self.path) as book:
            if len(book.sheets_metadata) > MOST_SHEETS:
                raise CommandError(TOO_MANY_SHEETS, file=self.path, limit=MOST_SHEETS)
            for one in book.sheets_metadata:
                if one.typ is SheetTypeEnum.WorkSheet:
                    self._kept = None
                    sheet = book.get_sheet_by_name(one.name)
                    self._kept = one.name, sheet
                    if sheet.start is not None:
                        rows = self._rows(sheet, Places())
                        yield {"name": one.name, "sample": [cells for cells, _ in islice(rows, SAMPLE)]}

    def rows(self, name: str, places: Places) -> Iterator[tuple[float, Cells]]:
        """Yield every row of a sheet from the top, with the share of the sheet that lies before it.

        Raises:
            CommandError: The workbook is damaged.
        """
        if self._kept is None or self._kept[0] != name:
            self._kept = None
            with opened(self.path) as book:
                self._kept = name, book.get_sheet_by_name(name)
        sheet = self._kept[1]
        height = _height(sheet)
        for row, cells in enumerate(self._rows(sheet, places)):
            yield row / height, cells

    def _rows(self, sheet: CalamineSheet, places: Places) -> Iterator[Cells]:
        left = sheet.start[1] if sheet.start else 0
        merged = self._merged(sheet, places)
        held: dict[int, tuple[str, CellError | None]] = {}
        read = CellTexts(self._styles, sheet.name, left, places)
        for row, values in enumerate(sheet.iter_rows()):
            cells, errors = read.row(row, values)
            for column, first in merged.get(row, ()):
                if first:
                    held[column] = cells[column], errors.get(column)
                    continue
                cells[column], error = held[column]
                if error is not None:
                    errors[column] = error
            yield cells, errors

    def _merged(self, sheet: CalamineSheet, places: Places) -> dict[int, list[tuple[int, bool]]]:
        """Return, by row, which cells to hold and which to repeat, of those merged over several rows."""
        left = sheet.start[1] if sheet.start else 0
        found: dict[int, list[tuple[int, bool]]] = {}
        repeated = 0
        for (top, column), (bottom, _) in (sheet.merged_cell_ranges or ()) if places.repeated else ():
            if bottom > top and column - left in places.repeated:
                last = min(bottom + 1, _height(sheet))
                repeated += max(0, last - top)
                if repeated > _MOST_REPEATED:
                    raise CommandError(SHEET_TOO_LARGE, file=self.path, part=sheet.name, limit=CELL_LIMIT)
                for row in range(top, last):
                    found.setdefault(row, []).append((column - left, row == top))
        return found


def _height(sheet: CalamineSheet) -> int:
    return sheet.end[0] + 1 if sheet.end else 1


@contextmanager
def opened(path: Path) -> Iterator[CalamineWorkbook]:
    """Open a workbook; whatever the reader says about its content becomes a :class:`CommandError`."""
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            yield book
    except (CalamineError, ValueError, OverflowError):
        raise CommandError(BROKEN_WORKBOOK, file=path) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the Rust reader's own, not an Exception
            raise
        raise CommandError(BROKEN_WORKBOOK, file=path) from None
