"""Files that a spreadsheet damaged: what is lost is rejected, and corrected in a workbook of the rows."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl

from tests.support.desk import Desk, receipt, sale


def _workbook(desk: Desk) -> Path:
    """Return the workbook of the rows that were rejected last."""
    return max(desk.folder.glob("rejects*.xlsx"), key=lambda path: path.stat().st_mtime_ns)


def test_lots_without_their_last_digits_are_rejected_and_never_joined(desk: Desk) -> None:
    """Two lots that a spreadsheet shows alike do not become one; the real one is not hidden."""
    desk.recorded("receipts", receipt("YS9", lot="202605010012"))
    shown = [
        sale("XS1", lot="2.02605E+11"),
        sale("XS2", lot="２.０２６０５Ｅ＋１１"),
        sale("XS3", lot="1-May"),
    ]
    desk.refused("sales", *shown)
    assert all("重新导出" in row["处理建议"] or "export it again" in row["处理建议"] for row in desk.rejects)
    assert desk.cli.table("sales") == []


def test_a_row_corrected_in_the_workbook_is_recorded_as_it_was_typed(desk: Desk) -> None:
    """Opened, corrected and saved by a spreadsheet: no code becomes a number or a day."""
    desk.recorded("receipts", receipt("YS9", lot="00123"), receipt("YS8", lot="1-5"))
    desk.take("sales", sale("XS1", lot="2.02605E+11"), sale("XS2", lot="1月5日"), expect=2)
    path = _workbook(desk)
    book = openpyxl.load_workbook(path)
    headings = [cell.value for cell in book.active[1]]
    column = headings.index("lot") + 1
    for row, lot in ((2, "00123"), (3, "1-5")):
        assert book.active.cell(row, column).number_format == "@"
        book.active.cell(row, column).value = lot
    book.save(path)
    assert desk.cli.import_(path).counts == (2, 0, 0)
    assert [row["lot"] for row in desk.cli.table("sales")] == ["00123", "1-5"]


def test_what_a_spreadsheet_would_run_comes_home_unchanged(desk: Desk, tmp_path: Path) -> None:
    """The guard is written into CSV files, and read off again."""
    desk.recorded(
        "sales", sale("XS1", lot="=1+1", product_name='=HYPERLINK("http://x","y")'), sale("XS2", lot="@A")
    )
    exported = tmp_path / "sales.csv"
    desk.cli.run("table", "sales", "--format", "csv", "--output", str(exported))
    with exported.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["生产批号"] for row in rows] == ["'=1+1", "'@A"]
    assert desk.cli.import_(exported).counts == (0, 2, 0)


def test_a_re_export_in_another_order_is_all_duplicates(desk: Desk) -> None:
    """Lines without numbers are told by what they say; one more is the next free line."""
    first, other, more = sale("XS1", lot="LA"), sale("XS1", lot="LB", quantity="20"), sale("XS1", lot="LC")
    lines = [
        {key: value for key, value in row.items() if key != "line"} for row in (first, other, first, more)
    ]
    assert desk.take("sales", *lines[:3]) == (3, 0, 0)
    assert desk.take("sales", lines[1], lines[0], lines[2]) == (0, 3, 0)
    assert desk.take("sales", lines[3], *lines[:3]) == (1, 3, 0)
    assert desk.take("sales", lines[3]) == (0, 1, 0)
    assert [(row["line"], row["lot"]) for row in desk.cli.table("sales")] == [
        (1, "LA"),
        (2, "LB"),
        (3, "LA"),
        (4, "LC"),
    ]
    corrected = {**lines[1], "quantity": "25"}
    assert desk.take("sales", lines[0], corrected, lines[2], lines[3], expect=2) == (0, 3, 1)
