"""`FIELD=VALUE`, `>=`, `<=`, `~` on a record table or a view: which rows a user wants to see."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.errors import CommandError, Problem
from ledger.events.base import Column, Table
from projections.reading.nearest import near_phrase, nearest
from projections.reading.rendering import moment
from projections.tables.record_tables import STAGE

FILTER_UNREADABLE = Problem(
    "filter_unreadable",
    "读取筛选条件：应为 字段=值、字段>=值、字段<=值 或 字段~文字，实际为“{text}”。",
    "Reading a filter: expected FIELD=VALUE, FIELD>=VALUE, FIELD<=VALUE or FIELD~TEXT, got “{text}”.",
    "例如 sale_no=XS1、销售日期>=2026-05-01 或 客户名称~医院。",
    "For example sale_no=XS1, sold_on>=2026-05-01 or customer_name~hospital.",
)
FILTER_FIELD_UNKNOWN = Problem(
    "filter_field_unknown",
    "筛选 {table}：应为该表的字段，实际为“{field}”。",
    "Filtering {table}: expected a field of the table, got “{field}”.",
    "{near}运行 medledger schema {table} 可查看其字段。",
    "{near}medledger schema {table} shows its fields.",
)
FILTER_VALUE_UNFIT = Problem(
    "filter_value_unfit",
    "筛选 {table}：{field} 的值“{text}”不合其类型。",
    "Filtering {table}: the value “{text}” of {field} is not of its type.",
    "{near}运行 medledger schema {table} 可查看其类型和取值。",
    "{near}medledger schema {table} shows types and choices.",
)
_ENVELOPE = {
    "position": Column("position", "日志位置", "integer"),
    "event_time": Column("event_time", "业务时间", "datetime"),
    "record_time": Column("record_time", "记录时间", "datetime"),
    "recorded_by": Column("recorded_by", "记录人", "text"),
    "source": Column("source", "数据来源", "text"),
    "note": Column("note", "备注", "text"),
    "replaces": Column("replaces", "更正的事件", "text"),
}
_STAGE_WORDS = frozenset({STAGE, "环节", "当前环节"})
NEVER = "9998-12-31"  # a filter may ask for days after today; the day after this one is still a day
_DAY = len(NEVER)
_parsed = re.compile(r"(?P<name>.*?)\s*(?P<sign>>=|<=|[=~≥≤＝～])(?P<value>.*)", re.DOTALL).fullmatch
_SIGNS = {"≥": ">=", "≤": "<=", "＝": "=", "～": "~"}


class Typed(NamedTuple):
    """A filter as it was typed: the name of a field, a sign, and a value."""

    name: str
    sign: str
    value: str


@dataclass(slots=True)
class Filter:
    """The values that a column may have; of one column any, of several columns each.

    Attributes:
        key: The column.
        column: Its declaration, None for one of the envelope and for the stage of a case.
        values: In the stored form; None for blank.
        zone: Time zone of the ledger, in which rows show times.
        typed: What was typed for it, each value as text.
    """

    key: str
    column: Column | None
    values: list[Any] = field(default_factory=list)
    zone: str = "UTC"
    typed: list[Typed] = field(default_factory=list)

    @property
    def type(self) -> str:
        """The type of the column."""
        return "text" if self.column is None else self.column.type

    @property
    def is_personal(self) -> bool:
        """Whether the values lie beside the log."""
        return self.column is not None and self.column.personal

    @property
    def is_of_envelope(self) -> bool:
        """Whether no declared column is asked about, but what every row has."""
        return self.column is None or self.column is _ENVELOPE.get(self.key)

    @property
    def takes_blank(self) -> bool:
        """Whether a blank fits."""
        return None in self.values

    def condition(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return what the database can say about it: no less than what fits."""
        if self.is_personal:
            return sa.true()
        stored = table.c[self.key]
        equal = [value for value in self.values if self._is_plain(value)]
        if len(equal) < 2:
            return sa.or_(*(self._one(stored, value) for value in self.values))
        rest = (self._one(stored, value) for value in self.values if not self._is_plain(value))
        return sa.or_(stored.in_([_kept(value) for value in equal]), *rest)

    def fits(self, row: dict[str, Any]) -> bool:
        """Return whether a finished row fits."""
        return self.fits_value(row.get(self.key))

    def fits_value(self, found: Any) -> bool:
        """Return whether the value that a finished row shows in the column fits."""
        if self.type == "datetime" and found is not None:
            return any(value is not None and self._is_then(found, value) for value in self.values)
        if isinstance(found, list):
            return any(value in found for value in self.values if value is not None)
        if self.key == "serial" and found is not None:
            units = found.split(";")
            return any(value is not None and (value == found or value in units) for value in self.values)
        return found in self.values

    def _is_then(self, found: str, value: str) -> bool:
        """Return whether a time that a row shows is the one asked for, or on the day asked for."""
        return (found[:_DAY] == value) if len(value) == _DAY else moment(value, self.zone) == found

    def join(self, other: Filter) -> None:
        """Let the values of another filter of the same column fit as well."""
        self.values += other.values
        self.typed += other.typed

    def _is_plain(self, value: Any) -> bool:
        """Return whether a value fits where the stored one equals it."""
        if value is None or self.type == "list" or self.key == "serial":
            return False
        return self.type != "datetime" or len(value) != _DAY

    def _one(self, stored: sa.ColumnElement[Any], value: Any) -> sa.ColumnElement[bool]:
        if value is None:
            return stored.is_(None)
        if self.type == "datetime" and len(value) == _DAY:
            on_day = stored.between(clock.start_of(value, self.zone), clock.end_of(value, self.zone))
            return sa.or_(stored == value, on_day)
        if self.type == "list":
            return stored.contains(orjson.dumps(value).decode(), autoescape=True)
        if self.key == "serial":
            return stored.contains(value, autoescape=True)
        return stored == _kept(value)


def _kept(value: Any) -> object:
    return int(value) if isinstance(value, bool) else value


def filters(table: Table, given: Iterable[str], zone: str) -> list[Filter]:
    """Return the filters that a user typed: of one column any of the values, of several columns each.

    Args:
        table: Whose rows are filtered.
        given: Texts `FIELD=VALUE`, `FIELD>=VALUE`, `FIELD<=VALUE`, `FIELD~TEXT`: a key or heading, and a
            value as in an import file; no value means blank. Of a case also `stage=`: its key, its event type
            or its Chinese name.
        zone: The ledger's time zone.

    Raises:
        CommandError: No such column, or no such value.
    """
    from projections.reading.typed_filters import filter_of

    found: dict[tuple[object, ...], Filter] = {}
    for text in given:
        typed = split(text)
        key, column = column_named(table, typed.name)
        one = filter_of(table, key, column, typed, zone)
        same = found.setdefault(_group(one, typed, len(found)), one)
        if same is not one:
            same.join(one)
    return list(found.values())


def _group(one: Filter, typed: Typed, place: int) -> tuple[object, ...]:
    """Return what filters share of which one is enough; each bound must be kept."""
    return (one.key, type(one), place if typed.sign in {">=", "<="} else None)


def split(text: str) -> Typed:
    """Return the parts of a filter.

    Raises:
        CommandError: It has no sign.
    """
    match = _parsed(text)
    if match is None:
        raise CommandError(FILTER_UNREADABLE, text=text)
    return Typed(match["name"].strip(), _SIGNS.get(match["sign"], match["sign"]), match["value"].strip())


def column_named(table: Table, name: str) -> tuple[str, Column | None]:
    """Return the key of the column that a key or heading names, and its declaration, None for the stage.

    Raises:
        CommandError: No such column.
    """
    from ledger.intake.headings.normalising import bare, simplified

    keys = _headings(table.columns)
    for word in (bare(name), simplified(bare(name))):
        if word in keys:
            return keys[word], table.by_key[keys[word]]
        if table.kind == "case" and word in _STAGE_WORDS:
            return STAGE, None
        for envelope in _ENVELOPE.values():
            if table.kind != "view" and word in {envelope.key, envelope.zh}:
                return envelope.key, envelope
    near = nearest(name, (word for one in table.columns for word in (one.key, one.zh)))
    raise CommandError(FILTER_FIELD_UNKNOWN, table=table.key, field=name, near=near_phrase(near))


@cache
def _headings(columns: tuple[Column, ...]) -> dict[str, str]:
    """Return the column that each compared heading means: keys and headings go before aliases."""
    from ledger.intake.headings.normalising import bare

    exact = {bare(name): one.key for one in reversed(columns) for name in (one.key, one.zh)}
    aliases = {bare(name): one.key for one in reversed(columns) for name in one.aliases}
    return aliases | exact
