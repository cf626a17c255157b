"""Until when records must be kept, and by which rule (G-84, RT-01 … RT-15, C-01, C-02, C-04)."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.log.prepared import Prepared
from projections.answers.retention.dates import after
from projections.answers.retention.rules import RULES
from tests.support.asking import Asking, asking
from tests.support.budgets import examples
from tests.support.events import (
    customer,
    event,
    product,
    received,
    returned,
    sold,
    staff,
    stored,
    supplier,
    voided,
)

EXPIRY = "2027-02-28"


def sale(no: str = "XS1", line: int = 1, **rest: Any) -> Prepared:
    return sold(no, line, **({"lot": "L1", "expiry_date": EXPIRY} | rest))


def setting(key: str, years: str | None, base: str | None = None, **rest: Any) -> Prepared:
    defaults = {"rule_kind": "retention", "title": "保存期限", "setting": "required", "approver": "S9"}
    defaults |= {"effective_from": "2026-01-01"}
    named = {"rule_key": key, "retention_years": years, "retention_base": base}
    return event("rule_set", defaults, **(named | rest))


def hold(**rest: Any) -> Prepared:
    defaults = {"hold_kind": "stop_sale", "target_kind": "lot", "reason": "疑似缺陷", "decided_by": "S9"}
    defaults |= {"placed_at": "2026-06-01T00:00:00+08:00", "product_code": "P1"}
    return event("hold_placed", defaults, hold_no="TS1", event_time="2026-06-01", **rest)


def only(tables: Asking, table: str = "sales", **rest: Any) -> dict[str, Any]:
    [row] = tables.rows("retention_items", subject_table=table, **rest)
    return row


def kept(*events: Prepared, table: str = "sales", **rest: Any) -> tuple[Any, ...]:
    with asking(*events) as tables:
        row = only(tables, table, **rest)
    return row["keep_until"], row["forever"], row["retention_state"]


def rules(*events: Prepared, table: str = "sales", **rest: Any) -> dict[str, str]:
    with asking(*events) as tables:
        row = only(tables, table, **rest)
    return dict(one.split("=") for one in row["rules_applied"])


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        ("2026-05-31", 24, "2028-05-31"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("9999-12-31", 24, "forever"),
    ],
)
def test_a_period_ends_on_the_corresponding_day_or_else_the_last_of_its_month(
    day: str, months: int, found: str
):
    """Civil Code §201-202, as regulation §1.5 reads it."""
    assert after(day, months) == found


def test_a_sale_line_is_kept_by_the_latest_rule_and_says_which():
    """RT-01, RT-02, RT-03, C-01: the latest of every rule; the law's two years satisfy every seed."""
    with asking(product("P1"), sale()) as tables:
        row = only(tables)
    assert row == {
        "subject_table": "sales",
        "subject_no": "XS1",
        "line": 1,
        "product_code": "P1",
        "lot": "L1",
        "serial": None,
        "expiry_date": "2027-02-28",
        "service_life_end": None,
        "rules_applied": [
            "CN.RET.DATED=2029-02-28",
            "RT-03=2029-02-28",
            "RET.GOODS=2029-02-28",
            "RT-01=2028-02-28",
            "RT-02=2028-02-28",
        ],
        "keep_until": "2029-02-28",
        "forever": False,
        "blocked_by": None,
        "retention_state": "kept",
    }


def test_it_may_be_archived_from_the_day_after():
    events = (product("P1"), sale())
    assert kept(*events, at="2029-02-28") == ("2029-02-28", False, "kept")
    assert kept(*events, at="2029-03-01") == ("2029-02-28", False, "disposable")


def test_without_an_expiry_it_is_kept_for_five_years():
    """Order 54 §32, §38 (CN.RET.UNDATED)."""
    assert rules(product("P1"), sale(expiry_date=None)) == {"CN.RET.UNDATED": "2031-05-01"}


def test_a_service_life_counts_from_the_production_date():
    """RT-01, C-04: the later of both bases; each rule names its own."""
    lasting = product("P1", service_life_months=120)
    found = rules(lasting, sale(production_date="2026-01-31"))
    assert found["RET.GOODS"] == "2038-01-31"
    assert (found["RT-01"], found["RT-02"]) == ("2037-01-31", "2028-02-28")
    without = rules(lasting, sale(production_date="2019-01-31", expiry_date=None))
    assert without == {"RT-01": "2030-01-31", "RET.GOODS": "2031-01-31", "CN.RET.UNDATED": "2031-05-01"}


def test_a_service_life_without_a_production_date_never_shortens():
    """RT-01, RT-04: the unit was made no later than the record, so its life ends no later than that."""
    lasting = product("P1", service_life_months=120)
    without = rules(lasting, sale(production_date=None, expiry_date=None))
    assert without == {"RT-01": "2037-05-01", "RET.GOODS": "2038-05-01", "CN.RET.UNDATED": "2031-05-01"}
    dated = rules(lasting, sale(production_date=None, expiry_date="2027-02-28"))
    assert (dated["RET.GOODS"], dated["RT-03"]) == ("2038-05-01", "2029-02-28")
    known = rules(lasting, sale(production_date="2026-05-01", expiry_date=None))
    assert known["RET.GOODS"] == "2038-05-01"


def test_sales_of_other_days_are_kept_to_their_own_days_where_only_the_life_is_known():
    """RT-01: two lines that are alike but for their day."""
    lasting = product("P1", service_life_months=12)
    lines = [sold(f"XS{day}", sold_on=f"2026-05-0{day}", lot="L1", expiry_date=None) for day in (1, 2)]
    with asking(lasting, *lines) as tables:
        found = tables.rows("retention_items", subject_table="sales")
    assert [dict(one.split("=") for one in row["rules_applied"])["RET.GOODS"] for row in found] == [
        "2029-05-01",
        "2029-05-02",
    ]


def test_dates_that_a_record_leaves_out_are_those_of_its_lot_or_unit():
    lasting = product("P1", service_life_months=24)
    lot = received("YS1", lot="L1", expiry_date="2028-06-30", production_date="2026-01-01")
    units = received("YS2", serial="A;B", production_date="2026-02-01")
    with asking(lasting, lot, units, sale(expiry_date=None), sold("XS2", serial="B")) as tables:
        found = tables.rows("retention_items", subject_table="sales")
    assert [(row["expiry_date"], row["service_life_end"]) for row in found] == [
        ("2028-06-30", "2028-01-01"),
        (None, "2028-02-01"),
    ]


def test_implants_are_kept_for_ever():
    """GSP §23, Order 54 §32, §38 (CN.RET.IMPLANT)."""
    assert kept(product("P1", implantable=True), sale()) == (None, True, "kept")
    assert kept(product("P1"), sale(implantable=True)) == (None, True, "kept")
    once = product("P1", implantable=True), product("P1", implantable=False, event_time="2026-02-01")
    assert kept(*once, sale(), at="2099-01-01") == (None, True, "kept"), "whatever it is called since"
    assert kept(product("P1", implantable=True), returned("TH1"), table="returns")[1] is True


def test_drugs_are_kept_for_five_years_and_vaccines_for_five_beyond_their_expiry():
    """Drug GSP §42 (CN.RET.DRUG); Vaccine Law §39 (CN.RET.VACCINE)."""
    drug = product("P1", product_kind="drug")
    assert rules(drug, sale())["CN.RET.DRUG"] == "2031-05-01"
    vaccine = product("P1", product_kind="drug", name="流感疫苗")
    assert rules(vaccine, sale())["CN.RET.VACCINE"] == "2032-02-28"
    assert "CN.RET.VACCINE" not in rules(drug, sale())


def test_the_seeds_rules_without_a_period_follow_the_sales_record():
    """RT-05, RT-07, RT-13."""
    assert rules(product("P1"), returned("TH1", expiry_date=EXPIRY), table="returns")["RT-13"] == "2029-02-28"
    assert (
        rules(product("P1"), received("YS1", expiry_date=EXPIRY), table="receipts")["RT-07"] == "2029-02-28"
    )
    bill = event(
        "invoice_issued",
        {"invoice_kind": "sales", "issued_on": "2026-05-02", "amount": "1"},
        invoice_no="FP1",
        line=1,
        sale_no="XS1",
    )
    found = rules(product("P1", implantable=True), sale(), bill, table="invoices")
    assert found["CN.RET.IMPLANT"] == "永久", "a bill without goods is kept as long as its sale"
    assert rules(product("P1"), sale(), bill, table="invoices")["CN.RET.DATED"] == "2029-02-28"


def test_a_service_record_is_kept_as_the_unit_it_served():
    """RT-04, RT-06, RT-11."""
    served = event(
        "service_performed",
        {"service_on": "2026-06-01", "customer_code": "C1", "product_code": "P1", "service_content": "维修"},
        service_no="FW1",
        lot="L1",
        service_result="正常",
    )
    found = rules(
        product("P1"), received("YS1", lot="L1", expiry_date=EXPIRY), served, table="service_records"
    )
    assert (found["RT-04"], found["RT-11"], found["RT-06"]) == ("2028-02-28", "2029-02-28", "2029-02-28")


def test_a_setting_adds_or_lengthens_and_never_shortens():
    """C-01, C-03: 以上 is at least; the law's rules go on applying."""
    events = (product("P1"), sale())
    assert kept(*events, setting("RET.GOODS", "10"))[0] == "2037-02-28"
    assert kept(*events, setting("RT-02", "3"))[0] == "2030-02-28"
    assert kept(*events, setting("RET.GOODS", "0.5"))[0] == "2029-02-28"
    assert kept(*events, setting("RET.GOODS", None, setting="waived"))[0] == "2029-02-28"
    assert kept(*events, setting("X-1", "20", "业务日期"))[0] == "2046-05-01"
    assert kept(*events, setting("X-1", None, value="永久", setting="value")) == (None, True, "kept")
    assert kept(*events, setting("X-1", "2.3", "销售日期"), at="2026-07-01")[0] == "2029-02-28"


def test_a_setting_holds_for_its_goods_and_its_days_only():
    events = (product("P1", device_class="II"), sale())
    assert kept(*events, setting("RET.GOODS", "10", device_class="III"))[0] == "2029-02-28"
    assert kept(*events, setting("RET.GOODS", "10", device_class="II"))[0] == "2037-02-28"
    assert kept(*events, setting("RET.GOODS", "10", product_kind="drug"))[0] == "2029-02-28"
    assert kept(*events, setting("RET.GOODS", "10", effective_from="2026-07-01"))[0] == "2029-02-28"
    assert kept(*events, setting("RET.GOODS", "10", effective_until="2026-06-01"))[0] == "2029-02-28"
    assert kept(*events, setting("RET.SERVICE", "10"))[0] == "2029-02-28"


def test_there_is_no_date_while_a_hold_about_the_goods_is_open():
    events = [product("P1"), sale(), sale("XS2", lot="L2"), hold(lots=["L1"])]
    released = event(
        "hold_released", hold_no="TS1", released_by="S9", release_reason="合格", event_time="2026-06-20"
    )
    with asking(*events, released, voided("quality_holds", "TS1", [5])) as tables:
        first, second = tables.rows("retention_items", subject_table="sales", known=4, at="2030-01-01")
        before = tables.rows("retention_items", subject_table="sales", known=4, at="2026-05-31")
        after_it = tables.rows("retention_items", subject_table="sales", known=5)
        again = tables.rows("retention_items", subject_table="sales")
        own = only(tables, "quality_holds", known=4)
    assert (first["keep_until"], first["retention_state"], first["forever"]) == (None, "kept", False)
    assert first["blocked_by"].endswith("TS1未结")
    assert (second["keep_until"], second["retention_state"]) == ("2029-02-28", "disposable")
    assert [row["blocked_by"] for row in before + after_it] == [None] * 4
    assert again[0]["keep_until"] is None, "the release was struck"
    assert (own["keep_until"], own["blocked_by"]) == (None, "本案未结")


@pytest.mark.parametrize(
    ("named", "blocked"),
    [({}, True), ({"lots": ["L9"]}, False), ({"serials": ["A"]}, True), ({"serials": ["Z"]}, False)],
)
def test_a_case_concerns_what_it_names_and_what_may_be_among_it(named: dict[str, Any], blocked: bool):
    with asking(product("P1"), sale(serial="A;B"), hold(**named)) as tables:
        assert (only(tables)["blocked_by"] is not None) is blocked
    with asking(product("P1"), sale(lot=None), hold(lots=["L1"])) as tables:
        assert only(tables)["blocked_by"] is not None, "goods of no known lot may be of that one"


def test_a_closed_complaint_stands_in_nobody_s_way_until_it_is_opened_again():
    """G-84: that a complaint may be opened again (S4-I) does not keep its goods' records for ever."""
    received_, closed, reopened = (
        event("complaint_received", complaint_no="KS1", product_code="P1", lot="L1", event_time="2026-06-02"),
        event("complaint_closed", complaint_no="KS1", closed_on="2026-06-10", event_time="2026-06-10"),
        event("complaint_reopened", complaint_no="KS1", reopen_reason="再犯", event_time="2026-06-20"),
    )
    with asking(product("P1"), sale(), received_, closed, reopened) as tables:
        of_sale = [only(tables, known=known)["blocked_by"] for known in (3, 4, 5)]
        own = [only(tables, "complaints", known=known) for known in (3, 4, 5)]
    in_the_way = "客户投诉记录与客户抱怨处理表KS1未结"
    assert of_sale == [in_the_way, None, in_the_way]
    assert [row["blocked_by"] for row in own] == ["本案未结", None, "本案未结"]
    assert [row["keep_until"] for row in own] == [None, "2031-06-10", None]


def test_a_consignment_that_is_out_keeps_only_its_own_row_open():
    out = event(
        "goods_consigned_out",
        {"consignment_kind": "trial", "consigned_on": "2026-06-01", "customer_code": "C1", "quantity": "1"},
        consignment_no="XP1",
        line=1,
        product_code="P1",
        lot="L1",
        handler="S1",
    )
    with asking(product("P1"), sale(), out) as tables:
        assert only(tables)["blocked_by"] is None
        assert only(tables, "consignments")["blocked_by"] == "本案未结"


def test_what_has_nothing_to_count_from_is_kept_for_ever_until_a_fallback_is_set():
    """C-02."""
    alone = customer("C1")
    with asking(alone) as tables:
        row = only(tables, "customers")
    assert (row["keep_until"], row["forever"], row["blocked_by"]) == (None, True, "缺少保存起算日")
    assert kept(alone, setting("RET.FALLBACK", "5"), table="customers") == ("2031-01-01", False, "kept")


def test_master_data_are_kept_as_long_as_any_record_that_cites_them():
    """RET.MASTER."""
    paper = event(
        "licence_registered",
        {"owner_kind": "customer", "owner_code": "C1", "licence_kind": "trade_licence", "licence_no": "证1"},
    )
    events = [product("P1"), product("P2", implantable=True), customer("C1"), customer("C2"), supplier("V1")]
    events += [paper, sale(), sale("XS2", expiry_date="2028-01-31"), received("YS1", product="P2")]
    with asking(*events) as tables:
        found = {
            key: [
                (row["keep_until"], row["forever"])
                for row in tables.rows("retention_items", subject_table=key)
            ]
            for key in ("products", "customers", "suppliers", "licences")
        }
        [later, _] = tables.rows("retention_items", subject_table="customers", at="2040-01-01")
    assert found == {
        "products": [("2030-01-31", False), (None, True)],
        "customers": [("2030-01-31", False), (None, True)],
        "suppliers": [(None, True)],
        "licences": [("2030-01-31", False)],
    }
    assert (later["retention_state"], later["blocked_by"]) == ("kept", "仍在使用")


def test_evidence_and_contracts_are_kept_as_long_as_what_they_prove():
    """RT-09, RT-12."""
    paper = event(
        "voucher_filed",
        {"voucher_kind": "form", "title": "签收单", "filed_on": "2026-05-01"},
        voucher_no="PZ1",
    )
    other = event(
        "voucher_filed",
        {"voucher_kind": "form", "title": "温度记录", "filed_on": "2026-05-01"},
        voucher_no="PZ2",
        subject_table="sales",
        subject_no="XS1",
    )
    deal = event(
        "contract_registered",
        {"contract_kind": "sales", "party_name": "医院", "signed_on": "2026-01-01"},
        contract_no="HT1",
        customer_code="C1",
        valid_until="2026-12-31",
    )
    far = sale(expiry_date="2040-01-31", voucher_nos=["PZ1"], contract_no="HT1")
    events = (product("P1"), far, paper, other, deal)
    assert rules(*events, table="contracts")["RT-09"] == "2042-01-31"
    with asking(*events) as tables:
        found = [row["keep_until"] for row in tables.rows("retention_items", subject_table="vouchers")]
    assert found == ["2042-01-31", "2042-01-31"]


def test_records_about_a_person_are_kept_for_five_years_after_leaving():
    """RET.STAFF."""
    checked = event(
        "health_checked",
        {"staff_code": "S1", "checked_on": "2026-02-01", "fitness": "fit"},
        health_check_no="TJ1",
    )
    with asking(staff("S1"), checked) as tables:
        row = only(tables, "health_checks")
    assert (row["keep_until"], row["forever"], row["blocked_by"]) == (None, False, "人员在职")
    gone = staff("S1", employed_until="2026-04-30")
    assert kept(gone, checked, table="health_checks") == ("2031-04-30", False, "kept")
    assert kept(gone, checked, table="staff") == ("2031-04-30", False, "kept")


@pytest.mark.parametrize(("year", "until"), [(2026, "2031-12-31"), (1, "0006-12-31"), (10000, "2031-01-05")])
def test_a_plan_of_trainings_is_kept_from_the_end_of_its_year(year: int, until: str):
    """RET.STAFF; a number that is no year of the calendar leaves the day of the record."""
    plan = event(
        "training_planned", {"topic": "法规", "plan_year": year}, plan_no="JH1", event_time="2026-01-05"
    )
    assert kept(plan, table="training_plans")[0] == until


def test_records_of_the_store_are_kept_as_long_as_the_goods_then_in_it():
    """RET.SITE."""

    def read_on(day: str) -> Prepared:
        reading = {"read_at": f"{day}T09:00:00+08:00", "place_kind": "warehouse", "temperature": "5"}
        return event("temperature_recorded", reading, reading_no=f"WD{day}", event_time=day, recorder="S1")

    events = [
        product("P1"),
        received("YS1", lot="L1", quantity="10", expiry_date="2035-01-31"),
        sold("XS1", lot="L1", quantity="10", sold_on="2026-05-01"),
        *(read_on(day) for day in ("2026-03-31", "2026-04-15", "2026-05-02")),
    ]
    with asking(*events) as tables:
        found = tables.rows("retention_items", subject_table="temperature_readings")
        then = tables.rows("retention_items", subject_table="temperature_readings", known=2)
    assert [row["keep_until"] for row in found] == ["2031-03-31", "2037-01-31", "2031-05-02"]
    assert then == []


def test_rules_posts_and_issued_reports_are_kept_for_ever():
    """RET.DOC, RT-14."""
    post = event("post_registered", {"name": "质量负责人"}, post_code="Q1")
    assert kept(post, table="posts") == (None, True, "kept")
    assert rules(setting("RET.GOODS", "3"), table="rule_settings") == {"RET.DOC": "永久"}


def test_a_void_is_kept_as_long_as_the_record_that_it_voided():
    events = [product("P1", implantable=True), sale(), voided("sales", "XS1", [2])]
    with asking(*events) as tables:
        assert only(tables, known=2)["forever"] is True
        assert tables.rows("retention_items", subject_table="sales") == []
        assert only(tables, "voids")["rules_applied"][0] == "CN.RET.IMPLANT=永久"


def test_a_late_receipt_lengthens_from_when_it_was_known():
    late = received("YS1", lot="L1", expiry_date="2030-06-30")
    events = [product("P1"), sold("XS1", lot="L1"), late]
    assert kept(*events, known=2)[0] == "2031-05-01"
    assert kept(*events)[0] == "2032-06-30"
    with asking(*events) as tables:
        assert tables.rows("retention_items", at="2026-04-30", subject_table="sales") == []


def disposal(selection: str, **rest: Any) -> Prepared:
    defaults = {"subject_table": "sales", "row_count": 1, "retention_rule": "RET.GOODS", "approver": "S9"}
    defaults |= {"disposed_on": "2030-01-01", "keep_until": "2029-02-28", "disposal_method": "hidden"}
    return event("records_disposed", defaults, record_disposal_no="JL1", selection=selection, **rest)


@pytest.mark.parametrize(
    ("selection", "disposed"),
    [
        ("XS1", ["XS1/1", "XS1/2"]),
        ("XS1/2、XS2", ["XS1/2", "XS2/1"]),
        ("XS2..XS3", ["XS2/1", "XS3/1"]),
        ("全部", ["XS1/1", "XS1/2", "XS2/1"]),
        ("XS", []),
    ],
)
def test_what_was_disposed_of_is_marked_and_still_there(selection: str, disposed: list[str]):
    lines = [sale(), sale("XS1", 2), sale("XS2"), sale("XS3", expiry_date="2033-01-01")]
    with asking(product("P1"), *lines, disposal(selection)) as tables:
        found = tables.rows("retention_items", at="2030-06-30", subject_table="sales")
        before = tables.rows("retention_items", at="2029-06-30", subject_table="sales")
    gone = [f"{row['subject_no']}/{row['line']}" for row in found if row["retention_state"] == "disposed"]
    assert (len(found), gone) == (4, disposed)
    assert {row["retention_state"] for row in before} == {"disposable", "kept"}


def test_erasing_personal_data_alone_leaves_the_record():
    with asking(product("P1"), sale(), disposal("XS1", personal_only=True)) as tables:
        assert only(tables, at="2030-06-30")["retention_state"] == "disposable"


def test_tables_come_by_key_and_only_those_asked_for_are_read():
    events = [product("P1"), sale(), received("YS1"), returned("TH1")]
    with asking(*events) as tables:
        found = [row["subject_table"] for row in tables.rows("retention_items")]
        archive = tables.rows("retention_items", retention_state="disposable", at="2036-01-01")
    assert found == ["products", "receipts", "returns", "sales"]
    assert [row["subject_table"] for row in archive] == ["receipts", "returns", "sales"]


DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2045, 12, 31))


@st.composite
def lines(draw: st.DrawFn) -> list[Prepared]:
    """Draw products of every kind and lines that sell them."""
    day = st.none() | DAYS.map(str)
    kinds = st.sampled_from([None, "device", "drug", "ivd"])
    events = [
        product(
            f"P{number}",
            implantable=draw(st.booleans()),
            product_kind=draw(kinds),
            device_class=draw(st.sampled_from([None, "I", "III"])),
            service_life_months=draw(st.none() | st.integers(1, 240)),
            name=draw(st.sampled_from(["敷料", "流感疫苗"])),
        )
        for number in (1, 2)
    ]
    for number in range(draw(st.integers(1, 6))):
        given_line = {"expiry_date": draw(day), "production_date": draw(day), "sold_on": str(draw(DAYS))}
        events.append(sold("XS1", number, product=draw(st.sampled_from(["P1", "P2"])), **given_line))
    return events


@settings(max_examples=examples(25), deadline=None)
@given(
    events=lines(),
    key=st.sampled_from(["RET.GOODS", "CN.RET.UNDATED", "RT-02", "RET.FALLBACK", "X-1"]),
    years=st.decimals("0", "40", places=1),
)
def test_no_rule_ends_after_the_date_implants_have_none_and_settings_never_shorten(
    events: list[Prepared], key: str, years: Any
):
    products = [orjson.loads(document)["data"] for _, document in stored(events[:2])]
    implants = {one["product_code"] for one in products if one["implantable"]}
    with asking(*events, setting(key, str(years))) as tables:
        plain = tables.rows("retention_items", subject_table="sales", at="2050-01-01", known=len(events))
        longer = tables.rows("retention_items", subject_table="sales", at="2050-01-01")
    assert len(plain) == len(longer) == len(events) - 2
    for before, row in zip(plain, longer, strict=True):
        days = [one.partition("=")[2] for one in row["rules_applied"]]
        if row["product_code"] in implants:
            assert (row["keep_until"], row["forever"]) == (None, True)
        else:
            assert row["keep_until"] == max(days) == days[0]
            assert row["keep_until"] >= before["keep_until"]


def test_every_rule_of_the_requirements_that_has_a_table_is_data():
    """RT-01 … RT-14; RT-15 is every table without a rule in the seeds, which its group covers."""
    assert {f"RT-{number:02}" for number in range(1, 15)} <= {rule.id for rule in RULES}
    assert all(rule.basis for rule in RULES)
