"""退货投诉统计通报: returns and complaints together by product, lot, reason, customer and class (K-12)."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import clock
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from projections.answers import catalogue
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from tests.support.asking import DAY, asking
from tests.support.events import ZONE, customer, event, received, returned, sold, staff, voided

VIEW = "service_statistics"
VIEWS = (VIEW, "fault_summaries", "technician_scores", "kpi_results")


def complaint(number: str, day: str = "2026-05-12", **rest: Any) -> Prepared:
    data = {"customer_code": "C1", "content": "坏", "received_on": day, "product_code": "P1", "lot": "L1"}
    return event("complaint_received", data | {"complaint_kind": "product"}, complaint_no=number, **rest)


def trade() -> list[Prepared]:
    return [
        customer("C1", customer_class="hospital"),
        sold("XS1", lot="L1", quantity="10", product_name="监护仪", customer_name="医院一"),
        sold("XS2", lot="L2", quantity="30", customer="C2", product_name="监护仪"),
        sold("XS3", product="P2", quantity="0.5", customer="C2"),
        sold("XS4", lot="L1", quantity="5", sold_on="2026-06-02"),
        returned("TH1", 1, lot="L1", quantity="1", returned_on="2026-05-20", reason="质量问题"),
        returned("TH1", 2, lot="L2", quantity="2", returned_on="2026-05-20", reason="多发"),
        returned("TH2", lot="L1", quantity="9", returned_on="2026-05-21", return_kind="unused_consignment"),
        complaint("TS1"),
        event(
            "complaint_investigated",
            complaint_no="TS1",
            investigated_on="2026-05-14",
            cause_class="transport",
        ),
        complaint("TS2", lot=None),
    ]


def rows(*events: Prepared, **query: Any) -> dict[tuple[Any, ...], dict[str, Any]]:
    with asking(*events) as tables:
        found = tables.rows(VIEW, **query)
    return {(row["month"], row["group_kind"], row["group_code"]): row for row in found}


def test_a_month_of_the_whole_house() -> None:
    """Rates are over the quantity sold, which stands beside them; unused consignments had not been sold."""
    assert rows(*trade())["2026-05", "all", None] == {
        "month": "2026-05",
        "group_kind": "all",
        "group_code": None,
        "group_name": None,
        "sold_quantity": "40.5",
        "return_count": 1,
        "returned_quantity": "3",
        "return_rate": "0.0741",
        "complaint_count": 2,
        "complaint_rate": "0.0494",
        "repair_count": 0,
        "feedback_count": 0,
        "top_reasons": ["产品质量", "多发", "质量问题"],
        "bulletin_no": None,
    }


def test_groups_of_which_something_came() -> None:
    """By product, lot, reason, customer and class; what only sold is in the whole house."""
    found = rows(*trade())
    assert [key[1:] for key in found if key[0] == "2026-05"] == [
        ("all", None),
        ("customer", "C1"),
        ("customer_class", "hospital"),
        ("lot", "P1/L1"),
        ("lot", "P1/L2"),
        ("product", "P1"),
        ("reason", "产品质量"),
        ("reason", "多发"),
        ("reason", "质量问题"),
        ("reason", "运输"),
    ]
    lot = found["2026-05", "lot", "P1/L1"]
    assert (lot["sold_quantity"], lot["returned_quantity"], lot["return_rate"]) == ("10", "1", "0.1")
    assert (lot["complaint_count"], lot["complaint_rate"], lot["group_name"]) == (1, "0.1", "监护仪")
    assert lot["top_reasons"] == ["质量问题", "运输"]
    assert found["2026-05", "customer_class", "hospital"]["group_name"] == "医院客户"
    reason = found["2026-05", "reason", "多发"]
    assert (reason["sold_quantity"], reason["return_rate"], reason["repair_count"]) == (
        "40.5",
        "0.0494",
        None,
    )


def test_nothing_sold_gives_no_rate() -> None:
    found = rows(complaint("TS1"))["2026-05", "product", "P1"]
    assert (found["sold_quantity"], found["return_rate"], found["complaint_rate"]) == ("0", None, None)
    assert found["complaint_count"] == 1


def test_one_kind_of_group_and_one_month_may_be_asked_for() -> None:
    found = rows(*trade(), group_kind="all", month="2026-06")
    assert [row["sold_quantity"] for row in found.values()] == ["5"]
    assert list(found) == [("2026-06", "all", None)]


def test_a_month_names_its_bulletin_and_a_past_day_does_not() -> None:
    issued = event(
        "report_issued",
        {"issue_kind": "bulletin", "report_key": VIEW, "title": "通报", "position_to": 9, "digest": "0"},
        issue_no="BB1",
        period_from="2026-05-01",
        period_to="2026-05-31",
        issued_on="2026-06-08",
        issued_by="S1",
    )
    assert rows(*trade(), issued)["2026-05", "all", None]["bulletin_no"] == "BB1"
    assert rows(*trade(), issued, at="2026-06-07")["2026-05", "all", None]["bulletin_no"] is None
    assert rows(*trade(), issued)["2026-06", "all", None]["bulletin_no"] is None


def test_repair_calls_and_feedback_count_where_they_belong() -> None:
    call = event(
        "repair_requested",
        {"requested_on": "2026-05-03", "customer_code": "C1", "product_code": "P1", "fault": "坏"},
        repair_no="WX1",
    )
    told = event(
        "feedback_received",
        {"feedback_kind": "opinion", "received_at": "2026-05-04", "handler": "S1", "content": "好"},
        feedback_no="XX1",
        customer_code="C1",
    )
    found = rows(call, told)["2026-05", "customer", "C1"]
    assert (found["repair_count"], found["feedback_count"], found["return_count"]) == (1, 1, 0)


def test_a_voided_return_counts_until_the_void_is_known() -> None:
    events = [*trade(), voided("returns", "TH1", [6, 7])]
    assert rows(*events)["2026-05", "all", None]["return_count"] == 0
    assert rows(*events, known=len(events) - 1)["2026-05", "all", None]["return_count"] == 1


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_of_figures_is_the_same_on_both_databases(
    view: str, log: LogRecorder, readmodel: ReadModel
) -> None:
    survey = {"survey_kind": "opinion_card", "issued_on": "2026-05-05", "customer_code": "C1"}
    events = [
        staff("S1"),
        received("YS1", lot="L1", quantity="900"),
        *trade(),
        event(
            "repair_requested",
            {"requested_on": "2026-05-03", "customer_code": "C1", "product_code": "P1", "fault": "坏"},
            repair_no="WX1",
            serial="A1",
            fault_weight="urgent",
            zone="city",
        ),
        event("repair_dispatched", repair_no="WX1", technician="S1", dispatched_at="2026-05-03"),
        event("survey_issued", survey, survey_no="DC1", technician="S1"),
        event("survey_answered", survey_no="DC1", answered_on="2026-05-06", attitude="very", skill="fair"),
        *(sold(f"XS{number}", lot="L1", customer=f"C{number % 7}") for number in range(100, 720)),
    ]
    log.append_prepared(events)
    catch_up(readmodel, log)
    cutoff = CutOff(clock.end_of(DAY, ZONE), log.head())
    with readmodel.reading() as connection:
        found = list(catalogue.answer(view)(Query(connection, log, cutoff, ZONE, today(cutoff, ZONE))))
    with asking(*events) as tables:
        expected = tables.rows(view)
    assert found
    assert found == expected
