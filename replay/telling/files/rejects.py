"""Where the rejected rows of an import go."""

from __future__ import annotations

import csv
import filecmp
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.visible import file_name
from replay.telling.heard import note
from replay.telling.wording import say

if TYPE_CHECKING:
    from ledger.intake.opening import Input

FIRST_REJECTED = 5
_NUMBERED = re.compile(r"(.+\.rejects)-(\d+)", re.ASCII)
_CELLS_TOLD = 4  # by which a person finds the row
_LONGEST_CELL, _LARGEST_CELL = 60, 2**31 - 1  # characters told, and read


def places_of(inputs: Sequence[Input], rejects: Path | None, *, scratch: str | None) -> dict[int, Path]:
    """Return where the rejects of each input go: every input has a file of its own.

    Args:
        inputs: What is imported.
        rejects: The file that was named for the rejects, if any.
        scratch: A folder for rejects that are only shown and then thrown away.
    """
    taken: set[Path] = set()
    places: dict[int, Path] = {}
    for one in inputs:
        if scratch is not None:
            places[id(one)] = Path(scratch) / f"{len(places)}.csv"
            continue
        place = _place(one, rejects, alone=len(inputs) == 1)
        # A rejects file that is there may hold somebody's corrections; only one that was named is replaced.
        place = _free(place, lambda path: path in taken or (rejects is None and _is_there(path)))
        taken.add(place)
        places[id(one)] = place
    return places


def _place(one: Input, rejects: Path | None, *, alone: bool) -> Path:
    stem = Path(one.file).stem.removesuffix(".rejects") + (f"-{one.sheet}" if one.sheet else "")
    if rejects is None:
        folder = Path(one.file).parent
        return (folder if os.access(folder, os.W_OK) else Path()) / f"{file_name(stem)}.rejects.csv"
    return rejects if alone else rejects.with_name(f"{rejects.stem}-{file_name(stem)}{rejects.suffix}")


def _is_there(path: Path) -> bool:
    """Whether a rejects file of this name, or the workbook beside one, is there already."""
    from ledger.intake.rejects import WORKBOOK

    return path.exists() or path.with_suffix(WORKBOOK).exists()


def _free(wanted: Path, is_taken: Callable[[Path], bool]) -> Path:
    place, number = wanted, 2
    while is_taken(place):
        place = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        number += 1
    return place


def not_twice(places: dict[int, Path]) -> None:
    """Take away rejects that an earlier file beside them holds, byte for byte, and name that one instead.

    A file in which somebody corrected a row holds something else: the new one stays beside it.

    Args:
        places: Where the rejects of each input are, in files that were named for them by us.
    """
    from ledger.intake.rejects import WORKBOOK

    for key, place in list(places.items()):
        numbered = _NUMBERED.fullmatch(place.stem)
        if numbered is None or not place.is_file():
            continue
        first, last = numbered[1], int(numbered[2])
        names = [f"{first}{f'-{number}' if number > 1 else ''}{place.suffix}" for number in range(1, last)]
        for before in map(place.with_name, names):
            if before.is_file() and filecmp.cmp(before, place, shallow=False):
                place.unlink()
                place.with_suffix(WORKBOOK).unlink(missing_ok=True)
                places[key] = before
                break


def tell_first(inputs: Sequence[Input], places: Mapping[int, Path]) -> None:
    """Write the first rejected rows to standard error, each with its reason and what to do.

    Args:
        inputs: Those of which rows were rejected.
        places: Where the rejects of each are.
    """
    there = [one for one in inputs if places[id(one)].is_file()]
    rows = (row for one in there for row in _rejected(Path(one.file).name, places[id(one)]))
    for line in islice(rows, FIRST_REJECTED):
        note(line)


def _short(cell: str) -> str:
    return cell if len(cell) <= _LONGEST_CELL else f"{cell[:_LONGEST_CELL]}…"


@contextmanager
def _cells_of_any_size() -> Iterator[None]:
    """Let a cell be as large as it is: the file is our own."""
    before = csv.field_size_limit(_LARGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _rejected(name: str, place: Path) -> Iterator[str]:
    """Yield the rejected rows of a file, each on one line."""
    from ledger.intake.headings.headings import ADVICE_HEADING, REASON_HEADING

    with place.open(encoding="utf-8-sig", newline="") as stream, _cells_of_any_size():
        for row in csv.DictReader(stream):
            reason, advice = row.pop(REASON_HEADING, ""), row.pop(ADVICE_HEADING, "")
            told = [_short(cell) for heading, cell in row.items() if heading is not None and cell]
            line = f"{name}: {say(', ', '，').join(told[:_CELLS_TOLD])} {say('-', '—')} {reason} {advice}"
            yield " ".join(line.split())
