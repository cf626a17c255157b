"""A month that is over: its figures stay until something of it becomes known, and it is shown what did it."""

from __future__ import annotations

from tests.support.desk import Desk, Row

CALL: Row = {
    "repair_no": "WX1",
    "requested_on": "2026-05-11 09:00",
    "customer_code": "C1",
    "product_code": "P01",
    "fault": "不启动",
    "fault_weight": "minor",
}
RESPONDED: Row = {"repair_no": "WX1", "环节": "响应", "responded_at": "2026-05-11 10:00"}
MAY = ("--where", "kpi_key=K-04", "--where", "period_from=2026-05-01", "--where", "period_to=2026-05-31")


def test_what_becomes_known_of_a_past_month_changes_it_and_diff_shows_why(desk: Desk) -> None:
    """The answer of 11 May is entered after May was told; the figure as known before stays what it was."""
    desk.recorded("repairs", CALL)
    before = str(desk.cli.position())
    [missed, *_] = desk.cli.table("kpi_results", *MAY, "--at", "2026-06-30")
    assert (missed["numerator"], missed["denominator"], missed["breach_count"]) == ("0", "1", 1)
    desk.recorded("repairs", RESPONDED)
    [kept, *_] = desk.cli.table("kpi_results", *MAY, "--at", "2026-06-30")
    assert (kept["numerator"], kept["denominator"], kept["breach_count"]) == ("1", "1", 0)
    [as_known, *_] = desk.cli.table("kpi_results", *MAY, "--at", "2026-06-30", "--known-at", before)
    assert as_known == missed
    span = ("--at", "2026-06-30", "--known-at", before, "--known-at", str(desk.cli.position()))
    found = desk.cli.run("diff", *span, "obligations", "--format", "json").json
    [answer] = [
        one
        for one in found["changed"]
        if one["key"]["number"] == "WX1" and one["key"]["clock_id"] == "CLK.RESPOND"
    ]
    assert (answer["before"]["state"], answer["after"]["state"]) == ("overdue", "done")
    assert answer["after"]["done_event"] == "repair_responded"


def test_of_calls_missed_month_after_month_one_notice_is_raised(desk: Desk) -> None:
    """L-27: a unit accepted in January, never called: every missed month is told, the last is raised."""
    unit: Row = {"warranty_no": "BX1", "customer_code": "C1", "product_code": "P01", "serial": "SN1"}
    desk.recorded("warranties", {**unit, "accepted_on": "2026-01-15", "warranty_months": "12"})
    [row] = desk.cli.table("warranties")
    assert row["warranty_until"] == "2027-01-15"
    owed = desk.cli.rows("obligations", "--number", "BX1", "--overdue", "--at", "2026-05-10")
    calls = [one["due_at"] for one in owed if one["clock_id"] == "L-27"]
    assert calls == ["2026-02-28", "2026-03-31", "2026-04-30"]
    desk.cli.run("obligations", "--raise")
    raised = [one for one in desk.cli.table("overdue_notices") if one["clock_id"] == "L-27"]
    assert len(raised) == 1
