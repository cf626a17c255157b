"""Codes, lots and serials: what names a thing, and must be the same text wherever it is written."""

from __future__ import annotations

import re
import unicodedata

from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.cell_problems import BAD_CODE, CODE_TOO_LONG, SERIAL_TWICE
from ledger.intake.headings.normalising import INVISIBLE

CODE_LIMIT = 200  # characters; a B-tree entry of PostgreSQL holds two of them with room to spare
BLANKS = frozenset({"", "/", "-", "—", "——", "–", "无", "無"})
GROUP_SEPARATOR = "\x1d"  # part of a scanned UDI

_plain = re.compile(r"[0-9A-Za-z][0-9A-Za-z_/#-]*").fullmatch
_invisible = re.compile(f"[{INVISIBLE}]+")
_blanks = re.compile(rf"[^\S{GROUP_SEPARATOR}]+")
_control = re.compile(r"[\x00-\x1c\x1e-\x1f\x7f-\x9f]")
_separator = re.compile("[;；、\r\n]+")
_with_zeros = re.compile(r"(\d+)\.0+").fullmatch
_with_exponent = re.compile(r"(\d)\.(\d+)[eE]\+?(\d{1,2})|(\d)()[eE]\+(\d{1,2})").fullmatch


def code(text: str) -> str | None:
    """Return a code: NFKC, trimmed, inner blanks single, case kept; digits that became a number again.

    >>> code("ＸＳ-0１ "), code("20260501.0"), code("6.9E+12"), code("/")
    ('XS-01', '20260501', '6900000000000', None)

    Raises:
        CellError: It holds control characters, or is longer than `CODE_LIMIT`.
    """
    if _plain(text) and len(text) <= CODE_LIMIT:
        return text
    normal = _invisible.sub("", unicodedata.normalize("NFKC", text))
    normal = _blanks.sub(" ", normal).strip(" ")
    if normal in BLANKS:
        return None
    if _control.search(normal):
        raise CellError(BAD_CODE, text=_control.sub("?", normal))
    if len(normal) > CODE_LIMIT:
        raise CellError(CODE_TOO_LONG, text=normal, limit=CODE_LIMIT)
    return _digits_again(normal)


def _digits_again(normal: str) -> str:
    """Return the digits of a code that a spreadsheet made a number, if they are all still there."""
    match = _with_zeros(normal)
    if match:
        return match[1]
    match = _with_exponent(normal)
    if match:
        first, rest, exponent = (match[1] or match[4]), match[2] or "", int(match[3] or match[6])
        if len(rest) <= exponent:
            return first + rest.ljust(exponent, "0")
    return normal


def serials(text: str) -> str | None:
    """Return the serials of a cell, each as a code, joined by `;` in the order given.

    >>> serials("SN1；SN2、SN3")
    'SN1;SN2;SN3'

    Raises:
        CellError: A serial stands there twice, or is no code.
    """
    if _plain(text) and len(text) <= CODE_LIMIT:
        return text
    found = [one for part in _separator.split(text) if (one := code(part)) is not None]
    seen: set[str] = set()
    for one in found:
        if one in seen:
            raise CellError(SERIAL_TWICE, text=one)
        seen.add(one)
    return ";".join(found) or None


def count_of(joined: str) -> int:
    """Return how many serials a joined text names."""
    return joined.count(";") + 1
