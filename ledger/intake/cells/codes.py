"""Codes and lots: what names a thing, and must be the same text wherever it is written."""

from __future__ import annotations

import re
import unicodedata

from ledger.intake.cells.blanks import is_blank
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.cell_problems import BAD_CODE, CODE_TOO_LONG, SEVERAL_LOTS
from ledger.intake.cells.damage import check_code, digits_again
from ledger.intake.cells.wrapping import unwrapped
from ledger.intake.headings.normalising import INVISIBLE

CODE_LIMIT = 200  # characters; a B-tree entry of PostgreSQL holds two of them with room to spare
GROUP_SEPARATOR = "\x1d"  # part of a scanned UDI

is_plain = re.compile(  # what needs no second look: no word for nothing, nothing like a date
    r"(?!(?i:(?:null|none|nil|nan|nat|na|n/a|unknown|tb[adc]|missing|empty|blank|error|n/d|nodata)"
    r"(?:[/#_-]+(?:null|none|nil|nan|nat|na|n/a))*[/#_-]*|true|false|undefined|nothing|dbnull|ditto"
    r"|notapplicable|notavailable|1900-0?1-00?|\d{1,2}-[a-z]{3,4}(?:-\d+)?|[a-z]{3,4}-\d\d(?:\d\d)?|\d+/\d+/\d+)\Z)"
    r"[0-9A-Za-z][0-9A-Za-z_/#-]*"
).fullmatch
_invisible = re.compile(f"[{INVISIBLE}]+")
_blanks = re.compile(rf"[^\S{GROUP_SEPARATOR}]+")
_control = re.compile(r"[\x00-\x1c\x1e-\x1f\x7f-\x9f]")
_several = re.compile(r"[;,、\r\n]")


def code(text: str) -> str | None:
    """Return a code: NFKC, trimmed, inner blanks single, case kept; digits that became a number again.

    >>> code("ＸＳ-0１ "), code("20260501.0"), code('="007"'), code("/"), code("#N/A")
    ('XS-01', '20260501', '007', None, None)

    Raises:
        CellError: It is damaged, holds control characters, or is longer than `CODE_LIMIT`.
    """
    if is_plain(text) and len(text) <= CODE_LIMIT:
        return text
    normal, meant = unwrapped(normalised(text))
    if meant:
        normal = normal.strip(" ")
    if is_blank(normal):
        return None
    if _control.search(normal):
        raise CellError(BAD_CODE, text=_control.sub("?", normal))
    if len(normal) > CODE_LIMIT:
        raise CellError(CODE_TOO_LONG, text=normal, limit=CODE_LIMIT)
    digits = digits_again(normal)
    if digits is not None:
        return digits
    check_code(normal, meant=meant)
    return normal


def as_written(text: str) -> str:
    """Return a code as a cell must hold it for :func:`code` to give it back: as it is, or marked as meant.

    >>> as_written("L24"), as_written("10:30"), as_written("TRUE")
    ('L24', "'10:30", "'TRUE")
    """
    try:
        same = code(text) == text
    except CellError:
        same = False
    return text if same else f"'{text}"


def normalised(text: str) -> str:
    """Return a text as codes are written: NFKC, inner blanks single, trimmed, nothing invisible."""
    normal = _invisible.sub("", unicodedata.normalize("NFKC", text))
    return _blanks.sub(" ", normal).strip(" ")


def lot(text: str) -> str | None:
    """Return a lot: a code, and one only.

    >>> lot("20260501-A")
    '20260501-A'

    Raises:
        CellError: It is no code, or several.
    """
    value = code(text)
    if value is not None and _several.search(text if text.isascii() else unicodedata.normalize("NFKC", text)):
        raise CellError(SEVERAL_LOTS, text=text)
    return value
