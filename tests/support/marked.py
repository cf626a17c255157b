"""A ledger in which every text that may be free is markup: in every table, in names, codes and lots."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.events.base import Column, Table
from replay.bootstrap import Program
from replay.doors.answering import imported
from tests.support.desk import Desk, Row, customer, product, receipt, returned, sale, staff, supplier
from tests.support.filled_tables import TABLES, rows_of
from tests.support.page_reading import Node

MARKUP = "<img src=x onerror=alert(1)>\"'&lt;"
"""What would be an element, or leave the value of an attribute, wherever it is not escaped."""
_CODED = ("_no", "_nos", "_code", "_codes", "_key", "lot", "lots", "serial", "serials", "udi")


def mark(program: Program) -> dict[str, int]:
    """Record marked rows in every table; return how many each took."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        desk = Desk(None, folder)  # type: ignore[arg-type] # it writes files, and imports none

        def taken(key: str, *files: Path) -> int:
            done = imported(program, files, folder, table=key)
            return sum(int(one["recorded"]) for one in done["files"])

        for key, rows in _registers().items():
            assert taken(key, desk.file(*rows)) == len(rows), key
        assert taken("sales", desk.file(sale("XS2", "", "1", line="1"))) == 1
        lacking = {"finding_position": str(program.log.head())}  # that sale breaks M-12
        return {one.key: taken(one.key, *_files(desk, one, lacking)) for one in TABLES}


def _registers() -> dict[str, list[Row]]:
    """Return the house that the rows name, and the trade of goods whose every name is markup."""
    name = MARKUP
    return {
        "products": [product(), product(name, name=name)],
        "suppliers": [supplier(), supplier(name, name=name)],
        "staff": [staff(), staff(name, name=name)],
        "customers": [customer(), customer(name, name=name, address=name, contact=name)],
        "receipts": [receipt(), receipt(f"YS{name}", name, product_code=name, supplier_code=name)],
        "sales": [
            sale(quantity="40", line="1"),
            sale(f"XS{name}", name, line="1", product_code=name, customer_code=name, seller=name),
        ],
        "returns": [returned(quantity="5", sale_no="XS1", sale_line="1", disposition="待处理")],
    }


def _files(desk: Desk, table: Table, known: Row) -> list[Path]:
    """Return the rows of a table as one file, or as many where a stage names a line of its case."""
    rows = list(_marked(table, known))
    lines = table.kind == "case" and "line" in table.identity
    return [desk.file(row) for row in rows] if lines else [desk.file(*rows)]


def _marked(table: Table, known: Row) -> Iterator[Row]:
    for row in rows_of(table):
        named = row | {key: value for key, value in known.items() if key in row}
        yield {key: MARKUP if is_free(table, key) else value for key, value in named.items()}


def is_free(table: Table, key: str) -> bool:
    """Return whether a column of a table takes any text."""
    column: Column | None = table.by_key.get(key)
    if column is None or column.type != "text" or column.ref or column.values:
        return False
    return key not in {*table.identity, "unit", "record_table"} and not key.endswith(_CODED)


def raw(page: Node) -> list[str]:
    """Return what of a page is markup that was recorded, or would run."""
    return [
        f"<{one.tag} {one.attrs}>"
        for one in every(page)
        if one.attrs.get("src") == "x"
        or any(name.startswith("on") for name in one.attrs)
        or any(value.strip().lower().startswith("javascript:") for value in one.attrs.values())
    ]


def every(page: Node) -> Iterator[Node]:
    """Yield every element of a page."""
    for one in page.inner:
        if isinstance(one, Node):
            yield one
            yield from every(one)
