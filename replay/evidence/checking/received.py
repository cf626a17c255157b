"""A bundle as it was received, a folder or a ZIP: nothing of it is trusted or unpacked."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Final, Protocol

_BLOCK: Final = 1 << 20
_ENCRYPTED: Final = 1


class ReceivedBag(Protocol):
    """The files of a bundle.

    Attributes:
        names: Paths below the bag, with `/`.
        strange: Entries that are no files, or whose names lead elsewhere.
    """

    names: frozenset[str]
    strange: tuple[str, ...]

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading."""

    def seekable(self, name: str) -> IO[bytes]:
        """Open a file that can be read from any place."""

    def close(self) -> None:
        """Let go of it."""


class ReceivedFolder:
    """A bundle in a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        found = {one.relative_to(root).as_posix(): one for one in root.rglob("*")}
        plain = {name for name, one in found.items() if stat.S_ISREG(one.lstat().st_mode)}
        folders = {name for name, one in found.items() if stat.S_ISDIR(one.lstat().st_mode)}
        self.names = frozenset(plain)
        self.strange = tuple(sorted(found.keys() - plain - folders))

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading."""
        return (self._root / name).open("rb")

    def seekable(self, name: str) -> IO[bytes]:
        """Open a file that can be read from any place."""
        return (self._root / name).open("rb")

    def close(self) -> None:
        """Let go of it."""


class ReceivedZip:
    """A bundle in a ZIP with one folder."""

    def __init__(self, file: Path) -> None:
        self._archive = zipfile.ZipFile(file)
        files = [one for one in self._archive.infolist() if not one.is_dir()]
        self._top = PurePosixPath(files[0].filename).parts[0] if files else ""
        inside: dict[str, zipfile.ZipInfo] = {}
        strange = []
        for one in files:
            top, _, name = one.filename.partition("/")
            linked = stat.S_ISLNK(one.external_attr >> 16)
            doubtful = top != self._top or name in inside or not stays(name)
            if doubtful or linked or one.flag_bits & _ENCRYPTED:
                strange.append(one.filename)
            else:
                inside[name] = one
        self._inside = inside
        self.names = frozenset(inside)
        self.strange = tuple(strange)

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading."""
        return self._archive.open(self._inside[name])

    def seekable(self, name: str) -> IO[bytes]:
        """Open a copy of a file that can be read from any place; it goes when it is closed."""
        with ExitStack() as until_copied, self.open(name) as stream:
            copy = until_copied.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(stream, copy, _BLOCK)
            copy.seek(0)
            until_copied.pop_all()
        return copy

    def close(self) -> None:
        """Let go of it."""
        self._archive.close()


def received(place: Path) -> ReceivedFolder | ReceivedZip:
    """Return the bundle at a place.

    Raises:
        OSError: It cannot be read.
        zipfile.BadZipFile: It is neither a folder nor a ZIP.
    """
    return ReceivedFolder(place) if place.is_dir() else ReceivedZip(place)


def stays(name: str) -> bool:
    """Tell whether a name leads to a file below its folder."""
    parts = name.split("/")
    return not any(one in {"", ".", ".."} for one in parts) and "\\" not in name and ":" not in parts[0]


def digest_of(bundle: ReceivedBag, name: str) -> tuple[str, int]:
    """Return the SHA-256 of a file, in hexadecimal digits, and its length."""
    total, length = sha256(), 0
    with bundle.open(name) as stream:
        for block in iter(lambda: stream.read(_BLOCK), b""):
            total.update(block)
            length += len(block)
    return total.hexdigest(), length


def content(bundle: ReceivedBag, name: str) -> bytes:
    """Return a small file whole."""
    with bundle.open(name) as stream:
        return stream.read()


def lines(bundle: ReceivedBag, name: str) -> Iterator[bytes]:
    """Yield the lines of a file, each with its end."""
    with bundle.open(name) as stream:
        yield from stream
