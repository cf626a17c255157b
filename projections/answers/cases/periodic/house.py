"""What the house itself owes periodically: reports, meetings, renewals of its licences, planned trainings.

A duty binds from the first record of its kind on: who has had no complaint yet owes no statistics of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, date, timedelta
from typing import Final

import sqlalchemy as sa

from ledger import clock
from ledger.clocks.calendar import CalendarUnknownError, is_working
from ledger.clocks.months import months_after
from projections.answers.cases.periodic.cycle import Cycle, months
from projections.answers.cases.periodic.planned_months import planned_month
from projections.reading.query import Query
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

# Clock, report, table whose first record begins it, its date, last day in the following month, what is owed.
_MONTHLY: Final = (
    (
        "L-21",
        ("complaints", "complaint_statistics"),
        "complaints",
        "received_on",
        10,
        "statistics of complaints",
        "汇总上月投诉案件",
        "department_head",
    ),
    (
        "L-22",
        ("faults", "fault_summaries"),
        "repairs",
        "requested_on",
        5,
        "summary of faults",
        "汇总上月故障",
        "technical_head",
    ),
    (
        "L-23",
        ("feedback", "feedback_entries"),
        "feedbacks",
        "received_at",
        10,
        "feedback ledger",
        "汇总上月市场信息反馈",
        "service_manager",
    ),
)
_RENEW_DAYS: Final = 30
_LICENCE: Final = (
    *("owner_kind", "licence_kind", "licence_no", "valid_from", "valid_until", "issued_on", "status"),
)
_TRAINING_PLAN: Final = ("plan_year", "planned_month", "status", "responsible_staff")
_LICENCES: Final = frozenset({"trade_licence", "drug_trade_licence"})


def house_cycles(query: Query) -> Iterator[Cycle]:
    """Yield what the house owes and owed at the cut-off."""
    issues = list(query.rows("report_issues", only=("report_key", "period_from", "period_to", "issued_on")))
    for of_clock, keys, table, column, day, en, zh, post in _MONTHLY:
        first = _first(query, table, column)
        if first is not None:
            yield from _monthly(query, issues, (of_clock, keys, day, en, zh, post), first)
    yield from _self_reports(query)
    yield from _risk_meetings(query)
    yield from _renewals(query)
    yield from _trainings(query)


def _first(query: Query, table: str, column: str) -> str | None:
    """Return the earliest day in a column of a table at the cut-off; of a time the day that it is here."""
    source = record_table(table)
    statement = sa.select(sa.func.min(source.c[column])).where(query.cutoff.live(source))
    found: str | None = query.connection.execute(statement).scalar()
    return clock.day_of(found, query.zone) if found is not None and len(found) == clock.WIDTH else found


def _monthly(
    query: Query, issues: Iterable[Row], owed: tuple[str, tuple[str, ...], int, str, str, str], first: str
) -> Iterator[Cycle]:
    of_clock, keys, day, en, zh, post = owed
    own = [row for row in issues if row["report_key"] in keys]
    for month in months(first, query.today):
        begin = months_after(f"{month}-01", 1)
        if begin > query.today:
            return
        made = [
            row
            for row in own
            if (row["period_from"] or "9999") <= f"{month}-01"
            and (row["period_to"] or "") >= (date.fromisoformat(begin) - timedelta(days=1)).isoformat()
        ]
        done = min(made, key=lambda row: (row["issued_on"], row["position"]), default=None)
        yield Cycle(
            of_clock,
            "report_issues",
            f"{keys[0]} {month}",
            en,
            zh,
            post,
            begin,
            f"{begin[:8]}{day:02}",
            done_on=done["issued_on"] if done else None,
            done_position=done["position"] if done else None,
        )


def _self_reports(query: Query) -> Iterator[Cycle]:
    """Order 54 §44: the report on a year is handed in by 31 March of the next."""
    inspections = query.rows("self_inspections", only=("year", "submitted_on"))
    made = {row["year"]: row for row in inspections if _is_year(row["year"])}
    first = _first(query, "sales", "sold_on")
    begun = min([*made, *([int(first[:4])] if first else [])], default=None)
    if begun is None:
        return
    for year in range(begun, int(query.today[:4])):
        row = made.get(year)
        yield Cycle(
            "CN.SELF_REPORT",
            "self_inspections",
            str(year),
            "hand in the self-inspection report",
            "提交年度自查报告",
            "person_in_charge",
            f"{year + 1}-01-01",
            f"{year + 1}-03-31",
            done_on=row["submitted_on"] if row else None,
            done_position=row["position"] if row and row["submitted_on"] else None,
        )


def _risk_meetings(query: Query) -> Iterator[Cycle]:
    """GSP §17: risks are discussed every quarter."""
    held = [
        row
        for row in query.rows("meetings", only=("meeting_kind", "held_on"))
        if row["meeting_kind"] == "risk_consultation"
    ]
    if not held:
        return
    begin = min(row["held_on"] for row in held)
    quarter = f"{begin[:5]}{(int(begin[5:7]) - 1) // 3 * 3 + 1:02}-01"
    while quarter <= query.today:
        following = months_after(quarter, 3)
        inside = [row for row in held if quarter <= row["held_on"] < following]
        done = min(inside, key=lambda row: (row["held_on"], row["position"]), default=None)
        last = (date.fromisoformat(following) - timedelta(days=1)).isoformat()
        yield Cycle(
            "CN.RISK_MEETING",
            "meetings",
            f"{quarter[:4]}Q{(int(quarter[5:7]) + 2) // 3}",
            "hold the risk meeting",
            "召开质量风险会商会议",
            "quality_head",
            quarter,
            last,
            done_on=done["held_on"] if done else None,
            done_position=done["position"] if done else None,
        )
        quarter = following


def _renewals(query: Query) -> Iterator[Cycle]:
    """Order 54 §16: the renewal of a licence is filed no later than 30 working days before it ends."""
    latest: dict[str, Row] = {}
    for row in query.rows("licences", only=_LICENCE):
        if row["owner_kind"] == "own" and row["licence_kind"] in _LICENCES and row["valid_until"]:
            kept = latest.get(row["licence_kind"])
            if row["status"] != "replaced" and (kept is None or row["valid_until"] > kept["valid_until"]):
                latest[row["licence_kind"]] = row
    for kind in sorted(latest):
        row = latest[kind]
        last, flag = _working_days_before(row["valid_until"], _RENEW_DAYS)
        started = row["valid_from"] or row["issued_on"] or months_after(row["valid_until"], -12)
        yield Cycle(
            "CN.LICENCE.RENEW.CLOSE",
            "licences",
            row["licence_no"],
            "file the renewal of the licence",
            "申请许可证延续",
            "person_in_charge",
            max(started, months_after(row["valid_until"], -6)),
            last,
            flag=flag,
        )


def _working_days_before(day: str, count: int) -> tuple[str | None, str | None]:
    last = date.fromisoformat(day)
    try:
        while count > 0:
            last -= timedelta(days=1)
            count -= is_working(last)
    except CalendarUnknownError as unknown:
        return None, f"calendar {unknown.year}"
    return last.isoformat(), None


def _trainings(query: Query) -> Iterator[Cycle]:
    """S2-D #3: what the yearly plan sets for a month is trained in that month."""
    done: dict[str, Row] = {}
    for row in query.rows("trainings", only=("plan_no", "trained_on")):
        if row["plan_no"] is not None:
            kept = done.get(row["plan_no"])
            if kept is None or row["trained_on"] < kept["trained_on"]:
                done[row["plan_no"]] = row
    for plan in query.rows("training_plans", only=_TRAINING_PLAN):
        month = _month(plan["plan_year"], plan["planned_month"])
        if month is None or plan["status"] == "ended" or month > query.today:
            continue
        held = done.get(plan["plan_no"])
        last = (date.fromisoformat(months_after(month, 1)) - timedelta(days=1)).isoformat()
        yield Cycle(
            "TRAINING.PLAN",
            "training_plans",
            plan["plan_no"],
            "hold the planned training",
            "按计划培训",
            "department_head",
            month,
            last,
            owner=plan["responsible_staff"],
            done_on=held["trained_on"] if held else None,
            done_position=held["position"] if held else None,
        )


def _month(year: int, text: str | None) -> str | None:
    month = planned_month(year, text)
    return f"{year}-{month:02}-01" if _is_year(year) and month is not None else None


def _is_year(number: int) -> bool:
    """Return whether a number is a year of four digits; from another one, a mistake, no duty follows."""
    return 1000 <= number <= MAXYEAR
