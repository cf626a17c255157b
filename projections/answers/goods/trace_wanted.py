"""Which goods a trace sheet is asked for, product by product, found through the indexes there are.

A unit named without its product is looked for among the goods that moved; only if none of them is it, every
table is searched. A lot without its product is looked up under each product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from projections.answers.goods.trace_sources import SOURCES
from projections.reading.goods_movements import NAMES_UNIT, products
from projections.reading.query import Query
from projections.reading.select import select_rows
from projections.reading.stream import Row
from projections.tables.movements import MOVEMENTS
from projections.tables.record_tables import record_table

_M = MOVEMENTS.c


@dataclass(slots=True)
class Named:
    """What is asked for of a product: lots, and units with the lot they must be of (`''`: any); else all."""

    lots: set[str] = field(default_factory=set)
    units: set[tuple[str, str]] = field(default_factory=set)

    @property
    def everything(self) -> bool:
        """Whether all goods of the product are asked for."""
        return not self.lots and not self.units

    def names(self, lot: str, serial: str) -> bool:
        """Return whether goods are asked for by name."""
        return self.everything or lot in self.lots or bool({(lot, serial), ("", serial)} & self.units)


def wanted(query: Query) -> Iterator[tuple[str, Named]]:
    """Yield the products asked for, in order, and what is asked for of each."""
    codes, lots = _values(query, "product_code"), _values(query, "lot")
    serials, udis = _values(query, "serial"), _values(query, "udi")
    if udis:
        found = _carrying(query, udis)
    elif serials:
        in_lots = lots or [""]
        named = {(lot, serial) for lot in in_lots for serial in serials}
        of_units = codes or _of_units(query, serials)
        found = {code: Named(units=named) for code in of_units}
    elif lots:
        of_lots = codes or _of_lots(query, lots)
        found = {code: Named(lots=set(lots)) for code in of_lots}
    else:
        every = codes or {*products(query.connection), *_registered(query)}
        found = {code: Named() for code in every}
    for code in sorted(found):
        if not codes or code in codes:
            yield code, found[code]


def _values(query: Query, column: str) -> list[str]:
    return [value for value in query.values(column) if value is not None]


def _registered(query: Query) -> set[str]:
    return set(query.connection.scalars(sa.select(record_table("products").c.product_code).distinct()))


def _of_units(query: Query, serials: Sequence[str]) -> set[str]:
    moved = sa.select(_M.product_code).where(_M.serial.in_(serials), NAMES_UNIT).distinct()
    return set(query.connection.scalars(moved)) or {
        row["product_code"] for row in _naming(query, "serial", serials)
    }


def _of_lots(query: Query, lots: Sequence[str]) -> set[str]:
    found = set(products(query.connection, lots))
    registered = sa.select(record_table("products").c.product_code)
    for source in SOURCES:
        columns = record_table(source.table).c
        if "lot" in columns:
            statement = sa.select(columns.product_code).where(
                columns.product_code.in_(registered), columns.lot.in_(lots)
            )
            found.update(query.connection.scalars(statement.distinct()))
    return found


def _carrying(query: Query, udis: Sequence[str]) -> dict[str, Named]:
    """Return the units that carry a UDI, or the lots where the records that name it name no unit."""
    found: dict[str, Named] = defaultdict(Named)
    moved = query.connection.execute(
        sa.select(_M.product_code, _M.lot, _M.serial).where(_M.udi.in_(udis))
    ).all()
    rows: Iterable[tuple[str, str, str]] = [(row[0], row[1], row[2]) for row in moved]
    if not rows:
        said = _naming(query, "udi", udis)
        rows = [(row["product_code"], row["lot"] or "", row["serial"] or "") for row in said]
    lots, serials = _values(query, "lot"), _values(query, "serial")
    for product, lot, serial in rows:
        for unit in serial.split(";"):
            if (lots and lot and lot not in lots) or (serials and unit not in serials):
                continue
            if unit:
                found[product].units.add(("", unit))
            elif lot:
                found[product].lots.add(lot)
    return found


def _naming(query: Query, column: str, values: Sequence[str]) -> Iterator[Row]:
    """Yield the records, of all tables, that name a value in a column."""
    for source in SOURCES:
        columns = record_table(source.table).c
        if column not in columns or "lot" not in columns:
            continue
        fits = sa.or_(*(columns[column].contains(value, autoescape=True) for value in values))
        for row in select_rows(query, source.table, ("product_code", "lot", "serial", column), fits):
            given = row[column].split(";") if column == "serial" else [row[column]]
            if row["product_code"] is not None and not set(given).isdisjoint(values):
                yield row
