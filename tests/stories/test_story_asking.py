"""Asking tables: filters, days, order, columns; what an empty answer says; values that nobody knows."""

from __future__ import annotations

import csv
import json

import pytest

from tests.stories.conftest import Begin
from tests.support.desk import Desk, customer, receipt, sale

SALES = (
    ("XS1", "2026-05-01", "C1", "9", "急件(加急)"),
    ("XS2", "2026-05-02", "C2", "10", "常规"),
    ("XS3", "2026-05-03", "C1", "2.5", ""),
    ("XS4", "2026-06-01", "C2", "10", "急件（加急）"),
)


def trade(desk: Desk) -> None:
    """Four sales to two hospitals, one of them with brackets in its name, and two customers of one name."""
    desk.furnish()
    desk.recorded(
        "customers",
        customer("C3", name="中心医院", phone=""),
        customer("C4", name="中心医院"),
        customer("C5", name="南京市(第一)医院"),
    )
    desk.recorded("receipts", receipt("YS2", "L-24"))
    desk.recorded(
        "sales",
        *(
            sale(no, sold_on=day, customer_code=code, quantity=quantity, remarks=text)
            for no, day, code, quantity, text in SALES
        ),
    )


@pytest.fixture
def house(begin: Begin) -> Desk:
    """Return a desk at a ledger with that trade."""
    return begin(trade)


def numbers(house: Desk, *arguments: str) -> list[str]:
    """Return the numbers of the sales that a question finds, in its order."""
    return [row["sale_no"] for row in house.cli.table("sales", *arguments)]


QUESTIONS = [
    (("--where", "quantity>=10"), ["XS2", "XS4"]),
    (("--where", "quantity<=9"), ["XS1", "XS3"]),
    (("--where", "销售数量≥2.5", "--where", "quantity<=9.0"), ["XS1", "XS3"]),
    (("--where", "sold_on>=2026/5/3"), ["XS3", "XS4"]),
    (("--where", "sold_on<=2026年5月2日"), ["XS1", "XS2"]),
    (("--where", "sold_on>=2026-05", "--where", "sold_on<=202605"), ["XS1", "XS2", "XS3"]),
    (("--from", "20260502", "--to", "2026.5.3"), ["XS2", "XS3"]),
    (("--from", "46174"), ["XS4"]),
    (("--where", "sale_no~s3"), ["XS3"]),
    (("--where", "sale_no~s3", "--where", "sale_no~S4"), ["XS3", "XS4"]),
    (("--where", "position>=1", "--sort", "-position"), ["XS4", "XS3", "XS2", "XS1"]),
    (("--sort", "quantity"), ["XS3", "XS1", "XS2", "XS4"]),
    (("--sort", "-quantity,sale_no"), ["XS2", "XS4", "XS1", "XS3"]),
    (("--sort", "customer_code", "--sort", "-销售日期"), ["XS3", "XS1", "XS4", "XS2"]),
    (("--where", "customer_name~院c2"), ["XS2", "XS4"]),
    (("--where", "customer_code=医院C1"), ["XS1", "XS3"]),
    (("--where", "product_code=P02"), []),
]


def test_questions_and_what_they_find(house: Desk) -> None:
    for arguments, found in QUESTIONS:
        assert numbers(house, *arguments) == found, arguments


def test_order_is_by_code_point_with_null_first_and_stable(house: Desk) -> None:
    by_phone = house.cli.table("customers", "--sort", "phone", "--columns", "customer_code,phone")
    assert by_phone[0] == {"customer_code": "C3", "phone": None}
    names = [row["name"] for row in house.cli.table("customers", "--sort", "name")]
    assert names == sorted(names)
    tied = house.cli.table("customers", "--sort", "-kind", "--columns", "客户编码")
    assert [row["customer_code"] for row in tied] == ["C1", "C2", "C3", "C4", "C5"]
    (row, *_) = house.cli.table("sales", "--columns", "lot,sale_no,recorded_by")
    assert list(row) == ["lot", "sale_no", "recorded_by"]


def test_views_findings_and_obligations_are_asked_alike(house: Desk) -> None:
    cli = house.cli
    stock = cli.table("stock_balances", "--where", "quantity>=90", "--columns", "lot,quantity")
    assert stock == [{"lot": "L-24", "quantity": "100"}]
    ordered = cli.table("stock_balances", "--sort", "-lot", "--columns", "lot")
    assert [row["lot"] for row in ordered] == ["L1", "L-24"]
    lines = cli.table(
        "distribution_lines", "--from", "2026-05-02", "--to", "2026-05-31", "--columns", "sale_no"
    )
    assert [row["sale_no"] for row in lines] == ["XS2", "XS3"]
    months = cli.table("sales_summaries", "--from", "2026-06-15")
    assert {row["period_from"][:7] for row in months} <= {"2026-06"}
    found = cli.run(
        "findings", "--where", "doc_no=XS1", "--columns", "doc_no,rule", "--sort", "-rule", expect=None
    )
    rules = [row["rule"] for row in found.json]
    assert rules == sorted(rules, reverse=True)
    assert all(row["doc_no"] == "XS1" for row in found.json)
    assert cli.run("findings", "--where", "record_table~sale").json == []  # a table is known by its name
    (first, *_) = [*cli.rows("obligations"), {"line": None}]
    assert "line" in first
    assert cli.rows("obligations", "--from", "2030-01-01", "--columns", "number") == []


UNKNOWN = [
    (("table", "sales", "--where", "lot=L24"), "L-24"),
    (("table", "sales", "--where", "lot=L1", "--where", "lot=1L"), "L1"),
    (("table", "sales", "--where", "customer_code=C9"), "C1"),
    (("table", "sales", "--where", "customer_code=南京市第一医院"), ""),
    (("table", "sales", "--where", "sale_no~XS9"), "XS1"),
    (("table", "stock_balances", "--where", "product_code=PO1"), "P01"),
    (("table", "change_items", "--where", "subject_no=XSI"), "XS1"),
    (("table", "sales", "--where", "sale_num=XS1"), "sale_no"),
    (("table", "products", "--where", "tracking=lots"), "lot"),
    (("findings", "--where", "rule=G-99"), "G-19"),
    (("findings", "--where", "doc_no=XS9"), "XS1"),
    (("findings", "--where", "customer_code=C7"), "C1"),
    (("findings", "--where", "lot=L-42"), "L-24"),
    (("obligations", "--number", "XS99"), "XS1"),
    (("obligations", "--where", "number=XS99"), "XS1"),
    (("obligations", "--where", "customer_code=C7"), "C1"),
    (("table", "sales", "--sort", "lots"), "lot"),
    (("table", "sales", "--columns", "quantities"), "quantity"),
]


def test_what_nothing_known_has_is_refused_with_what_is_near(house: Desk) -> None:
    for arguments, near in UNKNOWN:
        refused = house.cli.run(*arguments, expect=2)
        assert refused.out == "", arguments
        assert near in refused.err.splitlines()[1], (arguments, refused.err)
    several = house.cli.run("table", "sales", "--where", "customer_code=中心医院", expect=2)
    assert "C3, C4" in several.err
    unread = house.cli.run("table", "sales", "--where", "quantity>=many", expect=2)
    assert "many" in unread.err
    assert house.cli.run("table", "three_way_matches", "--from", "2026-05-01", expect=2).out == ""


EMPTY = [
    ("table", "sales", "--where", "product_code=P02"),
    ("table", "sales", "--at", "2025-01-01"),
    ("table", "returns"),
    ("table", "change_items", "--where", "subject_no=XS1"),
    ("table", "stock_balances", "--where", "product_code=P03"),
    ("table", "complaints", "--from", "2026-01-01"),
    ("findings", "--where", "rule=m-02"),
    ("findings", "--where", "doc_no=XS1", "--where", "rule=G-06"),
    ("findings", "--where", "customer_code=医院C1", "--where", "rule=G-06"),
    ("obligations", "--number", "XS1"),
    ("obligations", "--where", "customer_code=南京市（第一）医院"),
]


def test_an_empty_answer_says_what_was_looked_at(house: Desk) -> None:
    position = str(house.cli.position())
    for arguments in EMPTY:
        answer = house.cli.run(*arguments, "--format", "json")
        assert json.loads(answer.out) == []
        assert position in answer.err, arguments
        shown = house.cli.run(*arguments, "--format", "table")
        assert f"position {position}" in shown.out, arguments
    assert "2025-01-01" in house.cli.run("table", "sales", "--at", "2025-01-01").err
    assert "lot=L1" in house.cli.run("table", "returns", "--where", "lot=L1").err


def test_a_file_holds_all_that_was_asked_for(house: Desk) -> None:
    file = house.folder / "out.csv"
    done = house.cli.run("table", "sales", "--from", "2026-05-02", "--output", file)
    assert done.out == ""
    assert done.err.strip() == f"Wrote 3 rows to {file}."
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["销售单号"] for row in rows] == ["XS2", "XS3", "XS4"]
    assert "记录时间" in rows[0]
    text = house.folder / "out.txt"
    house.cli.run("table", "sales", "--output", text)
    assert "record_time" in text.read_text("utf-8")
    refused = house.cli.run("table", "sales", "--output", house.folder / "out.doc", expect=2)
    assert ".doc" in refused.err
    assert not (house.folder / "out.doc").exists()


def test_a_month_is_asked_for_in_every_form_of_a_day(desk: Desk) -> None:
    """A day stands for its month; what is neither is refused, and compared with nothing."""
    desk.recorded("sales", sale(quantity="20"))
    for asked in (["--from", "2026年5月"], ["--to", "2026/5/31"], ["--where", "month=2026.05"]):
        (row,) = desk.cli.table("service_statistics", *asked)
        assert row["month"] == "2026-05"
    assert desk.cli.table("service_statistics", "--from", "2026年6月") == []
    for wrong in (["--to", "garbage"], ["--from", "2026-13-01"], ["--where", "month<=五月"]):
        desk.cli.run("table", "service_statistics", *wrong, expect=2)
