"""What the papers of a product say of its goods: where they lie, when they were counted, how long they keep.

A paper without a lot or serial is about the goods of a product that have none, one with a lot about the lot,
one with units about these. Of sales, by far the most, only what no other paper says is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import sqlalchemy as sa

from ledger.state.effects import AWAITING, NONCONFORMING, QUARANTINED, SALEABLE
from projections.answers.goods.stock import StockGoods
from projections.reading.query import Query
from projections.reading.select import in_force
from projections.reading.stream import Row
from projections.tables.movements import MOVEMENTS, SOLD
from projections.tables.record_tables import record_table

# The zones in which goods of a status lie, and the papers beside put-aways that name a place for it.
_ZONES = {
    SALEABLE: ("qualified", "outbound", "display"),
    AWAITING: ("pending",),
    QUARANTINED: ("returned", "recalled", "pending"),
    NONCONFORMING: ("nonconforming", "recalled"),
}
_OWN_PAPER = {AWAITING: ("receipts",), QUARANTINED: ("returns",), NONCONFORMING: ("nonconformities",)}
_STATED = ("udi", "production_date", "expiry_date")
_READ: dict[str, tuple[str, ...]] = {
    "receipts": (*_STATED, "location_code", "registration_no", "registrant"),
    "putaways": (*_STATED, "location_code"),
    "returns": (*_STATED, "location_code"),
    "nonconformities": (*_STATED, "location_code"),
    "stocktakes": ("expiry_date", "counted_on"),
    "stock_checks": ("measures",),
    "disposals": ("disposal_no",),
}
# Which papers state a date or UDI: those asked before the sales, and those asked after.
_BEFORE_SALES = ("receipts", "putaways", "returns")
_AFTER_SALES = ("nonconformities", "stocktakes")
_FIRST_OF_WIDTH = 10**15  # added to positions it gives texts of one length
_OWN = 3  # columns that say what a paper is about
Paper = Sequence[Any]  # product, lot, serials, then what the paper says


class GoodsPapers:
    """The papers of some products that count at the cut-off, each table read once and only if it is asked.

    Args:
        query: How far to look.
        span: Codes of the first and the last product.
        goods: What will be asked about; sales are read for the goods of which no other paper says enough.
        zones: The kind of zone of each place, by its code.
    """

    def __init__(
        self, query: Query, span: tuple[str, str], goods: Sequence[StockGoods], zones: dict[str, str]
    ) -> None:
        self._query = query
        self._span = span
        self._goods = goods
        self._zones = zones
        self._filed: dict[str, _Filed] = {}
        self._sales: dict[str, _Filed] = {}

    def stated(self, goods: StockGoods, column: str) -> Any:
        """Return what the papers say of goods: the newest receipt that says it, else other papers."""
        found = self._before_sales(goods, column)
        if found is None:
            found = self._of_sales(column).newest(goods, column)
        for key in _AFTER_SALES:
            found = self.newest(key, goods, column) if found is None else found
        return found

    def newest(self, key: str, goods: StockGoods, column: str) -> Any:
        """Return what the newest paper of a table that is about goods says in a column."""
        return self._table(key).newest(goods, column)

    def place(self, goods: StockGoods, status: str) -> tuple[str | None, str | None]:
        """Return where goods of a status lie, and the kind of zone that is: the last put-away says it.

        A place whose zone does not suit the status is where other goods of the lot lie; a place that is not
        registered may be anything, and is taken for that of the saleable goods.
        """
        zones = _ZONES.get(status, ())
        for key in ("putaways", *_OWN_PAPER.get(status, ())):
            for code in self._table(key).all(goods, "location_code"):
                zone = self._zones.get(code)
                if zone in zones or (zone is None and (status == SALEABLE or key != "putaways")):
                    return code, zone
        return None, None

    def _before_sales(self, goods: StockGoods, column: str) -> Any:
        for key in _BEFORE_SALES:
            found = self.newest(key, goods, column)
            if found is not None:
                return found
        return None

    def _table(self, key: str) -> _Filed:
        filed = self._filed.get(key)
        if filed is None:
            filed = self._filed[key] = _Filed(*_papers(self._query, key, self._span))
        return filed

    def _of_sales(self, column: str) -> _Filed:
        filed = self._sales.get(column)
        if filed is None:
            silent = {one.product_code for one in self._goods if self._before_sales(one, column) is None}
            rows = _of_sales(self._query, column, silent) if silent else []
            filed = self._sales[column] = _Filed((column,), rows)
        return filed


def _papers(query: Query, key: str, span: tuple[str, str]) -> tuple[Sequence[str], Iterable[Paper]]:
    """Return the columns of a table that are asked for, and its rows that fill one, the newest first."""
    table = record_table(key)
    names = [name for name in _READ[key] if name in table.c]
    serial = table.c.serial if "serial" in table.c else sa.null()
    statement = (
        sa.select(table.c.product_code, table.c.lot, serial, *(table.c[name] for name in names))
        .where(
            table.c.product_code >= span[0],
            table.c.product_code <= span[1],
            query.cutoff.live(table),
            sa.or_(*(table.c[name].is_not(None) for name in names)),
        )
        .order_by(table.c.event_time.desc().nulls_last(), table.c.position.desc())
    )
    return names, query.connection.execute(statement)


def _of_sales(query: Query, column: str, products: Collection[str]) -> Iterable[Paper]:
    """Return each value that sales state of a lot and units, the newest first, as rows of papers."""
    table = record_table("sales")
    key = (table.c.product_code, table.c.lot, table.c.serial, table.c[column])
    # As text, so that the newest is the greatest; of one moment the row behind counts.
    number = sa.cast(table.c.position + _FIRST_OF_WIDTH, sa.Text)
    when = sa.func.max(sa.func.coalesce(table.c.event_time, "") + " " + number)
    statement = sa.select(*key).where(
        table.c.product_code.in_(sorted(products)),
        query.cutoff.live(table),
        table.c[column].is_not(None),
    )
    if column == "udi":  # of which movements know where it is given
        given = sa.select(MOVEMENTS.c.position).where(MOVEMENTS.c.udi.is_not(None), MOVEMENTS.c.kind == SOLD)
        statement = statement.where(table.c.position.in_(given))
    return query.connection.execute(statement.group_by(*key).order_by(when.desc()))


class _Filed:
    """The rows of one table, newest first, found by what they are about.

    Args:
        names: Of the columns behind product, lot and serials.
        rows: The newest first.
    """

    def __init__(self, names: Sequence[str], rows: Iterable[Paper]) -> None:
        self._places = {name: place for place, name in enumerate(names, _OWN)}
        self._of_lot: dict[tuple[str, str], list[Paper]] = defaultdict(list)
        self._of_unit: dict[tuple[str, str], list[Paper]] = defaultdict(list)
        for row in rows:
            product, lot, serials = row[:_OWN]
            self._of_lot[product, lot or ""].append(row)
            if serials:
                for serial in serials.split(";"):
                    self._of_unit[product, serial].append(row)

    def newest(self, goods: StockGoods, column: str) -> Any:
        """Return what the newest row about goods says in a column, None if none says anything."""
        place = self._places.get(column)
        if place is None or not self._of_lot:
            return None
        for row in self._about(goods):
            if row[place] is not None:
                return row[place]
        return None

    def all(self, goods: StockGoods, column: str) -> Iterator[Any]:
        """Yield what every row about goods says in a column, the newest first."""
        place = self._places.get(column)
        if place is not None and self._of_lot:
            yield from (row[place] for row in self._about(goods) if row[place] is not None)

    def _about(self, goods: StockGoods) -> Iterable[Paper]:
        """Return the rows about goods: about their unit, else their lot, else about nothing in particular."""
        product, lot, serial = goods
        of_lot: Iterable[Paper] = self._of_lot.get((product, lot), ())
        if not serial:
            return of_lot
        return chain(self._of_unit.get((product, serial), ()), (row for row in of_lot if not row[2]))


def zones_of(query: Query) -> dict[str, str]:
    """Return the kind of zone of every place that is registered."""
    return {row["location_code"]: row["zone_kind"] for row in query.rows("locations")}


def products_of(query: Query, codes: Iterable[str]) -> dict[str, Row]:
    """Return the product files in force, by code."""
    return in_force(query, "products", codes)
