"""What a case owes by when: given what happened to it, when it is told, then what is owed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.clocks.duties import DUTIES, FOREIGN, duty, kept_columns, of_table
from ledger.clocks.limits import LIMITS
from ledger.clocks.running import ClockEvent, Obligation, Standard, compute_obligations
from ledger.events import catalogue
from tests.ledger.clocks.test_limits import ZONE, moment, told
from tests.support.budgets import examples


def mark(position: int, event: str, at: str, recorded: str | None = None, **data: Any) -> ClockEvent:
    """Return a mark at a local time, or on a day of which the time is not known."""
    day = at if len(at) == 10 else None
    stored = clock.start_of(at, ZONE) if day else moment(at)
    own = event not in {kind for marks in FOREIGN.values() for kind, *_ in marks}
    return ClockEvent(position, event, stored, day, moment(recorded) if recorded else stored, own, data)


def of_clock(
    table: str, clock_id: str, *marks: ClockEvent, standards: tuple[Standard, ...] = ()
) -> list[Obligation]:
    """Return what is told of one clock."""
    found, _ = compute_obligations(table, marks, ZONE, standards)
    return [one for one in found if one.clock == clock_id]


def until(one: Obligation) -> str | None:
    return None if one.due_at is None else told(one.due_at)


RECEIVED = mark(1, "complaint_received", "2026-05-11 10:00", received_on="2026-05-11")
CALLED = mark(1, "repair_requested", "2026-05-11 10:00", fault_weight="complex", zone="city")
AWARE = mark(1, "adverse_event_received", "2026-05-11 10:00", event_level="serious")


def test_a_complaint_is_answered_in_seven_working_days() -> None:
    (one,) = of_clock("complaints", "CN.COMPLAINT.REPLY", RECEIVED)
    assert (until(one), one.done_at, one.late) == ("2026-05-20 24:00", None, None)
    answered = mark(2, "complaint_answered", "2026-05-21 09:00")
    (one,) = of_clock("complaints", "CN.COMPLAINT.REPLY", RECEIVED, answered)
    assert (one.done_position, one.done_event, one.late) == (2, "complaint_answered", 1)


def test_reopened_it_is_owed_once_more() -> None:
    """G-40: every matter has an answer, and one that was not accepted a new one."""
    marks = (
        RECEIVED,
        mark(2, "complaint_answered", "2026-05-12 09:00"),
        mark(3, "complaint_reopened", "2026-05-20 09:00"),
    )
    first, second = of_clock("complaints", "CN.COMPLAINT.REPLY", *marks)
    assert (first.round, first.late, second.round, second.done_at) == (1, 0, 2, None)
    assert until(second) == "2026-05-29 24:00"


def test_urgency_told_later_chooses_another_limit_from_then_on() -> None:
    heavy = mark(2, "repair_responded", "2026-05-11 11:00", fault_weight="urgent")
    before, after = of_clock("repairs", "CLK.REPAIR", CALLED, heavy)
    assert (before.limit, until(before)) == ("L-04", "2026-05-18 24:00")
    assert before.until == moment("2026-05-11 11:00")
    assert (after.limit, after.since, until(after)) == (
        "L-11",
        moment("2026-05-11 11:00"),
        "2026-05-11 22:00",
    )


def test_a_stage_of_which_only_the_day_is_known_has_its_place_whenever_it_was_recorded() -> None:
    """L-14: arrived at ten, taken back on that day: met, whichever of the two was written down first."""
    agreed = mark(2, "repair_dispatched", "2026-05-11 10:30", appointed_until=moment("2026-05-12 11:00"))
    taken, came = "repair_taken_back", "repair_arrived"
    in_turn = (mark(3, came, "2026-05-12 10:00"), mark(4, taken, "2026-05-12"))
    late = (mark(3, taken, "2026-05-12"), mark(4, came, "2026-05-12 10:00"))
    for told_of in (in_turn, late):
        one = of_clock("repairs", "CLK.ARRIVE", CALLED, agreed, *told_of)[-1]
        assert (one.limit, one.done_event, one.late) == ("L-14", came, 0)


def test_what_is_owed_once_more_has_no_time_of_the_round_before() -> None:
    """L-14: an action done in time and found without effect owes nothing until it is planned anew."""
    opened = mark(1, "capa_opened", "2026-03-02", due_at=moment("2026-03-20 12:00"))
    done = mark(2, "capa_implemented", "2026-03-19")
    failed = mark(3, "capa_verified", "2026-04-10", effect="not_effective")
    (first,) = of_clock("capa", "CLK.PROMISE", opened, done, failed)
    assert (first.round, first.late) == (1, 0)
    planned = mark(4, "capa_planned", "2026-04-12", due_at=moment("2026-04-30 12:00"))
    first, again = of_clock("capa", "CLK.PROMISE", opened, done, failed, planned)
    assert (first.late, again.round, until(again)) == (0, 2, "2026-04-30 12:00")


def test_arrival_by_zone_and_by_appointment() -> None:
    """L-08…L-10 count from the call; an appointment agreed beforehand takes their place (G-58)."""
    sent = mark(2, "repair_dispatched", "2026-05-11 10:30")
    (one,) = of_clock("repairs", "CLK.ARRIVE", CALLED, sent)
    assert (one.limit, until(one)) == ("L-08", "2026-05-11 14:00")
    agreed = mark(3, "repair_rescheduled", "2026-05-11 12:00", appointed_until=moment("2026-05-12 11:00"))
    *_, moved = of_clock("repairs", "CLK.ARRIVE", CALLED, sent, agreed)
    assert until(moved) == "2026-05-12 11:00"
    too_late = mark(3, "repair_rescheduled", "2026-05-11 14:01", appointed_until=moment("2026-05-12 11:00"))
    (missed,) = of_clock("repairs", "CLK.ARRIVE", CALLED, sent, too_late)
    assert until(missed) == "2026-05-11 14:00"


def test_who_is_sent_in_the_very_minute_in_which_the_hours_end_gets_no_hours_anew() -> None:
    """L-08: what was owed before, by the same hours, is owed on."""
    sent = mark(2, "repair_dispatched", "2026-05-11 14:00", technician="T1")
    arrived = mark(3, "repair_arrived", "2026-05-11 15:00")
    (one,) = of_clock("repairs", "CLK.ARRIVE", CALLED, sent, arrived)
    assert (one.started_at, until(one), one.late) == (CALLED.at, "2026-05-11 14:00", 1)


def test_at_the_factory_the_clock_of_the_house_stands_still() -> None:
    sent = mark(2, "repair_sent_to_factory", "2026-05-13 10:00")
    running, paused = of_clock("repairs", "CLK.REPAIR", CALLED, sent)
    assert (until(running), running.until) == ("2026-05-18 24:00", moment("2026-05-13 10:00"))
    assert (paused.due_at, paused.paused_at) == (None, moment("2026-05-13 10:00"))
    back = mark(3, "repair_received_from_factory", "2026-05-25 10:00")
    *_, done = of_clock("repairs", "CLK.REPAIR", CALLED, sent, back)
    assert (until(done), done.done_position, done.late) == ("2026-06-01 24:00", 3, 0)


def test_a_failed_inspection_makes_the_repair_due_again() -> None:
    """G-48."""
    marks = (
        CALLED,
        mark(2, "repair_repaired", "2026-05-12 10:00"),
        mark(3, "repair_inspected", "2026-05-12 15:00", conclusion="nonconforming"),
    )
    first, again = of_clock("repairs", "CLK.REPAIR", *marks)
    assert (first.late, again.round, again.started_position, again.done_at) == (0, 2, 3, None)
    passed = mark(3, "repair_inspected", "2026-05-12 15:00", conclusion="conforming")
    assert len(of_clock("repairs", "CLK.REPAIR", *marks[:2], passed)) == 1


def test_a_device_is_lent_once_twelve_hours_have_passed() -> None:
    """S4-I 措施-4: L-11, then L-12."""
    (one,) = of_clock("repairs", "L-12", CALLED)
    assert (told(one.since), until(one)) == ("2026-05-11 22:00", "2026-05-12 10:00")
    assert of_clock("repairs", "L-12", CALLED, mark(2, "repair_repaired", "2026-05-11 20:00")) == []
    (lent,) = of_clock("repairs", "L-12", CALLED, mark(2, "repair_loaner_issued", "2026-05-12 09:00"))
    assert (lent.done_position, lent.late) == (2, 0)


def test_an_adverse_event_by_its_level() -> None:
    """Order 1/2018 §25, §31: twenty days, seven for a death, hours for a cluster."""
    (one,) = of_clock("adverse_events", "CLK.AE.REPORT", AWARE)
    assert (one.limit, until(one)) == ("CN.AE.SERIOUS", "2026-05-31 24:00")
    died = mark(2, "adverse_event_assessed", "2026-05-15 10:00", event_level="death")
    *_, one = of_clock("adverse_events", "CLK.AE.REPORT", AWARE, died)
    assert (one.limit, until(one)) == ("CN.AE.DEATH", "2026-05-22 24:00")
    found_serious = mark(2, "adverse_event_assessed", "2026-06-20 10:00", event_level="serious")
    first = mark(1, "adverse_event_received", "2026-05-11 10:00", event_level="other")
    (late,) = of_clock("adverse_events", "CLK.AE.REPORT", first, found_serious)
    assert until(late) == "2026-05-31 24:00"  # from when the house knew, whatever it first called it
    cluster = mark(2, "adverse_event_assessed", "2026-05-12 10:00", cluster=True)
    *_, one = of_clock("adverse_events", "CLK.AE.REPORT", AWARE, cluster)
    assert (one.limit, until(one)) == ("CN.AE.CLUSTER.CASE", "2026-05-13 10:00")


def test_a_missed_deadline_is_not_taken_away_by_what_is_said_later() -> None:
    """A lower level, or that it need not be reported at all, ends what is owed; late it stays."""
    for change in ({"event_level": "other"}, {"reportable": False, "not_reportable_reason": "无关"}):
        in_time = mark(2, "adverse_event_assessed", "2026-05-20 10:00", **change)
        (one,) = of_clock("adverse_events", "CLK.AE.REPORT", AWARE, in_time)
        assert one.until == moment("2026-05-20 10:00")
        too_late = mark(2, "adverse_event_assessed", "2026-06-02 10:00", **change)
        (one,) = of_clock("adverse_events", "CLK.AE.REPORT", AWARE, too_late)
        assert one.until is None
        assert one.late == 1 if "reportable" in change else one.done_at is None
    again = mark(3, "adverse_event_assessed", "2026-05-25 10:00", reportable=True)
    no = mark(2, "adverse_event_assessed", "2026-05-20 10:00", reportable=False)
    first, second = of_clock("adverse_events", "CLK.AE.REPORT", AWARE, no, again)
    assert (first.until, second.until, until(second)) == (
        moment("2026-05-20 10:00"),
        None,
        "2026-05-31 24:00",
    )


def test_what_relieves_is_not_recorded_after_the_time_has_run_out() -> None:
    """Claimed in time, entered later: what was known to be owed stays missed; of old files it is not."""
    claimed = mark(2, "adverse_event_assessed", "2026-05-20 10:00", "2026-06-05 09:00", reportable=False)
    (one,) = of_clock("adverse_events", "CLK.AE.REPORT", AWARE, claimed)
    assert (one.until, one.late, one.done_event) == (None, 1, "adverse_event_assessed")
    lowered = claimed._replace(data={"event_level": "other"})
    (one,) = of_clock("adverse_events", "CLK.AE.REPORT", AWARE, lowered)
    assert (one.until, until(one)) == (None, "2026-05-31 24:00")
    of_old = AWARE._replace(recorded=moment("2026-06-05 09:00"))
    (one,) = of_clock("adverse_events", "CLK.AE.REPORT", of_old, claimed)
    assert one.until == moment("2026-05-20 10:00")


def test_only_the_day_of_a_stage_is_known() -> None:
    """On the last day itself it is in time; and it does not lie before what was recorded before it."""
    on_time = mark(2, "complaint_answered", "2026-05-20")
    (one,) = of_clock("complaints", "CN.COMPLAINT.REPLY", RECEIVED, on_time)
    assert (one.late, one.done_at) == (0, "2026-05-20")
    same_day = mark(2, "complaint_answered", "2026-05-11")
    (one,) = of_clock("complaints", "CN.COMPLAINT.REPLY", RECEIVED, same_day)
    assert (one.late, one.done_position, one.done_moment) == (0, 2, RECEIVED.at)
    day_after = mark(2, "complaint_answered", "2026-05-21")
    (one,) = of_clock("complaints", "CN.COMPLAINT.REPLY", RECEIVED, day_after)
    assert one.late == 1


def test_a_card_of_that_day_counts_whichever_was_recorded_first() -> None:
    """S4-I 意见-3: the card is a record of its own; its file may have come before that of the calls."""
    for position in (0, 9):
        card = mark(position, "survey_issued", "2026-05-11")
        (one,) = of_clock("repairs", "CLK.CARD", CALLED, card)
        assert (one.late, one.done_at) == (0, "2026-05-11")
    (one,) = of_clock("repairs", "CLK.CARD", CALLED, mark(9, "survey_issued", "2026-05-12"))
    assert one.late == 1


def test_both_approvals_start_the_pick_up() -> None:
    """L-28 (S1-D 5.2.1)."""
    request = mark(1, "return_requested", "2026-05-08 09:00")
    business = mark(2, "return_business_approved", "2026-05-08 10:00", business_decision="approved")
    quality = mark(3, "return_quality_approved", "2026-05-08 16:00", quality_decision="approved")
    assert of_clock("return_cases", "L-28", request, business) == []
    (one,) = of_clock("return_cases", "L-28", request, business, quality)
    assert until(one) == "2026-05-09 24:00"


def test_a_year_that_is_not_known_is_flagged() -> None:
    late = mark(1, "complaint_received", "2040-05-11 10:00")
    (one,) = of_clock("complaints", "CN.COMPLAINT.REPLY", late)
    assert (one.due_at, one.flag) == (None, "calendar 2040")


STANDARD: dict[str, Any] = {
    "standard_no": "BZ1",
    "name": "答复",
    "standard_kind": "answer",
    "stop_event": "complaint_answered",
    "limit_value": "3",
    "limit_unit": "working_day",
    "effective_from": "2026-01-01",
}


def test_the_house_sets_its_own_limits_but_not_those_of_the_law() -> None:
    known = RECEIVED._replace(position=5)
    (one,) = of_clock("complaints", "CN.COMPLAINT.REPLY", known, standards=(Standard(2, STANDARD),))
    assert (one.limit, until(one)) == ("BZ1", "2026-05-14 24:00")
    later = Standard(9, STANDARD)  # known only after the clock had started
    (one,) = of_clock("complaints", "CN.COMPLAINT.REPLY", known, standards=(later,))
    assert one.limit == "CN.COMPLAINT.REPLY"
    over = Standard(2, STANDARD | {"effective_until": "2026-02-01"})
    (one,) = of_clock("complaints", "CN.COMPLAINT.REPLY", known, standards=(over,))
    assert one.limit == "CN.COMPLAINT.REPLY"
    law = Standard(2, STANDARD | {"standard_kind": "report", "stop_event": None})
    (one,) = of_clock("adverse_events", "CLK.AE.REPORT", AWARE._replace(position=5), standards=(law,))
    assert one.limit == "CN.AE.SERIOUS"


def test_of_several_standards_the_one_that_says_most_counts() -> None:
    call = CALLED._replace(position=9)
    plain = {"standard_no": "A", "standard_kind": "response", "limit_value": "1", "limit_unit": "hour"}
    plain["effective_from"] = "2026-01-01"
    city = plain | {"standard_no": "B", "zone": "city", "limit_value": "2"}
    suburb = plain | {"standard_no": "C", "zone": "suburb", "limit_value": "3"}
    standards = tuple(Standard(n, one) for n, one in enumerate((city, plain, suburb), 1))
    (one,) = of_clock("repairs", "CLK.RESPOND", call, standards=standards)
    assert (one.limit, until(one)) == ("B", "2026-05-11 12:00")


@pytest.mark.parametrize("one", DUTIES, ids=lambda one: f"{one.table} {one.clock}")
def test_every_duty_names_what_there_is(one: Any) -> None:
    """Its stages, columns, limits and posts exist; a later entry of the catalogue is held by the same."""
    table = catalogue.table(one.table)
    foreign = {kind for marks in FOREIGN.values() for kind, key, _ in marks if key == one.table}
    events = {stage.event for stage in table.stages} | {table.event} | foreign
    named = {
        *one.starts,
        *one.stops,
        *one.early,
        *(event for event, _ in (*one.relieved, *one.again, *one.stop_when)),
    }
    named.update(event for pair in one.pauses for event in pair)
    assert named <= events
    assert one.columns <= set(table.by_key)
    assert {choice.limit for choice in one.choices} <= set(LIMITS)
    for choice in one.choices:
        assert bool(choice.promise) == (LIMITS[choice.limit].unit == "promised")
        for column, values in choice.when:
            known = {value.key for value in table.by_key[column].values}
            assert not known or set(values) <= known | {"", "*"}


def test_every_deadline_that_a_stage_names_is_kept() -> None:
    """The stage that ends a clock of the record contract meets a duty, or what is owed periodically does."""
    elsewhere = {"CN.SELF_REPORT", "CLK.CARD"}  # by the calendar; by the survey that a repair asks for
    for key in catalogue.TABLE_KEYS:
        for stage in catalogue.table(key).stages:
            if stage.deadline is None or stage.deadline in elsewhere:
                continue
            stops = {event for one in of_table(key) if one.clock == stage.deadline for event in one.stops}
            assert stops, (key, stage.deadline)
    assert "survey_issued" in duty("repairs", "CLK.CARD").stops


TABLES = sorted({one.table for one in DUTIES if catalogue.table(one.table).kind == "case"})


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[ClockEvent]]:
    """Draw anything that may happen to a case, in any order, with what its duties look at."""
    key = draw(st.sampled_from(TABLES))
    table = catalogue.table(key)
    marks = []
    for position in range(1, draw(st.integers(1, 8)) + 1):
        stage = draw(st.sampled_from(table.stages))
        at = draw(st.datetimes(min_value=_day(1), max_value=_day(28)))
        data = {}
        for column in sorted(kept_columns(key) & set(stage.columns)):
            declared = table.by_key[column]
            if declared.values:
                data[column] = draw(st.sampled_from([value.key for value in declared.values]))
            elif declared.type == "boolean":
                data[column] = draw(st.booleans())
            elif declared.type in {"date", "datetime"}:
                data[column] = f"2026-06-{draw(st.integers(1, 28)):02}"
        text = f"{at:%Y-%m-%d %H:%M}" if draw(st.booleans()) else f"{at:%Y-%m-%d}"
        marks.append(mark(position, stage.event, text, **data))
    return key, marks


def _day(day: int) -> Any:
    from datetime import datetime

    return datetime(2026, 5, day)  # noqa: DTZ001


@settings(max_examples=examples(300), deadline=None)
@given(drawn=histories())
def test_what_always_holds(drawn: tuple[str, list[ClockEvent]]) -> None:
    """Nothing ends before it begins; a round is met once; what is owed at a moment has one time by which."""
    table, marks = drawn
    found, _ = compute_obligations(table, marks, ZONE)
    assert found == compute_obligations(table, list(reversed(marks)), ZONE)[0]
    rounds: dict[tuple[str, int], list[Obligation]] = {}
    for one in found:
        assert one.until is None or one.since <= one.until
        assert one.done_moment is None or one.until is None
        assert (one.late is None) == (one.done_at is None or one.due_at is None)
        if one.late and one.due_at is not None and one.done_moment is not None:
            told_late = (one.done_recorded or "") > one.due_at
            assert one.done_moment > one.due_at or len(one.done_at or "") == 10 or told_late
        rounds.setdefault((one.clock, one.round), []).append(one)
    for parts in rounds.values():
        assert sum(part.done_at is not None for part in parts) <= 2
        ends = [part.until for part in parts[:-1]]
        assert all(end is not None or part.late for end, part in zip(ends, parts[:-1], strict=True))


@settings(max_examples=examples(200), deadline=None)
@given(drawn=histories())
def test_what_was_missed_stays_missed(drawn: tuple[str, list[ClockEvent]]) -> None:
    """Whatever is entered with a later time: a deadline that had run out by then is late for ever."""
    table, marks = drawn
    for count in range(1, len(marks)):
        known = marks[:count]
        horizon = max(one.at for one in known)
        if any(one.at <= horizon or one.day for one in marks[count:]) or any(one.day for one in known):
            continue
        after = compute_obligations(table, marks, ZONE)[0]
        for one in compute_obligations(table, known, ZONE)[0]:
            first_later = min(later.at for later in marks[count:])
            if one.until is None and one.done_at is None and one.due_at and one.due_at < first_later:
                same = [b for b in after if (b.clock, b.round, b.since) == (one.clock, one.round, one.since)]
                assert [b.due_at for b in same] == [one.due_at]
                assert same[0].late == 1 or same[0].done_at is None


@pytest.mark.parametrize(
    ("told_of", "limit", "last"),
    [
        # aware on 11 May 2026: death and clusters on that day, 11 + 15 = 26 May, 11 + 30 = 10 June
        ({"ae_kind": "drug", "event_level": "death"}, "CN.ADR.DEATH", "2026-05-11 24:00"),
        ({"ae_kind": "drug", "event_level": "other", "cluster": True}, "CN.ADR.CLUSTER", "2026-05-11 24:00"),
        ({"ae_kind": "drug", "event_level": "serious"}, "CN.ADR.SERIOUS", "2026-05-26 24:00"),
        ({"ae_kind": "drug", "event_level": "may_be_serious"}, "CN.ADR.SERIOUS", "2026-05-26 24:00"),
        (
            {"ae_kind": "drug", "event_level": "other", "unexpected": True},
            "CN.ADR.SERIOUS",
            "2026-05-26 24:00",
        ),
        ({"ae_kind": "drug", "event_level": "other"}, "CN.ADR.OTHER", "2026-06-10 24:00"),
        ({"ae_kind": "drug"}, "CN.ADR.OTHER", "2026-06-10 24:00"),
        ({"ae_kind": "veterinary", "event_level": "serious"}, "CN.VADR.REPORT", "2026-05-11 24:00"),
        ({"ae_kind": "veterinary"}, "CN.VADR.REPORT", "2026-05-11 24:00"),
        ({"ae_kind": "veterinary", "event_level": "other"}, None, None),
        ({"ae_kind": "device", "event_level": "death"}, "CN.AE.DEATH", "2026-05-18 24:00"),
        ({"event_level": "serious"}, "CN.AE.SERIOUS", "2026-05-31 24:00"),
        ({"ae_kind": "device", "event_level": "other"}, None, None),
    ],
)
def test_reactions_to_medicines_have_clocks_of_their_own(
    told_of: dict[str, Any], limit: str | None, last: str | None
) -> None:
    """R-74: medicines by MoH Order 81 §21, §27, veterinary drugs by their Rules §50, devices by Order 1."""
    first = mark(1, "adverse_event_received", "2026-05-11 10:00", **told_of)
    found = of_clock("adverse_events", "CLK.AE.REPORT", first)
    assert [(one.limit, until(one)) for one in found] == ([(limit, last)] if limit else [])


def test_a_reaction_that_turns_out_serious_is_due_from_when_it_was_known() -> None:
    """MoH Order 81 §21: 15 days from 11 May; by 20 May six are left."""
    first = mark(1, "adverse_event_received", "2026-05-11 10:00", ae_kind="drug", event_level="other")
    grave = mark(2, "adverse_event_assessed", "2026-05-20 10:00", event_level="serious")
    *_, one = of_clock("adverse_events", "CLK.AE.REPORT", first, grave)
    assert (one.limit, until(one)) == ("CN.ADR.SERIOUS", "2026-05-26 24:00")
