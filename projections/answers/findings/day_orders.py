"""What rows behind a row take of its goods on its own day, and since when a row takes too much.

A row of a lot is judged with what the rows before it left: those of earlier days, and of its own day what
came in and what rows with lower numbers took.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from ledger import clock
from ledger.names import in_order
from ledger.rejudging.business_days import Taken
from ledger.state.effects import SALEABLE
from projections.answers.goods.account import IN_HOUSE, steps
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import Movement, looked_up, read_lots, settled
from projections.tables.movement_stages import VOIDS
from projections.tables.movements import MOVEMENTS, TOLD

Lot = tuple[str, str]
Place = tuple[Any, ...]


class DayOrders:
    """The movements of some lots, each day in the order of the numbers.

    Args:
        connection: Of the read model.
        known: Last position that counts.
        zone: Of the ledger: it says which day a time lies in.
        lots: Product and lot.
    """

    def __init__(self, connection: sa.Connection, known: int, zone: str, lots: Iterable[Lot]) -> None:
        self._connection = connection
        self._known = known
        rows = read_lots(connection, CutOff(None, known), lots)
        self._told = [row for row in rows if row.kind == TOLD]
        self.rows = [row for row in rows if row.kind != TOLD]
        self._lines = _lines(connection, self.rows)
        self._day = cache(lambda time: (clock.shown(time, zone) or "")[:10])
        self._taken = self._behind()

    def taken(self, position: int) -> Taken:
        """Return what rows behind a row take of its goods on its own day."""
        return self._taken.get(position, {})

    def day(self, row: Movement) -> str:
        """Return the business day of a movement."""
        found: str = self._day(row.event_time)
        return found

    def place(self, row: Movement) -> Place:
        """Return what the movements of one day are ordered by."""
        return in_order(row.doc_no), row.kind, self._lines.get(row.position, 0), row.position

    def _behind(self) -> dict[int, dict[tuple[str, str, str], Decimal]]:
        days: dict[tuple[str, str, str], list[Movement]] = defaultdict(list)
        for row in self.rows:
            days[row.product_code, row.lot, self.day(row)].append(row)
        found: dict[int, dict[tuple[str, str, str], Decimal]] = defaultdict(dict)
        for (product, lot, day), rows in days.items():
            if len(rows) > 1:
                by_then = [row for row in self._told if self.day(row) <= day]
                ordered = sorted(settled([*rows, *by_then]), key=self.place, reverse=True)
                _add_behind(found, product, lot, ordered)
        return found

    def since(self, lot: Lot, position: int) -> list[int]:
        """Return since when a row lacks something in its lot: the event, and those before that decide.

        Args:
            lot: Product and lot.
            position: Of the row.

        Returns:
            The position of the event that made it lack at last; nothing where it lacks nothing.
        """
        rows = _with_voids(self._connection, self._known, lot)
        own = next((row for row, _ in rows if row.position == position), None)
        if own is None:
            return []
        end = (self.day(own), self.place(own))
        changes: list[tuple[int, Decimal]] = []
        for row, voided in rows:
            change = sum((_change(step, SALEABLE) for step in steps(row)), Decimal(0))
            before = (self.day(row), self.place(row)) <= end if change < 0 else self.day(row) <= end[0]
            if change and before:
                changes.append((row.position, change))
                if voided is not None:
                    changes.append((voided, -change))
        return _turned(sorted(changes), position)


def _turned(changes: Sequence[tuple[int, Decimal]], position: int) -> list[int]:
    left, since = Decimal(0), None
    for place, (at, change) in enumerate(changes):
        left += change
        if place + 1 < len(changes) and changes[place + 1][0] == at:
            continue
        if left >= 0:
            since = None
        elif since is None and at >= position:
            since = at
    return [] if since is None else [since]


def _change(step: tuple[str, str, Decimal], status: str) -> Decimal:
    source, target, quantity = step
    return (quantity if target == status else Decimal(0)) - (quantity if source == status else Decimal(0))


def _add_behind(
    found: dict[int, dict[tuple[str, str, str], Decimal]], product: str, lot: str, rows: list[Movement]
) -> None:
    """Add to what is taken behind each row; the rows come last first."""
    taken: dict[str, Decimal] = defaultdict(Decimal)
    own: dict[str, Decimal] = defaultdict(Decimal)
    position = 0
    for row in rows:
        if row.position != position:
            for status, quantity in own.items():
                taken[status] += quantity
            own.clear()
            position = row.position
            if taken:
                found[position] |= {(product, lot, status): total for status, total in taken.items()}
        for source, _, quantity in steps(row):
            if source in IN_HOUSE:
                own[source] += quantity


def _lines(connection: sa.Connection, rows: Sequence[Movement]) -> dict[int, int]:
    """Return the line of each movement whose document has another one among them."""
    documents: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in rows:
        documents[row.kind, row.doc_no].add(row.position)
    wanted: dict[str, list[int]] = defaultdict(list)
    for (kind, _), positions in documents.items():
        if len(positions) > 1:
            wanted[kind] += positions
    return {
        position: line or 0
        for kind, positions in wanted.items()
        for position, (line,) in looked_up(connection, kind, positions, ("line",)).items()
    }


def _with_voids(connection: sa.Connection, known: int, lot: Lot) -> list[tuple[Movement, int | None]]:
    """Return the movements of a lot, voided ones with the position of their void."""
    columns = [MOVEMENTS.c[name] for name in Movement._fields]
    void = sa.and_(VOIDS.c.position == MOVEMENTS.c.position, VOIDS.c.voided_position <= known)
    statement = (
        sa.select(*columns, VOIDS.c.voided_position)
        .outerjoin(VOIDS, void)
        .where(MOVEMENTS.c.product_code == lot[0], MOVEMENTS.c.lot == lot[1], MOVEMENTS.c.position <= known)
    )
    return [(Movement(*row[:-1]), row[-1]) for row in connection.execute(statement)]
