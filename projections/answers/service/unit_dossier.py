"""The dossier of one unit: to whom it was sold, under which warranty, and all that happened to it since.

Requirement T-18 asks for full service information of a unit. Each part holds the rows of a record table that
name the unit, as `medledger table` shows them, blanks left out; cases are laid together from their stages. A
warranty that names no unit counts by the line of the sale that it is for.

::

    {"product_code", "lot", "serial",
     "sales", "warranties", "complaints", "repairs", "services": [rows],
     "loaners": [{"repair_no", "as": loaner | in_place, ...}], "recalls": [...], "exchanges": [...]}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ledger.events import catalogue
from projections.reading.filters import filters
from projections.reading.query import Query

PARTS: Final = {
    "sales": "sales",
    "warranties": "warranties",
    "complaints": "complaints",
    "repairs": "repairs",
    "services": "service_records",
}
"""The parts that are rows of a table, with the key of the table."""
_LENT: Final = (
    *("repair_no", "customer_code", "loaner_product_code", "loaner_serial"),
    *("loaner_issued_at", "loaner_returned_at", "loaner_state"),
)
Row = Mapping[str, Any]
Unit = tuple[str, str, str]
"""Product, lot (empty text where none is known) and serial."""


def unit_dossier(query: Query, unit: Unit, sold: Iterable[Row]) -> dict[str, Any]:
    """Return the dossier of a unit, but for its recalls and exchanges.

    Args:
        query: How far to look, and where.
        unit: Which.
        sold: The movements by which it was sold.
    """
    product, lot, serial = unit
    sales = list(_sales(query, {row["doc_no"]: row["position"] for row in sold}.items()))
    repairs = list(_naming(query, "repairs", product, "serial", serial))
    return {
        "product_code": product,
        "lot": lot or None,
        "serial": serial,
        "sales": sales,
        "warranties": _warranties(query, product, serial, sales),
        "complaints": list(_naming(query, "complaints", product, "serial", serial)),
        "repairs": repairs,
        "services": list(_naming(query, "service_records", product, "serial", serial)),
        "loaners": [
            *(_loaner("in_place", row) for row in repairs if row.get("loaner_serial")),
            *(_loaner("loaner", row) for row in _naming(query, "repairs", product, "loaner_serial", serial)),
        ],
    }


def _sales(query: Query, lines: Iterable[tuple[str, int]]) -> Iterator[dict[str, Any]]:
    numbers, positions = zip(*lines, strict=True) if (lines := list(lines)) else ((), ())
    if numbers:
        for row in _rows(query, "sales", *(f"sale_no={number}" for number in numbers)):
            if row["position"] in positions:
                yield row


def _warranties(query: Query, product: str, serial: str, sales: Iterable[Row]) -> list[dict[str, Any]]:
    lines = {(row["sale_no"], row["line"]) for row in sales}
    own = list(_naming(query, "warranties", product, "serial", serial))
    asked = [f"sale_no={number}" for number in sorted({number for number, _ in lines})]
    of_lines = _rows(query, "warranties", f"product_code={product}", *asked) if asked else ()
    own += [
        row for row in of_lines if "serial" not in row and (row.get("sale_no"), row.get("sale_line")) in lines
    ]
    return own


def _naming(query: Query, table: str, product: str, column: str, serial: str) -> Iterator[dict[str, Any]]:
    """Yield the rows that name a unit in a column, alone or among others."""
    of_product = column.replace("serial", "product_code")
    for row in _rows(query, table, f"{of_product}={product}", f"{column}~{serial}"):
        if serial in row[column].split(";"):
            yield row


def _rows(query: Query, key: str, *asked: str) -> Iterator[dict[str, Any]]:
    for row in query.rows(key, where=filters(catalogue.table(key), asked, query.zone)):
        yield {name: value for name, value in row.items() if value is not None}


def _loaner(role: str, row: Row) -> dict[str, Any]:
    """Return a loan: of this unit (`loaner`), or of another one in its place."""
    return {"as": role, **{name: row.get(name) for name in _LENT}}
