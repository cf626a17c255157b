"""A recall carried out: from the notice to the closing, with late sales, a dealer, goods that come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from replay.recalls.shown import changed_lists
from tests.support.cli import Answer, Cli
from tests.support.desk import Desk, customer, product, receipt, returned, sale, staff, void

GOODS = ("--product", "P01", "--lot", "L1")
QUALITY = "Q1"


def furnish(desk: Desk) -> None:
    """Record a house that sold lot L1 to four customers, one of them a dealer, and lot L2 to one."""
    desk.furnish()
    desk.recorded("staff", staff(QUALITY, post="质量负责人"))
    desk.recorded("customers", customer("C3"), customer("C4", kind="医疗器械经营企业"))
    desk.recorded("receipts", receipt("YS2", "L2", "50"))
    desk.recorded(
        "sales",
        sale("XS1", quantity="10"),
        sale("XS2", quantity="20", customer_code="C2"),
        sale("XS3", quantity="5", customer_code="C3"),
        sale("XS4", quantity="30", customer_code="C4"),
        sale("XS5", "L2", quantity="7", customer_code="C2"),
    )


@pytest.fixture
def desk(begin: Callable[..., Desk]) -> Desk:
    """A desk in that house, the head of quality at it."""
    found = begin(furnish)
    found.cli.settings["MEDLEDGER_USER"] = QUALITY
    return found


def recall(cli: Cli, *words: object, expect: int = 0) -> Answer:
    """Say something about a recall."""
    return cli.run("recall", *words, "--format", "json", expect=expect)


def opened(cli: Cli, *scope: object, **more: str) -> str:
    """Open a recall and return its number."""
    said = {"level": "1", "origin": "registrant", "reason": "密封不良", **more}
    options = [word for name, value in said.items() for word in (f"--{name.replace('_', '-')}", value)]
    return str(recall(cli, "open", *scope, *options).json["recall_no"])


def show(cli: Cli, number: str, *more: object) -> dict[str, Any]:
    """Return the board of a recall."""
    found: dict[str, Any] = recall(cli, "show", number, *more).json
    return found


def line(board: dict[str, Any], customer_code: str, level: int = 1) -> dict[str, Any]:
    """Return the only line of a customer."""
    [found] = [
        row for row in board["consignees"] if row["customer_code"] == customer_code and row["level"] == level
    ]
    return dict(found)


def adds_up(board: dict[str, Any]) -> None:
    """Check the identity of the board, for each line and the whole."""
    of_line = ("returned_quantity", "customer_destroyed", "customer_used", "customer_on_hand")
    for row in board["consignees"]:
        parts = (*of_line, "passed_on_quantity", "unaccounted_quantity")
        assert Decimal(row["quantity_out"]) == sum(Decimal(row[part]) for part in parts), row
    totals = board["totals"]
    whole = ("returned", "destroyed_there", "used", "still_there", "passed_on", "unaccounted")
    assert Decimal(totals["distributed"]) == sum(Decimal(totals[part]) for part in whole), totals


def live_sale(cli: Cli, lot: str = "L1", expect: int = 0, **more: Any) -> Answer:
    """Sell at the desk."""
    document = {
        "customer_code": "C1",
        "product_code": "P01",
        "lot": lot,
        "quantity": "1",
        "seller": "E1",
        "sold_on": today(),
        **more,
    }
    return cli.run("record", "sales", "--format", "json", stdin=json.dumps(document), expect=expect)


def test_a_recall_of_level_one_from_notice_to_closing(desk: Desk) -> None:
    """A late sale on day 2, a wider scope on day 3, a dealer who passed goods on, one who is not found."""
    cli = desk.cli
    number = opened(cli, *GOODS, opened_by=QUALITY)
    printed = [recall(cli, "show", number)]
    first = printed[0].json
    assert [row["customer_code"] for row in first["scopes"][0]["consignees"]] == ["C1", "C2", "C3", "C4"]
    assert first["totals"]["distributed"] == "65"
    assert {one["clock"]: one["state"] for one in first["clocks"]} == {
        "CN.RECALL.STOP": "done",
        "CLK.RECALL.FORWARD": "open",
    }

    # From now on nothing in scope leaves, and what is not in scope does.
    refused = live_sale(cli, expect=2)
    assert f"in the scope of recall '{number}'" in refused.err
    live_sale(cli, "L2")

    # A sale that was not entered in time joins the board and is marked; the frozen list stays.
    desk.recorded("sales", sale("XS9", quantity="2", customer_code="C1", sold_on="2026-05-03"))
    desk.recorded("sales", sale("XS8", quantity="3", customer_code="C2", sold_on="2026-05-04"))
    second = show(cli, number)
    assert second["scopes"] == first["scopes"]
    assert line(second, "C1")["late_known_at"] is not None
    assert line(second, "C3")["late_known_at"] is None
    assert second["totals"]["distributed"] == "70"

    # A wider scope is a second version; both lists stay answerable.
    wider = ("--product", "P01", "--lot", "L1", "--lot", "L2", "--reason", "扩大到相邻批次")
    assert recall(cli, "scope", number, *wider).json["recall_no"] == number
    printed.append(recall(cli, "show", number))
    third = printed[1].json
    assert [one["version"] for one in third["scopes"]] == [1, 2]
    assert third["scopes"][0] == first["scopes"][0]
    assert live_sale(cli, "L2", expect=2).err.count(f"recall '{number}'") == 1

    # Everybody is told, one by one and then the rest.
    recall(cli, "notify", number, "--customer", "C4", "--notice-method", "phone")
    recall(cli, "notify", number, "--everyone", "--notice-method", "email")
    told = show(cli, number)
    assert told["totals"]["notified"] == told["totals"]["consignees"] == 4
    assert all(row["notice_on_time"] for row in told["consignees"])
    [forward] = [one for one in told["clocks"] if one["clock"] == "CLK.RECALL.FORWARD"]
    assert forward["state"] == "done"

    # Answers: used, destroyed, still there, passed on; one cannot be found.
    answer(cli, number, "C1", on_hand="8", used="4", lot="L1")
    answer(cli, number, "C1", on_hand="1", lot="L2")
    answer(cli, number, "C2", used="20", destroyed="10")
    answer(cli, number, "C4", on_hand="20", passed_on_to="诊所甲", passed_on_quantity="9")
    recall(cli, "respond", number, "--customer", "C4", "--consignee-name", "诊所甲", "--customer-used", "9")
    recall(cli, "respond", number, "--customer", "C3", "--response-state", "not_found")
    board = show(cli, number)
    adds_up(board)
    assert line(board, "C4", 2)["customer_name"] == "诊所甲"
    assert board["totals"]["unaccounted"] == "6"

    # Goods come back as ordinary returns; the board counts them by itself.
    desk.recorded(
        "returns",
        returned("TH1", quantity="8", returned_on=today(), recall_no=number, disposition="待处理"),
    )
    board = show(cli, number)
    adds_up(board)
    assert board["totals"]["returned"] == "8"
    [of_lot] = [row for row in board["consignees"] if (row["customer_code"], row["lot"]) == ("C1", "L1")]
    assert (of_lot["returned_quantity"], of_lot["customer_on_hand"]) == ("8", "0")

    # Closing names what is open: the summary first, then each customer by code and name.
    recall(cli, "summarise", number, "--summary", "收回完毕")
    refusal = recall(cli, "close", number, expect=2).err
    assert "C3 医院C3 5" in refusal
    assert "C4 医院C4 1" in refusal
    assert "returned and not disposed of: 8" in refusal
    for stage in ("closed", "recall_closed", "结案"):
        typed = json.dumps({"recall_no": number, "环节": stage, "closed_on": today()})
        assert "C3 医院C3 5" in cli.run("record", "召回记录", stdin=typed, expect=2).err, "at every door"
    recall(cli, "respond", number, "--customer", "C3", "--unaccounted-reason", "已停业，登报三次")
    disposal = {
        "disposal_no": "CZ1",
        "disposal_kind": "destroyed",
        "disposed_on": today(),
        "product_code": "P01",
        "lot": "L1",
        "quantity": "8",
        "reason": "召回销毁",
        "return_no": "TH1",
        "recall_no": number,
        "decided_by": QUALITY,
        "approver": QUALITY,
        "operator": "E1",
        "witness": QUALITY,
    }
    desk.recorded("disposals", disposal)
    closed = recall(cli, "close", number, "--close-note", "医院C4 一支破损").json
    assert closed["state"] == "closed"
    assert show(cli, number)["state"] == "closed"

    # What was printed with the frozen list of each version is printed again, byte for byte.
    again = show(cli, number, "--known-at", first["basis"]["position"], "--at", first["basis"]["at"])
    assert again == first
    for one in printed:
        words = ("recall", "show", number, "--format", "json", "--basis", "-")
        assert cli.run(*words, stdin=one.out).out == one.out


def answer(cli: Cli, number: str, code: str, **said: str) -> None:
    """Record a customer's answer."""
    names = {"on_hand": "customer-on-hand", "used": "customer-used", "destroyed": "customer-destroyed"}
    words = [
        word
        for name, value in said.items()
        for word in (f"--{names.get(name, name.replace('_', '-'))}", value)
    ]
    recall(cli, "respond", number, "--customer", code, *words)


def today() -> str:
    """Return the day on which the test runs, as the ledger has it."""
    from ledger import clock

    return clock.today("Asia/Shanghai")


def test_a_recall_of_a_medicine_has_the_clocks_of_medicines(desk: Desk) -> None:
    """Consignees are told by the end of the next day, not within 24 hours; of both the sooner counts."""
    cli = desk.cli
    desk.recorded("products", product("D1", product_kind="药品", registration_no="国药准字H20000001"))
    desk.recorded("receipts", receipt("YD1", "DL1", "50", product_code="D1"))
    desk.recorded("sales", sale("XD1", "DL1", quantity="5", product_code="D1", customer_code="C2"))
    due = {}
    for scope in (("--lot", "DL1"), ("--product", "D1", "--product", "P01")):
        [forward] = [
            one
            for one in show(cli, opened(cli, *scope, opened_by=QUALITY))["clocks"]
            if one["clock"] == "CLK.RECALL.FORWARD"
        ]
        due[scope] = forward["due_at"]
    of_medicine, of_both = due.values()
    assert of_medicine[11:19] == "23:59:59"
    assert today() < of_both <= of_medicine


def test_goods_that_were_passed_on_twice_stand_two_levels_down(desk: Desk) -> None:
    """The dealer's clinic gave some to another clinic; a clinic that nobody passed anything to is told."""
    cli = desk.cli
    number = opened(cli, *GOODS, opened_by=QUALITY)
    answer(cli, number, "C4", on_hand="10", passed_on_to="诊所甲", passed_on_quantity="20")
    to_second = ("--passed-on-to", "诊所丙", "--passed-on-quantity", "5")
    clinic = ("respond", number, "--customer", "C4", "--consignee-name")
    recall(cli, *clinic, "诊所甲", "--customer-used", "15", *to_second)
    recall(cli, *clinic, "诊所丙", "--customer-used", "3")
    board = show(cli, number)
    adds_up(board)
    assert line(board, "C4", 2)["passed_on_quantity"] == "5"
    second = line(board, "C4", 3)
    assert (second["customer_name"], second["quantity_out"]) == ("诊所丙", "5")
    assert (second["customer_used"], second["unaccounted_quantity"]) == ("3", "2")
    told = recall(cli, *clinic, "诊所内", "--customer-used", "2").json["warnings"]
    assert [one.split(" answered")[0] for one in told] == ["诊所内"]
    assert board["totals"] == show(cli, number)["totals"], "they stand outside the sums"


def test_an_answer_counts_for_the_version_whose_goods_it_names(desk: Desk) -> None:
    """A narrower scope leaves a lot out: what was answered about it counts for no other lot."""
    cli = desk.cli
    number = opened(cli, "--product", "P01", opened_by=QUALITY)
    answer(cli, number, "C2", on_hand="20", lot="L1")
    recall(cli, "scope", number, "--product", "P01", "--lot", "L2", "--reason", "缩小到 L2")
    narrow = show(cli, number)
    adds_up(narrow)
    assert [(row["customer_code"], row["lot"]) for row in narrow["consignees"]] == [("C2", "L2")]
    assert line(narrow, "C2")["unaccounted_quantity"] == "7"
    [of_lot] = [
        row for row in show(cli, number, "--version", "1")["consignees"] if row["customer_on_hand"] == "20"
    ]
    assert (of_lot["lot"], of_lot["unaccounted_quantity"]) == ("L1", "0")


def test_a_drill_stops_nothing_and_says_so_everywhere(desk: Desk) -> None:
    """It does all of it but the hold."""
    found = recall(desk.cli, "open", *GOODS, "--drill", "--reason", "年度演练", "--level", "2").json
    assert found["warnings"] == ["This is a drill: nothing is stopped."]
    live_sale(desk.cli)
    board = show(desk.cli, found["recall_no"])
    assert board["drill"]
    assert [one["clock"] for one in board["clocks"]] == ["CLK.RECALL.FORWARD"]
    assert desk.cli.table("quality_holds") == []
    assert recall(desk.cli, "list").json[0]["drill"]


def test_goods_of_a_buyer_without_licence_are_taken_back(desk: Desk) -> None:
    """T-05: a recall by buyer; it stops sales to that buyer, and no others."""
    number = opened(
        desk.cli,
        "--customer",
        "C4",
        origin="buyer_disqualified",
        reason="许可证失效",
        level="2",
        opened_by=QUALITY,
    )
    board = show(desk.cli, number)
    assert [(row["customer_code"], row["quantity_out"]) for row in board["consignees"]] == [("C4", "30")]
    assert (
        "Quality has stopped sales to customer 'C4'" in live_sale(desk.cli, customer_code="C4", expect=2).err
    )
    live_sale(desk.cli)


def test_a_struck_sale_stays_on_the_board(desk: Desk) -> None:
    """A sale that the opening knew and that was voided since is marked and does not vanish."""
    number = opened(desk.cli, *GOODS)
    desk.recorded("voids", void("sales", "XS3", "1", voided_on=today()))
    found = line(show(desk.cli, number), "C3")
    assert (found["struck"], found["quantity_out"]) == (True, "0")


def test_an_own_finding_is_reported_late(desk: Desk) -> None:
    """The report to the authority is owed the same day; two hours later it is late, and lateness stays."""
    number = opened(desk.cli, *GOODS, origin="own_finding", notice_received_on="2026-11-01T15:00")
    recall(
        desk.cli,
        "authority",
        number,
        "--authority-reported-at",
        "2026-11-02T02:00",
        "--authority-name",
        "市局",
    )
    [clock] = [one for one in show(desk.cli, number)["clocks"] if one["clock"] == "CN.DEFECT.REPORT"]
    assert clock["met_at"] == "2026-11-02T02:00:00+08:00"
    [owed] = [
        row
        for row in desk.cli.rows("obligations", "--all", "--table", "recalls")
        if row["clock_id"] == "CN.DEFECT.REPORT"
    ]
    assert owed["hours_late"] is not None


def test_goods_received_later_are_stopped_as_well(desk: Desk) -> None:
    """A scope by supplier and day catches what comes in after the opening."""
    opened(desk.cli, "--supplier", "S1", "--made-from", "2025-11-01")
    desk.recorded("receipts", receipt("YS7", "L7", "9"))
    assert "in the scope of recall" in live_sale(desk.cli, "L7", expect=2).err


def test_the_stop_ends_with_its_hold(desk: Desk) -> None:
    """Quality lifts the hold with a reason; then the goods may be sold again."""
    opened(desk.cli, *GOODS)
    [hold] = desk.cli.table("quality_holds")
    released = {
        "hold_no": hold["hold_no"],
        "stage": "released",
        "release_reason": "复检合格",
        "released_by": QUALITY,
        "released_at": today(),
    }
    desk.cli.run("record", "quality_holds", stdin=json.dumps(released))
    before = len(desk.cli.table("sales"))
    live_sale(desk.cli, sold_on=today())
    assert len(desk.cli.table("sales")) == before + 1


def test_an_import_that_reports_a_sale_in_scope_gets_a_finding(desk: Desk) -> None:
    """It happened, so it is recorded; the rule stands beside it."""
    opened(desk.cli, *GOODS)
    desk.recorded("sales", sale("XS7", quantity="1", sold_on=today()))
    assert "M-140" in {row["rule"] for row in desk.findings()}


def test_the_notice_is_filed_and_kept_verbatim(desk: Desk, tmp_path: Path) -> None:
    """The voucher has its digest, the case its text."""
    notice = tmp_path / "通知.txt"
    notice.write_text("请停止使用批号 L1。\n", encoding="utf-8")
    number = opened(desk.cli, *GOODS, notice=str(notice))
    [row] = [one for one in desk.cli.table("recalls") if one["recall_no"] == number]
    assert row["notice_text"] == "请停止使用批号 L1。\n" or row["notice_text"] == "请停止使用批号 L1。"
    [voucher] = desk.cli.table("vouchers")
    assert row["voucher_nos"] == [voucher["voucher_no"]]
    assert len(voucher["digest"]) == 64


def test_a_scope_that_names_nothing_known_is_refused(desk: Desk) -> None:
    """Nothing is recorded."""
    before = desk.cli.position()
    answer_ = recall(desk.cli, "open", "--lot", "L9", "--reason", "x", "--origin", "supplier", expect=2)
    assert "expected a known value of --lot, got 'L9'" in answer_.err
    assert desk.cli.position() == before


def test_an_earlier_board_is_shown_again_byte_for_byte(desk: Desk, tmp_path: Path) -> None:
    """The basis that was printed, given back after later events, gives the same bytes."""
    number = opened(desk.cli, *GOODS)
    first = recall(desk.cli, "show", number)
    basis = tmp_path / "first.json"
    basis.write_text(first.out, encoding="utf-8")
    desk.recorded("sales", sale("XS9", quantity="2", customer_code="C1", sold_on="2026-05-03"))
    recall(desk.cli, "notify", number, "--everyone", "--notice-method", "phone")
    assert recall(desk.cli, "show", number).out != first.out
    assert recall(desk.cli, "show", number, "--basis", basis).out == first.out


def test_a_board_and_the_list_come_back_on_their_basis(desk: Desk) -> None:
    """Byte for byte, though a sale of the lot became known since."""
    cli = desk.cli
    number = opened(cli, *GOODS, opened_by=QUALITY)
    questions = ("show", number), ("list", "--envelope")
    answers = [(words, recall(cli, *words).out) for words in questions]
    desk.recorded("sales", sale("XS9", quantity="2", customer_code="C1", sold_on="2026-05-03"))
    for words, answer in answers:
        assert recall(cli, *words).out != answer
        again = cli.run("recall", *words, "--format", "json", "--basis", "-", stdin=answer)
        assert again.out == answer


def test_units_that_come_back_by_their_lot_count_for_the_units_that_were_sold(desk: Desk) -> None:
    """A return that names only the lot, or only the unit, makes up for the lines of the sale."""
    units = {"product_code": "P03", "quantity": "3"}
    desk.recorded("receipts", receipt("YS3", "L3", serial="SN1;SN2;SN3", **units))
    desk.recorded("sales", sale("XS6", "L3", serial="SN1;SN2;SN3", **units))
    number = opened(desk.cli, "--product", "P03", "--lot", "L3")
    desk.recorded(
        "returns",
        returned("TH5", "", product_code="P03", serial="SN1", returned_on=today(), disposition="待处理"),
        returned("TH6", "L3", product_code="P03", returned_on=today(), disposition="待处理"),
    )
    board = show(desk.cli, number)
    adds_up(board)
    assert board["totals"]["distributed"] == "3"
    assert board["totals"]["returned"] == "2"
    assert all(Decimal(row["unaccounted_quantity"]) >= 0 for row in board["consignees"])


def test_a_file_of_answers_need_not_name_the_recall(desk: Desk, tmp_path: Path) -> None:
    """The verb names it; a file from an older office program reads as well."""
    number = opened(desk.cli, *GOODS)
    sheet = tmp_path / "反馈.csv"
    sheet.write_bytes("被通知客户,客户库存数量,客户已使用数量\nC1,3,2\n医院C2,4,1\n".encode("gb18030"))
    assert len(recall(desk.cli, "respond", number, "--file", sheet).json["positions"]) == 2
    board = show(desk.cli, number)
    assert (line(board, "C1")["customer_on_hand"], line(board, "C2")["customer_used"]) == ("3", "1")


def test_an_answer_with_a_remark_alone_is_not_passed_over(desk: Desk, tmp_path: Path) -> None:
    """Nothing else says what became of the goods: it is named; a line without anything is passed over."""
    number = opened(desk.cli, *GOODS)
    sheet = tmp_path / "反馈.csv"
    sheet.write_text("被通知客户,客户库存数量,备注\nC1,3,\nC2,,电话无人接听\n", "utf-8")
    before = desk.cli.position()
    said = recall(desk.cli, "respond", number, "--file", sheet, expect=2).err
    assert f"Reading row 3 of {sheet}: only a remark is filled in ('电话无人接听')" in said
    assert desk.cli.position() == before
    sheet.write_text("被通知客户,客户库存数量,备注\nC1,3,\nC2,,\n", "utf-8")
    assert len(recall(desk.cli, "respond", number, "--file", sheet).json["positions"]) == 1


def test_a_stage_that_says_nothing_is_no_stage(desk: Desk) -> None:
    """Nor is an answer of nobody; and everybody is told once."""
    number = opened(desk.cli, *GOODS)
    before = desk.cli.position()
    for verb in ("notify", "respond", "recover", "dispose", "check", "report", "summarise"):
        said = recall(desk.cli, verb, number, expect=2).err
        assert said.startswith(f"Recording recall {verb}: expected at least one of its options, or --file")
    assert desk.cli.position() == before
    assert (
        "does not say which customer"
        in recall(desk.cli, "respond", number, "--customer-used", 1, expect=2).err
    )
    recall(desk.cli, "notify", number, "--everyone", "--notice-method", "phone")
    again = recall(desk.cli, "notify", number, "--everyone", "--notice-method", "phone").json
    assert (again["positions"], again["warnings"]) == ([], ["Every consignee has been told already."])


def test_what_is_wrong_with_several_rows_is_said_once(desk: Desk) -> None:
    """On the screen; as values it is said of each row."""
    lines = [{**sale("XS77"), "line": line, "seller": "E77", "quantity": "1"} for line in (1, 2)]
    refused = desk.cli.run("record", "sales", stdin=json.dumps(lines), expect=2)
    assert [(one["line"], one["rule"]) for one in refused.json["refused"]] == [(1, "M-13"), (2, "M-13")]
    assert refused.err.count("'E77'") == 1


def test_a_sample_is_drawn_again_on_its_basis(desk: Desk) -> None:
    """Byte for byte, though another customer became known since; to record a check there is no basis."""
    number = opened(desk.cli, *GOODS)
    first = recall(desk.cli, "check", number, "--check-level", "A", "--draw").out
    desk.recorded("sales", sale("XS9", quantity="2", customer_code="C2", sold_on="2026-05-03"))
    basis = desk.folder / "sample.json"
    basis.write_text(first, "utf-8")
    assert recall(desk.cli, "check", number, "--check-level", "A", "--draw", "--basis", basis).out == first
    said = recall(desk.cli, "check", number, "--check-level", "A", "--basis", basis, expect=2).err
    assert said.startswith("Recording recall check: expected --basis with --draw only")


def test_a_refused_opening_says_what_is_wrong_and_nothing_else(desk: Desk) -> None:
    """That the recall is then unknown is no news."""
    refused = recall(desk.cli, "open", *GOODS, "--reason", "x", expect=2)
    assert [one["rule"] for one in refused.json["refused"]] == ["M-16"]
    wrong = recall(desk.cli, "open", *GOODS, "--reason", "x", "--origin", "nobody", expect=2)
    assert [one["code"] for one in wrong.json["refused"]] == ["bad_choice"]


def test_a_list_that_is_not_the_one_digested_then_is_told(desk: Desk) -> None:
    """The digest was recorded with the scope: a program that lists otherwise cannot pass for the first."""
    board = show(desk.cli, opened(desk.cli, *GOODS))
    assert changed_lists(board) == []
    board["scopes"][0]["consignees"][0]["quantity_out"] = "9"
    assert changed_lists(board) == [1]
