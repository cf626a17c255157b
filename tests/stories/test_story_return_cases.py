"""Refrigerated goods come back: one return rejected, one accepted, each read as it stood on every day.

People at their screens enter one stage after another; what a rule refuses is tried and told. Old cases come
in from a spreadsheet, whole or stage by stage.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.support.cli import Answer, Cli
from tests.support.desk import Desk, product, receipt, returned, sale, staff

BUSINESS, QUALITY, CLERK, KEEPER, MONEY, LEADER = "B1", "Q1", "E1", "E2", "E3", "R1"
GOODS = {"customer_code": "C1", "product_code": "P09", "lot": "C1"}
PAPERS = {"temperature_statement": "PZ1", "temperature_record": "PZ2"}
NUMBER = "THSL-20260510-001"


def enter(cli: Cli, table: str, document: dict[str, Any], *, by: str = CLERK, expect: int = 0) -> Answer:
    """Record one document as somebody at a screen."""
    cli.settings["MEDLEDGER_USER"] = by
    return cli.run("record", table, "--format", "json", stdin=json.dumps(document), expect=expect)


def stage(
    cli: Cli, name: str, *, by: str = CLERK, no: str = NUMBER, expect: int = 0, **fields: Any
) -> Answer:
    """Record a stage of the case."""
    return enter(cli, "return_cases", {"return_case_no": no, "stage": name, **fields}, by=by, expect=expect)


def refused(cli: Cli, name: str, *words: str, **fields: Any) -> None:
    """Try a stage that a rule refuses, in these words."""
    answer = stage(cli, name, expect=2, **fields)
    for word in words:
        assert word in answer.err, answer.err


def furnish(desk: Desk) -> None:
    """Record a house that sold ten of a refrigerated product, with its people and its return area."""
    desk.furnish()
    people = {
        BUSINESS: "业务负责人",
        QUALITY: "质量负责人",
        KEEPER: "收货员",
        MONEY: "财务",
        LEADER: "客服组组长",
    }
    desk.recorded("staff", *(staff(code, post=post) for code, post in people.items()))
    cold = {"temperature_min": "2", "temperature_max": "8"}
    desk.recorded("products", product("P09", cold_chain="是", **cold))
    place = {"warehouse": "冷库", "effective_from": "2025-01-01", **cold}
    desk.recorded(
        "locations",
        {"location_code": "TH-1", "name": "退货区", "zone_kind": "退货区", **place},
        {"location_code": "HG-1", "name": "合格品区", "zone_kind": "合格品区", **place},
    )
    kept = {"product_code": "P09", "arrival_temperature": "4", "transport_mode": "供货者送货"}
    desk.recorded("receipts", receipt("YS9", "C1", **kept))
    desk.recorded("sales", sale(lot="C1", product_code="P09", sold_on="2026-05-02", unit_price="100"))


@pytest.fixture
def desk(begin: Callable[..., Desk]) -> Desk:
    """A desk in the house before the story."""
    return begin(furnish)


@pytest.fixture
def house(desk: Desk) -> Cli:
    """The program in the house before the story."""
    return desk.cli


def ask(cli: Cli, quantity: str = "4") -> None:
    """The customer asks; the clerk looks the sale up and issues the notice."""
    request = {
        "received_at": "2026-05-10 09:00",
        "channel": "来电",
        "quantity": quantity,
        "reason": "手术取消",
    }
    enter(cli, "return_cases", {**GOODS, **request})
    stage(cli, "origin_matched")
    stage(cli, "notice_issued", notice_on="2026-05-10")


def approve(cli: Cli) -> None:
    """Two persons of two posts approve; the vehicle is ordered."""
    told = {"business_decision": "同意", "decided_at": "2026-05-10 11:00"}
    stage(cli, "business_approved", by=BUSINESS, business_approver=BUSINESS, **told)
    again = {"quality_decision": "同意", "decided_at": "2026-05-10 14:00"}
    refused(cli, "quality_approved", "both approvals by B1", by=BUSINESS, quality_approver=BUSINESS, **again)
    early = {"transport_mode": "自行运输", "pickup_confirmed_at": "2026-05-11 09:00"}
    refused(cli, "pickup_arranged", "quality approval missing", **early)
    stage(cli, "quality_approved", by=QUALITY, quality_approver=QUALITY, **again)
    stage(cli, "pickup_arranged", vehicle_no="闽D12345", **early)


ARRIVED = {
    "by": KEEPER,
    "notice_matched": "是",
    "received_on": "2026-05-12",
    "received_quantity": "4",
    "location_code": "TH-1",
}


def stock(cli: Cli, *options: str) -> dict[str, str]:
    """Return how much of the lot is saleable, and how much is with the customer."""
    (row,) = [one for one in cli.rows("table", "stock_balances", *options) if one["lot"] == "C1"]
    totals = cli.preview("--lot", "C1", *options)["totals"]
    return {"saleable": row["saleable_quantity"], "out": totals["outstanding"]}


def archive(cli: Cli, *options: str) -> list[str]:
    """Return the pages of the return's file."""
    return [
        row["stage"] for row in cli.table("return_archives", "--where", f"return_case_no={NUMBER}", *options)
    ]


def test_a_cold_return_is_rejected(house: Cli) -> None:
    """S1-D 5.2.1-5.2.3: papers missing, then failing: rejected, reported to quality, nothing restocked."""
    ask(house)
    approve(house)
    before = stock(house)
    refused(house, "goods_received", "temperature papers were not judged", **ARRIVED)
    refused(house, "cold_evidence_filed", "temperature_record", by=KEEPER, cold_chain_ok=True)
    stage(house, "cold_evidence_filed", by=KEEPER, cold_chain_ok="否", **PAPERS)
    refused(house, "goods_received", "judged as failing", **ARRIVED)
    reason = {"rejected_on": "2026-05-12", "rejection_reason": "运输途中温度11℃"}
    refused(
        house, "goods_rejected", "quality was not told", by=KEEPER, **reason, customer_told_at="2026-05-12"
    )
    told = {"quality_told_at": "2026-05-12 10:00", "customer_told_at": "2026-05-12 10:30"}
    stage(house, "goods_rejected", by=KEEPER, **reason, **told)
    known = house.position()
    stage(house, "case_closed", closed_on="2026-05-13", close_note="货物由客户处置")
    assert house.table("returns") == []
    assert stock(house) == before == {"saleable": "90", "out": "10"}
    case = house.run("case", NUMBER, "--format", "json").json["cases"][0]
    assert (case["state"], case["stage"], case["row"]["cold_chain_ok"]) == ("closed", "case_closed", False)
    assert [one["stage"] for one in case["stages"]][-3:] == [
        *("cold_evidence_filed", "goods_rejected", "case_closed"),
    ]
    assert archive(house)[-2:] == ["goods_rejected", "case_closed"]
    assert archive(house, "--known-at", str(known))[-1] == "goods_rejected"
    refusals = {row["rule_key"] for row in house.table("gate_refusals")}
    assert {"G-18a", "G-20a", "G-21a", "G-21b"} <= refusals
    assert house.run("verify", "--format", "json").json["ok"] is True


def accept(cli: Cli) -> None:
    """The whole road: received in the cold, inspected, restocked, paid back, closed."""
    ask(cli)
    approve(cli)
    stage(cli, "cold_evidence_filed", by=KEEPER, cold_chain_ok="是", **PAPERS)
    refused(cli, "goods_received", "HG-1", **(ARRIVED | {"location_code": "HG-1"}))
    refused(cli, "goods_received", "5", **(ARRIVED | {"received_quantity": "5"}))
    stage(cli, "goods_received", **ARRIVED)
    refused(
        cli,
        "disposition_decided",
        "were not inspected",
        disposition="重新入库",
        decided_by=QUALITY,
        by=QUALITY,
    )
    verdict = {"inspected_on": "2026-05-12", "quality_status": "合格", "conclusion": "合格"}
    stage(cli, "inspected", by=QUALITY, **verdict)
    stage(cli, "disposition_decided", by=QUALITY, disposition="重新入库", decided_by=QUALITY)


def finish(cli: Cli) -> None:
    """The return record arises; the refund is asked for, verified and paid; the case is closed."""
    stage(cli, "completed", compensation="退款")
    refused(cli, "case_closed", "a refund was agreed and not paid", closed_on="2026-05-13")
    stage(cli, "refund_requested", refund_requested_on="2026-05-13", refund_amount="400")
    verified = {"refund_verified_by": MONEY, "refund_notified_on": "2026-05-14"}
    refused(cli, "refund_verified", "450", by=MONEY, refund_verified_amount="450", **verified)
    stage(cli, "refund_verified", by=MONEY, refund_verified_amount="380", **verified)
    stage(cli, "refunded", by=MONEY, refunded_on="2026-05-15", invoice_no="HZ-1")
    stage(cli, "case_closed", closed_on="2026-05-16", close_note="两清")


def test_a_cold_return_is_accepted(house: Cli) -> None:
    """S1-D 5.1-5.2; S1-H 5.2-5.3: restocked by its record and nothing before, read as it stood."""
    accept(house)
    custody = house.position()
    assert stock(house) == {"saleable": "90", "out": "10"}
    assert house.table("returns") == []
    finish(house)
    (back,) = house.table("returns")
    expected = {
        "return_no": "TH-20260512-001",
        "return_case_no": NUMBER,
        "sale_no": "XS1",
        "sale_line": 1,
        "quantity": "4",
        "disposition": "restocked",
        "temperature_record": "PZ2",
        "business_approver": BUSINESS,
        "quality_approver": QUALITY,
        "inspector": QUALITY,
    }
    assert {key: back[key] for key in expected} == expected
    assert stock(house) == {"saleable": "94", "out": "6"}
    assert stock(house, "--known-at", str(custody)) == {"saleable": "90", "out": "10"}
    case = house.run("case", NUMBER, "--format", "json").json["cases"][0]
    assert (case["state"], case["row"]["return_no"], case["row"]["refund_verified_amount"]) == (
        *("closed", "TH-20260512-001", "380"),
    )
    then = house.run("case", NUMBER, "--known-at", str(custody), "--format", "json").json["cases"][0]
    assert (then["stage"], then["next"]) == ("disposition_decided", ["return_completed"])
    assert archive(house) == [
        *("requested", "origin_matched", "notice_issued", "business_approved", "quality_approved"),
        *("pickup_arranged", "cold_evidence_filed", "goods_received", "inspected"),
        *(
            "disposition_decided",
            "completed",
            "returns",
            "refund_requested",
            "refund_verified",
            "refunded",
            "case_closed",
        ),
    ]
    assert archive(house, "--known-at", str(custody))[-1] == "disposition_decided"
    assert house.run("verify", "--format", "json").json["ok"] is True


def test_what_came_back_may_be_sold_again(house: Cli) -> None:
    """S1-D 5.2.4: and no more of the sale line comes back than is still out."""
    accept(house)
    finish(house)
    second = {"received_at": "2026-05-20", "quantity": "7", "reason": "手术取消"}
    answer = json.loads(enter(house, "return_cases", {**GOODS, **second}).out)
    number = answer["recorded"][0]["return_case_no"]
    refused(house, "origin_matched", "only 6 of sale 'XS1' line 1 is still out", no=number)
    stage(house, "not_accepted", no=number, refusal_reason="超出未退数量", customer_told_at="2026-05-20")
    stage(house, "case_closed", no=number, closed_on="2026-05-20")
    sold = sale("XS9", "C1", product_code="P09", quantity="94", sold_on="2026-05-21")
    enter(house, "sales", dict(sold))


HISTORY: dict[str, Any] = {
    "退货受理编号": "TS-2025-7",
    "申请时间": "2026-05-05",
    "客户编码": "C1",
    "产品编码": "P09",
    "生产批号": "C1",
    "申请退货数量": "2",
    "退货原因": "多订",
    "销售单号": "XS1",
    "退回通知单编号": "TZ-7",
    "通知单日期": "2026-05-05",
    "业务负责人": BUSINESS,
    "业务负责人审批": "同意",
    "质管部审批人": QUALITY,
    "质管部审批": "同意",
    "提货确认时间": "2026-05-06",
    "温度控制说明文件": "PZ7",
    "售出期间温度控制的相关数据": "PZ8",
    "温度控制是否符合": "是",
    "是否与通知单相符": "是",
    "收货日期": "2026-05-07",
    "收货数量": "2",
    "专用退货场所": "TH-1",
    "验收员": QUALITY,
    "验收日期": "2026-05-08",
    "质量状态": "合格",
    "验收结论": "合格",
    "处理结果": "重新入库",
    "处理决定人": QUALITY,
    "退货单号": "TH-7",
    "结案日期": "2026-05-09",
}


def workbook(path: Path, *rows: dict[str, Any]) -> Path:
    """Write rows into a workbook, the headings in the order of appearance."""
    headings = list(dict.fromkeys(key for row in rows for key in row))
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("销售退回通知单")
        sheet.write_row(0, 0, headings)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [row.get(key, "") for key in headings])
    return path


def test_a_workbook_row_tells_a_whole_case(house: Cli, tmp_path: Path, desk: Desk) -> None:
    """S1-D: Chinese headings, one row per return; its record comes with the file of returns."""
    book = workbook(tmp_path / "退货.xlsx", HISTORY)
    done = house.import_(book)
    assert (done.files[0]["table"], done.counts) == ("return_cases", (1, 0, 0))
    assert desk.findings() == []
    (row,) = house.table("return_cases")
    assert (row["stage"], row["conclusion"], row["return_no"], row["return_policy"]) == (
        *("case_closed", "conforming", "TH-7", None),
    )
    assert house.import_(book).counts == (0, 1, 0)
    assert stock(house) == {"saleable": "90", "out": "10"}
    again = returned(
        "TH-7",
        "C1",
        product_code="P09",
        quantity="2",
        return_case_no="TS-2025-7",
        sale_no="XS1",
        returned_on="2026-05-07",
    )
    desk.recorded("returns", again | {"temperature_record": "PZ8"})
    assert stock(house) == {"saleable": "92", "out": "8"}
    pages = house.table("return_archives", "--where", "return_case_no=TS-2025-7")
    assert [one["stage"] for one in pages][-1] == "case_closed"
    assert "returns" in [one["stage"] for one in pages]


def test_a_file_of_stages_is_taken_in_its_order(house: Cli, tmp_path: Path, desk: Desk) -> None:
    """What contradicts the rules is recorded with findings: it happened."""
    named = {"退货受理编号": "TS-8"}
    keys = ("申请时间", "客户编码", "产品编码", "生产批号", "申请退货数量", "退货原因")
    rows = [
        {**named, "环节": "退货申请", **{key: HISTORY[key] for key in keys}},
        {**named, "环节": "查询原单", "销售单号": "XS1", "是否本公司所销售": "是"},
        {**named, "环节": "开具退回通知单", "退回通知单编号": "TZ-8", "通知单日期": "2026-05-05"},
        {**named, "环节": "业务负责人审批", "业务负责人": BUSINESS, "业务负责人审批": "同意"},
        {**named, "环节": "安排提货", "提货确认时间": "2026-05-06"},
        {**named, "环节": "退货收货", "收货日期": "2026-05-07", "收货数量": "3"},
    ]
    done = house.import_(workbook(tmp_path / "环节.xlsx", *rows))
    assert done.counts == (6, 0, 0)
    found = [(one["rule"], one["position"]) for one in desk.findings()]
    assert {rule for rule, _ in found} == {"G-18a", "G-20a", "G-22"}
    (row,) = house.table("return_cases")
    assert (row["stage"], row["received_quantity"]) == ("goods_received", "3")


def test_an_imported_return_needs_no_case(house: Cli, desk: Desk) -> None:
    """A small house keeps its return records alone; each has its file."""
    desk.recorded("returns", returned("TH-5", "C1", product_code="P09", temperature_record="PZ8"))
    (page,) = house.table("return_archives")
    assert (page["return_case_no"], page["return_no"], page["stage"]) == (None, "TH-5", "returns")


def test_the_pick_up_is_owed_in_one_working_day(house: Cli) -> None:
    """L-28 (S1-D 5.2.1): from the second approval until the pick-up is confirmed."""
    ask(house)
    approve(house)
    owed = house.rows("obligations", "--number", NUMBER, "--at", "2026-05-10")
    (pickup,) = [row for row in owed if row["clock_id"] == "L-28"]
    assert pickup["state"] in {"open", "due_soon"}
    assert pickup["due_at"].startswith("2026-05-11")
    done = house.rows("obligations", "--number", NUMBER, "--at", "2026-05-11")
    assert [row["state"] for row in done if row["clock_id"] == "L-28"] == ["done"]
