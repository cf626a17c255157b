"""Rules 6 and 7: registers have versions in time; dates, cut-offs and positions."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.support.desk import Desk, customer, receipt, sale

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _address(desk: Desk, no: str) -> str | None:
    (row,) = desk.cli.table("sales", "--where", f"sale_no={no}")
    found: str | None = row["customer_address"]
    return found


def _in_force(desk: Desk, *cut_off: object) -> list[str]:
    return [row["address"] for row in desk.cli.table("customers", "--where", "customer_code=C1", *cut_off)]


def test_the_first_version_counts_from_always(desk: Desk) -> None:
    """A sale of years ago takes the address of a customer recorded today."""
    desk.recorded("sales", sale(sold_on="2019-03-01"))
    assert _address(desk, "XS1") == "C1路1号"


def test_a_later_version_counts_from_its_record_time(desk: Desk) -> None:
    """A sale of the past keeps the address of then, though the new one is known."""
    desk.recorded("customers", customer(address="新址"))
    desk.recorded("sales", sale())
    assert _address(desk, "XS1") == "C1路1号"
    assert _in_force(desk)[-1] == "新址"
    assert _in_force(desk, "--at", "2026-05-01")[-1] == "C1路1号"


def test_a_version_with_a_business_time_counts_from_it(desk: Desk) -> None:
    """业务时间 decides which version a sale line takes, to the day."""
    desk.recorded("customers", customer(address="新址", 业务时间="2026-05-10"))
    desk.recorded("sales", sale("XS1", sold_on="2026-05-09"), sale("XS2", sold_on="2026-05-10"))
    assert (_address(desk, "XS1"), _address(desk, "XS2")) == ("C1路1号", "新址")


def test_of_two_versions_the_later_business_time_wins(desk: Desk) -> None:
    """A version recorded later but in force earlier does not hide the one in force."""
    desk.recorded("customers", customer(address="五月址", 业务时间="2026-05-01"))
    desk.recorded("customers", customer(address="四月址", 业务时间="2026-04-01"))
    days = ("2026-03-31", "2026-04-01", "2026-05-01", "2026-06-01")
    rows = [sale(f"XS{number}", sold_on=day) for number, day in enumerate(days)]
    desk.recorded("sales", *rows)
    assert [_address(desk, row["sale_no"]) for row in rows] == ["C1路1号", "四月址", "五月址", "五月址"]


def test_of_two_versions_from_the_same_time_the_higher_position_wins(desk: Desk) -> None:
    """The last word about a day counts."""
    desk.recorded("customers", customer(address="先", 业务时间="2026-05-01"))
    desk.recorded("customers", customer(address="后", 业务时间="2026-05-01"))
    desk.recorded("sales", sale())
    assert _address(desk, "XS1") == "后"


def test_the_table_as_known_earlier_shows_the_version_of_then(desk: Desk) -> None:
    """A change of address is not there in what was known before it."""
    before = desk.cli.position()
    desk.recorded("customers", customer(address="新址", 业务时间="2026-01-01"))
    assert _in_force(desk, "--known-at", before)[-1] == "C1路1号"
    assert _in_force(desk)[-1] == "新址"


def test_a_row_equal_to_any_version_is_a_duplicate(desk: Desk) -> None:
    """Old exports may be imported again and change nothing."""
    desk.recorded("customers", customer(address="新址"))
    position = desk.cli.position()
    assert desk.take("customers", customer()) == (0, 1, 0)
    assert desk.take("customers", customer(address="新址")) == (0, 1, 0)
    assert desk.cli.position() == position


def test_an_equal_row_with_another_business_time_is_a_new_version(desk: Desk) -> None:
    """The customer moved back: the same row, from another day."""
    desk.recorded("customers", customer(address="新址", 业务时间="2026-03-01"))
    desk.recorded("customers", customer(业务时间="2026-04-01"))
    assert desk.take("customers", customer(业务时间="2026-04-01")) == (0, 1, 0)
    desk.recorded("sales", sale("XS1", sold_on="2026-03-31"), sale("XS2", sold_on="2026-04-01"))
    assert (_address(desk, "XS1"), _address(desk, "XS2")) == ("新址", "C1路1号")


def test_whether_a_code_is_known_does_not_depend_on_the_day(desk: Desk) -> None:
    """A sale before the customer's first version is recorded, without its address."""
    desk.recorded("customers", customer("C5", 业务时间="2026-06-01"))
    desk.recorded("sales", sale(customer_code="C5"))
    assert _address(desk, "XS1") is None


def test_a_date_counts_from_the_start_of_its_day(desk: Desk) -> None:
    """The event time of a sale is `sold_on`, of a receipt `accepted_on`, else `received_on`."""
    desk.recorded("sales", sale())
    later = receipt("YS2", received_on="2026-02-01", accepted_on="2026-02-03")
    desk.recorded("receipts", later, receipt("YS3", received_on="2026-02-01", accepted_on=""))
    times = {row["receipt_no"]: row["event_time"] for row in desk.cli.table("receipts")}
    times["XS1"] = desk.cli.table("sales")[0]["event_time"]
    days = {no: datetime.fromisoformat(text).astimezone(SHANGHAI) for no, text in times.items()}
    assert days["XS1"] == datetime(2026, 5, 1, tzinfo=SHANGHAI)
    assert days["YS2"] == datetime(2026, 2, 3, tzinfo=SHANGHAI)
    assert days["YS3"] == datetime(2026, 2, 1, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("at", "seen"),
    [
        ("2026-04-30", False),
        ("2026-05-01", True),
        ("2026-04-30T23:59:59+08:00", False),
        ("2026-05-01T00:00:00+08:00", True),
        ("2026-04-30T16:00:00Z", True),
        ("2026-04-30T15:59:59Z", False),
    ],
)
def test_the_world_cut_off_is_inclusive(desk: Desk, at: str, seen: bool) -> None:
    """A bare date means the end of that day, in the ledger's zone."""
    desk.recorded("sales", sale())
    assert bool(desk.cli.preview("--lot", "L1", "--at", at)["consignees"]) is seen
    assert bool(desk.cli.table("sales", "--at", at)) is seen


def test_the_knowledge_cut_off_is_inclusive(desk: Desk) -> None:
    """A position shows the event at it and nothing after it."""
    desk.recorded("sales", sale("XS1"), sale("XS2"))
    head = desk.cli.position()
    seen = {
        known: [row["sale_no"] for row in desk.cli.table("sales", "--known-at", known)]
        for known in (head - 2, head - 1, head)
    }
    assert seen == {head - 2: [], head - 1: ["XS1"], head: ["XS1", "XS2"]}


def test_a_position_beyond_the_head_is_refused(desk: Desk) -> None:
    """The future is not known; digits alone are a position, also when they look like a date."""
    head = desk.cli.position()
    for known in (head + 1, 20260501):
        refused = desk.cli.run("table", "sales", "--known-at", known, expect=2)
        assert refused.out == ""
        assert str(known) in refused.err
    desk.cli.run("recall", "preview", "--lot", "L1", "--known-at", head + 1, expect=2)
    desk.cli.run("trace", "--lot", "L1", "--known-at", head + 1, expect=2)


def test_knowledge_may_be_cut_off_by_a_day(desk: Desk) -> None:
    """By the end of today everything is known, by the end of yesterday nothing was."""
    desk.recorded("sales", sale())
    today = datetime.now(SHANGHAI).date()
    assert len(desk.cli.table("sales", "--known-at", today.isoformat())) == 1
    assert desk.cli.table("sales", "--known-at", (today - timedelta(days=1)).isoformat()) == []


def test_knowledge_may_be_cut_off_by_a_record_time(desk: Desk) -> None:
    """The record time of an event is inclusive."""
    desk.recorded("sales", sale("XS1"))
    desk.recorded("sales", sale("XS2"))
    first, second = (row["record_time"] for row in desk.cli.table("sales"))
    assert [row["sale_no"] for row in desk.cli.table("sales", "--known-at", first)] == ["XS1"]
    assert [row["sale_no"] for row in desk.cli.table("sales", "--known-at", second)] == ["XS1", "XS2"]


def test_the_basis_shows_what_the_cut_offs_meant(desk: Desk) -> None:
    """Asked with a day and a position, the answer states a time, the position and the tree at it."""
    desk.recorded("sales", sale())
    known = desk.cli.position() - 1
    basis = desk.cli.preview("--lot", "L1", "--at", "2026-05-01", "--known-at", known)["basis"]
    assert basis["position"] == basis["checkpoint"]["size"] == known
    end = datetime.fromisoformat(basis["at"])
    assert datetime(2026, 5, 1, 23, 59, 59, tzinfo=SHANGHAI) <= end < datetime(2026, 5, 2, tzinfo=SHANGHAI)
    assert set(basis) == {"at", "known_at", "position", "checkpoint", "code", "tables_checked"}
    assert set(basis["checkpoint"]) == {"size", "root"}


def test_the_same_basis_gives_the_same_answer_later(desk: Desk) -> None:
    """What was answered can be answered again, though the ledger has grown."""
    desk.recorded("sales", sale())
    cut_off = ("--at", "2026-05-31", "--known-at", str(desk.cli.position()))
    first = desk.cli.preview("--lot", "L1", *cut_off)
    desk.recorded("sales", sale("XS2", customer_code="C2"))
    assert desk.cli.preview("--lot", "L1", *cut_off) == first
