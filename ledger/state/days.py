"""How much there was on which day: a balance by business days, and the lowest it comes to from a day on.

A balance by days is a list of pairs, a day and by how much the balance changed on it, in the order of the
days. It grows with the days on which something moved, never with how often. Whole changes are numbers, others
decimal text, so that a list is stored and read back as it stands.
"""

from __future__ import annotations

from bisect import bisect_left
from decimal import Decimal

from ledger.state.quantities import plain

Number = int | Decimal
Days = list[tuple[str, int | str]]
"""Pairs of a day and the change on it, in the order of the days."""
ByDay = dict[str, int | str]
"""The change on each day, in no order."""


def number(quantity: str | int) -> Number:
    """Return a quantity to calculate with; a whole one as a whole number, which is much quicker."""
    if isinstance(quantity, int):
        return quantity
    if quantity.isdigit() or (quantity[0] == "-" and quantity[1:].isdigit()):
        return int(quantity)
    return _number(Decimal(quantity))


def _number(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value


def kept(value: Number) -> int | str:
    """Return a number in the form in which it is kept."""
    if isinstance(value, int):
        return value
    whole = _number(value)
    return whole if isinstance(whole, int) else plain(value)


def plus(quantity: int | str, change: Number) -> int | str:
    """Return what is kept of a quantity that changes."""
    if isinstance(quantity, int) and isinstance(change, int):
        return quantity + change
    return kept(number(quantity) + change)


def changed(days: Days, day: str, change: Number) -> Days:
    """Return a balance in which something more came (below zero: went) on a day."""
    if not change:
        return days
    if not days or days[-1][0] < day:
        return [*days, (day, kept(change))]
    place = bisect_left(days, (day,))
    found = days.copy()
    if found[place][0] != day:
        found.insert(place, (day, kept(change)))
        return found
    left = number(found[place][1]) + change
    if left:
        found[place] = (day, kept(left))
    else:
        del found[place]
    return found


def until(days: Days, day: str) -> Number:
    """Return the balance at the end of a day."""
    total: Number = 0
    for one, change in days:
        if one > day:
            break
        total += number(change)
    return total


def lowest(days: Days, day: str, total: Number) -> tuple[Number, str]:
    """Return the lowest balance at the end of any day from a day on, and the first such day.

    Args:
        days: The balance.
        day: From which day on.
        total: The balance at the end of all days.
    """
    if not days or days[-1][0] <= day:
        return total, day
    found, when, left = total, day, total
    for one, change in reversed(days):
        if one <= day:
            break
        if left <= found:
            found, when = left, one
        left -= number(change)
    return (left, day) if left <= found else (found, when)
