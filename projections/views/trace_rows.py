"""Reading movements: the live rows of some goods, with all that belongs to the same goods.

What belongs together is not always written together. A sales export often names a unit by its serial alone
while its receipt names the lot as well. So whoever asks for a lot also gets the movements without a lot of
the units in it, and whoever asks for a unit gets the lot that it came in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa

from projections.cutoff import CutOff
from projections.movements import MOVEMENTS, RECEIVED, RETURNED, SOLD, STRIKES
from projections.records.tables import record_table

CHUNK = 500  # values in one IN list
TABLES = {RECEIVED: "receipts", SOLD: "sales", RETURNED: "returns"}  # the record table of each kind
# As the index on serials states it, so that the database sees that the index will do.
NAMES_UNIT: sa.ColumnElement[bool] = sa.literal_column("movements.serial <> ''", sa.Boolean)
_M = MOVEMENTS.c
_STEPS = """WITH RECURSIVE steps (code) AS (
    SELECT min(product_code) FROM movements
    UNION ALL
    SELECT (SELECT min(product_code) FROM movements WHERE product_code > code)
    FROM steps WHERE code IS NOT NULL
) SELECT code FROM steps WHERE code IS NOT NULL {} ORDER BY code"""
T = TypeVar("T")


class Movement(NamedTuple):
    """One row of `movements`; lot and serial are empty text where the line gave none."""

    product_code: str
    lot: str
    serial: str
    position: int
    kind: str
    event_time: str
    quantity: str
    doc_no: str
    customer_code: str | None
    seller: str | None
    disposition: str | None
    supplier_code: str | None
    accepted: str | None
    registration_no: str | None
    production_date: str | None
    udi: str | None


class Cell(NamedTuple):
    """Movements that lie together: of a whole lot (also of none: `''`), or of one unit without a lot."""

    lot: str
    serial: str = ""


def live(cutoff: CutOff) -> sa.ColumnElement[bool]:
    """Return the condition that a movement counts: known, happened, not struck by then."""
    struck = sa.exists().where(STRIKES.c.position == _M.position, STRIKES.c.voided_position <= cutoff.known)
    return sa.and_(cutoff.recorded(MOVEMENTS), ~struck)


def read(connection: sa.Connection, cutoff: CutOff, *conditions: sa.ColumnElement[bool]) -> list[Movement]:
    """Return the live movements that meet the conditions."""
    statement = sa.select(*(_M[name] for name in Movement._fields)).where(*conditions, live(cutoff))
    return [Movement(*row) for row in connection.execute(statement)]


def of_product(connection: sa.Connection, cutoff: CutOff, product: str) -> list[Movement]:
    """Return every live movement of a product."""
    return read(connection, cutoff, _M.product_code == product)


def of_cells(
    connection: sa.Connection, cutoff: CutOff, product: str, cells: Iterable[Cell]
) -> list[Movement]:
    """Return the live movements of some lots and units of a product, and of the goods they belong to."""
    return list(_Gathering(connection, cutoff, product).gathered(cells).values())


def products(connection: sa.Connection, lots: Collection[str] = ()) -> list[str]:
    """Return the products that have movements (of one of these lots), in order.

    The statement steps from one product to the next instead of reading what lies between them.
    """
    if not lots:
        return list(connection.scalars(sa.text(_STEPS.format(""))))
    holding = _STEPS.format("AND EXISTS (SELECT 1 FROM movements WHERE product_code = code AND lot IN :lots)")
    statement = sa.text(holding).bindparams(sa.bindparam("lots", expanding=True))
    return list(connection.scalars(statement, {"lots": list(lots)}))


def looked_up(
    connection: sa.Connection, kind: str, positions: Iterable[int], columns: Sequence[str]
) -> dict[int, tuple[Any, ...]]:
    """Return columns of the record table of a kind of movement, by position; columns it lacks are None."""
    table = record_table(TABLES[kind])
    values = [table.c[name] if name in table.c else sa.null().label(name) for name in columns]
    found: dict[int, tuple[Any, ...]] = {}
    for part in chunks(sorted(positions)):
        statement = sa.select(table.c.position, *values).where(table.c.position.in_(part))
        found.update((row[0], tuple(row[1:])) for row in connection.execute(statement))
    return found


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield lists short enough for one statement."""
    rest = iter(values)
    while part := list(islice(rest, CHUNK)):
        yield part


class _Gathering:
    """The movements of some goods of one product, growing until nothing belongs to them any more."""

    def __init__(self, connection: sa.Connection, cutoff: CutOff, product: str) -> None:
        self._connection = connection
        self._cutoff = cutoff
        self._product = _M.product_code == product
        self._cells: set[Cell] = set()
        self._rows: dict[tuple[str, str, int], Movement] = {}

    def gathered(self, cells: Iterable[Cell]) -> dict[tuple[str, str, int], Movement]:
        """Return the rows of the cells and of every cell that belongs to the same goods."""
        pending = set(cells)
        while pending:
            self._cells |= pending
            pending = self._belonging(self._fresh(pending)) - self._cells
        return self._rows

    def _fresh(self, cells: set[Cell]) -> list[Movement]:
        fresh = []
        lots = sorted(cell.lot for cell in cells if not cell.serial)
        for part in chunks(lots):
            fresh += self._read(_M.lot.in_(part))
        if Cell("") not in self._cells:
            units = sorted(cell.serial for cell in cells if cell.serial)
            for part in chunks(units):
                fresh += self._read(_M.lot == "", _M.serial.in_(part))
        self._rows.update({(row.lot, row.serial, row.position): row for row in fresh})
        return fresh

    def _belonging(self, fresh: list[Movement]) -> set[Cell]:
        """Return the cells that hold more of the units in these rows."""
        placed = {row.serial for row in fresh if row.serial and row.lot}
        unplaced = {row.serial for row in fresh if row.serial and not row.lot}
        found = {Cell("", serial) for serial in placed} if placed and self._any("", NAMES_UNIT) else set()
        homes = self._homes(unplaced)
        found.update(Cell(lot) for lots in homes.values() for lot in lots)
        if unplaced - homes.keys() and self._any("", _M.serial == "", _M.kind == RECEIVED):
            found.add(Cell(""))
        return found

    def _homes(self, serials: set[str]) -> dict[str, set[str]]:
        """Return the lots under which units are known."""
        homes: dict[str, set[str]] = {}
        for part in chunks(sorted(serials)):
            for row in self._read(_M.serial.in_(part), NAMES_UNIT, _M.lot != ""):
                homes.setdefault(row.serial, set()).add(row.lot)
        return homes

    def _any(self, lot: str, *conditions: sa.ColumnElement[bool]) -> bool:
        statement = sa.select(_M.position).where(self._product, _M.lot == lot, *conditions).limit(1)
        return self._connection.scalar(statement) is not None

    def _read(self, *conditions: sa.ColumnElement[bool]) -> list[Movement]:
        return read(self._connection, self._cutoff, self._product, *conditions)
