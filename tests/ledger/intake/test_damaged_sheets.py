"""Cells of a sheet whose type or format says that they are no longer what somebody wrote."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ledger.intake.opening import open_inputs
from ledger.intake.rejects import RejectsWriter
from ledger.intake.rows import Row

HEADINGS = ["销售单号", "销售日期", "客户编码", "产品编码", "批号", "数量", "经办人", "备注"]
_HALF_PAST_EIGHT = datetime(2026, 5, 1, 8, 30)  # noqa: DTZ001  # cells of a spreadsheet know no time zone


def _rows(path: Path) -> list[Row]:
    return [row for one in open_inputs(path, zone="Asia/Shanghai", today="2026-06-01") for row in one.rows()]


def _sheet(path: Path, *cells: tuple[Any, str | None], column: int = 4, **options: Any) -> Path:
    """Write a sale for each cell, the cell in one column, with its number format."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", **options}) as book:
        sheet = book.add_worksheet("出库")
        sheet.write_row(0, 0, HEADINGS)
        for number, (value, form) in enumerate(cells, 1):
            sheet.write_row(number, 0, [f"XS{number}", "2026-05-01", "C1", "P1", "L1", 1, "S1"])
            given = [book.add_format({"num_format": form})] if form else []
            if isinstance(value, datetime | date | time):
                sheet.write_datetime(number, column, value, *given)
            else:
                sheet.write(number, column, value, *given)
    return path


def test_codes_are_read_as_a_person_sees_them(tmp_path: Path) -> None:
    path = _sheet(
        tmp_path / "a.xlsx",
        (123, "00000000"),
        (123, None),
        (6901234567892, None),
        (7, '"L"000'),
        (1.5, "0.00"),
    )
    rows = _rows(path)
    assert [row.reasons for row in rows] == [[]] * 5
    assert [row.data["lot"] for row in rows] == ["00000123", "123", "6901234567892", "L007", "1.50"]


def test_cells_that_are_no_codes_any_more_are_refused_and_named(tmp_path: Path) -> None:
    cells = {
        "digits_lost": [(20260501001200345, None), (1e20, None), (2.5e-7, None)],
        "code_became_date": [
            (date(2026, 5, 1), "yyyy-mm-dd"),
            (_HALF_PAST_EIGHT, "yyyy-mm-dd hh:mm"),
            (time(8, 30), "hh:mm"),
            (46143, 31),
        ],
        "code_became_truth": [(True, None), (False, None)],
        "code_shown_otherwise": [(1234, "#,##0"), (0.05, "0%"), (6.9e12, "0.00E+00")],
    }
    path = _sheet(tmp_path / "a.xlsx", *(one for several in cells.values() for one in several))
    rows = _rows(path)
    assert all("lot" not in row.data for row in rows)
    assert [row.data["sale_no"] for row in rows] == [f"XS{number}" for number in range(1, 13)]
    expected = [code for code, several in cells.items() for _ in several]
    assert [[reason.code for reason in row.reasons] for row in rows] == [[code] for code in expected]


def test_a_rejected_cell_is_rejected_again_from_both_rejects_files(tmp_path: Path) -> None:
    """What a sheet damaged is not mended by being written down as text."""
    path = _sheet(
        tmp_path / "a.xlsx",
        *(
            (20260501001200345, None),
            (date(2026, 5, 1), "yyyy-mm-dd"),
            (_HALF_PAST_EIGHT, "yyyy-mm-dd hh:mm"),
        ),
        *((time(8, 30), "hh:mm"), (True, None), (1234, "#,##0"), (0.05, "0%"), (6.9e12, "0.00E+00")),
    )
    (one,) = open_inputs(path, zone="Asia/Shanghai", today="2026-06-01")
    with RejectsWriter(tmp_path / "a.rejects.csv", one) as writer:
        for row in one.rows():
            writer.write(row)
    for again in ("a.rejects.csv", "a.rejects.xlsx"):
        rows = _rows(tmp_path / again)
        assert (len(rows), [row.data["sale_no"] for row in rows if not row.reasons]) == (8, [])


def test_codes_corrected_in_the_rejects_workbook_are_read_as_typed(tmp_path: Path) -> None:
    """Cells of the workbook are text, so that what is typed into them stays what it is."""
    path = _sheet(tmp_path / "a.xlsx", (date(2026, 5, 1), "yyyy-mm-dd"))
    (one,) = open_inputs(path, zone="Asia/Shanghai", today="2026-06-01")
    with RejectsWriter(tmp_path / "a.rejects.csv", one) as writer:
        for row in one.rows():
            writer.write(row)
    with zipfile.ZipFile(tmp_path / "a.rejects.xlsx") as archive:
        styles = archive.read("xl/styles.xml").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'formatCode="@"' in styles
    assert 't="n"' not in sheet
    assert "<v>46143</v>" not in sheet
    for typed in ("007", "202605010012003456", "5-1"):
        corrected = tmp_path / f"{typed}.xlsx"
        with (
            zipfile.ZipFile(tmp_path / "a.rejects.xlsx") as old,
            zipfile.ZipFile(corrected, "w") as new,
        ):
            for part in old.namelist():
                new.writestr(part, old.read(part).replace(b"2026/5/1", typed.encode()))
        (row,) = _rows(corrected)
        assert (row.reasons, row.data["lot"]) == ([], typed)


def test_an_apostrophe_in_a_sheet_says_that_the_text_is_meant(tmp_path: Path) -> None:
    """The spreadsheet keeps it as a mark of the cell's style."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for number, quoted in enumerate((True, False), 1):
            sheet.write_row(number, 0, [f"XS{number}", "2026-05-01", "C1", "P1"])
            style = book.add_format({"quote_prefix": quoted, "num_format": "@"})
            sheet.write_string(number, 4, "1-May", style)
            sheet.write_row(number, 5, [1, "S1"])
    meant, not_meant = _rows(path)
    assert (meant.reasons, meant.data["lot"]) == ([], "1-May")
    assert [reason.code for reason in not_meant.reasons] == ["code_became_date"]


def test_a_formula_without_a_result_is_named(tmp_path: Path) -> None:
    """As programs write them that do not calculate; an empty result of a formula is a blank."""
    path = _sheet(tmp_path / "a.xlsx", ("L1", None), ("L2", None), ("L3", None))
    parts = {2: b"", 3: b"<v></v>", 4: b"<v></v>"}
    with zipfile.ZipFile(path) as old:
        content = {name: old.read(name) for name in old.namelist()}
    sheet = content["xl/worksheets/sheet1.xml"]
    for row, result in parts.items():
        start = sheet.index(b'<c r="E%d"' % row)
        end = sheet.index(b"</c>", start) + 4
        kind = b' t="str"' if row == 4 else b""
        sheet = sheet[:start] + b'<c r="E%d"%s><f>A1&amp;B1</f>%s</c>' % (row, kind, result) + sheet[end:]
    with zipfile.ZipFile(path, "w") as new:
        for name, text in content.items():
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else text)
    first, second, third = _rows(path)
    for row in (first, second):
        assert [reason.message("zh") for reason in row.reasons] == [
            "生产批号：应有内容，实际是尚未计算的公式：文件里没有它的结果。"
        ]
    assert (third.reasons, "lot" in third.data) == ([], False)


def test_a_telephone_is_read_as_it_is_shown(tmp_path: Path) -> None:
    """In a column of words, too; a number that its format hides stays the number."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["客户编码", "客户名称", "联系电话", "客户类型"])
        sheet.write_row(1, 0, ["C1", "甲"])
        sheet.write_column(1, 3, ["医疗器械使用单位"] * 2)
        sheet.write_number(1, 2, 2112345678, book.add_format({"num_format": "00000000000"}))
        sheet.write_row(2, 0, ["C2", "乙"])
        sheet.write_number(2, 2, 13912345678, book.add_format({"num_format": "#,##0"}))
    rows = [
        row
        for one in open_inputs(path, table="customers", zone="Asia/Shanghai", today="2026-06-01")
        for row in one.rows()
    ]
    assert [row.data["phone"] for row in rows] == ["02112345678", "13912345678"]


def test_days_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    path = _sheet(
        tmp_path / "a.xlsx",
        *((date(2026, 5, 1), "yyyy-mm-dd"), (44681, None), (44681.5, None), (20260501, None)),
        *(("2026-05-01", None), ("44681", None)),
        column=1,
        date_1904=True,
    )
    *sound, text = _rows(path)
    assert [row.data.get("sold_on") for row in sound] == ["2026-05-01"] * 5
    assert [reason.code for reason in text.reasons] == ["days_of_1904"]
    assert text.data["sale_no"] == "XS6"


@pytest.mark.parametrize(
    "cell",
    [
        b'<c s="1" r="E2">',
        b"<c s='1'  r='E2'>",
        b'<c r="E2" t="n" s="1">',
        b'<c t="n" r="E2"  s="1">',
        b'<c r="E2" cm="0" s="1" t="n">',
    ],
)
def test_styles_are_found_however_the_cells_are_written(tmp_path: Path, cell: bytes) -> None:
    """Other programs put the attributes in another order and in other quotes."""
    path = _sheet(tmp_path / "a.xlsx", (123, "00000000"))
    with zipfile.ZipFile(path) as old:
        content = {name: old.read(name) for name in old.namelist()}
    sheet = content["xl/worksheets/sheet1.xml"]
    assert b'<c r="E2" s="1">' in sheet
    content["xl/worksheets/sheet1.xml"] = sheet.replace(b'<c r="E2" s="1">', cell)
    with zipfile.ZipFile(path, "w") as new:
        for name, text in content.items():
            new.writestr(name, text)
    (row,) = _rows(path)
    assert row.data["lot"] == "00000123"
