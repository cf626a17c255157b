"""Rows of registers in force at a cut-off, kept for the rows of an answer that follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from projections.reading.query import Query
from projections.reading.select import in_force
from projections.reading.stream import Row

KEPT = 2048  # rows of a register that are kept


class Registered:
    """The registers, looked up for many rows at once.

    Args:
        query: The cut-off, and where to read.
        only: Read only these of their columns.
    """

    def __init__(self, query: Query, only: Sequence[str] | None = None) -> None:
        self._query = query
        self._only = only
        self._known: dict[str, dict[str, Row | None]] = defaultdict(dict)

    def rows(self, register: str, codes: Iterable[str | None]) -> Mapping[str, Row | None]:
        """Return the rows of a register by code, those of these codes among them; null where there is none.

        Args:
            register: Key of the table.
            codes: Which; null is passed over.
        """
        wanted = {code for code in codes if code is not None}
        known = self._known[register]
        if len(known) > KEPT:
            known.clear()
        fresh = wanted - known.keys()
        if fresh:
            found = in_force(self._query, register, fresh, self._only)
            known.update((code, found.get(code)) for code in fresh)
        return known
