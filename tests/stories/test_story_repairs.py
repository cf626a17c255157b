"""A complaint that becomes a repair, from the call to the closed file, as people at their screens record it.

The unit is taken away, a loaner stands in for it, the first repair fails its inspection by quality and the
second passes; what nobody may do is refused on the way. Stock, custody, the case, the archive and the trace
are read as they were at each point (S4-I 维护与保养; S0-3 4.2.2; P-21 to P-25).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.cli import Answer
from tests.support.desk import Desk, receipt, sale, staff

Row = dict[str, Any]
SERVICE, TECHNICIAN, CHIEF, QUALITY, HEAD = "FW1", "JS1", "JS0", "ZL1", "ZL0"
WX, TS = "WX-20260302-001", "TS-202603-0001"
UNIT: Row = {"customer_code": "C1", "product_code": "P02", "serial": "SN1"}


def enter(desk: Desk, table: str, document: Row, *, by: str = SERVICE, expect: int = 0) -> Answer:
    """Record one document as somebody at a screen."""
    desk.cli.settings["MEDLEDGER_USER"] = by
    text = json.dumps(document, ensure_ascii=False)
    return desk.cli.run("record", table, "--format", "json", stdin=text, expect=expect)


def stage(desk: Desk, key: str, by: str = SERVICE, expect: int = 0, **document: Any) -> Answer:
    """Record a stage of the repair."""
    return enter(desk, "repairs", {"repair_no": WX, "stage": key, **document}, by=by, expect=expect)


def on(day: int) -> tuple[str, str]:
    """Return the options that ask as of the end of a day in March 2026."""
    return ("--at", f"2026-03-{day:02d}")


def custody(desk: Desk, *options: str) -> list[tuple[Any, ...]]:
    """Return what is out of its place, since when and how it stands."""
    rows = desk.cli.table("custody_items", *options)
    return [tuple(row[key] for key in ("custody_kind", "serial", "since", "state_text")) for row in rows]


def stock(desk: Desk, *options: str) -> dict[str, tuple[str | None, str]]:
    """Return status and quantity of each unit in stock."""
    rows = desk.cli.table("stock_balances", "--where", "product_code=P02", *options)
    return {row["serial"]: (row["goods_kind"], row["quality_status"]) for row in rows}


def furnish(desk: Desk) -> None:
    """Record a house that sold SN1 in February, with two more units, a warranty and its people."""
    desk.furnish()
    people = {
        SERVICE: "客服",
        TECHNICIAN: "维修技术员",
        CHIEF: "技术部主管",
        QUALITY: "质量管理员",
        HEAD: "质量负责人",
    }
    desk.recorded("staff", *(staff(code, post=post) for code, post in people.items()))
    desk.recorded("receipts", receipt("YS2", "", "3", product_code="P02", serial="SN1;LN1;LN2"))
    desk.recorded("sales", sale("XS2", "", "1", product_code="P02", serial="SN1", sold_on="2026-02-01"))
    warranty = {**UNIT, "warranty_no": "BX1", "sale_no": "XS2", "accepted_on": "2026-02-03"}
    enter(desk, "warranties", {**warranty, "warranty_months": 12})
    training = {
        "training_no": "PX1",
        "staff_code": TECHNICIAN,
        "trained_on": "2026-01-10",
        "topic": "设备维修",
    }
    enter(desk, "trainings", {**training, "training_kind": "岗前培训", "training_result": "passed"}, by=HEAD)


@pytest.fixture
def house(begin: Callable[..., Desk]) -> Desk:
    """Return a house before the story."""
    return begin(furnish)


def called(desk: Desk) -> None:
    """The complaint comes in, is a matter for service, and becomes a repair call."""
    told = {"received_on": "2026-03-02", "channel": "来电", "content": "开机报错", **UNIT}
    enter(desk, "complaints", {"complaint_no": TS, "complaint_kind": "service", "owner": SERVICE, **told})
    assessed = {"nature": "服务投诉", "severity": "轻微", "handler": SERVICE}
    enter(desk, "complaints", {"complaint_no": TS, "stage": "assessed", **assessed}, by=QUALITY)
    call = {
        "requested_on": "2026-03-02 09:00",
        "channel": "来电",
        "fault": "开机报错",
        "complaint_no": TS,
        **UNIT,
    }
    done = enter(desk, "repairs", {**call, "sale_no": "XS2", "first_responder": SERVICE}).json
    assert done["recorded"][0]["repair_no"] == WX
    ordered = {"service_notice_no": "TZ1", "service_action": "维修", "repair_no": WX}
    enter(desk, "complaints", {"complaint_no": TS, "stage": "service_ordered", **ordered})


def visited(desk: Desk) -> None:
    """Answered, sent, come, looked at; a technician without training and a second call are refused."""
    stage(desk, "responded", responded_at="2026-03-02 10:00", response_note="次日上门")
    window = {"appointed_from": "2026-03-03 09:00", "appointed_until": "2026-03-03 11:00"}
    sent = {"dispatched_at": "2026-03-02 11:00", **window}
    refused = stage(desk, "dispatched", CHIEF, 2, technician=CHIEF, **sent)
    assert "G-53" in refused.out
    stage(desk, "dispatched", CHIEF, technician=TECHNICIAN, **sent)
    late = stage(desk, "arrived", TECHNICIAN, 2, arrived_at="2026-03-03 13:00", card_shown=True)
    assert "G-58a" in late.out
    stage(desk, "arrived", TECHNICIAN, arrived_at="2026-03-03 10:30", card_shown=True)
    found = {"diagnosed_on": "2026-03-03", "fault_analysis": "电源板损坏", "cause_class": "生产"}
    wrong = stage(desk, "diagnosed", TECHNICIAN, 2, **found, in_warranty=False)
    assert "G-54" in wrong.out
    stage(desk, "diagnosed", TECHNICIAN, **found)


def taken_away(desk: Desk) -> None:
    """Only with the customer's signature; a loaner stands in for the unit, and only one that is free."""
    taken = {"taken_back_on": "2026-03-03", "planned_finish_on": "2026-03-20"}
    refused = stage(desk, "taken_back", TECHNICIAN, 2, **taken)
    assert "G-50" in refused.out
    stage(desk, "taken_back", TECHNICIAN, **taken, takeback_signed=True)
    label = {"diagnosed_on": "2026-03-04", "fault_analysis": "电源板、主板", "fault_label": "电源板损坏"}
    stage(desk, "diagnosed", TECHNICIAN, **label)
    loaner = {"loaner_product_code": "P02", "loaner_issued_at": "2026-03-04 16:00"}
    sold = stage(desk, "loaner_issued", CHIEF, 2, loaner_serial="SN1", **loaner)
    assert "G-60" in sold.out
    stage(desk, "loaner_issued", CHIEF, loaner_serial="LN1", **loaner)


def repaired(desk: Desk) -> None:
    """The first repair fails, the second passes; nothing goes back before."""
    stage(desk, "repaired", TECHNICIAN, repaired_on="2026-03-06", repair_content="修电源板")
    test = {"inspected_on": "2026-03-07", "function_test": "开机正常", "performance_test": "温升超标"}
    own = stage(desk, "inspected", QUALITY, 2, inspector=TECHNICIAN, conclusion="合格", **test)
    assert "G-48b" in own.out
    assert "G-75" in own.out
    stage(desk, "inspected", QUALITY, inspector=QUALITY, conclusion="不合格", **test)
    refused = stage(desk, "rereleased", HEAD, 2, released_by=HEAD)
    assert "G-48" in refused.out
    again = stage(
        desk, "inspected", QUALITY, 2, inspector=QUALITY, inspected_on="2026-03-08", conclusion="合格"
    )
    assert "G-48a" in again.out
    stage(desk, "diagnosed", TECHNICIAN, diagnosed_on="2026-03-08", fault_analysis="主板老化")
    used = {"part_code": "PJ1", "part_name": "主板", "part_quantity": "1"}
    stage(desk, "part_used", TECHNICIAN, **used)
    stage(
        desk, "repaired", TECHNICIAN, repaired_on="2026-03-09", repair_content="换主板", repair_result="正常"
    )
    unsigned = stage(desk, "customer_confirmed", TECHNICIAN, 2, customer_signed=True)
    assert "G-48" in unsigned.out
    passed = {"inspected_on": "2026-03-10", "function_test": "正常", "performance_test": "正常"}
    stage(desk, "inspected", QUALITY, inspector=QUALITY, conclusion="合格", **passed)
    stage(desk, "rereleased", HEAD, released_by=HEAD, outbound_no="CK9")


def handed_back(desk: Desk) -> None:
    """Returned, signed, the loaner fetched, asked how it runs, closed."""
    stage(desk, "returned_to_customer", customer_back_on="2026-03-11", transport_staff="包全")
    unsigned = stage(desk, "customer_confirmed", TECHNICIAN, 2, customer_signed=False)
    assert "G-49" in unsigned.out
    stage(desk, "customer_confirmed", TECHNICIAN, customer_signed=True, service_voucher_no="PZ1")
    charge = {"amount": "200", "part_fee": "200", "charged_on": "2026-03-11"}
    assert '"G-55"' in stage(desk, "charged", "E1", 2, **charge).out
    other = {"loaner_returned_at": "2026-03-11 15:00", "loaner_state": "外壳划伤"}
    refused = stage(desk, "loaner_returned", CHIEF, 2, loaner_serial="LN2", **other)
    assert "G-60a" in refused.out
    stage(desk, "loaner_returned", CHIEF, loaner_serial="LN1", **other)
    stage(desk, "followed_up", followed_up_on="2026-03-14", repair_effect="良好", satisfaction="满意")
    stage(desk, "closed", closed_on="2026-03-15", close_note="归档")


def tell(desk: Desk) -> None:
    """Record the whole story."""
    for part in (furnish, called, visited, taken_away, repaired, handed_back):
        part(desk)


@pytest.fixture
def told(begin: Callable[..., Desk]) -> Desk:
    """The whole story, recorded."""
    return begin(tell)


def test_the_unit_is_somewhere_at_every_point(told: Desk) -> None:
    """In custody from the take-back to the return, and the loaner in its place (R-52, R-58)."""
    assert custody(told, *on(2)) == []
    assert custody(told, *on(3)) == [("repair_return", "SN1", "2026-03-03", "已携回，待诊断")]
    loaner = ("loaner", "LN1", "2026-03-04", "维修期间借出")
    assert custody(told, *on(5)) == [("repair_return", "SN1", "2026-03-03", "已诊断，待修复"), loaner]
    assert custody(told, *on(7)) == [
        ("repair_return", "SN1", "2026-03-03", "检验不合格，待重新诊断或返厂"),
        loaner,
    ]
    assert custody(told, *on(10)) == [("repair_return", "SN1", "2026-03-03", "检验合格，待重新出库"), loaner]
    assert custody(told) == []


def test_the_stock_knows_the_loaner_and_not_the_customers_unit(told: Desk) -> None:
    """Lent it is ours and out; back it waits to be looked at. The customer's unit is never in stock."""
    lent, free = ("产品（借出在外）", None), ("产品", "conforming")
    assert stock(told, *on(3)) == {"LN1": free, "LN2": free}
    assert stock(told, *on(5)) == {"LN1": lent, "LN2": free}
    assert stock(told) == {"LN1": ("产品", "doubtful"), "LN2": free}


def test_a_recall_calls_the_customer_who_has_the_loaner(told: Desk) -> None:
    """Also where the log itself is asked instead of the tables."""
    for proved in ((), ("--prove",)):
        answer = told.cli.preview("--product", "P02", *on(5), *proved)
        lent = [row for row in answer["on_hand"] if row["status"] == "on_loan"]
        assert [(row["serial"], row["customer_code"], row["customer_name"]) for row in lent] == [
            ("LN1", "C1", "医院C1")
        ]
    assert answer["proof"]["proved"]


def test_the_case_tells_what_was_filled_in(told: Desk) -> None:
    """In warranty, free, and why: the diagnosis said so by itself (G-54)."""
    answer = told.cli.run("case", WX, "--format", "json").json
    [case] = answer["cases"]
    assert (case["state"], case["stage"]) == ("closed", "closed")
    row = case["row"]
    assert (row["in_warranty"], row["service_class"], row["complaint_no"]) == (True, "free", TS)
    assert (
        row["class_reason"]
        == "保修期内 in warranty (保修登记 warranty BX1, 2027-02-03); 原因 cause production"
    )
    keys = [one["stage"] for one in case["stages"]]
    assert (keys.count("diagnosed"), keys.count("inspected"), keys[-1]) == (3, 2, "closed")
    assert [one["stage"] for one in told.cli.table("repairs", "--struck")] == keys


def test_the_archive_of_the_unit_holds_it_all(told: Desk) -> None:
    """Sale, acceptance, complaint and repair, in time order, with the warranty beside them (R-48)."""
    rows = told.cli.table("service_archives", "--where", "serial=SN1")
    numbers = list(dict.fromkeys(row["doc_no"] for row in rows))
    assert numbers == ["XS2", "BX1", TS, WX]
    assert [row["happened_at"] for row in rows] == sorted(row["happened_at"] for row in rows)
    assert {row["warranty_until"] for row in rows} == {"2027-02-03"}
    repaired_row = [row for row in rows if row["summary"].startswith("修复")][-1]
    assert (repaired_row["result"], repaired_row["technician"]) == ("正常", TECHNICIAN)


def test_the_register_of_calls_and_the_traces(told: Desk) -> None:
    """报修登记簿, the way of the loaner, and the sheet of the customer's unit."""
    [call] = told.cli.table("repair_calls")
    assert (call["called_on"], call["technician"], call["finished_on"]) == (
        "2026-03-02",
        TECHNICIAN,
        "2026-03-09",
    )
    moved = [(row["kind"], row["customer_code"]) for row in told.cli.trace("--serial", "LN1")]
    assert moved == [("received", None), ("lent", "C1"), ("loaner_back", "C1")]
    unit = [row["kind"] for row in told.cli.trace("--serial", "SN1")]
    assert unit == ["received", "sold", "repaired"]
    sheet = told.cli.table("unit_traces", "--where", "serial=SN1")
    assert {row["trace_role"] for row in sheet} >= {"received", "sold", "serviced", "checked"}


def test_every_refusal_was_kept(told: Desk) -> None:
    """What the rules stopped is a record itself."""
    rules = {row["rule_key"] for row in told.cli.table("gate_refusals")}
    assert rules >= {
        "G-48",
        "G-48a",
        "G-48b",
        "G-49",
        "G-50",
        "G-53",
        "G-54",
        "G-55",
        "G-58a",
        "G-60",
        "G-60a",
        "G-75",
    }


def test_no_finding_is_left(told: Desk) -> None:
    """A repair that was done as it should leaves none."""
    found = {
        row["rule"] for row in told.cli.rows("findings", expect=None) if row["record_table"] == "repairs"
    }
    assert found == set()


OLD: Row = {
    "报修单号": "WX-2025-7",
    "报修时间": "2026-02-10 09:00",
    "客户编码": "C1",
    "产品编码": "P02",
    "序列号": "SN1",
    "故障情况": "不能开机",
    "派工人员": TECHNICIAN,
    "派工时间": "2026-02-10 10:00",
    "抵达服务时间": "2026-02-10 14:00",
    "诊断日期": "2026-02-10",
    "故障原因": "电源板损坏",
    "修复日期": "2026-02-11",
    "维修内容": "换电源板",
    "维修结果": "正常",
    "客户是否签字": "是",
    "回访日期": "2026-02-20",
    "归档日期": "2026-02-21",
}


def test_an_old_register_of_repairs_is_taken_over(house: Desk) -> None:
    """One row tells a whole repair; what the old form never asked for is not held against it."""
    headings = {"派工人员": "technician", "客户是否签字": "customer_signed", "归档日期": "closed_on"}
    rows = [{headings.get(key, key): value for key, value in OLD.items()}]
    assert house.take("repairs", rows[0]) == (1, 0, 0), house.rejects
    assert house.take("repairs", rows[0]) == (0, 1, 0)
    assert [row for row in house.findings(expect=None) if row["record_table"] == "repairs"] == []
    [row] = house.cli.table("repairs")
    assert (row["stage"], row["technician"], row["repair_result"]) == ("closed", TECHNICIAN, "正常")
    assert custody(house) == []
    taken = {**rows[0], "报修单号": "WX-2025-9", "携回日期": "2026-02-10", "原定修妥时间": "2026-02-10"}
    assert house.take("repairs", taken) == (1, 0, 0), house.rejects
    told_of = house.cli.rows("findings", "--warnings", expect=None)
    assert {one["rule"] for one in told_of if one["record_table"] == "repairs"} == {"G-52"}


def _dossier(desk: Desk, *options: str) -> Row:
    found: Row = desk.cli.run("trace", *options, "--envelope").json["dossier"]
    return found


def test_the_dossier_of_the_unit_holds_it_all(told: Desk) -> None:
    """Sale, warranty, complaint, repair, service, and the loaner that stood in for it (T-18)."""
    dossier = _dossier(told, "--serial", "SN1")
    assert (dossier["product_code"], dossier["lot"], dossier["serial"]) == ("P02", None, "SN1")
    assert [row["sale_no"] for row in dossier["sales"]] == ["XS2"]
    assert [row["warranty_no"] for row in dossier["warranties"]] == ["BX1"]
    assert [row["complaint_no"] for row in dossier["complaints"]] == [TS]
    assert [(row["repair_no"], row["stage"]) for row in dossier["repairs"]] == [(WX, "closed")]
    assert [(row["as"], row["loaner_serial"]) for row in dossier["loaners"]] == [("in_place", "LN1")]
    assert dossier["recalls"] == dossier["exchanges"] == []


def test_the_dossier_looks_as_far_as_the_question(told: Desk) -> None:
    """On the second of March nothing was repaired, and a lot has no dossier."""
    dossier = _dossier(told, "--serial", "SN1", "--at", "2026-03-01")
    assert (dossier["complaints"], dossier["repairs"], dossier["loaners"]) == ([], [], [])
    assert [row["warranty_no"] for row in dossier["warranties"]] == ["BX1"]
    assert _dossier(told, "--lot", "L1") is None


def test_the_dossier_of_a_loaner_tells_for_which_repair_it_was_lent(told: Desk) -> None:
    """And to whom."""
    dossier = _dossier(told, "--serial", "LN1")
    assert dossier["repairs"] == []
    [loan] = dossier["loaners"]
    assert (loan["as"], loan["repair_no"], loan["customer_code"]) == ("loaner", WX, "C1")


def test_a_screen_shows_the_dossier_after_the_holders(told: Desk) -> None:
    """Each part under the name of its table."""
    shown = told.cli.run("trace", "--serial", "SN1", "--format", "table").out.splitlines()
    titles = (
        "Movements",
        "Held",
        "Sales record",
        "Warranty register",
        "Complaints",
        "Service requests",
        "Loaners",
    )
    places = [next((at for at, line in enumerate(shown) if line.startswith(one)), -1) for one in titles]
    assert -1 not in places, shown
    assert places == sorted(places)
