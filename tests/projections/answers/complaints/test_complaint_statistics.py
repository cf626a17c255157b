"""Statistics of closed complaints (S4-I 投诉-处理-6): by month, department and class, with shares."""

from __future__ import annotations

from typing import Any

from ledger.log.prepared import Prepared
from tests.support.asking import asking
from tests.support.events import event

KEYS = ("month", "responsible_department", "abnormality_class", "closed_count", "founded_count", "ratio")


def told(
    number: str,
    closed: str | None,
    *,
    department: str | None = "生产部",
    abnormality: str | None = "repair_quality",
    outcome: str = "founded",
    accepted: str | None = None,
    **rest: Any,
) -> list[Prepared]:
    """Return a complaint with everything up to its closing."""
    first = {"customer_code": "C1", "content": "漏液", "received_on": "2026-03-01"}
    stages = [
        event("complaint_received", first, complaint_no=number),
        event(
            "complaint_assessed", complaint_no=number, abnormality_class=abnormality, event_time="2026-03-01"
        ),
    ]
    if accepted is not None:
        stages.append(event("complaint_accepted", complaint_no=number, accepted_at=accepted))
    stages += [
        event("complaint_investigated", complaint_no=number, investigated_on="2026-03-02"),
        event(
            "complaint_attributed",
            complaint_no=number,
            responsible_department=department,
            attribution="own",
            event_time="2026-03-02",
        ),
        event("complaint_decided", complaint_no=number, outcome=outcome, decided_on="2026-03-03", **rest),
        event("complaint_answered", complaint_no=number, answered_at="2026-03-04", answer="已答复"),
    ]
    if closed is not None:
        stages.append(event("complaint_closed", complaint_no=number, closed_on=closed))
    return stages


def statistics(*events: Prepared, **asked: Any) -> list[dict[str, Any]]:
    """Return the table."""
    with asking(*events) as tables:
        return tables.rows("complaint_statistics", **asked)


def test_closings_are_counted_by_month_department_and_class() -> None:
    """What is still open is not counted; the share is that of the month."""
    found = statistics(
        *told("TS1", "2026-03-05"),
        *told("TS2", "2026-03-31", outcome="unfounded"),
        *told("TS3", "2026-03-09", department="销售部", abnormality="bad_attitude"),
        *told("TS4", "2026-04-02", department=None, abnormality=None),
        *told("TS5", None),
    )
    assert [tuple(row[key] for key in KEYS) for row in found] == [
        ("2026-03", "生产部", "repair_quality", 2, 1, "0.6667"),
        ("2026-03", "销售部", "bad_attitude", 1, 1, "0.3333"),
        ("2026-04", None, None, 1, 1, "1"),
    ]
    assert found[0]["denominator_note"] == ("2026-03结案共3件，其中本项有结案时限的0件")
    assert found[0]["on_time_count"] is None


def test_what_was_closed_in_time_is_counted_where_a_clock_ran() -> None:
    """L-18: five days from the acceptance by the general manager's office."""
    [row] = statistics(
        *told("TS1", "2026-03-06", accepted="2026-03-02"),
        *told("TS2", "2026-03-30", accepted="2026-03-02"),
        *told("TS3", "2026-03-30"),
    )
    assert (row["closed_count"], row["on_time_count"]) == (3, 1)
    assert "其中本项有结案时限的2件" in row["denominator_note"]


def test_improvements_and_results_are_told_with_the_actions_taken() -> None:
    """S4-I 投诉-处理-6: 检查改善对策及处理结果."""
    opened = event(
        "capa_opened",
        {"capa_kind": "corrective", "capa_source": "complaint", "opened_on": "2026-03-03", "problem": "漏液"},
        capa_no="CAPA1",
        responsible_department="生产部",
    )
    planned = event("capa_planned", capa_no="CAPA1", measures="更换模具", event_time="2026-03-04")
    [row] = statistics(
        opened,
        planned,
        *told("TS1", "2026-03-05", improvement="加严检验", handling_method="换货", capa_no="CAPA1"),
        *told("TS2", "2026-03-06", improvement="加严检验"),
    )
    assert (row["improvement"], row["result"]) == ("加严检验；更换模具", "换货；已答复")


def test_a_month_that_was_issued_stays_as_it_was() -> None:
    """R-25: the same at the same cut-off, and also after the complaint was taken up and closed again."""
    events = told("TS1", "2026-03-05")
    again = [
        event("complaint_reopened", complaint_no="TS1", reopen_reason="复发", event_time="2026-04-01"),
        event("complaint_decided", complaint_no="TS1", outcome="founded", decided_on="2026-04-02"),
        event("complaint_answered", complaint_no="TS1", answered_at="2026-04-03", answer="再次更换"),
        event("complaint_closed", complaint_no="TS1", closed_on="2026-04-04"),
    ]
    before = statistics(*events)
    assert statistics(*events, *again, known=len(events)) == before
    assert statistics(*events, *again, at="2026-03-31") == before
    later = statistics(*events, *again)
    assert [tuple(row[key] for key in KEYS) for row in later] == [
        ("2026-03", "生产部", "repair_quality", 1, 1, "1"),
        ("2026-04", "生产部", "repair_quality", 1, 1, "1"),
    ]
    assert later[0] == before[0]
