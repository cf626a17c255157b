"""What was once claimed and not found, tried as an inspector tries it: with files and commands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.desk import Desk, Row, customer, product, receipt

CALL: Row = {
    "repair_no": "WX1",
    "requested_on": "2026-05-11 16:00",
    "customer_code": "C1",
    "product_code": "P01",
    "fault": "不能开机",
    "fault_weight": "minor",
    "zone": "city",
}


def owed(desk: Desk, clock: str, at: str = "2026-05-31") -> list[tuple[str, str | None]]:
    """Return how what a clock owes stands at a day, and by when it was owed."""
    rows = desk.cli.rows("obligations", "--at", at)
    return [(one["state"], one["due_at"]) for one in rows if one["clock_id"] == clock]


def of_may(desk: Desk, key: str) -> tuple[Any, ...]:
    """Return numerator and denominator of an indicator of May."""
    where = ("kpi_key=" + key, "period_from=2026-05-01", "period_to=2026-05-31")
    options = [word for one in where for word in ("--where", one)]
    rows = desk.cli.table("kpi_results", *options, "--at", "2026-05-31")
    return next((one["numerator"], one["denominator"]) for one in rows if one["group_code"] is None)


@pytest.mark.parametrize("goods", [{"implantable": "是"}, {"self_use": "否"}])
def test_goods_for_professionals_reach_no_private_person_over_the_counter(desk: Desk, goods: Row) -> None:
    """G-02, Order 54 §71: refused at the desk, a finding where a file tells of it; a clinic buys them."""
    desk.recorded("products", product("P07", **goods))
    desk.recorded("customers", customer("I1", kind="个人", licence_no="", licence_valid_until=""))
    desk.recorded("receipts", receipt("YS7", "L7", product_code="P07"))
    line = {"customer_code": "I1", "product_code": "P07", "lot": "L7", "quantity": 1, "sale_mode": "retail"}
    told = json.dumps(line | {"sold_on": "2026-05-01", "seller": "E1"})
    refused = desk.cli.run("record", "sales", "--format", "json", stdin=told, expect=2)
    assert [one["rule"] for one in refused.json["refused"]] == ["G-02a"]
    of_file = {**{key: str(value) for key, value in line.items()}, "line": "1", "seller": "E1"}
    desk.recorded("sales", {**of_file, "sale_no": "XS1", "sold_on": "2026-05-01"})
    found = [(one["rule"], one["doc_no"]) for one in desk.findings()]
    assert found == [("G-02a", "XS1")]
    clinic = {**of_file, "sale_no": "XS2", "sold_on": "2026-05-02", "customer_code": "C1", "sale_mode": ""}
    desk.recorded("sales", clinic)
    assert [one["doc_no"] for one in desk.findings()] == ["XS1"]


def test_an_arrival_is_owed_from_the_call_whoever_is_sent(desk: Desk) -> None:
    """L-08, L-09, K-06: in working time; a call to which nobody was sent is missed, and counted."""
    desk.recorded("repairs", CALL)
    assert owed(desk, "CLK.ARRIVE") == [("overdue", "2026-05-12T10:00:00+08:00")]  # 1.5 h and 1.5 h
    assert of_may(desk, "K-06") == ("0", "1")
    suburb = {**CALL, "repair_no": "WX2", "zone": "suburb", "arrived_at": "2026-05-12 14:59"}
    desk.recorded("repairs", suburb)
    assert owed(desk, "CLK.ARRIVE")[1:] == [("done", "2026-05-12T15:00:00+08:00")]  # 1.5 h and 5.5 h
    assert of_may(desk, "K-06") == ("1", "2")


def test_a_loaner_is_owed_for_any_fault_and_may_come_early(desk: Desk) -> None:
    """L-11, L-12, K-07: by the 24th hour, also of a minor fault; in the third hour is in time."""
    hours = {"WX1": "2026-05-11 19:00", "WX2": "2026-05-12 06:00", "WX3": "2026-05-12 22:00"}
    for place, (number, lent) in enumerate(hours.items()):
        desk.recorded("products", product(f"B{place}", name=f"备用机{place}", tracking="serial"))
        unit = {"product_code": f"B{place}", "lot": "", "serial": f"SN{place}"}
        desk.recorded("receipts", receipt(f"YS-B{place}", quantity="1", **unit))
        loan = {"loaner_product_code": f"B{place}", "loaner_serial": f"SN{place}", "loaner_issued_at": lent}
        desk.recorded("repairs", {**CALL, "repair_no": number, **loan})
    desk.recorded("repairs", {**CALL, "repair_no": "WX4"})
    due = "2026-05-12T16:00:00+08:00"
    states = [(state, until) for state, until in owed(desk, "L-12")]
    assert sorted(states) == [("done", due), ("done", due), ("done_late", due), ("overdue", due)]
    assert of_may(desk, "K-07") == ("2", "4")


def test_a_promise_entered_late_is_met_by_the_answers_own_time(desk: Desk) -> None:
    """L-15: the promise of the 20th is entered on the 29th, behind the answer of the 24th."""
    asked = {
        "feedback_no": "FK1",
        "feedback_kind": "inquiry",
        "received_at": "2026-05-20 09:00",
        "customer_code": "C1",
        "content": "何时到货",
        "handler": "E1",
    }
    desk.recorded("feedbacks", {**asked, "answered_at": "2026-05-24 15:00", "answer": "已到"})
    assert owed(desk, "CLK.PROMISE") == []
    promised = {"reply_promised_at": "2026-05-20 09:10", "promised_by": "2026-05-25"}
    desk.recorded("feedbacks", {"feedback_no": "FK1", **promised})
    assert owed(desk, "CLK.PROMISE") == [("done", "2026-05-25T23:59:59+08:00")]
