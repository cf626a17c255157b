"""售后服务档案: all that was done for a customer, in time order, with acceptance and warranty (R-48)."""

from __future__ import annotations

from typing import Any

from ledger.log.prepared import Prepared
from tests.support.asking import asking
from tests.support.events import customer, event, product, returned, sold
from tests.support.repair_events import CALL, WHOLE, at, called, on, stage


def archive(*events: Prepared, **asked: Any) -> list[dict[str, Any]]:
    """Return the archive."""
    with asking(*events) as tables:
        return tables.rows("service_archives", **asked)


def warranty(number: str = "BX1", **rest: Any) -> Prepared:
    """Return the warranty of the unit SN1 from 1 February 2026 for a year."""
    fields = {"customer_code": "C1", "product_code": "P1", "serial": "SN1", "accepted_on": "2026-02-01"}
    return event("warranty_registered", fields, warranty_no=number, warranty_months=12, **rest)


def service(number: str = "FW1", **rest: Any) -> Prepared:
    """Return a service of the unit SN1."""
    fields = {"service_on": on(3), "customer_code": "C1", "product_code": "P1", "serial": "SN1"}
    fields |= {"service_content": "换电源板", "service_result": "正常", "technician": "T1"}
    return event("service_performed", fields, service_no=number, **rest)


OLD = sold("XS1", serial="SN1", sold_on="2026-01-20")


def test_what_was_done_stands_in_order() -> None:
    """Sale, acceptance, call, service, repair, end; each with its kind, number and words."""
    rows = archive(OLD, warranty(event_time="2026-02-01"), *WHOLE, service())
    assert [(row["matter_kind"], row["doc_no"], row["happened_at"][:10]) for row in rows[:4]] == [
        ("sold", "XS1", "2026-01-20"),
        ("serviced", "BX1", "2026-02-01"),
        ("serviced", "WX1", "2026-03-02"),
        ("serviced", "WX1", "2026-03-02"),
    ]
    assert [row["happened_at"] for row in rows] == sorted(row["happened_at"] for row in rows)
    assert len(rows) == 1 + 1 + len(WHOLE) + 1
    call = rows[2]
    assert call["summary"] == "报修登记　报修时间：2026-03-02T09:00:00+08:00；故障情况：不能开机"
    assert (call["customer_name"], call["serial"], call["event_position"]) == ("客户C1", "SN1", 3)


def test_every_stage_says_whose_case_it_is() -> None:
    """Customer and unit stand beside what only the first stage names; who did it is the newest."""
    rows = archive(*WHOLE)
    assert {(row["customer_code"], row["product_code"], row["serial"]) for row in rows} == {
        ("C1", "P1", "SN1")
    }
    repaired = next(row for row in rows if row["summary"].startswith("修复"))
    assert (repaired["result"], repaired["technician"]) == ("正常", "T1")
    followed = next(row for row in rows if row["summary"].startswith("回访"))
    assert followed["satisfaction"] == "satisfied"


def test_personal_values_stay_out_of_the_words() -> None:
    """They can be erased; the words of an archive are copied about."""
    assert all("0571" not in row["summary"] for row in archive(*WHOLE))


def test_the_warranty_that_a_sale_made_stands_beside_the_unit() -> None:
    """R-55: where nobody registered one; a row of the register goes before it."""
    made = sold("XS3", serial="SN3", warranty_until="2027-03-31")
    rows = archive(OLD, made, service("FW3", serial="SN3"), service("FW4", serial="SN4"))
    beside = {row["doc_no"]: (row["accepted_on"], row["warranty_until"]) for row in rows}
    assert (beside["FW3"], beside["FW4"]) == ((None, "2027-03-31"), (None, None))
    rows = archive(OLD, made, warranty(serial="SN3"), service("FW3", serial="SN3"))
    assert {row["warranty_until"] for row in rows if row["doc_no"] == "FW3"} == {"2027-02-01"}


def test_acceptance_and_warranty_stand_beside_the_unit() -> None:
    """By unit, else by sale line; the last day is worked out where the register does not name it."""
    rows = archive(OLD, warranty(), service(), service("FW2", serial="SN2"))
    beside = {(row["doc_no"], row["accepted_on"], row["warranty_until"]) for row in rows}
    assert beside == {
        ("XS1", "2026-02-01", "2027-02-01"),
        ("BX1", "2026-02-01", "2027-02-01"),
        ("FW1", "2026-02-01", "2027-02-01"),
        ("FW2", None, None),
    }
    line = warranty(serial=None, sale_no="XS2", sale_line=1, warranty_until="2028-01-31")
    found = archive(sold("XS2", lot="L1"), line)
    assert {row["warranty_until"] for row in found} == {"2028-01-31"}


def test_each_unit_of_a_line_has_its_row() -> None:
    rows = archive(sold("XS1", serial="A;B", quantity="2"))
    assert [(row["serial"], row["event_position"]) for row in rows] == [("A", 1), ("B", 1)]
    assert [row["serial"] for row in archive(sold("XS1", serial="A;B", quantity="2"), serial="B")] == ["B"]


def test_every_source_is_told() -> None:
    """One record of each kind."""
    who: dict[str, Any] = {"customer_code": "C1", "product_code": "P1", "lot": "L1"}
    swap = {"exchanged_on": on(6), "replacement_product_code": "P1", "reason": "坏", "handler": "E1"}
    tracked = {"tracked_on": on(7), "usage_situation": "正常", "handler": "E1"}
    visited = {"visit_kind": "phone", "visited_on": on(8), "handler": "E1", "satisfaction": "very"}
    heard = {"received_on": on(9), "content": "噪音"}
    asked = {"survey_kind": "opinion_card", "issued_on": on(10), "customer_code": "C1"}
    said = {"feedback_kind": "opinion", "received_at": at(11), "handler": "E1", "content": "好"}
    harmed = {"became_aware_at": at(12), "manifestation": "灼伤"}
    contract = {"contract_kind": "maintenance", "customer_code": "C1", "party_name": "甲", "signed_on": on(1)}
    events = [
        event("unit_exchanged", who | swap, exchange_no="HH1", line=1, quantity="1"),
        event("quality_tracked", who | tracked, tracking_no="GZ1"),
        event("visit_made", who | visited, visit_no="HF1"),
        event("complaint_received", who | heard, complaint_no="TS1"),
        event("survey_issued", asked, survey_no="DC1"),
        event("survey_answered", survey_no="DC1", answered_on=on(11), satisfaction="not"),
        event("feedback_received", who | said, feedback_no="XX1"),
        event("adverse_event_received", who | harmed, adverse_event_no="BLSJ1"),
        event("contract_registered", contract, contract_no="HT1", event_time=on(1)),
        event("contract_registered", contract | {"contract_kind": "sales"}, contract_no="HT2"),
        returned("TH1", **who, returned_on=on(13)),
    ]
    found = [(row["doc_no"], row["matter_kind"]) for row in archive(*events)]
    assert found == [
        ("HT1", "serviced"),
        ("HH1", "exchanged"),
        ("GZ1", "checked"),
        ("HF1", "serviced"),
        ("TS1", "complaint"),
        ("DC1", "serviced"),
        ("DC1", "serviced"),
        ("XX1", "serviced"),
        ("BLSJ1", "adverse_event"),
        ("TH1", "returned"),
    ]
    answered = [row for row in archive(*events) if row["doc_no"] == "DC1"][1]
    assert (answered["customer_code"], answered["satisfaction"]) == ("C1", "not")


def test_a_customer_or_a_product_may_be_asked_for() -> None:
    """The same rows as among all."""
    events = [
        product("P1"),
        customer("C2"),
        OLD,
        *CALL,
        called("WX2", customer_code="C2", customer_name=None, product_code="P2"),
        stage("responded", "WX2", responded_at=at(3)),
        service("FW2", customer_code="C2", product_code="P2"),
    ]
    every = archive(*events)
    for name, value in (("customer_code", "C2"), ("product_code", "P1"), ("customer_code", "C1")):
        found = archive(*events, **{name: value})
        assert found == [row for row in every if row[name] == value]
        assert found
    assert {row["customer_name"] for row in archive(*events, customer_code="C2")} == {"客户C2"}
    assert every == sorted(every, key=lambda row: row["customer_code"])


def test_an_archive_is_read_as_of_any_day() -> None:
    assert len(archive(OLD, *WHOLE, at="2026-03-03")) == 1 + 4 + 2
    assert archive(OLD, at="2026-01-19") == []
    assert len(archive(OLD, *WHOLE, known=3)) == 3
