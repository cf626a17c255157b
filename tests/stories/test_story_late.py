"""Back-dated entries: what was recorded on a later day than it happened."""

from __future__ import annotations

from datetime import date, timedelta

from ledger import clock
from tests.stories.test_story_cases import OUT, USED
from tests.support.cli import csv_rows
from tests.support.desk import Desk, customer, sale, void
from tests.support.events import ZONE


def ago(days: int) -> str:
    """Return the day so many days before today."""
    return (date.fromisoformat(clock.today(ZONE)) - timedelta(days=days)).isoformat()


def listed(desk: Desk, *arguments: object) -> list[tuple[str, str, int]]:
    """Return table, number and delay of the entries listed."""
    return [
        (row["record_table"], row["doc_no"], row["delay_days"]) for row in desk.cli.rows("late", *arguments)
    ]


def test_a_delay_is_counted_in_days_of_the_ledger(desk: Desk) -> None:
    before = desk.cli.position()
    desk.recorded(
        "sales", sale("XS0", sold_on=ago(0)), sale("XS1", sold_on=ago(1)), sale("XS9", sold_on=ago(9))
    )
    sales = ("--where", "record_table=sales")
    assert sorted(listed(desk, *sales)) == [("sales", "XS1", 1), ("sales", "XS9", 9)]
    assert listed(desk, *sales, "--days", 1) == [("sales", "XS9", 9)]
    assert listed(desk, *sales, "--days", 9) == []
    (row,) = desk.cli.rows("late", "--days", 8, *sales)
    assert list(row) == [
        *("position", "record_table", "table_zh", "doc_no", "line", "stage", "happened_on", "recorded_on"),
        *("delay_days", "recorded_by", "source", "event_time", "record_time", "voided_at"),
    ]
    assert (row["happened_on"], row["recorded_on"]) == (ago(9), ago(0))
    assert (row["line"], row["recorded_by"], row["voided_at"]) == (1, "tester", None)
    assert row["position"] > before


def test_registers_count_by_their_business_time_and_cases_by_stage(desk: Desk) -> None:
    desk.recorded("consignments", {**OUT, **USED})
    desk.recorded("customers", customer(name="改名", event_time=ago(3)))
    found = desk.cli.rows("late", "--where", "record_table=consignments")
    assert [(row["doc_no"], row["line"], row["stage"]) for row in found] == [
        ("XP1", 1, "goods_consigned_out"),
        ("XP1", 1, "use_confirmed"),
    ]
    assert listed(desk, "--where", "record_table=customers") == [("customers", "C1", 3)]
    positions = [row["position"] for row in desk.cli.rows("late")]
    assert positions == sorted(positions)


def test_what_was_voided_is_left_out_unless_asked_for(desk: Desk) -> None:
    desk.recorded("sales", sale("XS1"))
    before = desk.cli.position()
    desk.recorded("voids", void("sales", "XS1"))
    sales = ("--where", "record_table=sales")
    assert listed(desk, *sales) == []
    (row,) = desk.cli.rows("late", *sales, "--struck")
    assert row["voided_at"] is not None
    (row,) = desk.cli.rows("late", *sales, "--known-at", before)
    assert row["voided_at"] is None


def test_days_of_recording_and_an_earlier_basis(desk: Desk) -> None:
    desk.recorded("sales", sale("XS1"))
    assert listed(desk, "--from", ago(0), "--to", ago(0)) == listed(desk)
    assert desk.cli.run("late", "--to", ago(1)).json == []
    assert desk.cli.run("late", "--from", ago(-1)).json == []
    told = desk.cli.run("late", "--envelope").out
    desk.recorded("sales", sale("XS2"))
    assert desk.cli.run("late", "--envelope", "--basis", "-", stdin=told).out == told


def test_a_summary_by_user_and_table_follows_on_a_screen(desk: Desk) -> None:
    desk.recorded("sales", sale("XS1", sold_on=ago(2)), sale("XS2", sold_on=ago(5)))
    shown = desk.cli.run("late", "--where", "record_table=sales", "--format", "table").out.splitlines()
    assert "By user and table" in shown
    assert shown[-1].split() == ["tester", "sales", "销售记录", "2", "5", "3.5"]
    file = desk.folder / "late.csv"
    desk.cli.run("late", "--where", "record_table=sales", "--output", file)
    assert sorted((row["单号"], row["迟录天数"]) for row in csv_rows(file)) == [("XS1", "2"), ("XS2", "5")]
    none = desk.cli.run("late", "--days", 99_999, "--format", "table").out
    assert "Nothing found: looked at late entries up to" in none
    refused = desk.cli.run("late", "--days", -1, expect=2)
    assert len(refused.err.splitlines()) == 2
