"""Personal values put in place of where they lie, for many lines that share them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from projections.reading.query import Query
from projections.reading.select import personal_values

KEPT = 4096  # values that are kept for the lines that follow


class Persons:
    """The personal values that lines of sales and shipments point to."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._known: dict[str, str | None] = {}

    def put(self, lines: Iterable[list[Any]], places: Sequence[int]) -> None:
        """Put values in place of pointers; what was erased is null.

        Args:
            lines: Rows by column.
            places: Of the columns that hold pointers.
        """
        pointed = [line for line in lines if any(line[at] is not None for at in places)]
        wanted = {line[at] for line in pointed for at in places} - {None}
        fresh = wanted - self._known.keys()
        if fresh:
            if len(self._known) > KEPT:
                self._known, fresh = {}, wanted
            found = personal_values(self._query, fresh)
            self._known.update((pointer, found.get(pointer)) for pointer in fresh)
        known = self._known
        for line in pointed:
            for at in places:
                if line[at] is not None:
                    line[at] = known[line[at]]
