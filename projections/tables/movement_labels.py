"""What the UDI of a line says beside the line itself: the lot it lacks, or another one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ledger import udi as carriers
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.codes import code
from ledger.udi import Carrier, scanned

Data = dict[str, Any]
Told = tuple[str | None, str | None]  # another lot, other serials joined by `;`
UNREADABLE = ""


def labelled(data: Data) -> tuple[Data, Told]:
    """Return a line with the lot that only its UDI says, and what its UDI says otherwise.

    A lot is taken over where the line has none and every UDI of it says the same one beyond doubt. Serials
    never are: one label may have been scanned for many boxes. Of a UDI that cannot be read the lot is
    `UNREADABLE`.
    """
    if "udi" not in data:
        return data, (None, None)
    texts = data["udi"].split(";")
    found = [carrier for text in texts if (carrier := scanned(text)) is not None and any(carrier[:3])]
    unread = len(found) < len(texts) and not all(carriers.is_foreign(text) for text in texts)
    lot = data.get("lot")
    if lot is None:
        told = {_code(carrier.lot) for carrier in found if carrier.lot}
        sure = len(told) == 1 and not any(len(list(carrier.lots())) > 1 for carrier in found)
        if sure and (only := next(iter(told))) is not None:
            data = {**data, "lot": only}
        other = None if sure or not told else min(filter(None, told), default=None)
    else:
        other = next((one for carrier in found if (one := _other_lot(carrier, lot))), None)
    serials = _other_serials(found, data.get("serial"))
    return data, (other or (UNREADABLE if unread else None), serials)


@lru_cache(maxsize=65536)
def identifiers_of(udi: str) -> frozenset[str]:
    """Return the device identifiers that a UDI cell names, as they are compared."""
    found = (scanned(text) for text in udi.split(";"))
    return frozenset(carrier.same for carrier in found if carrier is not None and carrier.same is not None)


def _other_lot(carrier: Carrier, lot: str) -> str | None:
    """Return the lot that a carrier says where it cannot be the one of its line."""
    if carrier.lot is None or carrier.lot == lot:
        return None
    told = _code(carrier.lot)
    swallowed = carrier.open_ended and told is not None and told.startswith(lot)
    return None if told == lot or swallowed else told


def _other_serials(found: list[Carrier], serial: str | None) -> str | None:
    """Return the serials that carriers say and their line does not, joined as a line joins them."""
    given = serial.split(";") if serial else []
    other: dict[str, None] = {}
    for carrier in found:
        told = _code(carrier.serial)
        if told is not None and not any(
            told == unit or (carrier.open_ended and told.startswith(unit)) for unit in given
        ):
            other[told] = None
    return ";".join(other) or None


def _code(text: str | None) -> str | None:
    """Return a text as the tables hold codes; None where it is none."""
    try:
        return None if text is None else code(text)
    except CellError:
        return None
