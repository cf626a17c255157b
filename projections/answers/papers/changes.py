"""Events that changed what another had said: pairs of rows of one table, the later one beside the earlier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.base import Table
from projections.reading.query import Query
from projections.reading.rendering import Finish
from projections.reading.stream import Part, Row
from projections.tables.movement_stages import VOIDS
from projections.tables.record_tables import STAGE, record_table

_ROWS = 200
_ENVELOPE = ("position", "event_time", "record_time", "recorded_by", "note", "replaces", "voided_position")


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one row.

    Attributes:
        table: Of the row.
        by: Position of the event that made it.
        old: The row before, as it is shown.
        new: The row after; None where it was voided.
        reason: Why, of a void or of the void before; else the note of the new version.
        approver: Who approved it.
        changed_by: Who recorded it.
        changed_at: When, in the stored form.
    """

    table: Table
    by: int
    old: Row
    new: Row | None
    reason: str | None
    approver: str | None
    changed_by: str
    changed_at: str


def voided_tables(query: Query) -> frozenset[str]:
    """Return the keys of the tables of which anything was voided by the cut-off."""
    voids = record_table("voids")
    statement = sa.select(voids.c.record_table).where(voids.c.position <= query.cutoff.known).distinct()
    named = (catalogue.named(name) for name in query.connection.scalars(statement))
    return frozenset(table.key for table in named if table is not None)


def voids(query: Query, table: Table) -> Iterator[Change]:
    """Yield the voids of a table's rows that are known by the cut-off, oldest first."""
    rows, voids = record_table(table.key), record_table("voids").alias("strike")
    statement = (
        sa.select(*_columns(table, rows), *_void(voids))
        .select_from(_voided(rows).join(voids, voids.c.position == rows.c.voided_position))
        .where(query.cutoff.recorded(rows), voids.c.position <= query.cutoff.known)
        .order_by(voids.c.position, rows.c.position)
    )
    for row in _finished(query, table, statement):
        yield Change(
            table,
            row["strike_position"],
            row,
            None,
            row["strike_reason"],
            row["strike_approver"],
            row["strike_recorded_by"],
            row["strike_record_time"],
        )


def changes(query: Query, table: Table) -> Iterator[Change]:
    """Yield what replaces a voided row and, of registers, every version after the first, oldest first."""
    pairs = _versions(query, table) if table.kind == "register" else _replaced(query, table)
    with query.connection.execute(pairs.execution_options(yield_per=_ROWS)) as result:
        for part in result.partitions():
            yield from _pairs(query, table, [(later, earlier) for later, earlier in part])


def _versions(query: Query, table: Table) -> sa.Select[Any]:
    """Return each version of a register with the position of what it follows or replaces."""
    new = record_table(table.key)
    before = sa.case((new.c.replaces.is_(None), _before(table, new)), else_=_voided_before(table, new))
    numbered = (
        sa.select(new.c.position, before.label("old_position"))
        .where(query.cutoff.recorded(new))
        .subquery("numbered")
    )
    return (
        sa.select(numbered.c.position, numbered.c.old_position)
        .where(numbered.c.old_position.is_not(None))
        .order_by(numbered.c.position)
    )


def _replaced(query: Query, table: Table) -> sa.Select[Any]:
    """Return each row that replaces another with the position of that, found from what was voided."""
    new, old = record_table(table.key), record_table(table.key).alias("struck")
    replaces = sa.and_(*_alike(table, old, new), old.c.position < new.c.position, new.c.replaces.is_not(None))
    return (
        sa.select(new.c.position, sa.func.max(old.c.position))
        .select_from(_voided(old).join(new, replaces))
        .where(query.cutoff.recorded(new), old.c.voided_position < new.c.position)
        .group_by(new.c.position)
        .order_by(new.c.position)
    )


def _voided(rows: sa.FromClause) -> sa.FromClause:
    """Return the rows of a table that were ever voided, without looking at all the others."""
    voided = sa.select(VOIDS.c.position).distinct().subquery("voided")
    return voided.join(rows, rows.c.position == voided.c.position)


def _pairs(query: Query, table: Table, pairs: Sequence[tuple[int, int]]) -> Iterator[Change]:
    rows, voids = record_table(table.key), record_table("voids").alias("strike")
    wanted = sorted({position for pair in pairs for position in pair})
    statement = (
        sa.select(*_columns(table, rows), *_void(voids))
        .outerjoin(voids, voids.c.position == rows.c.voided_position)
        .where(rows.c.position.in_(wanted))
    )
    found = {row["position"]: row for row in _finished(query, table, statement)}
    for later, earlier in pairs:
        old, new = found[earlier], found[later]
        replaced = new["replaces"] is not None
        yield Change(
            table,
            later,
            old,
            new,
            old["strike_reason"] if replaced else new["note"],
            old["strike_approver"] if replaced else new.get("approver"),
            new["recorded_by"],
            new["stored_time"],
        )


def _finished(query: Query, table: Table, statement: sa.Select[Any]) -> Iterator[Row]:
    with query.connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        names = list(result.keys())
        finish = Finish(table, query.personal, query.zone, names)
        for part in result.partitions():
            stored: Part = list(zip(*part, strict=True))
            columns = [*finish(stored), stored[names.index("record_time")]]
            for values in zip(*columns, strict=True):
                yield dict(zip((*names, "stored_time"), values, strict=True)) | {"voided_at": None}


def _columns(table: Table, rows: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    return [rows.c[name] for name in (*_ENVELOPE, *(column.key for column in table.columns))]


def _void(voids: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    names = ("position", "reason", "approver", "recorded_by", "record_time")
    return [voids.c[name].label(f"strike_{name}") for name in names]


def _before(table: Table, new: sa.FromClause) -> sa.ScalarSelect[Any]:
    """Return the position of the version that stood when a new one was recorded."""
    old = record_table(table.key).alias("old")
    standing = sa.or_(old.c.voided_position.is_(None), old.c.voided_position > new.c.position)
    return _newest(table, old, new, standing)


def _voided_before(table: Table, new: sa.FromClause) -> sa.ScalarSelect[Any]:
    """Return the position of the row that was voided last before another took its place."""
    old = record_table(table.key).alias("struck")
    return _newest(table, old, new, old.c.voided_position < new.c.position)


def _newest(
    table: Table, old: sa.FromClause, new: sa.FromClause, condition: sa.ColumnElement[bool]
) -> sa.ScalarSelect[Any]:
    return (
        sa.select(sa.func.max(old.c.position))
        .where(
            *_alike(table, old, new),
            old.c.position < new.c.position,
            condition,
        )
        .correlate(new)
        .scalar_subquery()
    )


def _alike(table: Table, old: sa.FromClause, new: sa.FromClause) -> list[sa.ColumnElement[bool]]:
    """Return that two rows have one identity, and of a case are one stage."""
    keys = [*table.identity, *([STAGE] if table.kind == "case" else [])]
    return [_same(table, old.c[key], new.c[key], key) for key in keys]


def _same(
    table: Table, one: sa.ColumnElement[Any], other: sa.ColumnElement[Any], key: str
) -> sa.ColumnElement[bool]:
    """Return equality that an index serves, where neither side can be blank."""
    declared = table.by_key.get(key)
    if declared is None or declared.required:
        return one == other
    return one.is_not_distinct_from(other)
