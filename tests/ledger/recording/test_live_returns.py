"""Return cases at live entry: what is filled in, and the return record that arises when one is completed."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.entry.live import enter
from ledger.recording.ledger import Ledger
from tests.support.decisions import command, location, member, sale, setting, stage
from tests.support.live import events, record, refused

NO = "THSL-20260510-001"
REQUEST = {
    "received_at": "2026-05-10",
    "customer_code": "C1",
    "product_code": "P1",
    "lot": "L1",
    "quantity": "4",
    "reason": "科室撤并",
}
ROAD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("origin_matched", {}),
    ("notice_issued", {"notice_on": "2026-05-10"}),
    (
        "business_approved",
        {"business_approver": "B1", "business_decision": "同意", "decided_at": "2026-05-10"},
    ),
    ("quality_approved", {"quality_approver": "Q1", "quality_decision": "同意", "decided_at": "2026-05-10"}),
    ("pickup_arranged", {"transport_mode": "自行运输", "pickup_confirmed_at": "2026-05-11"}),
    (
        "goods_received",
        {
            "notice_matched": "是",
            "received_on": "2026-05-12",
            "received_quantity": "4",
            "location_code": "T-01",
        },
    ),
    ("inspected", {"inspected_on": "2026-05-12", "quality_status": "合格", "conclusion": "合格"}),
    ("disposition_decided", {"disposition": "重新入库", "decided_by": "Q1"}),
)


@pytest.fixture
def house(ledger: Ledger) -> Ledger:
    """Ten of lot `L1` were sold to `C1`; there is a return area."""
    record(ledger, member("B1", post="业务负责人"), location("T-01", "returned"), sale(sold_on="2026-05-02"))
    return ledger


def walk(ledger: Ledger, *, until: str = "disposition_decided", **request: Any) -> None:
    """Enter a case up to a stage."""
    enter(ledger, "return_cases", REQUEST | request)
    for key, fields in ROAD:
        enter(ledger, "return_cases", {"return_case_no": NO, "stage": key, **fields})
        if key == until:
            return


def complete(**more: Any) -> dict[str, Any]:
    return {"return_case_no": NO, "stage": "completed", **more}


def test_a_case_that_is_decided_and_completed_in_one_document_makes_its_return(house: Ledger) -> None:
    """GSP §107: the disposition that stands in the same row is that of the return record."""
    walk(house, until="inspected")
    row = {"return_case_no": NO, "disposition": "重新入库", "decided_by": "Q1", "completed_at": "2026-05-13"}
    entered = enter(house, "return_cases", row)
    stages = [one.identity["stage"] for one in entered.recorded]
    assert stages == ["disposition_decided", "completed"]
    (made,) = events(house, "goods_returned")
    assert (made["data"]["disposition"], made["data"]["return_case_no"]) == ("restocked", NO)


def test_a_case_is_numbered_matched_and_noticed_by_the_system(house: Ledger) -> None:
    """S1-D 5.1.2: number, policy, sale line and what is still out of it, the notice of the same number."""
    walk(house, until="notice_issued")
    asked, found, notice = (
        events(house, f"return_{one}")[0]["data"] for one in ("requested", "origin_matched", "notice_issued")
    )
    assert (asked["return_case_no"], asked["return_policy"]) == (NO, "two_approvals")
    expected = {
        "sold_by_us": True,
        "sale_no": "XS1",
        "sale_line": 1,
        "quantity_out": "10",
        "invoice_clerk": "E1",
    }
    assert expected.items() <= found.items()
    assert notice["return_notice_no"] == "THTZ-20260510-001"


def test_the_return_record_arises_with_the_completed_case(house: Ledger) -> None:
    """GSP §107: in one append, with all that the case says; until then nothing has come back."""
    walk(house)
    assert events(house, "goods_returned") == []
    entered = enter(house, "return_cases", complete(compensation="无"))
    assert [one.identity["stage"] for one in entered.recorded] == ["completed"]
    assert [one.identity for one in entered.arising] == [{"return_no": "TH-20260512-001", "line": 1}]
    (back,), (done,) = events(house, "goods_returned"), events(house, "return_completed")
    assert done["data"]["return_no"] == "TH-20260512-001"
    expected = {
        "return_case_no": NO,
        "return_kind": "sales_return",
        "returned_on": "2026-05-12",
        "sale_no": "XS1",
        "sale_line": 1,
        "customer_code": "C1",
        "product_code": "P1",
        "lot": "L1",
        "quantity": "4",
        "reason": "科室撤并",
        "quality_status": "conforming",
        "inspector": "E1",
        "inspected_on": "2026-05-12",
        "disposition": "restocked",
        "location_code": "T-01",
        "receiver": "E1",
        "business_approver": "B1",
        "quality_approver": "Q1",
        "compensation": "none",
    }
    assert expected.items() <= back["data"].items()
    assert back["position"] == done["position"] + 1


def test_a_case_completed_twice_brings_about_one_record(house: Ledger) -> None:
    """The very same stage is a duplicate, with the number that it got."""
    walk(house)
    first = enter(house, "return_cases", complete())
    again = enter(house, "return_cases", complete())
    assert (again.duplicates, again.arising) == ((first.recorded[0].position,), ())
    assert len(events(house, "goods_returned")) == 1


def test_the_record_is_of_what_was_received(house: Ledger) -> None:
    """S1-D 5.2.2: three of the four that were asked about."""
    enter(house, "return_cases", REQUEST)
    for key, fields in ROAD:
        less = {"received_quantity": "3"} if key == "goods_received" else {}
        enter(house, "return_cases", {"return_case_no": NO, "stage": key, **fields, **less})
    enter(house, "return_cases", complete())
    assert events(house, "goods_returned")[0]["data"]["quantity"] == "3"


def test_a_record_that_is_there_is_only_linked(house: Ledger) -> None:
    """GSP §107: with the number given nothing arises, and it must be of the case."""
    walk(house)
    fields = {"returned_on": "2026-05-12", "reason": "科室撤并", "inspected_on": "2026-05-12"}
    people = {"business_approver": "B1", "quality_approver": "Q1", "inspector": "E1"}
    row = {key: REQUEST[key] for key in ("customer_code", "product_code", "lot", "quantity")}
    judged = {"quality_status": "合格", "disposition": "重新入库"}
    document = {"return_no": "TH9", **row, **fields, **people, **judged}
    enter(house, "returns", document)
    enter(house, "returns", document | {"return_no": "TH8", "quantity": "1"})
    refusal = refused(house, "return_cases", complete(return_no="TH8"))
    assert [one.rule for one in refusal.refusals] == ["M-62"]
    entered = enter(house, "return_cases", complete(return_no="TH9"))
    assert entered.arising == ()
    assert len(events(house, "goods_returned")) == 2


def test_a_record_that_the_rules_of_returns_refuse_leaves_the_case_open(house: Ledger) -> None:
    """G-26: the house asks for a condition of every return; neither stage nor record is kept."""
    walk(house, reason="包装已拆封")
    record(house, setting("G-26"))
    refusal = refused(house, "return_cases", complete())
    assert [(one.line, one.rule) for one in refusal.refusals] == [(1, "G-26")]
    assert events(house, "return_completed", "goods_returned") == []
    assert [one["data"]["command"] for one in events(house, "command_refused")] == ["goods_returned"]


def test_what_went_back_otherwise_is_not_taken_back_twice(house: Ledger) -> None:
    """G-17: between the receipt and the end of the case the sale line was returned elsewhere."""
    walk(house)
    fields = {"return_no": "TH9", "customer_code": "C1", "product_code": "P1", "lot": "L1", "quantity": "8"}
    judged = {"quality_status": "conforming", "disposition": "restocked", "inspector": "E1", "line": 1}
    record(
        house, command("returns", **fields, **judged, returned_on="2026-05-12", reason="错发", sale_no="XS1")
    )
    assert [one.rule for one in refused(house, "return_cases", complete()).refusals] == ["G-17"]


def test_an_import_of_a_completed_case_creates_nothing(house: Ledger) -> None:
    """What happened elsewhere has its record in the file of returns."""
    walk(house)
    ledger_rows = house.submit([[stage("return_completed", NO, return_no="TH5")]])
    assert ledger_rows[0][0].findings == ()
    assert events(house, "goods_returned") == []


def test_recalled_goods_bring_about_a_recall_return(house: Ledger) -> None:
    """G-29 (S1-I 6.4): no approvals, and never back to stock."""
    enter(house, "return_cases", REQUEST | {"recall_no": "ZH-2026-001"})
    wanted = {"origin_matched", "goods_received", "inspected"}
    for key, fields in ROAD:
        if key in wanted:
            enter(house, "return_cases", {"return_case_no": NO, "stage": key, **fields})
    decision = {"return_case_no": NO, "stage": "disposition_decided", "decided_by": "Q1"}
    assert [
        one.rule for one in refused(house, "return_cases", decision | {"disposition": "重新入库"}).refusals
    ] == ["G-24"]
    enter(house, "return_cases", decision | {"disposition": "退还供应商"})
    enter(house, "return_cases", complete())
    back = events(house, "goods_returned")[0]["data"]
    assert (back["return_kind"], back["disposition"]) == ("recall_return", "returned_to_supplier")


def test_unused_goods_of_a_consignment_come_back_by_a_case(house: Ledger) -> None:
    """GSP §90: they were never sold, and go back to where they are saleable."""
    out = {"consignment_kind": "clinical_choice", "consigned_on": "2026-05-01", "customer_code": "C1"}
    goods = {"product_code": "P1", "lot": "L1", "quantity": "10"}
    number = (
        enter(house, "consignments", out | goods | {"handler": "E1"}).recorded[0].identity["consignment_no"]
    )
    walk(house, consignment_no=number)
    enter(house, "return_cases", complete())
    back = events(house, "goods_returned")[0]["data"]
    assert (back["return_kind"], back["consignment_no"]) == ("unused_consignment", number)
    assert "sale_no" not in back


def test_another_road_brings_about_a_record_without_approvals(house: Ledger) -> None:
    """C-11 (S0-4 4.2): under the policy of the service desk nobody approves a notice."""
    enter(house, "return_cases", REQUEST | {"return_policy": "售后服务组判定"})
    wanted = {"origin_matched", "goods_received", "inspected", "disposition_decided"}
    for key, fields in ROAD:
        if key in wanted:
            more = {"checks_passed": "原因真实合理"} if key == "inspected" else {}
            enter(house, "return_cases", {"return_case_no": NO, "stage": key, **fields, **more})
    enter(house, "return_cases", complete())
    assert "business_approver" not in events(house, "goods_returned")[0]["data"]
