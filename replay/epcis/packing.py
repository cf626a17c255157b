"""What logistic units of a document hold: told by its aggregation events, opened where a unit is shipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from ledger.epcis.document import AggregationEvent, QuantityElement


class Packing:
    """The logistic units of one document.

    What was put into a unit is in it; what was taken out by the time that it was shipped is not. An
    aggregation that was told in error counts for nothing.

    Args:
        events: The aggregation events.
    """

    def __init__(self, events: Iterable[AggregationEvent]) -> None:
        told = list(events)
        wrong = {one.eventID for one in told if one.errorDeclaration is not None and one.eventID}
        self._told = [one for one in told if one.errorDeclaration is None and one.eventID not in wrong]
        self._opened: set[str] = set()

    def units(
        self, identifiers: Iterable[str], moment: str, seen: frozenset[str] = frozenset()
    ) -> Iterator[str]:
        """Yield units, those within a logistic unit for the unit itself, each level once.

        Args:
            identifiers: Of what was shipped.
            moment: When.
            seen: Units that are open already.
        """
        for identifier in identifiers:
            if not self._holds(identifier):
                yield identifier
            elif identifier not in seen:
                yield from self.units(self._units_in(identifier, moment), moment, seen | {identifier})

    def classes(
        self, identifiers: Iterable[str], moment: str, seen: frozenset[str] = frozenset()
    ) -> Iterator[QuantityElement]:
        """Yield the goods by class and quantity within logistic units, likewise."""
        for identifier in identifiers:
            if self._holds(identifier) and identifier not in seen:
                yield from self._classes_in(identifier, moment)
                inside = self._units_in(identifier, moment)
                yield from self.classes(inside, moment, seen | {identifier})

    def unused(self) -> Iterator[AggregationEvent]:
        """Yield the events of units that nobody shipped so far."""
        return (one for one in self._told if one.parentID not in self._opened)

    def _holds(self, identifier: str) -> bool:
        return any(one.parentID == identifier and one.action == "ADD" for one in self._told)

    def _of(self, parent: str, action: str) -> list[AggregationEvent]:
        self._opened.add(parent)
        return [one for one in self._told if one.parentID == parent and one.action == action]

    def _taken_out(self, parent: str, moment: str) -> list[AggregationEvent]:
        return [one for one in self._of(parent, "DELETE") if _time(one.eventTime) <= _time(moment)]

    def _units_in(self, parent: str, moment: str) -> list[str]:
        inside = dict.fromkeys(unit for one in self._of(parent, "ADD") for unit in one.childEPCs or ())
        for one in self._taken_out(parent, moment):
            gone = one.childEPCs or (() if one.childQuantityList else list(inside))
            for unit in gone:
                inside.pop(unit, None)
        return list(inside)

    def _classes_in(self, parent: str, moment: str) -> list[QuantityElement]:
        inside = [goods for one in self._of(parent, "ADD") for goods in one.childQuantityList or ()]
        for one in self._taken_out(parent, moment):
            if not one.childEPCs and not one.childQuantityList:
                inside = []
            for goods in one.childQuantityList or ():
                inside = list(_without(inside, goods))
        return inside


def _without(inside: Iterable[QuantityElement], gone: QuantityElement) -> Iterator[QuantityElement]:
    """Yield goods without some that were taken out; of a quantity that is left open all are."""
    rest = gone.quantity
    for one in inside:
        if one.epcClass != gone.epcClass or one.uom != gone.uom or rest == 0:
            yield one
        elif rest is not None and one.quantity is not None:
            taken = min(rest, one.quantity)
            rest -= taken
            if one.quantity > taken:
                yield one.model_copy(update={"quantity": one.quantity - taken})


def _time(moment: str) -> datetime:
    return datetime.fromisoformat(moment.upper())
