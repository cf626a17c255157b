"""Dates and times as people and spreadsheets write them."""

from __future__ import annotations

import pytest

from ledger.events import catalogue
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.dates import day, end_of_month, expiry, moment, not_after

ZONE = "Asia/Shanghai"
SOLD_ON = catalogue.table("sales").by_key["sold_on"]


@pytest.mark.parametrize(
    "cell",
    [
        "2026-05-01",
        "2026/5/1",
        "2026/05/01",
        "2026-5-1",
        "2026.5.1",
        "20260501",
        "20260501.0",
        "2026年5月1日",
        "2026年05月01日",
        "2026 年 5 月 1 日",
        "２０２６年５月１日",
        "２０２６－０５－０１",
        "46143",
        "46143.0",
        "46143.75",
        "2026-05-01 00:00:00",
        "2026-05-01 13:45",
        "2026/5/1 9:05:00.5",
        "2026年5月1日13:45",
        "2026-05-01T08:00:00+08:00",
        "2026-04-30T16:00:00Z",
        " 2026-05-01 ",
    ],
)
def test_every_way_to_write_a_day_gives_the_same_date(cell: str) -> None:
    assert day(cell, ZONE) == "2026-05-01"


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "2026-02-30",
            "2026/13/1",
            "20261301",
            "1899-12-31",
            "0001-01-01",
            "2026-5/1",
            "5/1/2026",
            "01-05-2026",
        ),
        *(
            "260501",
            "4614",
            "461430",
            "2026",
            "tomorrow",
            "长期",
            "36个月",
            "2026-05-01x",
            "00:00:00",
        ),
        *("2026-05-01 25:00", "2026-05-01至2027-05-01", "2026-05-0110:30", "9" * 500),
    ],
)
def test_what_is_no_date_is_refused(cell: str) -> None:
    with pytest.raises(CellError) as refused:
        day(cell, ZONE)
    assert refused.value.problem.code == "bad_date"


@pytest.mark.parametrize(
    "cell", ["26-05-01", "26.5.10", "5月9日", "26年5月1日", "5 月 9 日", "01/05/26", "9月5"]
)
def test_a_day_without_its_year_in_four_digits_is_refused_as_such(cell: str) -> None:
    with pytest.raises(CellError) as refused:
        day(cell, ZONE)
    assert refused.value.problem.code == "year_left_out"


@pytest.mark.parametrize("cell", ["〃", "同上", "″", "见附件"])
def test_a_cell_that_points_to_another_is_no_date(cell: str) -> None:
    with pytest.raises(CellError) as refused:
        day(cell, ZONE)
    assert refused.value.problem.code == "content_elsewhere"


@pytest.mark.parametrize("cell", ["2026-05", "2026/5", "2026年5月", "202605", "2026.05"])
def test_a_month_alone_is_no_date(cell: str) -> None:
    with pytest.raises(CellError) as refused:
        day(cell, ZONE)
    assert refused.value.problem.code == "month_alone"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2028-02", "2028-02-29"),
        ("2027/2", "2027-02-28"),
        ("2026年12月", "2026-12-31"),
        ("２０２６年４月", "2026-04-30"),
        ("202604", "2026-04-30"),
        ("2026.04", "2026-04-30"),
        ("2026-05-01", None),
        ("2026-13", None),
        ("2026.1", None),
        ("46143", None),
        ("/", None),
    ],
)
def test_a_month_alone_ends_on_its_last_day(cell: str, expected: str | None) -> None:
    assert end_of_month(cell) == expected


@pytest.mark.parametrize("cell", ["", "/", "-", "—", "无", "——"])
def test_a_mark_for_nothing_is_a_blank_date(cell: str) -> None:
    assert day(cell, ZONE) is None
    assert moment(cell, ZONE) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-05-01", "2026-05-01"),
        ("2026年5月1日", "2026-05-01"),
        ("46143", "2026-05-01"),
        ("2026-05-01 10:30", "2026-05-01T02:30:00.000000Z"),
        ("2026/5/1 9:05:07", "2026-05-01T01:05:07.000000Z"),
        ("2026-05-01T10:30:00.123456+08:00", "2026-05-01T02:30:00.123456Z"),
        ("2026-05-01T02:30:00Z", "2026-05-01T02:30:00.000000Z"),
        ("2026-05-01 02:30:00.5Z", "2026-05-01T02:30:00.500000Z"),
        ("46143.4375", "2026-05-01T02:30:00.000000Z"),
    ],
)
def test_a_time_is_kept_in_utc_and_a_date_alone_says_that_the_time_is_unknown(
    cell: str, expected: str
) -> None:
    assert moment(cell, ZONE) == expected


@pytest.mark.parametrize(
    "cell", ["10:30", "2026-05-01 24:01", "2026-05-01 10", "soon", "9999-12-31 23:59-05:00"]
)
def test_what_is_no_time_is_refused(cell: str) -> None:
    with pytest.raises(CellError) as refused:
        moment(cell, ZONE)
    assert refused.value.problem.code == "bad_time"


@pytest.mark.parametrize(
    "cell",
    [
        *("/Date(1777564800000)/", r"\/Date(1777564800000+0800)\/", "Date(-62135596800000)"),
        *("1777564800", "1777564800000", "1777564800.5", "'1777564800", "１７７７５６４８００"),
    ],
)
def test_seconds_since_1970_are_no_day_without_the_zone_of_who_counted(cell: str) -> None:
    """Microsoft's JSON and databases count from a midnight that the file does not tell."""
    for read in (day, moment, expiry):
        with pytest.raises(CellError) as refused:
            read(cell, ZONE)
        assert refused.value.problem.code == "seconds_counted"
    reason = refused.value.reason(SOLD_ON)
    assert reason.message("en") == (
        f"sold_on: expected a date, got {cell}, a count of seconds since 1970: "
        "which day that is depends on the time zone of the system that wrote it."
    )
    assert reason.advice("zh") == "请从原系统导出为 2026-05-01 或 2026-05-01T10:30:00+08:00 的形式。"


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-05-01 24:00:00", "2026-05-01T24:00", "20260501240000", "2026年5月1日 24时"),
        *("2026年5月1日24时00分", "2026-05-01T24:00:00.000+08:00", "２０２６／５／１　２４：００"),
    ],
)
def test_the_hour_24_is_of_two_days(cell: str) -> None:
    """ISO 8601:2019 has no hour 24 any more; before, it was the end of the day."""
    for read in (day, moment):
        with pytest.raises(CellError) as refused:
            read(cell, ZONE)
        assert refused.value.problem.code == "end_or_start_of_day"
    reason = refused.value.reason(SOLD_ON)
    assert reason.message("en") == (
        f"sold_on: expected a date or a time, got {' '.join(cell.split())}: "
        "24:00 ends that day and begins the next."
    )
    assert reason.advice("en") == "Write 23:59 of that day or 00:00 of the next, or the date alone."


def test_today_is_the_last_day_that_a_fact_may_have() -> None:
    last = moment("2026-06-01 23:59:59", ZONE)
    assert not_after("", "2026-06-01", "2026-06-01", ZONE) == "2026-06-01"
    assert not_after("", last, "2026-06-01", ZONE) == last
    for value in ("2026-06-02", moment("2026-06-02 00:00", ZONE)):
        with pytest.raises(CellError) as refused:
            not_after("", value, "2026-06-01", ZONE)
        assert refused.value.problem.code == "future_date"
