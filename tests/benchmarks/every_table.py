"""Rows of every record table, made from its declaration: plausible, repeatable, not a story.

Row `n` of every table names row `n` of the tables that it refers to. Half of the rows give every column, half
only what is required; what the rules of recording refuse is simply not there.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from ledger.events import catalogue
from ledger.events.base import Column, Table
from tests.benchmarks.trade import CUSTOMERS, LOTS, PRODUCTS, STAFF

_START = date(2025, 3, 1)
_YET_TO_COME = "2031-12-31"
# What trade.py has made in great number already.
MADE = frozenset({"products", "customers", "suppliers", "staff", "receipts", "sales", "returns"})
_CODES: dict[str, Callable[[int], str]] = {
    "products": lambda n: f"P{n % LOTS % PRODUCTS:03d}",
    "customers": lambda n: f"C{n % CUSTOMERS:04d}",
    "suppliers": lambda _n: "S1",
    "staff": lambda n: f"E{n % STAFF:02d}",
    "sales": lambda n: f"XS{n:08d}",
}
# What fits trade.py: what is voided is a sale line, the goods are known by lot.
_GIVEN: dict[str, Callable[[int], str]] = {
    "unit": lambda _n: "支",
    "lot": lambda n: f"L{n % LOTS:05d}",
    "lots": lambda n: f"L{n % LOTS:05d}",
    "replacement_lot": lambda n: f"L{n % LOTS:05d}",
    "record_table": lambda _n: "sales",
    "record_no": lambda n: f"XS{n:08d}",
    "plan_year": lambda _n: "2025",
    "year": lambda _n: "2025",
}
_LEFT_OUT = frozenset(
    {"serial", "replacement_serial", "udi", "difference", "refused_quantity", "sale_no", "sale_line"}
)
# What is disposed of comes from the shelf: nothing was set apart before.
_OF_THE_SHELF = {"disposals": frozenset({"nonconformity_no", "return_no"})}
# A recall that names no goods is one of all goods: its board has a line for every customer and lot.
_NEEDED = {"recalls": frozenset({"product_code", "lots"})}
_PLAIN = {"integer": "1", "decimal": "1", "money": "10.00", "boolean": "否", "list": "A"}


def write_every_table(folder: Path, count: int) -> Iterator[tuple[Table, Path]]:
    """Write a file of so many rows for every table but those of trade.py, in the catalogue's order."""
    for table in sorted(catalogue.tables(), key=lambda one: one.kind != "register"):
        if table.key in MADE:
            continue
        for name, columns, numbers in (
            ("whole", _whole(table), range(0, count, 2)),
            ("least", _least(table), range(1, count, 2)),
        ):
            path = folder / f"{table.key}.{name}.csv"
            _write(path, table, columns, numbers)
            yield table, path


def _whole(table: Table) -> list[Column]:
    """Return every column of a table, of a case those with which it may begin."""
    begin = {key for stage in table.beginnings[:1] for key in stage.columns}
    left_out = _LEFT_OUT | _OF_THE_SHELF.get(table.key, frozenset())
    return [
        column
        for column in table.columns
        if (column.required or column.key not in left_out)
        and (not begin or column.key in {*begin, *table.identity})
    ]


def _least(table: Table) -> list[Column]:
    needed = {*table.identity, *table.event_time[:1], *_NEEDED.get(table.key, ())}
    return [column for column in table.columns if column.required or column.key in needed]


def _write(path: Path, table: Table, columns: list[Column], numbers: Iterable[int]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.key for column in columns])
        writer.writerows([value(table, column, n) for column in columns] for n in numbers)


def value(table: Table, column: Column, n: int) -> str:
    """Return a plausible cell of a column for row `n`."""
    day = _START + timedelta(days=n % 250)
    if column.key in _GIVEN:
        return _GIVEN[column.key](n)
    if column.ref:
        return _code(column.ref, n)
    if column.values:
        return column.values[n // 2 % len(column.values)].key
    if column.key == table.identity[0]:
        return _code(table.key, n)
    if column.type == "date":
        return _YET_TO_COME if column.key in table.future else day.isoformat()
    if column.type == "datetime":
        return f"{day} {n % 24:02d}:30:00"
    return _PLAIN.get(column.type) or (
        _code(column.key, n) if column.key.endswith("_no") else f"{column.zh}{n}"
    )


def _code(key: str, n: int) -> str:
    made = _CODES.get(key)
    return made(n) if made else f"{key.upper()}-{n:07d}"
