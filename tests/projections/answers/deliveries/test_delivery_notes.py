"""Delivery notes: everything that the paper must state (GSP §92), from whichever record states it."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.log.prepared import Prepared
from tests.support.events import customer, event, product, sold, voided
from tests.support.view_answers import columns, view_of

VIEW = "delivery_notes"


def checked(outbound_no: str, line: int = 1, **rest: Any) -> Prepared:
    """Return a line of an outbound check: one P1 to C1 on 2 May 2026 unless said otherwise."""
    defaults = {"outbound_on": "2026-05-02", "customer_code": "C1", "product_code": "P1", "quantity": "1"}
    defaults |= {"check_result": "passed", "checker": "S1"}
    return event("outbound_checked", defaults, outbound_no=outbound_no, line=line, **rest)


def shipped(shipment_no: str, line: int = 1, **rest: Any) -> Prepared:
    """Return a line of a shipment: one P1 to C1 on 3 May 2026 by a carrier unless said otherwise."""
    defaults = {"shipped_on": "2026-05-03", "customer_code": "C1", "product_code": "P1", "quantity": "1"}
    defaults |= {"transport_mode": "carrier", "carrier_name": "顺达物流"}
    return event("goods_shipped", defaults, shipment_no=shipment_no, line=line, **rest)


def consigned(number: str, line: int = 1, **rest: Any) -> Prepared:
    """Return goods sent out for a hospital to choose from: one P1 to C1 on 4 May 2026."""
    defaults = {"consignment_kind": "clinical_choice", "consigned_on": "2026-05-04", "customer_code": "C1"}
    defaults |= {"product_code": "P1", "quantity": "1", "handler": "S1"}
    return event("goods_consigned_out", defaults, consignment_no=number, line=line, **rest)


def company(**rest: Any) -> Prepared:
    """Return our own company."""
    defaults = {
        "company_code": "G1",
        "name": "安和医疗",
        "uscc": "91310000MA1FL5E54P",
        "address": "梧桐路8号",
    }
    defaults |= {"phone": "1000", "business_mode": "wholesale", "scope": "6815"}
    return event("company_registered", defaults, **rest)


PAPERS = [
    company(),
    product("P1", storage_conditions="常温避光", contract_manufacturer="甲代工"),
    customer("C1", address="东街1号", phone="0300"),
    sold(
        "XS1",
        product_name="注射器",
        registrant="澜泊制造",
        delivery_address="东街后门",
        customer_phone="0301",
        online_order_no="W7",
    ),
    checked(
        "CK1",
        sale_no="XS1",
        sale_line=1,
        product_name="注射器",
        model="Z-1",
        specification="5ml",
        registration_no="国械注准1",
        lot="L1",
        serial="A",
        expiry_date="2028-01-31",
        unit="支",
        customer_name="第一医院",
        delivery_note_no="SH1",
        stamped=True,
    ),
    shipped("YD1", outbound_no="CK1"),
]


def test_a_whole_note():
    (found,) = view_of(VIEW, *PAPERS)
    assert found == {
        "delivery_note_no": "SH1",
        "line": 1,
        "seller_name": "安和医疗",
        "registrant": "澜泊制造",
        "contract_manufacturer": "甲代工",
        "product_code": "P1",
        "product_name": "注射器",
        "model": "Z-1",
        "specification": "5ml",
        "registration_no": "国械注准1",
        "lot": "L1",
        "serial": "A",
        "expiry_date": "2028-01-31",
        "unit": "支",
        "quantity": "1",
        "storage_conditions": "常温避光",
        "logistics_provider": "顺达物流",
        "customer_code": "C1",
        "customer_name": "第一医院",
        "delivery_address": "东街后门",
        "customer_phone": "customer_phone of 4",
        "shipped_on": "2026-05-03",
        "online_order_no": "W7",
        "drop_shipment": None,
        "drop_shipper_name": None,
        "drop_shipment_reason": None,
        "outbound_no": "CK1",
        "sale_no": "XS1",
        "stamp": "已加盖出库印章",
    }


def test_a_note_has_exactly_the_columns_of_its_declaration():
    from projections.answers import catalogue

    (found,) = view_of(VIEW, *PAPERS)
    assert list(found.keys() - {column.key for column in catalogue.view(VIEW).columns}) == []
    assert found.keys() == {column.key for column in catalogue.view(VIEW).columns}


def test_what_no_paper_says_is_taken_from_the_registers():
    (found,) = view_of(VIEW, *PAPERS[:3], checked("CK1"))
    assert columns([found], "product_name", "customer_name", "delivery_address", "customer_phone") == [
        ("产品P1", "客户C1", "东街1号", "phone of 3")
    ]
    assert columns([found], "shipped_on", "delivery_note_no", "stamp", "logistics_provider") == [
        ("2026-05-02", None, None, None)
    ]


@pytest.mark.parametrize(
    ("papers", "number"),
    [
        ([checked("CK1", delivery_note_no="SH1", sale_no="XS1"), sold("XS1", delivery_note_no="SH2")], "SH1"),
        ([checked("CK1", sale_no="XS1"), sold("XS1", delivery_note_no="SH2")], "SH2"),
        ([checked("CK1", sale_no="XS1"), shipped("YD1", outbound_no="CK1", delivery_note_no="SH3")], "SH3"),
        ([checked("CK1", sale_no="XS1"), shipped("YD1", sale_no="XS1", delivery_note_no="SH4")], "SH4"),
        ([checked("CK1", sale_no="XS1"), shipped("YD1", sale_no="XS2", delivery_note_no="SH5")], None),
    ],
)
def test_whichever_paper_has_the_number_of_the_note(papers, number):
    assert columns(view_of(VIEW, *papers), "delivery_note_no", "outbound_no") == [(number, "CK1")]


def test_goods_that_the_supplier_sends_have_a_note_by_their_sale():
    history = [
        company(),
        sold("XS1", delivery_note_no="SH1", drop_shipment=True, drop_shipment_reason="急救"),
        sold("XS1", 2, delivery_note_no="SH1", sale_mode="drop_shipment", seller_name="安和一分"),
        sold("XS2"),  # names no note
        sold("XS3", delivery_note_no="SH3"),
        checked("CK3", sale_no="XS3"),
    ]
    names = ("delivery_note_no", "line", "drop_shipment", "drop_shipper_name", "drop_shipment_reason")
    assert columns(view_of(VIEW, *history), *names, "outbound_no", "shipped_on") == [
        ("SH1", 1, True, "安和医疗", "急救", None, "2026-05-01"),
        ("SH1", 2, True, "安和一分", None, None, "2026-05-01"),
        ("SH3", 1, None, None, None, "CK3", "2026-05-02"),
    ]


def test_goods_sent_out_without_a_sale_have_a_note_of_their_own():
    history = [
        consigned("XP1"),
        consigned("XP2"),
        checked("CK2", consignment_no="XP2"),
        consigned("XP3", outbound_no="CK3"),
        shipped("YD3", outbound_no="CK3", delivery_note_no="SH3"),
    ]
    assert columns(view_of(VIEW, *history), "delivery_note_no", "outbound_no", "shipped_on") == [
        (None, "CK2", "2026-05-02"),
        (None, None, "2026-05-04"),
        ("SH3", "CK3", "2026-05-03"),
    ]


def test_a_note_for_two_documents_counts_its_lines_on():
    history = [
        checked("CK1", 2, delivery_note_no="SH1"),
        checked("CK2", 1, delivery_note_no="SH1"),
        checked("CK2", 2, delivery_note_no="SH1"),
        checked("CK3", 2, delivery_note_no="SH2"),
    ]
    assert columns(view_of(VIEW, *history), "delivery_note_no", "line", "outbound_no") == [
        ("SH1", 1, "CK1"),
        ("SH1", 2, "CK2"),
        ("SH1", 3, "CK2"),
        ("SH2", 2, "CK3"),
    ]


def test_a_courier_is_no_logistics_company():
    history = [checked("CK1"), shipped("YD1", outbound_no="CK1", transport_mode="courier")]
    assert columns(view_of(VIEW, *history), "logistics_provider") == [(None,)]


def test_only_the_note_that_is_asked_for_is_read():
    history = [checked(f"CK{n}", delivery_note_no=f"SH{n}") for n in range(1, 4)]
    assert columns(view_of(VIEW, *history, delivery_note_no="SH2"), "outbound_no") == [("CK2",)]
    assert columns(view_of(VIEW, *history, outbound_no=["CK1", "CK3"]), "outbound_no") == [("CK1",), ("CK3",)]
    assert view_of(VIEW, *history, lot="L1") == []


def test_notes_of_a_past_day_and_as_known_before_a_void():
    history = [
        checked("CK1", delivery_note_no="SH1"),
        checked("CK2", delivery_note_no="SH2", outbound_on="2026-05-09"),
        voided("outbound_checks", "CK1", [1]),
        checked("CK0", delivery_note_no="SH0"),  # entered late
    ]

    def notes(**cut: Any) -> list[Any]:
        return [row["delivery_note_no"] for row in view_of(VIEW, *history, **cut)]

    assert notes() == ["SH0", "SH2"]
    assert notes(known=3) == ["SH2"]
    assert notes(known=2) == ["SH1", "SH2"]
    assert notes(known=2, day="2026-05-02") == ["SH1"]
    assert notes(day="2026-05-02") == ["SH0"]


def test_a_voided_shipment_no_longer_gives_the_number():
    history = [checked("CK1"), shipped("YD1", outbound_no="CK1", delivery_note_no="SH1")]
    void = voided("shipments", "YD1", [2])
    assert columns(view_of(VIEW, *history, void), "delivery_note_no") == [(None,)]
    assert columns(view_of(VIEW, *history, void, known=2), "delivery_note_no") == [("SH1",)]
