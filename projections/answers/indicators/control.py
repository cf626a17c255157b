"""Indicators of control: checks, assessments, monitoring, training, expiry, corrective action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import MAXYEAR, MINYEAR
from itertools import chain
from typing import Final

from ledger.when import LAST_DAY
from projections.answers.cases.periodic.planned_months import planned_month
from projections.answers.indicators.indicator import Indicator
from projections.answers.indicators.periods import day_of, month_of
from projections.answers.indicators.sources import Sources
from projections.answers.indicators.terms import NONE, ONE, Counted, yes
from projections.answers.indicators.timeliness import MISSED, grouped, judged, of_clocks
from projections.reading.rendering import TIMES
from projections.reading.stream import Row

_COUNT: Final = ("计数，不设分母", "a count: there is no denominator")


def _checks(kind: str) -> Callable[[Sources], Iterator[Counted]]:
    def counted(sources: Sources) -> Iterator[Counted]:
        for row in sources.rows("rule_checks"):
            if row["rule_check_kind"] == kind:
                unmet = row["check_conclusion"] != "met"
                groups = grouped(row, "department")
                number = row["rule_check_no"]
                day = day_of(row["checked_on"])
                yield Counted(day, "rule_checks", number, None, ONE, breach=unmet, groups=groups)

    return counted


def _suppliers(sources: Sources) -> Iterator[Counted]:
    for row in sources.rows("partner_assessments"):
        if row["partner_kind"] == "supplier":
            bad = row["assessment_result"] != "continue"
            number, groups = row["assessment_no"], grouped(row, "supplier_code")
            yield Counted(
                row["assessed_on"], "partner_assessments", number, None, ONE, breach=bad, groups=groups
            )


def _monitored(sources: Sources) -> Iterator[Counted]:
    for row in sources.rows("quality_trackings"):
        bad = row["quality_status"] not in {None, "conforming"}
        groups = ("table:quality_trackings",)
        yield Counted(
            row["tracked_on"],
            "quality_trackings",
            row["tracking_no"],
            None,
            ONE,
            breach=bad,
            groups=groups,
        )
    for row in sources.rows("inspection_reports"):
        bad = row.get("conclusion") not in {None, "conforming"}
        groups = ("table:inspection_reports",)
        yield Counted(
            row["inspected_on"], "inspection_reports", row["report_no"], None, ONE, breach=bad, groups=groups
        )


def _trained(sources: Sources) -> Iterator[Counted]:
    held: dict[str, list[Row]] = defaultdict(list)
    for row in sources.rows("trainings"):
        if row["plan_no"] is not None:
            held[row["plan_no"]].append(row)
    for row in sources.rows("training_plans"):
        until = _planned(row)
        done = held[row["plan_no"]]
        if row["status"] == "ended" and not done:
            continue
        first = min((one["trained_on"] for one in done), default=None)
        passed = sum(one["training_result"] == "passed" for one in done)
        note = f"参加{len(done)}人，合格{passed}人" if done else None
        if first is not None and first <= until:
            yield Counted(first, "training_plans", row["plan_no"], None, ONE, note=note)
        elif until < sources.query.today:
            yield Counted(until, "training_plans", row["plan_no"], None, NONE, breach=True, note=note)


def _planned(row: Row) -> str:
    """Return the last day for which a training is planned: of its month if it can be read, else its year."""
    month = planned_month(row["plan_year"], row["planned_month"]) or 12
    year = min(max(row["plan_year"], MINYEAR), MAXYEAR)  # another number is no year of the calendar
    return month_of(f"{year:04}-{month:02}").last


def _expiring(sources: Sources) -> Iterator[Counted]:
    for period in sources.periods.told(sources.query.today):
        for row in sources.view("expiry_items", min(period.last, sources.query.today)):
            if row["expiry_state"] == "good" or sources.period(row["warned_on"]) != period:
                continue
            expired = row["expiry_state"] == "expired" and row["stock_quantity"] != "0"
            name = "/".join(row[key] for key in ("product_code", "lot", "serial") if row[key])
            groups = (f"expiry_state:{row['expiry_state']}",)
            yield Counted(row["warned_on"], "expiry_items", name, None, ONE, breach=expired, groups=groups)


def _effects(sources: Sources) -> Iterator[Counted]:
    verified: dict[str, str] = {}
    for number, day, effect in _verified(sources):
        verified[number] = min(day, verified.get(number, day))
        good, groups = effect == "effective", sources.groups("capa", number, day, ("capa_source",))
        yield Counted(day, "capa", number, None, yes(good), breach=not good, groups=groups, note=effect)
    for one, _ in chain.from_iterable(sources.obligations.values()):
        if one.table == "capa" and one.state in MISSED:
            until = str(judged(one))
            if verified.get(one.number, LAST_DAY) > until:
                yield Counted(until, "capa", one.number, None, NONE, breach=True, note=one.matter_zh)


def _verified(sources: Sources) -> Iterator[tuple[str, str, str]]:
    """Yield number, day and effect of every verification of an action, each that was made."""
    for stage in sources.query.stages("capa", only=("verified_on", "effect", *TIMES)):
        if stage["effect"] is not None:
            day = day_of(stage["verified_on"] or stage["event_time"] or stage["record_time"])
            yield stage["capa_no"], str(day), stage["effect"]


INDICATORS: Final = (
    Indicator(
        "K-19",
        "服务质量抽查数",
        "Service quality standards, monitored",
        "count",
        "期间内的服务质量抽查数；未达到要求的为未达标。指标登记在售后服务标准（服务质量指标）",
        "spot checks of service quality in the period; the indicators are registered in service_standards",
        *_COUNT,
        "S4-C Art.18; S4-D 5.3; S3 §3.1",
        "rule_checks",
        _checks("service_quality"),
        groups=("department",),
    ),
    Indicator(
        "K-21",
        "供应商考核数",
        "Supplier performance",
        "count",
        "期间内的供应商业绩考核数；结论为改进或终止的为未达标",
        "assessments of suppliers in the period; those that ask to improve or to end are breaches",
        *_COUNT,
        "S2-A 采購員-2",
        "partner_assessments",
        _suppliers,
        groups=("supplier_code",),
    ),
    Indicator(
        "K-22",
        "制度检查整改及时率",
        "Rule-execution assessment",
        "rate",
        "按期整改的检查数",
        "checks rectified in time",
        "期间内按期整改的，加上期间内到期而未按期整改的检查数；未定整改期限的不计",
        "checks rectified in time in the period, and those whose time ran out in it; undated ones are out",
        "S2-F 二4; S2-J",
        "rule_checks",
        of_clocks(("CLK.PROMISE",), ("rule_checks",)),
    ),
    Indicator(
        "K-23",
        "退货流程自查数",
        "Return process self-check",
        "count",
        "期间内的退货流程自查数；未达到要求的为未达标",
        "self-checks of the return process in the period",
        *_COUNT,
        "S1-I 七2",
        "rule_checks",
        _checks("return_process"),
        groups=("department",),
    ),
    Indicator(
        "K-24",
        "产品质量监测检测数",
        "Product quality monitoring",
        "count",
        "期间内的质量跟踪数与检验报告数；不合格的为未达标",
        "quality trackings and inspection reports of the period; those that do not conform are breaches",
        *_COUNT,
        "S1-I 七3",
        "quality_trackings",
        _monitored,
        groups=("table",),
    ),
    Indicator(
        "K-25",
        "培训计划完成率",
        "Training plan completion",
        "rate",
        "按计划月份开展的计划培训数",
        "planned trainings that were held by the end of their month",
        "期间内按计划开展的，加上期间内计划月份已过而未开展的计划培训数；读不出月份的以年末为准",
        "planned trainings held in time in the period, and those whose planned month ended in it unheld",
        "S2-D #3-4",
        "training_plans",
        _trained,
    ),
    Indicator(
        "K-26",
        "近效期与过期产品",
        "Expiry list",
        "list",
        "期间内开始进入近效期、至期末（或查询时点）仍在库或在外的产品批次；已过期仍在库的为未达标；未指定期间的只列本月",
        "goods that came near their expiry in the period, in stock or sold at its end; expired ones in stock "
        "break it; where no period is asked for, those of the month of the answer",
        "清单，不设分母",
        "a list: there is no denominator",
        "S2-D #12",
        "expiry_items",
        _expiring,
        groups=("expiry_state",),
    ),
    Indicator(
        "K-28",
        "纠正预防措施有效率",
        "CAPA and improvement effect",
        "rate",
        "效果确认为有效的纠正预防措施数",
        "corrective and preventive actions verified as effective",
        "期间内作出效果确认的，加上期间内到期而未按期完成、尚未确认的措施数",
        "actions verified in the period, and those whose time ran out in it that are not verified yet",
        "S4-I 投诉-职责-质量⑤; S0-3",
        "capa",
        _effects,
        groups=("capa_source",),
    ),
)
