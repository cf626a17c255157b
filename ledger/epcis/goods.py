"""Identifiers of goods in EPCIS documents: GS1 Digital Link, EPC URNs, and a name space of our own.

Goods whose device identifier is a GTIN are named by GS1 Digital Link (`https://id.gs1.org/01/{gtin}/10/{lot}`,
`…/21/{serial}`); all others by `urn:medledger:goods:{product}`, `…:lot:{lot}`, `…:serial:{serial}`, each part
percent-encoded. Read are both, and the URNs of EPC Tag Data Standard 2.0 (`sgtin`, `lgtin`).
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from stdnum import ean

OWN = "urn:medledger:goods:"
DIGITAL_LINK = "https://id.gs1.org/01/"
_GTIN_LENGTHS = (8, 12, 13, 14)
_SGTIN = re.compile(r"urn:epc:id:sgtin:(\d{6,12})\.(\d{1,7})\.(.+)")
_LGTIN = re.compile(r"urn:epc:class:lgtin:(\d{6,12})\.(\d{1,7})\.(.+)")
_PATTERN = re.compile(r"urn:epc:idpat:sgtin:(\d{6,12})\.(\d{1,7})\.\*")
_LINKED = re.compile(r"/01/(\d{8,14})(?:/22/[^/]+)?(?:/10/([^/]+))?(?:/21/([^/]+))?/?$")


class NamedGoods(NamedTuple):
    """Goods as an identifier names them.

    Attributes:
        gtin: Of 14 digits, or None.
        product: Product code, where the identifier is of our own name space.
        lot: The lot, or None.
        serial: The serial, or None.
    """

    gtin: str | None
    product: str | None
    lot: str | None
    serial: str | None


def gtin_of(identifier: str | None) -> str | None:
    """Return a device identifier as a GTIN of 14 digits; None where it is none.

    >>> gtin_of("6901234567892"), gtin_of("6901234567890"), gtin_of("MA.156.M0.100001")
    ('06901234567892', None, None)
    """
    digits = (identifier or "").removeprefix("(01)")
    if len(digits) not in _GTIN_LENGTHS or not digits.isascii() or not digits.isdigit():
        return None
    return digits.zfill(14) if ean.is_valid(digits.zfill(14)) else None


def named(identifier: str | None, product: str, lot: str | None = None, serial: str | None = None) -> str:
    """Return the identifier of goods: of a unit if a serial is given, else of a lot or a product.

    Args:
        identifier: The device identifier of the product, if it has one.
        product: Product code, which names the goods where the identifier is no GTIN.
        lot: Lot, or None.
        serial: Serial, or None.
    """
    gtin = gtin_of(identifier)
    if gtin is not None:
        tail = f"/21/{quote(serial, safe='')}" if serial else f"/10/{quote(lot, safe='')}" if lot else ""
        return f"{DIGITAL_LINK}{gtin}{tail}"
    tail = f":serial:{quote(serial, safe='')}" if serial else f":lot:{quote(lot, safe='')}" if lot else ""
    return f"{OWN}{quote(product, safe='')}{tail}"


def goods_named(identifier: str) -> NamedGoods | None:
    """Return the goods that an identifier of a document names; None where it names none that we can read."""
    if identifier.startswith(OWN):
        return _own(identifier.removeprefix(OWN).split(":"))
    for pattern, is_unit in ((_SGTIN, True), (_LGTIN, False), (_PATTERN, False)):
        match = pattern.fullmatch(identifier)
        if match:
            gtin = _joined(match[1], match[2])
            tail = unquote(match[3]) if pattern is not _PATTERN else None
            lot, serial = (None, tail) if is_unit else (tail, None)
            return NamedGoods(gtin, None, lot, serial) if gtin else None
    if not identifier.startswith(("http://", "https://")):
        return None
    match = _LINKED.search(urlsplit(identifier).path)
    gtin = gtin_of(match[1]) if match else None
    if match is None or gtin is None:
        return None
    lot, serial = (unquote(part) if part else None for part in (match[2], match[3]))
    return NamedGoods(gtin, None, lot, serial)


def _own(parts: list[str]) -> NamedGoods | None:
    product = unquote(parts[0])
    if len(parts) == 1:
        return NamedGoods(None, product, None, None)
    if len(parts) != 3 or parts[1] not in {"lot", "serial"}:
        return None
    value = unquote(parts[2])
    return NamedGoods(None, product, *((value, None) if parts[1] == "lot" else (None, value)))


def _joined(company: str, item: str) -> str | None:
    """Return the GTIN of company prefix and item reference, whose first digit leads (TDS 2.0 §6.3.1)."""
    digits = item[:1] + company + item[1:]
    return digits + ean.calc_check_digit(digits) if len(digits) == 13 else None
