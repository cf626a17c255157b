"""Which cases are asked for: filters on what the answer shows of a case, and on the tables of the cases.

What the answer alone shows (`state`, `begun_at`, `overdue`) is compared with its rows. Everything else is a
column of the tables: a table that has no such column or value has no case that fits. The number of a case is
the column that names it in its table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from ledger.errors import CommandError
from ledger.events.base import Table
from projections.reading.comparisons import Bound
from projections.reading.filters import FILTER_FIELD_UNKNOWN, Filter, filters, split
from projections.reading.known_values import VALUE_UNKNOWN, resolved
from projections.reading.nearest import near_phrase, nearest
from projections.reading.query import Query
from projections.tables.record_tables import STAGE, record_table

SEVERAL: Final = {"lot": "lots", "serial": "serials"}  # some cases are about a list of them
OF_ANSWER: Final = frozenset(
    {"table", "table_zh", "state", "begun_at", "last_at", "next", "next_zh", "overdue", "overdue_since"}
)
"""Columns of the answer that no table has."""
_TIMES: Final = frozenset({"begun_at", "last_at"})
_STAGES: Final = frozenset({"stage", "stage_zh"})  # but for one by name they are compared as they are shown
_NUMBER: Final = "number"
_HEADINGS: Final = {
    "编号": _NUMBER,
    "stage_zh": STAGE,
    "环节代码": STAGE,
    "生产批号": "lot",
    "序列号": "serial",
}


@dataclass(slots=True)
class OfAnyStage(Bound):
    """A bound on when a case began or was last told of: some stage must keep it, says the database."""

    @property
    def takes_blank(self) -> bool:
        """Whether a blank fits: never, as the stages say when."""
        return False

    def condition(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return that a stage keeps the bound, or does not say when it happened."""
        kept = Bound("event_time", self.column, zone=self.zone, bound=self.bound, upward=self.upward)
        return sa.or_(table.c.event_time.is_(None), kept.condition(table))

    def fits_value(self, found: Any) -> bool:  # noqa: ARG002 - the answer's rows are compared
        """Return that whatever was chosen fits."""
        return True


def parted(where: Iterable[str], headings: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the filters on what the answer alone shows, and those on the tables of the cases.

    Args:
        where: As typed.
        headings: The column of the answer that each key and heading means.

    Raises:
        CommandError: One is no filter.
    """
    mine: list[str] = []
    theirs: list[str] = []
    for text in where:
        name, sign, _ = split(text)
        shown = headings.get(name) in (OF_ANSWER if sign == "=" else OF_ANSWER | _STAGES)
        (mine if shown else theirs).append(text)
    return mine, theirs


def by_table(
    query: Query, tables: Iterable[Table], where: Sequence[str], bounds: Iterable[Filter] = ()
) -> list[tuple[Table, list[Filter]]]:
    """Return the tables that can answer the filters, each with its own.

    Args:
        query: Where to read.
        tables: Of cases.
        where: Filters on them, as typed.
        bounds: Filters on the answer; those on its times help the database.

    Raises:
        CommandError: No table has such a field and value.
    """
    found: list[tuple[Table, list[Filter]]] = []
    refusals: list[CommandError] = []
    every, of_stages = tuple(tables), _of_stages(bounds)
    named, others = _numbers_asked(query, every, where)
    for table in every:
        try:
            numbered = filters(table, [_in(table, text) for text in named], query.zone)
            asked = filters(table, [_in(table, text) for text in others], query.zone)
            found.append((table, [*numbered, *resolved(query.connection, table, asked), *of_stages]))
        except CommandError as error:
            refusals.append(error)
    if refusals and not found and len(where) > 1:
        for text in where:
            by_table(query, every, [text])
        return []  # each of them fits some case, all of them none
    if refusals and not found:
        # A value that fits nowhere says more than a field that most tables do not have.
        raise next((one for one in refusals if one.code != FILTER_FIELD_UNKNOWN.code), refusals[0])
    return found


def _of_stages(bounds: Iterable[Filter]) -> list[Filter]:
    return [
        OfAnyStage("event_time", one.column, zone=one.zone, bound=one.bound, upward=one.upward)
        for one in bounds
        if isinstance(one, Bound) and one.key in _TIMES
    ]


def _in(table: Table, text: str) -> str:
    """Return a filter as it is asked of a table: of one that lists several lots, `lot` means one of them."""
    name, sign, value = split(text)
    key = _HEADINGS.get(name, name)
    if key == _NUMBER:
        key = table.identity[0]
    if key in SEVERAL and key not in table.by_key and SEVERAL[key] in table.by_key:
        key = SEVERAL[key]
    return f"{key}{sign}{value}"


def _numbers_asked(
    query: Query, tables: Iterable[Table], where: Iterable[str]
) -> tuple[list[str], list[str]]:
    """Return the filters on the number of a case, and the others.

    Raises:
        CommandError: No case has a number.
    """
    named: list[str] = []
    others: list[str] = []
    for text in where:
        name, sign, value = split(text)
        if _HEADINGS.get(name, name) != _NUMBER:
            others.append(text)
            continue
        named.append(text)
        if sign == "=" and value and value not in (known := numbers(query.connection, tables)):
            told = near_phrase(nearest(value, known))
            raise CommandError(
                VALUE_UNKNOWN, table="cases", heading="编号", field=_NUMBER, text=value, near=told
            )
    return named, others


def numbers(connection: sa.Connection, tables: Iterable[Table]) -> set[str]:
    """Return the numbers of all cases, whenever they began."""
    columns = (record_table(table.key).c[table.identity[0]] for table in tables)
    return {
        value for column in columns for value in connection.scalars(sa.select(column).distinct()) if value
    }
