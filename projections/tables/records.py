"""The records projection: every event is one row of its table, a void marks the rows that it voided.

A stage of a case is an event, and so a row of the case's table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Final

import orjson
import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.base import Column, Table
from ledger.events.individuals import columns_of
from ledger.events.own import PERSONAL_ERASED, is_own
from projections.engine.projection import Document, ProjectionFailure
from projections.engine.writer import Row, Writer
from projections.tables.pointers import write_pointer
from projections.tables.record_tables import STAGE, every_table, record_table

_ALWAYS = ("position", "event_time", "record_time", "recorded_by")
_SOMETIMES = ("source", "note", "replaces")
# The first void stands; a later one of the whole document finds the line marked already.
_MARK = """UPDATE "{}" SET voided_at = :at, voided_position = :by
WHERE position = :struck AND voided_position IS NULL"""
Convert = Callable[[Any, int], Any]  # stored value, position of its event -> value of the row
Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """How events of one type that carry the same keys become rows of one table.

    Attributes:
        table: Where the rows go.
        columns: The columns they fill.
        front: Takes those of the envelope from an event.
        converts: Index within the row, and how the value there is kept.
        pointers: Register, and field of it, of each personal snapshot that the event names by version.
        stage: Of the stage of a case its key, else nothing.
    """

    table: sa.Table
    columns: Keys
    front: Callable[[Document], Row]
    converts: tuple[tuple[int, Convert], ...]
    pointers: tuple[tuple[str, str], ...]
    stage: Keys = ()


class Records:
    """One SQL table for every table of the catalogue."""

    name: Final = "records"
    version: Final = 12

    @property
    def reveals(self) -> frozenset[str]:
        """The tables that hold what is personal of individuals in columns that are not so of firms."""
        return _revealing()

    @property
    def steady(self) -> frozenset[str]:
        """All tables: a row changes only where its event is voided, or what is personal in it erased."""
        return frozenset(every_table().tables)

    @property
    def metadata(self) -> sa.MetaData:
        """The record tables of the whole catalogue."""
        return every_table()

    def project(self, writer: Writer, batch: Sequence[Document]) -> None:
        """Insert one row for each event, then mark the rows that the batch's voids took out."""
        shown = (event if "filled" not in event else _as_told(event) for event in batch)
        for events in _alike(event for event in shown if not is_own(event["type"])):
            shape = _shape_of(events[0])
            writer.insert(shape.table, shape.columns, _rows(shape, events))
        for event in batch:
            if "struck" in event:
                _void(writer, event)
            elif event["type"] == PERSONAL_ERASED.type:
                _erase(writer, event["data"])


@cache
def _revealing() -> frozenset[str]:
    return frozenset(key for key in catalogue.TABLE_KEYS if columns_of(key))


def _as_told(event: Document) -> Document:
    """Return an event with columns filled in, less the time that older ledgers gave a stage without one."""
    if "event_time" in event["filled"]:
        return {**event, "event_time": event["record_time"]}
    return event


def _alike(batch: Iterable[Document]) -> Iterable[list[Document]]:
    """Return the events in groups of one type and equal keys; neighbours are mostly alike."""
    groups: dict[tuple[str, Keys, Keys, Keys], list[Document]] = {}
    last: tuple[str, Keys, Keys, Keys] | None = None
    group: list[Document] = []
    for event in batch:
        key = (event["type"], tuple(event["data"]), tuple(event), tuple(event.get("versions", ())))
        if key != last:
            last, group = key, groups.setdefault(key, [])
        group.append(event)
    return groups.values()


def _rows(shape: Shape, events: list[Document]) -> list[Row]:
    front, pointers, stage = shape.front, shape.pointers, shape.stage
    if pointers or stage:
        rows: list[Row] = [
            (
                *front(event),
                *event["data"].values(),
                *[write_pointer(event["versions"][register], field) for register, field in pointers],
                *stage,
            )
            for event in events
        ]
    else:
        rows = [(*front(event), *event["data"].values()) for event in events]
    if not shape.converts:
        return rows
    converted = []
    for row in rows:
        values = list(row)
        for index, convert in shape.converts:
            values[index] = convert(values[index], values[0])
        converted.append(tuple(values))
    return converted


def _void(writer: Writer, event: Document) -> None:
    table = catalogue.named(event["data"]["record_table"])
    if table is None:
        raise ProjectionFailure(
            event["position"], f"strikes in no known table: {event['data']['record_table']}"
        )
    by = {"at": event["record_time"], "by": event["position"]}
    writer.execute(_MARK.format(table.key), [{**by, "struck": position} for position in event["struck"]])


def _erase(writer: Writer, data: dict[str, Any]) -> None:
    """Take out of the rows what was erased; what is personal of everybody is a pointer there."""
    for one in (*data["erased"], *data["shown"]):
        table = catalogue.table(one["table"])
        columns = [key for key in one["fields"] if key in columns_of(table.key)]
        if columns:
            said = ", ".join(f'"{key}" = NULL' for key in columns)
            statement = f'UPDATE "{table.key}" SET {said} WHERE position = :position'
            writer.execute(statement, [{"position": position} for position in one["positions"]])


def _shape_of(event: Document) -> Shape:
    event_type = event["type"]
    try:
        catalogue.table_of(event_type)
    except KeyError as missing:
        raise ProjectionFailure(event["position"], f"unknown event type {event_type}") from missing
    envelope = tuple(key for key in (*_ALWAYS, *_SOMETIMES) if key in event)
    try:
        return _shape(event_type, tuple(event["data"]), envelope, tuple(event.get("versions", ())))
    except KeyError as missing:
        raise ProjectionFailure(event["position"], f"unknown column {missing} of {event_type}") from missing


@lru_cache(maxsize=4096)
def _shape(event_type: str, keys: Keys, envelope: Keys, registers: Keys) -> Shape:
    declared = catalogue.table_of(event_type)
    given = enumerate((declared.by_key[key] for key in keys), len(envelope))
    pointers = {column.key: _origin(column) for column in _named_by_version(declared, keys, registers)}
    stage = (declared.stage(event_type).key,) if declared.kind == "case" else ()
    return Shape(
        table=record_table(declared.key),
        columns=(*envelope, *keys, *pointers, *(STAGE for _ in stage)),
        front=itemgetter(*envelope),
        converts=tuple((index, convert) for index, column in given if (convert := _convert(column))),
        pointers=tuple(pointers.values()),
        stage=stage,
    )


def _named_by_version(declared: Table, keys: Sequence[str], registers: Sequence[str]) -> list[Column]:
    """Return the personal snapshots that an event does not carry but names the register version of."""
    columns = (column for column in declared.columns if column.personal and column.snapshot_of)
    return [column for column in columns if column.key not in keys and _origin(column)[0] in registers]


def _origin(column: Column) -> tuple[str, str]:
    register, _, field = (column.snapshot_of or "").partition(".")
    return register, field


def _convert(column: Column) -> Convert | None:
    if column.personal:
        return lambda _value, position: write_pointer(position, column.key)
    if column.type == "list":
        return lambda value, _position: orjson.dumps(value).decode()
    return None
