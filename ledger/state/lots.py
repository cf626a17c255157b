"""The balance of a lot, by day, and the days that papers state of it."""

from __future__ import annotations

from ledger.state.days import Number, changed, kept, lowest, number, until
from ledger.state.entries import EMPTY_LOT, Lot, Unit
from ledger.state.keys import lot_key
from ledger.state.repository import State


def moved(state: State, product: str, lot: str, day: str, change: Number) -> None:
    """Let some of a lot come among the saleable goods on a day, or leave them."""
    key = lot_key(product, lot)
    balance: Lot = state.get(key) or EMPTY_LOT
    state.put(key, changed_by(balance, day, change))


def changed_by(lot: Lot, day: str, change: Number) -> Lot:
    """Return a lot of which some came among the saleable goods on a day, or left them."""
    there = kept(number(lot.there) + change)
    return Lot(lot.whole, there, lot.expires, lot.made, lot.came, changed(lot.days, day, change))


def saleable(lot: Lot) -> Number:
    """Return how much may be sold at the end of all that is known; below zero where too much left."""
    return number(lot.there)


def least(lot: Lot, day: str) -> tuple[Number, str]:
    """Return how much may leave on a day without lacking later, and the day on which least is there."""
    return lowest(lot.days, day, number(lot.there))


def is_accepted(lot: Lot | None, day: str) -> bool:
    """Return whether receipts had accepted some of a lot by a day."""
    return lot is not None and bool(lot.came) and lot.came[0][0] <= day


def accepted_by(lot: Lot, day: str) -> Number:
    """Return how much receipts had accepted by a day."""
    return until(lot.came, day)


def stated(days: dict[str, int], day: str | None, sign: int) -> dict[str, int]:
    """Return days of which one more paper states one, or one paper less (`sign` -1)."""
    if day is None:
        return days
    count = days.get(day, 0) + sign
    rest = {one: often for one, often in days.items() if one != day}
    return {**rest, day: count} if count else rest


def expiry(goods: Lot | Unit | None) -> str | None:
    """Return the last day of a lot or unit: the earliest that receipts state (interface rule 15)."""
    return min(goods.expires, default=None) if goods is not None else None


def made_on(goods: Lot | Unit | None) -> str | None:
    """Return the day on which a lot or unit was made: the earliest that receipts state."""
    return min(goods.made, default=None) if goods is not None else None
