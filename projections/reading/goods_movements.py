"""Reading movements: the live rows of some goods, with all that belongs to the same goods.

What belongs together is not always written together. A sales export often names a unit by its serial alone
while its receipt names the lot as well. So whoever asks for a lot also gets the movements without a lot of
the units in it, and whoever asks for a unit gets the lot that it came in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.state.effects import QUARANTINED, SENT_BACK
from ledger.state.quantities import plain
from projections.engine.chunks import CHUNK, chunks
from projections.reading.cutoff import CutOff
from projections.tables.movement_stages import VOIDS
from projections.tables.movements import KINDS, MOVEMENTS, RECEIVED, RETURNED, SET_ASIDE, SOLD, TOLD
from projections.tables.record_tables import record_table

# Kinds of rows of a trace that move nothing.
PUT_AWAY = "put_away"
REPAIRED = "repaired"
# The record table of each kind.
TABLES = {
    PUT_AWAY: "putaways",
    REPAIRED: "repairs",
    RECEIVED: "receipts",
    SOLD: "sales",
    RETURNED: "returns",
    SET_ASIDE: "receipts",
    TOLD: "disposals",
    **{kind: catalogue.table_of(event_type).key for event_type, kind in KINDS.items()},
}
_PAPERS = frozenset({KINDS["goods_disposed"], KINDS["nonconformity_found"]})  # what may name a return
_M = MOVEMENTS.c
# As the index on serials states it, with no value bound, so that the database sees that the index will do.
NAMES_UNIT = _M.serial != sa.literal_column("''")
_STEPS = """WITH RECURSIVE steps (code) AS (
    SELECT min(product_code) FROM movements
    UNION ALL
    SELECT (SELECT min(product_code) FROM movements WHERE product_code > code)
    FROM steps WHERE code IS NOT NULL
) SELECT code FROM steps WHERE code IS NOT NULL {} ORDER BY code"""

_ALL = 2**62
_HOLDING = """AND EXISTS (
    SELECT 1 FROM movements WHERE product_code = code AND lot IN :lots AND position <= :known
)"""


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
    told_lot: str | None
    told_serial: str | None
    source: str | None
    target: str | None
    rest: str | None
    part: int


_COLUMNS = tuple(_M[name] for name in Movement._fields)


@dataclass(slots=True)
class Wanted:
    """Which goods of a product to read: whole lots (`''`: what has no lot), and single units by serial."""

    lots: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)

    def add(self, lot: str, serial: str) -> None:
        """Want the unit that a line names, else its lot."""
        if serial:
            self.units.add(serial)
        else:
            self.lots.add(lot)


def live(cutoff: CutOff) -> sa.ColumnElement[bool]:
    """Return the condition that a movement counts: known, happened, not voided by then."""
    if cutoff.with_voided:
        return cutoff.recorded(MOVEMENTS)
    voided = sa.exists().where(VOIDS.c.position == _M.position, VOIDS.c.voided_position <= cutoff.known)
    return sa.and_(cutoff.recorded(MOVEMENTS), ~voided)


def read(connection: sa.Connection, cutoff: CutOff, *conditions: sa.ColumnElement[bool]) -> list[Movement]:
    """Return the live movements that meet the conditions."""
    statement = sa.select(*_COLUMNS).where(*conditions, live(cutoff))
    return list(map(Movement._make, connection.execute(statement).all()))


def read_lots(
    connection: sa.Connection,
    cutoff: CutOff,
    lots: Iterable[tuple[str, str]],
    *conditions: sa.ColumnElement[bool],
) -> list[Movement]:
    """Return the live movements of these lots, given as product and lot, that meet the conditions."""
    found: list[Movement] = []
    for part in chunks(sorted(lots)):
        wanted = sa.values(_M.product_code, _M.lot, name="wanted").data(part).cte()
        same = sa.and_(_M.product_code == wanted.c.product_code, _M.lot == wanted.c.lot)
        statement = sa.select(*_COLUMNS).join(wanted, same).where(*conditions, live(cutoff))
        found += (Movement(*row) for row in connection.execute(statement).all())
    return found


def settled(rows: Sequence[Movement]) -> list[Movement]:
    """Return movements in which each paper of a return moves what the return has not sent itself.

    The rows that put papers right (of the kind `told`) are gone: what they say, the papers' own rows say.
    For sums both are alike; for what is shown of each paper only these will do.

    Args:
        rows: All movements of some goods up to a cut-off.
    """
    told: dict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.kind == TOLD:
            sign = 1 if row.target == QUARANTINED else -1
            told[(*row[:3], row.doc_no)] += Decimal(row.quantity) * sign
    if not any(told.values()):
        return [row for row in rows if row.kind != TOLD] if told else list(rows)
    found: list[Movement] = []
    for row in rows:
        if row.kind != TOLD:
            found += _put_right(row, told)
    return found


def as_lines(rows: Iterable[Movement]) -> Iterator[Movement]:
    """Yield movements as lines tell of them: parts of one as one, and nothing that only puts others right."""
    parts: dict[tuple[str, str, int], list[Movement]] = {}
    for row in rows:
        if row.kind in _PAPERS:
            parts.setdefault((row.lot, row.serial, row.position), []).append(row)
        elif row.kind != TOLD:
            yield row
    for first, *more in parts.values():
        every = {row.part: Decimal(row.quantity) for row in (first, *more)}
        source = QUARANTINED if first.source == SENT_BACK else first.source  # as the paper itself says
        yield first._replace(quantity=plain(sum(every.values(), Decimal(0))), source=source)


def _put_right(row: Movement, told: dict[tuple[str, str, str, str], Decimal]) -> Iterator[Movement]:
    """Yield a movement, of a paper's as much as is told of from another status than it says."""
    key = (*row[:3], row.doc_no)
    source, other = (QUARANTINED, SENT_BACK) if told.get(key, 0) > 0 else (SENT_BACK, QUARANTINED)
    if not told.get(key) or row.kind not in _PAPERS or row.source != source:
        yield row
        return
    quantity = Decimal(row.quantity)
    moved = min(quantity, abs(told[key]))
    told[key] -= moved if source == QUARANTINED else -moved
    yield row._replace(source=other, quantity=plain(moved))
    if quantity > moved:
        yield row._replace(quantity=plain(quantity - moved), part=row.part + 1)


def of_product(connection: sa.Connection, cutoff: CutOff, product: str) -> list[Movement]:
    """Return every live movement of a product."""
    return read(connection, cutoff, _M.product_code == product)


def of_goods(
    connection: sa.Connection,
    cutoff: CutOff,
    product: str,
    wanted: Wanted,
    *,
    whole_lots: bool = False,
    rows: ProductRows | None = None,
) -> list[Movement]:
    """Return the live movements of some goods of a product, all there are of each of them.

    Movements of other goods may be among them, where they tell which lot a unit belongs to.

    Args:
        connection: Of a read model.
        cutoff: How far to look.
        product: Whose goods.
        wanted: Which lots and units.
        whole_lots: Read the lots of the wanted units, too, though the units were received by serial.
        rows: Of the product at this cut-off, where others have read some already.
    """
    rows = rows or ProductRows(connection, cutoff, product)
    return _Gathering(connection, product, rows, whole_lots=whole_lots).gathered(wanted)


def products(connection: sa.Connection, lots: Collection[str] = (), *, known: int = _ALL) -> list[str]:
    """Return the products that have movements (of one of these lots), in order.

    The statement steps from one product to the next instead of reading what lies between them.

    Args:
        connection: Of a read model.
        lots: Which; any by default.
        known: The last position at which a line of these lots counts as known.
    """
    if not lots:
        return list(connection.scalars(sa.text(_STEPS.format(""))))
    statement = sa.text(_STEPS.format(_HOLDING)).bindparams(sa.bindparam("lots", expanding=True))
    return list(connection.scalars(statement, {"lots": list(lots), "known": known}))


def only_sold(connection: sa.Connection, product: str, lots: Collection[str]) -> bool:
    """Return whether nothing ever happened to goods of some lots but that they were received and sold.

    Nor to goods that may be of these lots and do not say so. What was voided counts, too.

    Args:
        connection: Of a read model.
        product: Whose lots.
        lots: Those that lines name; a unit, or goods without a lot, may have come back as of any.
    """
    if not lots or "" in lots:
        return False
    exchanges = record_table("exchanges").c
    given = sa.or_(exchanges.product_code == product, exchanges.replacement_product_code == product)
    if connection.scalar(sa.select(exchanges.position).where(given).limit(1)) is not None:
        return False
    otherwise = sa.or_(_M.kind.not_in((RECEIVED, SOLD)), _M.serial != "")
    for part in chunks(sorted({*lots, ""})):
        of_lots = (_M.product_code == product, _M.lot.in_(part))
        if connection.scalar(sa.select(_M.position).where(*of_lots, otherwise).limit(1)) is not None:
            return False
    return True


def looked_up(
    connection: sa.Connection, kind: str, positions: Iterable[int], columns: Sequence[str]
) -> dict[int, tuple[Any, ...]]:
    """Return columns of the record table of a kind of movement, by position; columns it lacks are None."""
    table = record_table(TABLES[kind])
    values = [table.c[name] if name in table.c else sa.null().label(name) for name in columns]
    found: dict[int, tuple[Any, ...]] = {}
    for part in chunks(sorted(positions)):
        statement = sa.select(table.c.position, *values).where(table.c.position.in_(part))
        found.update((row[0], tuple(row[1:])) for row in connection.execute(statement).all())
    return found


class ProductRows:
    """The live movements of one product, by lot or by unit.

    Where so many units are asked for that they are most of the product, all of it is read at once: a unit
    looked up by itself costs several times as much as a row that is read in passing.

    Args:
        connection: Of a read model.
        cutoff: How far to look.
        product: Which.
    """

    def __init__(self, connection: sa.Connection, cutoff: CutOff, product: str) -> None:
        self._connection, self._cutoff, self._product = connection, cutoff, product
        self._whole: tuple[dict[str, list[Movement]], dict[str, list[Movement]]] | None = None

    def of_lots(self, lots: Collection[str]) -> list[Movement]:
        """Return the movements of these lots."""
        if self._whole is not None:
            return [row for lot in sorted(lots) for row in self._whole[0].get(lot, ())]
        return self._read(_M.lot, lots)

    def of_units(
        self, units: Collection[str], *, lot: str | None = None, but: Collection[str] = ()
    ) -> list[Movement]:
        """Return the movements of these units, of one lot only, or of other lots than some."""
        if self._is_at_hand(len(units)) and self._whole is not None:
            found = [row for unit in sorted(units) for row in self._whole[1].get(unit, ())]
            if lot is not None:
                return [row for row in found if row.lot == lot and lot not in but]
            return [row for row in found if row.lot not in but] if but else found
        if lot is not None:
            return self._read(_M.serial, units, _M.lot == lot)
        return self._read(_M.serial, units, NAMES_UNIT, *([_M.lot.not_in(but)] if but else ()))

    def came_under(self, lots: Collection[str]) -> set[str]:
        """Return the units that were received under these lots."""
        if self._whole is not None:
            return {row.serial for row in self.of_lots(lots) if row.serial and row.kind == RECEIVED}
        return {row.serial for row in self._read(_M.lot, lots, NAMES_UNIT, _M.kind == RECEIVED)}

    def _is_at_hand(self, asked: int) -> bool:
        """Return whether all of the product is at hand, read now if that many units are most of it."""
        if self._whole is None and asked > CHUNK:
            most = sa.select(_M.position).where(_M.product_code == self._product).limit(asked * 3 + 1)
            count = self._connection.scalar(sa.select(sa.func.count()).select_from(most.subquery()))
            if count is not None and count <= asked * 3:
                self._whole = self._by_lot_and_unit()
        return self._whole is not None

    def _by_lot_and_unit(self) -> tuple[dict[str, list[Movement]], dict[str, list[Movement]]]:
        lots: dict[str, list[Movement]] = defaultdict(list)
        units: dict[str, list[Movement]] = defaultdict(list)
        for row in of_product(self._connection, self._cutoff, self._product):
            lots[row.lot].append(row)
            if row.serial:
                units[row.serial].append(row)
        return lots, units

    def _read(
        self, column: sa.Column[str], values: Iterable[str], *conditions: sa.ColumnElement[bool]
    ) -> list[Movement]:
        product = _M.product_code == self._product
        found = []
        for part in chunks(sorted(values)):
            found += read(self._connection, self._cutoff, product, column.in_(part), *conditions)
        return found


class KeptMovements:
    """Reads movements of goods, and hands out what was read for one cut-off again for an earlier one.

    Args:
        connection: Of a read model.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        # Of each goods what was read first, as a rule for the last cut-off, and what was read last.
        self._kept: dict[tuple[Any, ...], list[tuple[CutOff, list[Movement]]]] = defaultdict(list)
        self._rows: dict[tuple[CutOff, str], ProductRows] = {}
        self._voids: dict[str, list[int]] = {}  # positions at which something of a product was voided

    def rows(self, cutoff: CutOff, product: str) -> ProductRows:
        """Return the movements of a product at a cut-off, as far as they have been read."""
        if (cutoff, product) not in self._rows:
            self._rows[cutoff, product] = ProductRows(self._connection, cutoff, product)
        return self._rows[cutoff, product]

    def movements(
        self, cutoff: CutOff, product: str, wanted: Wanted | None, *, whole_lots: bool
    ) -> list[Movement]:
        """Return the live movements of some goods of a product, as `of_goods` and `of_product` do.

        Args:
            cutoff: How far to look.
            product: Whose goods.
            wanted: Which lots and units; None for all.
            whole_lots: As `of_goods` takes it.
        """
        named = None if wanted is None else (frozenset(wanted.lots), frozenset(wanted.units))
        kept = self._kept[product, named, whole_lots]
        for later, rows in kept:
            if cutoff.within(later) and not self._voided_between(product, cutoff, later):
                return [row for row in rows if cutoff.holds(row.position, row.event_time)]
        if wanted is None:
            rows = of_product(self._connection, cutoff, product)
        else:
            of = self.rows(cutoff, product)
            rows = of_goods(self._connection, cutoff, product, wanted, whole_lots=whole_lots, rows=of)
        kept[1:] = [(cutoff, rows)]
        return rows

    def _voided_between(self, product: str, earlier: CutOff, later: CutOff) -> bool:
        """Return whether a movement of a product was voided that counted at the earlier cut-off still."""
        if earlier.known == later.known:
            return False
        if product not in self._voids:
            statement = sa.select(VOIDS.c.voided_position).where(VOIDS.c.position == _M.position)
            found = self._connection.scalars(statement.where(_M.product_code == product))
            self._voids[product] = sorted(set(found))
        voids = self._voids[product]
        return bisect_right(voids, earlier.known) < bisect_right(voids, later.known)


class _Gathering:
    """The movements of some goods of one product, growing until all of each of them are there."""

    def __init__(
        self, connection: sa.Connection, product: str, source: ProductRows, *, whole_lots: bool
    ) -> None:
        self._connection = connection
        self._source = source
        self._product = _M.product_code == product
        self._whole_lots = whole_lots
        self._done = Wanted()
        self._rows: dict[tuple[str, str, int, int], Movement] = {}

    def gathered(self, wanted: Wanted) -> list[Movement]:
        """Return the movements, each once."""
        lots, units = wanted.lots, wanted.units
        while lots or units:
            self._done.lots |= lots
            self._done.units |= units
            self._take(self._source.of_lots(lots))
            fresh = self._take(self._source.of_units(units))
            self._place()
            lots, units = self._lots_of(fresh) - self._done.lots, set()
        return list(self._rows.values())

    def _place(self) -> None:
        """Read what units of these lots did without a lot, and under which lots the others are known."""
        placed = {serial for lot, serial, *_ in self._rows if serial and lot} - self._done.units
        if placed and "" not in self._done.lots and self._has_unplaced_units():
            self._take(self._source.of_units(placed, lot=""))
        unplaced = {serial for lot, serial, *_ in self._rows if serial and not lot} - self._done.units
        self._take(self._source.of_units(unplaced, but=self._done.lots | {""}))

    def _lots_of(self, rows: Iterable[Movement]) -> set[str]:
        """Return the lots that the stock of these units is kept under."""
        named: dict[str, set[str]] = defaultdict(set)
        by_serial: set[tuple[str, str]] = set()
        for row in rows:
            named[row.serial].add(row.lot)
            if row.accepted is not None:
                by_serial.add((row.serial, row.lot))
        lots = set()
        for serial, found in named.items():
            known = found - {""}
            lots |= {lot for lot in known or {""} if (serial, lot) not in by_serial}
            if self._whole_lots:
                lots |= known
        if self._whole_lots:
            return lots
        return self._received_whole(lots - self._done.lots)

    def _received_whole(self, lots: set[str]) -> set[str]:
        """Return those of the lots that were received without serials."""
        found: set[str] = set()
        for part in chunks(sorted(lots)):
            statement = sa.select(_M.lot).where(
                self._product, _M.lot.in_(part), _M.serial == "", _M.kind == RECEIVED
            )
            found.update(self._connection.scalars(statement.distinct()))
        return found

    def _has_unplaced_units(self) -> bool:
        statement = sa.select(_M.position).where(self._product, _M.lot == "", NAMES_UNIT).limit(1)
        return self._connection.scalar(statement) is not None

    def _take(self, fresh: list[Movement]) -> list[Movement]:
        self._rows.update({(row.lot, row.serial, row.position, row.part): row for row in fresh})
        return fresh
