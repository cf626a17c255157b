"""The parts of a workbook, looked through before any is built: none may be a bomb, a decoy or a trap.

A sheet is held as a rectangle from its first to its last filled cell, so one stray cell in the last corner
would ask for hundreds of gigabytes. Every part is looked through, whatever its name: which one is a sheet the
relationships say, and a reader may find it by another name than we would.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO, Final

from ledger.errors import CommandError
from ledger.intake.problems import (
    BROKEN_WORKBOOK,
    NOT_A_WORKBOOK,
    SHEET_TOO_LARGE,
    WORKBOOK_TOO_HEAVY,
    WORKBOOK_WITH_ENTITIES,
)
from ledger.intake.source.workbook_limits import Limits
from ledger.intake.source.workbook_relations import are_usual

CELL_LIMIT: Final = 30_000_000  # of the rectangle; 32 bytes each while it is held
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 64
_WIDTH, _HEIGHT = 52, 99_999  # taken for granted; only what lies beyond is looked up, which is quick
_beyond = re.compile(rb"""\br\s*=\s*["'](?=[B-Z][A-Z]|[A-Z]{3}|[A-Z]*\d{6})([A-Z]*)(\d*)""")
_beyond_quick = re.compile(rb"""r="(?=[B-Z][A-Z]|[A-Z]{3}|[A-Z]*\d{6})([A-Z]*)(\d*)""")
_unusual = re.compile(rb"\br(?:=[\s']|\s+=)").search
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")


def check_parts(path: Path, limits: Limits) -> None:
    """Refuse what is no workbook, and a workbook that asks for more than it may.

    Raises:
        CommandError: It is one of these.
        OSError: It cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in {part.filename.casefold() for part in parts}:
                raise CommandError(NOT_A_WORKBOOK, file=path)
            if sum(part.file_size for part in parts) > limits.unpacked:
                raise _too_heavy(path, limits)
            if not are_usual(archive):
                raise CommandError(BROKEN_WORKBOOK, file=path)
            for part in parts:
                with archive.open(part) as content:
                    _check(path, part.filename, content)
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError),
        *(zipfile.LargeZipFile, OverflowError),
    ):
        raise CommandError(BROKEN_WORKBOOK, file=path) from None


def _too_heavy(path: Path, limits: Limits) -> CommandError:
    return CommandError(WORKBOOK_TOO_HEAVY, file=path, megabytes=limits.megabytes, seconds=limits.seconds)


def _check(path: Path, part: str, content: IO[bytes]) -> None:
    """Refuse a part with a cell too far out, with entities, or in an encoding that hides both."""
    width, height, is_sheet = _WIDTH, _HEIGHT, False
    tail = b""
    while chunk := content.read(_CHUNK):
        text = tail + chunk
        if not tail and text.startswith(_WIDE):
            raise CommandError(BROKEN_WORKBOOK, file=path)
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise CommandError(WORKBOOK_WITH_ENTITIES, file=path, part=part)
        is_sheet = is_sheet or b"sheetData" in text
        if is_sheet:
            search = _beyond if _unusual(text) else _beyond_quick
            for letters, digits in set(search.findall(text)):
                width = max(width, _number(letters))
                height = max(height, int(digits or 0))
        if width * height > CELL_LIMIT:
            raise CommandError(SHEET_TOO_LARGE, file=path, part=part, limit=CELL_LIMIT)
        tail = text[-_OVERLAP:]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
