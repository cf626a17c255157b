"""Files on disk, opened as an import opens them, on 1 June 2026 in Shanghai."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ledger.intake.headings.mapping import Mapping
from ledger.intake.opening import Input, open_inputs
from ledger.intake.rows import Row

ZONE = "Asia/Shanghai"
TODAY = "2026-06-01"
Opened = Callable[..., list[Input]]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Write a file and open it: `opened(content, name=…, encoding=…, table=…, mapping=…)`."""

    def write_and_open(
        content: str | bytes,
        *,
        name: str = "file.csv",
        encoding: str = "utf-8",
        table: str | None = None,
        mapping: Mapping | None = None,
    ) -> list[Input]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return open_inputs(path, table=table, mapping=mapping, zone=ZONE, today=TODAY)

    return write_and_open


@pytest.fixture
def sale() -> Callable[..., str]:
    """Return a sale as CSV of one line: `sale(quantity="5", lot=…)`; blank values leave the column out."""

    def one(**given: str) -> str:
        values = {
            "sale_no": "XS1",
            "sold_on": "2026-05-01",
            "customer_code": "C1",
            "product_code": "P1",
            "quantity": "1",
            "seller": "S1",
            **given,
        }
        quoted = ('"' + value.replace('"', '""') + '"' for value in values.values())
        return ",".join(values) + "\n" + ",".join(quoted) + "\n"

    return one


@pytest.fixture
def read_sale(opened: Opened, sale: Callable[..., str]) -> Callable[..., Row]:
    """Return the one row of a sale written as CSV: `read_sale(quantity="5")`."""

    def one(**given: str) -> Row:
        (row,) = opened(sale(**given))[0].rows()
        return row

    return one


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook: `workbook({"sheet": [[cell, …], …]})`; dates and numbers stay what they are."""

    def write(sheets: dict[str, Sequence[Sequence[Any]]], name: str = "book.xlsx") -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "in_memory": True})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        book.close()
        return path

    return write
