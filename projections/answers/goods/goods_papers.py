"""What the papers of a product say of its goods: where they lie, when they were counted, how long they keep.

A paper without a lot or serial is about the goods of a product that have none, one with a lot about the lot,
one with units about these. Of sales, by far the most, only what no other paper says is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from ledger.state.effects import AWAITING, NONCONFORMING, QUARANTINED, SALEABLE
from projections.answers.goods.stated_by_sales import DATES, Paper, dates_stated_by_sales, udi_stated_by_sales
from projections.answers.goods.stock import StockGoods
from projections.reading.query import Query
from projections.reading.select import in_force
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

# The zones in which goods of a status lie, and the papers beside put-aways that name a place for it.
_ZONES = {
    SALEABLE: ("qualified", "outbound", "display"),
    AWAITING: ("pending",),
    QUARANTINED: ("returned", "recalled", "pending"),
    NONCONFORMING: ("nonconforming", "recalled"),
}
_OWN_PAPER = {AWAITING: ("receipts",), QUARANTINED: ("returns",), NONCONFORMING: ("nonconformities",)}
_STATED = ("udi", *DATES)
_READ: dict[str, tuple[str, ...]] = {
    "receipts": (*_STATED, "location_code", "registration_no", "registrant"),
    "putaways": (*_STATED, "location_code"),
    "returns": (*_STATED, "location_code"),
    "consignments": _STATED,
    "nonconformities": (*_STATED, "location_code"),
    "stocktakes": ("expiry_date", "counted_on"),
    "stock_checks": ("measures",),
    "disposals": ("disposal_no",),
}
# Which papers state a date or UDI: those asked before the sales, and those asked after.
_BEFORE_SALES = ("receipts", "putaways", "returns")
_AFTER_SALES = ("consignments", "nonconformities", "stocktakes")
_OWN = 3  # columns that say what a paper is about


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
        self._tables: dict[str, list[Paper]] = {}
        self._newest: dict[tuple[str, str], _Newest] = {}
        self._places: dict[str, list[_Newest]] = {}

    def stated(self, goods: StockGoods, column: str) -> Any:
        """Return what the papers say of goods: the receipts, else other papers; of one kind the newest.

        Of dates that differ the earliest counts until somebody settles it (interface rule 15).
        """
        found = self._before_sales(goods, column)
        for key in ("sales", *_AFTER_SALES):
            if found is not None:
                break
            found = self.newest(key, goods, column)
        return found

    def newest(self, key: str, goods: StockGoods, column: str) -> Any:
        """Return what the newest paper of a table that is about goods says in a column."""
        newest = self._newest.get((key, column))
        if newest is None:
            papers = self._sales(column) if key == "sales" else self._papers(key, column)
            if column in DATES:
                papers = sorted((one for one in papers if one[-1]), key=itemgetter(-1), reverse=True)
            newest = self._newest[key, column] = _Newest(papers)
        return newest.of(goods)

    def place(self, goods: StockGoods, status: str) -> tuple[str | None, str | None]:
        """Return where goods of a status lie, and the kind of zone that is: the last put-away says it.

        A place whose zone does not suit the status is where other goods of the lot lie; a place that is not
        registered may be anything, and is taken for that of the saleable goods.
        """
        tables = self._places.get(status)
        if tables is None:
            tables = self._places[status] = list(self._places_of(status))
        for newest in tables:
            place = newest.of(goods)
            if place is not None:
                return place, self._zones.get(place)
        return None, None

    def _before_sales(self, goods: StockGoods, column: str) -> Any:
        for key in _BEFORE_SALES:
            found = self.newest(key, goods, column)
            if found is not None:
                return found
        return None

    def _places_of(self, status: str) -> Iterator[_Newest]:
        """Yield the places that the papers of each table name for goods of a status, put-aways first."""
        zones = _ZONES.get(status, ())
        for key in ("putaways", *_OWN_PAPER.get(status, ())):
            fitting = {place for place, zone in self._zones.items() if zone in zones}
            if status == SALEABLE or key != "putaways":
                unknown = (place for *_, place in self._papers(key, "location_code"))
                fitting |= {place for place in unknown if self._zones.get(place) is None}
            yield _Newest(paper for paper in self._papers(key, "location_code") if paper[-1] in fitting)

    def _papers(self, key: str, column: str) -> Iterable[Paper]:
        """Return what the papers of a table say in a column, the oldest first."""
        if column not in _read_columns(key):
            return ()
        papers = self._tables.get(key)
        if papers is None:
            papers = self._tables[key] = _read_papers(self._query, key, self._span)
        place = _OWN + _read_columns(key).index(column)
        return ((*paper[:_OWN], paper[place]) for paper in papers)

    def _sales(self, column: str) -> list[Paper]:
        """Return what sales state of the goods of which no earlier paper states it, the oldest first."""
        if column in DATES:
            place = _OWN + DATES.index(column)
            return [(*paper[:_OWN], paper[place]) for paper in self._dates_of_sales]
        return udi_stated_by_sales(self._query, self._silent(column))

    @cached_property
    def _dates_of_sales(self) -> list[Paper]:
        """What sales state of the goods of which no earlier paper states every date."""
        silent = {goods for column in DATES for goods in self._silent(column)}
        return dates_stated_by_sales(self._query, sorted(silent))

    def _silent(self, column: str) -> list[StockGoods]:
        return [goods for goods in self._goods if self._before_sales(goods, column) is None]


class _Newest:
    """What the newest paper about goods says in one column.

    A paper that names units is about these, and about their lot only for whoever asks for the whole lot.

    Args:
        papers: The oldest first; what says nothing is left out.
    """

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._of_lot: dict[tuple[str, str], Any] = {}
        self._without_units: dict[tuple[str, str], Any] = {}
        self._of_unit: dict[tuple[str, str], Any] = {}
        for product, lot, serials, value in papers:
            if value is None:
                continue
            self._of_lot[product, lot or ""] = value
            if not serials:
                self._without_units[product, lot or ""] = value
                continue
            for serial in serials.split(";"):
                self._of_unit[product, serial] = value

    def of(self, goods: StockGoods) -> Any:
        """Return what is said about goods: about their unit, else their lot, else nothing in particular."""
        product, lot, serial = goods
        if not serial:
            return self._of_lot.get((product, lot))
        value = self._of_unit.get((product, serial))
        return self._without_units.get((product, lot)) if value is None else value


def _read_columns(key: str) -> list[str]:
    table = record_table(key)
    return [name for name in _READ[key] if name in table.c]


def _read_papers(query: Query, key: str, span: tuple[str, str]) -> list[Paper]:
    """Return the rows of a table that say something, the oldest first."""
    table, names = record_table(key), _read_columns(key)
    serial = table.c.serial if "serial" in table.c else sa.null()
    statement = (
        sa.select(table.c.product_code, table.c.lot, serial, *(table.c[name] for name in names))
        .where(
            table.c.product_code >= span[0],
            table.c.product_code <= span[1],
            query.cutoff.live(table),
            sa.or_(*(table.c[name].is_not(None) for name in names)),
        )
        .order_by(table.c.event_time.asc().nulls_first(), table.c.position)
    )
    return [tuple(row) for row in query.connection.execute(statement)]


def zones_of(query: Query) -> dict[str, str]:
    """Return the kind of zone of every place that is registered."""
    return {row["location_code"]: row["zone_kind"] for row in query.rows("locations")}


def products_of(query: Query, codes: Iterable[str]) -> dict[str, Row]:
    """Return the product files in force, by code."""
    return in_force(query, "products", codes)
