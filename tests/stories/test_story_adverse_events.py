"""A serious adverse event: what is owed by when, what was known then, and what no later entry clears.

The event became known on day 0. What happened on that day is entered into the ledger as of that day, through
the door that people use; the rest of the story happens today, on day 25, on the command line. What is told of
today is told of its first moment: a later hour may not have come yet, and is not known before it has.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ledger import clock
from ledger.entry.live import enter
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.recording.ledger import Ledger
from ledger.settings import Location, locate
from tests.support.cli import Answer, Cli

ZONE = ZoneInfo("Asia/Shanghai")
DAY_25 = datetime.now(ZONE).date()
Row = dict[str, Any]
NUMBER = "BLSJ-1"
PRODUCT: Row = {
    "product_code": "P01",
    "name": "植入电极",
    "unit": "支",
    "registration_no": "国械注准20243149123",
    "registrant": "澜泊制造",
    "cold_chain": "否",
    "implantable": "是",
    "special_control": "否",
    "tracking": "lot",
}
HOUSE: dict[str, list[Row]] = {
    "products": [PRODUCT],
    "staff": [
        {"staff_code": "E1", "name": "员工E1", "post": "客服"},
        {
            "staff_code": "Q1",
            "name": "员工Q1",
            "post": "质量负责人",
            "key_quality_post": "是",
            "education": "本科",
        },
    ],
}


def day(number: int) -> str:
    """Return a day of the story."""
    return (DAY_25 - timedelta(days=25 - number)).isoformat()


def noon(number: int) -> str:
    """Return noon of a day of the story, in stored form."""
    return clock.stored(datetime.combine(datetime.fromisoformat(day(number)), time(12), ZONE).astimezone(UTC))


def received(number: str = NUMBER, **more: str) -> Row:
    """Return what customer service takes down on day 0."""
    fields = {
        "adverse_event_no": number,
        "became_aware_at": f"{day(0)} 09:00",
        "first_responder": "E1",
        "event_level": "严重伤害",
        "manifestation": "电极断裂",
        "patient_name": "某某",
        "product_code": "P01",
        "lot": "L1",
    }
    return {**fields, **more}


def assessed(number: str = NUMBER, **more: str) -> Row:
    """Return the assessment by quality."""
    fields = {"assessor": "Q1", "event_level": "严重伤害", "reportable": "是", "环节": "评价"}
    return {"adverse_event_no": number, **fields, **more}


@pytest.fixture
def office(location: Location, tmp_path: Path) -> Cli:
    """A house to which two such events became known on day 0, and were assessed on that day."""
    (tmp_path / "home").mkdir(exist_ok=True)
    cli = Cli(str(location.path) if location.path else location.url, tmp_path / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LogRecorder, "clock", staticmethod(lambda: noon(0)))
        cli.run("init")
    log = open_log(locate(cli.ledger), clock=lambda: noon(0))
    ledger = Ledger(log, recorded_by="E1")
    for table, rows in HOUSE.items():
        for row in rows:
            enter(ledger, table, row)
    for number in (NUMBER, "BLSJ-2"):
        enter(ledger, "adverse_events", received(number))
        forwarded = {"adverse_event_no": number, "forwarded_at": f"{day(0)} 10:00"}
        enter(ledger, "adverse_events", forwarded)
        enter(ledger, "adverse_events", assessed(number))
    log.close()
    return cli


def record(cli: Cli, row: Row, *, expect: int = 0) -> Answer:
    """Enter a stage today."""
    return cli.run("record", "adverse_events", stdin=json.dumps(row, ensure_ascii=False), expect=expect)


def report(number: str = NUMBER, *, on: int) -> Row:
    """Return the report to the national system, with the day that it claims."""
    fields = {"reported_at": f"{day(on)} 00:00", "report_code": "R-1", "reporter": "Q1", "环节": "reported"}
    return {"adverse_event_no": number, **fields}


def owed(cli: Cli, *arguments: str, number: str = NUMBER) -> Row:
    """Return what is owed of the report of an event."""
    [row] = [
        one
        for one in cli.rows("obligations", "--table", "adverse_events", "--number", number, *arguments)
        if one["clock_id"] == "CLK.AE.REPORT"
    ]
    return row


def warnings(cli: Cli) -> list[tuple[str, str]]:
    """Return the warnings kept with the events, by rule and message."""
    rows = cli.rows("findings", "--warnings", expect=None)
    return [(row["rule"], row["message"]) for row in rows if row["rule"].startswith("M-12")]


def test_a_report_on_day_25_was_overdue_on_day_22(office: Cli) -> None:
    """Order 1/2018 §25: twenty days for serious harm, asked as it was known then."""
    then = str(office.position())
    record(office, report(on=25))
    before = owed(office, "--at", day(22), "--known-at", then)
    assert (before["state"], before["statutory"], before["due_at"]) == (
        "overdue",
        True,
        f"{day(20)}T23:59:59+08:00",
    )
    assert owed(office, "--at", day(22))["state"] == "overdue"
    assert owed(office, "--at", day(20), "--known-at", day(20))["state"] == "due_soon"
    late = owed(office)
    assert (late["state"], late["done_event"]) == ("done_late", "adverse_event_reported")
    assert warnings(office) == []


def test_a_time_claimed_afterwards_carries_its_warning_and_shows_as_entered_late(office: Cli) -> None:
    """G-83: told on day 25 that it was reported on day 10; believed, and marked."""
    then = str(office.position())
    told = record(office, report(on=10)).json
    assert told["recorded"][0]["stage"] == "reported"
    ((rule, message),) = warnings(office)
    assert rule == "M-126"
    assert message == (
        f"reported_at of adverse event 'BLSJ-1' says {day(10)}, the deadline was {day(20)}, "
        f"yet it was entered on {day(25)}: after the deadline."
    )
    row = owed(office)
    assert (row["state"], row["done_at"]) == ("done", f"{day(10)}T00:00:00+08:00")
    assert float(row["entered_late"]) > 24 * 4
    assert owed(office, "--at", day(22), "--known-at", then)["state"] == "overdue"


def test_lowering_the_level_afterwards_does_not_clear_what_was_missed(office: Cli) -> None:
    """Order 1/2018 §25: with a reason it may be lowered; the missed deadline stays on record."""
    lower = {"event_level": "其他", "reportable": "否"}
    refused = record(office, assessed(**lower), expect=2).json["refused"]
    assert [one["rule"] for one in refused] == ["M-122", "M-123"]
    record(office, assessed(**lower, not_reportable_reason="经评价与产品无关"))
    ((rule, message),) = warnings(office)
    assert rule == "M-123a"
    assert message.endswith(f", after its deadline of {day(20)} had passed without a report.")
    assert owed(office, "--at", day(22))["state"] == "overdue"
    assert owed(office)["state"] in {"overdue", "done_late"}
    office.run("verify")


def test_nothing_reportable_is_closed_before_it_is_reported(office: Cli) -> None:
    """GSP §105, Order 1/2018 §20, §25: the way of the second event, and the patient beside the record."""
    second = {"adverse_event_no": "BLSJ-2"}
    closing = {**second, "closed_on": day(25), "环节": "结案"}
    refused = record(office, closing, expect=2).json["refused"]
    assert [one["rule"] for one in refused] == ["M-124", "M-124a"]
    record(office, {**second, "registrant_notified_at": f"{day(25)} 00:00"})
    record(office, report("BLSJ-2", on=25))
    record(office, {**second, "followed_up_on": day(25), "evaluation_result": "正在评价"})
    record(office, closing)
    [row] = office.table("adverse_events", "--where", "adverse_event_no=BLSJ-2")
    assert (row["stage"], row["patient_name"], row["report_code"]) == ("closed", "某某", "R-1")
    stored = office.run("findings", "--warnings", "--format", "json", expect=None).out
    assert "某某" not in stored
