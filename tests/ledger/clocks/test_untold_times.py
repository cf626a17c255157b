"""Stages that do not tell their time neither meet nor miss a clock; what meets one may tell when it did."""

from __future__ import annotations

from typing import Any

from ledger.clocks.running import TIME_UNKNOWN, ClockEvent
from ledger.events import catalogue
from ledger.events.case import is_time_told
from tests.ledger.clocks.test_limits import moment
from tests.ledger.clocks.test_running import mark, of_clock, until

RECEIVED = mark(1, "complaint_received", "2026-05-11 10:00")
CALLED = mark(1, "repair_requested", "2026-05-11 10:00", fault_weight="complex")


def untold(position: int, event: str, recorded: str, **data: Any) -> ClockEvent:
    """Return a mark of which only is known when it was recorded."""
    return mark(position, event, recorded, **data)._replace(told=False)


def test_what_an_untold_stage_would_meet_is_settled_and_nobody_knows_when() -> None:
    for recorded in ("2026-05-11 11:00", "2026-08-01 09:00"):
        answered = untold(2, "complaint_answered", recorded)
        (one,) = of_clock("complaints", "CN.COMPLAINT.REPLY", RECEIVED, answered)
        assert (one.done_position, one.done_at, one.late, one.flag) == (2, None, None, TIME_UNKNOWN)
        assert until(one) == "2026-05-20 24:00"
        assert one.done_moment == one.since  # at no day is it overdue


def test_what_counts_from_an_untold_stage_has_no_time() -> None:
    """L-17: three days after an investigation of which nobody says when it ended."""
    accepted = mark(2, "complaint_accepted", "2026-05-12 09:00", accepted_at=moment("2026-05-12 09:00"))
    investigated = untold(3, "complaint_investigated", "2026-08-01 09:00")
    (one,) = of_clock("complaints", "L-17", RECEIVED, accepted, investigated)
    assert (one.due_at, one.flag, one.done_at) == (None, TIME_UNKNOWN, None)
    reported = mark(4, "complaint_reported", "2026-05-20 09:00")
    (one,) = of_clock("complaints", "L-17", RECEIVED, accepted, investigated, reported)
    assert (one.due_at, one.flag, one.late, one.done_position) == (None, TIME_UNKNOWN, None, 4)


def test_an_untold_stage_lies_behind_what_was_recorded_before_it() -> None:
    """Typed months later it still comes before the answer that the same row tells with its day."""
    assessed = untold(2, "complaint_assessed", "2026-08-01 09:00", urgent=True)
    decided = mark(3, "complaint_decided", "2026-05-13 09:00")
    (one,) = of_clock("complaints", "CLK.URGENT", RECEIVED, assessed, decided)
    assert (one.started_position, one.done_position, one.due_at, one.flag) == (2, 3, None, TIME_UNKNOWN)


def test_an_untold_stage_has_its_place_of_the_usual_course_whenever_it_was_recorded() -> None:
    """Nobody says when somebody arrived; that the unit was repaired on that day does not tell it."""
    sent = mark(2, "repair_dispatched", "2026-05-11 10:30", technician="T1")
    came, mended = "repair_arrived", "repair_repaired"
    in_turn = (untold(3, came, "2026-08-01 09:00"), mark(4, mended, "2026-05-11"))
    late = (mark(3, mended, "2026-05-11"), untold(4, came, "2026-08-01 09:00"))
    for told_of in (in_turn, late):
        (one,) = of_clock("repairs", "CLK.ARRIVE", CALLED, sent, *told_of)
        assert (one.done_event, one.done_at, one.late, one.flag) == (came, None, None, TIME_UNKNOWN)


def test_a_miss_is_not_taken_away_by_an_untold_stage_entered_later() -> None:
    aware = mark(1, "adverse_event_received", "2026-05-11 10:00", event_level="death")
    milder = untold(2, "adverse_event_assessed", "2026-08-01 09:00", event_level="other")
    (one,) = of_clock("adverse_events", "CLK.AE.REPORT", aware, milder)
    assert (one.until, until(one)) == (None, "2026-05-18 24:00")


def test_a_duty_known_in_time_and_taken_away_by_an_untold_stage_after_its_time_stays_missed() -> None:
    """Order 1/2018 §25: what nobody had said by then takes nothing away; an old register tells no more."""
    aware = mark(1, "adverse_event_received", "2026-05-11 10:00", event_level="death")
    assessed = untold(2, "adverse_event_assessed", "2026-08-01 09:00", reportable=False)
    (one,) = of_clock("adverse_events", "CLK.AE.REPORT", aware, assessed)
    assert (one.done_position, one.late, one.flag) == (2, 1, None)
    of_a_register = aware._replace(recorded=moment("2026-08-01 09:00"))
    found = of_clock("adverse_events", "CLK.AE.REPORT", of_a_register, assessed)
    assert [(one.done_position, one.late) for one in found] == [(None, None)]


def test_a_pause_of_unknown_length_leaves_no_time() -> None:
    sent = mark(2, "repair_sent_to_factory", "2026-05-13 10:00")
    back = untold(3, "repair_received_from_factory", "2026-05-25 10:00")
    _, one = of_clock("repairs", "CLK.REPAIR", CALLED, sent, back)
    assert (one.due_at, one.done_position, one.late, one.flag) == (None, 3, None, TIME_UNKNOWN)
    sent, back = untold(2, "repair_sent_to_factory", "2026-05-13 10:00"), back._replace(told=True)
    *_, one = of_clock("repairs", "CLK.REPAIR", CALLED, sent, back)
    assert (one.due_at, one.done_position, one.late, one.flag) == (None, 3, None, TIME_UNKNOWN)


def test_a_complaint_is_responded_to_when_it_says_so() -> None:
    """L-01: four working hours. Whichever stage carries the first response tells when it was."""
    at = moment("2026-05-11 13:30")
    told_at_once = mark(1, "complaint_received", "2026-05-11 10:00", responded_at=at)
    (one,) = of_clock("complaints", "CLK.RESPOND", told_at_once)
    assert (one.done_at, one.done_position, one.late) == (at, 1, 0)
    assessed = mark(2, "complaint_assessed", "2026-05-14 09:00", responded_at=at)
    (one,) = of_clock("complaints", "CLK.RESPOND", RECEIVED, assessed)
    assert (one.done_at, one.done_position, one.late) == (at, 2, 0)
    without_a_time_of_its_own = assessed._replace(told=False)
    (one,) = of_clock("complaints", "CLK.RESPOND", RECEIVED, without_a_time_of_its_own)
    assert (one.done_at, one.late, one.flag) == (at, 0, None)
    day_after = mark(2, "complaint_assessed", "2026-05-14 09:00", responded_at="2026-05-12")
    (one,) = of_clock("complaints", "CLK.RESPOND", RECEIVED, day_after)
    assert (one.done_at, one.late) == ("2026-05-12", 1)
    silent = untold(2, "complaint_assessed", "2026-05-11 10:01")
    (one,) = of_clock("complaints", "CLK.RESPOND", RECEIVED, silent)
    assert (one.done_at, one.late, one.flag) == (None, None, TIME_UNKNOWN)


def test_what_a_stage_event_tells_of_its_time() -> None:
    stage = catalogue.table("complaints").stage("complaint_assessed")
    now, earlier = "2026-05-11T02:00:00.000000Z", "2026-05-09T02:00:00.000000Z"
    event = {"data": {}, "event_time": now, "record_time": now}
    assert not is_time_told(stage, event)
    assert is_time_told(stage, event | {"data": {"assessed_at": "2026-05-09"}})
    assert is_time_told(stage, event | {"event_time": earlier})
    presumed_by_an_older_ledger = event | {"event_time": earlier, "filled": ["event_time"]}
    assert not is_time_told(stage, presumed_by_an_older_ledger)
    assert not is_time_told(stage, event | {"event_time": None})
