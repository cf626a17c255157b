"""Events that were accepted and are not yet durable, for decisions that look at what came just before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from ledger.log.prepared import Prepared, document

NOW = "~record time~"  # stands where the record time belongs, until it is settled


class PendingEvents:
    """Prepared events by the position they will have."""

    def __init__(self) -> None:
        self._events: dict[int, Prepared] = {}
        self._sales: set[int] = set()

    def __contains__(self, position: int) -> bool:
        return position in self._events

    def items(self) -> Iterator[tuple[int, Prepared]]:
        """Yield positions and events, oldest first."""
        yield from self._events.items()

    def add(self, position: int, event: Prepared) -> None:
        """Add an event that was accepted."""
        self._events[position] = event
        if event.type == "goods_sold":
            self._sales.add(position)

    def drop(self, first: int, last: int) -> None:
        """Forget a range of positions: they are durable now, or were rolled back."""
        for position in range(first, last + 1):
            self._events.pop(position, None)
            self._sales.discard(position)

    def clear(self) -> None:
        """Forget everything."""
        self._events.clear()
        self._sales.clear()

    def event(self, position: int) -> dict[str, Any]:
        """Return the document an event will be stored as; its record time is not settled."""
        event: dict[str, Any] = orjson.loads(document(self._events[position], position, NOW.encode()))
        return event

    def personal(self, position: int) -> dict[str, str]:
        """Return the personal values that will lie beside an event."""
        return {field: value for field, _, value in self._events[position].personal}

    def tagged(self, tag: str) -> Iterator[dict[str, Any]]:
        """Yield the documents of events that carry a tag."""
        for position, event in self._events.items():
            if tag in event.tags:
                yield self.event(position)

    def sales_of(self, customer: str, product: str, after: int) -> Iterator[tuple[int, str, int]]:
        """Yield position, number and line of the sales of a product to a customer after a position."""
        for position in sorted(self._sales):
            if position > after:
                data = self.event(position)["data"]
                if (data["customer_code"], data["product_code"]) == (customer, product):
                    yield position, data["sale_no"], data["line"]
