"""The copies of signed checkpoints in a text file beside the ledger.

Each copy is a signed note followed by two empty lines, so the three new lines in a row that end it occur
nowhere within it. A last piece without that end was torn by a crash: it is told, and the next writer cuts it
off. The copies are never rewritten otherwise.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import CommandError, Problem, UnavailableError
from ledger.merkle.note import NoteError, parse_note
from ledger.own_files import MODE, tighten
from ledger.whole_files import written_whole

if sys.platform == "win32":  # pragma: no cover
    fcntl = None
else:
    import fcntl

_END = b"\n\n\n"
_LONGEST = 65_536  # bytes of one copy, signatures of witnesses included

COPIES_UNREADABLE = Problem(
    "copies_unreadable",
    zh="读取检查点副本：无法读取 {path}（{error}）。",
    en="Reading the checkpoint copies: {path} cannot be read ({error}).",
    zh_advice="请检查该文件的权限。",
    en_advice="Check the permission of the file.",
)
COPIES_UNWRITABLE = Problem(
    "copies_unwritable",
    zh="写入检查点副本：无法写入 {path}（{error}）。",
    en="Writing the checkpoint copies: {path} cannot be written ({error}).",
    zh_advice="请检查该文件夹的权限和磁盘空间，再运行 medledger checkpoint。",
    en_advice="Check the permission of the folder and the space on the disk, then run medledger checkpoint.",
)
COPIES_GONE = Problem(
    "copies_gone",
    zh="查找检查点副本：数据库中已有检查点，却没有本账的副本文件 {path}，未写入任何内容。",
    en="Looking for the checkpoint copies: the database has checkpoints, but there are no copies of them in "
    "{path}: nothing was written.",
    zh_advice="请把该文件放回原处；若确已丢失，运行 medledger checkpoint --copies 由数据库重新写出。",
    en_advice="Put the file back; where it is lost, medledger checkpoint --copies writes it anew.",
)


@dataclass(frozen=True, slots=True)
class Copies:
    """What the file holds: the notes in order, and whether a torn piece follows them."""

    notes: tuple[str, ...]
    torn: bool = False
    present: bool = True


def read_copies(path: Path) -> Copies:
    """Return the copies that a file holds; a file that is not there holds none.

    Raises:
        UnavailableError: The file is there but cannot be read.
    """
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Copies((), present=False)
    except OSError as error:
        raise UnavailableError(COPIES_UNREADABLE, path=path, error=error.strerror) from error
    return _copies(data)


def read_last_copies(path: Path) -> Copies:
    """Return the last few copies, at least one if there is any, without reading the whole file.

    Raises:
        UnavailableError: The file is there but cannot be read.
    """
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST))
            began_within = file.tell() > 0
            data = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return Copies((), present=False)
    except OSError as error:
        raise UnavailableError(COPIES_UNREADABLE, path=path, error=error.strerror) from error
    return _copies(data.partition(_END)[2] if began_within else data)


def append_copy(
    path: Path,
    note: str,
    *,
    begin: bool = True,
    unless: Callable[[tuple[str, ...]], bool] = lambda _last: False,
) -> None:
    """Append a copy, durably: when the call returns it is on the disk.

    Args:
        path: The file.
        note: The copy.
        begin: Make the file where there is none.
        unless: Told the last copies that are there by then, whether this one is not wanted any more.

    Raises:
        CommandError: The file is not there and is not to be begun.
        UnavailableError: It cannot be written.
    """
    try:
        if begin:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.exists():
            raise CommandError(COPIES_GONE, path=path)
        with _exclusive(path) as descriptor:
            if unless(_last_of(descriptor).notes):
                return
            _mend(descriptor)
            data = note.encode() + _END[1:]
            while data:
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
    except OSError as error:
        raise UnavailableError(COPIES_UNWRITABLE, path=path, error=error.strerror) from error


def write_copies(path: Path, notes: Iterable[str]) -> None:
    """Write a file of copies anew, whole or not at all, durably.

    Raises:
        UnavailableError: It cannot be written.
    """
    try:
        with written_whole(path) as file:
            for note in notes:
                file.write(note.encode() + _END[1:])
        tighten(path)
    except OSError as error:
        raise UnavailableError(COPIES_UNWRITABLE, path=path, error=error.strerror) from error


def begin_copies(path: Path) -> None:
    """Make the file of copies where there is none, durably.

    Raises:
        UnavailableError: It cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _exclusive(path):
            return
    except OSError as error:
        raise UnavailableError(COPIES_UNWRITABLE, path=path, error=error.strerror) from error


def _last_of(descriptor: int) -> Copies:
    start = os.lseek(descriptor, max(0, os.lseek(descriptor, 0, os.SEEK_END) - _LONGEST), os.SEEK_SET)
    data = os.read(descriptor, _LONGEST)
    return _copies(data.partition(_END)[2] if start else data)


def _copies(data: bytes) -> Copies:
    *pieces, rest = data.split(_END)
    # A new line that belongs to the end of a note was taken off with the end of its copy.
    notes = [piece.decode("utf-8", "replace") + "\n" for piece in pieces]
    whole = _is_whole(rest)
    if whole:
        notes.append(rest.decode("utf-8").rstrip("\n") + "\n")
    return Copies(tuple(notes), torn=bool(rest.strip()) and not whole)


def _is_whole(piece: bytes) -> bool:
    """Tell whether a last piece is a note that lacks only (some of) the empty lines after it."""
    try:
        text = piece.decode("utf-8")
        parse_note(text.rstrip("\n") + "\n")
    except (NoteError, UnicodeDecodeError):
        return False
    return text.endswith("\n")


def _mend(descriptor: int) -> None:
    """Make the file end where a copy ends."""
    length = os.lseek(descriptor, 0, os.SEEK_END)
    start = max(0, length - _LONGEST)
    os.lseek(descriptor, start, os.SEEK_SET)
    tail = os.read(descriptor, _LONGEST)
    before, end, rest = tail.rpartition(_END)
    if not rest:
        return
    if _is_whole(rest) or (start and not end):
        # A hand has trimmed the empty lines, or this is no piece of ours: keep it and end it.
        os.write(descriptor, _END[len(rest) - len(rest.rstrip(b"\n")) :])
    else:
        os.ftruncate(descriptor, start + len(before) + len(end))


@contextmanager
def _exclusive(path: Path) -> Iterator[int]:
    new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, MODE)
    tighten(path)
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
    if new:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
