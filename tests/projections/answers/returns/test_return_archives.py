"""The whole file of a return in time order, as known when (R-18, S1-I 七1)."""

from __future__ import annotations

from typing import Any

from ledger import clock
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from projections.answers import catalogue
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from tests.support.asking import DAY, asking
from tests.support.events import ZONE, customer, event, product, returned, sold, staff, voided

CASE = "THSL-20260601-001"


def stage(event_type: str, number: str = CASE, **fields: Any) -> Prepared:
    return event(event_type, return_case_no=number, **fields)


def requested(number: str = CASE, **fields: Any) -> Prepared:
    known = {"received_at": "2026-06-01", "customer_code": "C1", "product_code": "P1", "lot": "L1"}
    told = {"quantity": "2", "reason": "多订", "customer_name": "客户C1", "product_name": "产品P1"}
    return stage("return_requested", number, **(known | told | fields))


def whole_case() -> list[Prepared]:
    """A case with its return record, the money paid, and papers filed at different times."""
    return [
        product(),
        customer(),
        staff("B1", post="业务负责人"),
        staff("Q1", post="质量管理员"),
        sold("XS1", lot="L1", quantity="5"),
        requested(proof_of_purchase="PZ1", first_responder="S1"),
        stage(
            "return_origin_matched",
            event_time="2026-06-01",
            sold_by_us=True,
            sale_no="XS1",
            sale_line=1,
            quantity_out="5",
        ),
        stage("return_notice_issued", return_notice_no="THTZ-20260601-001", notice_on="2026-06-02"),
        stage(
            "return_business_approved",
            business_approver="B1",
            business_decision="approved",
            decided_at="2026-06-02",
        ),
        stage(
            "return_quality_approved",
            quality_approver="Q1",
            quality_decision="approved",
            decided_at="2026-06-03",
        ),
        stage("return_pickup_arranged", transport_mode="own_vehicle", pickup_confirmed_at="2026-06-04"),
        stage("return_goods_received", received_on="2026-06-05", received_quantity="2", receiver="S1"),
        stage("return_inspected", inspector="Q1", inspected_on="2026-06-06", quality_status="conforming"),
        stage(
            "return_disposition_decided", event_time="2026-06-06", disposition="restocked", decided_by="Q1"
        ),
        stage("return_completed", event_time="2026-06-06", return_no="TH1", compensation="refund"),
        returned("TH1", return_case_no=CASE, returned_on="2026-06-05", quantity="2", inspector="Q1"),
        stage("return_refund_requested", refund_requested_on="2026-06-07", refund_amount="20"),
        stage("return_refund_verified", refund_verified_amount="18", refund_notified_on="2026-06-08"),
        stage("return_refunded", refunded_on="2026-06-09", invoice_no="H1"),
        stage("return_case_closed", closed_on="2026-06-10", close_note="两清"),
        event(
            "invoice_issued",
            {"invoice_kind": "red", "issued_on": "2026-06-08", "amount": "-18"},
            invoice_no="H1",
            line=1,
        ),
        event(
            "voucher_filed",
            {"voucher_kind": "other", "title": "购货发票", "filed_on": "2026-05-31"},
            voucher_no="PZ1",
        ),
        event(
            "voucher_filed",
            {
                "voucher_kind": "other",
                "title": "会议纪要",
                "filed_on": "2026-06-07",
                "subject_table": "return_cases",
            },
            voucher_no="PZ2",
            subject_no=CASE,
        ),
        event(
            "temperature_recorded",
            {"read_at": "2026-06-04", "temperature": "5"},
            reading_no="R1",
            return_case_no=CASE,
        ),
        event(
            "unit_exchanged",
            {"exchanged_on": "2026-06-09", "customer_code": "C1", "product_code": "P1", "quantity": "1"},
            exchange_no="HH1",
            line=1,
            return_no="TH1",
            replacement_product_code="P1",
            reason="换货",
            handler="S1",
        ),
        event(
            "goods_disposed",
            {"disposal_kind": "destroyed", "disposed_on": "2026-06-20", "quantity": "1", "reason": "破损"},
            disposal_no="CZ1",
            line=1,
            product_code="P1",
            decided_by="Q1",
            return_no="TH1",
        ),
    ]


def stages(rows: list[dict[str, Any]]) -> list[str]:
    return [row["stage"] for row in rows]


def test_a_file_is_the_whole_case_with_its_papers_in_time_order():
    with asking(*whole_case()) as tables:
        rows = tables.rows("return_archives")
    assert stages(rows) == [
        "vouchers",
        *("requested", "origin_matched", "notice_issued", "business_approved", "quality_approved"),
        *("pickup_arranged", "temperature_readings", "goods_received", "returns", "inspected"),
        *("disposition_decided", "completed", "refund_requested", "vouchers", "refund_verified", "invoices"),
        *("refunded", "exchanges", "case_closed", "disposals"),
    ]
    assert {(row["return_case_no"], row["return_no"]) for row in rows} == {(CASE, "TH1")}
    assert {(row["customer_name"], row["product_name"], row["lot"]) for row in rows} == {
        ("客户C1", "产品P1", "L1")
    }


def test_a_page_says_who_did_what_when():
    with asking(*whole_case()) as tables:
        found = {row["stage"]: row for row in tables.rows("return_archives")}
    first = found["requested"]
    assert (first["happened_at"], first["actor"]) == ("2026-06-01T00:00:00+08:00", "S1")
    assert (first["quantity"], first["voucher_nos"], first["event_position"]) == ("2", ["PZ1"], 6)
    for words in ("退货申请", "申请退货数量：2", "退货原因：多订", "购药凭证：PZ1"):
        assert words in first["summary"]
    approvals = found["business_approved"], found["quality_approved"]
    assert [(one["actor"], one["decision"]) for one in approvals] == [
        ("业务负责人 B1", "approved"),
        ("质量管理员 Q1", "approved"),
    ]
    assert "业务负责人审批：同意" in found["business_approved"]["summary"]
    assert found["origin_matched"]["quantity"] == "5"
    assert (found["returns"]["disposition"], found["returns"]["quantity"]) == ("restocked", "2")
    refunds = found["refund_requested"], found["refund_verified"]
    assert [one["refund_amount"] for one in refunds] == ["20", "18"]
    assert "金额：-18" in found["invoices"]["summary"]
    assert found["case_closed"]["actor"] == "tester"


def test_a_file_is_read_as_of_any_day_and_as_known_at_any_position():
    with asking(*whole_case()) as tables:
        then = stages(tables.rows("return_archives", at="2026-06-03"))
        known = stages(tables.rows("return_archives", known=8))
    assert then == [
        *(
            "vouchers",
            "requested",
            "origin_matched",
            "notice_issued",
            "business_approved",
            "quality_approved",
        ),
    ]
    assert known == ["requested", "origin_matched", "notice_issued"]


def test_each_case_is_a_file_and_filters_choose_among_them():
    other = "THSL-20260602-001"
    more = [requested(other, received_at="2026-06-02", customer_code="C2"), requested("A-1")]
    with asking(*whole_case(), *more) as tables:
        rows = tables.rows("return_archives")
        assert list(dict.fromkeys(row["return_case_no"] for row in rows)) == ["A-1", CASE, other]
        [row] = tables.rows("return_archives", return_case_no=other)
        assert (row["customer_code"], row["return_no"]) == ("C2", None)


def test_what_was_voided_is_not_on_file():
    with asking(*whole_case()[:8], voided("return_cases", CASE, [8]), requested("A-1")) as tables:
        rows = tables.rows("return_archives", return_case_no=CASE, at="2026-07-02")
        assert stages(rows) == ["requested", "origin_matched"]


def test_a_return_without_a_case_has_its_file():
    alone = returned("TH7", lot="L3", voucher_nos=["PZ9"])
    paper = event(
        "voucher_filed",
        {"voucher_kind": "other", "title": "客户来函", "filed_on": "2026-05-30"},
        voucher_no="PZ9",
    )
    with asking(*whole_case(), alone, paper) as tables:
        rows = [row for row in tables.rows("return_archives") if row["return_case_no"] is None]
        assert [(row["stage"], row["return_no"], row["lot"]) for row in rows] == [
            ("vouchers", "TH7", "L3"),
            ("returns", "TH7", "L3"),
        ]
        assert stages(tables.rows("return_archives", return_no="TH7")) == ["vouchers", "returns"]


def test_a_return_that_only_the_case_names_is_on_its_file():
    with asking(requested(), stage("return_completed", return_no="TH1"), returned("TH1")) as tables:
        rows = tables.rows("return_archives")
    assert [(row["return_case_no"], row["stage"]) for row in rows] == [
        (CASE, "requested"),
        (CASE, "completed"),
        (CASE, "returns"),
    ]


def test_the_files_are_the_same_on_both_databases(log: LogRecorder, readmodel: ReadModel):
    many = [requested(f"N-{number:03}", received_at="2026-06-02") for number in range(450)]
    events = [*whole_case(), *many, returned("TH7")]
    log.append_prepared(events)
    catch_up(readmodel, log)
    cutoff = CutOff(clock.end_of(DAY, ZONE), log.head())
    with readmodel.reading() as connection:
        query = Query(connection, log, cutoff, ZONE, today(cutoff, ZONE))
        found = list(catalogue.answer("return_archives")(query))
    with asking(*events) as tables:
        expected = tables.rows("return_archives")
    assert len(found) == 21 + 450 + 1
    assert found == expected
