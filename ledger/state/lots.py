"""The balance of a lot, by day, and the days that papers state of it."""

from __future__ import annotations

from ledger.state.days import Number, changed, lowest, number, until
from ledger.state.entries import EMPTY_LOT, Dates, Lot, Unit
from ledger.state.keys import lot_key
from ledger.state.quantities import less, total
from ledger.state.repository import State


def moved(state: State, product: str, lot: str, day: str, change: Number) -> None:
    """Let some of a lot come among the saleable goods on a day otherwise than by a receipt, or leave them."""
    key = lot_key(product, lot)
    balance: Lot = state.get(key) or EMPTY_LOT
    left = number(balance.left) - change
    state.put(key, balance._replace(left=str(left), days=changed(balance.days, day, change)))


def saleable(lot: Lot) -> Number:
    """Return how much may be sold at the end of all that is known; below zero where too much left."""
    left = less(total(lot.accepted, lot.restocked), lot.sold)
    return number(left) - number(lot.left)


def least(lot: Lot, day: str) -> tuple[Number, str]:
    """Return how much may leave on a day without lacking later, and the day on which least is there."""
    return lowest(lot.days, day, saleable(lot))


def accepted_by(lot: Lot, day: str) -> Number:
    """Return how much receipts had accepted by a day."""
    return until(lot.came, day)


def with_dates(dates: Dates, expires: str | None, made: str | None, sign: int) -> Dates:
    """Return dates of which one more paper states some, or one less (`sign` -1)."""
    if expires is None and made is None:
        return dates
    return Dates(_counted(dates.expires, expires, sign), _counted(dates.made, made, sign))


def expiry(lot: Lot | None) -> str | None:
    """Return the last day of a lot: the earliest that receipts state, else that lines do."""
    return _earliest(lot and (lot.dates.expires or lot.stated.expires))


def made_on(lot: Lot | None) -> str | None:
    """Return the day on which a lot was made: the earliest that receipts state, else that lines do."""
    return _earliest(lot and (lot.dates.made or lot.stated.made))


def unit_expiry(unit: Unit | None) -> str | None:
    """Return the last day of a unit: the earliest that receipts state."""
    return _earliest(unit and unit.dates.expires)


def unit_made_on(unit: Unit | None) -> str | None:
    """Return the day on which a unit was made: the earliest that receipts state."""
    return _earliest(unit and unit.dates.made)


def _earliest(stated: dict[str, int] | Lot | Unit | None) -> str | None:
    return min(stated) if isinstance(stated, dict) and stated else None


def _counted(stated: dict[str, int], day: str | None, sign: int) -> dict[str, int]:
    if day is None:
        return stated
    count = stated.get(day, 0) + sign
    rest = {one: often for one, often in stated.items() if one != day}
    return {**rest, day: count} if count else rest
