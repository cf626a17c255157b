"""A report as a document: its rows, what belongs to them, and the basis that they rest on.

::

    {"report":  name, "title", "source": the law or source that asks for it,
     "basis":   {"period_from", "period_to", "where", "at", "known_at", "position", "checkpoint", "code"},
     "rows":    of the view, or of the layout,
     and each further part under its own key,
     "softened": settings by which rules only warned or did not count in the period; absent where none did}

The document is a function of the log up to `position`, of the period and the filters. It holds no personal
values, so that erasing one does not change what was issued.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import orjson

from ledger.errors import CommandError, Problem
from ledger.log.reader import LogReader
from ledger.when import LAST_DAY
from projections.answers import catalogue
from projections.answers.indicators.measuring import behind, results, row
from projections.answers.indicators.periods import Period, months_between, months_to
from projections.answers.indicators.registry import INDICATORS
from projections.engine.read_model import ReadModel
from projections.reading.filters import Filter, filters
from projections.reading.query import Query, today
from replay.as_of import basis
from replay.cutoff import Resolved
from replay.reports import self_inspection
from replay.reports.declared import Report

NO_FILTERS = Problem(
    "no_filters",
    "出具{zh}：应不带筛选条件，实际有 --where。",
    "Making the report {name}: expected no filters, got --where.",
    "去掉 --where；各项数字所依据的记录表可以单独筛选。",
    "Leave --where out; the tables that its figures count can be filtered.",
)
Document = dict[str, Any]
Rows = list[dict[str, Any]]
_SOFTENED = (
    *("rule_key", "title", "setting", "product_kind", "device_class", "customer_kind", "channel"),
    *("effective_from", "effective_until", "approver"),
)
_UNDONE = frozenset({"open", "due_soon", "overdue"})


def made(
    log: LogReader,
    readmodel: ReadModel,
    zone: str,
    report: Report,
    period: Period,
    resolved: Resolved,
    *,
    where: Sequence[str] = (),
) -> Document:
    """Return a report of a period.

    Args:
        log: Of the ledger.
        readmodel: Of the same ledger, brought up to the cut-off.
        zone: Time zone of the ledger.
        report: Which.
        period: Of which days.
        resolved: What was true when, as known when.
        where: Filters as typed, of its columns.

    Raises:
        CommandError: A filter names no column or value of the report.
    """
    rests = basis(log, resolved)
    named = {"period_from": period.first, "period_to": period.last, "where": sorted(where)}
    with readmodel.reading() as connection:
        day, cutoff = today(resolved.cutoff, zone), resolved.cutoff
        query = Query(connection, log, cutoff, zone, day, (), hashes=log.leaf_hashes)
        parts = _parts(report, query, period, where)
        softened = softened_rules(query, period)
    return {
        "report": report.name,
        "title": report.zh,
        "source": report.basis,
        "basis": {**named, **rests},
        **parts,
        **({"softened": softened} if softened else {}),
    }


def softened_rules(query: Query, period: Period) -> Rows:
    """Return the settings by which rules only warned, or did not count, on days of a period."""
    found = [
        {key: row[key] for key in _SOFTENED if row[key] is not None}
        for row in query.rows("rule_settings", only=(*_SOFTENED, "effective_until"))
        if row["setting"] in {"warned", "waived"}
        and row["effective_from"] <= period.last
        and (row["effective_until"] or LAST_DAY) >= period.first
    ]
    return sorted(found, key=lambda row: (row["rule_key"], row["effective_from"]))


def canonical(document: Document) -> bytes:
    """Return the bytes of a report, of which an issue keeps the digest; the JSON form is just these."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"


def _parts(report: Report, query: Query, period: Period, where: Sequence[str]) -> dict[str, Rows]:
    if report.view is None:
        if where:
            raise CommandError(NO_FILTERS, name=report.name, zh=report.zh)
        return {"rows": self_inspection.figures(query, period)}
    chosen = filters(catalogue.view(report.view), where, query.zone)
    if report.key == "kpi_results":
        return _indicators(query, period, chosen)
    found = {"rows": _rows(report, query, period, chosen)}
    if report.parts:
        found["twelve_months"] = _months(report, query, period, chosen)
    return found


def _indicators(query: Query, period: Period, chosen: Sequence[Filter]) -> dict[str, Rows]:
    query = _asking(query, _within(period), chosen)
    wanted = {key for key in query.values("kpi_key") if key}
    found = [(row(result, sources), result) for result, sources in results(query, wanted)]
    fitting = [(line, result) for line, result in found if all(one.fits(line) for one in chosen)]
    shown = {result.indicator.id for _, result in fitting}
    definitions = [
        {
            "kpi_key": one.id,
            "kpi_name": one.zh,
            "numerator_note": one.part_zh,
            "denominator_note": one.whole_zh,
            "clause": one.clause,
        }
        for one in INDICATORS
        if one.id in shown
    ]
    whole = [result for _, result in fitting if result.group is None]
    grouped = {line["group_code"] for line, _ in fitting} - {None}
    cases = list(behind(whole or [result for _, result in fitting if result.group in grouped]))
    return {"rows": [line for line, _ in fitting], "definitions": definitions, "cases": cases}


def _rows(report: Report, query: Query, period: Period, chosen: Sequence[Filter]) -> Rows:
    if report.span == "months":
        months = months_between(period.first, period.last)
        return list(_told(report, query, [Filter("month", None, list(months))], chosen))
    if report.span == "until":
        return [line for line in _told(report, query, (), chosen) if _due(line, period)]
    return list(_told(report, query, _within(period), chosen))


def _months(report: Report, query: Query, period: Period, chosen: Sequence[Filter]) -> Rows:
    """Return the figures of the twelve months that end with a period; without groups of the house."""
    months = Filter("month", None, list(months_to(period.last[:7], 12)))
    wanted = [months]
    if report.key == "service_statistics":
        wanted.append(Filter("group_kind", None, ["all"]))
        chosen = ()
    return list(_told(report, query, wanted, chosen))


def _told(
    report: Report, query: Query, wanted: Sequence[Filter], chosen: Sequence[Filter]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a view that fit, in the columns of the view."""
    declared = catalogue.view(report.key)
    own = [one for one in wanted if one.key in declared.by_key]
    rest = [one for one in chosen if one.key not in catalogue.answered(report.key)]
    for line in catalogue.answer(report.key)(_asking(query, wanted, chosen)):
        if all(one.fits(line) for one in (*own, *rest)):
            yield {column.key: line.get(column.key) for column in declared.columns}


def _asking(query: Query, wanted: Sequence[Filter], chosen: Sequence[Filter]) -> Query:
    return replace(query, where=(*wanted, *chosen))


def _within(period: Period) -> list[Filter]:
    return [Filter("period_from", None, [period.first]), Filter("period_to", None, [period.last])]


def _due(line: dict[str, Any], period: Period) -> bool:
    """Return whether a matter is still to be done by the end of a period, or was due within it."""
    due = line["due_at"]
    if due is None:
        return bool(line["state"] in _UNDONE)
    day = due[:10]
    return bool(day <= period.last and (line["state"] in _UNDONE or day >= period.first))
