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
