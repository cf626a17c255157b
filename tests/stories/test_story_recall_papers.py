"""The papers of a recall: written, filled in by those who got them, and read again."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ledger import clock
from tests.support.desk import Desk, company, customer, product, receipt, sale, staff

LONG_LOT = "20260301000123456789"  # a spreadsheet keeps fifteen digits of a number
SCRIPT = "<script>alert(1)</script>医院"
FORMULA = "=HYPERLINK(1)诊所"
REPORTS = ("停售通知", "召回计划实施情况报告", "召回总结")


def furnish(desk: Desk) -> None:
    """Record a house that sold to three customers lots that a spreadsheet would damage, and units."""
    desk.furnish()
    desk.recorded("staff", staff("Q1", post="质量负责人"))
    desk.recorded("companies", company())
    desk.recorded("products", product("P09", model="M-9", specification="5ml"))
    desk.recorded("customers", customer("C3", name=SCRIPT), customer("00/4", name=FORMULA))
    desk.recorded(
        "receipts",
        receipt("YS2", "007", "50", product_code="P09"),
        receipt("YS3", LONG_LOT, "50", product_code="P09"),
        receipt("YS4", "", "2", product_code="P02", serial="0012;0013"),
    )
    desk.recorded(
        "sales",
        sale("XS1", "007", quantity="10", product_code="P09"),
        sale("XS2", LONG_LOT, quantity="5", product_code="P09"),
        sale("XS3", "007", quantity="6", product_code="P09", customer_code="C3"),
        sale("XS4", "", quantity="1", product_code="P02", customer_code="00/4", serial="0012"),
    )


@pytest.fixture
def desk(begin: Callable[..., Desk]) -> Desk:
    """A desk in that house, the head of quality at it."""
    found = begin(furnish)
    found.cli.settings["MEDLEDGER_USER"] = "Q1"
    return found


def opened(desk: Desk, *more: str) -> str:
    """Open a recall of two products and return its number."""
    words = ("--product", "P09", "--product", "P02", "--reason", "密封<不>良", "--level", "1")
    found = desk.cli.run(
        "recall",
        "open",
        *words,
        "--origin",
        "registrant",
        "--opened-by",
        "Q1",
        "--demands",
        "当日停用",
        *more,
    )
    return str(found.json["recall_no"])


def written(desk: Desk, number: str, *more: object) -> Path:
    """Write the papers and return their folder."""
    folder = desk.folder / "召回文件"
    answer = desk.cli.run("recall", "letters", number, "--output", folder, *more).json
    assert answer == {"recall_no": number, "folder": str(folder), "files": answer["files"]}
    assert sorted(answer["files"]) == sorted(one.name for one in folder.iterdir())
    return folder


def respond(desk: Desk, number: str, form: Path, expect: int = 0) -> Any:
    """Read a form that came back."""
    return desk.cli.run("recall", "respond", number, "--file", form, "--format", "json", expect=expect)


def fill(form: Path, lines: dict[int, dict[str, object]]) -> Path:
    """Fill lines of a form in, by their place below the headings, as a customer does."""
    book = load_workbook(form)
    sheet = book.active
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "召回编号")
    places = {cell.value: cell.column for cell in sheet[top]}
    for line, cells in lines.items():
        for heading, value in cells.items():
            sheet.cell(top + line, places[heading], value)
    book.save(form)
    return form


def rows_of(form: Path) -> list[dict[str, Any]]:
    """Return the lines of a form by heading."""
    rows = list(load_workbook(form).active.iter_rows(values_only=True))
    top = next(place for place, row in enumerate(rows) if row[0] == "召回编号")
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def board(desk: Desk, number: str) -> dict[tuple[str, str | None], dict[str, Any]]:
    """Return the lines of our own consignees on the board, by customer and lot."""
    found = desk.cli.run("recall", "show", number, "--format", "json").json
    return {(row["customer_code"], row["lot"]): row for row in found["consignees"] if row["level"] == 1}


def today() -> str:
    """Return the day on which the test runs, as the ledger has it."""
    return clock.today("Asia/Shanghai")


def test_every_paper_is_written_as_a_workbook_and_as_a_page(desk: Desk) -> None:
    """The order, a letter and a form for each consignee, the progress report and the summary."""
    folder = written(desk, opened(desk))
    each = ("00_4-=HYPERLINK(1)诊所", "C1-医院C1", "C3-_script_alert(1)__script")
    stems = [*REPORTS, *(f"{kind}-{one}" for kind in ("召回通知书", "反馈表") for one in each)]
    wanted = sorted(f"{stem}.{ending}" for stem in stems for ending in ("xlsx", "html"))
    assert sorted(one.name for one in folder.iterdir()) == wanted


def test_each_paper_that_was_written_is_noted(desk: Desk) -> None:
    """In the access log, by its digest, as every other file that leaves."""
    folder = written(desk, opened(desk))
    noted = {one["what"]["sha256"] for one in desk.cli.rows("log", "--kind", "exported")}
    assert noted == {sha256(one.read_bytes()).hexdigest() for one in folder.iterdir()}


def test_a_letter_says_what_the_law_asks_for(desk: Desk) -> None:
    """Order 29 §15: name, model, specification, lot, quantity, reason, demands; and whom to call."""
    number = opened(desk, "--actions", "take_back", "--actions", "destroy")
    page = (written(desk, number) / "召回通知书-C1-医院C1.html").read_text(encoding="utf-8")
    for said in (
        *(number, "产品P09", "M-9", "5ml", "007", LONG_LOT, "密封&lt;不&gt;良", "一级", "当日停用"),
        *("立即停止销售和使用", "通知下级经营企业和使用单位", "退回我单位", "收回、销毁"),
        *("北辰医疗器械", "员工Q1", "400-1", "C1路1号", "联系人C1"),
    ):
        assert said in page, said
    assert "C3" not in page


def test_a_page_runs_nothing_and_fetches_nothing(desk: Desk) -> None:
    """What somebody typed into a name stays text, in pages and in workbooks."""
    folder = written(desk, opened(desk))
    for file in folder.glob("*.html"):
        page = file.read_text(encoding="utf-8")
        assert "<script" not in page
        assert "http" not in page
        assert "size:A4" in page
    for file in folder.glob("*.xlsx"):
        cells = [cell for row in load_workbook(file).active.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells), file
    [row] = rows_of(folder / "反馈表-00_4-=HYPERLINK(1)诊所.xlsx")
    assert (row["客户名称"], row["序列号"]) == (FORMULA, "0012")


def test_a_form_holds_the_lines_of_its_consignee(desk: Desk) -> None:
    """Codes and lots are texts that stay texts when somebody edits them; the rest is blank."""
    number = opened(desk)
    folder = written(desk, number)
    rows = rows_of(folder / "反馈表-C1-医院C1.xlsx")
    given = [list(row.values())[:8] for row in rows]
    assert given == [
        [number, "C1", "医院C1", "P09", "产品P09", "007", None, 10],
        [number, "C1", "医院C1", "P09", "产品P09", LONG_LOT, None, 5],
    ]
    assert list(rows[0])[8:] == [
        *("客户库存数量", "客户已使用数量", "客户就地销毁数量", "转售单位", "转售数量"),
        *("反馈内容", "反馈时间", "未说明数量的原因"),
    ]
    assert all(value is None for row in rows for value in list(row.values())[8:])
    sheet = load_workbook(folder / "反馈表-C1-医院C1.xlsx").active
    assert {cell.number_format for cell in sheet[sheet.max_row][:7] if cell.value} == {"@"}


def test_filled_forms_come_home(desk: Desk) -> None:
    """One is whole, one half filled, one not at all: several files one after another."""
    number = opened(desk)
    folder = written(desk, number)
    whole = {
        1: {"客户库存数量": 7, "客户已使用数量": "2", "客户就地销毁数量": 1, "反馈时间": today()},
        2: {"客户库存数量": 1, "转售单位": "诊所甲", "转售数量": 4, "反馈内容": "已通知诊所甲"},
    }
    respond(desk, number, fill(folder / "反馈表-C1-医院C1.xlsx", whole))
    half = fill(next(folder.glob("反馈表-C3*.xlsx")), {1: {"客户已使用数量": 6}})
    respond(desk, number, half)
    found = board(desk, number)
    first, second = found["C1", "007"], found["C1", LONG_LOT]
    assert (first["customer_on_hand"], first["customer_used"], first["customer_destroyed"]) == ("7", "2", "1")
    assert (second["customer_on_hand"], second["passed_on_quantity"]) == ("1", "4")
    assert (first["unaccounted_quantity"], second["unaccounted_quantity"]) == ("0", "0")
    assert found["C3", "007"]["customer_used"] == "6"
    before = desk.cli.position()
    untouched = next(folder.glob("反馈表-00_4*.xlsx"))
    assert (
        "expected at least one row that is filled in, got none"
        in respond(desk, number, untouched, expect=2).err
    )
    assert desk.cli.position() == before


def test_a_lot_that_looks_like_a_time_comes_home(desk: Desk) -> None:
    """The form marks it as meant, as whoever entered it did."""
    desk.recorded("receipts", receipt("YS5", "'10:30", "9", product_code="P09"))
    desk.recorded("sales", sale("XS5", "'10:30", quantity="3", product_code="P09", customer_code="C2"))
    number = opened(desk)
    form = fill(written(desk, number) / "反馈表-C2-医院C2.xlsx", {1: {"客户库存数量": 3}})
    respond(desk, number, form)
    assert board(desk, number)["C2", "10:30"]["customer_on_hand"] == "3"


def test_a_form_that_is_read_twice_is_recorded_once(desk: Desk) -> None:
    """Also where it does not say when it was answered."""
    number = opened(desk)
    form = fill(
        written(desk, number) / "反馈表-C1-医院C1.xlsx",
        {1: {"客户库存数量": 10}, 2: {"客户已使用数量": 2, "反馈时间": today()}},
    )
    first = respond(desk, number, form).json
    before = desk.cli.position()
    assert respond(desk, number, form).json["positions"] == first["positions"]
    assert desk.cli.position() == before
    fill(form, {1: {"客户库存数量": 9}})
    respond(desk, number, form)
    assert desk.cli.position() == before + 1
    assert board(desk, number)["C1", "007"]["customer_on_hand"] == "9"


def test_an_answer_about_goods_that_it_never_had_stands_by_itself(desk: Desk) -> None:
    """A lot that somebody mistyped counts for no other lot: it is told, and open until answered anew."""
    number = opened(desk)
    form = written(desk, number) / "反馈表-C1-医院C1.xlsx"
    told = respond(desk, number, fill(form, {1: {"生产批号": "008", "客户库存数量": 3}})).json
    [warning] = told["warnings"]
    assert warning.startswith("医院C1 answered about P09 008, which it was never given in this recall")
    found = board(desk, number)
    stray, own = found["C1", "008"], found["C1", "007"]
    assert (stray["quantity_out"], stray["customer_on_hand"], stray["unaccounted_quantity"]) == (
        "0",
        "3",
        "-3",
    )
    assert (own["customer_on_hand"], own["unaccounted_quantity"]) == ("0", "10")
    shown = desk.cli.run("recall", "show", number, "--format", "json").json["totals"]
    assert (shown["consignees"], shown["still_there"], shown["unaccounted"]) == (3, "3", "19")
    respond(desk, number, fill(form, {1: {"客户库存数量": 0}}))
    told = respond(desk, number, fill(form, {1: {"生产批号": "007", "客户库存数量": 11}})).json
    assert told["warnings"] == ["医院C1 answered for 1 more of P09 007 than it was given."]
    assert ("C1", "008") not in board(desk, number)


@pytest.mark.parametrize(
    ("line", "cells", "why"),
    [
        (1, {"客户库存数量": "1O"}, "customer_on_hand: expected a number, got 1O."),
        (2, {"客户已使用数量": -1}, "customer_used: expected zero or more, got -1."),
        (1, {"转售数量": 2}, "it says that 2 were passed on, but not to whom."),
        (2, {"反馈时间": "昨天"}, "responded_at: expected a date or a time, got 昨天."),
        (1, {"召回编号": "ZH-1", "客户库存数量": 1}, "it is of recall 'ZH-1', not of 'ZH-2026-001'."),
        (2, {"被通知客户": "", "客户库存数量": 1}, "it does not say whose answer it is."),
    ],
)
def test_what_cannot_be_read_is_refused_whole(
    desk: Desk, line: int, cells: dict[str, object], why: str
) -> None:
    """The row and one sentence are told, and nothing is recorded, the good rows neither."""
    number = opened(desk)
    folder = written(desk, number)
    good = {3 - line: {"客户库存数量": 1}}
    form = fill(folder / "反馈表-C1-医院C1.xlsx", {**good, line: cells})
    before = desk.cli.position()
    err = respond(desk, number, form, expect=2).err
    assert f"Reading row {line + 5} of {form}: {why}" in err
    assert desk.cli.position() == before


def test_papers_of_a_drill_are_marked(desk: Desk) -> None:
    """Nobody who finds one takes it for a recall."""
    folder = written(desk, opened(desk, "--drill"))
    for file in folder.glob("*.html"):
        assert '<p class="drill">模拟演练</p>' in file.read_text(encoding="utf-8")
    for file in folder.glob("*.xlsx"):
        assert str(load_workbook(file).active["A1"].value).startswith("【模拟演练】")
    letter = (folder / "召回通知书-C1-医院C1.html").read_text(encoding="utf-8")
    assert "不停止销售和使用" in letter
    assert "立即停止" not in letter


def test_reports_have_their_official_columns(desk: Desk) -> None:
    """The progress report is the row of its view; the summary accounts for every unit."""
    number = opened(desk)
    desk.cli.run("recall", "notify", number, "--everyone", "--notice-method", "email")
    folder = written(desk, number)
    [view] = desk.cli.table("recall_progress_reports")
    schema = desk.cli.run("schema", "--format", "json").json["tables"]
    [declared] = [one for one in schema if one["key"] == "recall_progress_reports"]
    rows = list(load_workbook(folder / "召回计划实施情况报告.xlsx").active.iter_rows(values_only=True))
    top = next(place for place, row in enumerate(rows) if row[0] == "召回编号")
    assert list(rows[top]) == [one["zh"] for one in declared["fields"]]
    shown = dict(zip((one["key"] for one in declared["fields"]), rows[top + 1], strict=True))
    assert (shown["recall_no"], shown["level"], shown["notice_methods"]) == (number, "一级", "邮件")
    assert str(shown["quantity_to_recover"]) == view["quantity_to_recover"] == "22"
    page = (folder / "召回总结.html").read_text(encoding="utf-8")
    assert "<tr><th>应召回数量</th><td>22</td></tr>" in page


def test_a_version_and_a_folder_are_checked(desk: Desk) -> None:
    """A version that is not there is refused; files of the same name are replaced, others stay."""
    number = opened(desk)
    folder = written(desk, number)
    (folder / "停售通知.html").write_text("old", encoding="utf-8")
    assert (written(desk, number, "--version", 1) / "停售通知.html").read_text(encoding="utf-8") != "old"
    refused = desk.cli.run("recall", "letters", number, "--output", folder, "--version", 2, expect=2)
    assert "expected a version from 1 to 1, got 2" in refused.err
    taken = desk.folder / "taken"
    taken.write_text("", encoding="utf-8")
    assert (
        "it cannot be written" in desk.cli.run("recall", "letters", number, "--output", taken, expect=2).err
    )
