"""The figures of a year for the self-inspection report (年度自查): what was done, and what went wrong.

Order 54 §44 and GSP §12 ask for the report by the end of March; the law gives no form for the figures. Each
figure counts the rows of one record table that fall into the period; the second column says of which table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any, Final

from ledger import clock
from ledger.events import catalogue
from ledger.log.recorder import LogRecorder
from ledger.state.quantities import ZERO, plain
from projections.answers.findings.findings import OPEN, VOIDED, findings
from projections.answers.goods.account import EXACT
from projections.answers.indicators.periods import Period, day_of
from projections.reading.query import Query
from projections.reading.select import select_rows
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

Test = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        zh: What it counts.
        table: Of which record table; a row counts on its business day, a case on the day of its first stage.
        test: Which rows count; all of them without one.
        distinct: Column of which different values count, instead of rows.
        total: Column that is added up, instead of rows.
    """

    zh: str
    table: str
    test: Test | None = None
    distinct: str | None = None
    total: str | None = None


def _is(column: str, *values: object) -> Test:
    return lambda row: row[column] in values


def _given(column: str) -> Test:
    return lambda row: row[column] is not None


FIGURES: Final[tuple[Figure, ...]] = (
    Figure("采购单数", "purchases", distinct="purchase_no"),
    Figure("验收行数", "receipts"),
    Figure("验收不合格行数", "receipts", _is("conclusion", "nonconforming")),
    Figure("销售单数", "sales", distinct="sale_no"),
    Figure("销售行数", "sales"),
    Figure("销售数量", "sales", total="quantity"),
    Figure("有购买的客户数", "sales", distinct="customer_code"),
    Figure("退货单数", "returns", distinct="return_no"),
    Figure("退货数量", "returns", total="quantity"),
    Figure("投诉件数", "complaints"),
    Figure("成立的投诉件数", "complaints", _is("outcome", "founded")),
    Figure("已结案的投诉件数", "complaints", _given("closed_on")),
    Figure("报修数", "repairs"),
    Figure("不良事件数", "adverse_events"),
    Figure("上报的不良事件数", "adverse_events", _given("reported_at")),
    Figure("召回数", "recalls"),
    Figure("停售封存数", "quality_holds"),
    Figure("质量否决数", "quality_vetoes"),
    Figure("不合格品处理数", "nonconformities"),
    Figure("报损销毁行数", "disposals"),
    Figure("首营审批数", "first_approvals"),
    Figure("质量事故数", "quality_incidents"),
    Figure("培训人次", "trainings"),
    Figure("培训不合格人次", "trainings", _is("training_result", "failed")),
    Figure("健康检查人次", "health_checks"),
    Figure("制度执行检查数", "rule_checks"),
    Figure("未达到要求的检查数", "rule_checks", _is("check_conclusion", "not_met", "partly")),
    Figure("自查数", "self_inspections"),
    Figure("监管部门检查数", "authority_inspections"),
    Figure("纠正预防措施数", "capa"),
    Figure("已关闭的纠正预防措施数", "capa", _given("closed_on")),
    Figure("供应商及合作方考核数", "partner_assessments"),
    Figure("温湿度记录数", "temperature_readings"),
    Figure("设备使用保养记录数", "equipment_records"),
    Figure("业务拦截数", "gate_refusals"),
)
_TESTED: Final = frozenset({"conclusion", "training_result"})  # of facts
NO_TABLE: Final = "尚无此记录表"


def figures(query: Query, period: Period) -> list[dict[str, Any]]:
    """Return every figure of a period, in the order of the list, then the findings of its records."""
    sums = {key: _sums(query, period, key) for key in dict.fromkeys(one.table for one in FIGURES)}
    found = [_line(one.zh, sums[one.table][one], one.table) for one in FIGURES]
    return [*found, *_findings(query, period)]


def _line(zh: str, number: str | None, table: str | None, remark: str | None = None) -> dict[str, Any]:
    remark = NO_TABLE if number is None else remark
    return {"figure": zh, "number": number, "subject_table": table, "remark": remark}


def _sums(query: Query, period: Period, key: str) -> dict[Figure, str | None]:
    """Return the figures of one table, which is read once."""
    wanted = [one for one in FIGURES if one.table == key]
    if key not in catalogue.TABLE_KEYS:
        return dict.fromkeys(wanted)
    counts: dict[Figure, Decimal] = dict.fromkeys(wanted, ZERO)
    seen: dict[Figure, set[Any]] = {one: set() for one in wanted}
    with localcontext(EXACT):
        for row in _rows(query, period, key, wanted):
            for one in wanted:
                if one.test is not None and not one.test(row):
                    continue
                if one.distinct is not None:
                    seen[one].add(row[one.distinct])
                else:
                    counts[one] += Decimal(row[one.total]) if one.total else 1
    return {one: plain(Decimal(len(seen[one])) if one.distinct else counts[one]) for one in wanted}


def _rows(query: Query, period: Period, key: str, wanted: list[Figure]) -> Iterator[Row]:
    """Yield the rows of a table that fall into a period."""
    declared = catalogue.table(key)
    if declared.kind == "case":
        begins = declared.stages[0].at
        for row in query.rows(key):
            day = day_of(next((row[name] for name in begins if row[name] is not None), None))
            if day is not None and period.first <= day <= period.last:
                yield row
        return
    first, last = clock.start_of(period.first, query.zone), clock.end_of(period.last, query.zone)
    at = record_table(key).c.event_time
    needed = {one.distinct or one.total for one in wanted} - {None}
    columns = sorted({*map(str, needed), *(_TESTED & declared.by_key.keys())})
    yield from select_rows(query, key, columns, at >= first, at <= last)


def _findings(query: Query, period: Period) -> Iterator[dict[str, Any]]:
    """Yield how many broken rules the records of the period have, and how many are open still."""
    every, still = 0, 0
    log = query.personal if isinstance(query.personal, LogRecorder) else None
    for row in findings(query.connection, query.cutoff, zone=query.zone, log=log):
        day = day_of(row["event_time"] or row["record_time"])
        if day is not None and period.first <= day <= period.last and row["closed_by"] != VOIDED:
            every += 1
            still += row["state"] == OPEN
    yield _line("记录中违反规则的条数", str(every), None)
    yield _line("其中尚未处理的条数", str(still), None)
