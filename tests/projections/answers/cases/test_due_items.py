"""What is owed again and again, and the one table of everything that is due."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from ledger.log.prepared import Prepared
from projections.answers.cases import due_items
from projections.answers.cases.periodic import cycles as cycles_of
from tests.support.asking import asking
from tests.support.events import customer, event, sold


def warranty(number: str = "BX1", accepted_on: str = "2026-01-15", **rest: Any) -> Prepared:
    defaults = {"customer_code": "C1", "product_code": "P1", "serial": "SN1", "warranty_months": 4}
    return event("warranty_registered", defaults, warranty_no=number, accepted_on=accepted_on, **rest)


def cycles(*history: Prepared, clock: str, at: str = "2026-06-30") -> list[tuple[Any, ...]]:
    with asking(*history) as tables:
        query = tables.query(at=at)
        found = [cycle.row(query.today) for cycle in cycles_of(query)]
    return [
        (row["number"], row["started_at"], row["due_at"], row["done_at"], row["state"])
        for row in found
        if row["clock_id"] == clock
    ]


def reading(number: str, read_at: str, **rest: Any) -> Prepared:
    given = {"reading_no": number, "read_at": read_at, "location_code": "A-01", "temperature": "9"}
    return event("temperature_recorded", given, **rest)


def test_a_reading_out_of_range_owes_its_measures_until_they_are_told():
    """GSP §74: on the very day; measures come with a later reading that names it, or never."""
    out = [{"rule": "M-45", "place": "A-01"}]
    handled = {"measures": "已调低温度", "measures_for": "R1"}
    history = (
        reading("R1", "2026-06-01T02:00:00.000000Z", findings=out),
        reading("R2", "2026-06-02T02:00:00.000000Z", findings=out),
        reading("R3", "2026-06-02T17:00:00.000000Z", **handled),
        reading("R4", "2026-06-04T02:00:00.000000Z", **handled),
        reading("R5", "2026-06-04T03:00:00.000000Z"),
    )
    assert cycles(*history, clock="CLK.EXCURSION") == [
        ("R1", "2026-06-01", "2026-06-01", "2026-06-03", "done_late"),
        ("R2", "2026-06-02", "2026-06-02", None, "overdue"),
    ]
    assert cycles(*history, clock="CLK.EXCURSION", at="2026-06-02")[0][3:] == (None, "overdue")


def test_a_veterinary_drug_owes_a_filing_before_its_sale_and_a_notice():
    """L-33, R-114, R-115 (S1-F 2): by lot and customer a filing, by lot a notice; late is late."""
    pills = event("product_registered", {"name": "兽药"}, product_code="V1", product_kind="veterinary_drug")
    filing = {"filing_kind": "filing", "product_code": "V1", "lot": "L1"}
    history = (
        pills,
        sold("XS1", product_code="V1", lot="L1", customer_code="C1", sold_on="2026-05-02"),
        sold("XS2", product_code="V1", lot="L1", customer_code="C1", sold_on="2026-05-03"),
        sold("XS3", product_code="V1", lot="L1", customer_code="C2", sold_on="2026-05-04"),
        sold("XS4", product_code="P1", lot="L1", customer_code="C1", sold_on="2026-05-01"),
        event(
            "veterinary_sale_filed", filing, filing_no="B1", line=1, filed_on="2026-05-01", customer_code="C1"
        ),
        event(
            "veterinary_sale_filed", filing, filing_no="B2", line=1, filed_on="2026-05-09", customer_code="C2"
        ),
    )
    assert cycles(*history, clock="L-33") == [
        ("XS1", "2026-05-02", "2026-05-02", "2026-05-01", "done"),
        ("XS3", "2026-05-04", "2026-05-04", "2026-05-09", "done_late"),
    ]
    assert cycles(*history, clock="CLK.VET.NOTICE") == [("XS1", "2026-05-02", "2026-05-02", None, "overdue")]


def issue(number: str, key: str, month: str, on: str) -> Prepared:
    defaults = {"issue_kind": "periodic", "title": "报表", "position_to": 1, "digest": "d"}
    defaults |= {"issue_format": "csv", "issued_by": "S1"}
    last = {"04": "30", "05": "31"}[month[5:]]
    span = {"period_from": f"{month}-01", "period_to": f"{month}-{last}"}
    return event("report_issued", defaults | span, issue_no=number, report_key=key, issued_on=on)


def test_statistics_of_complaints_by_the_tenth():
    """S4-I 投诉-处理-6: from the first complaint on, for every month that is over."""
    complaint = event(
        "complaint_received",
        {"customer_code": "C1", "content": "漏液"},
        complaint_no="TS1",
        received_on="2026-04-20",
    )
    history = (complaint, issue("BB1", "complaints", "2026-04", "2026-05-11"))
    assert cycles(*history, clock="L-21") == [
        ("complaints 2026-04", "2026-05-01", "2026-05-10", "2026-05-11", "done_late"),
        ("complaints 2026-05", "2026-06-01", "2026-06-10", None, "overdue"),
    ]
    assert cycles(issue("BB1", "complaints", "2026-04", "2026-05-11"), clock="L-21") == []


def test_the_report_on_a_year_by_the_end_of_march():
    """Order 54 §44."""
    made = event(
        "self_inspection_made",
        {"content": "全部条款"},
        self_inspection_no="ZC-2025",
        year=2025,
        made_on="2026-02-01",
    )
    handed_in = event(
        "self_inspection_submitted", {}, self_inspection_no="ZC-2025", submitted_on="2026-03-20"
    )
    sale = sold("XS1", sold_on="2024-06-01")
    assert cycles(sale, made, handed_in, clock="CN.SELF_REPORT") == [
        ("2024", "2025-01-01", "2025-03-31", None, "overdue"),
        ("2025", "2026-01-01", "2026-03-31", "2026-03-20", "done"),
    ]


def test_risks_are_discussed_every_quarter():
    """GSP §17."""
    held = event(
        "meeting_held",
        {"meeting_kind": "risk_consultation", "participants": ["S1"], "conclusions": "可控"},
        meeting_no="HY1",
        held_on="2026-02-10",
    )
    assert cycles(held, clock="CN.RISK_MEETING", at="2026-07-05") == [
        ("2026Q1", "2026-01-01", "2026-03-31", "2026-02-10", "done"),
        ("2026Q2", "2026-04-01", "2026-06-30", None, "overdue"),
        ("2026Q3", "2026-07-01", "2026-09-30", None, "open"),
    ]


@pytest.mark.parametrize(
    ("until", "due"), [("2026-10-31", "2026-09-15"), ("2040-10-31", None)], ids=["known", "unknown"]
)
def test_a_licence_is_renewed_thirty_working_days_before_it_ends(until: str, due: str | None):
    """Order 54 §16; a year whose working days are not known is flagged."""
    own = event(
        "licence_registered",
        {"owner_kind": "own", "owner_code": "G1", "licence_kind": "trade_licence"},
        licence_no="许1",
        valid_until=until,
    )
    with asking(own) as tables:
        [cycle] = [one for one in cycles_of(tables.query()) if one.clock == "CN.LICENCE.RENEW.CLOSE"]
    assert (cycle.due_on, cycle.flag) == (due, None if due else "calendar 2040")


def test_what_the_plan_sets_is_trained_in_its_month():
    plan = event("training_planned", {"topic": "法规", "plan_year": 2026}, plan_no="JH1", planned_month="5月")
    trained = event(
        "staff_trained",
        {"staff_code": "S1", "topic": "法规", "training_result": "passed"},
        training_no="PX1",
        trained_on="2026-06-02",
        plan_no="JH1",
    )
    assert cycles(plan, clock="TRAINING.PLAN") == [("JH1", "2026-05-01", "2026-05-31", None, "overdue")]
    assert cycles(sold("XS1"), plan, trained, clock="TRAINING.PLAN") == [
        ("JH1", "2026-05-01", "2026-05-31", "2026-06-02", "done_late")
    ]


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("5月", "2026-05-31"),
        ("５月份", "2026-05-31"),
        ("2026年5月", "2026-05-31"),
        ("5月10日", "2026-05-31"),
        ("05", "2026-05-31"),
        ("2026-05", "2026-05-31"),
        ("2026-05-10", "2026-05-31"),
        ("1-3月", "2026-03-31"),
        ("1月至3月", "2026-03-31"),
        ("12", "2026-12-31"),
        ("13月", None),
        ("²月", "2026-02-28"),
        ("上半年", None),
        (None, None),
    ],
)
def test_a_planned_month_is_read_as_people_write_it(written: str | None, last: str | None) -> None:
    """S2-D #3; no month that can be read, no month in which it is owed."""
    plan = event(
        "training_planned", {"topic": "法规", "plan_year": 2026}, plan_no="JH1", planned_month=written
    )
    found = cycles(plan, clock="TRAINING.PLAN", at="2026-12-31")
    assert [row[2] for row in found] == ([] if last is None else [last])


def test_one_table_of_everything_that_is_due():
    """K-27: cases and periodic duties, each with its newest round and the notice raised about it."""
    complaint = event(
        "complaint_received",
        {"customer_code": "C1", "content": "漏液", "owner": "S3"},
        complaint_no="TS1",
        received_on="2026-06-01",
        received_at="2026-06-01T02:00:00.000000Z",
    )
    notice = event(
        "overdue_notice_raised",
        {"subject_table": "complaints", "subject_no": "TS1", "due_at": "2026-06-10"},
        overdue_notice_no="YQ1",
        clock_id="CN.COMPLAINT.REPLY",
        raised_at="2026-06-11T02:00:00.000000Z",
    )
    with asking(customer("C1"), complaint, notice, warranty()) as tables:
        found = tables.rows("due_items")
        only = tables.rows("due_items", subject_table="complaints")
    assert [(row["subject_table"], row["subject_no"], row["clock_id"]) for row in found] == [
        ("complaints", "TS1", "CLK.RESPOND"),
        ("complaints", "TS1", "CN.COMPLAINT.REPLY"),
        ("customers", "C1", "L-24"),
        ("warranties", "BX1", "L-25"),
        ("warranties", "BX1", "L-27"),
    ]
    reply = found[1]
    assert (reply["state"], reply["overdue_notice_no"], reply["owner"]) == ("overdue", "YQ1", "S3")
    assert reply["customer_name"] is not None
    assert only == found[:2]


def test_what_cases_owe_is_shown_before_visits_are_worked_out():
    """The first rows wait for no register of warranties; the rows of these come behind them all the same."""
    case = event(
        "complaint_received",
        {"customer_code": "C1", "content": "漏液"},
        complaint_no="TS1",
        received_on="2026-06-01",
    )
    sent: list[str] = []
    with asking(customer("C1"), case, warranty()) as tables:
        query = tables.query(at="2026-06-30")
        sa.event.listen(query.connection, "before_cursor_execute", lambda *given: sent.append(given[2]))
        rows = due_items.tuples(query)
        first = next(rows)
        assert not any("warranties" in statement for statement in sent)
        rest = list(rows)
    assert (first[0], rest[-1][0]) == ("complaints", "warranties")
    assert any("warranties" in statement for statement in sent)


def test_a_mistyped_year_begins_no_duty():
    """S2-D #3; Order 54 §44: no day lies in a year that is none."""
    sale = sold("XS1", sold_on="2025-06-01")
    for year in (1, 10000):
        plan = event(
            "training_planned", {"topic": "法规", "plan_year": year}, plan_no="JH1", planned_month="5月"
        )
        made = event(
            "self_inspection_made",
            {"content": "全部条款"},
            self_inspection_no="ZC-2025",
            year=year,
            made_on="2026-02-01",
        )
        assert cycles(plan, clock="TRAINING.PLAN") == []
        assert cycles(made, clock="CN.SELF_REPORT") == []
        assert [row[0] for row in cycles(sale, made, clock="CN.SELF_REPORT")] == ["2025"]


def feedback(number: str, on: str) -> Prepared:
    defaults = {"feedback_kind": "inquiry", "handler": "S1", "content": "问", "customer_code": "C1"}
    return event("feedback_received", defaults, feedback_no=number, received_at=f"{on}T02:00:00.000000Z")


@pytest.mark.parametrize(
    ("clock", "first", "report", "rounds"),
    [
        # From the first complaint, of 31 January: January by 10 February, February by 10 March.
        (
            "L-21",
            event(
                "complaint_received",
                {"customer_code": "C1", "content": "漏液"},
                complaint_no="TS1",
                received_on="2026-01-31",
            ),
            "complaints",
            [("2026-02-10", "2026-02-10", "done"), ("2026-03-10", None, "overdue")],
        ),
        # The source says "at the start of the month": by the fifth.
        (
            "L-22",
            event(
                "repair_requested",
                {"customer_code": "C1", "product_code": "P1", "fault": "坏"},
                repair_no="WX1",
                requested_on="2026-01-31T02:00:00.000000Z",
            ),
            "faults",
            [("2026-02-05", "2026-02-10", "done_late"), ("2026-03-05", None, "overdue")],
        ),
        (
            "L-23",
            feedback("XX1", "2026-01-31"),
            "feedback",
            [("2026-02-10", "2026-02-10", "done"), ("2026-03-10", None, "overdue")],
        ),
    ],
    ids=["L-21", "L-22", "L-23"],
)
def test_the_reports_of_each_month(
    clock: str, first: Prepared, report: str, rounds: list[tuple[Any, ...]]
) -> None:
    """Each month that is over, from that of the first record; January was reported on 10 February."""
    span = {"period_from": "2026-01-01", "period_to": "2026-01-31", "issued_on": "2026-02-10"}
    defaults = {"issue_kind": "periodic", "title": "报表", "position_to": 1, "digest": "d"}
    issued = event(
        "report_issued",
        defaults | {"issue_format": "csv", "issued_by": "S1"},
        issue_no="BB1",
        report_key=report,
        **span,
    )
    assert [row[2:] for row in cycles(first, issued, clock=clock, at="2026-03-31")] == rounds
