"""Indicators of complaints and returns: what is of the service's making, what is closed, what was told."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import sqlalchemy as sa

from projections.answers.cases.obligations import TIME_UNKNOWN
from projections.answers.complaints.clocks import PROMISE, REPLY
from projections.answers.complaints.feedback_entries import OpinionSources, opinions
from projections.answers.complaints.progress import closings, decisions, is_told
from projections.answers.indicators.indicator import Indicator
from projections.answers.indicators.periods import day_of
from projections.answers.indicators.sources import Sources
from projections.answers.indicators.terms import NONE, ONE, Apart, Choice, Counted, Threshold
from projections.answers.indicators.timeliness import MISSED, grouped, judged, unissued
from projections.answers.indicators.trade import customers_by_day, sales_by_day
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

BASE: Final = Choice(
    "K-03.BASE",
    "services",
    ("services", "customers", "sales"),
    "客户抱怨率以何为分母：服务次数、客户数或销售单数",
    "the base of the complaint rate: services, customers or sales",
)
# 投诉分类 2 to 6 of S4-I are about the service; the first is 非质量异常.
SERVICE_CLASSES: Final = frozenset(
    {"slow_warranty", "bad_attitude", "repair_late", "repair_price", "repair_quality"}
)
_DECIDING: Final = (
    *("outcome", "attribution", "nature", "complaint_kind", "abnormality_class", "cause_class"),
)
_CLOSING: Final = ("closed_on", "responsible_department", "abnormality_class")
# Clocks by which an opinion is answered, and of which table.
_ANSWERED_BY: Final = (
    (PROMISE, "feedbacks"),
    (REPLY, "complaints"),
    (PROMISE, "letters"),
)
_SERVICE_CAUSES: Final = frozenset({"service", "negligence"})


def founded(row: Row) -> bool:
    """Return whether a complaint was found to be founded, and not another's to answer for."""
    return row.get("outcome") == "founded" and row.get("attribution") in {None, "own"}


def of_service(row: Row) -> bool:
    """Return whether a complaint is about the service: by its nature, class, cause, or else its kind."""
    said = row.get("nature") or row.get("complaint_kind")
    return (
        said == "service"
        or row.get("abnormality_class") in SERVICE_CLASSES
        or row.get("cause_class") in _SERVICE_CAUSES
    )


def served(sources: Sources) -> Iterator[Counted]:
    """Yield every service: repair calls, and services that are of no repair call."""
    for row in sources.rows("repairs"):
        yield Counted(day_of(row["requested_on"]), "repairs", row["repair_no"])
    for row in sources.rows("service_records"):
        if row["repair_no"] is None:
            yield Counted(row["service_on"], "service_records", row["service_no"])


def _complaint_rate(sources: Sources) -> Iterator[Counted]:
    for day, row, told in decisions(sources.query, _DECIDING, sources.until):
        if founded(row) and of_service(row):
            why: Apart | None = None if told else TIME_UNKNOWN
            yield Counted(day, "complaints", row["complaint_no"], None, ONE, NONE, breach=told, apart=why)
    bases = {"services": served, "customers": customers_by_day, "sales": sales_by_day}
    ever = sources.settings.ever_chosen(BASE)
    for name, counted in bases.items():
        for case in counted(sources) if (name,) in ever else ():
            if case.day is not None and sources.chosen(BASE, case.day) == (name,):
                yield case._replace(part=NONE)


def _closed(sources: Sources) -> Iterator[Counted]:
    for stage, row in closings(sources.query, _CLOSING):
        day = day_of(stage["closed_on"] or stage["event_time"] or stage["record_time"])
        groups = grouped(row, "responsible_department", "abnormality_class")
        why: Apart | None = None if is_told({"decided_on": None, **stage}) else TIME_UNKNOWN
        yield Counted(day, "complaints", row["complaint_no"], None, ONE, groups=groups, apart=why)
    yield from unissued(sources, "L-21")


def returned(sources: Sources) -> Iterator[tuple[str, str]]:
    """Yield day and number of each return; goods that come back unused had not been sold."""
    table = record_table("returns")
    kind = sa.or_(table.c.return_kind.is_(None), table.c.return_kind != "unused_consignment")
    statement = (
        sa.select(table.c.returned_on, table.c.return_no)
        .where(sources.query.cutoff.live(table), kind)
        .distinct()
        .order_by(table.c.returned_on, table.c.return_no)
    )
    for day, number in sources.query.connection.execute(statement).tuples():
        yield str(day), str(number)


def _returns_and_complaints(sources: Sources) -> Iterator[Counted]:
    for back, number in returned(sources):
        yield Counted(back, "returns", number, None, ONE, groups=("table:returns",))
    for row in sources.rows("complaints"):
        day = day_of(row["received_on"])
        yield Counted(day, "complaints", row["complaint_no"], None, ONE, groups=("table:complaints",))


def _feedback(sources: Sources) -> Iterator[Counted]:
    answered = set()
    for row in opinions(OpinionSources(sources.query, owed=sources.of_every_case)):
        day = day_of(row.get("received_at") or f"{row['month']}-01")
        number, table = row["source_no"], row.get("source_table") or "feedbacks"
        answered |= {(table, number), ("complaints", row.get("became"))}
        yield Counted(day, table, number, None, ONE, groups=grouped(row, "source_table"))
    for clock, table in _ANSWERED_BY:
        for one, _ in sources.owed([clock], [table]):
            if one.state in MISSED and (table, one.number) in answered:
                groups = (f"source_table:{table}",)
                day, note = judged(one), one.matter_zh
                yield Counted(day, table, one.number, None, NONE, NONE, breach=True, groups=groups, note=note)
    yield from unissued(sources, "L-23")


INDICATORS: Final = (
    Indicator(
        "K-03",
        "客户抱怨率（确属服务责任的）",
        "Complaint rate (service responsibility)",
        "rate",
        "期间内判定成立、责任在我方服务的投诉件数",
        "complaints found in the period to be founded and of our own service's making",
        "期间内的服务次数（报修及其他服务）；可改为客户数或销售单数",
        "services of the period, repair calls and others; customers or sales documents if so set",
        "S4-I 管理-2",
        "complaint_entries",
        _complaint_rate,
        Threshold("<", Fraction(2, 100)),
        (BASE,),
    ),
    Indicator(
        "K-09",
        "投诉结案件数（客户投诉案件统计表）",
        "Monthly complaint statistics",
        "count",
        "期间内结案的投诉件数；重新受理后再结案的另计；10日前未出具统计表的为未达标",
        "closings of complaints in the period, each one; a report not issued by the 10th is a breach",
        "计数，不设分母；比率见客户投诉案件统计表",
        "a count: the ratios are in complaint_statistics",
        "S4-I 投诉-处理-6",
        "complaint_statistics",
        _closed,
        groups=("responsible_department", "abnormality_class"),
    ),
    Indicator(
        "K-11",
        "信息反馈台帐条数",
        "Monthly feedback ledger",
        "count",
        "期间内收到的信息反馈条数；期间内到期而未按期答复的、台帐逾期未出具的为未达标",
        "entries received in the period; an answer whose time ran out in it, or a ledger issued late, is a "
        "breach",
        "计数，不设分母",
        "a count: there is no denominator",
        "S1-E §4.2.6",
        "feedback_entries",
        _feedback,
        groups=("source_table",),
    ),
    Indicator(
        "K-12",
        "退货与投诉件数",
        "Return and complaint statistics",
        "count",
        "期间内的退货单数与收到的投诉件数；按产品、批号、原因、客户的比率见通报",
        "returns and complaints received in the period; rates by product, lot, reason and customer are in "
        "service_statistics",
        "计数，不设分母",
        "a count: there is no denominator",
        "S0-4 §4.4.3(4)",
        "service_statistics",
        _returns_and_complaints,
        groups=("table",),
    ),
)
