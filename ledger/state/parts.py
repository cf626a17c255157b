"""Spare parts, tools and materials of the service: how much of each is in the store and in the house, by day.

A movement says from where a part goes: an issue hands it from the store to a technician, a use takes it out
of the house, a return or a count brings it into the store. What technicians have in hand is the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from ledger.state.days import Days, Number, changed, lowest, number, until
from ledger.state.kinds import TALLY
from ledger.state.repository import State
from ledger.when import LAST_DAY

Place = Literal["store", "house", "hands"]
_SIGNS: Final[dict[Place, dict[str, int]]] = {
    "store": {"received": 1, "counted": 1, "returned": 1, "issued": -1, "sent": -1, "scrapped": -1},
    "house": {"received": 1, "counted": 1, "used": -1, "sent": -1, "scrapped": -1},
    "hands": {"issued": 1, "used": -1, "returned": -1},
}
_LIMITS: Final[dict[str, tuple[Place, ...]]] = {
    "issued": ("store",),
    "used": ("house",),  # the paper of its issue may be typed later, or never
    "sent": ("store", "house"),
    "scrapped": ("store", "house"),
    "returned": ("hands",),
}
_NAMES: Final = (("s:", "part_serial"), ("l:", "part_lot"))
_UNNAMED: Final = "without "


def part_moved(state: State, movement: Mapping[str, Any], sign: int) -> None:
    """Fold a movement of a part, or take it back (`sign` -1)."""
    code, day = movement["part_code"], movement["moved_on"]
    for place in _SIGNS:
        direction = _sign(place, movement)
        if not direction:
            continue
        for name, quantity in shares(movement):
            _add(state, _key(place, code, name), day, quantity * direction * sign)
        for kind, column in _NAMES if direction > 0 else ():
            if column not in movement:
                _add(state, _key(place, code, _UNNAMED + kind), day, number(movement["quantity"]) * sign)


def shares(movement: Mapping[str, Any]) -> Iterator[tuple[str, Number]]:
    """Yield under which names a part is counted, each with how much: its code, its serials, its lot."""
    quantity = number(movement["quantity"])
    yield "", quantity
    for kind, column in _NAMES:
        told = movement.get(column, "").split(";")
        if kind == "s:" and len(told) == quantity:
            yield from ((kind + one, 1) for one in told if one)
        elif column in movement:
            yield kind + movement[column], quantity


def limits(movement: Mapping[str, Any]) -> tuple[Place, ...]:
    """Return the places that a movement takes from, none where it takes from none."""
    return () if _of_customer(movement) else _LIMITS.get(movement["movement_kind"], ())


def available(state: State, place: Place, movement: Mapping[str, Any]) -> Number:
    """Return how much a movement may take of a place that day without lacking there on a later one.

    What never came under the serial or lot that it tells can be of what came without any.
    """
    code, day = movement["part_code"], movement["moved_on"]
    least: Number = number(movement["quantity"])
    wanted = least
    for name, quantity in shares(movement):
        if _is_named(state, place, code, name):
            left = _there(state, place, code, name, day)
        else:
            left = until(_days(state, _key(place, code, _UNNAMED + name[:2])), day)
        if left < quantity:
            least = min(least, wanted - quantity + max(0, left))
    return least


def most_of_a_serial(state: State, movement: Mapping[str, Any]) -> Number:
    """Return how many of one serial would be in the house, on the day on which they are most."""
    if _sign("house", movement) < 1:
        return 0
    code, day = movement["part_code"], movement["moved_on"]
    most: Number = 0
    for name, quantity in shares(movement):
        if name.startswith("s:"):
            days = _days(state, _key("house", code, name))
            later = [until(days, one) for one, _ in days if one > day]
            most = max(most, quantity + max([until(days, day), *later]))
    return most


def known_by(state: State, movement: Mapping[str, Any], day: str) -> None:
    """Leave out of the state what moves the goods of a movement later than a day."""
    for place in _SIGNS:
        for name in ("", *(_UNNAMED + kind for kind, _ in _NAMES), *(one for one, _ in shares(movement))):
            key = _key(place, movement["part_code"], name)
            state.put(key, [one for one in _days(state, key) if one[0] <= day] or None)


def _add(state: State, key: str, day: str, change: Number) -> None:
    state.put(key, changed(_days(state, key), day, change) or None)


def _is_named(state: State, place: Place, code: str, name: str) -> bool:
    days = _days(state, _key(place, code, name))
    return not name or any(number(change) > 0 for _, change in days)


def _there(state: State, place: Place, code: str, name: str, day: str) -> Number:
    days = _days(state, _key(place, code, name))
    return lowest(days, day, until(days, LAST_DAY))[0]


def _of_customer(movement: Mapping[str, Any]) -> bool:
    """Return whether a customer brings a part back, which had left the house."""
    return movement["movement_kind"] == "returned" and "customer_code" in movement


def _sign(place: Place, movement: Mapping[str, Any]) -> int:
    if _of_customer(movement):
        return 0 if place == "hands" else 1
    return _SIGNS[place].get(movement["movement_kind"], 0)


def _days(state: State, key: str) -> Days:
    return [(day, change) for day, change in state.get(key) or ()]  # kept entries come back as lists


def _key(place: Place, code: str, name: str) -> str:
    return TALLY.key("parts", place, code, name)
