"""The rejects file: rejected rows as they stood, with the reason and what to do, ready to be corrected.

A CSV in UTF-8 with a byte order mark, so that a spreadsheet opens it as it is meant. The cells are those of
the file, unchanged: after correction the rejects file is imported like any other, and its two added columns
are ignored.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

from ledger.errors import CommandError, Reason
from ledger.intake.headings.headings import ADVICE_HEADING, REASON_HEADING
from ledger.intake.headings.normalising import bare
from ledger.intake.problems import REJECTS_UNWRITABLE
from ledger.intake.rows import Row

if TYPE_CHECKING:
    from ledger.intake.opening import Input

_ADDED = frozenset({bare(REASON_HEADING), bare(ADVICE_HEADING)})


class RejectsWriter:
    """Writes the rejected rows of one input; the file is made with the first of them.

    Attributes:
        count: How many rows were written.
    """

    def __init__(self, path: Path, one: Input) -> None:
        self._path = path
        self._headings = headings = one.headings
        self._kept = [place for place, heading in enumerate(headings) if bare(heading) not in _ADDED]
        self._file: TextIO | None = None
        self._writer: Any = None
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
        try:
            if self._file is None:
                self._open()
            self._writer.writerow(
                [
                    *(cells[place] for place in self._kept),
                    " ".join(messages),
                    " ".join(advice),
                    *cells[width:],
                ]
            )
        except OSError as error:
            cause = error.strerror or type(error).__name__
            raise CommandError(REJECTS_UNWRITABLE, file=self._path, cause=cause) from None
        self.count += 1

    def _open(self) -> None:
        self._file = self._path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(
            [*(self._headings[place] for place in self._kept), REASON_HEADING, ADVICE_HEADING]
        )

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file."""
        self.close()
