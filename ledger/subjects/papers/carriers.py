"""Scanned UDI carriers: what they tell, and whether it contradicts the line. The answer only ever warns.

Forms: GS1 General Specifications (element strings), the MA code of ZIIOT. Why no library reads them:
docs/decisions/0024-gs1-parsing.md.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.names import serials_of
from ledger.phrases import Part
from ledger.subjects.papers.number_rules import CARRIER
from ledger.subjects.papers.numbers import MA_CODE, normal
from ledger.subjects.papers.phrases import DIFFERS

_FIXED: Final = {"00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2}
_GROUP: Final = "\x1d"


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


def judge_carrier(s: Situation) -> Sequence[Breach]:
    """Judge whether a scanned UDI contradicts the lot, serials, dates or product of its line."""
    data = s.command.data
    if "udi" not in data or (product := s.version("products")) is None:
        return ()
    what: list[Part] = []
    for udi in data["udi"].split(";"):
        carrier = scanned(udi)
        if carrier is not None:
            what.extend(_differing(carrier, data, product.data))
    return (CARRIER.broken(udi=data["udi"], what=what),) if what else ()


def _differing(carrier: Carrier, line: Mapping[str, Any], product: Mapping[str, Any]) -> Iterator[Part]:
    """Yield in which respects a carrier contradicts its line."""
    for column, told, given in (
        ("udi", carrier.identifier, product.get("udi_di")),
        ("lot", carrier.lot, line.get("lot")),
        ("production_date", carrier.made, line.get("production_date")),
        ("expiry_date", carrier.expires, line.get("expiry_date")),
    ):
        if told is not None and given is not None and not _same(column, told, given, carrier):
            yield DIFFERS[column].with_(told=told, given=given)
    serial, serials = carrier.serial, serials_of(line)
    if serial is not None and serials and not any(_same("serial", serial, one, carrier) for one in serials):
        yield DIFFERS["serial"].with_(told=serial, given=";".join(serials))


def _same(column: str, told: str, given: str, carrier: Carrier) -> bool:
    told, given = normal(told), normal(given)
    if column == "udi":
        if told.isdigit() and given.isdigit():
            # the first digit tells the level of packing and the last one checks: neither names the goods
            return told.zfill(14)[1:13] == given.removeprefix("(01)").zfill(14)[1:13]
        return given.startswith("(01)") or told == given
    return told == given or (carrier.open_ended and told.startswith(given))


def scanned(udi: str) -> Carrier | None:
    """Return what a carrier text tells; None where its form is not known (AHM codes among them).

    GS1 element strings are read with brackets, or as scanners give them, where a variable field ends with the
    separator FNC1 (0x1D) or with the text. MA codes are read by the letters of their parts.
    """
    text = udi.strip()
    if text.startswith("MA."):
        return _scanned_ma(text)
    if text.startswith("("):
        pairs = re.findall(r"\((\d{2,4})\)([^(]*)", text)
        return _carrier(dict(pairs), open_ended=False) if pairs else None
    return _scanned_gs1(re.sub(r"^\](?:C1|d2|Q3|e0|J1)", "", text).lstrip(_GROUP))


def _scanned_gs1(text: str) -> Carrier | None:
    found: dict[str, str] = {}
    open_ended = False
    while text:
        element = text[:2]
        if element in _FIXED:
            width = _FIXED[element]
            found[element], text = text[2 : 2 + width], text[2 + width :].removeprefix(_GROUP)
        elif element in {"10", "21"}:
            found[element], separator, text = text[2:].partition(_GROUP)
            open_ended = open_ended or not separator
        else:
            break
    return _carrier(found, open_ended=open_ended) if "01" in found else None


def _scanned_ma(text: str) -> Carrier | None:
    match = MA_CODE.match(text)
    if match is None:
        return None
    parts = [part for part in text[match.end() :].split(".") if part]
    found = {part[0]: part[1:] for part in parts}
    serial = found.get("S")
    expires = found.get("V") or found.get("E")
    return Carrier(match[0], found.get("L"), serial, _day(found.get("M")), _day(expires), open_ended=False)


def _carrier(found: dict[str, str], *, open_ended: bool) -> Carrier:
    text = {element: value.strip().upper() for element, value in found.items()}
    made, expires = _day(text.get("11")), _day(text.get("17"))
    return Carrier(text.get("01"), text.get("10"), text.get("21"), made, expires, open_ended)


def _day(text: str | None) -> str | None:
    """Return a date of six digits; day 00 is the last of its month. None where it is no date."""
    if text is None or not re.fullmatch(r"\d{6}", text):
        return None
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    if not 1 <= month <= 12 or day > monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day or monthrange(year, month)[1]:02d}"
