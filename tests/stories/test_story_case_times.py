"""When the stages of a case took place: told, told late, or told by nobody."""

from __future__ import annotations

import json
from typing import Any

from tests.support.desk import Desk, Row

TOLD: Row = {
    "complaint_no": "TS1",
    "received_on": "2026-03-02",
    "received_at": "2026-03-02 09:00",
    "customer_code": "C1",
    "content": "接头漏液",
    "nature": "服务投诉",
    "severity": "一般",
}
ANSWERED: Row = {"answer": "已上门更换", "answer_channel": "电话"}


def stages(desk: Desk, number: str) -> dict[str, dict[str, Any]]:
    """Return the stages of a case by their keys."""
    (found,) = desk.cli.run("case", number, "--format", "json").json["cases"]
    return {one["stage"]: one for one in found["stages"]}


def owed(desk: Desk, clock: str) -> list[tuple[Any, ...]]:
    """Return how what a clock owes stands."""
    rows = desk.cli.rows("obligations")
    return [(one["state"], one["done_at"], one["flag"]) for one in rows if one["clock_id"] == clock]


def test_a_row_that_tells_no_time_of_a_stage_says_so_and_proves_nothing(desk: Desk) -> None:
    desk.recorded("complaints", {**TOLD, **ANSWERED})
    found = stages(desk, "TS1")
    assert {key: one["time_told"] for key, one in found.items()} == {
        "received": True,
        "assessed": False,
        "answered": False,
    }
    assert found["answered"]["event_time"] == found["answered"]["record_time"]
    assert owed(desk, "CLK.RESPOND") == [("time_unknown", None, "time unknown")]
    assert owed(desk, "CN.COMPLAINT.REPLY") == [("time_unknown", None, "time unknown")]
    assert (
        "[time not told; shown: when it was recorded]" in desk.cli.run("case", "TS1", "--format", "table").out
    )


def test_columns_and_the_time_of_the_row_tell_when_a_stage_took_place(desk: Desk) -> None:
    """The first response has a column of its own; the time of a row is that of its only stage."""
    responded: Row = {"首次响应时间": "2026-03-02 11:00", "性质与程度判定时间": "2026-03-20 10:00"}
    desk.recorded("complaints", {**TOLD, **responded})
    assert owed(desk, "CLK.RESPOND") == [("done", "2026-03-02T11:00:00+08:00", None)]
    desk.recorded("complaints", {"complaint_no": "TS1", **ANSWERED, "业务时间": "2026-03-25 15:00"})
    answered = stages(desk, "TS1")["answered"]
    assert (answered["event_time"], answered["time_told"]) == ("2026-03-25T15:00:00+08:00", True)
    assert owed(desk, "CN.COMPLAINT.REPLY") == [("done_late", "2026-03-25T15:00:00+08:00", None)]


def test_a_stage_entered_more_than_two_days_after_its_time_is_marked(desk: Desk) -> None:
    desk.recorded("complaints", TOLD)
    found = stages(desk, "TS1")
    assert (found["received"]["late_entry"], found["assessed"]["late_entry"]) == (True, False)
    assert "[entered late]" in desk.cli.run("case", "TS1", "--format", "table").out


def test_one_row_at_the_desk_tells_several_stages_and_when_it_happened(desk: Desk) -> None:
    """Sent, answered and followed up on one card; a time that no column tells is given as 业务时间."""
    card = {
        "survey_no": "DC1",
        "survey_kind": "satisfaction",
        "issued_on": "2026-03-02",
        "customer_code": "C1",
        "answered_on": "2026-03-05",
        "satisfaction": "satisfied",
        "handling": "已回电致谢",
        "业务时间": "2026-03-06 10:00",
    }
    said = desk.cli.run("record", "surveys", "--format", "json", stdin=json.dumps(card)).json
    assert len(said["recorded"]) == 3
    found = stages(desk, "DC1")
    assert [(key, one["event_time"], one["time_told"]) for key, one in found.items()] == [
        ("issued", "2026-03-02T00:00:00+08:00", True),
        ("answered", "2026-03-05T00:00:00+08:00", True),
        ("followed_up", "2026-03-06T10:00:00+08:00", True),
    ]
    (case,) = desk.cli.run("case", "DC1", "--format", "json").json["cases"]
    assert (case["state"], case["next"], case["possible"]) == ("closed", [], [])


def test_the_usual_course_is_offered_first(desk: Desk) -> None:
    desk.recorded(
        "complaints", {key: TOLD[key] for key in ("complaint_no", "received_on", "customer_code", "content")}
    )
    (case,) = desk.cli.run("case", "TS1", "--format", "json").json["cases"]
    assert case["next"] == ["complaint_assessed", "complaint_transferred"]
    assert case["possible"][:2] == case["next"]
    assert {"complaint_answered", "complaint_parties_notified", "complaint_closed"} <= set(case["possible"])
    assert (
        "Usually next: complaint_assessed, complaint_transferred"
        in desk.cli.run("case", "TS1", "--format", "table").out
    )
