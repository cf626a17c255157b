"""A cold-chain implant from first approval to the hospital, partly back, then held, as inspectors read it.

Everything goes in through `medledger record`, as people at their screens do it. What an inspector asks is
asked now, and as of each earlier day.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.cli import Answer, Cli
from tests.support.desk import Desk

Row = dict[str, Any]
PRODUCT, LOT = "ZRW-01", "ZR260101"
GOODS = {"product_code": PRODUCT, "lot": LOT}
CUSTOMER, SUPPLIER = "K01", "G01"
BUYER, SELLER, QUALITY, HEAD, KEEPER = "RY01", "RY02", "RY03", "RY04", "RY05"
LINE = {"line": 1, **GOODS}
SALE = {"sale_no": "XS1", "sale_line": 1, "customer_code": CUSTOMER}
RETURN: Row = {
    "return_no": "TH1",
    "returned_on": "2026-03-02",
    "return_kind": "销售退回",
    "sale_no": "XS1",
    "customer_code": CUSTOMER,
    **GOODS,
    "quantity": "3",
    "reason": "手术取消",
    "quality_status": "合格",
    "inspector": QUALITY,
    "inspected_on": "2026-03-02",
    "disposition": "重新入库",
    "business_approver": BUYER,
    "quality_approver": HEAD,
    "location_code": "TH-1",
}


def enter(cli: Cli, table: str, document: Any, *, by: str = QUALITY, expect: int = 0) -> Answer:
    """Record one document as somebody at a screen."""
    cli.settings["MEDLEDGER_USER"] = by
    return cli.run("record", table, "--format", "json", stdin=json.dumps(document), expect=expect)


def one(cli: Cli, table: str, *options: str) -> Row:
    (row,) = cli.table(table, *options)
    return row


def some(row: Row, *keys: str) -> tuple[Any, ...]:
    return tuple(row[key] for key in keys)


def on(day: str) -> tuple[str, str]:
    return ("--at", f"2026-{day}")


def furnish(cli: Cli) -> None:
    """Enter a house with its posts, people, places, partners and the product's file."""
    posts = {"quality_head": "质量负责人", "buyer": "采购员", "seller": "业务员", "quality": "质量管理员"}
    for code, name in {**posts, "keeper": "保管员"}.items():
        post = {"post_code": code, "name": name, "duties": name, "effective_from": "2025-01-01"}
        enter(cli, "posts", post)
    for code, name, post in (
        (BUYER, "采文", "buyer"),
        (SELLER, "肖锐", "seller"),
        (QUALITY, "智严", "quality"),
        (HEAD, "贺铮", "quality_head"),
        (KEEPER, "包全", "keeper"),
    ):
        quality = post.startswith("quality")
        enter(
            cli,
            "staff",
            {
                "staff_code": code,
                "name": name,
                "post": post,
                "key_quality_post": quality,
                "education": "大专",
            },
        )
    enter(
        cli,
        "companies",
        {
            "company_code": "BGS",
            "name": "澜泊医疗器械有限公司",
            "uscc": "91350211M000100Y43",
            "address": "澜泊路1号",
            "phone": "0300-5550000",
            "business_mode": "批发",
            "scope": "三类:13无源植入器械;6846植入材料和人工器官",
            "quality_head": HEAD,
        },
    )
    for code, zone in (("HG-1", "合格品区"), ("TH-1", "退货区"), ("DY-1", "待验区")):
        place = {"location_code": code, "warehouse": "冷库", "name": code, "zone_kind": zone}
        cold = {"temperature_min": "2", "temperature_max": "8", "effective_from": "2025-01-01"}
        enter(cli, "locations", {**place, **cold})
    enter(
        cli,
        "suppliers",
        {
            "supplier_code": SUPPLIER,
            "name": "启衡植入器械厂",
            "supplier_kind": "生产企业",
            "licence_kind": "医疗器械生产许可证",
            "licence_no": "闽药监械生产许20210001号",
            "licence_valid_until": "2030-12-31",
            "scope": "三类:13无源植入器械",
        },
    )
    enter(
        cli,
        "products",
        {
            "product_code": PRODUCT,
            "name": "冷藏生物补片",
            "unit": "片",
            "device_class": "第三类",
            "category_code": "13",
            "category_code_2002": "6846",
            "registration_no": "国械注准20243130001",
            "registration_valid_until": "2029-06-30",
            "registrant": "启衡植入器械厂",
            "cold_chain": True,
            "implantable": True,
            "special_control": False,
            "tracking": "lot",
            "temperature_min": "2",
            "temperature_max": "8",
        },
    )
    enter(
        cli,
        "customers",
        {
            "customer_code": CUSTOMER,
            "name": "槐川市第一人民医院",
            "kind": "医疗器械使用单位",
            "licence_kind": "医疗机构执业许可证",
            "licence_no": "PDY000000350211A1001",
            "licence_valid_from": "2022-01-01",
            "licence_valid_until": "2031-12-31",
            "address": "槐川市解放路2号",
            "delivery_address": "槐川市解放路2号药械科",
            "contact": "何静言",
            "phone": "0300-5551001",
            "customer_class": "医院客户",
            "grade": "A级",
        },
    )


def approve(cli: Cli) -> None:
    """First approval of the product: asked for, reviewed, granted by the quality head."""
    number = {"approval_no": "SY1"}
    request = {
        **number,
        "approval_kind": "首营品种",
        "applied_on": "2026-01-05",
        "applicant": BUYER,
        "supplier_code": SUPPLIER,
        "product_code": PRODUCT,
        "party_name": "启衡植入器械厂",
    }
    enterprise = {**request, "approval_no": "SY0", "approval_kind": "首营企业"}
    for document in (request, enterprise):
        no = {"approval_no": document["approval_no"]}
        enter(cli, "first_approvals", document, by=BUYER)
        review = {"stage": "reviewed", "reviewer": QUALITY, "review_opinion": "资料齐全", "scope_ok": True}
        enter(cli, "first_approvals", {**no, **review, "reviewed_on": "2026-01-08"})
        grant = {"stage": "granted", "approver": HEAD, "decision": "同意", "decided_on": "2026-01-10"}
        enter(cli, "first_approvals", {**no, **grant}, by=HEAD)


def bring_in(cli: Cli) -> None:
    """Bought, received in the cold, accepted and put away."""
    purchase = {"purchase_no": "CG1", "purchased_on": "2026-01-12", "supplier_code": SUPPLIER, **LINE}
    enter(cli, "purchases", {**purchase, "quantity": "20", "purchaser": BUYER}, by=BUYER)
    receipt = {
        "receipt_no": "YS1",
        **LINE,
        "purchase_no": "CG1",
        "supplier_code": SUPPLIER,
        "production_date": "2026-01-01",
        "expiry_date": "2027-12-31",
        "quantity": "20",
        "accepted_quantity": "19",
        "refused_quantity": "1",
        "conclusion": "合格",
        "nonconformity": "一片外箱浸湿",
        "measures": "拒收一片",
        "received_on": "2026-01-20",
        "accepted_on": "2026-01-20",
        "receiver": KEEPER,
        "inspector": QUALITY,
        "transport_mode": "供货者送货",
        "departed_at": "2026-01-20 06:00",
        "arrived_at": "2026-01-20 10:30",
        "transit_temperature": "3.1~5.6",
        "arrival_temperature": "4.2",
        "location_code": "DY-1",
    }
    enter(cli, "receipts", receipt)
    putaway = {"putaway_no": "RK1", **LINE, "putaway_on": "2026-01-21", "receipt_no": "YS1"}
    state = {"quantity": "19", "location_code": "HG-1", "quality_status": "合格", "storekeeper": KEEPER}
    enter(cli, "putaways", {**putaway, **state}, by=KEEPER)


def sell(cli: Cli) -> None:
    """Sold to the hospital, checked out, delivered in the cold."""
    line = {"customer_code": CUSTOMER, **LINE, "quantity": "8"}
    enter(
        cli,
        "sales",
        {"sale_no": "XS1", "sold_on": "2026-02-10", **line, "seller": SELLER, "unit_price": "1500"},
        by=SELLER,
    )
    check = {"outbound_no": "CK1", "outbound_on": "2026-02-10", "sale_no": "XS1", "sale_line": 1, **line}
    verdict = {"packaging_ok": True, "label_ok": True, "validity_ok": True, "check_result": "复核合格"}
    note = {"delivery_note_no": "SH1", "stamped": True, "checker": KEEPER}
    enter(cli, "outbound_checks", {**check, **verdict, **note}, by=KEEPER)
    trip = {
        "shipment_no": "YD1",
        "shipped_on": "2026-02-10",
        "shipment_kind": "销售发货",
        "outbound_no": "CK1",
        "sale_no": "XS1",
        **line,
        "transport_mode": "自行运输",
        "vehicle_no": "闽D12345",
        "transport_staff": "包全",
        "container_no": "LCX-7",
        "loaded_temperature": "4",
        "arrival_temperature": "5.1",
        "departed_at": "2026-02-10 13:00",
        "arrived_at": "2026-02-10 15:20",
    }
    enter(cli, "shipments", trip, by=KEEPER)


def take_back(cli: Cli) -> None:
    """Three come back: refused without the temperature record, taken with it."""
    refused = enter(cli, "returns", RETURN, expect=2)
    assert "temperature record" in refused.err
    enter(cli, "returns", {**RETURN, "temperature_statement": "PZ1", "temperature_record": "PZ2"})


def hold(cli: Cli) -> None:
    """Quality stops the sale of the lot."""
    document = {
        "hold_no": "FC1",
        "hold_kind": "停售",
        "target_kind": "批次",
        "product_code": PRODUCT,
        "lots": [LOT],
        "reason": "厂家通知待核实",
        "placed_at": "2026-03-05 09:00",
        "decided_by": HEAD,
    }
    enter(cli, "quality_holds", document, by=HEAD)


def tell(desk: Desk) -> None:
    """Record the whole story."""
    for part in (furnish, approve, bring_in, sell, take_back, hold):
        part(desk.cli)


@pytest.fixture
def told(begin: Callable[..., Desk]) -> Cli:
    """The whole story, recorded."""
    return begin(tell).cli


def test_the_first_approval_is_read_at_each_of_its_stages(told: Cli) -> None:
    """GSP §53-54: who asked, who reviewed, who approved, and on which day it had come how far."""
    chosen = ("--where", "approval_no=SY1")
    now = one(told, "first_approvals", *chosen)
    assert some(now, "stage", "reviewer", "approver", "decision") == ("granted", QUALITY, HEAD, "approved")
    assert one(told, "first_approvals", *chosen, *on("01-09"))["stage"] == "reviewed"
    then = one(told, "first_approvals", *chosen, *on("01-06"))
    assert some(then, "stage", "reviewer", "approver") == ("requested", None, None)
    assert told.table("first_approvals", *chosen, *on("01-04")) == []
    stages = told.table("first_approvals", *chosen, "--struck")
    assert [row["stage"] for row in stages] == ["requested", "reviewed", "granted"]


def test_the_goods_come_in_as_the_law_wants_to_read_it(told: Cli) -> None:
    """GSP §58, §63, §65, §70: purchase, acceptance with temperatures, put-away."""
    assert one(told, "purchases")["supplier_name"] == "启衡植入器械厂"
    receipt = one(told, "receipts")
    assert some(receipt, "quantity", "accepted_quantity", "refused_quantity") == ("20", "19", "1")
    assert some(receipt, "arrival_temperature", "registration_no") == ("4.2", "国械注准20243130001")
    assert one(told, "putaways")["location_code"] == "HG-1"
    assert told.table("receipts", *on("01-19")) == told.table("putaways", *on("01-20")) == []


def test_the_sale_carries_what_was_true_on_its_day(told: Cli) -> None:
    """GSP §84, §88, §92: the buyer's name, address and licence, the seller's own, and the delivery note."""
    sale = one(told, "sales")
    assert some(sale, "customer_name", "customer_licence_no", "seller_name") == (
        "槐川市第一人民医院",
        "PDY000000350211A1001",
        "澜泊医疗器械有限公司",
    )
    assert some(sale, "customer_contact", "implantable", "quantity") == ("何静言", True, "8")
    note = one(told, "delivery_notes")
    assert some(note, "delivery_note_no", "delivery_address", "lot") == ("SH1", "槐川市解放路2号药械科", LOT)
    assert told.table("sales", *on("02-09")) == told.table("delivery_notes", *on("02-09")) == []


def test_the_return_was_refused_and_then_taken(told: Cli) -> None:
    """GSP §67: without the temperature record no cold goods come back; the refusal is a record itself."""
    refusal = one(told, "gate_refusals")
    assert some(refusal, "rule_key", "command", "product_code", "lot") == (
        "G-20",
        "goods_returned",
        PRODUCT,
        LOT,
    )
    assert refusal["staff_code"] == QUALITY
    back = one(told, "returns")
    assert some(back, "sale_no", "sale_line", "quantity", "temperature_record") == ("XS1", 1, "3", "PZ2")


def test_stock_is_explained_on_every_day(told: Cli) -> None:
    """What lay in the house, on each day, and what a hold leaves for sale."""
    expected = {
        "01-19": [],
        "01-20": [("19", "0", "19")],
        "02-10": [("11", "0", "11")],
        "03-02": [("14", "0", "14")],
        "03-05": [("14", "14", "0")],
    }
    found = {
        day: [
            some(row, "quantity", "held_quantity", "saleable_quantity")
            for row in told.table("stock_balances", *on(day))
            if row["quantity"] != "0"
        ]
        for day in expected
    }
    assert found == expected
    totals = told.preview("--lot", LOT)["totals"]
    assert some(totals, "accepted", "on_hand", "outstanding", "unexplained") == ("19", "14", "5", "0")


def test_a_lot_on_hold_is_not_sold(told: Cli) -> None:
    """GSP §76; S2-F 4(4): refused while the hold is in force, possible again once quality lifts it."""
    more = {"sale_no": "XS2", "sold_on": "2026-03-06", "customer_code": CUSTOMER, **LINE, "quantity": "1"}
    more["seller"] = SELLER
    refused = enter(told, "sales", more, by=SELLER, expect=2)
    assert "FC1" in refused.err
    assert len(told.table("sales")) == 1
    release = {"hold_no": "FC1", "stage": "released", "release_reason": "厂家确认无碍", "released_by": HEAD}
    enter(told, "quality_holds", {**release, "released_at": "2026-03-06 08:00"}, by=HEAD)
    enter(told, "sales", {**more, "sold_on": "2026-03-07"}, by=SELLER)
    assert [row["sale_no"] for row in told.table("sales")] == ["XS1", "XS2"]


def test_the_trace_of_the_lot_tells_the_whole_story(told: Cli) -> None:
    """From purchase to hold in one list, and as of an earlier day only what had happened."""
    rows = told.table("unit_traces", "--where", f"lot={LOT}")
    roles = [row["trace_role"] for row in rows]
    for role in ("received", "put_away", "sold", "shipped", "returned", "held"):
        assert role in roles, role
    assert roles[-1] == "held"
    then = [row["trace_role"] for row in told.table("unit_traces", "--where", f"lot={LOT}", *on("01-31"))]
    assert then == roles[: len(then)]
    assert "sold" not in then


def test_an_implant_is_kept_for_ever(told: Cli) -> None:
    """Order 54 §38, GSP §23: no day on which the sale of an implant may go."""
    (row,) = told.table("retention_items", "--where", "subject_table=sales")
    assert some(row, "forever", "keep_until", "retention_state") == (True, None, "kept")


def test_the_log_agrees_with_itself(told: Cli) -> None:
    """Nothing was changed, and the two roads to the recall answer give the same."""
    assert told.run("verify", "--format", "json").json["ok"] is True
    told.preview("--lot", LOT, "--prove")
