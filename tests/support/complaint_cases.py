"""Complaints for tests of their rules: a house with its managers, and commands for each stage."""

from __future__ import annotations

from typing import Any

from ledger.deciding.decision import Command
from tests.support.decisions import History, customer, member, quality, stage, trade


def house(*commands: Command, live: bool = False) -> History:
    """Start a history in which everybody who may decide is on the roster, with a small trade.

    `V1` heads customer service, `Q1` quality; `D1` is deputy general manager, `G1` general manager; `E1` and
    `E2` sell, and `E9` has left.
    """
    roster = (
        member("E2", post="销售员"),
        member("E9", post="销售员", employed_until="2025-12-31"),
        member("V1", post="客服部经理", department="客服部"),
        quality(),
        member("D1", post="副总经理"),
        member("G1", post="总经理"),
    )
    return trade(customer("C2"), *roster, *commands, live=live)


def complaint(number: str = "TS1", **rest: Any) -> Command:
    """Return a complaint by telephone of 2 March 2026."""
    fields = {"received_on": "2026-03-02", "customer_code": "C1", "channel": "phone", "content": "漏液"}
    return stage("complaint_received", number, **(fields | rest))


def assessed(number: str = "TS1", **rest: Any) -> Command:
    """Return an assessment: a service matter of little weight, with which `E2` deals."""
    fields = {
        "nature": "service",
        "severity": "minor",
        "handler": "E2",
    }
    return stage("complaint_assessed", number, **(fields | rest))


def transferred(number: str = "TS1", **rest: Any) -> Command:
    """Return a hand-over to quality."""
    return stage(
        "complaint_transferred",
        number,
        **({"transferred_to": "质量管理部", "transferred_at": "2026-03-03"} | rest),
    )


def investigated(number: str = "TS1", **rest: Any) -> Command:
    """Return an investigation that ended on 5 March."""
    fields = {"investigated_on": "2026-03-05", "findings": "密封不良", "cause_class": "product_quality"}
    return stage("complaint_investigated", number, **(fields | rest))


def decided(number: str = "TS1", by: str | None = "G1", **rest: Any) -> Command:
    """Return a decision: founded, exchanged, nothing to be tracked."""
    fields = {"outcome": "founded", "decided_by": by, "decided_on": "2026-03-06", "tracking_required": False}
    return stage("complaint_decided", number, **(fields | rest))


def answered(number: str = "TS1", **rest: Any) -> Command:
    """Return an answer by letter of 8 March."""
    fields = {"answered_at": "2026-03-08", "answer_channel": "letter", "answer": "已说明原因"}
    return stage("complaint_answered", number, **(fields | rest))


def objected(number: str = "TS1", **rest: Any) -> Command:
    """Return that the customer does not accept."""
    return stage(
        "complaint_objected", number, **({"customer_view": "not_accepted", "objection": "不认可"} | rest)
    )


def reopened(number: str = "TS1", **rest: Any) -> Command:
    """Return that it is taken up again."""
    return stage("complaint_reopened", number, **({"reopen_reason": "客户未能接受"} | rest))


def tracked(number: str = "TS1", **rest: Any) -> Command:
    """Return a tracking of 10 March."""
    return stage(
        "complaint_tracked", number, **({"tracked_on": "2026-03-10", "tracking_result": "使用正常"} | rest)
    )


def closed(number: str = "TS1", **rest: Any) -> Command:
    """Return that it is closed."""
    return stage("complaint_closed", number, **({"closed_on": "2026-03-12", "close_note": "已归档"} | rest))


def petition(number: str = "QC1", **rest: Any) -> Command:
    """Return a petition of the sales department about complaint `TS1`."""
    fields = {
        "raised_on": "2026-03-09",
        "raised_by": "销售部",
        "subject_table": "complaints",
        "subject_no": "TS1",
        "complaint_no": "TS1",
        "objection": "客户认为应更换",
    }
    return stage("petition_raised", number, **(fields | rest))
