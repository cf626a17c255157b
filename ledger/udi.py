"""What a scanned UDI says: ground that decisions, tables and answers share.

Forms: GS1 General Specifications (element strings, with brackets or as scanners give them), the MA code of
ZIIOT, a bare GTIN; those of other issuers in :mod:`ledger.udi_issuers`. Why no library reads them:
docs/decisions/0024-gs1-parsing.md.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from stdnum import ean

from ledger.udi_issuers import issuer_told

GROUP: Final = "\x1d"
MA_CODE: Final = re.compile(r"MA\.156\.M[0-9A-Z]\.[0-9A-Z]{6}\.[0-9A-Za-z]{6,14}")
# Widths of the fields that end without a separator, by application identifier.
_FIXED: Final = {"00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2}
_FIXED_GROUPS: Final = {"31": 6, "32": 6, "33": 6, "34": 6, "35": 6, "36": 6, "41": 13}  # by two digits
# How many digits an identifier has, by its first two; the others have two.
_LONG: Final = {
    **dict.fromkeys(("23", "24", "25", "40", "41", "42", "71"), 3),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82"), 4),
}
_VARIABLE: Final = frozenset(("10", "21", "22", "30", "37", *_LONG, *map(str, range(90, 100))))
_bracketed = re.compile(r"\((\d{2,4})\)((?:(?!\(\d{2,4}\)).)*)", re.DOTALL | re.ASCII)
_prefix = re.compile(r"^(?:\](?:C1|d2|Q3|e0|J1))?\x1d*")
_separators = re.compile(r"<GS>|<FNC1>|\{GS\}|\{FNC1\}|\[FNC1\]|\[GS\]|\u241d|\\x1d|[|^]", re.IGNORECASE)
_square = re.compile(r"[\[{【](\d{2,4})[\]}】]", re.ASCII)
_dates = re.compile(r"((?:(?:11|13|15|16|17)\d{6})+)$", re.ASCII)
_digits = re.compile(r"\d{8,14}", re.ASCII).fullmatch
_foreign = re.compile(r"[78]\d{19}", re.ASCII).fullmatch  # AHM codes: twenty digits, which name no lot


class Carrier(NamedTuple):
    """What a scanned UDI tells; None where it does not.

    `open_ended` tells that its last field may have swallowed what stood behind it without a separator.
    """

    identifier: str | None
    lot: str | None
    serial: str | None
    made: str | None
    expires: str | None
    open_ended: bool

    def lots(self) -> Iterator[str]:
        """Yield the lots that it can name: as it stands, then without what an open field swallowed."""
        if self.lot is None:
            return
        yield self.lot
        if self.open_ended:
            match = _dates.search(self.lot)
            if match and match.start():
                yield self.lot[: match.start()]
            if self.serial is None:
                yield from (self.lot[: one.start()] for one in re.finditer("21", self.lot) if one.start())

    @property
    def same(self) -> str | None:
        """The identifier as identifiers are compared."""
        return None if self.identifier is None else same_identifier(self.identifier)


def same_identifier(identifier: str) -> str:
    """Return an identifier as identifiers are compared.

    Of a GTIN the first digit tells the level of packing and the last one checks: neither names the goods.

    >>> same_identifier("06901234567892"), same_identifier("16901234567899"), same_identifier("6901234567892")
    ('690123456789', '690123456789', '690123456789')
    """
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", identifier)).removeprefix("(01)")
    told = issuer_told(text)
    text = text if told is None else told.identifier
    return text.zfill(14)[1:13] if text.isascii() and text.isdigit() and len(text) <= 14 else text.upper()


@lru_cache(maxsize=65536)
def scanned(udi: str) -> Carrier | None:
    """Return what a carrier text tells; None where its form is not known (AHM codes among them).

    GS1 element strings are read in any order, with brackets, or as scanners give them, where a variable field
    ends with the separator FNC1 (0x1D) or with the text. MA codes are read by the letters of their parts;
    HIBC, ICCBBA and GS1 Digital Link by :mod:`ledger.udi_issuers`.
    """
    text = _plain(udi)
    if text.startswith("MA."):
        return _scanned_ma(text)
    told = issuer_told(text)
    if told is not None:
        return Carrier(*told, open_ended=False)
    if text.startswith("("):
        pairs = dict(_bracketed.findall(text))
        return _carrier(pairs, open_ended=False) if pairs else None
    found, open_ended, _ = _elements(_prefix.sub("", text))
    if "01" not in found and _digits(text) and ean.is_valid(text):
        return Carrier(text, None, None, None, None, open_ended=False)
    return _carrier(found, open_ended=open_ended) if "01" in found else None


def understood(udi: str) -> dict[str, str]:
    """Return the elements that can be made out in a text that is no whole UDI, by application identifier."""
    text = _plain(udi)
    if "(" in text:
        return {name: value.strip() for name, value in _bracketed.findall(text)}
    return _elements(_prefix.sub("", text))[0]


def tells_its_ends(udi: str) -> bool:
    """Return whether a text shows where its fields end: a scanner wrote FNC1, or names itself as doing so.

    >>> tells_its_ends("]d20106901234567892" "10L2421A"), tells_its_ends("010690123456789210L2421A")
    (True, False)
    """
    text = _plain(udi)
    return text.startswith("]") or GROUP in text


def is_mistyped(identifier: str) -> bool:
    """Return whether a device identifier has the form of a GTIN, but not its check digit.

    >>> is_mistyped("06901234567892"), is_mistyped("06901234567893"), is_mistyped("MA.156.M0.A0A0A0.B123456")
    (False, True, False)
    """
    return _digits(identifier) is not None and not ean.is_valid(identifier)


def is_foreign(udi: str) -> bool:
    """Return whether a text is a code of an issuer whose codes name neither lot nor dates."""
    return _foreign(udi) is not None


def _plain(udi: str) -> str:
    text = udi.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if text[:1] in {"[", "{", "【"}:
        text = _square.sub(r"(\1)", text)
    return _separators.sub(GROUP, text) if any(sign in text for sign in "<{[\\\u241d|^") else text


def _elements(text: str) -> tuple[dict[str, str], bool, str]:
    """Return the elements of a text without brackets, whether the last is open, and what is left over."""
    found: dict[str, str] = {}
    open_ended = False
    while text:
        text = text.lstrip(" ")
        element = text[: _LONG.get(text[:2], 2)]
        width = _FIXED.get(element) or _FIXED_GROUPS.get(element[:2])
        if width is not None and len(element) == _LONG.get(element[:2], 2):
            rest = text[len(element) :].lstrip(" ")
            found[element], text = rest[:width], rest[width:].removeprefix(GROUP)
        elif element[:2] in _VARIABLE:
            found[element], separator, text = text[len(element) :].partition(GROUP)
            open_ended = open_ended or not separator
        else:
            break
    return found, open_ended, text


def _scanned_ma(text: str) -> Carrier | None:
    match = MA_CODE.match(text)
    if match is None:
        return None
    parts = [part for part in text[match.end() :].split(".") if part]
    found = {part[0]: part[1:] for part in parts}
    expires = found.get("V") or found.get("E")
    made = day_of_six(found.get("M"))
    return Carrier(match[0], found.get("L"), found.get("S"), made, day_of_six(expires), open_ended=False)


def _carrier(found: dict[str, str], *, open_ended: bool) -> Carrier:
    text = {element: value.strip(" " + GROUP) or None for element, value in found.items()}
    made, expires = day_of_six(text.get("11")), day_of_six(text.get("17"))
    return Carrier(text.get("01"), text.get("10"), text.get("21"), made, expires, open_ended)


def day_of_six(text: str | None) -> str | None:
    """Return a date of six digits; day 00 is the last of its month. None where it is no date."""
    if text is None or not (len(text) == 6 and text.isascii() and text.isdigit()):
        return None
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    if not 1 <= month <= 12 or day > monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day or monthrange(year, month)[1]:02d}"
