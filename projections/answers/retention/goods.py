"""What is known of goods: their product's marks, and dates of a lot that a record does not state itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import sqlalchemy as sa

from ledger.paper_numbers import class_told
from projections.answers.retention.dates import RetainedGoods, after, latest
from projections.reading.query import Query
from projections.reading.select import select_stored
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

_MARKS = (
    *("product_code", "name", "product_kind", "device_class", "implantable", "service_life_months"),
    *("medicine_category", "registration_no", "registration_valid_until"),
)
_STATE_DATES = ("receipts", "sales")  # where the dates of a lot are looked up, the first that knows them
Dates = tuple[str | None, str | None]  # expiry, production


@dataclass(slots=True)
class Marks:
    """What the versions of a product that count say; in doubt, what keeps longest."""

    implant: bool = False
    kind: str = "device"
    vaccine: bool = False
    device_class: str | None = None
    life_months: int | None = None
    registered_until: str | None = None

    def add(self, row: Row) -> None:
        """Take a later version in."""
        self.implant = self.implant or bool(row["implantable"])
        self.kind = row["product_kind"] or "device"
        self.vaccine |= row["medicine_category"] == "vaccine" or (
            self.kind == "drug" and "疫苗" in row["name"]
        )
        self.device_class = row["device_class"] or class_told(row["registration_no"])
        months = row["service_life_months"]
        self.life_months = months if self.life_months is None else max(self.life_months, months or 0)
        self.registered_until = latest(self.registered_until, row["registration_valid_until"])


class KnownGoods:
    """Goods as the ledger knew them at the cut-off. Memory grows with the products, not with the records."""

    def __init__(self, query: Query) -> None:
        self._asked = query
        self._marks: dict[str, Marks] = {}
        table = record_table("products")
        order = (table.c.event_time.asc().nulls_first(),)
        for row in select_stored(query, "products", _MARKS, order=order):
            self._marks.setdefault(row["product_code"], Marks()).add(row)
        self.find = lru_cache(maxsize=16384)(self._find)
        self._of_lot = lru_cache(maxsize=65536)(self._look_up_lot)
        self._units = lru_cache(maxsize=64)(self._look_up_units)

    def _find(
        self,
        product: str,
        lots: tuple[str, ...],
        serials: tuple[str, ...],
        expiry: str | None = None,
        production: str | None = None,
        *,
        implant: bool = False,
    ) -> RetainedGoods:
        """Return goods, with the dates of their lots or units where the record leaves them out."""
        marks = self._marks.get(product, Marks())
        lasting = marks.life_months is not None
        if expiry is None or (lasting and production is None):
            found = [self._of_lot(product, lot) for lot in lots]
            if serials and not lots:
                units = self._units(product)
                found += [units.get(serial, (None, None)) for serial in serials]
            expiry = expiry or latest(*(one[0] for one in found))
            production = production or latest(*(one[1] for one in found))
        life_end = after(production, marks.life_months or 0) if lasting and production else None
        return RetainedGoods(
            product,
            lots,
            serials,
            expiry,
            life_end,
            marks.life_months if lasting and not production else None,
            marks.implant or implant,
            marks.kind,
            marks.vaccine,
            marks.device_class,
            marks.registered_until,
        )

    def _look_up_lot(self, product: str, lot: str) -> Dates:
        expiry = production = None
        for statement in self._lot_dates:
            found = self._asked.connection.execute(statement, {"of_product": product, "of_lot": lot}).one()
            expiry, production = expiry or found[0], production or found[1]
        return expiry, production

    @cached_property
    def _lot_dates(self) -> list[sa.Select[Any]]:
        """What is asked of every lot, built once: there are thousands of them."""
        statements = []
        for table in map(record_table, _STATE_DATES):
            dates = sa.func.max(table.c.expiry_date), sa.func.max(table.c.production_date)
            of_lot = (
                table.c.product_code == sa.bindparam("of_product"),
                table.c.lot == sa.bindparam("of_lot"),
            )
            statements.append(sa.select(*dates).where(self._asked.cutoff.live(table), *of_lot))
        return statements

    def _look_up_units(self, product: str) -> dict[str, Dates]:
        """Return the dates of every unit of a product that a receipt or a sale names."""
        units: dict[str, Dates] = {}
        for key in _STATE_DATES:
            table = record_table(key)
            where = [table.c.product_code == product, table.c.serial.is_not(None)]
            columns = ("serial", "expiry_date", "production_date")
            for row in select_stored(self._asked, key, columns, where=where):
                for serial in row["serial"].split(";"):
                    known = units.get(serial, (None, None))
                    units[serial] = (known[0] or row["expiry_date"], known[1] or row["production_date"])
        return units
