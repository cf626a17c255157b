"""Rows of one import that only fit together: the sale of a unit, its return, and the sale to the next.

Taken one by one they may all be refused: where the last sale is known already, the one before it would give
the unit two holders, and its return has no sale yet. So what is left over when nothing more can be recorded
is looked at once more, unit by unit, in the order of business time (interface rule 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Any, Final

from ledger.deciding.scans import may_tell_units
from ledger.intake.rows import Row

Waiting = tuple[int, list[Row]]
"""A document that waits, with the number of its input."""

_DAYS: Final = {"sales": "sold_on", "returns": "returned_on", "exchanges": "exchanged_on"}
_SERIALS: Final = ("serial", "replacement_serial")
_HANDS_OVER: Final = frozenset({"sales", "exchanges"})  # what gives a unit to a customer


def groups(waiting: Iterable[Waiting], table_of: Callable[[int], str]) -> Iterator[list[Waiting]]:
    """Yield the documents that share units, each group in the order of business time.

    Of those that share none, only their serials are looked at; no more than what is grouped is held.

    Args:
        waiting: The documents that wait; gone through twice.
        table_of: Key of the table of an input.
    """
    sharing: dict[str, list[int]] = defaultdict(list)
    count = 0
    for place, document in enumerate(waiting):
        count = place + 1
        if table_of(document[0]) in _DAYS:
            for serial in _serials(document):
                sharing[serial].append(place)
    found = [places for places in _connected(count, sharing.values()) if len(places) > 1]
    wanted = {place for places in found for place in places}
    documents = {place: document for place, document in enumerate(waiting) if place in wanted}
    for places in found:
        yield sorted((documents[place] for place in places), key=lambda one: _order(one, table_of))


def pairs(group: Sequence[Waiting], table_of: Callable[[int], str]) -> Iterator[list[Waiting]]:
    """Yield each sale of a group with each return of the same customer that shares a unit with it."""
    given = [one for one in group if table_of(one[0]) in _HANDS_OVER]
    back = [one for one in group if table_of(one[0]) not in _HANDS_OVER]
    for sale, returned in product(given, back):
        if _serials(sale) & _serials(returned) and _customers(sale) & _customers(returned):
            yield [sale, returned]


def name_of(document: Waiting) -> tuple[int, int]:
    """Return what names a document of an import: its input, and the number of its first row there."""
    return document[0], document[1][0].number


def _serials(document: Waiting) -> set[str]:
    found: set[str] = set()
    for row in document[1]:
        found.update(may_tell_units(row.data), *(row.data.get(one, "").split(";") for one in _SERIALS))
    return found - {""}


def _customers(document: Waiting) -> set[Any]:
    return {row.data.get("customer_code") for row in document[1]}


def _order(document: Waiting, table_of: Callable[[int], str]) -> tuple[str, bool]:
    table = table_of(document[0])
    days = [row.data.get(_DAYS[table], "") for row in document[1]]
    return min(days), table not in _HANDS_OVER


def _connected(count: int, together: Iterable[Sequence[int]]) -> list[list[int]]:
    """Return the numbers up to a count in groups: those that stand together anywhere are in one."""
    leader = list(range(count))

    def lead(place: int) -> int:
        while leader[place] != place:
            leader[place] = place = leader[leader[place]]
        return place

    for first, *others in together:
        for other in others:
            leader[lead(other)] = lead(first)
    found: dict[int, list[int]] = defaultdict(list)
    for place in range(count):
        found[lead(place)].append(place)
    return list(found.values())
