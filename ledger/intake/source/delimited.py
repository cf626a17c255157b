"""CSV: records of a text file, by RFC 4180, with one damaged row not taking the next ones along.

A quote that is not closed properly would swallow the rows below it. Such a row is given back as damaged, its
cells split at the separators, and reading goes on at the line after it.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Generator, Iterator
from itertools import islice
from typing import TextIO

from ledger.errors import CommandError
from ledger.intake.cells.cell_problems import BAD_QUOTES, CELL_TOO_LONG, RECORD_TOO_LARGE
from ledger.intake.problems import FILE_CHANGED
from ledger.intake.source.encoding import TextFile
from ledger.intake.source.source import SAMPLE, Damaged, Places

DELIMITERS = (",", "\t", ";")
FIELD_LIMIT = 131_072  # characters: the csv module's own limit, beyond what a cell may have anyway
RECORD_LINES = 1000
RECORD_CHARACTERS = 1 << 20
RECORD_CELLS = 16_384  # columns of the widest spreadsheet
_KEPT = 256  # cells of a record that has too many
_LOOKED_AT = 16  # so often the length of a record is summed up, in lines, or behind a line this long:
_LONG_LINE = 65_536  # characters


class Delimited:
    """A delimited text file as a source of records."""

    first_number = 1
    is_guarded = True

    def __init__(self, text: TextFile, delimiter: str) -> None:
        self._text = text
        self._delimiter = delimiter
        self.bytes_total = text.size
        self.may_hold_nul = text.holds_nul
        self._file: TextIO | None = None
        self._done = 0
        self._last = ""

    def sample(self) -> list[list[str]]:
        """Return the first records."""
        records = self.records()
        sample = list(islice(records, SAMPLE))
        records.close()
        self._done = 0
        return sample

    def records(self) -> Generator[list[str], None, None]:
        """Yield every record from the top; a blank line is a record without cells.

        Raises:
            CommandError: The file has changed since it was opened.
        """
        self._done = 0
        try:
            with self._text.path.open(encoding=self._text.encoding, newline="") as file:
                self._file = file
                yield from self._parsed(file)
        except (OSError, UnicodeError):
            raise CommandError(FILE_CHANGED, file=self._text.path) from None
        finally:
            self._file = None
            self._done = self.bytes_total

    def _parsed(self, file: TextIO) -> Iterator[list[str]]:
        pending: list[str] = []
        again: deque[str] = deque()
        lines = self._lines(file, pending, again)
        while True:
            try:
                for cells in csv.reader(lines, delimiter=self._delimiter, strict=True):
                    pending.clear()
                    yield cells if len(cells) <= RECORD_CELLS else _too_wide(cells)
            except csv.Error as error:
                first = pending[0] if pending else ""
                again.extendleft(reversed(pending[1:]))
                pending.clear()
                lines = self._lines(file, pending, again)
                yield self._damaged(first, str(error))
            else:
                return

    def _lines(self, file: TextIO, pending: list[str], again: deque[str]) -> Iterator[str]:
        """Yield lines, those to be read again first; `pending` gathers the lines of the record under way."""
        take = again.popleft
        while again:
            self._last = take()
            pending.append(self._last)
            _check_length(pending)
            yield self._last
        for line in file:
            self._last = line
            pending.append(line)
            if len(pending) > 1:
                _check_length(pending)
            yield line

    def _damaged(self, line: str, error: str) -> Damaged:
        cells = line.rstrip("\r\n").split(self._delimiter, _KEPT)
        if "field larger than" in error and max(len(cell) for cell in cells) > FIELD_LIMIT:
            return Damaged(
                cells, CELL_TOO_LONG.with_(zh="读取该行", column="Reading the row", limit=FIELD_LIMIT)
            )
        return Damaged(cells, BAD_QUOTES.with_())

    def bytes_read(self) -> int:
        """Return how far the running reading has come, as bytes of the file."""
        return self._file.buffer.tell() if self._file is not None else self._done

    def ends_within_row(self) -> bool:
        """Whether the record yielded last ends the file without a line end."""
        return not self._last.endswith(("\n", "\r"))

    def prepare(self, places: Places) -> None:
        """Do nothing: text has no types and no merged cells."""


def _check_length(pending: list[str]) -> None:
    lines = len(pending)
    if lines > RECORD_LINES:
        raise csv.Error
    looked_at = lines % _LOOKED_AT == 0 or len(pending[-1]) > _LONG_LINE
    if looked_at and sum(map(len, pending)) > RECORD_CHARACTERS:
        raise csv.Error


def _too_wide(cells: list[str]) -> Damaged:
    return Damaged(cells[:_KEPT], RECORD_TOO_LARGE.with_(limit=RECORD_CELLS))
