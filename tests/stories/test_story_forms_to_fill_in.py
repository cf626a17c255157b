"""Forms that the program writes: filled in with a spreadsheet, they come back as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ledger.events import catalogue
from ledger.events.base import Table
from ledger.intake.opening import open_inputs
from replay.templates.writing import write_form
from tests.stories.conftest import Copied
from tests.support.desk import Desk, receipt

TABLES = [table for table in catalogue.tables() if table.kind != "view"]


@pytest.fixture
def desk(at_a_copy: Copied) -> Iterator[Desk]:
    """Return a desk at a small house (SQLite)."""
    with at_a_copy() as one:
        yield one


def filled(desk: Desk, table: str, *rows: dict[str, Any]) -> Path:
    """Write the form of a table and fill it in, by heading, from the first row below the headings."""
    path = desk.folder / f"{table}.xlsx"
    desk.cli.run("template", table, "--output", path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[2]}
    for number, row in enumerate(rows, 3):
        for heading, value in row.items():
            sheet.cell(number, places[heading], value)
    book.save(path)
    return path


def test_a_sale_filled_in_by_names_comes_in_and_again_as_a_duplicate(desk: Desk) -> None:
    """The house gives the number; the sheets that explain the form are passed over."""
    desk.recorded("receipts", receipt())
    row = {
        "销售日期": "2026-05-06",
        "购货者名称": "医院C1",
        "产品名称": "产品P01",
        "生产批号": "L1",
        "销售数量": 5,
        "销售方式": "批发",
        "经办人": "员工E1",
        "单价": 12.5,
    }
    path = filled(desk, "sales", row, {**row, "销售数量": 7})
    assert desk.take_file(path).counts == (2, 0, 0)
    assert desk.take_file(path).counts == (0, 2, 0)
    told = [
        (one["sale_no"], one["line"], one["customer_code"], one["quantity"], one["seller"])
        for one in desk.cli.table("sales")
    ]
    assert told == [("XS-20260506-001", 1, "C1", "5", "E1"), ("XS-20260506-001", 2, "C1", "7", "E1")]


def test_numbers_that_are_filled_in_are_kept(desk: Desk) -> None:
    """The form of a complaint, with a number of the house's own."""
    row = {"投诉编号": "TS-9", "接收日期": "2026-05-06", "客户编码": "C1", "投诉内容": "漏液"}
    assert desk.take_file(filled(desk, "complaints", row)).counts == (1, 0, 0)
    assert [one["complaint_no"] for one in desk.cli.table("complaints")] == ["TS-9"]


def test_a_form_has_choices_checks_and_notes(desk: Desk) -> None:
    """A spreadsheet refuses another word, a day to come and a quantity below zero before the import does."""
    path = filled(desk, "sales")
    book = openpyxl.load_workbook(path)
    sheet = book["销售记录"]
    columns = {cell.value: cell.column_letter for cell in sheet[2]}
    checks = {
        next(iter(one.sqref.ranges)).coord.partition("3:")[0]: one
        for one in sheet.data_validations.dataValidation
    }
    assert checks[columns["销售方式"]].type == "list"
    assert checks[columns["销售日期"]].formula2 == "TODAY()"
    assert (checks[columns["销售数量"]].type, checks[columns["销售数量"]].formula1) == ("decimal", "0")
    assert checks[columns["是否直调"]].formula1 == '"是,否"'
    assert sheet[f"{columns['销售日期']}2"].comment.text.startswith("必填")
    assert sheet[f"{columns['销售单号']}2"].comment.text.startswith("可不填")
    choices = book["可选项"]
    assert choices.sheet_state == "hidden"
    assert {cell.value for row in choices.iter_rows(min_row=2) for cell in row} >= {"批发", "零售", "直调"}
    assert "填写说明" in book.sheetnames


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_the_form_of_every_table_is_known_as_its_own(table: Table, tmp_path: Path) -> None:
    """All official headings are there, once, and no other table is meant."""
    path = tmp_path / "form.xlsx"
    with path.open("wb") as target:
        write_form(target, table)
    (one,) = open_inputs(path, zone="Asia/Shanghai", typed=True)
    assert (one.table.key, one.unknown_columns) == (table.key, [])
    assert list(one.columns) == list(dict.fromkeys(one.columns))
    assert set(one.columns) == {column.key for column in table.columns}
    assert list(one.rows()) == []


def test_a_form_of_what_is_no_table_is_refused(desk: Desk, tmp_path: Path) -> None:
    """A view, an unknown name, another kind of file."""
    path = tmp_path / "form.xlsx"
    assert (
        "recall_consignees" in desk.cli.run("template", "recall_consignees", "--output", path, expect=2).err
    )
    desk.cli.run("template", "没有的表", "--output", path, expect=2)
    other = desk.cli.run("template", "sales", "--output", tmp_path / "form.csv", expect=2)
    assert other.err.splitlines() == [
        f"Writing a form: expected a file that ends in .xlsx, got {tmp_path / 'form.csv'}.",
        "For example --output sales.xlsx.",
    ]
    assert not path.exists()
