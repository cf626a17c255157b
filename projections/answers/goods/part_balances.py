"""What of each spare part is in the store, by lot, serial and place, and what left without saying of which.

A part leaves when it is issued, sent or scrapped; one that is used left when it was issued, or leaves now
where more was used than technicians have in hand. What leaves under a lot, serial and place is taken from
what came under them. What tells less, or more, than what is there is taken from the only goods of that part
that it can be that day; where several can be meant none is chosen, and the quantity is told under what the
movement said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from ledger.state.quantities import ZERO
from projections.reading.stream import Row

COLUMNS: Final = (
    *("movement_no", "line", "moved_on", "movement_kind", "quantity", "customer_code"),
    *("part_lot", "part_serial", "location_code"),
)
Name = tuple[str, str, str]
"""Lot, serial and place, each blank where it is not told."""
_CAME: Final = frozenset({"received", "counted", "returned"})
_LEFT: Final = frozenset({"issued", "sent", "scrapped"})


@dataclass
class Balance:
    """What of a part is in the store under one name.

    Attributes:
        there: How much.
        owed: How much more left under the name than came, of which no one can tell what it was.
        moved_on: Day of the last movement.
        counted_on: Day of the last count.
    """

    there: Decimal = ZERO
    owed: Decimal = ZERO
    moved_on: str | None = None
    counted_on: str | None = None


@dataclass
class _Store:
    """A part in the store, day by day."""

    balances: dict[Name, Balance] = field(default_factory=lambda: defaultdict(Balance))

    def come(self, name: Name, quantity: Decimal, day: str) -> None:
        found = self.balances[name]
        found.there += quantity
        found.moved_on = day

    def leave(self, name: Name, quantity: Decimal, day: str | None) -> None:
        """Take from what came under a name, else from the only goods that can be meant."""
        rest = self._taken(name, quantity, day)
        fitting = [one for one, found in self.balances.items() if found.there and _fits(name, one)]
        if len(fitting) == 1 or rest >= sum(self.balances[one].there for one in fitting):
            for one in fitting:
                rest = self._taken(one, rest, day)
        if rest:
            self.balances[name].owed += rest
            self.balances[name].moved_on = day or self.balances[name].moved_on

    def settle(self) -> None:
        """Take what is still owed from what came later."""
        for name, found in sorted(self.balances.items()):
            owed, found.owed = found.owed, ZERO
            if owed:
                self.leave(name, owed, None)

    def _taken(self, name: Name, quantity: Decimal, day: str | None) -> Decimal:
        """Take as much as there is under a name, and return what is left to take."""
        found = self.balances.get(name)
        part = min(found.there, quantity) if found else ZERO
        if found and part:
            found.there -= part
            found.moved_on = day or found.moved_on
        return quantity - part


def balances(movements: Sequence[Row]) -> dict[Name, Balance]:
    """Return what of one part is in the store under each name; the order of its movements plays no part."""
    store, counted = _Store(), dict[Name, str]()
    moves = [*_used_beyond(movements)]
    for row in movements:
        kind = row["movement_kind"]
        for name, quantity in _shares(row):
            if kind in _CAME | _LEFT:
                moves.append((row["moved_on"], kind in _LEFT, name, quantity))
            if kind == "counted":
                counted[name] = max(counted.get(name, ""), row["moved_on"])
    for day, leaves, name, quantity in sorted(moves):
        (store.leave if leaves else store.come)(name, quantity, day)
    store.settle()
    for name, day in counted.items():
        store.balances[name].counted_on = day
    return {name: one for name, one in sorted(store.balances.items()) if one.there or one.owed}


def _used_beyond(movements: Iterable[Row]) -> Iterator[tuple[str, bool, Name, Decimal]]:
    """Yield what was used beyond what technicians had in hand: on the last day of use under each name."""
    hands: dict[Name, Decimal] = defaultdict(lambda: ZERO)
    wanted: dict[tuple[str, Name], Decimal] = defaultdict(lambda: ZERO)
    days: dict[Name, str] = {}
    for row in movements:
        kind = row["movement_kind"]
        for name, quantity in _shares(row):
            if kind == "issued":
                hands[_placeless(name)] += quantity
            elif kind == "used" or (kind == "returned" and row["customer_code"] is None):
                wanted[kind, name] += quantity
            if kind == "used":
                days[name] = max(days.get(name, ""), row["moved_on"])
    for (kind, name), rest in _after(wanted, hands):
        if kind == "used":
            yield days[name], True, name, rest


def _after(
    wanted: Mapping[tuple[str, Name], Decimal], hands: dict[Name, Decimal]
) -> Iterator[tuple[tuple[str, Name], Decimal]]:
    """Yield what is wanted beyond what is in hand: each takes its own first, what tells most goes first."""
    rests = dict(wanted)
    told = sorted(wanted, key=lambda one: (-sum(map(bool, _placeless(one[1]))), one))
    for own in (True, False):
        for key in told:
            name = _placeless(key[1])
            for one in [name] if own else sorted(pool for pool in hands if _fits(name, pool)):
                part = min(hands.get(one, ZERO), rests[key])
                if part:
                    hands[one] -= part
                    rests[key] -= part
    yield from ((key, rest) for key, rest in rests.items() if rest)


def _shares(row: Mapping[str, Any]) -> Iterator[tuple[Name, Decimal]]:
    """Yield under which names a movement counts, each with how much: of several serials each its own."""
    lot, serial, place = (row[name] or "" for name in ("part_lot", "part_serial", "location_code"))
    quantity, serials = Decimal(row["quantity"]), serial.split(";")
    if len(serials) == quantity:
        yield from (((lot, one, place), Decimal(1)) for one in serials)
    else:
        yield (lot, serial, place), quantity


def _placeless(name: Name) -> Name:
    return (*name[:2], "")


def _fits(name: Name, other: Name) -> bool:
    """Return whether two names may mean the same goods: nothing that both tell differs."""
    return all(not one or not two or one == two for one, two in zip(name, other, strict=True))
