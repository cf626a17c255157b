"""What the service archive is made of: the records of a customer, each with what it says in one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import sqlalchemy as sa

from ledger import clock
from ledger.events import catalogue
from ledger.events.base import Column, Table
from projections.engine.chunks import chunks
from projections.reading.filters import Filter
from projections.reading.query import Query
from projections.reading.select import select_rows
from projections.tables.record_tables import STAGE, record_table

Row = dict[str, Any]
_WHOSE: Final = ("customer_code", "customer_name", "product_code", "product_name", "lot", "serial")
_FURTHER: Final = ("sale_no", "sale_line", "warranty_no", "satisfaction", "voucher_nos")
_ASKED: Final = ("customer_code", "product_code")
_DONE_BY: Final = (
    *("technician", "handler", "seller", "inspector", "investigator", "assessor", "owner"),
    "first_responder",
)
# said in columns of their own, or of no interest in one line
_APART: Final = frozenset({*_WHOSE, *_FURTHER, *_DONE_BY, "model", "specification", "udi"})


@dataclass(frozen=True, slots=True)
class MatterSource:
    """A table of which the archive tells.

    Attributes:
        table: Its key.
        kind: What its records are in the life of a unit.
        told: Columns that make its line; of a stage of a case all that it carries.
        result: Columns of which the first that is given is what came of it.
        only: A column and the values that its rows must have one of.
        since: Of a register, columns of which the first that is given is the day it begins with.
    """

    table: str
    kind: str
    told: tuple[str, ...] = ()
    result: tuple[str, ...] = ()
    only: tuple[str, tuple[str, ...]] | None = None
    since: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """One record of the archive.

    Attributes:
        row: The goods, the customer and the envelope.
        at: When it happened, in the stored form; empty where nothing says so.
        kind: What it is in the life of the unit.
        number: Its number.
        summary: What it says.
        result: What came of it.
        technician: Who did it.
    """

    row: Row
    at: str
    kind: str
    number: str
    summary: str
    result: str | None
    technician: str | None


FACTS: Final = (
    MatterSource("sales", "sold", ("quantity", "unit", "warranty_until")),
    MatterSource(
        "service_records",
        "serviced",
        ("service_kind", "problem", "service_content", "parts_used"),
        ("service_result",),
    ),
    MatterSource("returns", "returned", ("quantity", "reason", "nonconformity"), ("disposition",)),
    MatterSource(
        "exchanges",
        "exchanged",
        ("quantity", "reason", "replacement_product_code", "replacement_lot", "replacement_serial"),
    ),
    MatterSource(
        "quality_trackings", "checked", ("tracking_method", "usage_situation", "problem"), ("quality_status",)
    ),
)
CASES: Final = (
    MatterSource("repairs", "serviced", result=("repair_result", "conclusion", "repair_effect")),
    MatterSource("visits", "serviced", result=("handling", "improvement", "decision")),
    MatterSource("complaints", "complaint", result=("answer", "tracking_result", "outcome")),
    MatterSource("surveys", "serviced", result=("handling", "improvement")),
    MatterSource("feedbacks", "serviced", result=("answer", "improvement")),
    MatterSource("adverse_events", "adverse_event", result=("evaluation_result", "report_code")),
)
REGISTERS: Final = (
    MatterSource(
        "warranties",
        "serviced",
        ("accepted_on", "warranty_months", "warranty_until", "warranty_scope"),
        since=("accepted_on",),
    ),
    MatterSource(
        "contracts",
        "serviced",
        ("contract_kind", "valid_from", "valid_until", "after_sales_duties", "warranty_scope"),
        only=("contract_kind", ("maintenance", "service_outsourcing")),
        since=("valid_from", "signed_on"),
    ),
)


def of_facts(query: Query, source: MatterSource) -> Iterator[Matter]:
    """Yield the facts of a table by customer, time and position, read as they are asked for."""
    table = catalogue.table(source.table)
    columns = [key for key in _wanted(source) if key in table.by_key]
    order = ("customer_code", "event_time")
    for row in select_rows(
        query, source.table, (*columns, "record_time"), *_narrow(query, table), order=order
    ):
        filled = dict.fromkeys(_wanted(source)) | row
        yield _matter(query, source, table, filled, row["event_time"] or "")


def of_registers(query: Query, source: MatterSource) -> Iterator[Matter]:
    """Yield the rows of a register in force, by customer, time and position."""
    table = catalogue.table(source.table)
    found = []
    for shown in query.rows(source.table, where=_filters(query, table, _ASKED)):
        if source.only is not None and shown[source.only[0]] not in source.only[1]:
            continue
        row = dict.fromkeys(_wanted(source)) | shown
        begun = _first(row, source.since)
        at = clock.start_of(begun, query.zone) if begun is not None else _stored(shown["event_time"])
        found.append(_matter(query, source, table, row, at))
    yield from sorted(found, key=_order)


def of_cases(query: Query, source: MatterSource) -> Iterator[Matter]:
    """Yield the stages of the cases of a table, each with whose case it is; by customer, time, position."""
    table = catalogue.table(source.table)
    number = table.identity[0]
    where = _filters(query, table, _ASKED)
    numbers = [row[number] for row in query.rows(source.table, where=where)] if where else None
    found: list[Matter] = []
    for part in [None] if numbers is None else chunks(numbers):
        chosen = [] if part is None else [Filter(number, table.by_key[number], list(part))]
        for _, stages in groupby(query.stages(source.table, where=chosen), key=lambda row: str(row[number])):
            found += _of_case(query, source, table, list(stages))
    yield from sorted(found, key=_order)


def _of_case(query: Query, source: MatterSource, table: Table, stages: list[Row]) -> Iterator[Matter]:
    shared: Row = dict.fromkeys((*_WHOSE, *_FURTHER))
    for stage in stages:
        shared.update({key: stage[key] for key in shared if stage.get(key) is not None})
    sent = None  # of a repair the technician who was sent, for what names nobody
    for stage in stages:
        sent = stage.get("technician") or sent
        own = {key: stage.get(key) for key in ("satisfaction", "voucher_nos")}
        row = {**stage, **shared, **own}
        yield _matter(query, source, table, row, _stored(stage["event_time"]), sent)


def _matter(
    query: Query, source: MatterSource, table: Table, row: Row, at: str, sent: str | None = None
) -> Matter:
    result = next((key for key in source.result if row.get(key) is not None), None)
    return Matter(
        row=row,
        at=at or _stored(row["record_time"]),
        kind=source.kind,
        number=row[table.identity[0]],
        summary=_summary(source, table, row, query.zone),
        result=_shown(table.by_key[result], row[result], query.zone) if result is not None else None,
        technician=_first(row, _DONE_BY) or sent,
    )


def _summary(source: MatterSource, table: Table, row: Row, zone: str) -> str:
    """Return what a record says, heading by heading; of a stage, which one it is."""
    titles = {one.key: one.zh for one in table.stages}
    keys = source.told or tuple(one.key for one in table.columns if not one.personal)
    told = [
        f"{table.by_key[key].zh}：{_shown(table.by_key[key], row[key], zone)}"
        for key in keys
        if key not in _APART and key not in table.identity and row.get(key) is not None
    ]
    title = titles.get(row.get(STAGE) or "", table.zh)
    return f"{title}　{'；'.join(told)}".strip()


def _shown(column: Column, value: Any, zone: str) -> str:
    labels = {one.key: one.zh for one in column.values}
    if isinstance(value, list):
        return "、".join(labels.get(one, str(one)) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if column.type == "datetime" and len(value) == clock.WIDTH and value.endswith("Z"):
        return str(clock.shown(value, zone))
    return labels.get(value, str(value))


def _wanted(source: MatterSource) -> tuple[str, ...]:
    only = () if source.only is None else (source.only[0],)
    table = catalogue.table(source.table)
    wanted = (*table.identity, *_WHOSE, *_FURTHER, *_DONE_BY, *source.told, *source.result, *only)
    return tuple(dict.fromkeys(wanted))


def _narrow(query: Query, table: Table) -> Sequence[sa.ColumnElement[bool]]:
    source = record_table(table.key)
    return [one.condition(source) for one in _filters(query, table, _ASKED)]


def _filters(query: Query, table: Table, names: Sequence[str]) -> list[Filter]:
    """Return the filters on the customer and the product, as they are asked of a table that has both."""
    return [
        Filter(name, table.by_key[name], list(query.values(name)))
        for name in names
        if query.values(name) and name in table.by_key
    ]


def _first(row: Row, names: Sequence[str]) -> str | None:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _stored(shown: str | None) -> str:
    """Return a time as it is shown in its stored form, so that all times compare."""
    return clock.stored(clock.parsed(shown)) if shown else ""


def _order(found: Matter) -> tuple[str, str, int]:
    return (found.row["customer_code"] or "", found.at, found.row["position"])
