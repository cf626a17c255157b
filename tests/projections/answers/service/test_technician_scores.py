"""技术员月度绩效: four criteria on four levels, jobs, hours, in time or not, founded complaints (K-14)."""

from __future__ import annotations

from typing import Any

from ledger.log.prepared import Prepared
from tests.support.asking import asking
from tests.support.events import event

VIEW = "technician_scores"


def card(
    number: str, repair: str | None = None, technician: str | None = "E3", **ticked: str
) -> list[Prepared]:
    issued = {"survey_kind": "opinion_card", "issued_on": "2026-05-11", "customer_code": "C1"}
    return [
        event("survey_issued", issued, survey_no=number, repair_no=repair, technician=technician),
        event("survey_answered", survey_no=number, answered_on="2026-05-13", **ticked),
    ]


def job(number: str, technician: str = "E3", arrived: str = "2026-05-11") -> list[Prepared]:
    """Return a repair call of 11 May, told by days."""
    data = {"customer_code": "C1", "product_code": "P1", "fault": "坏", "requested_on": "2026-05-11"}
    return [
        event("repair_requested", data, repair_no=number, fault_weight="minor"),
        event("repair_dispatched", repair_no=number, technician=technician, dispatched_at="2026-05-11"),
        event("repair_arrived", repair_no=number, arrived_at=arrived),
        event("repair_repaired", repair_no=number, repaired_on=arrived),
    ]


def scores(*events: Prepared, **asked: Any) -> dict[str, dict[str, Any]]:
    with asking(*events) as tables:
        found = tables.rows(VIEW, **asked)
    return {row["technician"]: row for row in found}


def test_levels_count_four_to_one_and_a_score_is_their_mean() -> None:
    events = [
        *card("DC1", attitude="very", skill="satisfied", arrival_time="not", promises_kept="fair"),
        *card("DC2", attitude="satisfied", skill="satisfied"),
        *card("DC3", attitude="satisfied"),
        *card("DC4", technician=None, attitude="very"),
    ]
    assert scores(*events) == {
        "E3": {
            "month": "2026-05",
            "technician": "E3",
            "card_count": 3,
            "attitude_score": "3.33",
            "skill_score": "3",
            "arrival_score": "1",
            "promise_score": "2",
            "job_count": 0,
            "hours_used": None,
            "on_time_rate": None,
            "complaint_count": 0,
        }
    }


def test_a_card_of_a_call_is_about_the_technician_who_was_sent() -> None:
    found = scores(*job("WX1", "E7"), *card("DC1", "WX1", None, attitude="very"))
    assert (found["E7"]["card_count"], found["E7"]["attitude_score"]) == (1, "4")


def test_jobs_hours_and_the_share_in_time() -> None:
    """A service of no call is a job, too; one whose technician came a week late was not in time."""
    service = {"customer_code": "C1", "product_code": "P1", "service_content": "调试", "service_result": "好"}
    worked = {"worked_on": "2026-05-12", "technician": "E3", "service_class": "free"}
    events = [
        *job("WX1"),
        *job("WX2", arrived="2026-05-18"),
        event("service_performed", service, service_no="FW1", service_on="2026-05-14", technician="E3"),
        event(
            "service_performed",
            service,
            service_no="FW2",
            service_on="2026-05-14",
            technician="E3",
            repair_no="WX1",
        ),
        event("work_reported", worked, report_line_no="RB1", hours_used="2.5"),
        event("work_reported", worked, report_line_no="RB2", hours_used="0.75"),
    ]
    found = scores(*events)["E3"]
    assert (found["job_count"], found["hours_used"], found["on_time_rate"]) == (3, "3.25", "0.5")


def test_only_founded_complaints_about_a_technician_count_in_the_month_of_the_decision() -> None:
    told = {"customer_code": "C1", "content": "态度差", "received_on": "2026-05-12"}
    events = []
    for number, outcome in (("TS1", "founded"), ("TS2", "unfounded")):
        events += [
            event("complaint_received", told, complaint_no=number),
            event("complaint_attributed", complaint_no=number, responsible_staff="E3"),
            event("complaint_decided", complaint_no=number, decided_on="2026-06-02", outcome=outcome),
        ]
    found = scores(*events)
    assert (found["E3"]["month"], found["E3"]["complaint_count"]) == ("2026-06", 1)


def test_one_technician_may_be_asked_for_and_a_past_day_knows_no_later_card() -> None:
    events = [*card("DC1", attitude="very"), *card("DC2", technician="E4", attitude="fair")]
    assert list(scores(*events, technician="E4")) == ["E4"]
    assert scores(*events, at="2026-05-12") == {}
    assert list(scores(*events, known=2)) == ["E3"]
