"""Sheets as people type them: forms of the sources, names for codes, no numbers; and what must be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.stories.conftest import Begin, Copied
from tests.support import typed_sheets
from tests.support.desk import Desk
from tests.support.typed_sheets import COMPLAINTS, RETURNS, SALES, SALES_BY_HAND, SALES_PRICED, TEN, Typed


def furnished(desk: Desk) -> None:
    """Tell the registers that the sheets name."""
    for table, rows in typed_sheets.registers().items():
        desk.recorded(table, *rows)


@pytest.fixture
def office(at_a_copy: Copied) -> Iterator[Desk]:
    """Return a desk whose ledger (SQLite) knows the goods and parties of the sheets."""
    with at_a_copy() as desk:
        furnished(desk)
        yield desk


def taken(office: Desk, sheet: Typed, name: str = "表.xlsx") -> tuple[int, int, int]:
    """Import a sheet with what must be answered; return the rows recorded, duplicates and rejected."""
    answers = [word for answer in sheet.answers for word in ("--answer", answer)]
    return office.take_file(sheet.write(office.folder / name), *answers).counts


def test_the_ten_sheets_of_the_sources_come_in_whole_and_again_as_duplicates(begin: Begin) -> None:
    """Each exits 0; the second time nothing is recorded."""
    office = begin(furnished)
    for number, sheet in enumerate(TEN):
        rows = sum(str(row[0]) != "合计" for row in sheet.cells[1:])
        before = len(office.cli.table(sheet.table))
        assert taken(office, sheet, f"{number}.xlsx") == (rows, 0, 0), sheet.title
        assert len(office.cli.table(sheet.table)) == before + rows, sheet.title
    position = office.cli.position()
    for number, sheet in enumerate(TEN):
        rows = sum(str(row[0]) != "合计" for row in sheet.cells[1:])
        assert taken(office, sheet, f"{number}.xlsx") == (0, rows, 0), sheet.title
    assert office.cli.position() == position


def test_all_of_them_at_once_come_in_as_well(office: Desk) -> None:
    """One command with ten files and the answers to all that they leave open."""
    files = [sheet.write(office.folder / f"{number}.xlsx") for number, sheet in enumerate(TEN)]
    answers = [word for sheet in TEN for answer in sheet.answers for word in ("--answer", answer)]
    rows = sum(str(row[0]) != "合计" for sheet in TEN for row in sheet.cells[1:])
    assert office.cli.import_(*files, *answers).counts == (rows, 0, 0)
    assert office.cli.import_(*files, *answers).counts == (0, rows, 0)


def test_lines_of_one_customer_on_one_day_are_one_document(office: Desk) -> None:
    """Numbers follow the pattern of the table; a merged cell counts for every row it covers."""
    taken(office, SALES)
    rows = [(one["sale_no"], one["line"], one["customer_code"]) for one in office.cli.table("sales")]
    assert rows == [
        ("XS-20260506-001", 1, "K1"),
        ("XS-20260506-001", 2, "K1"),
        ("XS-20260507-001", 1, "K2"),
    ]


def test_two_equal_rows_are_two_and_a_sheet_that_grows_goes_on(office: Desk) -> None:
    """What is known stays under its number; a further line of that day stands in the same document."""
    assert taken(office, SALES_BY_HAND) == (2, 0, 0)
    more = ("纱布", "", "2026-05-08", "丙医院", "7", "孙丙")
    other = ("纱布", "", "2026-05-08", "乙医院", "7", "孙丙")
    grown = replace(SALES_BY_HAND, cells=(*SALES_BY_HAND.cells[:1], more, *SALES_BY_HAND.cells[1:], other))
    assert taken(office, grown) == (2, 2, 0)
    rows = [(one["sale_no"], one["line"], one["quantity"]) for one in office.cli.table("sales")]
    assert rows == [
        ("XS-20260508-001", 1, "10"),
        ("XS-20260508-001", 2, "10"),
        ("XS-20260508-001", 3, "7"),
        ("XS-20260508-002", 1, "7"),
    ]


def test_products_of_one_name_are_told_apart_by_what_else_the_row_says(office: Desk) -> None:
    """The specification, here; amounts may carry the sign of the currency."""
    taken(office, SALES_PRICED)
    rows = [(one["product_code"], one["unit_price"]) for one in office.cli.table("sales")]
    assert rows == [("P1", "1250"), ("P2", "1250.5")]


def test_a_voided_row_stays_voided_when_its_sheet_comes_again(office: Desk) -> None:
    """As with any file that is imported again."""
    taken(office, SALES)
    office.recorded(
        "voids",
        {
            "record_table": "sales",
            "record_no": "XS-20260507-001",
            "line": "1",
            "reason": "错录",
            "approver": "E1",
            "voided_on": "2026-05-20",
        },
    )
    assert taken(office, SALES) == (0, 3, 0)
    assert [one["sale_no"] for one in office.cli.table("sales")] == ["XS-20260506-001"] * 2


def test_a_rebuild_from_the_log_remembers_the_rows(office: Desk) -> None:
    """What a sheet is known by lies in the events, not beside them."""
    taken(office, SALES)
    office.cli.run("rebuild")
    assert taken(office, SALES) == (0, 3, 0)
    assert office.cli.run("verify", "--deep").json["ok"]


def test_the_exported_table_of_a_typed_sheet_is_a_duplicate(office: Desk) -> None:
    """There the rows carry the numbers that they got."""
    taken(office, SALES)
    path = office.folder / "导出.csv"
    office.cli.run("table", "sales", "--format", "csv", "--output", path)
    assert office.take_file(path).counts == (0, 3, 0)


def test_what_no_column_says_is_asked_once_for_all_rows(office: Desk) -> None:
    """Two questions of a form that does not ask the state of the goods; nothing is recorded."""
    position = office.cli.position()
    path = RETURNS.write(office.folder / "退货.xlsx")
    refused = office.cli.run("import", path, expect=2)
    assert refused.err.splitlines() == [
        f"Importing {path}: expected quality_status of returns, got no such column for 1 rows.",
        (
            "Answer for all of them with --answer returns.quality_status=VALUE "
            "(conforming, nonconforming, doubtful, damaged, expired), or under [answers] in a mapping file."
        ),
        f"Importing {path}: expected inspector of returns, got no such column for 1 rows.",
        "Answer for all of them with --answer returns.inspector=VALUE, or under [answers] in a mapping file.",
    ]
    assert office.cli.position() == position


def test_an_unknown_name_is_asked_about_once_however_many_rows_carry_it(office: Desk) -> None:
    """And the answer says whose code is meant."""
    rows = [("纱布", "", "2026-05-08", name, "10", "孙丙") for name in ("丁医院", "丁医院", "甲医院")]
    sheet = replace(SALES_BY_HAND, cells=(SALES_BY_HAND.cells[0], *rows))
    path = sheet.write(office.folder / "销售.xlsx")
    refused = office.cli.run("import", path, expect=2)
    assert refused.err.splitlines() == [
        f"Importing {path}: expected names in customers under customer_name, got “丁医院”, for 2 rows.",
        (
            "Register them or import their file as well, or say whom each means with --answer "
            "customers.丁医院=CODE or under [answers] in a mapping file."
        ),
    ]
    assert office.cli.import_(path, "--answer", "customers.丁医院=K3").counts == (3, 0, 0)
    assert {one["customer_code"] for one in office.cli.table("sales")} == {"K1", "K3"}


def test_a_name_of_several_is_asked_about_with_their_codes(office: Desk) -> None:
    """The mapping file may answer as well."""
    row = ("注射器", "", "2026-05-08", "甲医院", "10", "孙丙")
    path = replace(SALES_BY_HAND, cells=(SALES_BY_HAND.cells[0], row)).write(office.folder / "销售.xlsx")
    refused = office.cli.run("import", path, expect=2)
    assert refused.err.splitlines() == [
        (
            f"Importing {path}: expected names of one each in products under product_name, "
            "got “注射器 (P1, P2)”, for 1 rows."
        ),
        "Say which each means with --answer products.注射器=CODE or under [answers] in a mapping file.",
    ]
    mapping = office.folder / "对照.toml"
    mapping.write_text('[answers]\n"products.注射器" = "P2"\n', "utf-8")
    assert office.cli.import_(path, "--mapping", mapping).counts == (1, 0, 0)
    assert [one["product_code"] for one in office.cli.table("sales")] == ["P2"]


def test_names_that_come_with_the_same_import_are_known(office: Desk, tmp_path: Path) -> None:
    """A customer that is registered by the other file, itself without a code."""
    customers = tmp_path / "客户.csv"
    customers.write_text("客户名称,客户类型\n戊医院,医疗器械使用单位\n", "utf-8")
    row = ("纱布", "", "2026-05-08", "戊医院", "10", "孙丙")
    path = replace(SALES_BY_HAND, cells=(SALES_BY_HAND.cells[0], row)).write(office.folder / "销售.xlsx")
    refused = office.cli.run("import", customers, path, expect=2)
    assert "戊医院" in refused.err
    customers.write_text("客户编码,客户名称,客户类型\nK9,戊医院,医疗器械使用单位\n", "utf-8")
    assert office.cli.import_(customers, path).counts == (2, 0, 0)


def test_a_case_that_its_sheet_tells_further_keeps_its_number(office: Desk) -> None:
    """Known by what its first stage says, the complaint goes on when the sheet has its closing."""
    taken(office, COMPLAINTS)
    headings = (*COMPLAINTS.cells[0], "首问责任人")
    rows = [(*row, "") for row in COMPLAINTS.cells[1:]]
    assert taken(office, replace(COMPLAINTS, cells=(headings, *rows))) == (0, 2, 0)
    assert len(office.cli.table("complaints")) == 2


def test_an_answer_that_is_none_is_refused(office: Desk) -> None:
    """With the way to write it."""
    path = RETURNS.write(office.folder / "退货.xlsx")
    refused = office.cli.run("import", path, "--answer", "inspector", expect=2)
    assert refused.err.splitlines() == [
        (
            "Reading the answer inspector: expected TABLE.COLUMN=VALUE or REGISTER.NAME=CODE, "
            "got something else."
        ),
        "For example --answer returns.quality_status=conforming, or --answer customers.NAME=K001.",
    ]


def test_an_answer_that_is_no_value_of_its_column_is_refused(office: Desk) -> None:
    """As the cell would be."""
    path = RETURNS.write(office.folder / "退货.xlsx")
    refused = office.cli.run(
        "import",
        path,
        "--answer",
        "returns.quality_status=好",
        "--answer",
        "returns.inspector=钱乙",
        expect=2,
    )
    assert "quality_status" in refused.err


def test_a_register_without_codes_is_known_by_its_names(office: Desk) -> None:
    """A row that says nothing new is a duplicate; a new name needs a code where the house has its own."""
    path = office.file({"name": "甲医院", "kind": "medical_institution"}, name="客户.csv")
    assert office.take_file(path).counts == (0, 1, 0)
    path = office.file({"name": "己医院", "kind": "medical_institution"}, name="新客户.csv")
    assert office.take_file(path, expect=2).counts == (0, 0, 1)


def test_a_register_row_of_a_later_day_says_so(office: Desk) -> None:
    """`业务时间` beside a name is the day from which the new version counts."""
    path = office.file(
        {"name": "甲医院", "kind": "medical_institution", "address": "新路1号", "业务时间": "2026-05-01"},
        name="客户.csv",
    )
    assert office.take_file(path).counts == (1, 0, 0)
    at = {day: office.cli.table("customers", "--at", day) for day in ("2026-04-30", "2026-05-02")}
    rows = {day: next(one for one in rows if one["customer_code"] == "K1") for day, rows in at.items()}
    assert [rows[day].get("address") for day in rows] == [None, "新路1号"]


def test_the_disinfection_record_of_a_fitting_house_comes_in_by_its_own_title(office: Desk) -> None:
    """R-113 (S2-J): no numbers, its own headings; the next day may lie ahead, the day itself may not."""
    row = {"设备编号": "YPSB-01", "记录类别": "消毒", "日期": "2026-05-06", "消毒内容": "验光仪额托酒精擦拭"}
    rows = [row | {"下次日期": "2030-01-01"}, row | {"日期": "2026-05-13"}]
    file = office.file(*rows).rename(office.folder / "验配企业的消毒记录.csv")
    assert office.cli.import_(file).counts == (2, 0, 0)
    assert office.cli.import_(file).counts == (0, 2, 0)
    found = office.cli.table("equipment_records")
    assert [(one["equipment_record_no"], one["record_kind"], one["done_on"]) for one in found] == [
        ("SBJL-202605-001", "disinfection", "2026-05-06"),
        ("SBJL-202605-002", "disinfection", "2026-05-13"),
    ]
    assert found[0]["content"] == row["消毒内容"]
    for wrong, why in ({"日期": "2031-05-06"}, "2031-05-06"), ({"记录类别": "熏香"}, "熏香"):
        assert why in office.refused("equipment_records", row | wrong)


HEADINGS = ("品名", "生产单位", "规格型号", "批号", "有效期", "销售日期", "购货单位", "单价", "数量")
LINE = ("注射器", "甲公司", "5ml", "20260101", "2028-12", "2026/5/9", "甲医院", "￥1,250.00", "100")
IN_TWO = (
    ("品名", "生产单位", "规格型号", "批号", "有效期", "销售", "", "", ""),
    ("", "", "", "", "", "日期", "购货单位", "单价", "数量"),
)
AS_FOUND = {
    "full-width digits": (
        HEADINGS,
        (
            *LINE[:3],
            "２０２６０１０１",
            "2028-12",
            "２０２６年５月９日",
            "甲医院",
            "￥１，２５０．００",
            "１００",
        ),
    ),
    "a group above the headings": (("产品", "", "", "", "", "销售情况"), HEADINGS, LINE),
    "headings in two rows": (*IN_TWO, LINE),
    "remarks behind the headings": (
        (
            "品名*",
            "生产单位",
            "规格型号",
            "批号（生产批号）",
            "有效期至",
            "销售日期\n(年月日)",
            "购货单位",
            "单价（元）",
            "数量",
        ),
        LINE,
    ),
    "notes and signatures below": (
        HEADINGS,
        LINE,
        ("注：本表一式三份，仓库、财务、质管各一份。",),
        ("制表人：孙丙", "", "审核人：李四"),
        ("第1页 共2页",),
    ),
    "sums between and below": (
        HEADINGS,
        ("", "", "", "", "", "", "小计", "", "0"),
        LINE,
        ("", "", "", "", "", "", "", "合计：", "100"),
        ("总计（大写）：壹拾贰万伍仟元整",),
    ),
    "lines of a letterhead": (
        ("澜泊医疗器械有限公司",),
        ("日期：2026年5月", "", "", "单位：元"),
        HEADINGS,
        LINE,
    ),
}


@pytest.mark.parametrize("rows", AS_FOUND.values(), ids=AS_FOUND)
def test_a_sheet_is_taken_as_people_have_it(office: Desk, rows: tuple[tuple[str, ...], ...]) -> None:
    """The one line comes in whole, and again as a duplicate; what is no row is passed over."""
    sheet = Typed("销售记录", tuple((*row, *("",) * (9 - len(row))) for row in rows), "sales")
    answered = ("--answer", "sales.seller=孙丙")
    path = sheet.write(office.folder / "表.xlsx")
    assert office.take_file(path, *answered).counts == (1, 0, 0)
    (line,) = office.cli.table("sales")
    columns = ("product_code", "lot", "sold_on", "customer_code", "unit_price", "quantity")
    said = tuple(line[one] for one in columns)
    assert said == ("P1", "20260101", "2026-05-09", "K1", "1250", "100")
    assert office.take_file(path, *answered).counts == (0, 1, 0)


def test_a_unit_behind_a_heading_is_not_passed_over(office: Desk) -> None:
    """数量(箱) counts cases: the column stays unknown, and the form is asked for its quantity."""
    headings = tuple("数量(箱)" if one == "数量" else one for one in HEADINGS)
    path = Typed("销售记录", (headings, LINE), "sales").write(office.folder / "表.xlsx")
    answer = office.cli.run("import", path, "--answer", "sales.seller=孙丙", expect=2)
    assert "quantity" in answer.err
    assert office.cli.table("sales") == []


BELOW = (("合计", "", ""), ("注：如有错漏，以纸质为准。",), ("制表人：孙丙", "", "审核人：李四"))


@pytest.mark.parametrize("sheet", [one for one in TEN if one.table != "returns"], ids=lambda one: one.title)
def test_what_stands_below_any_of_the_sheets_is_no_row(office: Desk, sheet: Typed) -> None:
    """Also where a row needs no more than one cell; digits in full width are digits."""
    wide = {ord("0") + place: ord("０") + place for place in range(10)}
    rows = [
        tuple(cell.translate(wide) if isinstance(cell, str) else cell for cell in row) for row in sheet.cells
    ]
    found = replace(sheet, cells=(*rows, *BELOW))
    assert taken(office, found) == (sum(str(row[0]) != "合计" for row in sheet.cells[1:]), 0, 0)


def test_a_sum_below_numbered_cases_is_no_case(office: Desk) -> None:
    """A complaint needs no more than its number to begin with."""
    headings = ("投诉编号", "接收日期", "顾客名称", "投诉内容")
    rows = (
        headings,
        ("TS1", "2026-05-13", "甲医院", "包装破损"),
        ("合计", "", "", ""),
        ("注：一式两份", "", "", ""),
    )
    path = Typed("顾客投诉", rows, "complaints").write(office.folder / "表.xlsx")
    assert office.take_file(path).counts == (1, 0, 0)
