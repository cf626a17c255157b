"""What may go is listed, a disposal is an event, and nothing leaves the log."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger.events import catalogue
from tests.support.desk import Desk, receipt, sale, staff

SHREDDED = catalogue.table("record_disposals").by_key["disposal_method"].values[0].zh


def old_trade(desk: Desk) -> None:
    """A lot that expired long ago, all of it sold, and one that runs for years."""
    desk.furnish()
    desk.recorded("staff", staff("Q1", post="质量负责人"))
    dates = {"production_date": "2015-01-01", "expiry_date": "2016-12-31"}
    days = {"received_on": "2015-02-01", "accepted_on": "2015-02-01"}
    desk.recorded("receipts", receipt("YS0", "L0", "5", **dates, **days))
    desk.recorded("sales", sale("XS0", "L0", "5", sold_on="2015-03-01"), sale("XS1"))


@pytest.fixture
def desk(begin: Callable[..., Desk]) -> Desk:
    """A desk in that house."""
    return begin(old_trade)


def listed(desk: Desk, *words: str) -> list[tuple[str, str]]:
    """Return which records are listed."""
    return [(row["subject_table"], row["subject_no"]) for row in desk.cli.rows("retention", *words)]


def test_what_may_go_is_listed_and_stays_in_the_log(desk: Desk) -> None:
    assert listed(desk, "--where", "subject_table=sales") == [("sales", "XS0")]
    assert ("sales", "XS1") in listed(desk, "--at", "2031-12-31", "--where", "subject_table=sales")
    assert ("sales", "XS1") in listed(desk, "--every", "--where", "subject_table=sales")
    (row,) = [one for one in desk.cli.rows("retention", "--every") if one["subject_no"] == "XS1"]
    assert (row["retention_state"], row["keep_until"]) == ("kept", "2030-11-30")
    position = desk.cli.table("sales", "--where", "sale_no=XS0")[0]["position"]
    before = desk.cli.run("event", position).json["stored"]
    desk.recorded(
        "record_disposals",
        {
            "record_disposal_no": "XH1",
            "disposed_on": "2026-06-01",
            "subject_table": "sales",
            "selection": "XS0",
            "row_count": "1",
            "retention_rule": "GSP §23",
            "keep_until": "2018-12-31",
            "disposal_method": SHREDDED,
            "approver": "Q1",
        },
    )
    assert listed(desk, "--where", "subject_table=sales") == []
    assert desk.cli.run("event", position).json["stored"] == before
    assert desk.cli.table("sales", "--where", "sale_no=XS0")
    assert desk.cli.run("verify").json["ok"]
