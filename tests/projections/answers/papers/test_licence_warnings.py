"""Which papers are warned of, how early, and what they block (GSP §51, Order 54 §16, G-01, G-03, G-61)."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.log.prepared import Prepared
from tests.support.asking import asking
from tests.support.events import customer, event, product, sold, staff, supplier, voided

TODAY = "2026-06-30"


def licence(
    kind: str = "customer", code: str = "C1", until: str | None = "2026-08-01", **rest: Any
) -> Prepared:
    defaults = {"licence_kind": "trade_licence", "licence_no": "证1", "owner_name": "某单位"}
    return event("licence_registered", defaults, owner_kind=kind, owner_code=code, valid_until=until, **rest)


def company(**rest: Any) -> Prepared:
    defaults = {
        "name": "本公司",
        "uscc": "9111",
        "address": "路1号",
        "business_mode": "wholesale",
        "scope": "II",
    }
    return event("company_registered", defaults | {"phone": "1"}, company_code="G1", **rest)


def reminder(key: str, days: str, since: str = "2026-01-01") -> Prepared:
    return event(
        "rule_set",
        {"rule_kind": "reminder", "title": "证照预警", "setting": "value", "approver": "S9"},
        rule_key=key,
        value=days,
        effective_from=since,
    )


def warned(*events: Prepared, **asked: Any) -> list[tuple[Any, ...]]:
    with asking(*events) as tables:
        found = tables.rows("licence_warnings", **asked)
    return [(row["owner_code"], row["licence_no"], row["days_left"]) for row in found]


def test_a_row_says_whose_paper_it_is_what_stops_and_who_follows_it_up():
    party = customer("C1", responsible_staff="S1")
    with asking(party, licence(), sold("XS1"), sold("XS1", 2), sold("XS2", sold_on="2026-03-01")) as tables:
        [row] = tables.rows("licence_warnings")
    assert row == {
        "owner_kind": "customer",
        "owner_code": "C1",
        "owner_name": "某单位",
        "licence_kind": "trade_licence",
        "licence_no": "证1",
        "valid_until": "2026-08-01",
        "days_left": 32,
        "blocks": "停止向该购货者销售",
        "open_lines": 1,
        "owner": "S1",
    }


@pytest.mark.parametrize(
    ("until", "left"),
    [("2026-06-30", 0), ("2026-06-29", -1), ("2026-09-28", 90), ("2026-09-29", None), (None, None)],
)
def test_papers_warn_from_ninety_days_before_their_last_day_on(until: str | None, left: int | None):
    assert warned(licence(until=until)) == ([] if left is None else [("C1", "证1", left)])


def test_the_house_sets_how_early_to_warn_for_all_papers_or_for_one_kind():
    late = licence(until="2026-12-01")
    assert warned(late, reminder("REMIND.LICENCE", "180")) == [("C1", "证1", 154)]
    assert warned(late, reminder("REMIND.LICENCE.trade_licence", "180")) == [("C1", "证1", 154)]
    assert warned(late, reminder("REMIND.LICENCE.other", "180")) == []
    both = reminder("REMIND.LICENCE", "180"), reminder("REMIND.LICENCE.trade_licence", "10")
    assert warned(late, *both) == []
    assert warned(late, reminder("REMIND.LICENCE", "180", since="2026-07-01")) == []


def test_papers_of_every_kind_of_owner_are_watched():
    until = "2026-07-10"
    events = [
        company(trade_licence_no="京经营1", trade_licence_until=until, quality_head="S9"),
        customer("C1", licence_no="证1", licence_kind="practice_licence", licence_valid_until=until),
        supplier("V1", licence_no="证2", licence_valid_until=until, reviewer="S5"),
        product("P1", registration_valid_until=until),
        staff("S1", authorised_until=until, appointment_no="任1"),
        event(
            "authorisation_registered",
            {"authorisation_kind": "supplier_salesperson", "grantee_name": "李某", "scope": "全部"},
            authorisation_no="SQ1",
            supplier_code="V1",
            valid_from="2026-01-01",
            valid_until=until,
        ),
        event(
            "contract_registered",
            {"contract_kind": "quality_agreement", "party_name": "供货者V1", "signed_on": "2025-07-10"},
            contract_no="ZL1",
            supplier_code="V1",
            valid_until=until,
        ),
    ]
    with asking(*events) as tables:
        found = tables.rows("licence_warnings")
        own = tables.rows("licence_warnings", owner_kind="own")
    assert [(row["owner_kind"], row["owner_code"], row["licence_no"], row["owner"]) for row in found] == [
        ("customer", "C1", "证1", "S9"),
        ("own", "G1", "京经营1", "S9"),
        ("product", "P1", "国械注准P1", "S9"),
        ("staff", "S1", "任1", "S9"),
        ("supplier", "V1", "SQ1", "S9"),
        ("supplier", "V1", "ZL1", "S9"),
        ("supplier", "V1", "证2", "S5"),
    ]
    assert all(row["blocks"] and row["days_left"] == 10 for row in found)
    assert own == found[1:2]


def test_a_paper_that_is_renewed_replaced_or_of_nobody_any_more_is_not_warned_of():
    old = licence(licence_no="旧")
    assert warned(old, licence(licence_no="新", until="2031-08-01")) == []
    assert warned(old, licence(licence_no="新", until="2031-08-01", valid_from="2026-09-01")) == [
        ("C1", "旧", 32)
    ], "a gap in between stops the trade"
    assert warned(old, licence(licence_no="新", until="2031-08-01", status="revoked")) == [
        ("C1", "新", 1858),
        ("C1", "旧", 32),
    ]
    scoped = licence(licence_no="旧", scope="III类")
    assert warned(scoped, licence(licence_no="新", until="2031-08-01", scope="II类")) == [("C1", "旧", 32)]
    assert warned(licence(status="replaced")) == []
    assert warned(customer("C1", licence_valid_until="2026-07-01", status="disqualified")) == []
    assert warned(staff("S1", authorised_until="2026-07-01", employed_until="2026-06-01")) == []
    assert warned(product("P1", registration_valid_until="2026-07-01", status="discontinued")) == []


def test_only_the_version_in_force_counts_on_the_day_and_as_known_then():
    renewed = licence(until="2031-08-01", event_time="2026-06-15", note="换证")
    events = [licence(), renewed, voided("licences", "证1", [2])]
    assert warned(*events, known=1) == [("C1", "证1", 32)]
    assert warned(*events, known=2) == []
    assert warned(*events, known=2, at="2026-06-14") == [("C1", "证1", 48)]
    assert warned(*events) == [("C1", "证1", 32)]
    assert warned(*events, at="2026-04-30") == []


def test_documents_that_are_half_done_are_counted_for_what_they_rely_on():
    out = event(
        "outbound_checked",
        {"customer_code": "C1", "product_code": "P1", "quantity": "1", "check_result": "passed"},
        outbound_no="CK1",
        line=1,
        outbound_on="2026-06-02",
        sale_no="XS1",
        checker="S2",
    )
    bought = event(
        "goods_purchased",
        {"supplier_code": "V1", "product_code": "P1", "quantity": "1", "purchased_on": "2026-06-01"},
        purchase_no="CG1",
        line=1,
    )
    events = [
        product("P1", registration_valid_until="2026-07-10"),
        licence("supplier", "V1"),
        *(sold(no, sold_on="2026-06-01") for no in ("XS1", "XS2", "XS3")),
        *(out, bought),
    ]
    with asking(*events) as tables:
        found = {row["owner_kind"]: row["open_lines"] for row in tables.rows("licence_warnings")}
        before = {row["owner_kind"]: row["open_lines"] for row in tables.rows("licence_warnings", known=5)}
    assert found == {"product": 3, "supplier": 1}
    assert before == {"product": 3, "supplier": 0}
