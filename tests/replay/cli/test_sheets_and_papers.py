"""Tables as forms: a workbook ready to print, CSV in the encoding that a house's programs read, PDF."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pypdf
import pytest

from ledger.events import catalogue
from tests.support.cli import Cli
from tests.support.desk import Desk, customer, product, receipt, sale, staff, supplier


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A house with a few sales, one of them to a customer with an unusual name."""
    folder = tmp_path_factory.mktemp("forms")
    cli = Cli(str(folder / "medledger.db"), folder)
    cli.run("init")
    made = Desk(cli, folder)
    made.recorded("products", product())
    made.recorded("suppliers", supplier())
    made.recorded("staff", staff())
    made.recorded("customers", customer(name="第一医院"), customer("C2", name="𠮷田医院"))
    made.recorded("receipts", receipt(lot="00123"))
    made.recorded("sales", sale("XS1", lot="00123"), sale("XS2", lot="00123", customer_code="C2"))
    return made


def test_a_workbook_is_ready_to_print_and_keeps_codes_as_text(desk: Desk, tmp_path: Path) -> None:
    """Headings in the first row, which stays in sight; days are days, numbers numbers, a lot its digits."""
    desk.cli.run("table", "sales", "--output", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    row = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert sheet.title == "销售记录"
    assert (row["生产批号"].value, row["生产批号"].data_type) == ("00123", "s")
    assert isinstance(row["销售日期"].value, datetime)
    assert isinstance(row["销售数量"].value, int | float)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert sheet.auto_filter.ref.startswith("A1:")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert "销售记录" in sheet.oddHeader.center.text
    assert "&P" in sheet.oddFooter.center.text


def test_what_an_article_asks_for_stands_first(desk: Desk, tmp_path: Path) -> None:
    """In the order of the article; the house's own behind. Columns that are chosen keep their order."""
    for ending in ("csv", "xlsx"):
        desk.cli.run("table", "sales", "--output", tmp_path / f"a.{ending}")
    legal = [one.zh for one in catalogue.table("sales").columns if one.legal is not None]
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == headings
    assert headings[: len(legal)] == legal
    assert "销售单号" in headings[len(legal) :]
    desk.cli.run("table", "sales", "--columns", "sale_no,sold_on", "--output", tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_text("utf-8-sig").startswith("销售单号,销售日期")


def test_a_last_sheet_says_what_the_rows_rest_on(desk: Desk, tmp_path: Path) -> None:
    """Company, both cut-offs, position and filters; an import passes the sheet over."""
    words = ("table", "sales", "--where", "lot=00123", "--known-at", str(desk.cli.position()))
    desk.cli.run(*words, "--output", tmp_path / "a.xlsx")
    rows, basis = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert (rows.max_row, basis.title) == (3, "导出依据")
    said = [str(row[0].value) for row in basis.iter_rows()]
    assert said[1] == "销售记录"
    assert said[2].startswith("企业名称：")
    assert "截至日期：" in said[3]
    assert f"（日志第 {desk.cli.position()} 条）　筛选：lot=00123" in said[3]
    assert desk.cli.import_(tmp_path / "a.xlsx").counts == (0, 2, 0)
    assert desk.cli.import_(tmp_path / "a.xlsx", "--table", "sales").counts == (0, 2, 0)


def test_a_workbook_of_days_is_read_back_as_it_was(desk: Desk, tmp_path: Path) -> None:
    """Real dates change nothing: the rows are the same when they are imported again."""
    desk.cli.run("table", "sales", "--output", tmp_path / "a.xlsx")
    assert desk.cli.import_(tmp_path / "a.xlsx").counts == (0, 2, 0)


def test_csv_in_the_national_encoding(desk: Desk, tmp_path: Path) -> None:
    """GB18030 has every sign of a name, also a rare one; there is no byte order mark."""
    desk.cli.run("table", "sales", "--encoding", "gb18030", "--output", tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_bytes().decode("gb18030")
    assert "𠮷田医院" in text
    assert text.startswith("销售日期")  # what the article asks for stands first
    desk.cli.run("table", "sales", "--encoding", "latin-1", "--output", tmp_path / "b.csv", expect=2)
    refused = desk.cli.run("table", "sales", "--encoding", "gb18030", "--format", "json", expect=2)
    assert "expected utf-8 or gb18030 for CSV" in refused.err


def test_a_table_on_paper_states_title_basis_and_filters(desk: Desk, tmp_path: Path) -> None:
    """Text that can be searched, with what was asked above it and page x of y below."""
    desk.cli.run(
        "table", "sales", "--where", "sale_no=XS2", "--at", "2026-06-30", "--output", tmp_path / "a.pdf"
    )
    pages = pypdf.PdfReader(tmp_path / "a.pdf").pages
    text = pages[0].extract_text()
    for part in (
        "销售记录",
        "sale_no=XS2",
        "2026-06-30T23:59:59",
        "00123",
        "购货者许可证明文件编号或备案编号",
    ):
        assert part in text
    assert "第 1 页 共" in text
    assert "企业盖章" in text


def test_a_report_on_paper(desk: Desk, tmp_path: Path) -> None:
    """Its main table, its parts and what it rests on, the same bytes each time."""
    first = desk.cli.run("report", "sales", "--month", "2026-05", "--output", tmp_path / "a.pdf")
    assert first.exit_code == 0
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "a.pdf").pages)
    assert "依据" in text


def test_a_view_on_paper_has_all_of_its_columns(desk: Desk, tmp_path: Path) -> None:
    """A view that no article describes keeps every column."""
    desk.cli.run("table", "stock_balances", "--output", tmp_path / "a.pdf")
    raw = (tmp_path / "a.pdf").read_bytes()
    text = pypdf.PdfReader(io.BytesIO(raw)).pages[0].extract_text()
    assert "00123" in text
