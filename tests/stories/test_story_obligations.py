"""Deadlines through the command line: what is overdue, what was, and what a case owes."""

from __future__ import annotations

import csv
import io

import pytest

from tests.support.desk import Desk, Row

RECEIVED: Row = {
    "complaint_no": "TS1",
    "received_on": "2026-05-11",
    "received_at": "2026-05-11 10:00",
    "customer_code": "C1",
    "product_code": "P01",
    "content": "使用中漏液",
}
ANSWERED: Row = {
    "complaint_no": "TS1",
    "answered_at": "2026-05-19 09:00",
    "answer": "已换货",
    "环节": "答复客户",
}
ASSESSED: Row = {"complaint_no": "TS1", "nature": "service", "severity": "minor", "环节": "性质与程度判定"}


def owed(desk: Desk, *arguments: str) -> list[tuple[str, str, str]]:
    rows = desk.cli.run("obligations", *arguments).json
    return [(row["number"], row["clock_id"], row["state"]) for row in rows]


def test_what_was_overdue_then_as_we_knew_it_then(desk: Desk) -> None:
    """The answer of 19 May was entered later: asked as known before, the complaint is overdue."""
    desk.recorded("complaints", RECEIVED)
    desk.recorded("complaints", {**ASSESSED, "event_time": "2026-05-11 11:00"})
    before = str(desk.cli.position())
    desk.recorded("complaints", ANSWERED)
    reply = ("TS1", "CN.COMPLAINT.REPLY", "overdue")
    known_then = owed(desk, "--table", "complaints", "--overdue", "--at", "2026-05-25", "--known-at", before)
    assert known_then == [reply]
    assert owed(desk, "--table", "complaints", "--overdue", "--at", "2026-05-25") == []
    done = owed(desk, "--number", "TS1", "--done")
    assert done == [("TS1", "CLK.RESPOND", "done"), ("TS1", "CN.COMPLAINT.REPLY", "done")]
    [row] = [
        one
        for one in desk.cli.run("obligations", "--number", "TS1").json
        if one["clock_id"] == "CN.COMPLAINT.REPLY"
    ]
    assert (row["due_at"], row["done_at"], row["done_event"]) == (
        "2026-05-20T23:59:59+08:00",
        "2026-05-19T09:00:00+08:00",
        "complaint_answered",
    )
    assert row["post"] == "general_manager"


@pytest.mark.parametrize("named", [20_000, 0], ids=["few", "too many to name"])
def test_cases_of_which_something_is_overdue(desk: Desk, named: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With how much and since when; a case that owes nothing overdue is not listed."""
    monkeypatch.setattr("projections.answers.cases.cases._NAMED", named)
    desk.recorded("complaints", RECEIVED)
    rows = desk.cli.run("cases", "complaints", "--overdue", "--at", "2026-05-12").json
    assert [(row["number"], row["overdue"], row["overdue_since"]) for row in rows] == [
        ("TS1", 1, "2026-05-11T15:00:00+08:00")
    ]
    for asked in (("--where", "overdue>=1"), ("--where", "overdue_since<=2026-05-11 15:00")):
        assert desk.cli.run("cases", *asked, "--at", "2026-05-12").json == rows
    assert desk.cli.run("cases", "--sort", "-overdue", "--at", "2026-05-12").json == rows
    desk.recorded("complaints", {**ASSESSED, "event_time": "2026-05-11 11:00"})
    assert desk.cli.run("cases", "--overdue", "--at", "2026-05-12").json == []
    assert [
        row["number"] for row in desk.cli.run("cases", "客户投诉记录与客户抱怨处理表", "--open").json
    ] == ["TS1"]
    refused = desk.cli.run("cases", "--open", "--overdue", expect=2)
    assert "expected one of --open, --closed and --overdue" in refused.err


@pytest.mark.parametrize(
    ("asked", "clocks"),
    [
        (("--where", "matter~ANSWER the"), ["CN.COMPLAINT.REPLY"]),
        (("--where", "事项~答复"), ["CN.COMPLAINT.REPLY"]),
        (("--where", "due_at>=2026/5/20"), ["CN.COMPLAINT.REPLY"]),
        (("--where", "due_at<=2026年5月19日"), ["CLK.RESPOND"]),
        (("--where", "due_at<=2026-05-20"), ["CLK.RESPOND", "CN.COMPLAINT.REPLY"]),
        (("--where", "hours_late>=400"), ["CLK.RESPOND"]),
        (("--where", "hours_late<=400"), ["CN.COMPLAINT.REPLY"]),
        (("--where", "clock_id~respond"), ["CLK.RESPOND"]),
        (("--where", "state=逾期未完成", "--sort", "-due_at"), ["CN.COMPLAINT.REPLY", "CLK.RESPOND"]),
        (("--from", "2026-05-12", "--to", "2026-05"), ["CN.COMPLAINT.REPLY"]),
        (("--where", "matter~nothing of the kind"), []),
    ],
)
def test_what_is_owed_is_found_by_bounds_and_by_parts_of_words(
    desk: Desk, asked: tuple[str, ...], clocks: list[str]
) -> None:
    desk.recorded("complaints", RECEIVED)
    rows = desk.cli.rows("obligations", "--number", "TS1", "--at", "2026-06-01", *asked)
    assert [row["clock_id"] for row in rows] == clocks


def test_the_number_of_what_is_owed_again_and_again_is_its_period(desk: Desk) -> None:
    """It is known, though no document has it."""
    desk.recorded("complaints", RECEIVED)
    numbers = {row["number"] for row in desk.cli.rows("obligations")} - {"TS1"}
    assert numbers
    for number in sorted(numbers)[:3]:
        assert {one for one, _, _ in owed(desk, "--number", number, "--where", f"number={number}")} == {
            number
        }


def test_a_case_shows_what_it_owes_and_what_it_is_linked_with(desk: Desk) -> None:
    """A complaint names its repair, the repair names the complaint; each shows the other."""
    desk.recorded("complaints", RECEIVED)
    desk.recorded(
        "repairs",
        {
            "repair_no": "WX1",
            "requested_on": "2026-05-11 11:00",
            "customer_code": "C1",
            "product_code": "P01",
            "fault": "不启动",
            "complaint_no": "TS1",
        },
    )
    [case] = desk.cli.run("case", "TS1").json["cases"]
    assert [(one["table"], one["number"], one["link"]) for one in case["linked"]] == [
        ("repairs", "WX1", "named_by")
    ]
    assert {one["clock_id"] for one in case["obligations"]} == {"CLK.RESPOND", "CN.COMPLAINT.REPLY"}
    [case] = desk.cli.run("case", "WX1").json["cases"]
    linked = {(one["table"], one["number"], one["link"]) for one in case["linked"]}
    assert ("complaints", "TS1", "names") in linked
    shown = desk.cli.run("case", "TS1", "--format", "table").out
    assert "answer the customer" in shown
    assert "WX1" in shown


def test_the_list_is_a_file_with_chinese_headings(desk: Desk) -> None:
    desk.recorded("complaints", RECEIVED)
    out = desk.cli.run("obligations", "--overdue", "--table", "complaints", "--format", "csv").out
    heading, *rows = csv.reader(io.StringIO(out.removeprefix("\ufeff")))
    assert heading[:4] == ["关联记录表", "关联记录编号", "时限编号", "适用时限"]
    assert {row[2] for row in rows} == {"CLK.RESPOND", "CN.COMPLAINT.REPLY"}
    assert {row[heading.index("时限状态")] for row in rows} == {"逾期未完成"}


def test_what_is_due_first_comes_first(desk: Desk) -> None:
    """Of cases and of what is owed again and again alike; what has no time yet is last."""
    desk.recorded("complaints", RECEIVED)
    desk.recorded("complaints", {**RECEIVED, "complaint_no": "TS0", "received_at": "2026-05-14 09:00"})
    rows = desk.cli.rows("obligations", "--at", "2026-06-05")
    timed = [row["due_at"] for row in rows if row["due_at"] is not None]
    assert timed == [row["due_at"] for row in rows][: len(timed)] == sorted(timed)
    assert [row["number"] for row in rows][:2] == ["TS1", "TS0"]
    assert len(set(timed)) > 2


def test_what_is_overdue_is_raised_once_to_the_post_that_answers_for_it(desk: Desk) -> None:
    """S4-I 投诉-职责-质量①: the notice is a record; a matter is raised again when it is overdue again."""
    desk.recorded("complaints", RECEIVED)
    raised = desk.cli.run("obligations", "--raise").json["recorded"]
    notices = desk.cli.table("overdue_notices")
    assert len(raised) == len(notices) > 1
    [reply] = [one for one in notices if one["clock_id"] == "CN.COMPLAINT.REPLY"]
    assert (reply["subject_no"], reply["addressed_to"]) == ("TS1", "general_manager")
    assert (reply["due_at"], reply["stage_event"]) == ("2026-05-20T23:59:59+08:00", "complaint_answered")
    assert desk.cli.run("obligations", "--raise").json["recorded"] == []
    [due] = [
        one
        for one in desk.cli.table("due_items", "--where", "subject_no=TS1")
        if one["clock_id"] == "CN.COMPLAINT.REPLY"
    ]
    assert due["overdue_notice_no"] == reply["overdue_notice_no"]
    assert "--overdue" in desk.cli.run("obligations", "--raise", "--overdue", expect=2).err


def test_several_states_at_once_are_refused(desk: Desk) -> None:
    refused = desk.cli.run("obligations", "--open", "--done", expect=2)
    assert "expected one of --open, --overdue and --done" in refused.err


def test_a_stage_without_a_time_meets_nothing(desk: Desk) -> None:
    """One row tells the whole matter, and not when it was assessed; told again it is the same."""
    row: Row = {
        **RECEIVED,
        "nature": "service",
        "severity": "minor",
        "answered_at": "2026-05-13 09:00",
        "answer": "已换货",
    }
    desk.recorded("complaints", row)
    [case] = desk.cli.run("case", "TS1").json["cases"]
    assert [(one["stage"], one["time_told"]) for one in case["stages"]] == [
        ("received", True),
        ("assessed", False),
        ("answered", True),
    ]
    [respond] = [one for one in case["obligations"] if one["clock_id"] == "CLK.RESPOND"]
    assert (respond["state"], respond["done_at"]) == ("time_unknown", None)
    assert desk.take("complaints", row) == (0, 1, 0)
    assert desk.take("complaints", {**ASSESSED}) == (0, 1, 0)
