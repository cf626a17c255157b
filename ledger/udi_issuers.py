"""UDIs of other issuers and as a link: HIBC, ICCBBA (ISBT 128), GS1 Digital Link.

Forms: ANSI/HIBC 2.6 (primary and secondary data structures, concatenated or alone), ISBT 128 Standard
Technical Specification (data structures 032, 034 and those of dates, serial and lot), GS1 Digital Link 1.4.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

_HIBC: Final = re.compile(r"\+([A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9])(?:/(.*))?(.)", re.DOTALL)
_HIBC_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
# After `$$` the kind of date leads, with how wide it is; without one of these digits it is month and year.
_HIBC_DATES: Final = {"2": ("mdy", 6), "3": ("ymd", 6), "4": ("ymdh", 8), "5": ("yj", 5), "6": ("yjh", 7)}
_HIBC_COUNTED: Final = {"8": 3, "9": 6}  # a quantity in front of the date, with how wide it is
_ISBT: Final = re.compile(r"=/([A-Z0-9]{16})(.*)", re.DOTALL)
_ISBT_PARTS: Final = (
    ("serial", re.compile(r"=,([A-Z0-9]{6})")),
    ("lot", re.compile(r"&,1([A-Z0-9]{1,18})")),
    ("expires", re.compile(r"(?:=>|&>)([0-9]{6})(?:[0-9]{4})?")),
    ("made", re.compile(r"(?:=\}|&\})([0-9]{6})(?:[0-9]{4})?")),
    ("donation", re.compile(r"=([A-NP-Z1-9][0-9]{12}[A-Z0-9]{2})")),
)
_LINK: Final = re.compile(r"(?:^|/)01/(\d{8,14})((?:/[0-9]{2,4}/[^/]+)*)/?$")


class Told(NamedTuple):
    """What a code of another issuer tells; None where it does not."""

    identifier: str
    lot: str | None = None
    serial: str | None = None
    made: str | None = None
    expires: str | None = None


def issuer_told(text: str) -> Told | None:
    """Return what a code tells that is not a GS1 element string; None where its form is not known.

    >>> issuer_told("+A123BJC5D6E71/$$3290501X3/S777").expires
    '2029-05-01'
    >>> issuer_told("https://id.gs1.org/01/06901234567892/10/L24?17=290501").lot
    'L24'
    """
    if text.startswith(("+", "*+")):
        return _hibc(text)
    if text.startswith("=/"):
        return _isbt(text)
    if text[:7].lower() == "http://" or text[:8].lower() == "https://":
        return _link(text)
    return None


def hibc_check(text: str) -> str:
    """Return the check character of an HIBC text: the sum of its signs, modulo 43.

    >>> hibc_check("+A99912345/$$52001510X3")
    '3'
    """
    return _HIBC_SIGNS[sum(_HIBC_SIGNS.index(sign) for sign in text) % len(_HIBC_SIGNS)]


def is_hibc_mistyped(text: str) -> bool:
    """Return whether a text has the form of HIBC, but another check character than its signs give."""
    if not text.startswith("+") or any(sign not in _HIBC_SIGNS for sign in text.upper()):
        return False
    return len(text) > 2 and hibc_check(text[:-1].upper()) != text[-1].upper()


def _hibc(text: str) -> Told | None:
    text = text.strip("*").upper()
    match = _HIBC.fullmatch(text)
    if match is None:
        return None
    told = Told(match[1])
    for part in _sections(match[2] or ""):
        told = _hibc_part(told, part)
    return told


def _sections(rest: str) -> list[str]:
    return [part for part in rest.split("/") if part]


def _hibc_part(told: Told, part: str) -> Told:
    if part.startswith("14D"):
        return told._replace(expires=_whole_date(part[3:]))
    if part.startswith("16D"):
        return told._replace(made=_whole_date(part[3:]))
    if part.startswith("$$"):
        is_serial, rest = part[2:3] == "+", part[2:].removeprefix("+")
        rest = rest[_HIBC_COUNTED.get(rest[:1], 0) :]
        expires, rest = _hibc_date(rest)
        told = told._replace(expires=expires or told.expires)
        return _named(told, rest, is_serial=is_serial)
    if part.startswith("$"):
        return _named(told, part[1:].removeprefix("+"), is_serial=part[1:2] == "+")
    if part.startswith("S"):
        return told._replace(serial=part[1:] or None)
    if re.fullmatch(r"[0-9]{5}.*", part):  # the older form: year and day of year, then the lot
        return told._replace(expires=_day_of_year(2000 + int(part[:2]), part[2:5]), lot=part[5:] or None)
    return told


def _named(told: Told, rest: str, *, is_serial: bool) -> Told:
    if not rest:
        return told
    return told._replace(serial=rest) if is_serial else told._replace(lot=rest)


def _hibc_date(rest: str) -> tuple[str | None, str]:
    if rest.startswith("7"):
        return None, rest[1:]
    kind, width = _HIBC_DATES.get(rest[:1], ("", 0))
    if not kind:
        return (_month(rest[2:4], rest[:2]), rest[4:]) if rest[:4].isdigit() else (None, rest)
    digits, rest = rest[1 : 1 + width], rest[1 + width :]
    if len(digits) < width or not digits.isdigit():
        return None, rest
    if kind.startswith("yj"):
        return _day_of_year(2000 + int(digits[:2]), digits[2:5]), rest
    year, month, day = (
        (digits[4:6], digits[:2], digits[2:4]) if kind == "mdy" else (digits[:2], digits[2:4], digits[4:6])
    )
    return _date(2000 + int(year), month, day), rest


def _isbt(text: str) -> Told | None:
    match = _ISBT.fullmatch(text)
    if match is None:
        return None
    rest, found = match[2], dict[str, str]()
    while rest:
        for name, pattern in _ISBT_PARTS:
            part = pattern.match(rest)
            if part:
                found[name], rest = part[1], rest[part.end() :]
                break
        else:
            break
    expires, made = (_of_century(found.get(name)) for name in ("expires", "made"))
    return Told(match[1], found.get("lot") or found.get("donation"), found.get("serial"), made, expires)


def _of_century(text: str | None) -> str | None:
    """Return a date of the form cyyjjj, in which the century is its last digit."""
    return (
        None if text is None else _day_of_year((2 if text[0] == "0" else 1) * 1000 + int(text[:3]), text[3:])
    )


def _link(text: str) -> Told | None:
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    match = _LINK.search(parts.path)
    if match is None:
        return None
    pairs = match[2].split("/")[1:]
    found = {name: unquote(value) for name, value in zip(pairs[::2], pairs[1::2], strict=True)}
    found |= dict(parse_qsl(parts.query))
    made, expires = (_six_digits(found.get(name)) for name in ("11", "17"))
    return Told(match[1].zfill(14), found.get("10"), found.get("21"), made, expires)


def _six_digits(text: str | None) -> str | None:
    if text is None or not re.fullmatch("[0-9]{6}", text):
        return None
    year, month, day = 2000 + int(text[:2]), text[2:4], text[4:]
    return _month(text[:2], month) if day == "00" else _date(year, month, day)


def _whole_date(text: str) -> str | None:
    return _date(int(text[:4]), text[4:6], text[6:8]) if re.fullmatch("[0-9]{8}", text) else None


def _month(year: str, month: str) -> str | None:
    """Return the last day of a month of two digits."""
    if not 1 <= int(month) <= 12:
        return None
    return _date(2000 + int(year), month, str(monthrange(2000 + int(year), int(month))[1]))


def _date(year: int, month: str, day: str) -> str | None:
    try:
        return date(year, int(month), int(day)).isoformat()
    except ValueError:
        return None


def _day_of_year(year: int, number: str) -> str | None:
    days = int(number)
    if not 1 <= days <= 365 + isleap(year):
        return None
    return (date(year, 1, 1) + timedelta(days - 1)).isoformat()
