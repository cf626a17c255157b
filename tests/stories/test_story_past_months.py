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


def _figures(desk: Desk, month: str) -> dict[tuple[str, str | None], str]:
    """Return the faults and the repeated ones of a month of 2026, whole and by cause, as told on 30 June."""
    days = {"05": "2026-05-31", "06": "2026-06-30"}
    span = ("--where", f"period_from=2026-{month}-01", "--where", f"period_to={days[month]}")
    keys = ("--where", "kpi_key=K-10", "--where", "kpi_key=K-13")
    rows = desk.cli.table("kpi_results", *keys, *span, "--at", "2026-06-30")
    return {
        (row["kpi_key"], row["group_code"]): row["numerator"]
        for row in rows
        if not (row["group_code"] or "cause").startswith("product_code")
    }


def test_a_cause_found_in_june_changes_no_fault_of_may(desk: Desk) -> None:
    """K-10, K-13 (S0-3 4.2.3, S4-F 4): what is done in June moves nothing of May."""
    unit = {"product_code": "P02", "serial": "SN7"}
    diagnosed = {"环节": "diagnosed", "cause_class": "wear", "fault_analysis": "磨损"}
    desk.recorded(
        "repairs", CALL | unit, CALL | unit | {"repair_no": "WX2", "requested_on": "2026-05-29 09:00"}
    )
    desk.recorded("repairs", {"repair_no": "WX1", "diagnosed_on": "2026-05-12", **diagnosed})
    may = {("K-10", None): "2", ("K-10", "cause_class:wear"): "1", ("K-13", None): "0"}
    assert _figures(desk, "05") == may
    before = str(desk.cli.position())
    desk.recorded("repairs", {"repair_no": "WX2", "diagnosed_on": "2026-06-03", **diagnosed})
    assert _figures(desk, "05") == may
    of_june = str(desk.cli.position())
    assert _changed(desk, before, of_june) == set()
    desk.recorded("repairs", {"repair_no": "WX2", "diagnosed_on": "2026-05-30", **diagnosed})
    moved = {("K-10", "cause_class:wear"): "2", ("K-13", None): "1", ("K-13", "cause_class:wear"): "1"}
    assert _figures(desk, "05") == may | moved
    assert _changed(desk, of_june, str(desk.cli.position())) == set(moved)


def test_a_repair_ordered_in_june_is_no_second_fault_of_a_complaint_of_may(desk: Desk) -> None:
    """K-10: the complaint counted in May, and goes on counting there; its repair is the same fault."""
    told = {"complaint_no": "TS1", "received_on": "2026-05-30", "customer_code": "C1", "content": "不启动"}
    desk.recorded("complaints", {**told, "complaint_kind": "产品质量", "product_code": "P01"})
    before = str(desk.cli.position())
    desk.recorded("repairs", CALL | {"requested_on": "2026-06-02 09:00", "complaint_no": "TS1"})
    assert _figures(desk, "05")["K-10", None] == "1"
    assert _figures(desk, "06")["K-10", None] == "0"
    assert _changed(desk, before, str(desk.cli.position())) == set()


def _changed(desk: Desk, before: str, after: str) -> set[tuple[str, str | None]]:
    """Return which of these figures of May `diff` shows as changed, gone or new between two positions."""
    span = ("--at", "2026-06-30", "--known-at", before, "--known-at", after)
    found = desk.cli.run("diff", *span, "table", "kpi_results", "--format", "json", expect=None).json
    rows = [*found["changed"], *found["added"], *found["removed"]]
    keys = [one.get("key", one) for one in rows]
    return {
        (one["kpi_key"], one["group_code"])
        for one in keys
        if one["kpi_key"] in {"K-10", "K-13"}
        and one["period_from"] == "2026-05-01"
        and not (one["group_code"] or "").startswith("product_code")
    }
