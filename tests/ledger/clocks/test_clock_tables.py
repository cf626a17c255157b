"""Every clock of a case against a table made by hand: what happened, by when it is owed, how it stands.

Working time is 08:30–12:00 and 13:00–17:30. Spring Festival of 2026: off from Sunday 15 to Monday 23 of
February, worked on the Saturdays 14 and 28. Labour day: off from 1 to 5 May, worked on Saturday 9 May.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from ledger.clocks.duties import DUTIES
from ledger.clocks.running import ClockEvent, Obligation, Standard
from tests.ledger.clocks.test_limits import moment, told
from tests.ledger.clocks.test_running import mark, of_clock

Happened = tuple[str, str, dict[str, Any]] | tuple[str, str, dict[str, Any], str]
"""An event, when it happened, what it says and, where that was later, when it was recorded."""


class Clock(NamedTuple):
    """One line of the table."""

    said: str
    of: tuple[str, str]
    happened: tuple[Happened, ...]
    owed: tuple[tuple[str, str, int | None], ...]  # limit, last moment, whether it was late


CALL, SENT, THERE, DONE = "repair_requested", "repair_dispatched", "repair_arrived", "repair_repaired"
CITY, SUBURB = {"zone": "city"}, {"zone": "suburb"}
ARRIVE, REPAIR, RESPOND, LOAN = (
    (("repairs", one)) for one in ("CLK.ARRIVE", "CLK.REPAIR", "CLK.RESPOND", "L-12")
)
LENT = "repair_loaner_issued"
ASKED, OK_B, OK_Q = "return_requested", "return_business_approved", "return_quality_approved"
YES_B, YES_Q = {"business_decision": "approved"}, {"quality_decision": "approved"}
PICKUP = ("return_cases", "L-28")
HEARD = "complaint_received"


def on(event: str, at: str, recorded: str | None = None, **data: Any) -> Happened:
    return (event, at, data) if recorded is None else (event, at, data, recorded)


TABLE = (
    # L-01, four working hours: 15:00–17:30 are 2.5 h, the other 1.5 h end at 10:00 of the next working day.
    Clock("L-01", RESPOND, (on(CALL, "2026-05-11 15:00"),), (("L-01", "2026-05-12 10:00", None),)),
    Clock(
        "L-01 over Spring Festival: Saturday 14 February is worked, the next day that is is Tuesday the 24th",
        ("complaints", "CLK.RESPOND"),
        (on(HEARD, "2026-02-14 16:30"), on("complaint_assessed", "2026-02-24 11:31")),
        (("L-01", "2026-02-24 11:30", 1),),  # 1 h on the 14th, 3 h from 08:30
    ),
    # L-02, two working hours, from when the urgency was known, and never later than the four of L-01.
    Clock(
        "L-02 urgent from the call",
        RESPOND,
        (on(CALL, "2026-05-11 11:00", fault_weight="urgent"), on("repair_responded", "2026-05-11 14:00")),
        (("L-02", "2026-05-11 14:00", 0),),  # 1 h to noon, 1 h from 13:00
    ),
    Clock(
        "L-02 found urgent at 10:30",
        RESPOND,
        (on(CALL, "2026-05-11 10:00"), on("repair_plan_agreed", "2026-05-11 10:30", fault_weight="urgent")),
        (("L-01", "2026-05-11 15:00", None), ("L-02", "2026-05-11 13:30", None)),
    ),
    Clock(
        "L-02 found urgent at 14:30, when L-01 has half an hour left",
        RESPOND,
        (on(CALL, "2026-05-11 10:00"), on("repair_plan_agreed", "2026-05-11 14:30", fault_weight="urgent")),
        (("L-01", "2026-05-11 15:00", None),),
    ),
    Clock(
        "L-02 of a complaint: the assessment is the answer, what it says could not be known before",
        ("complaints", "CLK.RESPOND"),
        (on(HEARD, "2026-05-11 10:00"), on("complaint_assessed", "2026-05-11 14:30", urgent=True)),
        (("L-01", "2026-05-11 15:00", 0),),
    ),
    Clock(
        "L-02 of a complaint: two working hours from the assessment until it is reported up",
        ("complaints", "CLK.URGENT"),
        (
            on(HEARD, "2026-05-11 10:00"),
            on("complaint_transferred", "2026-05-11 10:10"),
            on("complaint_assessed", "2026-05-11 16:30", urgent=True),
            on("complaint_accepted", "2026-05-12 09:31"),
        ),
        (("L-02", "2026-05-12 09:30", 1),),  # 1 h to 17:30, 1 h from 08:30
    ),
    # L-03 and L-04: of days the first is not counted.
    Clock(
        "L-03",
        REPAIR,
        (on(CALL, "2026-02-13 09:00", fault_weight="minor"), on(DONE, "2026-02-24")),
        (("L-03", "2026-02-24 24:00", 0),),  # Saturday 14, Tuesday 24
    ),
    Clock(
        "L-04: the seventh day, Friday 1 May, is not worked, nor are those up to the 5th",
        REPAIR,
        (on(CALL, "2026-04-24 10:00"), on(DONE, "2026-05-07")),
        (("L-04", "2026-05-06 24:00", 1),),
    ),
    Clock(
        "L-05",
        ("feedbacks", "CLK.RESPOND"),
        (on("feedback_received", "2026-04-30 17:00"),),
        (("L-05", "2026-05-06 24:00", None),),
    ),
    Clock(
        "L-06", ("repairs", "L-06"), (on(CALL, "2026-05-08 17:00"),), (("L-06", "2026-05-11 24:00", None),)
    ),
    # L-08 to L-10: from the call, sent or not, in working time.
    Clock(
        "L-08 nobody was sent: 1.5 h to 17:30, 1.5 h from 08:30",
        ARRIVE,
        (on(CALL, "2026-05-11 16:00", **CITY),),
        (("L-08", "2026-05-12 10:00", None),),
    ),
    Clock(
        "L-08 a call in the night counts from 08:30",
        ARRIVE,
        (on(CALL, "2026-05-11 23:00", **CITY), on(SENT, "2026-05-12 08:40"), on(THERE, "2026-05-12 11:30")),
        (("L-08", "2026-05-12 11:30", 0),),
    ),
    Clock(
        "L-09 over Spring Festival: 1.5 h on Saturday 14 February, 5.5 h on the 24th",
        ARRIVE,
        (on(CALL, "2026-02-14 16:00", **SUBURB), on(THERE, "2026-02-24 15:01")),
        (("L-09", "2026-02-24 15:00", 1),),
    ),
    Clock(
        "L-09 from 16:00 on to 15:00 of the next working day, to the minute",
        ARRIVE,
        (on(CALL, "2026-05-11 16:00", **SUBURB), on(THERE, "2026-05-12 15:00")),
        (("L-09", "2026-05-12 15:00", 0),),  # 1.5 h to 17:30, 3.5 h to noon, 2 h from 13:00
    ),
    Clock(
        "L-10 neither city nor suburb: eight hours of working time are one day",
        ARRIVE,
        (on(CALL, "2026-04-30 13:00"),),
        (("L-10", "2026-05-06 12:00", None),),  # 4.5 h on the 30th, 3.5 h on 6 May
    ),
    Clock(
        "L-10 a special case told in time binds by no hours",
        ARRIVE,
        (
            on(CALL, "2026-05-11 09:00"),
            on("repair_responded", "2026-05-11 10:00", arrival_exception="道路塌方"),
        ),
        (("L-10", "2026-05-12 09:00", None),),
    ),
    Clock(
        "L-10 told when the time is over it excuses nothing",
        ARRIVE,
        (
            on(CALL, "2026-05-11 09:00"),
            on("repair_responded", "2026-05-12 09:01", arrival_exception="道路塌方"),
            on(THERE, "2026-05-12 15:00"),
        ),
        (("L-10", "2026-05-12 09:00", 1),),
    ),
    Clock(
        "L-14 the time agreed when somebody is sent takes the place of the hours",
        ARRIVE,
        (
            on(CALL, "2026-05-11 09:00", **CITY),
            on(SENT, "2026-05-11 09:30", appointed_until=moment("2026-05-13 10:00")),
            on(THERE, "2026-05-13 09:55"),
        ),
        (("L-08", "2026-05-11 12:00", None), ("L-14", "2026-05-13 10:00", 0)),
    ),
    Clock(
        "L-08 by telephone nobody has to arrive",
        ARRIVE,
        (
            on(CALL, "2026-05-11 09:00", **CITY),
            on("repair_responded", "2026-05-11 09:30", service_mode="phone"),
        ),
        (("L-08", "2026-05-11 12:00", None),),
    ),
    Clock(
        "L-08 a unit that was brought in wants no visit",
        ARRIVE,
        (on(CALL, "2026-05-11 09:00", **CITY), on("repair_taken_back", "2026-05-11 10:00")),
        (("L-08", "2026-05-11 12:00", None),),
    ),
    Clock(
        "L-06 to a unit that was brought in nobody is sent",
        ("repairs", "L-06"),
        (on(CALL, "2026-05-11 09:00"), on("repair_taken_back", "2026-05-12")),
        (("L-06", "2026-05-13 24:00", None),),
    ),
    Clock(
        "L-06 brought in when the two days were over",
        ("repairs", "L-06"),
        (on(CALL, "2026-05-11 09:00"), on("repair_taken_back", "2026-05-14")),
        (("L-06", "2026-05-13 24:00", 1),),
    ),
    Clock("L-08 no fault, no hours", ARRIVE, (on(CALL, "2026-05-11 09:00", service_kind="training"),), ()),
    # L-11: twelve hours through the night. L-12: from the twelfth hour a loaner is owed, by the 24th.
    Clock(
        "L-11",
        REPAIR,
        (on(CALL, "2026-01-31 20:00", fault_weight="urgent"), on(DONE, "2026-02-01 08:01")),
        (("L-11", "2026-02-01 08:00", 1),),
    ),
    Clock("L-12 any fault", LOAN, (on(CALL, "2026-05-11 10:00"),), (("L-12", "2026-05-12 10:00", None),)),
    Clock(
        "L-12 of a minor fault",
        LOAN,
        (on(CALL, "2026-05-11 10:00", fault_weight="minor"), on(LENT, "2026-05-12 10:01")),
        (("L-12", "2026-05-12 10:00", 1),),
    ),
    Clock(
        "L-12 lent in the third hour",
        LOAN,
        (on(CALL, "2026-05-11 10:00"), on(LENT, "2026-05-11 13:00")),
        (("L-12", "2026-05-12 10:00", 0),),
    ),
    Clock("L-12 repaired by then", LOAN, (on(CALL, "2026-05-11 10:00"), on(DONE, "2026-05-11 21:00")), ()),
    Clock(
        "L-12 repaired between",
        LOAN,
        (on(CALL, "2026-05-11 10:00"), on(DONE, "2026-05-12 09:00")),
        (("L-12", "2026-05-12 10:00", 0),),
    ),
    # L-14 of a recall: each report says by when the next comes; an early one may keep that day.
    Clock(
        "L-14 an early report of a recall keeps the day of the next",
        ("recalls", "CLK.RECALL.PROGRESS"),
        (
            on("recall_opened", "2026-05-11 09:00", next_report_on="2026-05-20"),
            on("recall_progress_reported", "2026-05-15", next_report_on="2026-05-20"),
            on("recall_progress_reported", "2026-05-22", next_report_on="2026-06-01"),
            on("recall_summarised", "2026-05-29"),
        ),
        (("L-14", "2026-05-20 24:00", 0), ("L-14", "2026-05-20 24:00", 1), ("L-14", "2026-06-01 24:00", 0)),
    ),
    # L-15: met by the answer's own time, whenever the promise was entered.
    Clock(
        "L-15",
        ("feedbacks", "CLK.PROMISE"),
        (
            on("feedback_received", "2026-11-20 09:00"),
            on("feedback_reply_promised", "2026-11-20 09:10", promised_by="2026-11-25"),
            on("feedback_answered", "2026-11-26 08:30"),
        ),
        (("L-15", "2026-11-25 24:00", 1),),
    ),
    Clock(
        "L-15 the promise entered after the answer",
        ("feedbacks", "CLK.PROMISE"),
        (
            on("feedback_received", "2026-11-20 09:00"),
            on("feedback_answered", "2026-11-24 15:00"),
            on("feedback_reply_promised", "2026-11-29 10:00", promised_by="2026-11-25"),
        ),
        (("L-15", "2026-11-25 24:00", 0),),
    ),
    Clock(
        "L-14 a repair promised, the promise entered after it was done",
        ("repairs", "CLK.PROMISE"),
        (
            on(CALL, "2026-05-11 09:00"),
            on(DONE, "2026-05-14 10:00"),
            on("repair_responded", "2026-05-20 10:00", promised_at=moment("2026-05-13 12:00")),
        ),
        (("L-14", "2026-05-13 12:00", 1),),
    ),
    Clock(
        "L-14 a visit made, its plan entered later",
        ("visits", "CLK.VISIT"),
        (on("visit_made", "2026-05-14"), on("visit_planned", "2026-05-20 10:00", planned_on="2026-05-15")),
        (("L-14", "2026-05-15 24:00", 0),),
    ),
    # L-17 to L-19: days; the last that is not worked moves on.
    Clock(
        "L-17: the third day is Saturday 16 May",
        ("complaints", "L-17"),
        (
            on(HEARD, "2026-05-11 09:00"),
            on("complaint_accepted", "2026-05-12 09:00", accepted_at=moment("2026-05-12 09:00")),
            on("complaint_investigated", "2026-05-13 17:00"),
            on("complaint_reported", "2026-05-18 17:00"),
        ),
        (("L-17", "2026-05-18 24:00", 0),),
    ),
    Clock(
        "L-18 over Spring Festival: the fifth day is the 17th, the next that is worked the 24th",
        ("complaints", "CLK.COMPLAINT.CLOSE"),
        (
            on(HEARD, "2026-02-11"),
            on("complaint_accepted", "2026-02-12"),
            on("complaint_closed", "2026-02-24"),
        ),
        (("L-18", "2026-02-24 24:00", 0),),
    ),
    Clock(
        "L-19",
        ("complaints", "CLK.COMPLAINT.CLOSE"),
        (on(HEARD, "2026-05-11", territory="abroad"), on("complaint_accepted", "2026-05-12")),
        (("L-19", "2026-05-19 24:00", None),),
    ),
    # L-28: from the later of the two approvals, whichever of them that is.
    Clock(
        "L-28 approved on Monday 16 and Friday 20 November",
        PICKUP,
        (
            on(ASKED, "2026-11-16 09:00"),
            on(OK_B, "2026-11-16 10:00", **YES_B),
            on(OK_Q, "2026-11-20 15:00", **YES_Q),
            on("return_pickup_arranged", "2026-11-23 17:00"),
        ),
        (("L-28", "2026-11-23 24:00", 0),),
    ),
    Clock(
        "L-28 quality first",
        PICKUP,
        (on(OK_Q, "2026-04-29 10:00", **YES_Q), on(OK_B, "2026-04-30 10:00", **YES_B)),
        (("L-28", "2026-05-06 24:00", None),),
    ),
    Clock(
        "L-28 arranged before the second approval",
        PICKUP,
        (
            on(OK_B, "2026-11-16 10:00", **YES_B),
            on("return_pickup_arranged", "2026-11-18 10:00"),
            on(OK_Q, "2026-11-20 15:00", **YES_Q),
        ),
        (("L-28", "2026-11-23 24:00", 0),),
    ),
    # L-29: the same day. L-30: the day that was agreed.
    Clock(
        "L-29",
        ("repairs", "L-29"),
        (
            on("repair_diagnosed", "2026-05-11 09:00", service_class="paid"),
            on("repair_customer_confirmed", "2026-05-11 16:00"),
            on("repair_charged", "2026-05-12 09:00"),
        ),
        (("L-29", "2026-05-11 24:00", 1),),
    ),
    Clock(
        "L-29 charged the day before the customer signed",
        ("repairs", "L-29"),
        (
            on("repair_diagnosed", "2026-05-11 09:00", service_class="paid"),
            on("repair_charged", "2026-05-11"),
            on("repair_customer_confirmed", "2026-05-12 16:00"),
        ),
        (("L-29", "2026-05-12 24:00", 0),),
    ),
    Clock(
        "L-30",
        ("repairs", "L-30"),
        (
            on("repair_sent_to_factory", "2026-05-11", planned_finish_on="2026-05-31"),
            on("repair_received_from_factory", "2026-06-01"),
        ),
        (("L-30", "2026-05-31 24:00", 1),),
    ),
)


def marks(happened: tuple[Happened, ...]) -> list[ClockEvent]:
    """Return what happened as marks, recorded in the order of the table."""
    found = []
    for position, one in enumerate(happened, 1):
        event, at, data, *recorded = one
        found.append(mark(position, event, at, *recorded, **data))
    return found


def stands(one: Obligation) -> tuple[str, str | None, int | None]:
    return one.limit, None if one.due_at is None else told(one.due_at), one.late


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.said)
def test_the_table_of_the_clocks(line: Clock) -> None:
    assert tuple(stands(one) for one in of_clock(*line.of, *marks(line.happened))) == line.owed


def test_the_table_has_a_line_for_every_clock_of_the_service_desk() -> None:
    """Those of vigilance and recalls have tables of their own; some are owed by what the house has set."""
    by_law = {"adverse_events", "recalls", "quality_holds", "authority_inspections"}
    elsewhere = {"CN.COMPLAINT.REPLY", "CLK.CARD", "L-16"}
    wanted = {(one.table, one.clock) for one in DUTIES if one.table not in by_law} - {
        (table, "CLK.PROMISE") for table in ("capa", "rule_checks", "letters")
    }
    left = {(table, clock) for table, clock in wanted - {line.of for line in TABLE} if clock not in elsewhere}
    assert left == {("supplier_contacts", "L-30")}


def standard(kind: str, value: str | None, unit: str, **rest: Any) -> Standard:
    data = {"standard_no": "BZ", "standard_kind": kind, "effective_from": "2026-01-01"}
    return Standard(1, data | ({} if value is None else {"limit_value": value, "limit_unit": unit}) | rest)


@pytest.mark.parametrize(
    ("of", "events", "set_by_house", "owed"),
    [
        # L-07, 24 hours for a technician, is kept by a house that sets it; so are L-16 and L-20.
        (
            ("repairs", "L-06"),
            (on(CALL, "2026-05-11 15:00"),),
            standard("dispatch", "24", "hour"),
            "2026-05-12 15:00",
        ),
        (
            ("complaints", "L-16"),
            (on("complaint_investigated", "2026-05-11 15:00"),),
            standard("closing", "3", "working_day", stop_event="complaint_decided"),
            "2026-05-14 24:00",
        ),
        # A house may count its way to the customer in hours of the clock.
        (
            ARRIVE,
            (on(CALL, "2026-05-11 16:00", **CITY),),
            standard("arrival", "3", "hour"),
            "2026-05-11 19:00",
        ),
        # It lends within six hours; the twelve of L-11 are then no reason to wait.
        (LOAN, (on(CALL, "2026-05-11 10:00"),), standard("loaner", "6", "hour"), "2026-05-11 16:00"),
        # It lends nothing for minor faults: an exception for named cases, and no limit.
        (
            LOAN,
            (on(CALL, "2026-05-11 10:00", fault_weight="minor"),),
            standard("loaner", None, "", fault_weight="minor", exceptions="轻微故障不提供备用机"),
            None,
        ),
        (
            LOAN,
            (on(CALL, "2026-05-11 10:00", fault_weight="complex"),),
            standard("loaner", None, "", fault_weight="minor", exceptions="轻微故障不提供备用机"),
            "2026-05-12 10:00",
        ),
        # An exception for no case in particular is a note, and takes nothing away.
        (
            LOAN,
            (on(CALL, "2026-05-11 10:00"),),
            standard("loaner", None, "", exceptions="特殊情况除外"),
            "2026-05-12 10:00",
        ),
    ],
)
def test_what_the_house_has_set(
    of: tuple[str, str], events: tuple[Happened, ...], set_by_house: Standard, owed: str | None
) -> None:
    later = [one._replace(position=one.position + 1) for one in marks(events)]
    found = of_clock(*of, *later, standards=(set_by_house,))
    assert [stands(one)[1] for one in found] == ([] if owed is None else [owed])
