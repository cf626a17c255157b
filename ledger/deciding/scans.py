"""What a scanned UDI says of the goods on its line: the cells that the line leaves blank are filled from it.

The code itself stays beside what was filled in, and the event lists the filled columns. Where a code can be
read in several ways nothing is guessed: a scanner that loses the separator FNC1 lets a lot swallow what
stands behind it. What a filled cell rests on is the code and the product's own file alone, never the lots
that are known, so that the order of files changes nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from ledger.deciding.decision import Context
from ledger.deciding.packings import identifiers_of
from ledger.state.entries import Version
from ledger.state.quantities import plain
from ledger.state.repository import State
from ledger.udi import Carrier, day_of_six, same_identifier, scanned, tells_its_ends, understood

_CODES: Final = ";"
_BY_SERIAL: Final = frozenset({"serial", "lot_and_serial"})
_WITHOUT_SERIALS: Final = frozenset({"lot", "none"})
_GTIN: Final = 14  # digits
_OUTER: Final = tuple("12345678")  # indicator digits of a GTIN on a box or case
_SERIAL: Final = "21"
_DAYS: Final = (("11", "made"), ("17", "expires"))


class Code(NamedTuple):
    """One code of a line: its text, and what it tells."""

    text: str
    carrier: Carrier


def codes_of(data: Mapping[str, Any]) -> list[Code]:
    """Return the codes of a line that can be read."""
    found = ((text, scanned(text)) for text in data.get("udi", "").split(_CODES))
    return [Code(text, carrier) for text, carrier in found if carrier is not None]


def told_by_scan(
    data: Mapping[str, Any], columns: Container[str], product: Mapping[str, Any], packings: Iterable[str] = ()
) -> dict[str, str]:
    """Return the blank cells of a line that its scanned codes tell: lot, serial, production and expiry.

    A code of other goods tells nothing of these. The serial on a box or case is not that of a unit, and goods
    that are tracked without serials get none, as others of their lot are sold without. Of several codes those
    that disagree tell nothing.

    Args:
        data: The line.
        columns: Which columns it may have.
        product: The product's own file.
        packings: Device identifiers of the product's packings.
    """
    if "udi" not in data:
        return {}
    own, packed = product.get("udi_di"), {same_identifier(one) for one in packings}
    known = packed | {same_identifier(own)} if own else None
    codes = codes_of(data)
    if not codes or (known is not None and any(one.carrier.same not in known for one in codes)):
        return {}
    serials = _serials(data, [one.carrier for one in codes if is_on_a_unit(one.carrier, own, packed)])
    told = {
        "lot": _one(_lot(one, tracked=is_tracked(product)) for one in codes),
        "serial": serials if product.get("tracking") not in _WITHOUT_SERIALS else None,
        "production_date": _one(one.carrier.made for one in codes),
        "expiry_date": _one(one.carrier.expires for one in codes),
    }
    return {key: value for key, value in told.items() if value and key in columns and key not in data}


def fill_from_scan(
    data: dict[str, Any], columns: Container[str], product: Version | None, state: State, context: Context
) -> bool:
    """Fill the blank cells of a row from its scan; return whether any was.

    A row that is judged once more stands as it was recorded: nothing is added to it.
    """
    if "udi" not in data or context.recorded:
        return False
    packings = identifiers_of(state, data["product_code"]) if "product_code" in data else ()
    told = told_by_scan(data, columns, product.data if product is not None else {}, packings)
    data.update(told)
    return bool(told)


def is_tracked(product: Mapping[str, Any]) -> bool:
    """Return whether the units of a product have serials, by its file."""
    return product.get("tracking") in _BY_SERIAL


def may_tell_units(data: Mapping[str, Any]) -> list[str]:
    """Return the serials that a line without any may be given from its codes, whatever its product is."""
    if "udi" not in data or "serial" in data:
        return []
    return [one for one in _serials(data, [code.carrier for code in codes_of(data)]).split(_CODES) if one]


def readings(code: Code, *, tracked: bool) -> list[str]:
    """Return the lots that a code can be read to tell, the whole text of the field first.

    Args:
        code: The code.
        tracked: Whether the goods have serials: a code without one may have it behind the lot.
    """
    carrier = code.carrier
    if carrier.lot is None:
        return []
    if not carrier.open_ended or tells_its_ends(code.text):
        return [carrier.lot]
    shorter = (one for one in carrier.lots() if one != carrier.lot)
    return [carrier.lot, *(one for one in dict.fromkeys(shorter) if _may_end(carrier, one, tracked=tracked))]


def _may_end(carrier: Carrier, lot: str, *, tracked: bool) -> bool:
    """Return whether what stands behind a shorter lot is what a code may have there, and has not yet."""
    rest = understood((carrier.lot or "")[len(lot) :])
    return (tracked or _SERIAL not in rest) and not any(
        element in rest and (getattr(carrier, told) is not None or day_of_six(rest[element]) is None)
        for element, told in _DAYS
    )


def _lot(code: Code, *, tracked: bool) -> str | None:
    """Return the lot of a code; None where it may be another."""
    found = readings(code, tracked=tracked)
    return found[0] if len(found) == 1 else None


def is_on_a_unit(carrier: Carrier, own: str | None, packings: Container[str | None] = ()) -> bool:
    """Return whether a code is that of the single unit, and not that of a box or case of it.

    Args:
        carrier: What the code tells.
        own: Device identifier of the product, as its file states it.
        packings: Those of its packings, as identifiers are compared.
    """
    told, same = _gtin(carrier.identifier), carrier.same
    if own is not None and same == same_identifier(own):
        return told is None or _gtin(own) in {None, told}
    return same not in packings and not (told or "").startswith(_OUTER)


def _gtin(identifier: str | None) -> str | None:
    """Return a GTIN with its fourteen digits; of another identifier None."""
    text = (identifier or "").strip()
    return text.zfill(_GTIN) if text.isascii() and text.isdigit() else None


def _one(told: Iterable[str | None]) -> str | None:
    """Return what all that say something agree on."""
    found = {one for one in told if one is not None}
    return found.pop() if len(found) == 1 else None


def _serials(data: Mapping[str, Any], carriers: Sequence[Carrier]) -> str:
    """Return the serials of the codes, where they are as many as the line counts units."""
    found = list(_distinct(carriers))
    quantity = data.get("quantity")
    fits = quantity is None or plain(Decimal(quantity)) == str(len(found))
    return _CODES.join(found) if fits else ""


def _distinct(carriers: Iterable[Carrier]) -> Iterator[str]:
    return iter(dict.fromkeys(one.serial for one in carriers if one.serial is not None))
