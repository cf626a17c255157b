"""How large the sheets of a workbook are, found without building them.

A sheet is held as a rectangle from its first to its last filled cell. One stray cell in the last corner
would ask for hundreds of gigabytes and end the program, so the corners are looked up first.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO

from ledger.errors import CommandError
from ledger.intake.problems import BROKEN_WORKBOOK, NOT_A_WORKBOOK, SHEET_TOO_LARGE

CELL_LIMIT = 30_000_000  # of the rectangle; 32 bytes each while it is held
PART_LIMIT = 2 << 30  # bytes of one unpacked part
_CHUNK = 1 << 20
_OVERLAP = 64
_WIDTH, _HEIGHT = 52, 99_999  # taken for granted; only what lies beyond is looked up, which is quick
_beyond = re.compile(rb"""r=["'](?=[B-Z][A-Z]|[A-Z]{3}|[A-Z]*\d{6})([A-Z]*)(\d*)""")
_beyond_quick = re.compile(_beyond.pattern.replace(b"""["']""", b'"'))


def check_extent(path: Path) -> None:
    """Refuse what is no workbook, and a workbook with a sheet too large to be held.

    Raises:
        CommandError: It is one of these.
        OSError: It cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise CommandError(NOT_A_WORKBOOK, file=path)
            for part in archive.infolist():
                if part.file_size > PART_LIMIT:
                    raise CommandError(SHEET_TOO_LARGE, file=path, part=part.filename, limit=CELL_LIMIT)
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    with archive.open(part) as content:
                        columns, rows = _extent(content)
                    if columns * rows > CELL_LIMIT:
                        raise CommandError(SHEET_TOO_LARGE, file=path, part=part.filename, limit=CELL_LIMIT)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise CommandError(BROKEN_WORKBOOK, file=path) from None


def _extent(content: IO[bytes]) -> tuple[int, int]:
    """Return the number of the last column and of the last row that a sheet names."""
    width, height = _WIDTH, _HEIGHT
    tail = b""
    while chunk := content.read(_CHUNK):
        text = tail + chunk
        search = _beyond if b"r='" in text else _beyond_quick
        for letters, digits in set(search.findall(text)):
            width = max(width, _number(letters))
            height = max(height, int(digits or 0))
        tail = text[-_OVERLAP:]
    return width, height


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
