"""The bundled exports: written by a program, always the same, with the warts of a business system."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from replay.demo import story, write_sample
from replay.demo.house import uscc
from replay.demo.trade import received, returned, sold
from replay.demo.write_sample import CORRECTION, FIRST_IMPORT, SAMPLE


def test_writing_the_sample_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """What lies in the package is what the program writes, to the byte, on every day."""
    write_sample.write(tmp_path)
    assert {path.name for path in SAMPLE.iterdir()} == {*FIRST_IMPORT, *CORRECTION}
    for name in (*FIRST_IMPORT, *CORRECTION):
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes(), name


@pytest.mark.parametrize(
    ("name", "start", "encoding", "separator"),
    [
        (write_sample.PRODUCTS, b"\xc9\xcc\xc6\xb7", "gb18030", ","),
        (write_sample.SUPPLIERS, b"\xef\xbb\xbf", "utf-8-sig", ";"),
        (write_sample.STAFF, b"\xb9\xa4\xba\xc5", "gb18030", ","),
        (write_sample.SALES, b"\xbb\xb1\xb4\xa8", "gb18030", ","),
        (write_sample.RETURNS, b"\xe9\x80\x80", "utf-8", "\t"),
    ],
)
def test_text_files_have_the_encodings_of_the_trade(
    name: str, start: bytes, encoding: str, separator: str
) -> None:
    """Each file is in one encoding with one separator and the line ends of Windows."""
    raw = (SAMPLE / name).read_bytes()
    assert raw.startswith(start)
    lines = raw.decode(encoding).split("\r\n")
    assert len({len(row) for row in csv.reader(lines[:-1], delimiter=separator)}) == 1


def test_the_sales_export_has_its_warts() -> None:
    """Titles, sums, full-width digits, commas, a lot made a number, several serials, no line numbers."""
    text = (SAMPLE / write_sample.SALES).read_bytes().decode("gb18030")
    rows = list(csv.reader(text.splitlines()))
    assert rows[1][0] == "销售明细表"
    assert "行号" not in rows[4]
    assert [row[0] for row in rows].count("小计") == 6
    assert rows[-1][0] == "合计"
    for wart in (
        "６００",
        '"1,200"',
        f"{story.RECALLED_LOT}.0",
        "、LBM8",
        "；LBM8",
        "ZSQ-O5",
        ",-100,",
        "2026年4月8日",
    ):
        assert wart in text, wart


def test_the_receipts_workbook_has_lots_as_numbers_and_days_as_numbers() -> None:
    """The workbook shows a merged title, bare date serials in January and a row of sums."""
    page = load_workbook(SAMPLE / write_sample.RECEIPTS).active
    assert page is not None
    rows = list(page.iter_rows(values_only=True))
    headings = list(rows[3])
    january, march = rows[4], next(row for row in rows if row[0] == "YS-20260310-001")
    assert january[headings.index("到货日期")] == (date(2026, 1, 5) - date(1899, 12, 30)).days
    assert march[headings.index("批号")] == int(story.RECALLED_LOT)
    assert rows[-1][0] == "合计"
    assert len(page.merged_cells.ranges) == 2


def test_the_sample_is_a_small_distributors_half_year() -> None:
    """Twelve products, fifteen customers, four suppliers, eight people; all before July 2026."""
    receipts = received()
    sales = sold(receipts)
    returns = returned(sales)
    assert len(receipts) == 62
    assert sum(len(sale.lines) for sale in sales) == 287
    assert len(returns) == 15
    days = [line.day for line in receipts] + [sale.day for sale in sales] + [back.day for back in returns]
    assert date(2026, 1, 1) <= min(days)
    assert max(days) < date(2026, 7, 1)


def test_bulk_goods_are_never_sold_before_or_beyond_their_receipt() -> None:
    """Only the lines that tell a story break a rule."""
    receipts = received()
    stock = {(line.product, line.lot): line for line in receipts}
    gone: dict[tuple[str, str], int] = {}
    for sale in sold(receipts):
        for line in sale.lines:
            if not sale.key and line.lot:
                source = stock[line.product, line.lot]
                assert source.day < sale.day
                gone[line.product, line.lot] = gone.get((line.product, line.lot), 0) + line.quantity
    for key, quantity in gone.items():
        assert quantity <= stock[key].quantity, key


def test_a_credit_code_has_its_check_character() -> None:
    """Checked against a published code of the right form."""
    assert uscc("91350200776049653") == "91350200776049653A"
