"""The process that reads workbooks: it may be ended at any moment, and nothing is lost but its answer.

It takes requests as lines of JSON and answers in frames: four bytes that say how long the rest is, then JSON.
JSON, since what a hostile workbook makes of this process must be able to do nothing to the other but lie.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from ledger.errors import CommandError
from ledger.intake.problems import WORKBOOK_TOO_HEAVY
from ledger.intake.source.source import Places
from ledger.intake.source.workbook_limits import Limits, keep_within, limits_of
from ledger.intake.source.workbook_sheets import LONGEST, Book

HEAD: Final = struct.Struct("<I")
_ROWS: Final = 400  # of a frame, fewer where they are long
_CHARACTERS: Final = 1 << 20
PLACES: Final = ("known", "repeated", "codes", "texts", "days")


class Answering:
    """Answers requests about workbooks, one after another."""

    def __init__(self) -> None:
        self._book: Book | None = None

    def answers(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield what answers a request: the sheets of a workbook, or the rows of one.

        Whatever goes wrong is the last of the answers.
        """
        path = Path(os.fsdecode(bytes.fromhex(request["path"])))
        limits = limits_of(request["size"])
        try:
            if "sheet" in request:
                yield from self._rows(path, request)
            else:
                yield from self._sheets(path, limits)
        except CommandError as error:
            said = {key: value for key, value in error.reason.particulars.items() if key != "file"}
            yield {"problem": error.code, "particulars": said}
        except MemoryError:
            self._book = None
            yield {"problem": WORKBOOK_TOO_HEAVY.code, "particulars": particulars(limits)}
        except OSError as error:
            yield {"errno": error.errno, "strerror": error.strerror}
        else:
            yield {"end": True}

    def _sheets(self, path: Path, limits: Limits) -> Iterator[dict[str, Any]]:
        self._book = None
        book = Book(path)
        for sheet in book.sheets(limits):
            yield {**sheet, "sample": [list(map(_cut, cells)) for cells in sheet["sample"]]}
        self._book = book

    def _rows(self, path: Path, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if self._book is None or self._book.path != path:
            self._book = Book(path)
            for _ in self._book.sheets(limits_of(request["size"])):
                pass
        places = Places(*(frozenset(request[name]) for name in PLACES))
        rows: list[list[str]] = []
        errors: list[list[Any]] = []
        long, share = 0, 0.0
        for share, (cells, wrong) in self._book.rows(request["sheet"], places):
            long += _length(cells)
            if wrong:
                errors += (
                    [len(rows), place, one.problem.code, one.particulars] for place, one in wrong.items()
                )
            rows.append(cells)
            if len(rows) >= _ROWS or long > _CHARACTERS:
                yield {"rows": rows, "errors": errors, "share": share}
                rows, errors, long = [], [], 0
        yield {"rows": rows, "errors": errors, "share": share}


def particulars(limits: Limits) -> dict[str, Any]:
    """Return what a message says of limits that were not kept."""
    return {"megabytes": limits.megabytes, "seconds": limits.seconds}


def _cut(cell: str) -> str:
    return cell[:LONGEST]


def _length(cells: list[str]) -> int:
    """Return how long a row is; a cell that no spreadsheet holds is cut, and still too long to be read."""
    lengths = list(map(len, cells))
    if max(lengths, default=0) > LONGEST:
        cells[:] = map(_cut, cells)
    return sum(lengths)


def main() -> None:
    """Answer until nobody asks any more."""
    answering = Answering()
    out = sys.stdout.buffer
    for line in sys.stdin.buffer:
        request = orjson.loads(line)
        keep_within(limits_of(request["size"]))
        for answer in answering.answers(request):
            frame = orjson.dumps(answer)
            out.write(HEAD.pack(len(frame)))
            out.write(frame)
        out.flush()


if __name__ == "__main__":
    main()
