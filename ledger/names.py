"""Names, units, serials and numbers as they are compared: ground that decisions, entry and views share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

# Signs that keyboards and fonts give for one another, and that nobody tells two firms apart by.
_SAME_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("[{〔【〖「『〈《<", "("),
        **dict.fromkeys("]}〕】〗」』〉》>", ")"),
        **dict.fromkeys("‐‑‒–—―−─", "-"),
        **dict.fromkeys("·•‧∙⋅・", "."),
        **dict.fromkeys("‘’＇`´", "'"),
        **dict.fromkeys("“”", '"'),
    }
)
_DIGITS: Final = re.compile(r"(\d+)")
Order = tuple[object, ...]
"""What rows are ordered by."""
_dropped = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_bracketed = re.compile(r"\(([^()]+)\)").fullmatch


def compared_name(name: str) -> str:
    """Return a name as names are compared: brackets, letters and signs folded, without blanks and case.

    >>> compared_name("市立医院（东 院）") == compared_name("市立医院(东院)"), compared_name("Ａ类")
    (True, 'a类')
    """
    if name.isascii() and name.isalnum():
        return name.casefold()
    folded = unicodedata.normalize("NFKC", name).translate(_SAME_SIGNS)
    return _dropped.sub("", folded).casefold()


def compared_unit(unit: str) -> str:
    """Return a unit of measure as units are compared: half width, without blanks and brackets around it.

    >>> compared_unit("（支）"), compared_unit(" 支 "), compared_unit("支/盒")
    ('支', '支', '支/盒')
    """
    folded = _dropped.sub("", unicodedata.normalize("NFKC", unit).translate(_SAME_SIGNS))
    match = _bracketed(folded)
    return match[1] if match else folded


def serials_of(data: Mapping[str, Any]) -> list[str]:
    """Return the serials of a line, in the order given."""
    serial = data.get("serial")
    return serial.split(";") if serial else []


def in_order(text: str) -> Order:
    """Return what numbers of documents are ordered by: digits as the number they are.

    >>> sorted(["CZ10", "CZ9", "CZ9-2"], key=in_order)
    ['CZ9', 'CZ9-2', 'CZ10']
    """
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _DIGITS.split(text))
