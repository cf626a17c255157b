"""XLSX: the sheets of a workbook, each a source of records.

A sheet is held in memory while it is read, in a process of its own that may take so much and no more.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from ledger.errors import Problem
from ledger.intake.cells.cell_error import CellError
from ledger.intake.source.source import Marked, Places
from ledger.intake.source.workbook_process import answers_about


def open_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook that are not empty, hidden ones included.

    Raises:
        CommandError: It is no whole workbook, or asks for more memory or time than its size allows.
        OSError: It cannot be read.
    """
    size = path.stat().st_size
    return [Sheet(path, size, one["name"], one["sample"]) for one in answers_about(path, size)]


class Sheet:
    """One sheet of a workbook as a source of records.

    Attributes:
        name: The sheet's name.
    """

    first_number = 1
    may_hold_nul = False
    is_guarded = False

    def __init__(self, path: Path, size: int, name: str, sample: list[list[str]]) -> None:
        self._path = path
        self.name = name
        self.bytes_total = size
        self._share = 0.0
        self._places = Places()
        self._sample = sample

    def sample(self) -> list[list[str]]:
        """Return the first records."""
        return self._sample

    def records(self) -> Generator[list[str], None, None]:
        """Yield every row from the top, the empty ones above the first filled one included.

        Raises:
            CommandError: The workbook is damaged, or asks for more than it may.
        """
        for part in answers_about(self._path, self.bytes_total, self.name, self._places):
            self._share = part["share"]
            rows: list[list[str]] = part["rows"]
            if part["errors"]:
                yield from _marked(rows, part["errors"])
            else:
                yield from rows
        self._share = 1.0

    def bytes_read(self) -> int:
        """Return how far the running reading has come, as bytes of the file."""
        return int(self._share * self.bytes_total)

    def ends_within_row(self) -> bool:
        """Tell that no record does: a sheet that was cut is no sheet."""
        return False

    def prepare(self, places: Places) -> None:
        """Be told what stands where, before the records are read."""
        self._places = places


def _marked(rows: list[list[str]], errors: list[list[Any]]) -> list[list[str]]:
    """Return rows with what is wrong with their cells."""
    wrong: dict[int, dict[int, CellError]] = {}
    for row, place, code, said in errors:
        wrong.setdefault(row, {})[place] = CellError(Problem.registry[code], **said)
    return [Marked(cells, wrong[row]) if row in wrong else cells for row, cells in enumerate(rows)]
