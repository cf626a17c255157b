"""Files that appear whole or not at all: written under another name, then given their own.

What is no ordinary file (a pipe, a terminal, `/dev/null`) is written to as it stands: to take its name away
would be to destroy it. Of a symbolic link the file is written that it leads to, and the link stays.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EISDIR
from pathlib import Path
from typing import BinaryIO, Final

from ledger.own_files import MODE

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Give the stream to write to; the file has its name only when all went well.

    A new file can be read by the owner and the group alone; one that is there keeps its mode, less what
    other accounts may do.

    Raises:
        OSError: It cannot be written.
    """
    if is_standard_output(path):
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif is_special(path):
        with path.open("wb") as stream:
            yield stream
    else:
        with _under_another_name(Path(os.path.realpath(path))) as stream:
            yield stream


@contextmanager
def _under_another_name(path: Path) -> Iterator[BinaryIO]:
    part = _part_of(path)
    descriptor = os.open(part, _NEW, MODE)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
        with suppress(FileNotFoundError):
            part.chmod(stat.S_IMODE(path.stat().st_mode) & MODE | stat.S_IWUSR)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _part_of(path: Path) -> Path:
    return path.with_name(f".medledger-{os.getpid()}-{secrets.token_hex(4)}.part")


def try_file(path: Path) -> None:
    """Make sure that a file can be written, and leave no trace of it.

    Raises:
        OSError: It cannot: its folder is missing or closed to us, it is a folder, or it is write-protected.
    """
    if is_special(path):
        if not os.access(path, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES), str(path))
        return
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(path))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(EACCES, os.strerror(EACCES), str(path))
    with suppress(FileNotFoundError):
        path.stat()  # the system says whether it takes such a name, and whether links go round in circles
    try_folder(target.parent)


def try_folder(folder: Path) -> None:
    """Make sure that files can be made in a folder.

    Raises:
        OSError: They cannot.
    """
    part = _part_of(folder / "x")
    os.close(os.open(part, _NEW, MODE))
    part.unlink()


def is_special(path: Path) -> bool:
    """Return whether a path leads to something that is neither an ordinary file nor a folder."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def is_standard_output(path: Path) -> bool:
    """Return whether a path leads to where our standard output goes."""
    try:
        return os.path.samestat(path.stat(), os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError, AttributeError):  # closed, or not a file of the system
        return False
