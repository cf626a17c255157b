"""Open matters and the goods they are about: holds, nonconformities, differences and incidents.

A matter that names units is about these, one that names a sale about its lines of the product. One that names
neither is about the lots that it names, or else about everything of the product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ledger.events import catalogue
from projections.reading.query import Query
from projections.reading.stream import Row
from projections.tables.record_tables import STAGE

TABLES = ("quality_holds", "nonconformities", "delivery_discrepancies", "quality_incidents")
_LOOKED_AT = ("product_code", "lot", "lots", "serial", "serials", "sale_no", "sale_line")


class OpenGoodsMatters:
    """Numbers of the open matters, found by what they are about.

    Attributes:
        products: Of which there are any.
    """

    def __init__(self, query: Query) -> None:
        self.products: set[str] = set()
        self._by_product: dict[str, list[str]] = defaultdict(list)
        self._by_lot: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._by_unit: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._by_sale: dict[tuple[str, str], list[tuple[int | None, str]]] = defaultdict(list)
        for key in TABLES:
            number = catalogue.table(key).identity[0]
            for row in open_cases(query, key, _LOOKED_AT):
                if row["product_code"] is not None:
                    self._add(row, row[number])

    def of(
        self,
        product: str,
        lot: str | None,
        serials: Iterable[str | None],
        sale_no: str | None,
        line: int | None,
    ) -> list[str]:
        """Return the matters that are about goods or about the line of a sale, in order, each once."""
        found = {*self._by_product.get(product, ()), *self._by_lot.get((product, lot or ""), ())}
        for serial in serials:
            found.update(self._by_unit.get((product, serial or ""), ()))
        for named, number in self._by_sale.get((product, sale_no or ""), ()):
            if named is None or named == line:
                found.add(number)
        return sorted(found)

    def _add(self, row: Row, number: str) -> None:
        product = row["product_code"]
        self.products.add(product)
        serials, lots = named(row, "serial"), named(row, "lot")
        for serial in serials:
            self._by_unit[product, serial].append(number)
        if row.get("sale_no") is not None:
            self._by_sale[product, row["sale_no"]].append((row["sale_line"], number))
        elif not serials:
            for lot in lots:
                self._by_lot[product, lot].append(number)
            if not lots:
                self._by_product[product].append(number)


def open_cases(query: Query, key: str, only: Sequence[str] | None = None) -> Iterable[Row]:
    """Yield the cases of a table that have not come to their end at the cut-off.

    Args:
        query: How far to look.
        key: Of the table.
        only: Of its columns show only these, where it has them, and the number.
    """
    table = catalogue.table(key)
    ends = {stage.key for stage in table.stages if stage.closes}
    shown = None if only is None else [name for name in only if name in table.by_key]
    return (row for row in query.rows(key, only=shown) if row[STAGE] not in ends)


def named(row: Row, column: str) -> list[str]:
    """Return the lots, or the serials, that a case names in a column of its own or in a list."""
    several: list[str] = row.get(f"{column}s") or []
    own = (row.get(column) or "").split(";") if column == "serial" else [row.get(column) or ""]
    return [value for value in (*own, *several) if value]
