"""A day at the desk: documents entered one by one through the command line, by several people at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.cli import Answer, Cli
from tests.support.desk import Desk, customer, product, receipt, staff


def furnish(desk: Desk) -> None:
    """Record the small house with a head of quality and a hospital whose licence has lapsed."""
    desk.furnish()
    desk.recorded("staff", staff("Q1", post="质量负责人"))
    desk.recorded("customers", customer("C9", licence_valid_until="2026-04-30"))


@pytest.fixture
def desk(begin: Callable[..., Desk]) -> Desk:
    """A desk in that house."""
    return begin(furnish)


@pytest.fixture
def house(desk: Desk) -> Cli:
    """The program in that house, `E1` at the desk."""
    desk.cli.settings["MEDLEDGER_USER"] = "E1"
    return desk.cli


def _enter(cli: Cli, table: str, document: Any, *more: str, expect: int = 0) -> Answer:
    return cli.run("record", table, *more, stdin=json.dumps(document, ensure_ascii=False), expect=expect)


def _sale(**more: Any) -> dict[str, Any]:
    return {
        "销售日期": "2026-05-01",
        "客户编码": "C1",
        "产品编码": "P01",
        "生产批号": "L1",
        "销售数量": 2,
        **more,
    }


def test_a_document_is_entered_looked_up_and_voided(house: Cli) -> None:
    """Number, lines and seller are the system's; a correction is a void and another document."""
    lines = [{"销售数量": 2}, {"销售数量": 3}]
    entered = _enter(house, "销售记录", {**_sale(), "销售数量": None, "lines": lines}).json
    assert [(one["sale_no"], one["line"]) for one in entered["recorded"]] == [
        ("XS-20260501-001", 1),
        ("XS-20260501-001", 2),
    ]
    void = {
        "record_table": "sales",
        "record_no": "XS-20260501-001",
        "line": 2,
        "reason": "录错",
        "approver": "Q1",
        "voided_on": "2026-05-02",
    }
    voided = _enter(house, "voids", void).json
    assert voided["recorded"][0]["record_no"] == "XS-20260501-001"
    assert _enter(house, "voids", void).json["duplicates"] == [voided["recorded"][0]["position"]]
    assert [row["line"] for row in house.table("sales")] == [1]
    known = house.table("sales", "--known-at", str(entered["position"]))
    assert [row["line"] for row in known] == [1, 2]
    assert _enter(house, "sales", _sale()).json["recorded"][0]["sale_no"] == "XS-20260501-002"
    assert house.run("verify").json["ok"]


def test_what_was_refused_and_let_pass_can_be_read_later(house: Cli) -> None:
    """Each refusal is a row of its own with its rule; an override shows as a finding of the sale."""
    document = _sale(客户编码="C9", 生产批号="L1")
    refused = _enter(house, "sales", document, expect=2).json["refused"]
    assert [(one["rule"], one["overridable"]) for one in refused] == [("G-01", True)]
    words = ("--override", "G-01", "--reason", "急救用药", "--approver", "Q1")
    entered = _enter(house, "sales", document, *words).json
    first, second = house.table("业务拦截记录")
    assert (first["rule_key"], first.get("overridden_by")) == ("G-01", None)
    assert (second["overridden_by"], second["override_reason"]) == ("Q1", "急救用药")
    assert second["subject_no"] == f"{entered['recorded'][0]['sale_no']}/1"
    found = [row for row in house.rows("findings", expect=None) if row["rule"] == "G-01"]
    assert len(found) == 1
    assert house.run("verify").json["ok"]


def test_goods_on_consignment_are_sold_when_used(house: Cli) -> None:
    """GSP §89-90: the use makes the sale, the rest comes back; the case is one row, now and then."""
    goods = {"consignment_kind": "医疗机构选配", "customer_code": "C1", "product_code": "P01", "lot": "L1"}
    out = _enter(house, "consignments", {**goods, "consigned_on": "2026-05-01", "quantity": 5}).json
    number = out["recorded"][0]["consignment_no"]
    used = {"consignment_no": number, "line": 1, "used_on": "2026-05-03", "used_quantity": 2}
    sold = _enter(house, "consignments", used).json
    assert [(one["table"], one["sale_no"]) for one in sold["arising"]] == [("sales", "XS-20260503-001")]
    back = {"consignment_no": number, "line": 1, "returned_on": "2026-05-04", "unused_quantity": 3}
    _enter(house, "consignments", back)
    row = house.table("consignments")[0]
    assert (row["stage"], row["sale_no"], row["unused_quantity"]) == (
        "unused_returned",
        "XS-20260503-001",
        "3",
    )
    then = house.table("consignments", "--at", "2026-05-03")[0]
    assert (then["stage"], then["used_quantity"]) == ("use_confirmed", "2")
    assert [(row["quantity"], row["consignment_no"]) for row in house.table("sales")] == [("2", number)]


def test_a_price_told_when_use_is_confirmed_is_that_of_the_sale(house: Cli) -> None:
    """The amount follows from it, unless it is told as well."""
    goods = {"consignment_kind": "医疗机构选配", "customer_code": "C1", "product_code": "P01", "lot": "L1"}
    out = _enter(house, "consignments", {**goods, "consigned_on": "2026-05-01", "quantity": 5}).json
    used = {"consignment_no": out["recorded"][0]["consignment_no"], "line": 1}
    _enter(house, "consignments", {**used, "used_on": "2026-05-03", "used_quantity": 2, "unit_price": "12.5"})
    rest = {"used_on": "2026-05-04", "used_quantity": 3, "unit_price": "12.5", "amount": "30"}
    _enter(house, "consignments", {**used, **rest})
    told = [(one["unit_price"], one["amount"]) for one in house.table("sales")]
    assert told == [("12.5", "25"), ("12.5", "30")]


def test_people_at_several_desks_never_get_one_number_or_one_unit(house: Cli, desk: Desk) -> None:
    """Five programs at once: each sale has a number of its own, and the one unit is sold once."""
    desk.recorded("products", product("P09", "serial"))
    desk.recorded("receipts", receipt("YS9", "", "1", product_code="P09", serial="SN1"))
    unit = {"sold_on": "2026-05-01", "customer_code": "C1", "product_code": "P09", "serial": "SN1"}

    def work(_person: int) -> tuple[str, int]:
        sold = house.start("record", "sales", stdin=json.dumps(_sale(), ensure_ascii=False))
        tried = house.start("record", "sales", stdin=json.dumps(unit), expect=None)
        return sold.json["recorded"][0]["sale_no"], tried.exit_code

    with ThreadPoolExecutor(5) as pool:
        done = list(pool.map(work, range(5)))
    assert len({number for number, _ in done}) == 5
    assert sorted(code for _, code in done) == [0, 2, 2, 2, 2]
    assert len(house.table("sales", "--where", "serial=SN1")) == 1
    told = house.table("gate_refusals")
    assert {row["rule_key"] for row in told} >= {"M-02"}
    assert len({row["refusal_no"] for row in told}) == len(told)
    assert house.run("verify").json["ok"]
