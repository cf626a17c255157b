"""What is owed again and again, by a table made by hand: over Spring Festival, a month's end, entered late.

Nobody worked from 4 to 10 February 2019, from 28 January to 4 February 2025 and from 15 to 23 February 2026.
None of these days moves the last day of a round: what is owed by months and days of the month ends where it
ends. All is in one ledger, which begins in December 2018; what was entered late was entered behind all else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from itertools import chain
from typing import Any, NamedTuple

import pytest

from ledger import clock
from ledger.clocks.calendar import is_working
from ledger.clocks.duties import DUTIES
from ledger.clocks.limits import LIMITS
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from projections.answers.cases.periodic import cycles
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from tests.ledger.clocks.test_limits import moment
from tests.support.events import ZONE, event, sold

FESTIVALS = (("2019-02-04", "2019-02-10"), ("2025-01-28", "2025-02-04"), ("2026-02-15", "2026-02-23"))
FESTIVAL, MONTH_END, LATE = OCCASIONS = ("over Spring Festival", "at a month's end", "entered late")
Round = tuple[str, str, str | None, str]


def issued(report: str, month: str, last: str, on: str) -> Prepared:
    """Return a report on a month, or on the part of it that ends on a day."""
    given = {
        "issue_kind": "periodic",
        "title": "报表",
        "position_to": 1,
        "digest": "d",
        "issue_format": "csv",
    }
    span = {"period_from": f"{month}-01", "period_to": f"{month}-{last}", "issued_on": on}
    return event("report_issued", given | span, issue_no=f"{report} {on}", report_key=report, issued_by="S1")


def visit(customer: str, on: str, kind: str = "on_site") -> Prepared:
    given = {"customer_code": customer, "visit_kind": kind, "handler": "S1"}
    return event("visit_made", given, visit_no=f"{customer} {on}", visited_on=on)


def unit(number: str, accepted_on: str, months: int = 36) -> Prepared:
    """Return a unit under warranty of a customer of its own, who has its number."""
    given = {"customer_code": number, "product_code": "P1", "serial": number, "warranty_months": months}
    return event("warranty_registered", given, warranty_no=number, accepted_on=accepted_on)


def pills(lot: str, on: str) -> Prepared:
    return sold(lot, product_code="V1", lot=lot, customer_code="C33", sold_on=on)


def filed(kind: str, lot: str, on: str) -> Prepared:
    given = {"filing_kind": kind, "product_code": "V1", "lot": lot, "line": 1}
    who = {"customer_code": "C33"} if kind == "filing" else {}
    return event("veterinary_sale_filed", given | who, filing_no=f"{kind} {lot}", filed_on=on)


def reading(number: str, at: str, measures_for: str | None = None) -> Prepared:
    """Return a reading out of range, or a later one with the measures on it."""
    given = {"location_code": "A-01", "temperature": "9", "reading_no": number, "read_at": moment(at)}
    if measures_for is None:
        return event("temperature_recorded", given, findings=[{"rule": "M-45", "place": "A-01"}])
    return event("temperature_recorded", given, measures="已调低温度", measures_for=measures_for)


def planned(number: str, year: int, month: str) -> Prepared:
    return event(
        "training_planned", {"topic": "法规", "plan_year": year}, plan_no=number, planned_month=month
    )


def trained(plan: str, on: str) -> Prepared:
    given = {"staff_code": "S1", "topic": "法规", "training_result": "passed", "plan_no": plan}
    return event("staff_trained", given, training_no=f"PX {plan}", trained_on=on)


def inspected(year: int, on: str) -> Prepared:
    given = {"content": "全部条款", "year": year, "made_on": on}
    return event("self_inspection_made", given, self_inspection_no=f"ZC-{year}")


def handed_in(year: int, on: str) -> Prepared:
    return event("self_inspection_submitted", {}, self_inspection_no=f"ZC-{year}", submitted_on=on)


def met(on: str) -> Prepared:
    given = {"meeting_kind": "risk_consultation", "participants": ["S1"], "conclusions": "可控"}
    return event("meeting_held", given, meeting_no=f"HY {on}", held_on=on)


def licence(number: str, kind: str, until: str, **rest: Any) -> Prepared:
    given = {"owner_kind": "own", "owner_code": "G1", "licence_kind": kind, "valid_until": until}
    return event("licence_registered", given, licence_no=number, **rest)


COMPLAINED = event(
    "complaint_received",
    {"customer_code": "C21", "content": "漏液"},
    complaint_no="TS1",
    received_on="2019-01-31",
)
# Half an hour after midnight of New Year: in Greenwich it is still December.
CALLED = event(
    "repair_requested",
    {"customer_code": "C22", "product_code": "P1", "fault": "坏"},
    repair_no="WX1",
    requested_on=moment("2019-01-01 00:30"),
)
ASKED = event(
    "feedback_received",
    {"feedback_kind": "inquiry", "handler": "S1", "content": "问", "customer_code": "C23"},
    feedback_no="XX1",
    received_at=moment("2019-01-01 00:30"),
)
VETERINARY = event("product_registered", {"name": "兽药"}, product_code="V1", product_kind="veterinary_drug")


class Owed(NamedTuple):
    """One matter of one clock.

    Attributes:
        clock: Its id.
        occasion: What it lies over.
        number: Of the matter.
        given: What happened of it.
        at: Day of the answer.
        rounds: First day, last day, day on which it was done, and how it stands, of each round.
        late: What happened of it too, but was entered behind everything else.
        before: The rounds as they were known before that.
    """

    clock: str
    occasion: str
    number: str
    given: tuple[Prepared, ...]
    at: str
    rounds: list[Round]
    late: tuple[Prepared, ...] = ()
    before: list[Round] = []  # noqa: RUF012 - nobody adds to it


def by_month(clock_id: str, report: str, first: Prepared, day: str) -> tuple[Owed, ...]:
    """Return the reports of a clock on the months of 2019, owed by a day of the following month.

    On January on the very day, in the festival. On March to its last day: what ends on the 30th is not on
    March, so that of 11 April counts, which is late. On February in time, but entered late.
    """
    january, february, march = (f"{report} 2019-0{month}" for month in (1, 2, 3))
    again = issued(report, "2019-02", "28", f"2019-03-{day}")
    return (
        Owed(
            clock_id,
            FESTIVAL,
            january,
            (first, issued(report, "2019-01", "31", f"2019-02-{day}")),
            "2019-02-28",
            [("2019-02-01", f"2019-02-{day}", f"2019-02-{day}", "done")],
        ),
        Owed(
            clock_id,
            MONTH_END,
            march,
            (issued(report, "2019-03", "30", "2019-04-01"), issued(report, "2019-03", "31", "2019-04-11")),
            "2019-04-30",
            [("2019-04-01", f"2019-04-{day}", "2019-04-11", "done_late")],
        ),
        # Nothing of December, which ended before the first of them.
        Owed(clock_id, MONTH_END, f"{report} 2018-12", (), "2019-03-31", []),
        Owed(
            clock_id,
            LATE,
            february,
            (),
            "2019-03-31",
            [("2019-03-01", f"2019-03-{day}", f"2019-03-{day}", "done")],
            (again,),
            [("2019-03-01", f"2019-03-{day}", None, "overdue")],
        ),
    )


VISITS = (
    # 17 August and six months: Tuesday 17 February, in the festival. Visited on the day.
    Owed(
        "L-24",
        FESTIVAL,
        "YH1",
        (visit("YH1", "2025-08-17", "user_quality"), visit("YH1", "2026-02-17")),
        "2026-03-31",
        [("2025-08-17", "2026-02-17", "2026-02-17", "done"), ("2026-02-17", "2026-08-17", None, "open")],
    ),
    # 31 August and six months: 28 February, the last day there is. 1 March is late, and begins the next.
    Owed(
        "L-24",
        MONTH_END,
        "YH2",
        (visit("YH2", "2025-08-31", "user_quality"), visit("YH2", "2026-03-01")),
        "2026-03-31",
        [("2025-08-31", "2026-02-28", "2026-03-01", "done_late"), ("2026-03-01", "2026-09-01", None, "open")],
    ),
    Owed(
        "L-24",
        LATE,
        "YH3",
        (visit("YH3", "2025-08-17", "user_quality"),),
        "2026-03-31",
        [("2025-08-17", "2026-02-17", "2026-02-16", "done"), ("2026-02-16", "2026-08-16", None, "open")],
        (visit("YH3", "2026-02-16"),),
        [("2025-08-17", "2026-02-17", None, "overdue")],
    ),
    # 17 November and three months: 17 February. The day after is late, though nobody works on either.
    Owed(
        "L-25",
        FESTIVAL,
        "BX1",
        (unit("BX1", "2025-11-17"), visit("BX1", "2026-02-18")),
        "2026-03-31",
        [("2025-11-17", "2026-02-17", "2026-02-18", "done_late"), ("2026-02-18", "2026-05-18", None, "open")],
    ),
    # 30 November and three months: 28 February. The next runs from the visit, so to 28 May.
    Owed(
        "L-25",
        MONTH_END,
        "BX2",
        (unit("BX2", "2025-11-30"), visit("BX2", "2026-02-28")),
        "2026-03-31",
        [("2025-11-30", "2026-02-28", "2026-02-28", "done"), ("2026-02-28", "2026-05-28", None, "open")],
    ),
    Owed(
        "L-25",
        LATE,
        "BX3",
        (unit("BX3", "2025-11-17"),),
        "2026-03-31",
        [("2025-11-17", "2026-02-17", "2026-02-17", "done"), ("2026-02-17", "2026-05-17", None, "open")],
        (visit("BX3", "2026-02-17"),),
        [("2025-11-17", "2026-02-17", None, "overdue")],
    ),
    # In warranty to 17 July; visited on 17 August, and six months: 17 February.
    Owed(
        "L-26",
        FESTIVAL,
        "BX4",
        (unit("BX4", "2025-05-17", 2), visit("BX4", "2025-08-17"), visit("BX4", "2026-02-18")),
        "2026-03-31",
        [("2025-08-17", "2026-02-17", "2026-02-18", "done_late"), ("2026-02-18", "2026-08-18", None, "open")],
    ),
    # In warranty to 31 July; visited on 31 August, and six months: 28 February.
    Owed(
        "L-26",
        MONTH_END,
        "BX5",
        (unit("BX5", "2025-05-31", 2), visit("BX5", "2025-08-31"), visit("BX5", "2026-02-28")),
        "2026-03-31",
        [("2025-08-31", "2026-02-28", "2026-02-28", "done"), ("2026-02-28", "2026-08-28", None, "open")],
    ),
    Owed(
        "L-26",
        LATE,
        "BX6",
        (unit("BX6", "2025-05-17", 2), visit("BX6", "2025-08-17")),
        "2026-03-31",
        [("2025-08-17", "2026-02-17", "2026-02-17", "done"), ("2026-02-17", "2026-08-17", None, "open")],
        (visit("BX6", "2026-02-17"),),
        [("2025-08-17", "2026-02-17", None, "overdue")],
    ),
    # Accepted in January, so called from February on; somebody called in the festival.
    Owed(
        "L-27",
        FESTIVAL,
        "BX7",
        (unit("BX7", "2026-01-15"), visit("BX7", "2026-02-17", "phone")),
        "2026-02-28",
        [("2026-02-01", "2026-02-28", "2026-02-17", "done")],
    ),
    # Accepted on the last day of January. The call of 1 March is that of March: February stays missed.
    Owed(
        "L-27",
        MONTH_END,
        "BX8",
        (unit("BX8", "2026-01-31"), visit("BX8", "2026-03-01", "phone")),
        "2026-03-31",
        [("2026-02-01", "2026-02-28", None, "overdue"), ("2026-03-01", "2026-03-31", "2026-03-01", "done")],
    ),
    Owed(
        "L-27",
        LATE,
        "BX9",
        (unit("BX9", "2026-01-15"),),
        "2026-03-10",
        [("2026-02-01", "2026-02-28", "2026-02-28", "done"), ("2026-03-01", "2026-03-31", None, "open")],
        (visit("BX9", "2026-02-28", "phone"),),
        [("2026-02-01", "2026-02-28", None, "overdue"), ("2026-03-01", "2026-03-31", None, "open")],
    ),
)
ON_THE_DAY = (
    # Before the sale, so by its day, be it in the festival.
    Owed(
        "L-33",
        FESTIVAL,
        "L1",
        (VETERINARY, pills("L1", "2026-02-17"), filed("filing", "L1", "2026-02-17")),
        "2026-03-31",
        [("2026-02-17", "2026-02-17", "2026-02-17", "done")],
    ),
    Owed(
        "L-33",
        MONTH_END,
        "L2",
        (pills("L2", "2026-01-31"), filed("filing", "L2", "2026-02-01")),
        "2026-03-31",
        [("2026-01-31", "2026-01-31", "2026-02-01", "done_late")],
    ),
    Owed(
        "L-33",
        LATE,
        "L3",
        (pills("L3", "2026-03-02"),),
        "2026-03-31",
        [("2026-03-02", "2026-03-02", "2026-03-02", "done")],
        (filed("filing", "L3", "2026-03-02"),),
        [("2026-03-02", "2026-03-02", None, "overdue")],
    ),
    # The sales of L-33 once more: the notice of each on the day.
    Owed(
        "CLK.VET.NOTICE",
        FESTIVAL,
        "L1",
        (filed("notice", "L1", "2026-02-18"),),
        "2026-03-31",
        [("2026-02-17", "2026-02-17", "2026-02-18", "done_late")],
    ),
    Owed(
        "CLK.VET.NOTICE",
        MONTH_END,
        "L2",
        (filed("notice", "L2", "2026-01-31"),),
        "2026-03-31",
        [("2026-01-31", "2026-01-31", "2026-01-31", "done")],
    ),
    Owed(
        "CLK.VET.NOTICE",
        LATE,
        "L3",
        (),
        "2026-03-31",
        [("2026-03-02", "2026-03-02", "2026-03-02", "done")],
        (filed("notice", "L3", "2026-03-02"),),
        [("2026-03-02", "2026-03-02", None, "overdue")],
    ),
    # Ten minutes before midnight is the day still, ten after it the next: of this place, not of Greenwich.
    Owed(
        "CLK.EXCURSION",
        FESTIVAL,
        "R1",
        (reading("R1", "2026-02-17 09:00"), reading("R2", "2026-02-17 23:50", "R1")),
        "2026-03-31",
        [("2026-02-17", "2026-02-17", "2026-02-17", "done")],
    ),
    Owed(
        "CLK.EXCURSION",
        MONTH_END,
        "R3",
        (reading("R3", "2026-01-31 23:30"), reading("R4", "2026-02-01 00:10", "R3")),
        "2026-03-31",
        [("2026-01-31", "2026-01-31", "2026-02-01", "done_late")],
    ),
    Owed(
        "CLK.EXCURSION",
        LATE,
        "R5",
        (reading("R5", "2026-03-02 10:00"),),
        "2026-03-31",
        [("2026-03-02", "2026-03-02", "2026-03-02", "done")],
        (reading("R6", "2026-03-02 15:00", "R5"),),
        [("2026-03-02", "2026-03-02", None, "overdue")],
    ),
)
OF_THE_HOUSE = (
    # January 2025 ends in the festival, on the 31st all the same: 5 February, the first day worked, is late.
    Owed(
        "TRAINING.PLAN",
        FESTIVAL,
        "JH1",
        (planned("JH1", 2025, "1月"), trained("JH1", "2025-02-05")),
        "2025-02-28",
        [("2025-01-01", "2025-01-31", "2025-02-05", "done_late")],
    ),
    Owed(
        "TRAINING.PLAN",
        MONTH_END,
        "JH2",
        (planned("JH2", 2026, "2月"), trained("JH2", "2026-02-28")),
        "2026-03-31",
        [("2026-02-01", "2026-02-28", "2026-02-28", "done")],
    ),
    Owed(
        "TRAINING.PLAN",
        LATE,
        "JH3",
        (planned("JH3", 2026, "3月"),),
        "2026-04-30",
        [("2026-03-01", "2026-03-31", "2026-03-31", "done")],
        (trained("JH3", "2026-03-31"),),
        [("2026-03-01", "2026-03-31", None, "overdue")],
    ),
    # The year is over on 31 December, and its report runs to 31 March, whatever lies between.
    Owed(
        "CN.SELF_REPORT",
        FESTIVAL,
        "2025",
        (inspected(2025, "2026-01-20"), handed_in(2025, "2026-02-17")),
        "2026-04-30",
        [("2026-01-01", "2026-03-31", "2026-02-17", "done")],
    ),
    Owed(
        "CN.SELF_REPORT",
        MONTH_END,
        "2024",
        (inspected(2024, "2025-01-20"), handed_in(2024, "2025-04-01")),
        "2026-04-30",
        [("2025-01-01", "2025-03-31", "2025-04-01", "done_late")],
    ),
    # Sunday 31 March 2024 does not move; handed in on the Friday before.
    Owed(
        "CN.SELF_REPORT",
        LATE,
        "2023",
        (inspected(2023, "2024-01-20"),),
        "2026-04-30",
        [("2024-01-01", "2024-03-31", "2024-03-29", "done")],
        (handed_in(2023, "2024-03-29"),),
        [("2024-01-01", "2024-03-31", None, "overdue")],
    ),
    # The first was in July 2025, so every quarter from the third of that year on.
    Owed(
        "CN.RISK_MEETING",
        FESTIVAL,
        "2026Q1",
        (met("2025-07-15"), met("2026-02-18")),
        "2026-07-31",
        [("2026-01-01", "2026-03-31", "2026-02-18", "done")],
    ),
    # What is held on 1 July is of the third quarter.
    Owed(
        "CN.RISK_MEETING",
        MONTH_END,
        "2026Q2",
        (met("2026-07-01"),),
        "2026-07-31",
        [("2026-04-01", "2026-06-30", None, "overdue")],
    ),
    Owed(
        "CN.RISK_MEETING",
        LATE,
        "2025Q4",
        (),
        "2026-07-31",
        [("2025-10-01", "2025-12-31", "2025-12-31", "done")],
        (met("2025-12-31"),),
        [("2025-10-01", "2025-12-31", None, "overdue")],
    ),
    # Thirty back from 31 March 2026, which is not counted: 21 to Monday 2 March, 5 from Saturday 28 to the
    # 24th of February, then Saturday 14, 13, 12, 11. From 31 May: 15 to the 11th, Saturday 9, 8, 7, 6; 30 to
    # 27 April, five to the 20th, 17, 16. It may be filed in the six months before: from 30 September, and
    # from 30 November.
    Owed(
        "CN.LICENCE.RENEW.CLOSE",
        FESTIVAL,
        "许1",
        (licence("许1", "trade_licence", "2026-03-31"),),
        "2026-02-28",
        [("2025-09-30", "2026-02-11", None, "overdue")],
    ),
    Owed(
        "CN.LICENCE.RENEW.CLOSE",
        MONTH_END,
        "许2",
        (licence("许2", "trade_licence", "2026-05-31", event_time="2026-03-20"),),
        "2026-04-17",
        [("2025-11-30", "2026-04-16", None, "overdue")],
    ),
    # A paper runs by its own days, whenever it was typed.
    Owed(
        "CN.LICENCE.RENEW.CLOSE",
        LATE,
        "许3",
        (),
        "2026-02-12",
        [("2025-09-30", "2026-02-11", None, "overdue")],
        (licence("许3", "drug_trade_licence", "2026-03-31"),),
        [],
    ),
)
TABLE = (
    # By the 10th of the next month, by the 5th, by the 10th: in February 2019 all in the festival.
    *by_month("L-21", "complaints", COMPLAINED, "10"),
    *by_month("L-22", "faults", CALLED, "05"),
    *by_month("L-23", "feedback", ASKED, "10"),
    *VISITS,
    *ON_THE_DAY,
    *OF_THE_HOUSE,
)
FIRST = (sold("XS0", sold_on="2018-12-03"), *chain.from_iterable(line.given for line in TABLE))
HISTORY = (*FIRST, *chain.from_iterable(line.late for line in TABLE))


def found(query: Query) -> dict[tuple[str, str], list[Round]]:
    """Return the rounds by clock and number, as they stand on the day of a question."""
    standing = defaultdict(list)
    for row in (one.row(query.today) for one in cycles(query)):
        stands = (row["started_at"], row["due_at"], row["done_at"], row["state"])
        standing[row["clock_id"], row["number"]].append(stands)
    return standing


def test_every_clock_of_what_is_owed_again_and_again(log: LogRecorder, readmodel: ReadModel) -> None:
    """All of the table with everything known, and as it was known before what was entered late."""
    log.append_prepared(HISTORY)
    catch_up(readmodel, log)
    for at in sorted({line.at for line in TABLE}):
        for known in (len(FIRST), len(HISTORY)):
            cutoff = CutOff(clock.end_of(at, ZONE), known)
            with readmodel.reading() as connection:
                rounds = found(Query(connection, log, cutoff, ZONE, today(cutoff, ZONE)))
            for line in (one for one in TABLE if one.at == at):
                then = line.before if known == len(FIRST) and line.late else line.rounds
                said = (line.clock, line.occasion, line.number)
                assert (*said, rounds[line.clock, line.number]) == (*said, then)


def lies_in_the_festival(line: Owed) -> bool:
    """Whether days of a round, or of those by which it is late, are days of a Spring Festival."""
    spans = [(started, max(due, done or line.at)) for started, due, done, _ in line.rounds]
    return any(begin <= last and end >= first for begin, end in spans for first, last in FESTIVALS)


def lies_at_a_months_end(line: Owed) -> bool:
    """Whether a round begins or ends with a month."""
    ends = (date.fromisoformat(day) for round_ in line.rounds for day in round_[:2])
    return any(1 in {day.day, (day + timedelta(days=1)).day} for day in ends)


def is_entered_late(line: Owed) -> bool:
    """Whether something entered after the last day changes how it stands."""
    return bool(line.late) and line.before != line.rounds


SHOWN_BY: dict[str, Callable[[Owed], bool]] = {
    FESTIVAL: lies_in_the_festival,
    MONTH_END: lies_at_a_months_end,
    LATE: is_entered_late,
}


def test_nobody_works_in_the_festivals_of_the_table() -> None:
    for first, last in FESTIVALS:
        days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
        worked = [is_working(date.fromisoformat(first) + timedelta(days=one)) for one in range(-1, days + 1)]
        assert (any(worked[1:-1]), worked[-1]) == (False, True)


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_no_clock_lacks_an_occasion(occasion: str) -> None:
    """Limits of cases are in `test_every_clock`, each with all three; L-16 is set by the house alone."""
    of_cases = {choice.limit for one in DUTIES for choice in one.choices} | {"L-16"}
    lines = [line for line in TABLE if line.occasion == occasion and SHOWN_BY[occasion](line)]
    assert {line.clock for line in lines} == set(LIMITS) - of_cases
