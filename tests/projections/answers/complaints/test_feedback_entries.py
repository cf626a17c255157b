"""The monthly ledger of opinions from any channel (S1-E §4.2.6), each once, with its answer."""

from __future__ import annotations

from typing import Any

from ledger.log.prepared import Prepared
from tests.support.asking import asking
from tests.support.events import event


def feedback(number: str = "XX1", **rest: Any) -> Prepared:
    """Return an opinion of 2 March 2026."""
    told = {"feedback_kind": "opinion", "received_at": "2026-03-02", "handler": "E1", "content": "包装不便"}
    return event("feedback_received", told | {"customer_code": "C1"}, feedback_no=number, **rest)


def visit(number: str = "HF1", **rest: Any) -> Prepared:
    """Return a visit of 5 March 2026."""
    told = {"visit_kind": "user_quality", "visited_on": "2026-03-05", "handler": "E1", "customer_code": "C2"}
    return event("visit_made", told, visit_no=number, **rest)


def letter(number: str = "HJ1", **rest: Any) -> Prepared:
    """Return a letter that came on 8 March 2026."""
    told = {"letter_direction": "incoming", "dated_on": "2026-03-08", "subject": "询问效期", "handler": "E1"}
    return event("letter_registered", told, letter_no=number, **rest)


def ledger(*events: Prepared, **asked: Any) -> list[dict[str, Any]]:
    """Return the ledger."""
    with asking(*events) as tables:
        return tables.rows("feedback_entries", **asked)


def test_an_opinion_is_one_row_with_its_topic_route_and_answer() -> None:
    """R-33, R-35."""
    [row] = ledger(
        feedback(topics=["packaging"], channel="letter", product_code="P1", customer_name="客户C1"),
        event("feedback_routed", feedback_no="XX1", route="ordinary", transferred_at="2026-03-03"),
        event("feedback_answered", feedback_no="XX1", answered_at="2026-03-04", answer="已改进"),
        event(
            "feedback_closed",
            feedback_no="XX1",
            analysis="包装",
            improvement="新包装",
            closed_on="2026-03-05",
        ),
    )
    assert row == {
        "month": "2026-03",
        "source_table": "feedbacks",
        "source_no": "XX1",
        "received_at": "2026-03-02",
        "channel": "letter",
        "customer_code": "C1",
        "customer_name": "客户C1",
        "product_code": "P1",
        "topics": ["packaging"],
        "content": "包装不便",
        "route": "ordinary",
        "answer": "已改进",
        "answered_at": "2026-03-04",
        "analysis": "包装",
        "improvement": "新包装",
        "state": row["state"],
    }
    assert row["state"] in {"done", "done_late"}


def test_opinions_of_every_channel_are_listed_by_month() -> None:
    """S0-1 §4.7: feedback, visits, cards, letters and complaints; what says nothing is no opinion."""
    card = {"survey_kind": "opinion_card", "issued_on": "2026-04-01", "customer_code": "C3"}
    complaint = {"customer_code": "C1", "content": "漏液", "received_on": "2026-02-28"}
    found = ledger(
        feedback(),
        visit(opinion="希望培训", problem="报警频繁", price_view="偏高", visit_mode="on_site"),
        visit("HF2"),
        letter(quality_matter=True),
        letter("HJ2", letter_direction="outgoing", reply_to="HJ1", dated_on="2026-03-09", content="两年"),
        event("survey_issued", card, survey_no="DC1"),
        event(
            "survey_answered", survey_no="DC1", answered_on="2026-04-02", opinion="上门慢", arrival_time="not"
        ),
        event("survey_issued", card, survey_no="DC2"),
        event("complaint_received", complaint, complaint_no="TS1", complaint_kind="service"),
    )
    shown = ("month", "source_no", "channel", "topics", "content", "answer", "state")
    assert [tuple(row[key] for key in shown) for row in found] == [
        ("2026-02", "TS1", None, ["service_quality"], "漏液", None, "overdue"),
        ("2026-03", "XX1", None, None, "包装不便", None, "overdue"),
        ("2026-03", "HF1", "visit", ["price"], "希望培训；报警频繁", None, "open"),
        ("2026-03", "HJ1", "letter", ["device_quality"], "询问效期", "两年", "done"),
        ("2026-04", "DC1", "survey", ["service_quality"], "上门慢", None, "open"),
    ]
    assert found[3]["answered_at"] == "2026-03-09"


def test_an_opinion_is_listed_once_where_it_was_first_said() -> None:
    """What became a complaint has that complaint's answer; what became feedback is listed as feedback."""
    complaint = {"customer_code": "C1", "content": "漏液", "received_on": "2026-03-03"}
    found = ledger(
        feedback(),
        event(
            "feedback_routed",
            feedback_no="XX1",
            route="quality_complaint",
            complaint_no="TS1",
            transferred_at="2026-03-03",
        ),
        event("complaint_received", complaint, complaint_no="TS1"),
        event("complaint_assessed", complaint_no="TS1", nature="quality", event_time="2026-03-03"),
        event("complaint_answered", complaint_no="TS1", answered_at="2026-03-06", answer="予以更换"),
        visit(opinion="同上"),
        event("visit_opinion_handled", visit_no="HF1", feedback_no="XX1", answered_at="2026-03-07"),
        letter(feedback_no="XX1"),
    )
    assert [(row["source_no"], row["answer"], row["answered_at"], row["state"]) for row in found] == [
        ("XX1", "予以更换", "2026-03-06", "done")
    ]
    assert found[0]["route"] == "quality_complaint"


def test_a_promise_that_ran_out_is_overdue() -> None:
    """S3 §4.2, L-15: by the time promised."""
    promise = event(
        "feedback_reply_promised", feedback_no="XX1", promised_by="2026-03-10", event_time="2026-03-02"
    )
    states = {day: ledger(feedback(), promise, at=day)[0]["state"] for day in ("2026-03-03", "2026-03-11")}
    assert states == {"2026-03-03": "open", "2026-03-11": "overdue"}
    assert ledger(feedback(), promise, at="2026-03-01") == []


def test_a_letter_without_a_reply_is_overdue_after_its_day() -> None:
    """R-34: unanswered letters show."""
    waiting = letter(due_at="2026-03-12")
    assert [ledger(waiting, at=day)[0]["state"] for day in ("2026-03-12", "2026-03-13")] == [
        "open",
        "overdue",
    ]
