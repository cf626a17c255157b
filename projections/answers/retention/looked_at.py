"""What retention looks at in the rows of a table, read in parts.

A row is judged by its shape, the values of a few columns, and by two days. Many rows share their shape: the
lines about one lot differ in nothing that retention asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.events.base import Table
from projections.answers.retention.citations import CITING, SAYS_GOODS, keeping_columns, names, naming_columns
from projections.reading.query import Query
from projections.reading.record_rows import stream
from projections.reading.stream import FIRST_ROWS, MORE_ROWS, Memo, Part, Row, Values
from projections.tables.record_tables import STAGE, record_table

ENDS = ("valid_until", "warranty_until", "effective_until", "signed_on", "accepted_on")
_OF_ALL = (
    *("product_code", "lot", "serial", "lots", "serials", "expiry_date", "production_date", "implantable"),
    *("replacement_product_code", "replacement_lot", "replacement_serial", "replacement_expiry_date"),
    *("closed_on", "voided_on"),
)
_OF_WHAT_LASTS = ("status", *ENDS)
_IN_PLACE = {"locations", "equipment"}
_TIMES = ("event_time", "record_time")
_DAY, _SECOND = 10, 19  # characters of a time to its day and to its second, all of which lies in one day
Shape = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class LookedAtPart:
    """Some rows, one value for each in every sequence.

    Attributes:
        numbers: Their numbers, without the line.
        lines: Their lines.
        shapes: What they are judged by, in the order of `LookedAt.columns`.
        happened: When they happened; `day_of` says on which day.
        recorded: When they were written down.
        day_of: Returns the day of such a time: many rows are judged without it.
        cites: What they cite, by column.
    """

    numbers: Values
    lines: Values
    shapes: Sequence[Shape]
    happened: Values
    recorded: Values
    day_of: Callable[[str], str]
    cites: dict[str, Values]


class LookedAt:
    """The columns of a table that retention looks at.

    Args:
        table: Which.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self.columns = tuple(name for name in _judged_by(table) if name in table.by_key or name == STAGE)
        self._naming = naming_columns(table)
        self._lists = [name for name in self.columns if name in table.by_key and _is_list(table, name)]

    def row(self, shape: Shape) -> Row:
        """Return the values of a shape by their columns."""
        row: Row = dict(zip(self.columns, shape, strict=True))
        for name in self._lists:
            if row[name] is not None:
                row[name] = orjson.loads(row[name])
        return row

    def names_others(self, shape: Shape) -> bool:
        """Return whether a row names the records that it is about."""
        return bool(self._naming) and next(names(self.row(shape)), None) is not None

    def parts(self, query: Query) -> Iterator[LookedAtPart]:
        """Yield the rows that count, by identity, null first."""
        if self._table.kind == "fact":
            by = [self._stored.c[name].asc().nulls_first() for name in self._table.identity]
            statement = self._select(query.cutoff.live(self._stored)).order_by(*by, self._stored.c.position)
            day_of = _day_of_stored(query.zone)
            for part in _read(query, statement):
                yield self._part(self._names, part, day_of)
            return
        found = stream(
            query.connection, query.personal, self._table, query.cutoff, zone=query.zone, only=self._names
        )
        for part in found.parts:
            yield self._part(found.columns, self._without_lists(found.columns, part), _day_of_shown)

    def named(self, query: Query, number: str, line: int | None) -> Iterator[LookedAtPart]:
        """Yield the rows of a number, and of a line if one is given, voided or not; of a case its stages."""
        conditions = [self._stored.c[self._table.identity[0]] == number]
        if line is not None and self._table.has_lines:
            conditions.append(self._stored.c.line == line)
        statement = self._select(query.cutoff.recorded(self._stored), *conditions)
        for part in _read(query, statement):
            names = [name for name in self._names if name != STAGE]
            yield self._part(names, part, partial(clock.day_of, zone=query.zone))

    @cached_property
    def _names(self) -> list[str]:
        cites = (name for name in CITING if name in self._table.by_key)
        return list(dict.fromkeys((*self._table.identity, *self.columns, *cites, *_TIMES)))

    @cached_property
    def _stored(self) -> sa.Table:
        return record_table(self._table.key)

    def _select(self, *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
        return sa.select(*(self._stored.c[name] for name in self._names if name != STAGE)).where(*conditions)

    def _part(self, names: Sequence[str], part: Part, day_of: Callable[[str], str]) -> LookedAtPart:
        values = dict(zip(names, part, strict=True))
        recorded = values["record_time"]
        blank = [None] * len(recorded)
        if "sale_line" in self.columns:
            _drop_needless_names(values)
        return LookedAtPart(
            _numbers(self._table, values),
            values["line"] if "line" in self._table.identity else blank,
            self._shapes(values, len(recorded)),
            values["event_time"],
            recorded,
            day_of,
            {name: values[name] for name in CITING if name in values},
        )

    def _shapes(self, values: dict[str, Values], rows: int) -> Sequence[Shape]:
        if not self.columns:
            return [()] * rows
        return list(zip(*(values.get(name, [None] * rows) for name in self.columns), strict=True))

    def _without_lists(self, names: Sequence[str], part: Part) -> Part:
        """Return values of which every one can be part of a shape: lists as they are stored."""
        return [
            [None if one is None else orjson.dumps(one) for one in values]
            if _is_list(self._table, name)
            else values
            for name, values in zip(names, part, strict=True)
        ]


def _read(query: Query, statement: sa.Select[Any]) -> Iterator[Part]:
    streaming = statement.execution_options(stream_results=True, max_row_buffer=MORE_ROWS)
    with query.connection.execute(streaming) as result:
        size = FIRST_ROWS
        while some := result.fetchmany(size):
            yield list(zip(*some, strict=True))
            size = MORE_ROWS


def _drop_needless_names(values: dict[str, Values]) -> None:
    """Leave out the sale of rows that say their goods: they are not kept for the sale."""
    says = [values[name] for name in SAYS_GOODS if name in values]
    if says:
        silent = [not any(said) for said in zip(*says, strict=True)]
        for name in ("sale_no", "sale_line"):
            values[name] = [one if wanted else None for one, wanted in zip(values[name], silent, strict=True)]


def _judged_by(table: Table) -> list[str]:
    """Return the columns, whether or not the table has them, that decide how long a row is kept."""
    names = [*_OF_ALL, *naming_columns(table), *keeping_columns(table)]
    if table.kind == "register" or table.key in _IN_PLACE:
        names += _OF_WHAT_LASTS
    if table.kind == "case":
        names.append(STAGE)
    if table.retention == "RET.STAFF":
        names.append("staff_code")
    if table.key == "training_plans":
        names.append("plan_year")
    return list(dict.fromkeys(names))


def _is_list(table: Table, name: str) -> bool:
    return name in table.by_key and table.by_key[name].type == "list"


def _numbers(table: Table, values: dict[str, Values]) -> Values:
    """Return the numbers of rows, without the line."""
    keys = [name for name in table.identity if name != "line"]
    if len(keys) == 1:
        return [None if one is None else str(one) or None for one in values[keys[0]]]
    rows = zip(*(values[name] for name in keys), strict=True)
    return ["/".join(str(one) for one in row if one is not None) or None for row in rows]


def _day_of_stored(zone: str) -> Callable[[str], str]:
    days = Memo(lambda second: clock.day_of(f"{second}Z", zone))
    return lambda moment: str(days[moment[:_SECOND]])


def _day_of_shown(moment: str) -> str:
    return moment[:_DAY]
