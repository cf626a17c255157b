"""Damaged cells of every column type: each read as a careful person reads it, or refused."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, get_args

from ledger.events import catalogue
from ledger.events.base import Column, ColumnType, Table
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.converters import converter, is_code, is_copied, is_expiry
from ledger.intake.cells.words import guarded_text
from ledger.intake.opening import open_inputs
from tests.support.budgets import examples
from tests.support.damaged_cells import (
    REFUSED,
    Cell,
    code_cell,
    copied_cell,
    date_cell,
    expiry_cell,
    guarded_words_cell,
    moment_cell,
    units,
    words_cell,
    yes_no_cell,
)
from tests.support.damaged_choices import (
    choice_cell,
    choices_cell,
    codes_cell,
    unit_cell,
    words_list_cell,
)
from tests.support.damaged_numbers import decimal_cell, integer_cell, money_cell, number_cell

ZONE = "Asia/Shanghai"
TODAY = "2026-06-01"
CELLS = 10_000


Make = Callable[[Random], Cell]
COUNTED = {"customer_on_hand", "customer_used", "customer_destroyed"}  # goods, that are never less than none
_OF_TYPE: dict[str, Make] = {
    "datetime": moment_cell,
    "money": money_cell,
    "boolean": yes_no_cell,
    "integer": integer_cell,
}


def _maker(column: Column, table: Table) -> tuple[str, Make] | None:
    """Return what makes cells of a column and the kind of it, None for the names of tables."""
    if column.type in _OF_TYPE:
        return column.type, _OF_TYPE[column.type]
    match column.type:
        case "date":
            return ("expiry", expiry_cell) if is_expiry(column) else ("date", date_cell)
        case "decimal" if column.key == "quantity":
            return "quantity", number_cell
        case "decimal":
            counted = "quantity" in column.key or column.key in COUNTED
            return None if counted else ("decimal", decimal_cell)
        case "enum":
            return "enum", choice_cell(column)
        case "list" if column.values:
            return "choices", choices_cell(column)
        case "list":
            return ("codes", codes_cell) if is_code(column, table) else ("words", words_list_cell)
    return _of_text(column, table)


def _of_text(column: Column, table: Table) -> tuple[str, Make] | None:
    if column.key == "unit":
        return "unit", unit_cell
    if column.key == "record_table":
        return None
    if is_code(column, table):
        return "code", code_cell
    return ("copied", copied_cell) if is_copied(column, table) else ("text", words_cell)


def _columns() -> dict[str, list[tuple[Table, Column, Make]]]:
    """Return the columns by kind, so that each kind is drawn as often, and in it each column."""
    found: dict[str, list[tuple[Table, Column, Make]]] = {}
    for table in catalogue.tables():
        for column in table.columns:
            if (maker := _maker(column, table)) is not None:
                found.setdefault(maker[0], []).append((table, column, maker[1]))
    return found


def _read(table: Table, column: Column, text: str) -> Any:
    read = converter(column, table, heading=column.zh, zone=ZONE, today=TODAY, words={})
    try:
        return read(text)
    except CellError:
        return REFUSED


def test_every_damaged_cell_is_read_as_a_careful_person_reads_it_or_refused() -> None:
    """Over the columns of all tables, each kind as often as the others; the same cells at every run."""
    chance = Random("cells")  # no secret
    columns = _columns()
    assert {column.type for some in columns.values() for _, column, _ in some} == set(get_args(ColumnType))
    for number in range(max(CELLS, examples(CELLS))):
        kind = list(columns)[number % len(columns)]
        table, column, maker = chance.choice(columns[kind])
        cell = maker(chance)
        found = _read(table, column, cell.text)
        assert found == cell.expected, (table.key, column.key, cell)


def test_no_cell_becomes_a_code_that_nobody_wrote() -> None:
    """Of codes alone, where a wrong reading joins goods that have nothing to do with each other."""
    table = catalogue.table("receipts")
    chance = Random("codes")  # no secret
    for _ in range(examples(CELLS)):
        cell = code_cell(chance)
        for key in ("lot", "receipt_no", "product_code"):
            found = _read(table, table.by_key[key], cell.text)
            assert found in {cell.expected, REFUSED}, (key, cell)
            assert found == cell.expected, (key, cell)


def test_words_behind_the_guard_of_our_own_files_come_back() -> None:
    chance = Random("guard")  # no secret
    for _ in range(examples(300)):
        cell = guarded_words_cell(chance)
        assert guarded_text(cell.text) == cell.expected, cell


def test_serials_of_a_line_are_those_that_were_written(tmp_path: Path) -> None:
    """Through a file: the quantity beside them says how many there are."""
    chance = Random("units")  # no secret
    drawn = [units(chance) for _ in range(examples(2000))]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["sale_no", "sold_on", "customer_code", "product_code", "seller", "serial", "quantity"]
        )
        for number, one in enumerate(drawn):
            writer.writerow([f"XS{number}", "2026-05-01", "C1", "P1", "S1", one.text, one.quantity or ""])
    (source,) = open_inputs(path, zone=ZONE, today=TODAY)
    for row, one in zip(source.rows(), drawn, strict=True):
        found = REFUSED if row.reasons else row.data["serial"].split(";")
        assert found == one.expected, one
        if not row.reasons:
            assert row.data["quantity"] == str(len(one.expected))


def test_cells_through_a_file_are_read_like_cells_alone(tmp_path: Path) -> None:
    """A refused cell refuses its row, and no other."""
    chance = Random("rows")  # no secret
    drawn = [(code_cell(chance), date_cell(chance)) for _ in range(examples(1000))]
    path = tmp_path / "a.csv"
    headings = [
        "sale_no",
        "sold_on",
        "customer_code",
        "product_code",
        "seller",
        "quantity",
        "lot",
        "production_date",
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        for number, (lot, made) in enumerate(drawn):
            writer.writerow([f"XS{number}", "2026-05-01", "C1", "P1", "S1", "1", lot.text, made.text])
    (source,) = open_inputs(path, zone=ZONE, today=TODAY)
    for row, cells in zip(source.rows(), drawn, strict=True):
        refused = [cell for cell in cells if cell.expected == REFUSED]
        assert len(row.reasons) == len(refused), cells
        if not refused:
            assert (row.data.get("lot"), row.data.get("production_date")) == tuple(
                cell.expected for cell in cells
            )
