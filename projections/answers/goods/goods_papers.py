"""What the papers of a product say of its goods: where they lie, when they were counted, how long they keep.

One product at a time is read, with the papers that name it; a paper without a lot or serial is about the
whole product, one with a lot about the lot, one with units about these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ledger.state.effects import AWAITING, NONCONFORMING, QUARANTINED, SALEABLE
from projections.answers.goods.stock import Goods
from projections.reading.query import Query
from projections.reading.select import in_force, select_rows
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

# The zones in which goods of a status lie, and the papers beside put-aways that name a place for it.
_ZONES = {
    SALEABLE: ("qualified", "outbound", "display"),
    AWAITING: ("pending",),
    QUARANTINED: ("returned", "recalled", "pending"),
    NONCONFORMING: ("nonconforming", "recalled"),
}
_OWN_PAPER = {AWAITING: "receipts", QUARANTINED: "returns", NONCONFORMING: "nonconformities"}
_STATED = ("udi", "production_date", "expiry_date")
_READ: dict[str, tuple[str, ...]] = {
    "receipts": (*_STATED, "location_code", "registration_no", "registrant"),
    "putaways": (*_STATED, "location_code"),
    "returns": (*_STATED, "location_code"),
    "nonconformities": (*_STATED, "location_code"),
    "sales": ("udi", "production_date", "expiry_date"),
    "stocktakes": ("expiry_date", "counted_on"),
    "stock_checks": ("measures",),
    "disposals": ("disposal_no",),
}
_STATING = ("receipts", "putaways", "returns", "sales", "nonconformities", "stocktakes")


class Papers:
    """The papers of one product that count at the cut-off.

    Args:
        query: How far to look.
        product: Its code.
        zones: The kind of zone of each place, by its code.
        tables: Which papers to read.
    """

    def __init__(
        self, query: Query, product: str, zones: dict[str, str], tables: Iterable[str] = tuple(_READ)
    ) -> None:
        self._zones = zones
        self._rows: dict[str, _Filed] = {}
        for key in tables:
            table = record_table(key)
            names = [name for name in ("lot", "serial", *_READ[key]) if name in table.c]
            self._rows[key] = _Filed(select_rows(query, key, names, table.c.product_code == product))

    def stated(self, goods: Goods, column: str) -> Any:
        """Return what the papers say of goods: the newest receipt that says it, else other papers."""
        for key in _STATING:
            found = self.newest(key, goods, column)
            if found is not None:
                return found
        return None

    def newest(self, key: str, goods: Goods, column: str, **equal: Any) -> Any:
        """Return what the newest paper of a table that is about goods says in a column."""
        filed = self._rows.get(key)
        for row in filed.about(goods) if filed else ():
            if row.get(column) is not None and all(row[name] == value for name, value in equal.items()):
                return row[column]
        return None

    def place(self, goods: Goods, status: str) -> tuple[str | None, str | None]:
        """Return where goods of a status lie, and the kind of zone that is: the last put-away says it.

        A place whose zone does not suit the status is where other goods of the lot lie; a place that is not
        registered may be anything, and is taken for that of the saleable goods.
        """
        zones = _ZONES.get(status, ())
        for key in ("putaways", _OWN_PAPER.get(status, "")):
            filed = self._rows.get(key)
            for row in filed.about(goods) if filed else ():
                code = row.get("location_code")
                zone = self._zones.get(code or "")
                suits = zone in zones or (zone is None and (status == SALEABLE or key != "putaways"))
                if code is not None and suits:
                    return code, zone
        return None, None


class _Filed:
    """The rows of one table, newest first, found by what they are about."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by_lot: dict[str | None, list[Row]] = defaultdict(list)
        self._by_unit: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row["event_time"] or "", row["position"]), reverse=True):
            if row.get("serial"):
                for serial in row["serial"].split(";"):
                    self._by_unit[serial].append(row)
            self._by_lot[row.get("lot")].append(row)

    def about(self, goods: Goods) -> list[Row]:
        """Return the rows that are about goods: their unit, else their lot, else nothing in particular."""
        if goods.serial:
            of_lot = [row for row in self._by_lot.get(goods.lot or None, ()) if not row.get("serial")]
            return [*self._by_unit.get(goods.serial, ()), *of_lot]
        return self._by_lot.get(goods.lot or None, [])


def zones_of(query: Query) -> dict[str, str]:
    """Return the kind of zone of every place that is registered."""
    return {row["location_code"]: row["zone_kind"] for row in query.rows("locations")}


def products_of(query: Query, codes: Iterable[str]) -> dict[str, Row]:
    """Return the product files in force, by code."""
    return in_force(query, "products", codes)
