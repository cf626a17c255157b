"""XLSX on disk: sheets, numbers, dates, formulas, merged cells, damage."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ledger.errors import CommandError
from ledger.intake.headings.mapping import Mapping
from ledger.intake.opening import Input, open_inputs

_NOON = datetime(2027, 5, 1, 12, 30)  # noqa: DTZ001  # cells of a spreadsheet know no time zone
HEADINGS = ["销售单号", "销售日期", "客户编码", "产品编码", "批号", "数量", "经办人", "单价", "有效期"]


def _open(path: Path, **given: Any) -> list[Input]:
    return open_inputs(path, zone="Asia/Shanghai", today="2026-06-01", **given)


def test_numbers_dates_and_texts_of_a_sheet_become_cells(workbook) -> None:
    row = ["XS1", date(2026, 5, 1), "C1", 20260501, 6.9e12, 10.0, "S1", 0.1 + 0.2, "2028年2月"]
    (one,) = _open(workbook({"五月": [HEADINGS, row]}))
    (read,) = one.rows()
    assert (one.sheet, read.number, read.reasons) == ("五月", 2, [])
    assert read.cells == [
        "XS1",
        "2026-05-01",
        "C1",
        "20260501",
        "6900000000000",
        "10",
        "S1",
        "0.3",
        "2028年2月",
    ]
    assert read.data == {
        "sale_no": "XS1",
        "sold_on": "2026-05-01",
        "customer_code": "C1",
        "product_code": "20260501",
        "lot": "6900000000000",
        "quantity": "10",
        "seller": "S1",
        "unit_price": "0.3",
        "expiry_date": "2028-02-29",
        "expiry_text": "2028年2月",
    }


def test_serial_days_times_and_truth_values_become_what_they_mean(workbook) -> None:
    headings = [*HEADINGS[:7], "是否直调", "保修期至"]
    rows = [
        ["XS1", 46143, "C1", "P1", "L1", 1, "S1", True, _NOON],
        ["XS2", "46143", "C1", "P1", "L1", 1, "S1", 0, ""],
    ]
    first, second = _open(workbook({"a": [headings, *rows]}))[0].rows()
    assert (first.data["sold_on"], second.data["sold_on"]) == ("2026-05-01", "2026-05-01")
    assert (first.data["drop_shipment"], second.data["drop_shipment"]) == (True, False)
    assert first.data["warranty_until"] == "2027-05-01"


def test_every_sheet_that_is_not_empty_is_an_input_hidden_ones_too(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    for title in ("一月", "空", "隐藏"):
        sheet = book.add_worksheet(title)
        if title != "空":
            sheet.write_row(0, 0, HEADINGS[:7])
            sheet.write_row(1, 0, [title, "2026-05-01", "C1", "P1", "L1", 1, "S1"])
    sheet.hide()
    book.add_chartsheet("图")
    book.close()
    found = _open(path)
    assert [one.sheet for one in found] == ["一月", "隐藏"]
    assert [row.data["sale_no"] for one in found for row in one.rows()] == ["一月", "隐藏"]


def test_formulas_count_by_their_values(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS[:7])
    sheet.write_row(1, 0, ["XS1", "2026-05-01", "C1", "P1", "L1"])
    sheet.write_formula(1, 5, "=4+6", None, 10)
    sheet.write_formula(1, 6, '="S"&1', None, "S1")
    book.close()
    (row,) = _open(path)[0].rows()
    assert (row.data["quantity"], row.data["seller"]) == ("10", "S1")


def test_cells_merged_over_rows_repeat_what_names_but_not_what_counts(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 1, 0, 7, "销售明细")
    sheet.write_row(1, 1, HEADINGS[:7])
    for row, lot in enumerate(("L1", "L2", "L3"), start=2):
        sheet.write_row(row, 4, ["P1", lot, None if row == 3 else 1, "S1"])
    sheet.merge_range(2, 1, 4, 1, "XS1")
    sheet.merge_range(2, 2, 4, 2, "2026-05-01")
    sheet.merge_range(2, 3, 4, 3, "C1")
    sheet.merge_range(2, 6, 3, 6, 7)
    book.close()
    (one,) = _open(path)
    first, second, third = one.rows()
    assert [row.number for row in (first, second, third)] == [3, 4, 5]
    assert [row.data["sale_no"] for row in (first, second, third)] == ["XS1"] * 3
    assert [row.data.get("quantity") for row in (first, second, third)] == ["7", None, "1"]
    assert [reason.message("zh") for reason in second.reasons] == ["销售数量：应有内容，实际为空。"]
    assert second.cells[:3] == ["XS1", "2026-05-01", "C1"]
    assert one.skipped == {"title": 1}


def test_a_table_that_starts_further_down_and_to_the_right_keeps_its_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(4, 3, HEADINGS[:7])
    sheet.write_row(5, 3, ["XS1", "2026-05-01", "C1", "P1", "L1", 1, "S1"])
    sheet.write_row(8, 3, ["合计", "", "", "", "", 1])
    book.close()
    (one,) = _open(path)
    assert [row.number for row in one.rows()] == [6]
    assert one.skipped == {"empty": 6, "total": 1}


def test_a_sheet_that_is_no_table_is_named_with_its_sheet_and_can_be_passed_over(workbook) -> None:
    row = ["XS1", "2026-05-01", "C1", "P1", "L1", 1, "S1", 2, ""]
    path = workbook({"数据": [HEADINGS, row], "填写说明": [["请按格式填写"]]})
    with pytest.raises(CommandError) as refused:
        _open(path)
    assert refused.value.reason.message("en") == (
        f"Reading {path} › 填写说明: expected a heading row within the first 20 rows, found no known heading."
    )
    (one,) = _open(path, mapping=Mapping(ignored_sheets=frozenset({"填写说明"})))
    assert one.sheet == "数据"


def test_a_workbook_under_another_suffix_is_still_a_workbook(workbook) -> None:
    path = workbook({"a": [HEADINGS, ["XS1", "2026-05-01", "C1", "P1", "L1", 1, "S1"]]}, name="导出.csv")
    assert [row.data["sale_no"] for row in _open(path)[0].rows()] == ["XS1"]


def test_a_workbook_without_content_is_empty(workbook) -> None:
    with pytest.raises(CommandError) as refused:
        _open(workbook({"a": [], "b": []}))
    assert refused.value.code == "file_empty"


def test_another_archive_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(CommandError) as refused:
        _open(path)
    assert refused.value.code == "not_a_workbook"


def test_one_stray_cell_in_the_last_corner_does_not_end_the_program(workbook, tmp_path: Path) -> None:
    source = workbook({"a": [HEADINGS, ["XS1"]]})
    path = tmp_path / "far.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", stray)
            new.writestr(part, content)
    with pytest.raises(CommandError) as refused:
        _open(path)
    assert refused.value.reason.message("en") == (
        f"Reading {path}: expected at most 30000000 cells a sheet, got more in xl/worksheets/sheet1.xml."
    )


def test_progress_of_a_sheet_goes_from_nothing_to_the_whole_file(workbook) -> None:
    rows = [["XS1", "2026-05-01", "C1", "P1", "L1", 1, "S1"]] * 100
    (one,) = _open(workbook({"a": [HEADINGS, *rows]}))
    seen = [one.bytes_read() for _ in one.rows()]
    assert seen == sorted(seen)
    assert one.bytes_read() == one.bytes_total
