"""Indicators of what customers say: satisfaction, evaluations, the cards of technicians."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

import sqlalchemy as sa

from ledger import clock
from ledger.when import LAST_DAY
from projections.answers.indicators.indicator import Indicator
from projections.answers.indicators.periods import day_of
from projections.answers.indicators.sources import Sources
from projections.answers.indicators.terms import ONE, Choice, Counted, Threshold, yes
from projections.answers.indicators.timeliness import grouped
from projections.reading.rendering import TIMES
from projections.reading.select import select_stored
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

LEVELS: Final = {"very": 4, "satisfied": 3, "fair": 2, "not": 1}
CARD: Final = ("attitude", "skill", "arrival_time", "promises_kept")
CRITERIA: Final = (*CARD, "service_quality", "response_speed", "problem_solving", "product_quality")
SATISFIED: Final = Choice(
    "K-02.SATISFIED",
    "very;satisfied",
    tuple(LEVELS),
    "四个程度中哪些算满意",
    "which of the four levels count as satisfied",
)
ANSWERS: Final = Choice(
    "K-02.ANSWERS",
    "surveys",
    ("surveys", "visits", "repairs", "complaints"),
    "哪些记录中的满意度算作答卷",
    "the satisfaction in which records counts as an answer",
)
_USE: Final = ("handling", "improvement", "complaint_no", "answered_at")
_OTHERS: Final = (
    ("visits", "visit_no", "visited_on"),
    ("repairs", "repair_no", "followed_up_on"),
    ("complaints", "complaint_no", "tracked_on"),
)


class SurveyAnswer(NamedTuple):
    """What a customer said once."""

    day: str
    table: str
    number: str
    levels: tuple[str, ...]
    row: Row


def answers(sources: Sources) -> Iterator[SurveyAnswer]:
    """Yield every answer: of a sheet the overall level, else each criterion that is ticked."""
    for row in sources.rows("surveys"):
        day = day_of(row["answered_on"])
        ticked = tuple(row[name] for name in CRITERIA if row[name] is not None)
        levels = (row["satisfaction"],) if row["satisfaction"] is not None else ticked
        if day is not None and levels:
            yield SurveyAnswer(day, "surveys", row["survey_no"], levels, row)
    for table, number, column in _OTHERS:
        for row in sources.rows(table):
            day = day_of(row[column])
            if day is not None and row["satisfaction"] is not None:
                yield SurveyAnswer(day, table, row[number], (row["satisfaction"],), row)


def _satisfied(sources: Sources) -> Iterator[Counted]:
    for one in answers(sources):
        if one.table not in sources.chosen(ANSWERS, one.day):
            continue
        good = set(one.levels) <= set(sources.chosen(SATISFIED, one.day))
        groups = (*grouped(one.row, "survey_kind"), *technician_of(sources, one.row, one.day))
        note = ";".join(one.levels)
        yield Counted(
            one.day, one.table, one.number, None, yes(good), breach=not good, groups=groups, note=note
        )


def technician_of(sources: Sources, row: Row, day: str) -> tuple[str, ...]:
    """Return the group of the technician that an answer of a day is about: named, else sent to the repair."""
    named = row.get("technician")
    if named is None and row.get("repair_no") is not None:
        named = sources.technician(row["repair_no"], day)
    return () if named is None else (f"technician:{named}",)


def _evaluations(sources: Sources) -> Iterator[Counted]:
    """Yield every answer; a bad one of which nothing came breaks the duty to use it."""
    for one in answers(sources):
        bad = not set(one.levels) <= set(sources.chosen(SATISFIED, one.day))
        used = sources.once(_uses).get((one.table, one.number), LAST_DAY) <= sources.until(one.day)
        groups = (f"table:{one.table}", *grouped(one.row, "survey_kind"))
        yield Counted(one.day, one.table, one.number, None, ONE, breach=bad and not used, groups=groups)


def _uses(sources: Sources) -> dict[tuple[str, str], str]:
    """Return the first day on which something came of what a record says, by table and number."""
    found: dict[tuple[str, str], str] = {}
    for key, number in (("surveys", "survey_no"), *(other[:2] for other in _OTHERS)):
        table = record_table(key)
        columns = [name for name in _USE if name in table.c]
        given = sa.or_(*(table.c[name].is_not(None) for name in columns))
        for row in select_stored(sources.query, key, (number, *TIMES), where=[given]):
            day = clock.day_of(row["event_time"] or row["record_time"], sources.query.zone)
            found[key, row[number]] = min(day, found.get((key, row[number]), day))
    return found


def cards(sources: Sources) -> Iterator[tuple[str, str, Row]]:
    """Yield day, technician and row of every sheet that was answered about a technician."""
    for row in sources.rows("surveys"):
        day = day_of(row["answered_on"])
        named = technician_of(sources, row, str(day))
        if day is not None and named and any(row[name] is not None for name in CARD):
            yield day, named[0].partition(":")[2], row


def _cards(sources: Sources) -> Iterator[Counted]:
    for day, technician, row in cards(sources):
        yield Counted(day, "surveys", row["survey_no"], None, ONE, groups=(f"technician:{technician}",))


INDICATORS: Final = (
    Indicator(
        "K-02",
        "客户满意度",
        "Customer satisfaction",
        "rate",
        "满意的答卷数：有总体满意度的以总体为准，否则所勾各项均满意才算满意",
        "satisfied answers: by the overall level, else if every criterion that is ticked is satisfied",
        "期间内收回的答卷数",
        "answers that came back in the period",
        "S4-I 管理-2; S4-B Art.8; S0-3 §4.3",
        "surveys",
        _satisfied,
        Threshold(">", Fraction(95, 100)),
        (SATISFIED, ANSWERS),
        ("survey_kind", "technician"),
    ),
    Indicator(
        "K-14",
        "技术员月度考核卡数",
        "Technician monthly performance",
        "count",
        "期间内收回的对技术员的调查卡数；四项得分见技术员月度绩效表",
        "cards about technicians that came back in the period; their scores are in technician_scores",
        "计数，不设分母",
        "a count: there is no denominator",
        "S4-I 意见-2, 4",
        "technician_scores",
        _cards,
        groups=("technician",),
    ),
    Indicator(
        "K-18",
        "客户评价收集分析数",
        "Evaluation analysis",
        "count",
        "期间内收到的评价数；不满意而至期末未见处理或改进的为未达标",
        "evaluations received in the period; a bad one of which nothing had come by its end is a breach",
        "计数，不设分母",
        "a count: there is no denominator",
        "S4-A 3.3; S4-C Art.11; S4-F 5",
        "feedback_entries",
        _evaluations,
        choices=(SATISFIED,),
        groups=("table", "survey_kind"),
    ),
)
