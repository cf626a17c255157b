"""Indicators of time: what was owed by a limit, and whether it was done by it.

They look at the obligations alone, so a limit that the house has set counts as set. What is still open and
not yet due has no say. What was missed counts on the day on which its time ran out, and stays missed however
much later it is done; what was done in time counts on the day on which it was done. So a figure of a past
month does not change because a month has passed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import chain
from operator import attrgetter
from typing import Final

from projections.answers.cases.obligations import BEFORE_START, TIME_UNKNOWN, ObligationState
from projections.answers.indicators.indicator import Indicator
from projections.answers.indicators.periods import day_of
from projections.answers.indicators.sources import Sources
from projections.answers.indicators.terms import NONE, ONE, Apart, Counted, Threshold, yes
from projections.reading.stream import Row

DONE: Final = "done"
MISSED: Final = frozenset({"done_late", "overdue"})
RESPOND: Final = ("CLK.RESPOND",)
SERVICE: Final = ("CLK.RESPOND", "L-06", "CLK.ARRIVE", "CLK.REPAIR", "CLK.PROMISE", "L-12")
VISIT: Final = ("CLK.VISIT", "L-24", "L-25", "L-26", "L-27")
Counting = Callable[[Sources], Iterator[Counted]]


def apart(obligation: ObligationState) -> Apart | None:
    """Return why something owed is counted beside a figure: nobody can tell of it; None where one can."""
    if obligation.state == BEFORE_START:
        return BEFORE_START
    return TIME_UNKNOWN if obligation.state == TIME_UNKNOWN else None


def apart_on(obligation: ObligationState) -> str | None:
    """Return the day on which it is counted so: the last one in time, else that from which it was owed."""
    return day_of(obligation.due_at or obligation.started_at)


def judged(obligation: ObligationState) -> str | None:
    """Return the day on which something owed counts, None while it is open or where nobody can tell."""
    if obligation.state in MISSED:
        return day_of(obligation.due_at)
    return day_of(obligation.done_at) if obligation.state == DONE and obligation.flag is None else None


def in_words(obligation: ObligationState) -> str:
    """Return what was owed in words, and by how much its doing was only entered after its time."""
    late = obligation.entered_late
    return f"{obligation.matter_zh}（期限过后{late}小时才录入）" if late else obligation.matter_zh


def services(sources: Sources) -> Iterator[Counted]:
    """Yield each service call of which every limit is decided, or one is missed already.

    A repair that is owed once more, because it failed its inspection, is one more service: what it comes to
    changes nothing of the first.
    """
    by_call: dict[tuple[str, int], list[ObligationState]] = defaultdict(list)
    for obligation, _ in sources.owed(SERVICE, ["repairs"]):
        by_call[obligation.number, obligation.round].append(obligation)
    for (number, _), owed in sorted(by_call.items()):
        found = _service([one for one in owed if not (one.flag or "").startswith("calendar")])
        if found is not None:
            day, kept, note, why = found
            groups = sources.groups("repairs", number, str(day), ("technician", "zone", "fault_weight"))
            yield Counted(
                day,
                "repairs",
                number,
                None,
                yes(kept),
                breach=not kept and why is None,
                groups=groups,
                note=note,
                apart=why,
            )


def _service(owed: list[ObligationState]) -> tuple[str | None, bool, str | None, Apart | None] | None:
    """Return when a service counts, whether it kept every limit, which it missed, and why it is told apart.

    None while something is open. It counts when it first missed a limit, else when the last was kept; where
    nobody can tell of one, and none was missed, it is told apart.
    """
    owed.sort(key=attrgetter("clock_id"))
    if missed := [one for one in owed if one.state in MISSED]:
        day = min(str(judged(one)) for one in missed)
        return day, False, "、".join(dict.fromkeys(map(in_words, missed))), None
    if not owed or not all(one.state == DONE or apart(one) for one in owed):
        return None
    if untold := [one for one in owed if apart(one)]:
        day = max(str(apart_on(one)) for one in untold)
        return day, False, "、".join(dict.fromkeys(one.matter_zh for one in untold)), apart(untold[0])
    entered = [in_words(one) for one in owed if one.entered_late]
    return max(str(judged(one)) for one in owed), True, "、".join(dict.fromkeys(entered)) or None, None


def of_clocks(
    clocks: Sequence[str], tables: Sequence[str] = (), by: Sequence[str] = (), *, by_limit: bool = False
) -> Counting:
    """Return what yields each decided obligation of some clocks.

    Args:
        clocks: Their ids.
        tables: Only of these tables.
        by: Columns of the case that it is grouped by.
        by_limit: Group it by table and by limit, too.
    """

    def counted(sources: Sources) -> Iterator[Counted]:
        for obligation, many in sources.owed(clocks, tables):
            why = apart(obligation)
            day = apart_on(obligation) if why else judged(obligation)
            if day is None:
                continue
            table, number = obligation.table, obligation.number
            own = (f"table:{table}", f"limit:{obligation.limit_id}") if by_limit else ()
            groups = own + sources.groups(table, number, day, by)
            kept, note = obligation.state == DONE, in_words(obligation)
            breach = not kept and why is None
            yield Counted(day, table, number, None, yes(kept), ONE, breach, groups, note, why, many)

    return counted


def unissued(sources: Sources, clock: str) -> Iterator[Counted]:
    """Yield the periodic reports of a clock that were not issued in time: they break it, count nothing."""
    for report, many in sources.owed([clock], ["report_issues"]):
        if report.state in MISSED:
            day, note = judged(report), report.matter_zh
            yield Counted(
                day, report.table, report.number, None, NONE, NONE, breach=True, note=note, many=many
            )


def overdue(sources: Sources) -> Iterator[Counted]:
    """Yield what ran out and was undone at the end of its period, or at the cut-off before that."""
    for obligation, many in chain.from_iterable(sources.obligations.values()):
        day = day_of(obligation.due_at)
        if day is not None and obligation.state in MISSED and _undone(obligation, sources.until(day)):
            table, note = obligation.table, obligation.matter_zh
            groups = (f"table:{table}",)
            yield Counted(day, table, obligation.number, None, ONE, ONE, True, groups, note, None, many)


def _undone(obligation: ObligationState, day: str) -> bool:
    """Return whether something missed was still undone at the end of a day."""
    done = day_of(obligation.done_at)
    return done is None or done > day


def grouped(row: Row, *columns: str) -> tuple[str, ...]:
    """Return the groups of a row, as `zone:city`; a blank is no group."""
    return tuple(f"{column}:{row[column]}" for column in columns if row.get(column) is not None)


_KEPT: Final = ("按时完成的件数", "those done in time")
_DUE: Final = (
    "期间内按时完成的，加上期间内到期而未按时完成的；未到期的不计",
    "those done in time in the period, and those whose time ran out in it undone; what is not due is out",
)
INDICATORS: Final = (
    Indicator(
        "K-01",
        "服务及时率",
        "Service timeliness rate",
        "rate",
        "各项时限（响应、派工、到达、修复、承诺、备用机）全部按时的报修服务数",
        "service calls that kept every limit: response, dispatch, arrival, repair, promise, loaner",
        "期间内各项时限均已有结果的报修服务数，加上期间内首次超时的报修服务数；检验不合格而再次维修的另计",
        "service calls of which every limit was decided in the period, and those that first missed one in "
        "it; a repair owed once more counts once more",
        "S4-I 管理-2",
        "repairs",
        services,
        Threshold(">", Fraction(95, 100)),
        groups=("technician", "zone", "fault_weight"),
    ),
    Indicator(
        "K-04",
        "响应及时率",
        "Response-time compliance",
        "rate",
        *_KEPT,
        *_DUE,
        "S4-A 4.1; S4-B Art.9; S1-C 四1; S4-I 措施-4",
        "due_items",
        of_clocks(RESPOND, by=("channel", "fault_weight"), by_limit=True),
        groups=("table", "limit", "channel", "fault_weight"),
    ),
    Indicator(
        "K-05",
        "维修及时率",
        "Repair-time compliance",
        "rate",
        *_KEPT,
        *_DUE,
        "S4-A 4.2; S4-I 措施-4",
        "due_items",
        of_clocks(("CLK.REPAIR",), ("repairs",), ("fault_weight", "technician")),
        groups=("fault_weight", "technician"),
    ),
    Indicator(
        "K-06",
        "到达及时率",
        "Arrival compliance",
        "rate",
        *_KEPT,
        *_DUE,
        "S4-I 措施-4",
        "due_items",
        of_clocks(("CLK.ARRIVE",), ("repairs",), ("zone", "technician")),
        groups=("zone", "technician"),
    ),
    Indicator(
        "K-07",
        "备用机及时提供率",
        "Loaner compliance",
        "rate",
        "24小时内提供了备用机或已修复的件数",
        "those with a loaner, or repaired, within 24 hours",
        "报修12小时后仍未修复、已有结果的件数，及12小时内已提供备用机的件数",
        "repair calls unresolved after 12 hours whose loaner limit was met or missed in the period, and "
        "those lent a device before",
        "S4-I 措施-4",
        "due_items",
        of_clocks(("L-12",), ("repairs",), ("zone",)),
        groups=("zone",),
    ),
    Indicator(
        "K-08",
        "投诉按期结案率",
        "Complaint closing compliance",
        "rate",
        "按期结案的投诉件数（国内5天，国外7天）",
        "complaints closed in time: domestic 5 days, abroad 7 days",
        *_DUE,
        "S4-I 投诉-期限-1",
        "due_items",
        of_clocks(("CLK.COMPLAINT.CLOSE",), ("complaints",), ("territory",)),
        groups=("territory",),
    ),
    Indicator(
        "K-15",
        "调查卡发放率",
        "Card coverage",
        "rate",
        "报修当日发出调查卡的报修数",
        "repair calls with a card issued on the day of the call",
        "全部报修数，不采抽查方式；当日未过的不计",
        "all repair calls, no sampling; those of a day that is not over are left out",
        "S4-I 意见-3",
        "repair_calls",
        of_clocks(("CLK.CARD",), ("repairs",)),
        Threshold(">=", Fraction(1)),
    ),
    Indicator(
        "K-16",
        "回访按期完成率",
        "Visit cadence compliance",
        "rate",
        "按期完成的回访数",
        "visits made in time",
        *_DUE,
        "S1-E 4.1.3.4; S4-I 措施-6",
        "due_items",
        of_clocks(VISIT, by=("visit_kind",), by_limit=True),
        groups=("table", "limit", "visit_kind"),
    ),
    Indicator(
        "K-27",
        "逾期未完成事项",
        "Overdue cases",
        "list",
        "期间内到期、至期末（或查询时点）仍未完成的事项数",
        "matters whose time ran out in the period, undone at its end, or at the time asked about before that",
        "清单，不设分母",
        "a list: there is no denominator",
        "S4-I 投诉-职责-质量①",
        "due_items",
        overdue,
        groups=("table",),
    ),
)
