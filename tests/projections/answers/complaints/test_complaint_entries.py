"""The register of complaints: one row each from any channel, with stage, clock, owner and answer (R-24)."""

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
from tests.support.asking import asking
from tests.support.events import ZONE, event


def received(number: str = "TS1", **rest: Any) -> Prepared:
    """Return a complaint of 2 March 2026."""
    told = {"customer_code": "C1", "customer_name": "客户C1", "content": "漏液", "channel": "phone"}
    return event(
        "complaint_received", told | {"received_on": "2026-03-02", "owner": "E1"}, complaint_no=number, **rest
    )


def stage(event_type: str, number: str = "TS1", **rest: Any) -> Prepared:
    """Return a later stage of it."""
    return event(event_type, complaint_no=number, **rest)


ROUND = [
    received(product_code="P1", lot="L1"),
    stage("complaint_assessed", nature="quality", severity="general", handler="E2", event_time="2026-03-03"),
    stage("complaint_transferred", transferred_to="质量管理部", owner="Q1", transferred_at="2026-03-03"),
    stage("complaint_accepted", accepted_at="2026-03-04"),
    stage("complaint_investigated", investigated_on="2026-03-05", cause="模具磨损"),
    stage(
        "complaint_decided", outcome="founded", handling_plan="更换", decided_by="G1", decided_on="2026-03-06"
    ),
    stage("complaint_answered", answered_at="2026-03-07", answer="予以更换", customer_view="not_accepted"),
    stage("complaint_objected", objection="要求退款", event_time="2026-03-08"),
    stage("complaint_reopened", reopen_reason="客户未能接受", event_time="2026-03-09"),
    stage(
        "complaint_decided", outcome="founded", handling_plan="退款", decided_by="G1", decided_on="2026-03-10"
    ),
    stage("complaint_answered", answered_at="2026-03-11", answer="予以退款", customer_view="accepted"),
    stage("complaint_tracked", tracked_on="2026-03-12", tracking_result="已收到退款", satisfaction="fair"),
    stage("complaint_closed", closed_on="2026-03-13"),
]


def entries(*events: Prepared, **query: Any) -> list[dict[str, Any]]:
    """Return the register."""
    with asking(*events) as tables:
        return tables.rows("complaint_entries", **query)


def test_a_complaint_is_one_row_with_everything_an_inspector_asks() -> None:
    """GSP §105, S4-I 投诉-职责-质量①."""
    [row] = entries(*ROUND)
    assert row == {
        "complaint_no": "TS1",
        "received_on": "2026-03-02",
        "channel": "phone",
        "complaint_kind": None,
        "customer_code": "C1",
        "customer_name": "客户C1",
        "product_code": "P1",
        "product_name": None,
        "lot": "L1",
        "serial": None,
        "content": "漏液",
        "nature": "quality",
        "severity": "general",
        "cause": "模具磨损",
        "handling_plan": "退款",
        "result": "予以退款",
        "stage": "closed",
        "owner": "Q1",
        "due_at": "2026-03-09T23:59:59+08:00",
        "state": "done_late",
        "progress": "已收到退款",
        "answered_at": "2026-03-11",
        "closed_on": "2026-03-13",
        "outcome": "founded",
        "satisfaction": "fair",
    }


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-02", ("received", "E1", None, None)),
        ("2026-03-03", ("transferred", "Q1", None, None)),
        ("2026-03-07", ("answered", "Q1", "2026-03-07", "予以更换")),
        ("2026-03-09", ("reopened", "Q1", None, None)),
        ("2026-03-11", ("answered", "Q1", "2026-03-11", "予以退款")),
        ("2026-03-13", ("closed", "Q1", "2026-03-11", "予以退款")),
    ],
)
def test_the_register_is_read_as_of_any_day(day: str, expected: tuple[str | None, ...]) -> None:
    """A complaint that was taken up again has no answer until it is answered again."""
    [row] = entries(*ROUND, at=day)
    assert tuple(row[key] for key in ("stage", "owner", "answered_at", "result")) == expected
    assert (row["closed_on"] is not None) == (row["stage"] == "closed")


def test_a_complaint_closed_and_taken_up_again_is_open() -> None:
    """G-36: the day of its first closing is no longer that of the complaint."""
    [row] = entries(*ROUND, stage("complaint_reopened", reopen_reason="复发", event_time="2026-03-20"))
    assert (row["stage"], row["closed_on"], row["answered_at"], row["satisfaction"]) == (
        "reopened",
        None,
        None,
        None,
    )


def test_the_clock_is_that_of_closing_once_it_runs() -> None:
    """L-18: five days from the acceptance; before that, what is owed next."""
    states = {}
    for day in ("2026-03-02", "2026-03-04", "2026-03-10"):
        [row] = entries(*ROUND[:4], at=day)
        states[day] = (row["state"], (row["due_at"] or "")[:10])
    assert states["2026-03-04"] == ("open", "2026-03-09")
    assert states["2026-03-10"] == ("overdue", "2026-03-09")
    assert states["2026-03-02"][1] != ""


def test_what_became_a_complaint_elsewhere_is_in_the_register() -> None:
    """R-24: from any channel, also while the complaint itself is not registered."""
    told = event(
        "feedback_received",
        {"feedback_kind": "feedback", "received_at": "2026-03-01", "handler": "E3", "content": "漏液"},
        feedback_no="XX1",
        customer_code="C2",
        channel="letter",
    )
    sent_on = event(
        "feedback_routed",
        feedback_no="XX1",
        route="quality_complaint",
        complaint_no="TS0",
        event_time="2026-03-02",
    )
    survey = event(
        "survey_issued",
        {"survey_kind": "opinion_card", "issued_on": "2026-03-03", "customer_code": "C3"},
        survey_no="DC1",
    )
    answered = event(
        "survey_answered", survey_no="DC1", answered_on="2026-03-05", opinion="态度差", severity="grave"
    )
    followed = event("survey_followed_up", survey_no="DC1", complaint_no="TS1", answered_at="2026-03-06")
    silent = received(channel=None)
    found = entries(told, sent_on, survey, answered, followed, silent)
    assert [(row["complaint_no"], row["channel"], row["customer_code"], row["stage"]) for row in found] == [
        ("TS0", "letter", "C2", "feedbacks XX1"),
        ("TS1", "survey", "C1", "received"),
    ]
    assert (found[0]["content"], found[0]["received_on"], found[0]["owner"]) == ("漏液", "2026-03-01", "E3")
    assert [row["complaint_no"] for row in entries(told, sent_on, customer_code="C2")] == ["TS0"]


def test_one_complaint_may_be_asked_for() -> None:
    """With its own clock, and no other."""
    events = [*ROUND, received("TS2", customer_code="C2")]
    for number in ("TS1", "TS2"):
        [row] = entries(*events, complaint_no=number)
        assert row in entries(*events)
        assert row["complaint_no"] == number


@pytest.mark.parametrize("view", ["complaint_entries", "complaint_statistics", "feedback_entries"])
def test_a_view_is_the_same_on_both_databases(view: str, log: LogRecorder, readmodel: ReadModel) -> None:
    """SQLite and PostgreSQL."""
    events = [*ROUND, received("TS2"), received("ts0", customer_code="C2")]
    log.append_prepared(events)
    catch_up(readmodel, log)
    cutoff = CutOff(clock.end_of("2026-06-30", ZONE), log.head())
    with readmodel.reading() as connection:
        found = list(catalogue.answer(view)(Query(connection, log, cutoff, ZONE, today(cutoff, ZONE))))
    with asking(*events) as tables:
        expected = tables.rows(view)
    assert found == expected
    assert len(found) == {"complaint_statistics": 1}.get(view, 3)
