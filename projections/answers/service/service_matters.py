"""What the service archive is made of: the records of a customer, each with what it says in one line.

Facts and cases are read some customers at a time, few first, so that nobody waits for the order of all; the
records of every table come as the database keeps them, and what is made of their values is chosen once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from ledger import clock
from projections.answers.service.service_said import FURTHER, WHOSE, Said
from projections.answers.service.service_sources import MatterSource
from projections.engine.chunks import chunks
from projections.reading.case_stages import Stages, grouped, laid_together
from projections.reading.fetching import stored_parts
from projections.reading.filters import Filter
from projections.reading.query import Query
from projections.reading.record_statement import rows_statement
from projections.reading.stream import Values
from projections.tables.record_tables import record_table

# One record of the archive; what it begins with is its place.
FIELDS: Final = (
    "customer",  # code; empty where nobody says
    "at",  # when it happened, else when it was recorded; in the stored form
    "position",  # of the record
    "kind",  # what it is in the life of the unit
    "number",
    "summary",  # what it says
    "result",  # what came of it
    "technician",  # who did it
    "customer_name",
    "product_code",
    "product_name",
    "lot",
    "serial",
    "sale_no",
    "line",  # of the sale
    "warranty_no",
    "satisfaction",
    "voucher_nos",  # list in JSON
)
Matter = tuple[Any, ...]  # the values of a record, in the order of the fields
_ASKED: Final = ("customer_code", "product_code")
_SPANS: Final = (1, 20)  # customers before which the first spans end
_PORTIONS: Final = 3  # of the customers, so that a part of the records is sorted and held at a time


class Span(NamedTuple):
    """Customers by code, from one up to another without that; no bound is `''` below and null above."""

    low: str = ""
    high: str | None = None

    def holds(self, code: str) -> bool:
        """Return whether a customer is among them."""
        return self.low <= code and (self.high is None or code < self.high)

    def condition(self, least: sa.ColumnElement[Any], most: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Return the condition that one of the codes between two may be among them."""
        below = sa.true() if self.high is None else least < self.high
        return sa.and_(below, most >= self.low) if self.low else sa.or_(below, least.is_(None))


def of_facts(query: Query, source: MatterSource) -> Iterator[list[Matter]]:
    """Yield the facts of a table by customer, time and position, read as they are asked for."""
    said, stored = Said(source, query.zone), record_table(source.table).c
    code = stored.customer_code
    by = (code.asc().nulls_first(), stored.event_time.asc().nulls_first(), stored.position)
    every = _select(query, said, _filters(query, said)).order_by(*by)
    for span in _spans(query):
        for part in stored_parts(query.connection, every.where(span.condition(code, code))):
            yield _matters(said, part)


def of_registers(query: Query, source: MatterSource) -> Iterator[list[Matter]]:
    """Yield the rows of a register in force, by customer, time and position."""
    said = Said(source, query.zone)
    found: list[Matter] = []
    where = _filters(query, said)
    in_force = rows_statement(said.table, query.cutoff, said.columns, where, voided=False)
    for part in stored_parts(query.connection, in_force):
        some = part
        if source.only is not None:
            at, values = said.at[source.only[0]], source.only[1]
            some = [row for row in part if row[at] in values]
        found += _matters(said, some, begun=[_begun(query, said, source, row) for row in some])
    yield sorted(found)


def _begun(query: Query, said: Said, source: MatterSource, row: Sequence[Any]) -> str | None:
    """Return the start of the day that a row of a register begins with, in the stored form."""
    days = (row[said.at[key]] for key in source.since)
    begun = next((day for day in days if day is not None), None)
    return None if begun is None else clock.start_of(begun, query.zone)


def of_cases(query: Query, source: MatterSource) -> Iterator[list[Matter]]:
    """Yield the stages of the cases of a table, each with whose case it is; by customer, time, position."""
    said = Said(source, query.zone)
    number = said.table.identity[0]
    where = _filters(query, said)
    numbers = [row[number] for row in query.rows(source.table, where=where, only=())] if where else None
    for span in _spans(query):
        found: list[Matter] = []
        for statement in (
            _of_span(query, said, span) if numbers is None else _of_numbers(query, said, numbers)
        ):
            for groups in grouped(stored_parts(query.connection, statement), [said.at[number]]):
                found += (one for one in _of_cases(said, groups) if span.holds(one[0]))
        yield sorted(found)


def _of_span(query: Query, said: Said, span: Span) -> Iterator[sa.Select[Any]]:
    """Yield the statement for the stages of the cases that may be of some customers."""
    table = record_table(said.table.key)
    number, code = table.c[said.table.identity[0]], table.c.customer_code
    by = (number.asc().nulls_first(), table.c.position)
    statement = _select(query, said, ()).order_by(*by)
    within = span.condition(sa.func.min(code), sa.func.max(code))
    named = sa.select(number).where(query.cutoff.live(table)).group_by(number).having(within)
    yield statement if span == Span() else statement.where(number.in_(named))


def _of_numbers(query: Query, said: Said, numbers: Sequence[str]) -> Iterator[sa.Select[Any]]:
    """Yield the statements for the stages of some cases."""
    key = said.table.identity[0]
    stored = record_table(said.table.key).c
    for part in chunks(numbers):
        chosen = [Filter(key, said.table.by_key[key], list(part))]
        yield _select(query, said, chosen).order_by(stored[key], stored.position)


def _of_cases(said: Said, groups: Sequence[Stages]) -> list[Matter]:
    """Return the stages of some cases, in each what its case says newest of whose it is."""
    rows = [row for stages in groups for row in stages]
    shared = tuple(key for key in (*WHOSE, *FURTHER) if key in said.at)
    pick = itemgetter(*(said.at[key] for key in shared))
    cases = laid_together([list(map(pick, stages)) for stages in groups], shared)
    told: dict[str, Values] = {
        key: [value for value, stages in zip(values, groups, strict=True) for _ in stages]
        for key, values in zip(shared, cases, strict=True)
        if key not in {"satisfaction", "voucher_nos"}
    }
    return _matters(said, rows, told, _sent(said, groups))


def _sent(said: Said, groups: Sequence[Stages]) -> list[str | None]:
    """Return for each stage the technician who was sent, for what names nobody."""
    found: list[str | None] = []
    at = said.at.get("technician")
    for stages in groups:
        sent = None
        for stage in stages:
            sent = (stage[at] if at is not None else None) or sent
            found.append(sent)
    return found


def _matters(
    said: Said,
    rows: Sequence[Sequence[Any]],
    told: dict[str, Values] | None = None,
    sent: Sequence[str | None] | None = None,
    begun: Sequence[str | None] | None = None,
) -> list[Matter]:
    """Return some records.

    Args:
        said: What they say.
        rows: As they are kept.
        told: Columns to put in the place of their own.
        sent: Who did what names nobody.
        begun: When they were, where that is not when they happened; in the stored form.
    """
    if not rows:
        return []
    columns: list[Values] = list(zip(*rows, strict=True))
    nothing = (None,) * len(rows)
    given = {key: columns[at] for key, at in said.at.items()} | (told or {})

    def column(key: str) -> Values:
        return given.get(key, nothing)

    def either(first: Values, second: Values) -> Values:
        return first if all(first) else [one or other for one, other in zip(first, second, strict=True)]

    happened = either(column("event_time"), column("record_time"))
    columns_of_matters = (
        [code or "" for code in column("customer_code")],
        happened if begun is None else either(begun, happened),
        column("position"),
        (said.kind,) * len(rows),
        column(said.table.identity[0]),
        said.summaries(columns),
        said.results(columns),
        either(said.done_by(columns), sent or nothing),
        *(column(key) for key in WHOSE[1:]),
        column("sale_no"),
        either(column("sale_line"), column("line")),
        *(column(key) for key in FURTHER[2:]),
    )
    return list(zip(*columns_of_matters, strict=True))


def _select(query: Query, said: Said, where: Sequence[Filter]) -> sa.Select[Any]:
    """Return the SELECT of the stored records that count."""
    table = record_table(said.table.key)
    conditions = (one.condition(table) for one in where)
    return sa.select(*(table.c[key] for key in said.columns)).where(query.cutoff.live(table), *conditions)


def _spans(query: Query) -> list[Span]:
    """Return the customers, few in the first spans; all of them at once where some are asked for."""
    if any(query.values(name) for name in _ASKED):
        return [Span()]
    code = record_table("customers").c.customer_code
    every = sa.select(code).distinct().order_by(code)
    total = query.connection.scalar(sa.select(sa.func.count(code.distinct()))) or 0
    counts = {*_SPANS, *(total * portion // _PORTIONS for portion in range(1, _PORTIONS))}
    bounds = [query.connection.scalar(every.limit(1).offset(count)) for count in sorted(counts - {0})]
    given = [bound for bound in bounds if bound is not None]
    return [Span(low, high) for low, high in zip(["", *given], [*given, None], strict=True)]


def _filters(query: Query, said: Said) -> list[Filter]:
    """Return the filters on the customer and the product, as they are asked of a table that has both."""
    return [
        Filter(name, said.table.by_key[name], list(query.values(name)))
        for name in _ASKED
        if query.values(name) and name in said.table.by_key
    ]
