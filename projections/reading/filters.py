"""`FIELD=VALUE` on a record table or a view: which rows a user wants to see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa

from ledger.errors import CommandError, Problem
from ledger.events.base import Column, Table
from projections.reading.case_stages import stage_named
from projections.reading.rendering import moment
from projections.tables.record_tables import STAGE

FILTER_UNREADABLE = Problem(
    "filter_unreadable",
    "读取筛选条件:应为 字段=值,实际为“{text}”。",
    "Reading a filter: expected FIELD=VALUE, got “{text}”.",
    "例如 sale_no=XS1 或 销售单号=XS1。",
    "For example sale_no=XS1 or 销售单号=XS1.",
)
FILTER_FIELD_UNKNOWN = Problem(
    "filter_field_unknown",
    "筛选 {table}:应为该表的字段,实际为“{field}”。",
    "Filtering {table}: expected a field of the table, got “{field}”.",
    "运行 medledger schema {table} 可查看其字段。",
    "medledger schema {table} shows its fields.",
)
FILTER_VALUE_UNFIT = Problem(
    "filter_value_unfit",
    "筛选 {table}:{field} 的值“{text}”不合其类型。",
    "Filtering {table}: the value “{text}” of {field} is not of its type.",
    "运行 medledger schema {table} 可查看其类型和取值。",
    "medledger schema {table} shows types and choices.",
)
_ENVELOPE = {"recorded_by": "记录人", "source": "数据来源", "note": "备注", "replaces": "更正的事件"}
_STAGE_WORDS = frozenset({STAGE, "环节", "当前环节"})
_NEVER = "9998-12-31"  # a filter may ask for days after today; the day after this one is still a day


@dataclass(slots=True)
class Filter:
    """The values that a column may have; of one column any, of several columns each.

    Attributes:
        key: The column.
        column: Its declaration, None for one of the envelope and for the stage of a case.
        values: In the stored form; None for blank.
        zone: Time zone of the ledger, in which rows show times.
    """

    key: str
    column: Column | None
    values: list[Any] = field(default_factory=list)
    zone: str = "UTC"

    def condition(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return what the database can say about it: no less than what fits."""
        if self.column is not None and self.column.personal:
            return sa.true()
        stored = table.c[self.key]
        return sa.or_(*(self._one(stored, value) for value in self.values))

    def fits(self, row: dict[str, Any]) -> bool:
        """Return whether a finished row fits."""
        return self.fits_value(row.get(self.key))

    def fits_value(self, found: Any) -> bool:
        """Return whether the value that a finished row shows in the column fits."""
        if self.column is not None and self.column.type == "datetime" and found is not None:
            return any(value is not None and moment(value, self.zone) == found for value in self.values)
        if isinstance(found, list):
            return any(value in found for value in self.values if value is not None)
        if self.key == "serial" and found is not None:
            units = found.split(";")
            return any(value is not None and (value == found or value in units) for value in self.values)
        return found in self.values

    def _one(self, stored: sa.ColumnElement[Any], value: Any) -> sa.ColumnElement[bool]:
        if value is None:
            return stored.is_(None)
        if self.column is not None and self.column.type == "list":
            return stored.contains(orjson.dumps(value).decode(), autoescape=True)
        if self.key == "serial":
            return stored.contains(value, autoescape=True)
        return stored == (int(value) if isinstance(value, bool) else value)


def filters(table: Table, given: Iterable[str], zone: str) -> list[Filter]:
    """Return the filters that a user typed, one for each column named.

    Args:
        table: Whose rows are filtered.
        given: Texts `FIELD=VALUE`: a key or heading, and a value as in an import file; no value means blank.
            Of a case also `stage=`: its key, its event type or its Chinese name.
        zone: The ledger's time zone.

    Raises:
        CommandError: No such column, or no such value.
    """
    found: dict[str, Filter] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise CommandError(FILTER_UNREADABLE, text=text)
        key, column = _column(table, name)
        one = found.setdefault(key, Filter(key, column, zone=zone))
        for wanted in _values(table, column, key, value, zone):
            one.values.append(wanted)
    return list(found.values())


def _column(table: Table, name: str) -> tuple[str, Column | None]:
    from ledger.intake.headings.normalising import bare, simplified

    keys = _headings(table.columns)
    for word in (bare(name), simplified(bare(name))):
        if word in keys:
            return keys[word], table.by_key[keys[word]]
        if table.kind == "case" and word in _STAGE_WORDS:
            return STAGE, None
        for envelope, zh in _ENVELOPE.items():
            if table.kind != "view" and word in {envelope, zh}:
                return envelope, None
    raise CommandError(FILTER_FIELD_UNKNOWN, table=table.key, field=name)


@cache
def _headings(columns: tuple[Column, ...]) -> dict[str, str]:
    """Return the column that each compared heading means: keys and headings go before aliases."""
    from ledger.intake.headings.normalising import bare

    exact = {bare(name): one.key for one in reversed(columns) for name in (one.key, one.zh)}
    aliases = {bare(name): one.key for one in reversed(columns) for name in one.aliases}
    return aliases | exact


def _values(table: Table, column: Column | None, name: str, text: str, zone: str) -> Sequence[Any]:
    from ledger.intake.cells.cell_error import CellError
    from ledger.intake.cells.converters import converter

    if column is None:
        return [_stage(table, text) if name == STAGE else text.strip() or None]
    read = converter(column, table, heading=column.zh, zone=zone, today=_NEVER, words={})
    try:
        value = read(text)
    except CellError as error:
        raise CommandError(FILTER_VALUE_UNFIT, table=table.key, field=column.key, text=text) from error
    return value if isinstance(value, list) else [value]


def _stage(table: Table, text: str) -> str:
    found = stage_named(table, text)
    if found is None:
        raise CommandError(FILTER_VALUE_UNFIT, table=table.key, field=STAGE, text=text)
    return found.key
