"""What a person sees of a number in a cell: codes are read as they are shown, where that leaves no doubt.

`00123` typed into a cell is kept as the number 123, and only its format `00000` still shows it. Where a
format shows something that nobody can take back to what was typed (`1,234`, `5%`, `1.20E+04`, a day), the
cell is no code any more.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Final, NamedTuple

from ledger.errors import Problem
from ledger.intake.cells.cell_problems import BECAME_DATE, DIGITS_LOST, SHOWN_OTHERWISE
from ledger.intake.cells.damage import EXACT_DIGITS

GENERAL: Final = "General"
BUILT_IN: Final = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((5, 6, 7, 8, *range(37, 45)), "#,##0.00"),
}
"""Formats that a workbook names by number alone, as far as it matters here; Chinese days included."""
_NOISE_DIGITS: Final = 12  # what a sum leaves behind the digits that count, as in 0.30000000000000004
_DOUBT: Final = "?"  # behind a number in a rejects file, so that it is not read as a code from there

_dropped = re.compile(
    r"\[(?:\$[^\]]*|color ?\d+|black|blue|cyan|green|magenta|red|white|yellow)\]|_.|\*.", re.IGNORECASE
)
_literal = re.compile(r'"([^"]*)"|\\(.)|([-+$()/: !^&\'~{}<>=]|[^\x00-\x7f])')
_day_letters = re.compile("[ymdhs]|上午/下午", re.IGNORECASE)
_condition = re.compile(r"\[(?!(?:h+|m+|s+)\])[^\]]*\]", re.IGNORECASE)
_section = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])*')


class Shown(NamedTuple):
    """What a person sees of a cell.

    Attributes:
        text: The text; of a damaged one, a text that is read as damaged wherever it is written to.
        problem: Why it is no code any more, if it is not.
        form: The format that shows it.
    """

    text: str
    problem: Problem | None = None
    form: str = ""


def shown(value: float, form: str) -> Shown:
    """Return a number as its cell shows it.

    >>> shown(123.0, "00000000").text, shown(1.5, "General").text, shown(20260501.0, "General").text
    ('00000123', '1.5', '20260501')

    Args:
        value: The number that the cell holds.
        form: Its number format.
    """
    plain = _plain(value)
    if plain is None:
        return Shown(f"{value:.14E}", DIGITS_LOST)
    if form in {GENERAL, "@", ""}:
        return _general(plain)
    if _is_of_days(form):
        return Shown(plain + _DOUBT, BECAME_DATE)
    text = _filled(Decimal(plain), form)
    return Shown(plain + _DOUBT, SHOWN_OTHERWISE, form) if text is None else Shown(text)


def _general(plain: str) -> Shown:
    return Shown(plain + _DOUBT, DIGITS_LOST) if "E" in plain.upper() else Shown(plain)


def _plain(value: float) -> str | None:
    """Return the digits of a number, or None where a spreadsheet cannot have kept all of them."""
    if abs(value) >= 10**EXACT_DIGITS:
        return None
    if value.is_integer():
        return str(int(value))
    text = format(value, f".{EXACT_DIGITS}g")
    if float(text) != value and len(text.replace(".", "").strip("-0")) > _NOISE_DIGITS:
        return None
    return text


@lru_cache(maxsize=256)
def _is_of_days(form: str) -> bool:
    body = _condition.sub("", _dropped.sub("", _parts(form)[0]))
    return _day_letters.search(_literal.sub("", body)) is not None


def _parts(form: str) -> list[str]:
    """Return the sections of a format: for positive numbers, negative ones, and zero."""
    return [match for match in _section.findall(form) if match] or [GENERAL]


def _filled(value: Decimal, form: str) -> str | None:
    """Return a number in a format, or None where that does not tell the number any more."""
    parts = _parts(form)
    if value < 0 or (value == 0 and len(parts) > 2):
        return None
    body = _dropped.sub("", parts[0])
    signs = _signs(body)
    return None if signs is None else _placed(value, signs)


def _signs(body: str) -> list[tuple[str, bool]] | None:
    """Return the signs of a section, each with whether it stands for a digit; None if none do."""
    signs: list[tuple[str, bool]] = []
    at = 0
    while at < len(body):
        match = _literal.match(body, at)
        if match:
            signs.append((match[1] or match[2] or match[3] or "", False))
            at = match.end()
            continue
        if body[at] not in "0#?.,":
            return None
        signs.append((body[at], True))
        at += 1
    return signs


def _placed(value: Decimal, signs: list[tuple[str, bool]]) -> str | None:
    """Return the digits of a number put in the places of a format."""
    point = next(
        (place for place, (sign, is_digit) in enumerate(signs) if is_digit and sign == "."), len(signs)
    )
    whole, behind = signs[:point], [sign for sign, is_digit in signs[point + 1 :] if is_digit]
    with localcontext() as exact:
        exact.prec = 2 * EXACT_DIGITS
        text = f"{value:.{len(behind)}f}"
        if Decimal(text) != value or set(behind) - {"0"}:
            return None
    digits, _, fraction = text.partition(".")
    left = _whole(digits, whole)
    if left is None:
        return None
    right = ["", *(sign for sign, is_digit in signs[point + 1 :] if not is_digit)]
    return left + (f".{fraction}" if fraction else "") + "".join(right)


def _whole(digits: str, signs: list[tuple[str, bool]]) -> str | None:
    """Return the digits before the point, the last of them in the last place, the rest in the first."""
    if any(is_digit and sign == "," for sign, is_digit in signs):
        if len(digits) > 3:
            return None
        signs = [(sign, is_digit) for sign, is_digit in signs if not (is_digit and sign == ",")]
    first = next((place for place, (_, is_digit) in enumerate(signs) if is_digit), None)
    if first is None:
        return None
    left = list(digits)
    found: list[str] = []
    for place in range(len(signs) - 1, -1, -1):
        sign, is_digit = signs[place]
        if not is_digit:
            found.append(sign)
        elif place == first:
            found.append("".join(left) or ("0" if sign == "0" else ""))
        elif left:
            found.append(left.pop())
        elif sign == "0":
            found.append("0")
        elif sign == "?":
            return None
    return "".join(reversed(found)).strip()
