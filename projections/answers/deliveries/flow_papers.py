"""Where goods that went out came from and how they left: receipts, outbound checks and shipments.

The receipts of a unit are those that name it, else those of its lot that name no units, else all of its lot.
The records of a lot are read once and kept for the lines that follow, as long as there is room.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from projections.answers.goods.stock import Sorting
from projections.engine.chunks import chunks
from projections.reading.goods_movements import NAMES_UNIT, Movement, read
from projections.reading.query import Query
from projections.reading.select import select_rows
from projections.reading.stream import Row
from projections.tables.movements import MOVEMENTS
from projections.tables.record_tables import record_table

KEPT = 512  # lots whose records are kept
_COLUMNS = {
    "receipts": (
        "receipt_no",
        "supplier_code",
        "serial",
        "udi",
        "registration_no",
        "registrant",
        "manufacturer",
        "production_date",
        "expiry_date",
    ),
    "outbound_checks": ("outbound_no", "sale_no", "sale_line", "consignment_no", "serial"),
    "shipments": ("shipment_no", "outbound_no", "sale_no", "serial", "shipment_kind"),
}
_ORIGIN = ("registration_no", "registrant", "manufacturer", "production_date", "expiry_date", "udi")
_COMING_BACK = {"return_pickup", "recall", "supplier_return"}


class Goods(NamedTuple):
    """Goods of a line: product, lot (`''`: nobody says) and unit (`''`: the line names none)."""

    product: str
    lot: str
    serial: str


class Papers:
    """The records of lots, read as they are needed."""

    def __init__(self, query: Query) -> None:
        self._asked = query
        self._kept: OrderedDict[tuple[str, str], dict[str, list[Row]]] = OrderedDict()

    def origin(self, goods: Goods, when: str | None) -> Row:
        """Return receipt, supplier and what the receipts of some goods say with one voice.

        Several receipts or suppliers are joined by `;`, as serials are. What came after the goods had left
        is not among them, unless nothing came before.
        """
        every = self._receipts(goods)
        receipts = [row for row in every if (row["event_time"] or "") <= (when or "~")] or every
        found: Row = {
            "receipt_no": _joined(row["receipt_no"] for row in receipts),
            "supplier_code": _joined(row["supplier_code"] for row in receipts),
        }
        for name in _ORIGIN:
            values = {row[name] for row in receipts} - {None}
            found[name] = values.pop() if len(values) == 1 else None
        return found

    def outbound_no(self, goods: Goods, sale_no: str | None, line: int | None) -> str | None:
        """Return the outbound document of a sale line."""
        return next(
            (row["outbound_no"] for row in self._leaving("outbound_checks", goods, sale_no, line)), None
        )

    def shipment_no(
        self, goods: Goods, sale_no: str | None, line: int | None, outbound_no: str | None
    ) -> str | None:
        """Return the shipment of a sale line, or of the outbound document it left with."""
        for row in self._leaving("shipments", goods, sale_no, line):
            return str(row["shipment_no"])
        if outbound_no is None:
            return None
        found = (row for row in self._records("shipments", goods) if row["outbound_no"] == outbound_no)
        return next((row["shipment_no"] for row in found if _carries(row, goods)), None)

    def lots(self, units: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Return the lots that units belong to whose lines name none, by product and serial."""
        rows: dict[str, list[Movement]] = defaultdict(list)
        wanted = set(units)
        for serials in chunks(sorted({serial for _, serial in wanted})):
            named = MOVEMENTS.c.serial.in_(serials)
            for row in read(self._asked.connection, self._asked.cutoff, named, NAMES_UNIT):
                rows[row.product_code].append(row)
        found: dict[tuple[str, str], str] = {}
        for product, movements in rows.items():
            sorting = Sorting(movements)
            for row in movements:
                if not row.lot and (product, row.serial) in wanted:
                    found[product, row.serial] = sorting.lot(row)
        return found

    def _receipts(self, goods: Goods) -> Sequence[Row]:
        rows = self._records("receipts", goods)
        if goods.serial:
            named = [row for row in rows if goods.serial in _serials(row)]
            if named:
                return named
        of_lot = [row for row in rows if row["lot"] == (goods.lot or None)]
        if not goods.lot:
            return [row for row in of_lot if row["serial"] is None]
        return [row for row in of_lot if row["serial"] is None] or of_lot

    def _leaving(self, key: str, goods: Goods, sale_no: str | None, line: int | None) -> Iterable[Row]:
        for row in self._records(key, goods) if sale_no is not None else ():
            if row["sale_no"] == sale_no and row.get("sale_line") in {None, line} and _carries(row, goods):
                yield row

    def _records(self, key: str, goods: Goods) -> Sequence[Row]:
        """Return what is recorded of the lot of some goods, and under no lot of its product."""
        found = self._of_lot(key, goods.product, goods.lot)
        return [*found, *self._of_lot(key, goods.product, "")] if goods.lot and goods.serial else found

    def _of_lot(self, key: str, product: str, lot: str) -> list[Row]:
        kept = self._kept.setdefault((product, lot), {})
        self._kept.move_to_end((product, lot))
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        if key not in kept:
            columns = record_table(key).c
            same = columns.lot == lot if lot else columns.lot.is_(None)
            kept[key] = list(
                select_rows(
                    self._asked,
                    key,
                    ("lot", *_COLUMNS[key]),
                    columns.product_code == product,
                    same,
                    order=("event_time",),
                )
            )
        return kept[key]


def _serials(row: Row) -> list[str]:
    return (row["serial"] or "").split(";")


def _carries(row: Row, goods: Goods) -> bool:
    """Return whether a record of goods that left is of these: the unit, where both name one."""
    if row.get("shipment_kind") in _COMING_BACK:
        return False
    return not goods.serial or row["serial"] is None or goods.serial in _serials(row)


def _joined(values: Iterable[str | None]) -> str | None:
    return ";".join(sorted({value for value in values if value is not None})) or None
