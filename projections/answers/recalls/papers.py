"""Whom to write to: name, address, contact and phone of each line of a recall, as its papers give them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from projections.answers.goods.recall_rows import Key
from projections.reading.goods_movements import Movement, looked_up
from projections.tables.movements import RETURNED, SOLD
from projections.tables.pointers import read_pointer

_COLUMNS: Final = ("customer_name", "customer_address", "customer_contact", "customer_phone")

Values = tuple[Any, ...]


class Papers:
    """What papers say of customers; what two lists of one board both ask is looked up once."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._said: dict[tuple[str, int], Values] = {}

    def of(self, moved: Mapping[Key, Sequence[Movement]]) -> dict[Key, dict[str, Any]]:
        """Return, for each line, column by column what its newest paper that gives it says.

        Sales speak before returns, and these before any other papers; contact and phone are places.

        Args:
            moved: The movements of each line, at least one.
        """
        lines = {key: _speaking(rows) for key, rows in moved.items()}
        self._look_up(rows[0] for rows in lines.values())
        silent = [key for key, rows in lines.items() if None in self._of(rows[0])]
        self._look_up(row for key in silent for row in lines[key][1:])
        found = {key: self._of(rows[0]) for key, rows in lines.items()}
        for key in silent:
            found[key] = self._laid_together(lines[key])
        return {key: _paper(values) for key, values in found.items()}

    def _of(self, row: Movement) -> Values:
        return self._said[row.kind, row.position]

    def _laid_together(self, rows: Sequence[Movement]) -> Values:
        every = [self._of(row) for row in rows]
        return tuple(
            next((said[place] for said in every if said[place] is not None), None)
            for place in range(len(_COLUMNS))
        )

    def _look_up(self, rows: Iterable[Movement]) -> None:
        wanted: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            if (row.kind, row.position) not in self._said:
                wanted[row.kind].add(row.position)
        for kind, positions in wanted.items():
            found = looked_up(self._connection, kind, positions, _COLUMNS)
            self._said.update(((kind, position), said) for position, said in found.items())


def _speaking(rows: Sequence[Movement]) -> list[Movement]:
    """Return the movements of the kind that speaks for a line, the newest first."""
    kinds = {row.kind for row in rows}
    kind = next((one for one in (SOLD, RETURNED) if one in kinds), None) or min(kinds)
    own = [row for row in rows if row.kind == kind]
    if len(own) > 1:
        own.sort(key=lambda row: (row.event_time, row.position), reverse=True)
    return own


def _paper(values: Values) -> dict[str, Any]:
    name, address, contact, phone = values
    return {
        "customer_name": name,
        "address": address,
        "contact": read_pointer(contact) if contact is not None else None,
        "phone": read_pointer(phone) if phone is not None else None,
    }
