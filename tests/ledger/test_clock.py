"""Times as the log keeps them, and as people read them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import clock

# Whole hours from UTC, half hours, a change of half an hour in summer, and one in the middle of the year.
ZONES = ("Asia/Shanghai", "Asia/Kolkata", "Australia/Lord_Howe", "America/New_York", "UTC")
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 (a zone is given below)


@given(moment=MOMENTS, zone=st.sampled_from(ZONES), fraction=st.sampled_from([None, 0, 1, 999_999]))
def test_a_time_is_shown_in_the_zone_to_the_fraction_that_it_has(
    moment: datetime, zone: str, fraction: int | None
) -> None:
    stored = moment.replace(tzinfo=UTC, microsecond=moment.microsecond if fraction is None else fraction)
    there = stored.astimezone(ZoneInfo(zone))
    parts = "microseconds" if there.microsecond else "seconds"
    assert clock.shown(clock.stored(stored), zone) == there.isoformat(timespec=parts)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-04-04T14:45:00.000000Z", "2026-04-05T01:45:00+11:00"),
        ("2026-04-04T15:15:00.000000Z", "2026-04-05T01:45:00+10:30"),
    ],
)
def test_an_hour_in_which_the_offset_changes_is_shown_as_it_was(text: str, shown: str) -> None:
    assert clock.shown(text, "Australia/Lord_Howe") == shown


def test_nothing_is_shown_as_nothing() -> None:
    assert clock.shown(None, "UTC") is None
