"""Every limit of every duty against a table made by hand: over Spring Festival, a month's end, entered late.

Each counts once from Friday 13 February 2026, 16:00, and once from Thursday 30 April, 16:00. Working time is
08:30–12:00 and 13:00–17:30. Worked are Saturday 14 February, nothing up to Monday the 23rd, and the 24th to
Saturday the 28th; nothing from 1 to 5 May, and Saturday 9 May. Days of the house that end where nobody works
move to the next working day, days of the law and promises never. What no case owes is in `test_every_cycle`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from ledger.clocks.duties import DUTIES, duty
from ledger.clocks.running import Obligation
from tests.ledger.clocks.test_clock_tables import marks as marked
from tests.ledger.clocks.test_clock_tables import on, standard, stands
from tests.ledger.clocks.test_limits import moment
from tests.ledger.clocks.test_running import of_clock

FESTIVAL, MONTH_END = "2026-02-13 16:00", "2026-04-30 16:00"
ENTERED = "2026-07-31 09:00"


class Line(NamedTuple):
    """One limit of one duty.

    Attributes:
        of: Table and clock.
        limit: Id of the limit.
        said: What the case says of itself.
        february: Last moment in time, counted from Friday 13 February, 16:00.
        april: The same from Thursday 30 April, 16:00.
        met: The event that meets it, with what it says; of none the first that the duty names.
    """

    of: tuple[str, str]
    limit: str
    said: dict[str, Any]
    february: str
    april: str
    met: tuple[str, dict[str, Any]] | None = None


def promised(of: tuple[str, str], limit: str, column: str, **said: Any) -> Line:
    """Return the line of a promise for a day on which nobody works: it is kept as it was given."""
    return Line(of, limit, said | {column: PROMISED}, "2026-02-21 24:00", "2026-05-03 24:00")


PROMISED = {FESTIVAL: "2026-02-21", MONTH_END: "2026-05-03"}
COMPLAINT, REPAIRS, RETURN, ADVERSE, RECALL = (
    lambda clock, table=table: (table, clock)
    for table in ("complaints", "repairs", "return_cases", "adverse_events", "recalls")
)
FORWARD, REPORT = RECALL("CLK.RECALL.FORWARD"), ADVERSE("CLK.AE.REPORT")
ALL_TOLD = ("recall_notice_sent", {"notices_complete": True})
BOTH = {"business_decision": "approved", "quality_decision": "approved"}
TABLE = (
    # 1.5 h to 17:30, then 2.5 h from 08:30; 1.5 h and half an hour.
    Line(
        COMPLAINT("CLK.RESPOND"),
        "L-01",
        {},
        "2026-02-14 11:00",
        "2026-05-06 11:00",
        ("complaint_assessed", {}),
    ),
    Line(
        COMPLAINT("CLK.RESPOND"),
        "L-02",
        {"urgent": True},
        "2026-02-14 09:00",
        "2026-05-06 09:00",
        ("complaint_assessed", {}),
    ),
    Line(COMPLAINT("CLK.URGENT"), "L-02", {"urgent": True}, "2026-02-14 09:00", "2026-05-06 09:00"),
    # 14, 24, 25, 26, 27, 28 February, 2 March; 6, 7, 8, 9, 11, 12, 13 May.
    Line(COMPLAINT("CN.COMPLAINT.REPLY"), "CN.COMPLAINT.REPLY", {}, "2026-03-02 24:00", "2026-05-13 24:00"),
    # The house's own three working days: 14, 24, 25; 6, 7, 8. Four: and the 26th; and Saturday the 9th.
    Line(COMPLAINT("L-16"), "L-16", {}, "2026-02-25 24:00", "2026-05-08 24:00"),
    Line(COMPLAINT("CLK.COMPLAINT.CLOSE"), "L-20", {}, "2026-02-26 24:00", "2026-05-09 24:00"),
    # Monday the 16th, so Tuesday the 24th; Sunday the 3rd, so Wednesday the 6th.
    Line(
        COMPLAINT("L-17"),
        "L-17",
        {"accepted_at": moment("2026-02-12 09:00")},
        "2026-02-24 24:00",
        "2026-05-06 24:00",
    ),
    # The 18th; the 5th. The 20th; the 7th, which is worked.
    Line(COMPLAINT("CLK.COMPLAINT.CLOSE"), "L-18", {}, "2026-02-24 24:00", "2026-05-06 24:00"),
    Line(
        COMPLAINT("CLK.COMPLAINT.CLOSE"),
        "L-19",
        {"territory": "abroad"},
        "2026-02-24 24:00",
        "2026-05-07 24:00",
    ),
    Line(("feedbacks", "CLK.RESPOND"), "L-05", {}, "2026-02-14 24:00", "2026-05-06 24:00"),
    promised(("feedbacks", "CLK.PROMISE"), "L-15", "promised_by"),
    Line(REPAIRS("CLK.RESPOND"), "L-01", {}, "2026-02-14 11:00", "2026-05-06 11:00"),
    Line(REPAIRS("CLK.RESPOND"), "L-02", {"fault_weight": "urgent"}, "2026-02-14 09:00", "2026-05-06 09:00"),
    Line(REPAIRS("L-06"), "L-06", {}, "2026-02-24 24:00", "2026-05-07 24:00"),  # 14, 24; 6, 7
    # The house's own 24 hours of the clock.
    Line(REPAIRS("L-06"), "L-07", {}, "2026-02-14 16:00", "2026-05-01 16:00"),
    # 1.5 h, then 1.5 h; 3.5 h to noon and 2 h; 3.5 h and 3 h.
    Line(REPAIRS("CLK.ARRIVE"), "L-08", {"zone": "city"}, "2026-02-14 10:00", "2026-05-06 10:00"),
    Line(REPAIRS("CLK.ARRIVE"), "L-09", {"zone": "suburb"}, "2026-02-14 15:00", "2026-05-06 15:00"),
    Line(REPAIRS("CLK.ARRIVE"), "L-10", {}, "2026-02-14 16:00", "2026-05-06 16:00"),
    promised(REPAIRS("CLK.ARRIVE"), "L-14", "appointed_until"),
    # Twelve hours of the clock; two working days; the 20th, so the 24th, and the 7th.
    Line(REPAIRS("CLK.REPAIR"), "L-11", {"fault_weight": "urgent"}, "2026-02-14 04:00", "2026-05-01 04:00"),
    Line(REPAIRS("CLK.REPAIR"), "L-03", {"fault_weight": "minor"}, "2026-02-24 24:00", "2026-05-07 24:00"),
    Line(REPAIRS("CLK.REPAIR"), "L-04", {"fault_weight": "complex"}, "2026-02-24 24:00", "2026-05-07 24:00"),
    promised(REPAIRS("CLK.PROMISE"), "L-14", "promised_at"),
    Line(REPAIRS("L-12"), "L-12", {}, "2026-02-14 16:00", "2026-05-01 16:00"),
    promised(REPAIRS("L-30"), "L-30", "planned_finish_on"),
    Line(REPAIRS("L-29"), "L-29", {"service_class": "paid"}, "2026-02-13 24:00", "2026-04-30 24:00"),
    Line(REPAIRS("CLK.CARD"), "CLK.CARD", {}, "2026-02-13 24:00", "2026-04-30 24:00"),
    Line(RETURN("L-28"), "L-28", BOTH, "2026-02-14 24:00", "2026-05-06 24:00"),
    # What the law asks for: at once is that day; 15, 30, 7, 20 days of the calendar; hours of the clock.
    Line(
        REPORT,
        "CN.VADR.REPORT",
        {"ae_kind": "veterinary", "event_level": "death"},
        "2026-02-13 24:00",
        "2026-04-30 24:00",
    ),
    Line(
        REPORT, "CN.ADR.CLUSTER", {"ae_kind": "drug", "cluster": True}, "2026-02-13 24:00", "2026-04-30 24:00"
    ),
    Line(
        REPORT,
        "CN.ADR.DEATH",
        {"ae_kind": "drug", "event_level": "death"},
        "2026-02-13 24:00",
        "2026-04-30 24:00",
    ),
    Line(
        REPORT,
        "CN.ADR.SERIOUS",
        {"ae_kind": "drug", "event_level": "serious"},
        "2026-02-28 24:00",
        "2026-05-15 24:00",
    ),
    Line(
        REPORT,
        "CN.ADR.OTHER",
        {"ae_kind": "drug", "event_level": "other"},
        "2026-03-15 24:00",
        "2026-05-30 24:00",
    ),
    Line(
        REPORT,
        "CN.AE.CLUSTER.CASE",
        {"ae_kind": "device", "cluster": True},
        "2026-02-14 16:00",
        "2026-05-01 16:00",
    ),
    Line(
        REPORT,
        "CN.AE.DEATH",
        {"ae_kind": "device", "event_level": "death"},
        "2026-02-20 24:00",
        "2026-05-07 24:00",
    ),
    Line(
        REPORT,
        "CN.AE.SERIOUS",
        {"ae_kind": "device", "event_level": "serious"},
        "2026-03-05 24:00",
        "2026-05-20 24:00",
    ),
    Line(ADVERSE("CN.AE.TELL_MAH"), "CN.AE.TELL_MAH", {}, "2026-02-14 24:00", "2026-05-01 24:00"),
    Line(
        ADVERSE("CN.AE.TELL_MAH"),
        "CN.AE.CLUSTER.MAH",
        {"cluster": True},
        "2026-02-14 04:00",
        "2026-05-01 04:00",
    ),
    Line(
        ADVERSE("CN.AE.CLUSTER.REG"),
        "CN.AE.CLUSTER.REG",
        {"cluster": True},
        "2026-02-14 04:00",
        "2026-05-01 04:00",
    ),
    promised(("capa", "CLK.PROMISE"), "L-14", "due_at"),
    promised(("visits", "CLK.VISIT"), "L-14", "planned_on"),
    promised(("supplier_contacts", "L-30"), "L-30", "due_at"),
    Line(
        ("quality_holds", "CN.DEFECT.REPORT"),
        "CN.DEFECT.REPORT",
        {"serious": True},
        "2026-02-13 24:00",
        "2026-04-30 24:00",
    ),
    Line(
        RECALL("CN.RECALL.STOP"),
        "CN.RECALL.STOP",
        {"origin": "registrant"},
        "2026-02-13 24:00",
        "2026-04-30 24:00",
    ),
    Line(
        RECALL("CN.DEFECT.REPORT"),
        "CN.DEFECT.REPORT",
        {"origin": "own_finding"},
        "2026-02-13 24:00",
        "2026-04-30 24:00",
    ),
    # Of devices 24 hours, 3 and 7 days; of medicines 1, 3 and 7 days.
    Line(FORWARD, "CN.RECALL.FORWARD.1", {"level": "1"}, "2026-02-14 16:00", "2026-05-01 16:00", ALL_TOLD),
    Line(FORWARD, "CN.RECALL.FORWARD.2", {"level": "2"}, "2026-02-16 24:00", "2026-05-03 24:00", ALL_TOLD),
    Line(FORWARD, "CN.RECALL.FORWARD.3", {"level": "3"}, "2026-02-20 24:00", "2026-05-07 24:00", ALL_TOLD),
    Line(
        FORWARD,
        "CN.DRUGRECALL.NOTIFY.1",
        {"level": "1", "product_kind": "drug"},
        "2026-02-14 24:00",
        "2026-05-01 24:00",
        ALL_TOLD,
    ),
    Line(
        FORWARD,
        "CN.DRUGRECALL.NOTIFY.2",
        {"level": "2", "product_kind": "drug"},
        "2026-02-16 24:00",
        "2026-05-03 24:00",
        ALL_TOLD,
    ),
    Line(
        FORWARD,
        "CN.DRUGRECALL.NOTIFY.3",
        {"level": "3", "product_kind": "drug"},
        "2026-02-20 24:00",
        "2026-05-07 24:00",
        ALL_TOLD,
    ),
    promised(RECALL("CLK.RECALL.PROGRESS"), "L-14", "next_report_on"),
    # Ten working days: 14, 24–28 February, 2–5 March; 6–9, 11–15, 18 May.
    Line(RECALL("CN.RECALL.SUMMARY"), "CN.RECALL.SUMMARY", {}, "2026-03-05 24:00", "2026-05-18 24:00"),
    promised(("authority_inspections", "CN.INSPECT.RECTIFY"), "L-14", "rectify_by"),
    # Thirty: 14, 24–28 February, four weeks of March, four days; 6–9 May, five weeks, Monday 15 June.
    Line(
        ("authority_inspections", "CN.INSPECT.RECTIFY"),
        "CN.INSPECT.RECTIFY",
        {"inspection_kind": "licensing", "check_conclusion": "not_met"},
        "2026-04-02 24:00",
        "2026-06-15 24:00",
    ),
    promised(("rule_checks", "CLK.PROMISE"), "L-14", "rectify_by"),
    promised(("letters", "CLK.PROMISE"), "L-15", "due_at", letter_direction="incoming"),
)


SET_BY_HOUSE = {
    "L-07": standard("dispatch", "24", "hour", standard_no="L-07"),
    "L-16": standard("closing", "3", "working_day", standard_no="L-16", stop_event="complaint_decided"),
    "L-20": standard("closing", "4", "working_day", standard_no="L-20"),
}
"""Limits of which the source leaves the number to the house, or the unit."""


def owed(line: Line, start: str, *met: str) -> list[Obligation]:
    """Return what is owed of a line from a start on, met at a time that is entered long after."""
    one = duty(*line.of)
    said = {key: value[start] if value is PROMISED else value for key, value in line.said.items()}
    happened = [on(one.starts[0], start, **said)]
    stop, told = line.met or (one.stops[0], {})
    happened += [on(stop, at, ENTERED, **told) for at in met]
    later = [mark._replace(position=mark.position + 1) for mark in marked(tuple(happened))]
    standards = tuple(one for limit, one in SET_BY_HOUSE.items() if limit == line.limit)
    return of_clock(*line.of, *later, standards=standards)


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line.of[0]} {line.limit} of {line.of[1]}")
@pytest.mark.parametrize("start", [FESTIVAL, MONTH_END])
def test_every_limit_of_every_duty(line: Line, start: str) -> None:
    """By when it is owed; done in its last minute it is in time, a minute later not, entered long after."""
    until = line.february if start == FESTIVAL else line.april
    assert [stands(one) for one in owed(line, start)] == [(line.limit, until, None)]
    last = datetime.fromisoformat(until.replace("24:00", "23:59"))
    for at, late in ((last, 0), (last + timedelta(minutes=1), 1)):
        assert [stands(one) for one in owed(line, start, f"{at:%Y-%m-%d %H:%M}")] == [
            (line.limit, until, late)
        ]


def test_no_limit_of_a_duty_is_left_out() -> None:
    """Beside them what the house sets; `test_every_cycle` asks that those of no case are there."""
    every = {((one.table, one.clock), choice.limit) for one in DUTIES for choice in one.choices}
    named = {(line.of, line.limit) for line in TABLE}
    assert {one for one in named if one[1] not in SET_BY_HOUSE} == every
    assert {limit for _, limit in named - every} == set(SET_BY_HOUSE)
