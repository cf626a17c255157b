"""Codes, lots and serials that something has damaged on the way: named, never mended into something else.

A spreadsheet that opens a CSV file takes `202605010012` for a number and shows `2.02605E+11`, `1-5` for a day
and shows `5-Jan` or `1月5日`. What is left does not tell what was there. Where a code really looks like that,
an apostrophe before it, or `="1-May"`, says so.
"""

from __future__ import annotations

import re
from typing import Final

from ledger.errors import Problem
from ledger.intake.cells.blanks import is_elsewhere
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.cell_problems import (
    BECAME_DATE,
    BECAME_TRUTH,
    CHARACTERS_LOST,
    CODE_CUT,
    COLUMN_TOO_NARROW,
    DIGITS_LOST,
    ELSEWHERE,
)

EXACT_DIGITS: Final = 15
"""So many digits of a number a spreadsheet keeps."""

_MONTH: Final = "(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)"
_CLOCK: Final = r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[ap]m)?"
_scientific = re.compile(
    r"([+-]?)(\d+)(?:([.,])(\d*))? ?e ?([+-]?)(\d{1,3})", re.ASCII | re.IGNORECASE
).fullmatch
_power = re.compile(r"\d+(?:\.\d+)? ?[×x*] ?10\^\d{1,3}", re.ASCII | re.IGNORECASE).fullmatch
_with_zeros = re.compile(r"(\d+)\.0+", re.ASCII).fullmatch
_date = re.compile(
    rf"\d{{1,2}}-{_MONTH}(?:-\d\d(?:\d\d)?)?|{_MONTH}-\d\d(?:\d\d)?"
    r"|1900([-/.])0?1\1 ?00?|\d{4}/\d{1,2}/\d{1,2}|\d{1,2}/\d{1,2}/\d{4}"
    r"|(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|[〇零一二三四五六七八九十]+月[〇零一二三四五六七八九十]+日"
    rf"|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}[ T]{_CLOCK}|(?:上午|下午) ?{_CLOCK}|{_CLOCK}",
    re.ASCII | re.IGNORECASE,
).fullmatch
_truth: Final = frozenset({"true", "false"})
_cut = re.compile(r".*\w.*(?:\.{3,}|…)").fullmatch
_lost = re.compile("[\ufffd?]|锟斤拷|烫烫烫|屯屯屯").search


def digits_again(text: str) -> str | None:
    """Return the digits of a code that became a number, where they are all still there; None if it did not.

    >>> digits_again("20260501.0"), digits_again("2.0260501E+7"), digits_again("A1")
    ('20260501', '20260501', None)

    Raises:
        CellError: Digits are lost.
    """
    match = _with_zeros(text)
    if match:
        if len(match[1]) > EXACT_DIGITS:
            raise CellError(DIGITS_LOST, text=text)
        return match[1]
    if _power(text):
        raise CellError(DIGITS_LOST, text=text)
    match = _scientific(text)
    if match is None or not (match[3] or match[5]):
        return None  # `6E12` is as somebody wrote it: a spreadsheet shows `6E+12`
    sign, whole, point, fraction, _, exponent = match.groups()
    digits, places = whole + (fraction or ""), int(exponent)
    enough = len(fraction or "") >= places and not (fraction or "")[places:].strip("0")
    of_excel = (
        fraction is not None and len(fraction) == 2 and len(exponent) == 2
    )  # `12E1` is shown `1.20E+02`
    if sign or match[5] == "-" or point == "," or whole[0] == "0" or not enough or of_excel:
        raise CellError(DIGITS_LOST, text=text)
    if len(digits) > EXACT_DIGITS:
        raise CellError(DIGITS_LOST, text=text)
    return whole + (fraction or "")[:places]


def check_code(text: str, *, meant: bool) -> None:
    """Refuse a code that is no longer what somebody wrote.

    Args:
        text: The code, normalised and trimmed.
        meant: Whether the cell says that the text is meant as it stands.

    Raises:
        CellError: It is damaged.
    """
    problem = _damage(text, meant=meant)
    if problem is not None:
        raise CellError(problem, text=text)


def _damage(text: str, *, meant: bool) -> Problem | None:
    if is_elsewhere(text):
        return ELSEWHERE
    if not meant:
        if looks_like_date(text):
            return BECAME_DATE
        if text.lower() in _truth:
            return BECAME_TRUTH
    if len(text) > 1 and not text.strip("#"):
        return COLUMN_TOO_NARROW
    if _cut(text):
        return CODE_CUT
    return CHARACTERS_LOST if _lost(text) else None


def looks_like_date(text: str) -> bool:
    """Whether a text has a form in which spreadsheets show a date or a time, and people do not write codes.

    >>> looks_like_date("1-May"), looks_like_date("5月1日"), looks_like_date("2026-05-01")
    (True, True, False)
    """
    return _date(text) is not None
