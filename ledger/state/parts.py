"""Spare parts, tools and materials of the service: how much of each is in the store and in the house, by day.

A movement says from where a part goes: an issue hands it from the store to a technician, a use takes it out
of the house, a return or a count brings it into the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from ledger.state.days import Days, Number, changed, lowest, number, until
from ledger.state.kinds import TALLY
from ledger.state.repository import State
from ledger.when import LAST_DAY

Place = Literal["store", "house"]
_SIGNS: Final[dict[Place, dict[str, int]]] = {
    "store": {"received": 1, "counted": 1, "returned": 1, "issued": -1, "sent": -1, "scrapped": -1},
    "house": {"received": 1, "counted": 1, "used": -1, "sent": -1, "scrapped": -1},
}
_NAMES: Final = (("s:", "part_serial"), ("l:", "part_lot"))


def part_moved(state: State, movement: Mapping[str, Any], sign: int) -> None:
    """Fold a movement of a part, or take it back (`sign` -1)."""
    for place in _SIGNS:
        change = number(movement["quantity"]) * sign * _sign(place, movement)
        for name in names(movement) if change else ():
            key = _key(place, movement["part_code"], name)
            state.put(key, changed(_days(state, key), movement["moved_on"], change) or None)


def names(movement: Mapping[str, Any]) -> list[str]:
    """Return under what a part is counted: all of its code, and its serial or lot where those are told."""
    return ["", *(f"{kind}{movement[column]}" for kind, column in _NAMES if column in movement)]


def left_in(movement: Mapping[str, Any]) -> Place | None:
    """Return what a movement takes from, None where it takes from neither."""
    if _sign("store", movement) < 0:
        return "store"
    return "house" if _sign("house", movement) < 0 else None


def there(state: State, place: Place, code: str, name: str, day: str) -> Number:
    """Return how much of a part may leave a place on a day without lacking on a later one."""
    days = _days(state, _key(place, code, name))
    return lowest(days, day, until(days, LAST_DAY))[0]


def is_named(state: State, place: Place, code: str, name: str) -> bool:
    """Return whether some of a part came under a name; what came without its lot or serial did not."""
    days = _days(state, _key(place, code, name))
    return not name or any(number(change) > 0 for _, change in days)


def _sign(place: Place, movement: Mapping[str, Any]) -> int:
    kind = movement["movement_kind"]
    if place == "house" and kind == "returned" and "customer_code" in movement:
        return 1  # a technician brings back what never left the house
    return _SIGNS[place].get(kind, 0)


def _days(state: State, key: str) -> Days:
    return [(day, change) for day, change in state.get(key) or ()]  # kept entries come back as lists


def _key(place: Place, code: str, name: str) -> str:
    return TALLY.key("parts", place, code, name)
