"""The papers behind some lines of delivery notes: outbound checks, sales, shipments and registers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from projections.answers.deliveries.delivery_note_lines import CONSIGNED, OUTBOUND, SOLD, Origin
from projections.answers.goods.registered import Registered
from projections.reading.query import Query
from projections.reading.select import personal_values, rows_at, select_rows
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

_GOODS = ("product_code", "product_name", "model", "specification", "lot", "serial", "expiry_date", "unit")
_ALL = (*_GOODS, "quantity", "customer_code", "customer_name", "outbound_no")
_COLUMNS = {
    OUTBOUND: (
        *_ALL,
        "registrant",
        "contract_manufacturer",
        "registration_no",
        "outbound_on",
        "sale_no",
        "sale_line",
        "stamped",
    ),
    SOLD: (
        *_ALL,
        "sale_no",
        "line",
        "sold_on",
        "sale_mode",
        "registrant",
        "contract_manufacturer",
        "registration_no",
        "storage_conditions",
        "seller_name",
        "delivery_address",
        "customer_phone",
        "online_order_no",
        "drop_shipment",
        "drop_shipment_reason",
    ),
    CONSIGNED: (*_ALL, "consigned_on"),
}
_SHIPPED = (
    "shipped_on",
    "customer_name",
    "delivery_address",
    "customer_phone",
    "online_order_no",
    "transport_mode",
    "carrier_name",
)


class DeliveryNotePapers:
    """What is recorded about some lines.

    Args:
        query: How far to look.
        lines: Which.
        registered: The registers, shared by the lines of an answer.
    """

    def __init__(self, query: Query, lines: Sequence[Origin], registered: Registered) -> None:
        self._query = query
        self._own: dict[int, Row] = {}
        for key, columns in _COLUMNS.items():
            self._own.update(
                rows_at(query, key, (line.position for line in lines if line.table == key), columns)
            )
        self._sales: dict[str, list[Row]] = defaultdict(list)
        for sale in self._sold({row.get("sale_no") for row in self._own.values()}):
            self._sales[sale["sale_no"]].append(sale)
        positions = (line.shipment for line in lines if line.shipment is not None)
        self._shipments = rows_at(query, "shipments", positions, _SHIPPED)
        own = self._own.values()
        self._products = registered.rows("products", (row["product_code"] for row in own))
        self._customers = registered.rows("customers", (row["customer_code"] for row in own))

    def own(self, line: Origin) -> Row:
        """Return the record of the line itself."""
        return self._own[line.position]

    def sale(self, line: Origin) -> Row | None:
        """Return the sale line that the goods were sold with: the one named, else the first of the goods."""
        own = self.own(line)
        if line.table == SOLD:
            return own
        lines = self._sales.get(own.get("sale_no") or "", [])
        if own.get("sale_line") is not None:
            return next((sale for sale in lines if sale["line"] == own["sale_line"]), None)
        alike = [sale for sale in lines if sale["product_code"] == own["product_code"]]
        closer = [sale for sale in alike if sale["lot"] == own["lot"]]
        return next(iter(closer or alike), None)

    def shipment(self, line: Origin) -> Row | None:
        """Return the shipment of a line."""
        return self._shipments.get(line.shipment or 0)

    def product(self, line: Origin) -> Row | None:
        """Return the product of a line as registered."""
        return self._products.get(self.own(line)["product_code"])

    def customer(self, line: Origin) -> Row | None:
        """Return the customer of a line as registered."""
        return self._customers.get(self.own(line)["customer_code"])

    def tell(self, made: Iterable[dict[str, Any]]) -> None:
        """Put telephone numbers in place of where they lie; what was erased is null."""
        pointers = {
            row["customer_phone"]
            for row in (*self._shipments.values(), *self._all_sales())
            if row.get("customer_phone") is not None
        }
        values = personal_values(self._query, pointers)
        for row in made:
            if row["customer_phone"] in pointers:
                row["customer_phone"] = values.get(row["customer_phone"])

    def _all_sales(self) -> Iterable[Row]:
        yield from self._own.values()
        for lines in self._sales.values():
            yield from lines

    def _sold(self, numbers: set[str | None]) -> Iterable[Row]:
        sale_no = record_table(SOLD).c.sale_no
        wanted = sorted(number for number in numbers if number is not None)
        return select_rows(self._query, SOLD, _COLUMNS[SOLD], sale_no.in_(wanted), order=("sale_no", "line"))
