"""Cases from the field about sheets: codes, words, names, scans and dates as files bring them; with siblings.

Which test is the case of which kind, and which are its siblings, stands in `tests/support/field_kinds.tsv`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.stories.conftest import Copied
from tests.stories.test_story_workbook_days import workbook
from tests.support.desk import Desk, Row, customer, product, receipt, returned, sale, supplier

LOST = "2.02605E+11"
NEEDLE: Row = {"udi_di": "06901234567892"}


def lots(desk: Desk) -> list[str | None]:
    """Return the lots of the receipts, in the order of their numbers."""
    return [row["lot"] for row in desk.cli.table("receipts", "--sort", "receipt_no")]


def test_two_lots_that_lost_their_digits_join_nothing(at_a_copy: Copied) -> None:
    """Receipts and sales saved by a spreadsheet: all rejected, and the real lot is not known, not empty."""
    with at_a_copy() as desk:
        said = desk.refused("receipts", receipt("YS1", LOST), receipt("YS2", LOST, "50"))
        said += desk.refused("sales", sale("XS1", LOST), sale("XS2", LOST, customer_code="C2"))
        assert said.count("kept its first digits only") == 4
        refused = desk.cli.run("recall", "preview", "--lot", "202605010012", expect=2)
        assert "expected a known value of --lot" in refused.err


@pytest.mark.parametrize(
    ("cell", "lot"),
    [
        ("2.02605010012E+11", "202605010012"),  # every digit that the exponent needs is there
        ("2.02605×10^11", None),  # as word processors and statistics write it
        ("2,02605E+11", None),  # with a decimal comma
        ("202,605,010,012", None),  # with thousands: one lot or several, nobody knows
        ("2E5", "2E5"),  # as somebody wrote it: a spreadsheet would show 2.00E+05
    ],
)
def test_a_number_is_a_lot_only_where_all_of_it_is_there(
    at_a_copy: Copied, cell: str, lot: str | None
) -> None:
    with at_a_copy() as desk:
        desk.take("receipts", receipt("YS1", cell), expect=None)
        assert lots(desk) == ([lot] if lot else [])
        assert all("export" in row["处理建议"] or "each lot" in row["处理建议"] for row in desk.rejects)


def test_cells_of_a_workbook_are_read_as_they_are_seen_or_rejected(at_a_copy: Copied) -> None:
    """Seventeen digits, a day, a truth value and a time are no lots; zeros that a format shows are."""
    bad: list[Any] = [20260501001200300, 2.49520000000109e19, dt.date(2026, 5, 1), True, dt.time(8, 30)]
    good: list[Any] = [(123, "00000000"), 252, 0.3, "#N/A"]
    with at_a_copy() as desk:
        rows: list[dict[str, Any]] = [
            {**receipt(f"YS{no}"), "lot": cell} for no, cell in enumerate(bad + good)
        ]
        path = workbook(desk, rows, since_1904=False)
        done = desk.take_file(path, "--table", "receipts", expect=2)
        assert done.counts == (len(good), 0, len(bad))
        assert lots(desk) == ["00000123", "252", "0.3", None]
        assert [(row["rule"], row["doc_no"]) for row in desk.findings()] == [("M-12", "YS8")]


def test_days_that_a_number_became_are_no_lots(at_a_copy: Copied) -> None:
    """`0` shown as a day, a fraction, a span of time: none of them is what was typed."""
    with at_a_copy() as desk:
        for cell in ("1900-01-00", "1900/1/0", "5-Jan", "12:00:00 AM", "1月5日"):
            assert "expected" in desk.refused("receipts", receipt("YS1", cell)), cell
        desk.recorded("receipts", receipt("YS1", "1/2"), receipt("YS2", "'1900-01-00"))
        assert lots(desk) == ["1/2", "1900-01-00"]  # as somebody wrote it, behind an apostrophe


WORDS = (*("NULL", "null", "#N/A", "#REF!", "#VALUE!", "#NAME?", "None", "NaN", "N/A", "(null)"),)


def test_words_of_databases_and_spreadsheets_are_no_lots(at_a_copy: Copied) -> None:
    """Ten lines without a lot, a finding each; nobody can ask for the lot `NULL`."""
    with at_a_copy() as desk:
        desk.recorded("receipts", *(receipt(f"YS{no}", word) for no, word in enumerate(WORDS)))
        assert lots(desk) == [None] * len(WORDS)
        assert len([row for row in desk.findings() if row["rule"] == "M-12"]) == len(WORDS)
        desk.cli.run("recall", "preview", "--lot", "NULL", expect=2)


def test_words_for_nothing_are_no_serials_customers_or_numbers(at_a_copy: Copied) -> None:
    """Blank, and where a value is asked for rejected; among several serials a word is refused."""
    with at_a_copy() as desk:
        unit = {"product_code": "P02", "lot": "", "quantity": "1"}
        desk.recorded("receipts", receipt("YS1", serial="#N/A", **{**unit, "accepted_quantity": "1"}))
        assert [row["serial"] for row in desk.cli.table("receipts")] == [None]
        for column in ("customer_code", "sale_no", "sold_on", "quantity"):
            desk.refused("sales", sale("XS1") | {column: "#REF!"})
        desk.refused("sales", sale("XS2", **{**unit, "serial": "SN1;NULL", "quantity": "2"}))


def test_names_in_full_width_brackets_are_found(at_a_copy: Copied) -> None:
    """Customer, supplier and product by exactly the registered name, and by it in half width."""
    with at_a_copy() as desk:
        desk.recorded("customers", customer("K4", name="市立医院（东院）"), customer("K7", name="Ａ类诊所"))
        desk.recorded("suppliers", supplier("S3", name="环球（天津）科技"))
        desk.recorded("products", product("P9", name="敷料（无菌）"))
        for no, who in enumerate(("市立医院（东院）", "市立医院(东院)", "Ａ类诊所", "A类诊所")):
            desk.recorded("sales", sale(f"XS{no}", customer_code=who, product_code="敷料（无菌）"))
        for no, name in enumerate(("环球（天津）科技", "环球(天津)科技")):
            desk.recorded("receipts", receipt(f"YS{no}", supplier_code=name))
        assert [row["customer_code"] for row in desk.cli.table("sales")] == ["K4", "K4", "K7", "K7"]
        assert {row["supplier_code"] for row in desk.cli.table("receipts")} == {"S3"}
        desk.recorded("customers", customer("K5", name="市立医院"), customer("K6", name="市立医院"))
        assert "is the name of several" in desk.refused("sales", sale("XS9", customer_code="市立医院"))


def test_a_name_that_somebody_had_before_is_theirs_still(at_a_copy: Copied) -> None:
    """Renamed in June: both names are of one customer, and a second one of the old name makes it unclear."""
    with at_a_copy() as desk:
        renamed = customer("C1", name="医院C1（更名）", event_time="2026-06-01")
        desk.recorded("customers", renamed)
        desk.recorded("sales", sale("XS1", customer_code="医院C1"), sale("XS2", customer_code="医院C1(更名)"))
        assert {row["customer_code"] for row in desk.cli.table("sales")} == {"C1"}
        desk.recorded("customers", customer("C7", name="医院C1"))
        assert "is the name of several" in desk.refused("sales", sale("XS3", customer_code="医院C1"))


SCANS = (
    "(01)06901234567892(17)280500(10)L24",
    "(01)06901234567892(10)L24",
    "(01)06901234567892(10)L24(17)280531",
    "(01)06901234567892(17)280500(10)L24(21)X",
    "]d201069012345678921728050010L24",
    "（01）06901234567892（10）L24",
)


def test_goods_are_found_by_what_their_code_says(at_a_copy: Copied) -> None:
    """Whatever elements stand in it, in any order; the identifier alone is the product, its lots are all."""
    with at_a_copy() as desk:
        desk.recorded("products", product("P01", event_time="2026-01-01", **NEEDLE))
        only_code = {"udi": "(01)06901234567892(17)280531(10)L26", "expiry_date": "2028-05-31"}
        desk.recorded("receipts", receipt("YS1", "L24", udi=SCANS[0], expiry_date="2028-05-31"))
        desk.recorded("receipts", receipt("YS2", "", **only_code))
        bought = (("XS1", "C1", SCANS[0]), ("XS2", "C2", ""), ("XS3", "C1", SCANS[2]))
        desk.recorded("sales", *(sale(no, "L24", customer_code=who, udi=udi) for no, who, udi in bought))
        desk.recorded("sales", sale("XS4", "", customer_code="C2", udi=only_code["udi"]))
        for scan in SCANS:
            answer = desk.cli.preview("--udi", scan)
            had = {row["customer_code"]: row["sold"] for row in answer["consignees"]}
            assert had == {"C1": "20", "C2": "10"}, scan
        assert desk.cli.preview("--udi", "06901234567892")["totals"]["sold"] == "40"
        assert [row["sale_nos"] for row in desk.cli.preview("--lot", "L26")["consignees"]] == [["XS4"]]


def test_lines_that_are_sorted_otherwise_are_the_same_lines(at_a_copy: Copied) -> None:
    """Of receipts and returns as of sales, and in JSON as in CSV; one line more is recorded alone."""
    with at_a_copy() as desk:
        some = [receipt("YS1", lot, much) for lot, much in (("LA", "10"), ("LB", "20"), ("LA", "10"))]
        assert desk.take("receipts", *some) == (3, 0, 0)
        assert desk.take("receipts", *reversed(some)) == (0, 3, 0)
        assert desk.take("receipts", receipt("YS1", "LC"), *some[1:], some[0]) == (1, 3, 0)
        desk.recorded("sales", sale("XS1", "LA", "20"), sale("XS2", "LB", "20"))
        back = [returned("TH1", lot, "1", sale_no=no) for lot, no in (("LA", "XS1"), ("LB", "XS2"))]
        assert desk.take("returns", *back) == (2, 0, 0)
        assert desk.take("returns", *reversed(back)) == (0, 2, 0)
        shown = desk.folder / "receipts.json"
        desk.cli.run("table", "receipts", "--sort", "-line", "--format", "json", "--output", shown)
        assert desk.cli.import_(shown).counts == (0, 4, 0)


EVENT: Row = {
    "不良事件编号": "BL1",
    "事件种类": "医疗器械不良事件",
    "发现或获知时间": "2026-03-03 10:00",
    "事件发生日期": "2026-03-02",
    "客户编码": "C2",
    "事件程度": "严重伤害",
    "事件主要表现": "破裂",
    "产品编码": "P01",
    "生产批号": "LA",
    "转交质量部时间": "2026-03-03 10:30",
    "评价人": "E1",
    "是否须报告": "是",
    "通知注册人/备案人时间": "2026-03-03 16:00",
    "上报时间": "2026-03-12 09:20",
    "国家系统报告编码": "BG1",
}


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_an_exported_case_comes_home_without_a_stage_of_its_own(at_a_copy: Copied, form: str) -> None:
    with at_a_copy() as desk:
        desk.take("adverse_events", EVENT)
        before, position = desk.cli.run("case", "BL1", "--format", "json").json, desk.cli.position()
        shown = desk.folder / f"exported.{form}"
        desk.cli.run("table", "adverse_events", "--format", form, "--output", shown)
        assert desk.cli.import_(shown).counts == (0, 1, 0)
        assert desk.cli.position() == position
        after = desk.cli.run("case", "BL1", "--format", "json").json
        assert after["cases"] == before["cases"]
        assert after["cases"][0]["stage"] == "reported"


DAYS = (
    *("2026-05-01 00:00:00.0000000", "2026-04-30T16:00:00.0000000Z", "2026-05-01 08:00:00+08"),
    *("2026/5/1 上午 12:00:00", "2026/05/01 12:00:00 AM", "2026年5月1日星期五", "2026/5/1 星期五"),
    *("2026-05-01T00:00:00+08:00", "May  1 2026 12:00AM", "20260501000000", "46143.999", "2026—05—01"),
    *("２０２６年５月１日", "2026\\5\\1", "二〇二六年五月一日", "2026-05-01T08:00:00+0800"),
)
OF_OTHER_PROGRAMS = (
    *("{ts '2026-05-01 10:20:00'}", "{d '2026-05-01'}", "#2026-05-01#", "01-5月 -2026"),
    *("2026-05-01T08:00:00+08:00[Asia/Shanghai]", "2026-05-01 08:00:00 +0800 CST", "2026/5/1 (五)"),
)
NO_DAYS = (
    *("01/05/2026", "2026-02-29", "2026-05-01 24:00:00", "2026-05", "1777564800", "9999-12-31", "26-5-1"),
    *("2026/5/1 (六)", "2026-05-01T08:00:00[America/New_York]", "2026-05-01至2026-05-02"),
)


@pytest.mark.parametrize("days", [DAYS, OF_OTHER_PROGRAMS], ids=["of databases", "of programs"])
def test_days_of_other_systems_are_that_day(at_a_copy: Copied, days: tuple[str, ...]) -> None:
    with at_a_copy() as desk:
        desk.recorded("sales", *(sale(f"XS{no}", sold_on=day) for no, day in enumerate(days)))
        assert {row["sold_on"] for row in desk.cli.table("sales")} == {"2026-05-01"}


def test_what_may_be_two_days_or_none_is_rejected(at_a_copy: Copied) -> None:
    """Never guessed; each with a sentence that says what to write."""
    with at_a_copy() as desk:
        desk.refused("sales", *(sale(f"XS{no}", sold_on=day) for no, day in enumerate(NO_DAYS)))


LAST_DAYS = (
    *("2028-05", "2028/5", "202805", "2028.5", "2028年5月", "05/2028", "2028-05-00", "20280500"),
    *("2028年5月底", "2028-5-31止", "至2028-05-31", "EXP 2028-05-31", "2028/05/31 00:00:00"),
)
NO_LAST_DAYS = ("280531", "长期", "May-28", "2028-13", "3年", "36个月", "二年")


def test_a_month_is_its_last_day_of_an_expiry(at_a_copy: Copied) -> None:
    with at_a_copy() as desk:
        rows = [sale(f"XS{no}", expiry_date=day) for no, day in enumerate(LAST_DAYS)]
        desk.recorded("sales", *rows)
        assert {row["expiry_date"] for row in desk.cli.table("sales")} == {"2028-05-31"}
        desk.refused("sales", *(sale(f"XE{no}", expiry_date=day) for no, day in enumerate(NO_LAST_DAYS)))


def test_a_plain_number_of_a_1904_workbook_counts_from_1904(at_a_copy: Copied) -> None:
    with at_a_copy() as desk:
        rows: list[dict[str, Any]] = [{**sale("XA1"), "sold_on": dt.date(2026, 5, 1)}]
        rows.append({**sale("XA2"), "sold_on": 44681})
        desk.take_file(workbook(desk, rows), "--table", "sales")
        assert [row["sold_on"] for row in desk.cli.table("sales")] == ["2026-05-01"] * 2


def test_a_unit_behind_a_number_is_the_products_own_or_refused(at_a_copy: Copied) -> None:
    """`100支` of a product counted in 支; 盒 behind it or beside it is another unit, and nothing converts."""
    with at_a_copy() as desk:
        desk.recorded("sales", sale("XS1", quantity="100支"), sale("XS2", quantity="5 支", unit="支"))
        assert [row["quantity"] for row in desk.cli.table("sales")] == ["100", "5"]
        assert "nothing converts" in desk.refused("sales", sale("XS3", quantity="10盒"))
        assert "expected a number" in desk.refused("sales", sale("XS4", quantity="10支", unit="盒"))
        desk.recorded("sales", sale("XS5", quantity="5", amount="1250元", unit_price="￥250.00"))
        assert desk.cli.table("sales")[-1]["amount"] == "1250"


UNITS = {"（支）": True, "支/盒": False, " 支 ": True, "盒": False, "PCS": False, "-": True}


def test_only_the_products_own_unit_is_taken_and_nothing_is_run(at_a_copy: Copied) -> None:
    """In brackets, with blanks, or left out; what a spreadsheet would run is guarded in the export."""
    with at_a_copy() as desk:
        for no, (unit, fits) in enumerate(UNITS.items()):
            assert desk.take("sales", sale(f"XU{no}", unit=unit), expect=None)[0] == fits, unit
        desk.recorded("sales", sale("XU8", "=1+1", "1"), sale("XU9", "@A", "1"))
        shown = desk.folder / "sales.csv"
        desk.cli.run("table", "sales", "--format", "csv", "--output", shown)
        assert "'=1+1" in shown.read_text("utf-8-sig")
        assert desk.cli.import_(shown).counts == (0, 5, 0)
