"""Which encoding a text file has, decided by one pass over its bytes before any row is read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import CommandError
from ledger.intake.problems import (
    BROKEN_ENCODING,
    CUT_OFF,
    FILE_EMPTY,
    NOT_TEXT,
    UNKNOWN_ENCODING,
)

LINE_LIMIT = 1 << 20  # bytes; a line is held in memory
_CHUNK = 1 << 18
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_SURELY_UTF8 = 4  # Chinese characters that are UTF-8 by accident come singly or in pairs
_han = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_BINARY_SHARE = 50  # one NUL in so many bytes of the beginning


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that is text throughout.

    Attributes:
        path: The file.
        encoding: As `open` takes it.
        holds_nul: Whether it may hold NULs.
        size: In bytes.
        long_lines: Whether it has lines longer than `LINE_LIMIT`.
    """

    path: Path
    encoding: str
    holds_nul: bool
    size: int
    long_lines: bool = False


def detect(path: Path) -> TextFile:
    """Return how a file is to be decoded, having decoded all of it once.

    A byte order mark decides. Else the file is UTF-8 if all of it is. A file that starts as UTF-8 and goes on
    as something else is refused, never half read. Else it is GB18030 if all of it is.

    Raises:
        CommandError: It is empty, binary, damaged, mixed, or in another encoding.
        OSError: It cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise CommandError(FILE_EMPTY, file=path)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if start.startswith(_UTF32):
        raise CommandError(UNKNOWN_ENCODING, file=path, offset=1)
    if marked != "utf-16" and start.count(0) * _BINARY_SHARE > len(start):
        raise CommandError(NOT_TEXT, file=path)
    holds_nul, long_lines = _survey(path, wide=marked == "utf-16")
    if marked:
        failure = _decode(path, marked)
        if failure is not None:
            raise _broken(path, failure)
        return TextFile(path, marked, holds_nul, size, long_lines)
    failure = _decode(path, "utf-8")
    if failure is None:
        return TextFile(path, "utf-8", holds_nul, size, long_lines)
    if failure.han >= _SURELY_UTF8:
        raise _broken(path, failure)
    other = _decode(path, "gb18030")
    if other is None:
        return TextFile(path, "gb18030", holds_nul, size, long_lines)
    if other.at_end and other.han:
        raise _broken(path, other)
    raise CommandError(UNKNOWN_ENCODING, file=path, offset=max(failure.offset, other.offset))


@dataclass(frozen=True, slots=True)
class _Failure:
    """Where a file stops being text of an encoding, and how many Chinese characters came before (up to 4)."""

    encoding: str
    offset: int
    at_end: bool
    han: int


def _broken(path: Path, failure: _Failure) -> CommandError:
    if failure.at_end:
        return CommandError(CUT_OFF, file=path)
    encoding = failure.encoding.removesuffix("-sig").upper()
    return CommandError(BROKEN_ENCODING, file=path, encoding=encoding, offset=failure.offset)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _survey(path: Path, *, wide: bool) -> tuple[bool, bool]:
    """Return whether there are NUL characters, and lines longer than `LINE_LIMIT`."""
    since = 0
    long_lines = False
    nul = wide
    for chunk in _chunks(path):
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        since = since + len(chunk) if last < 0 else len(chunk) - last
        long_lines = long_lines or since > LINE_LIMIT
        nul = nul or b"\0" in chunk
    return nul, long_lines


def _decode(path: Path, encoding: str) -> _Failure | None:
    """Decode a file to its end; return where that fails, if it does."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset = han = 0
    for chunk in _chunks(path):
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(encoding.removesuffix("-sig"), "ignore")
            han = min(_SURELY_UTF8, han + len(_han.findall(before)))
            return _Failure(encoding, offset - pending + error.start + 1, at_end=False, han=han)
        if han < _SURELY_UTF8 and not text.isascii():
            han = min(_SURELY_UTF8, han + len(_han.findall(text)))
        offset += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _Failure(encoding, offset, at_end=True, han=han)
    return None
