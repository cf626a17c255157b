"""Numbers as people and spreadsheets write them, to the plain strings of the stored form."""

from __future__ import annotations

import re

from ledger.errors import Problem
from ledger.intake.cells.blanks import is_blank, is_elsewhere
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.cell_problems import (
    BAD_LINE_NUMBER,
    BAD_NUMBER,
    BELOW_ZERO,
    COLUMN_TOO_NARROW,
    ELSEWHERE,
    NOT_WHOLE,
    NUMBER_TOO_LONG,
    QUANTITY_NEGATIVE,
    QUANTITY_ZERO,
)
from ledger.intake.cells.wrapping import unwrapped

DIGITS = 24  # of a decimal; exact arithmetic has 28
WHOLE_DIGITS = 15

_plain = re.compile(r"(?:0|[1-9]\d{0,11})(?:\.\d{0,8}[1-9])?", re.ASCII).fullmatch
_grouped = re.compile(r"[+-]? ?\d{1,3}(?:\s\d{3})*(?:\.\d*)?", re.ASCII).fullmatch
_between_groups = re.compile(r"(?<=\d)\s(?=\d)")
# Only what is the same number in another width: `10²` and `①` are no numbers that anybody counted.
_HALF_WIDTH: dict[int, int | str] = {
    **{full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "\u2212\u2013\ufe63"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000\t"), " "),
}
_currency = re.compile(
    r"^\s*(?:人民币|[¥￥]|(?:RMB|CNY)(?![A-Z]))\s*[:：]?\s*|\s*(?:元|圆)[整正]?\s*$", re.IGNORECASE
)
_number = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d*))?", re.ASCII).fullmatch


def _digits(text: str) -> re.Match[str] | None:
    match = _number(text)
    return match if match and (match[2] or match[3]) else None


def decimal(text: str) -> str | None:
    """Return a number without exponent, thousands commas and needless zeros.

    >>> decimal("1,200.50"), decimal("１０"), decimal("-0"), decimal("—"), decimal('="12"')
    ('1200.5', '10', '0', None, '12')

    Raises:
        CellError: It is no plain number, or longer than `DIGITS`.
    """
    if _plain(text):
        return text
    match = _digits(text)
    if match is None:
        normal, _ = unwrapped(text.translate(_HALF_WIDTH).strip())
        normal = normal.strip()
        if is_blank(normal):
            return None
        if not normal.strip("#"):
            raise CellError(COLUMN_TOO_NARROW, text=text)
        match = _digits(_between_groups.sub(",", normal).replace(" ", "") if _grouped(normal) else normal)
    if match is None:
        raise CellError(ELSEWHERE if is_elsewhere(text) else BAD_NUMBER, text=text)
    whole = (match[2] or "").replace(",", "").lstrip("0")
    fraction = (match[3] or "").rstrip("0")
    if len(whole) + len(fraction) > DIGITS:
        raise CellError(NUMBER_TOO_LONG, text=text, limit=DIGITS)
    plain = f"{whole or '0'}.{fraction}" if fraction else whole or "0"
    return f"-{plain}" if match[1] == "-" and plain != "0" else plain


def money(text: str) -> str | None:
    """Return an amount in CNY, with or without its sign.

    >>> money("￥1,250.00"), money("1250元"), money("人民币12.50元整"), money("12.5")
    ('1250', '1250', '12.5', '12.5')

    Raises:
        CellError: It is no plain number.
    """
    try:
        return decimal(text)
    except CellError as unfit:
        number_alone = _currency.sub("", text)
        if number_alone in {"", text}:
            raise
        try:
            return decimal(number_alone)
        except CellError:
            raise unfit from None


def positive(text: str, negative: Problem = QUANTITY_NEGATIVE) -> str | None:
    """Return a number greater than zero.

    Args:
        text: The cell.
        negative: What is wrong with a negative one.

    Raises:
        CellError: It is negative or zero, or no number.
    """
    value = decimal(text)
    if value == "0":
        raise CellError(QUANTITY_ZERO, text=text)
    if value is not None and value[0] == "-":
        raise CellError(negative, text=text)
    return value


def not_negative(text: str) -> str | None:
    """Return a number that is zero or more.

    Raises:
        CellError: It is negative, or no number.
    """
    value = decimal(text)
    if value is not None and value[0] == "-":
        raise CellError(BELOW_ZERO, text=text)
    return value


def whole(text: str) -> int | None:
    """Return a whole number, zero or more: months, pages and years are counted; `1.0` is one.

    Raises:
        CellError: It is no whole number, less than zero, or longer than `WHOLE_DIGITS`.
    """
    value = not_negative(text)
    if value is None:
        return None
    if "." in value:
        raise CellError(NOT_WHOLE, text=text)
    if len(value) > WHOLE_DIGITS:
        raise CellError(NUMBER_TOO_LONG, text=text, limit=WHOLE_DIGITS)
    return int(value)


def line_number(text: str) -> int | None:
    """Return the number of a line: whole, from 1 on.

    Raises:
        CellError: It is not.
    """
    try:
        value = whole(text)
    except CellError:
        raise CellError(BAD_LINE_NUMBER, text=text) from None
    if value is not None and value < 1:
        raise CellError(BAD_LINE_NUMBER, text=text)
    return value
