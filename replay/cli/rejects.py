"""Where the rejected rows of an import go."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.errors import CommandError, Problem

if TYPE_CHECKING:
    from ledger.intake.opening import Input

REJECTS_IS_INPUT = Problem(
    "rejects_is_input",
    "导入：拒收文件 {file} 同时也是要导入的文件。",
    "Importing: the rejects file {file} is also one of the files to import.",
    "给 --rejects 换一个文件名。",
    "Give --rejects another name.",
)


def places_of(inputs: Sequence[Input], rejects: Path | None, *, check: bool) -> dict[int, Path]:
    """Return where the rejects of each input go: every input has a file of its own, and none is an input.

    Raises:
        CommandError: The file named for the rejects is one of those to import.
    """
    read = {Path(one.file).resolve() for one in inputs}
    taken: set[Path] = set()
    places = {}
    for one in inputs:
        if rejects is None and check:
            places[id(one)] = Path(os.devnull)
            continue
        place = _place(one, rejects, alone=len(inputs) == 1)
        if rejects is not None and place.resolve() in read:
            raise CommandError(REJECTS_IS_INPUT, file=place)
        # A rejects file that is there may hold somebody's corrections; only one that was named is replaced.
        place = _free(place, lambda path: path in taken or (rejects is None and _is_there(path)))
        taken.add(place)
        places[id(one)] = place
    return places


def _place(one: Input, rejects: Path | None, *, alone: bool) -> Path:
    stem = Path(one.file).stem.removesuffix(".rejects") + (f"-{one.sheet}" if one.sheet else "")
    if rejects is None:
        folder = Path(one.file).parent
        return (folder if os.access(folder, os.W_OK) else Path()) / f"{_safe(stem)}.rejects.csv"
    return rejects if alone else rejects.with_name(f"{rejects.stem}-{_safe(stem)}{rejects.suffix}")


def _safe(name: str) -> str:
    return "".join("_" if sign in '/\\:*?"<>|' else sign for sign in name)


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
