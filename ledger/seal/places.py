"""Where key and checkpoint copies lie: found by the ledger's id, whatever the files are called.

Their usual places are beside a SQLite file, or in `MEDLEDGER_HOME`, under the name of the ledger. A ledger
that was moved, renamed, or is reached by another URL finds them there all the same: a key names its ledger,
and so does the first line of every copy.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from ledger.settings import Location, home

_PRIVATE = "PRIVATE+KEY+"
_GLANCE = 512  # bytes of a file that tell whose it is


def key_file(
    location: Location, origin: str | None, fits: Callable[[Path], bool] = lambda _path: True
) -> Path:
    """Return the key file of a ledger; its usual place where none is found.

    Args:
        location: Of the ledger.
        origin: Name of its key.
        fits: Whether a key of that name is the one that is wanted.
    """
    usual = location.key_file
    if origin is None:
        return usual
    for path in (*_named(), usual, *_pointed_at(location.key_pointer), *_others(location, "*.key")):
        if is_key_of(path, origin) and fits(path):
            return path
    for path in (*_named(), *_pointed_at(location.key_pointer)):
        if not usual.exists():
            return path  # not there now: the place where it was put is told
    return usual


def checkpoint_file(location: Location, origin: str | None) -> Path:
    """Return the file of checkpoint copies of a ledger; its usual place where none is found."""
    usual = location.checkpoint_file
    if origin is None or has_copies_of(usual, origin):
        return usual
    found = (path for path in _others(location, "*.checkpoints") if has_copies_of(path, origin))
    return next(found, usual)


def is_key_of(path: Path, origin: str) -> bool:
    """Return whether a file holds the private key of a ledger."""
    return _begins(path, f"{_PRIVATE}{origin}+")


def has_copies_of(path: Path, origin: str) -> bool:
    """Return whether a file holds checkpoint copies of a ledger."""
    return _begins(path, f"{origin}\n")


def _named() -> Iterator[Path]:
    """Yield the key file that the environment names."""
    named = os.environ.get("MEDLEDGER_KEY")
    if named:
        yield Path(named).expanduser()


def _pointed_at(pointer: Path) -> Iterator[Path]:
    """Yield the key file that the file beside a ledger names."""
    try:
        text = pointer.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return
    if text:
        yield pointer.parent / text


def _others(location: Location, pattern: str) -> Iterator[Path]:
    """Yield the files of a kind where such files lie, by name."""
    for folder in dict.fromkeys((location.beside.parent, home())):
        try:
            yield from sorted(folder.glob(pattern))
        except OSError:
            continue


def _begins(path: Path, text: str) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(_GLANCE).startswith(text.encode())
    except OSError:
        return False
