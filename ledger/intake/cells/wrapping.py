"""What stands around the text of a cell to keep a spreadsheet from changing it, or from running it.

A leading apostrophe and `="00123"` say that the text inside is meant as it stands. An apostrophe before a
sign that begins a formula is the guard of our own CSV files: without it, a spreadsheet that opens the file
would run what somebody typed into a remark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

FORMULA_SIGNS: Final = "=+-@\t\r\n＝＋－＠"
"""With which a spreadsheet takes a cell for a formula, in East Asia also in full width."""
_GUARD: Final = "'"
_formula = re.compile(r'=\s*"((?:[^"]|"")*)"').fullmatch
_number = re.compile(r"-\d[\d,]*(?:\.\d+)?", re.ASCII).fullmatch
_quotes: Final = "‘’`"
_BRACKETS: Final = ("()", "（）", "[]", "［］", "【】", "{}")


def guarded(text: str) -> str:
    """Return a text as our CSV files hold it: what a spreadsheet would run stands behind an apostrophe.

    A text that begins with an apostrophe gets another, so that :func:`unguarded` gives every text back.

    >>> guarded("=1+1"), guarded("-5"), guarded("'x"), guarded("A-1")
    ("'=1+1", '-5', "''x", 'A-1')
    """
    if text and (text[0] in FORMULA_SIGNS or text[0] == _GUARD) and not _number(text):
        return _GUARD + text
    return text


def harmless(text: str) -> str:
    """Return a cell of somebody else's file so that no spreadsheet runs it; what is only wrapped stays.

    >>> harmless("=1+1"), harmless('="007"'), harmless("'007")
    ("'=1+1", '="007"', "'007")
    """
    if text and text[0] in FORMULA_SIGNS and not (_number(text) or _formula(text)):
        return _GUARD + text
    return text


def unguarded(text: str) -> str:
    """Return a text in somebody's words without the guard of our CSV files.

    >>> unguarded("'=1+1"), unguarded("''x"), unguarded("'x")
    ('=1+1', "'x", "'x")
    """
    if text[:1] == _GUARD and text[1:2] and (text[1] in FORMULA_SIGNS or text[1] == _GUARD):
        return text[1:]
    return text


def unwrapped(text: str) -> tuple[str, bool]:
    """Return the text inside a cell, and whether the cell says that it is meant as it stands.

    >>> unwrapped('="00123"'), unwrapped("'00123"), unwrapped("00123")
    (('00123', True), ('00123', True), ('00123', False))
    """
    match = _formula(text)
    if match:
        return match[1].replace('""', '"'), True
    if text[:1] == _GUARD:
        inside = text[1:]
        closed = inside.endswith(_GUARD) and inside.count(_GUARD) == 1
        return (inside[:-1] if closed else inside), True
    if len(text) > 1 and text[0] in _quotes:
        return text[1:], True
    return text, False


def unbracketed(text: str) -> str:
    """Return a list of codes without the brackets around all of it.

    >>> unbracketed("（SN1、SN2）"), unbracketed("(A)1,(B)2")
    ('SN1、SN2', '(A)1,(B)2')
    """
    for opening, closing in _BRACKETS:
        inside = text[1:-1]
        if text[:1] == opening and text[-1:] == closing and not {opening, closing} & set(inside):
            return inside.strip()
    return text


def is_torn(parts: Iterable[str]) -> bool:
    """Whether a bracket that one part opens is closed in another, or nowhere.

    >>> is_torn(["SN1(A", "B)"]), is_torn(["SN1(A)", "SN2"])
    (True, False)
    """
    plain = [unicodedata.normalize("NFKC", part) for part in parts]
    return any(part.count(opening) != part.count(closing) for opening, closing in _BRACKETS for part in plain)
