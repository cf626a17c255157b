"""The files that a ledger keeps on disk: which names are its own, and who may read them.

A ledger holds what hospitals bought and whom a device hurt, so nobody but its owner and the owner's group
reads its files, whatever the mask of the process says.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ledger.settings import Location

MODE: Final = 0o640
"""Of every file that a ledger makes for itself; a key is 0600."""
_OTHERS: Final = 0o007
_SIDES: Final = (
    r"(?:\.key(?:-file|\.next|\.new|\.seen)?|\.checkpoints|\.clock|\.hooks|\.segments|\.corrections"
    r"|(?:\.work|\.tables\.\d+)?(?:-wal|-shm|-journal)?)"
)
_BESIDE: Final = (".checkpoints", ".clock", ".hooks", ".segments", ".work")
_SQLITE: Final = b"SQLite format 3\0"
_KEY: Final = b"PRIVATE+KEY+"
_COPY: Final = b"medledger/"  # with which a checkpoint begins
_BEGINNING: Final = 64


def make_private(path: Path) -> None:
    """Make an empty file of mode `MODE` if there is none, before a library makes it for everybody to read.

    Raises:
        OSError: It cannot be made.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, MODE))


def tighten(path: Path) -> None:
    """Take away what other accounts may do with a file, where that is ours to take."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & _OTHERS:
            path.chmod(mode & ~_OTHERS)
    except OSError:
        return  # not our file, or on a medium that is only read; `status` names it


def close_to_others(location: Location) -> None:
    """Take away what other accounts may do with what lies beside a ledger; its tables see to themselves."""
    for side in _BESIDE:
        tighten(location.beside.with_name(location.beside.name + side))


def exposed(location: Location) -> list[tuple[Path, int]]:
    """Return the files of a ledger that more accounts can read or write than should, with their modes."""
    if os.name != "posix":
        return []
    found = []
    for path in files_of(location):
        allowed = 0o600 if same_name(path, location.key_file) else MODE
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & ~allowed & 0o777:
            found.append((path, mode))
    return found


def files_of(location: Location) -> Iterator[Path]:
    """Yield the files of a ledger that are there."""
    seen: set[Path] = set()
    for folder, name in _families(location):
        fits = _own_name(name)
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            continue
        for path in entries:
            if fits(_folded(path.name)) and path not in seen and path.is_file():
                seen.add(path)
                yield path


def belongs(path: Path, location: Location) -> bool:
    """Return whether a path names a file of a ledger, one that is there or one that it may yet make.

    Links are resolved; a hard link to such a file is one, and so is another spelling in upper or lower case,
    and what lies in a folder of the ledger's.
    """
    target = Path(os.path.realpath(path))
    for folder, name in _families(location):
        fits = _own_name(name)
        for one in (target, target.parent):
            if fits(_folded(one.name)) and _same_folder(one.parent, folder):
                return True
    return any(same_file(target, one) for one in files_of(location))


def same_file(one: Path, other: Path) -> bool:
    """Return whether two paths lead to one file that is there."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def same_name(one: Path, other: Path) -> bool:
    """Return whether two paths would lead to one file, also where letters of both cases are the same."""
    return same_file(one, other) or _folded(os.path.realpath(one)) == _folded(os.path.realpath(other))


def is_precious(path: Path) -> bool:
    """Return whether a file is a database, a signing key or copies of checkpoints, of whichever ledger."""
    try:
        with path.open("rb") as file:
            start = file.read(_BEGINNING)
    except OSError:
        return False
    if path.suffix.lower() == ".checkpoints" and start.startswith(_COPY):
        return True
    return start.startswith((_SQLITE, _KEY))


def _families(location: Location) -> Iterator[tuple[Path, str]]:
    """Yield folder and name from which the names of a ledger's files are made."""
    places = {location.beside.absolute(), location.key_file.absolute(), location.checkpoint_file.absolute()}
    if location.path is not None:
        places |= {location.path.absolute(), Path(os.path.realpath(location.path))}
    for place in sorted(places):
        yield place.parent, place.name


def _own_name(name: str) -> Callable[[str], object]:
    return re.compile(re.escape(_folded(name)) + _SIDES).fullmatch


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _same_folder(one: Path, other: Path) -> bool:
    return same_file(one, other) or os.path.realpath(one) == os.path.realpath(other)
