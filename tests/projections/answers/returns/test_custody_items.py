"""What is out of its place: under repair, at the factory, lent, returned, consigned (R-15, R-52, R-58)."""

from __future__ import annotations

from typing import Any

from ledger.log.prepared import Prepared
from tests.support.asking import asking
from tests.support.events import customer, event, product, returned, supplier
from tests.support.repair_events import AWAY, CALL, WHOLE, at, called, on, stage

SHOWN = ("custody_kind", "source_no", "serial", "holder", "since", "days", "state_text")


def items(*events: Prepared, **asked: Any) -> list[dict[str, Any]]:
    """Return the list at the end of March."""
    with asking(*events) as tables:
        return tables.rows("custody_items", **({"at": "2026-03-31"} | asked))


def shown(*events: Prepared, **asked: Any) -> list[tuple[Any, ...]]:
    """Return the columns that matter."""
    return [tuple(row[name] for name in SHOWN) for row in items(*events, **asked)]


def states(*events: Prepared) -> list[tuple[str, str]]:
    """Return kind and state of what is there."""
    return [(row["custody_kind"], row["state_text"]) for row in items(*events)]


def test_a_unit_and_a_loaner_change_places() -> None:
    """The customer's unit is with us, ours is with the customer."""
    assert shown(product("P1", model="M1"), customer("C1"), *AWAY) == [
        ("repair_return", "WX1", "SN1", "技术部门 T1", "2026-03-03", 28, "已诊断，待修复"),
        ("loaner", "WX1", "LN1", "客户 客户C1", "2026-03-04", 27, "维修期间借出"),
    ]
    unit, loaner = items(product("P1", model="M1"), *AWAY)
    assert (unit["product_name"], unit["model"], unit["due_back_on"]) == ("产品P1", "M1", "2026-03-10")
    assert (unit["quantity"], unit["owner"], unit["line"]) == ("1", "T1", 1)
    assert (loaner["product_name"], loaner["quantity"], loaner["due_back_on"]) == ("产品P1", "1", None)


def test_nothing_is_left_at_the_end() -> None:
    assert items(*WHOLE) == []
    assert shown(*WHOLE, at="2026-03-02") == []
    assert [row[0] for row in shown(*WHOLE, at="2026-03-05")] == ["repair_return", "loaner"]
    assert [row[0] for row in shown(*WHOLE, at="2026-03-10")] == ["loaner"]


def test_each_stage_says_what_comes_next() -> None:
    """From the take-back to the customer's hands."""
    taken = [*CALL, stage("taken_back", taken_back_on=on(3))]
    failed = stage("inspected", inspected_on=on(7), conclusion="nonconforming")
    passed = stage("inspected", inspected_on=on(8), conclusion="conforming")
    repaired = stage("repaired", repaired_on=on(6))
    assert states(*CALL) == []
    assert states(*taken) == [("repair_return", "已携回，待诊断")]
    assert states(*taken, repaired) == [("repair_return", "已修复，待检验")]
    assert states(*taken, repaired, failed) == [("repair_return", "检验不合格，待重新诊断或返厂")]
    assert states(*taken, repaired, failed, repaired, passed) == [("repair_return", "检验合格，待重新出库")]
    released = stage("rereleased", released_by="Q1", event_time="2026-03-09")
    assert states(*taken, repaired, passed, released) == [("repair_return", "已重新出库，待发还客户")]
    undecided = stage("inspected", inspected_on=on(7), conclusion="pending")
    assert states(*taken, repaired, undecided) == [("repair_return", "检验待定")]


def test_at_the_factory() -> None:
    """Since it was sent, with the maker that was contacted and what the customer was told."""
    sent = [
        supplier("V1"),
        *CALL,
        stage("taken_back", taken_back_on=on(3), planned_finish_on=on(20)),
        stage("sent_to_factory", factory_sent_on=on(5), supplier_code="V1", contact_no="CJ1"),
    ]
    [row] = items(*sent)
    assert (row["custody_kind"], row["since"], row["days"]) == ("at_manufacturer", "2026-03-05", 26)
    assert (row["holder"], row["party_name"], row["due_back_on"]) == (
        "厂家 供货者V1",
        "供货者V1",
        "2026-03-20",
    )
    contact = {
        "contacted_on": on(4),
        "contact_party": "manufacturer",
        "party_name": "丙制造",
        "content": "返修",
    }
    told = event("supplier_contacted", contact, contact_no="CJ1", handler="E1")
    closed = event(
        "supplier_contact_closed", contact_no="CJ1", customer_told_at=at(6), closed_on=on(6), result="换板"
    )
    [row] = items(*sent, told, closed)
    assert (row["holder"], row["fed_back_at"]) == ("厂家 丙制造", "2026-03-06T09:00:00+08:00")
    back = stage("received_from_factory", factory_back_on=on(15))
    assert shown(*sent, back) == [
        ("repair_return", "WX1", "SN1", "技术部门 T1", "2026-03-03", 28, "返厂收回，待检验")
    ]


def test_what_the_customer_brought_to_the_counter() -> None:
    """Since the call, until the customer has signed for it."""
    brought = stage("responded", responded_at=at(2, 2), service_mode="counter")
    assert shown(called(), brought) == [
        ("repair_return", "WX1", "SN1", "技术部门", "2026-03-02", 29, "已受理，待诊断")
    ]
    done = [
        stage("repaired", repaired_on=on(4)),
        stage("customer_confirmed", customer_signed=True, event_time="2026-03-05"),
    ]
    assert items(called(), brought, *done) == []


def test_a_unit_that_was_exchanged_is_told_by_the_exchange() -> None:
    """Until what came back is found nonconforming."""
    repaired = stage("repaired", repaired_on=on(6), exchange_no="HH1")
    fields = {"exchanged_on": on(6), "customer_code": "C1", "product_code": "P1", "serial": "SN1"}
    fields |= {"replacement_product_code": "P1", "replacement_serial": "SN2", "reason": "不能修复"}
    swap = event("unit_exchanged", fields, exchange_no="HH1", line=1, quantity="1", handler="E1")
    loaner = [row[0] for row in shown(*AWAY, repaired)]
    assert loaner == ["loaner"]
    assert shown(*CALL, stage("taken_back", taken_back_on=on(3)), repaired, swap) == [
        ("returned_goods", "HH1", "SN1", "仓库", "2026-03-06", 25, "已换货，换回品待处置")
    ]
    found = {"found_on": on(8), "found_stage": "repair", "product_code": "P1", "serial": "SN1"}
    apart = event("nonconformity_found", found, nonconformity_no="BHG1", quantity="1", nonconformity="坏")
    assert items(swap, apart) == []


def test_several_loaners() -> None:
    """Each by its own number in the case."""
    second = stage("loaner_issued", loaner_product_code="P2", loaner_serial="LN2", loaner_issued_at=at(6))
    first_back = stage("loaner_returned", loaner_serial="LN1", loaner_returned_at=at(8))
    rows = items(*AWAY, second, first_back)
    assert [(row["line"], row["product_code"], row["serial"]) for row in rows[1:]] == [(2, "P2", "LN2")]
    ended = [
        *AWAY,
        stage("repaired", repaired_on=on(6)),
        stage("returned_to_customer", customer_back_on=on(9)),
    ]
    assert states(*ended) == [("loaner", "维修已完成，待收回备用机")]


def back(number: str = "TH1", **rest: Any) -> Prepared:
    """Return goods that came back on 5 March and wait."""
    fields = {"returned_on": "2026-03-05", "disposition": "pending", "quantity": "3", "lot": "L1"}
    return returned(number, **(fields | rest))


def test_returned_goods_wait_for_a_decision() -> None:
    """What was disposed of, or set apart as nonconforming, waits no more."""
    assert shown(back(), back("TH2", disposition="restocked")) == [
        ("returned_goods", "TH1", None, "仓库", "2026-03-05", 26, "已退回，待处理决定")
    ]
    found = {"found_on": on(8), "found_stage": "sales_return", "product_code": "P1", "lot": "L1"}
    apart = event(
        "nonconformity_found",
        found,
        nonconformity_no="BHG1",
        quantity="2",
        nonconformity="坏",
        return_no="TH1",
    )
    assert [row["quantity"] for row in items(back(), apart)] == ["1"]
    gone = event(
        "goods_disposed",
        {"disposal_kind": "destroyed", "disposed_on": on(9), "reason": "坏", "decided_by": "Q1", "lot": "L1"},
        disposal_no="CZ1",
        line=1,
        product_code="P1",
        quantity="1",
        return_no="TH1",
    )
    assert items(back(), apart, gone) == []
    assert states(back(disposition="repaired"), back("TH2", disposition="replaced")) == [
        ("repair_return", "退回返修中"),
        ("returned_goods", "已换货，退回品待处置"),
    ]


def case(event_type: str, **rest: Any) -> Prepared:
    """Return a stage of a return case."""
    return event(event_type, return_case_no="THSL1", **rest)


def test_a_return_case_under_way() -> None:
    """From the receipt of the goods to the return record."""
    asked_for = case(
        "return_requested",
        received_at=at(2),
        customer_code="C1",
        product_code="P1",
        quantity="4",
        reason="坏",
    )
    came = case("return_goods_received", received_on=on(5), received_quantity="3", location_code="T-01")
    looked = case("return_inspected", inspector="Q2", inspected_on=on(6), quality_status="doubtful")
    assert items(asked_for) == []
    assert shown(asked_for, came) == [
        ("returned_goods", "THSL1", None, "仓库 T-01", "2026-03-05", 26, "已收货，待检查验收")
    ]
    assert states(asked_for, came, looked) == [("returned_goods", "已检查验收，待处理决定")]
    recorded = back(return_case_no="THSL1")
    assert [row["source_no"] for row in items(asked_for, came, looked, recorded)] == ["TH1"]


def consigned(kind: str = "clinical_choice", number: str = "XP1", **rest: Any) -> Prepared:
    """Return ten that went out on 3 March."""
    fields = {"consignment_kind": kind, "consigned_on": on(3), "customer_code": "C1", "handler": "E1"}
    fields |= {"product_code": "P1", "lot": "L1", "quantity": "10"}
    return event("goods_consigned_out", fields, consignment_no=number, line=1, **rest)


def told(event_type: str, **rest: Any) -> Prepared:
    """Return a stage of the consignment."""
    return event(event_type, consignment_no="XP1", line=1, **rest)


def test_what_is_out_on_consignments() -> None:
    """By kind; a loan is a loaner, a trial and an exhibition are samples."""
    kinds = {"clinical_choice": "clinical_choice", "loan": "loaner", "sample": "sample"}
    kinds |= {"trial": "sample", "exhibition": "sample", "rental": "loaner"}
    for kind, shown_as in kinds.items():
        [row] = items(consigned(kind, due_back_on=on(20)))
        assert (row["custody_kind"], row["quantity"], row["since"]) == (shown_as, "10", "2026-03-03")
        assert row["state_text"].endswith("；已逾期")
        assert (row["holder"], row["owner"]) == ("客户 C1", "E1")
    assert not items(consigned(due_back_on=on(20)), at="2026-03-20")[0]["state_text"].endswith("已逾期")


def test_what_was_used_or_came_back_is_not_out() -> None:
    """A return row and the stage that names it tell of the same goods."""
    used = told("consignment_use_confirmed", used_on=on(5), used_quantity="3")
    assert [row["quantity"] for row in items(consigned(), used)] == ["7"]
    unused = told("consignment_unused_returned", returned_on=on(6), unused_quantity="2")
    assert [row["quantity"] for row in items(consigned(), used, unused)] == ["5"]
    named = told("consignment_unused_returned", returned_on=on(6), unused_quantity="4", return_no="TH1")
    row = back(return_kind="unused_consignment", consignment_no="XP1", quantity="4", disposition="restocked")
    assert [one["quantity"] for one in items(consigned(), used, named, row)] == ["3"]
    assert [one["quantity"] for one in items(consigned(), used, row)] == ["3"]
    assert items(consigned(), told("consignment_use_confirmed", used_on=on(5))) == []
    assert items(consigned(), used, told("consignment_closed", closed_on=on(7))) == []
    assert [row["quantity"] for row in items(consigned("sample"), used)] == ["7"]


def test_units_that_were_used_are_no_longer_listed() -> None:
    """GSP §89; R-94: of several units those are out that no confirmed use names."""
    out = consigned("sample", lot=None, serial="A;B;C", quantity="3")
    first = told("consignment_use_confirmed", used_on=on(5), used_quantity="1", used_serial="B")
    assert [(row["serial"], row["quantity"]) for row in items(out, first)] == [("A;C", "2")]
    other = told("consignment_use_confirmed", used_on=on(6), used_quantity="1", used_serial="A")
    assert [(row["serial"], row["quantity"]) for row in items(out, first, other)] == [("C", "1")]


def test_units_that_came_back_are_no_longer_listed() -> None:
    """GSP §90; R-94: of several units those are out that came back by no stage, and were not used."""
    out = consigned("sample", lot=None, serial="A;B;C", quantity="3")
    back = told("consignment_unused_returned", returned_on=on(5), unused_quantity="1", unused_serial="A")
    assert [(row["serial"], row["quantity"]) for row in items(out, back)] == [("B;C", "2")]


def test_one_kind_may_be_asked_for() -> None:
    assert [row["custody_kind"] for row in items(*AWAY, custody_kind="loaner")] == ["loaner"]
    assert [row["serial"] for row in items(*AWAY, serial="SN1")] == ["SN1"]
