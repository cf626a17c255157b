"""`--at` and `--known-at`: what they mean, what is refused, what the basis shows."""

import pytest

from ledger import clock
from ledger.errors import CommandError
from ledger.log.recorder import LogRecorder
from projections.reading.cutoff import CutOff
from replay.cutoff import moment, resolve
from tests.support.events import ZONE, sold

NOW = "2026-07-01T04:00:00.000000Z"
DAYS = ["2026-05-01T02:00:00.000000Z", "2026-05-01T20:00:00.000000Z", "2026-05-02T02:00:00.000000Z"]


@pytest.fixture
def recorded(log: LogRecorder) -> LogRecorder:
    """Four events: one, one, then two at the same time."""
    times = iter(DAYS)
    log.clock = lambda: next(times)
    log.append_prepared([sold("XS1")])
    log.append_prepared([sold("XS2")])
    log.append_prepared([sold("XS3"), sold("XS4")])
    return log


def test_both_default_to_now(recorded: LogRecorder):
    found = resolve(recorded, ZONE, now=NOW)
    assert found.cutoff == CutOff(NOW, 4)
    assert (found.at, found.known_at, found.position) == (
        "2026-07-01T12:00:00+08:00",
        "2026-05-02T10:00:00+08:00",
        4,
    )


def test_a_date_means_the_end_of_its_day_in_the_zone_of_the_ledger(recorded: LogRecorder):
    """Interface rule 7."""
    found = resolve(recorded, ZONE, at="2026-04-30", known_at="2026-05-01", now=NOW)
    assert found.cutoff == CutOff("2026-04-30T15:59:59.999999Z", 1)
    assert (found.at, found.known_at) == (
        "2026-04-30T23:59:59.999999+08:00",
        "2026-05-01T23:59:59.999999+08:00",
    )
    assert resolve(recorded, ZONE, known_at="2026-05-02", now=NOW).position == 4


def test_a_time_is_inclusive(recorded: LogRecorder):
    assert resolve(recorded, ZONE, known_at="2026-05-02T04:00:00+08:00", now=NOW).position == 2
    assert resolve(recorded, ZONE, known_at="2026-05-02T03:59:59.999999+08:00", now=NOW).position == 1
    assert resolve(recorded, ZONE, known_at="2026-05-02T02:00:00Z", now=NOW).position == 4


def test_a_time_without_an_offset_is_in_the_zone_of_the_ledger(recorded: LogRecorder):
    assert resolve(recorded, ZONE, known_at="2026-05-02 04:00", now=NOW).position == 2
    assert moment("2026-05-02T04:00", "UTC") == "2026-05-02T04:00:00.000000Z"


def test_digits_alone_are_a_position(recorded: LogRecorder):
    found = resolve(recorded, ZONE, known_at="2", now=NOW)
    assert (found.cutoff.known, found.known_at) == (2, "2026-05-02T04:00:00+08:00")


def test_before_the_first_event_nothing_was_known(recorded: LogRecorder):
    found = resolve(recorded, ZONE, known_at="2026-01-01", now=NOW)
    assert (found.position, found.known_at) == (0, "2026-01-01T23:59:59.999999+08:00")


def test_in_an_empty_ledger_nothing_is_known(log: LogRecorder):
    found = resolve(log, ZONE, now=NOW)
    assert (found.position, found.known_at) == (0, None)


def test_the_end_of_a_day_that_is_not_over_shows_as_the_last_event_known(recorded: LogRecorder):
    found = resolve(recorded, ZONE, known_at="2026-07-01", now=NOW)
    assert (found.position, found.known_at) == (4, "2026-05-02T10:00:00+08:00")


def test_the_basis_asked_again_means_the_same(recorded: LogRecorder):
    for known_at in (None, "1", "2", "2026-05-01", "2026-07-01", "2026-05-02T02:30:00Z"):
        first = resolve(recorded, ZONE, at="2026-05-01", known_at=known_at, now=NOW)
        again = resolve(recorded, ZONE, at=first.at, known_at=str(first.position), now=clock.now())
        assert again.cutoff == first.cutoff
        assert resolve(recorded, ZONE, at=first.at, known_at=first.known_at).cutoff == first.cutoff


@pytest.mark.parametrize("position", ["0", "5", "9" * 20, "9" * 5000])
def test_a_position_outside_the_log_is_refused(recorded: LogRecorder, position: str):
    with pytest.raises(CommandError) as caught:
        resolve(recorded, ZONE, known_at=position)
    message = caught.value.reason.message("en").removesuffix(".").removesuffix("…")
    assert f"Reading a position of the log: expected 1 to 4, got {position}".startswith(message)
    assert message.startswith("Reading a position of the log: expected 1 to 4, got ")
    assert len(message) > 50


@pytest.mark.parametrize("text", ["2026-07-02", "2026-07-02T00:00", "2027-01-01T00:00:00Z", "9999-12-30"])
def test_what_lies_after_today_is_refused_like_a_position_beyond_the_head(recorded: LogRecorder, text: str):
    for option in ({"at": text}, {"known_at": text}):
        with pytest.raises(CommandError) as caught:
            resolve(recorded, ZONE, now=NOW, **option)
        assert caught.value.reason.message("en") == (
            f"Reading a time: expected none after today (2026-07-01), got {text}."
        )


def test_an_answer_that_looks_ahead_takes_a_day_to_come(recorded: LogRecorder):
    found = resolve(recorded, ZONE, now=NOW, at="2030-01-01", ahead=True)
    assert found.at == "2030-01-01T23:59:59.999999+08:00"
    with pytest.raises(CommandError):
        resolve(recorded, ZONE, now=NOW, known_at="2030-01-01", ahead=True)


def test_the_day_that_runs_may_be_asked_for_to_its_end(recorded: LogRecorder):
    for text in ("2026-07-01", "2026-07-01T23:59:59+08:00"):
        assert resolve(recorded, ZONE, now=NOW, at=text, known_at=text).position == 4


NO_TIMES = "|yesterday|2026-5-1|20260501T100000|2026-02-30|2026-05-01T25:00|2026-W18|-1|１２|2026/05/01"
NO_TIMES += "|2026-05-01T10:00:00.1234567|2026-05-01T10:00+25:00|0000-01-01"


@pytest.mark.parametrize("text", NO_TIMES.split("|"))
def test_what_is_no_time_is_refused(recorded: LogRecorder, text: str):
    for option in ({"at": text}, {"known_at": text}):
        with pytest.raises(CommandError) as caught:
            resolve(recorded, ZONE, **option)
        assert caught.value.code == "time_unreadable"


def test_digits_alone_are_no_world_time(recorded: LogRecorder):
    with pytest.raises(CommandError):
        resolve(recorded, ZONE, at="20260501")
