"""The balance of a lot, by day, and the days that papers state of it."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from ledger.state.days import ByDay, Days, Number, changed, kept, lowest, number, plus, until
from ledger.state.entries import EMPTY_LOT, Lot, Unit
from ledger.state.keys import lot_days_key, lot_key
from ledger.state.repository import State
from ledger.when import LAST_DAY

_YEAR: Final = len("2026")
_DAY: Final = len("2026-05-01")
_MOST_RECENT: Final = 1500  # characters: of a hundred changes
_NOTHING_STATED: Final = (None, None)


def moved(state: State, product: str, lot: str, day: str, change: Number) -> None:
    """Let some of a lot come among the saleable goods on a day, or leave them."""
    left(state, product, lot, state.lot(product, lot) or EMPTY_LOT, day, change)


def left(state: State, product: str, lot: str, balance: Lot, day: str, change: Number) -> None:
    """Let some of a lot come or leave on a day; the rest of the balance is given."""
    state.put(lot_key(product, lot), _changed(state, product, lot, balance, day, change))


def sold(
    state: State,
    goods: tuple[str, str],
    day: str,
    quantity: Number,
    stating: tuple[str | None, str | None],
    sign: int,
) -> None:
    """Let a sale line take some of a lot away on a day, or take it no longer (`sign` -1).

    Args:
        state: What is known.
        goods: Code of the product and the lot; that is empty where the line names none.
        day: Business day of the sale.
        quantity: How many it sells.
        stating: The last day and the day of production that the line states of its lot.
        sign: 1, or -1 for a line that is voided.
    """
    product, lot = goods
    key = lot_key(product, lot)
    balance: Lot = state.get(key) or EMPTY_LOT
    says = balance.said_expires, balance.said_made
    if stating != _NOTHING_STATED:
        says = stated(says[0], stating[0], sign), stated(says[1], stating[1], sign)
    state.put(key, _changed(state, product, lot, balance, day, -quantity if sign > 0 else quantity, says))


def accepted(state: State, product: str, lot: str, balance: Lot, day: str, change: Number) -> None:
    """Let a receipt bring some of a lot on a day, or bring it no longer; the rest of the balance is given."""
    first = balance.came[0][0] if balance.came else ""
    balance = balance._replace(came=changed(balance.came, day, change))
    balance = _changed(state, product, lot, balance, day, change)
    if balance.came and balance.came[0][0] < (first or LAST_DAY):
        low, _ = least(state, product, lot, balance, balance.came[0][0])
        balance = balance._replace(low=kept(low))
    state.put(lot_key(product, lot), balance)


def _changed(
    state: State,
    product: str,
    lot: str,
    balance: Lot,
    day: str,
    change: Number,
    says: tuple[dict[str, int], dict[str, int]] | None = None,
) -> Lot:
    """Return a balance with a change on a day, and with what lines say of the lot's days, where given."""
    whole, there, low, last, years, recent, expires, made, came, *said_before = balance
    said_expires, said_made = says or said_before
    if isinstance(change, int) and isinstance(there, int) and isinstance(low, int):  # nearly always
        recent, there = f"{recent}{day}{change};", there + change
        low = low + change if change < 0 else low
    else:
        recent, there = f"{recent}{day}{kept(change)};", plus(there, change)
        low = plus(low, change) if change < 0 else low
    if len(recent) > _MOST_RECENT:
        years, recent = _laid_down(state, product, lot, years, recent), ""
    last = max(last, day)
    return Lot(whole, there, low, last, years, recent, expires, made, came, said_expires, said_made)


def _laid_down(state: State, product: str, lot: str, years: list[str], recent: str) -> list[str]:
    """Let what came and went lately stand under its years; return all years under which something does."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in _parts(recent):
        found[one[:_YEAR]].append(one)
    for year, changes in found.items():
        key = lot_days_key(product, lot, year)
        days = (state.get(key) or {}).copy()
        _add(days, changes)
        state.put(key, days)
    return sorted({*years, *found})


def _parts(recent: str) -> list[str]:
    """Return what came and went lately, each a day with the change behind it."""
    return recent.split(";")[:-1]


def _add(days: ByDay, changes: list[str]) -> None:
    for one in changes:
        day, change = one[:_DAY], number(one[_DAY:])
        days[day] = plus(days.get(day, 0), change)


def saleable(lot: Lot) -> Number:
    """Return how much may be sold at the end of all that is known; below zero where too much left."""
    return number(lot.there)


def is_enough(lot: Lot, day: str, quantity: Number) -> bool:
    """Return whether so much can surely leave on a day since the first receipt; False: look closely."""
    there = lot.there if day >= lot.last else lot.low
    return quantity <= (there if isinstance(there, int) else number(there))


def least(state: State, product: str, lot: str, balance: Lot, day: str) -> tuple[Number, str]:
    """Return how much may leave on a day without lacking later, and the day on which least is there."""
    if day >= balance.last:
        return number(balance.there), day
    return lowest(_days(state, product, lot, balance, day), day, number(balance.there))


def there_on(state: State, product: str, lot: str, balance: Lot, day: str) -> Number:
    """Return how much of a lot was there at the end of a day."""
    later = (change for one, change in _days(state, product, lot, balance, day) if one > day)
    return number(balance.there) - sum(map(number, later))


def _days(state: State, product: str, lot: str, balance: Lot, day: str) -> Days:
    """Return what came and went of a lot, by day, from the year of a day on."""
    found: ByDay = {}
    for year in balance.years:
        if year >= day[:_YEAR]:
            found.update(state.get(lot_days_key(product, lot, year)))
    _add(found, _parts(balance.recent))
    return sorted(found.items())


def is_accepted(lot: Lot | None, day: str) -> bool:
    """Return whether receipts had accepted some of a lot by a day."""
    return lot is not None and bool(lot.came) and lot.came[0][0] <= day


def accepted_by(lot: Lot, day: str) -> Number:
    """Return how much receipts had accepted by a day."""
    return until(lot.came, day)


def stated(days: dict[str, int], day: str | None, sign: int) -> dict[str, int]:
    """Return days (or lots) of which one more paper states one, or one paper less (`sign` -1)."""
    if day is None:
        return days
    count = days.get(day, 0) + sign
    if len(days) == 1 and day in days and count > 0:
        return {day: count}
    rest = {one: often for one, often in days.items() if one != day}
    return {**rest, day: count} if count > 0 else rest


def say(state: State, product: str, lot: str, expires: str | None, made: str | None, sign: int) -> None:
    """Let a line that is no sale state days of its lot, or state them no longer (`sign` -1)."""
    if lot and (expires is not None or made is not None):
        balance = state.lot(product, lot) or EMPTY_LOT
        state.put(lot_key(product, lot), said(balance, expires, made, sign))


def said(balance: Lot, expires: str | None, made: str | None, sign: int) -> Lot:
    """Return a balance with the days that a line states of it, or without them (`sign` -1)."""
    return balance._replace(
        said_expires=stated(balance.said_expires, expires, sign),
        said_made=stated(balance.said_made, made, sign),
    )


def expiry(goods: Lot | Unit | None) -> str | None:
    """Return the last day of a lot or unit: the earliest of its receipts, else lines (interface rule 15)."""
    if goods is None:
        return None
    days = goods.expires or (goods.said_expires if isinstance(goods, Lot) else None)
    return _first(days)


def _first(days: dict[str, int] | None) -> str | None:
    """Return the earliest of days; most lots have one."""
    if not days:
        return None
    return next(iter(days)) if len(days) == 1 else min(days)


def earliest_expiry(stated: str | None, lot: Lot | None) -> str | None:
    """Return the last day of goods whose line may state one: of several papers the earlier day counts."""
    known = expiry(lot)
    if known is None or stated is None:
        return known if stated is None else stated
    return min(stated, known)


def made_on(goods: Lot | Unit | None) -> str | None:
    """Return the day on which a lot or unit was made: the earliest of its receipts, else of its lines."""
    if goods is None:
        return None
    days = goods.made or (goods.said_made if isinstance(goods, Lot) else None)
    return _first(days)
