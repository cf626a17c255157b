"""The SELECT of a record table at a cut-off.

Columns that are only read stand in it as text: to build and compile an object for each of some fifty columns
takes longer than to read a thousand rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ledger.events.base import Table
from projections.engine.columns import Text, Whole
from projections.reading.cutoff import CutOff
from projections.reading.filters import Filter
from projections.tables.record_tables import sql_type

VOIDED_AT = "voided_at"
_LOOKED_AT = ("position", "event_time", "voided_at", "voided_position")
_WHOLE = frozenset({"position", "voided_position"})


def rows_statement(
    table: Table,
    cutoff: CutOff,
    columns: Sequence[str],
    where: Sequence[Filter],
    *,
    voided: bool,
) -> sa.Select[Any]:
    """Return the SELECT of stored rows, ordered by identity, then position; null comes first.

    Args:
        table: Which; of a register the version in force of each identity, of a case all stages.
        cutoff: What was true when, as known when.
        columns: Keys of the columns to read; after them comes when the row was voided, if that was known.
        where: What the rows must fit.
        voided: Also voided rows and every version of a register.
    """
    source = _source(table, where)
    known = (cutoff.recorded if voided else cutoff.live)(source)
    conditions = [known, *(one.condition(source) for one in where)]
    if table.kind == "register" and not voided:
        conditions.append(~_later(table, cutoff, source))
    voided_at = sa.case((source.c.voided_position <= cutoff.known, source.c.voided_at))
    order = [source.c[key].asc().nulls_first() for key in (*table.identity, "position")]
    texts = sa.text(", ".join(f'"{table.key}"."{name}"' for name in columns))
    return (
        sa.select(texts, voided_at.label(VOIDED_AT)).select_from(source).where(*conditions).order_by(*order)
    )


def count_statement(table: Table, cutoff: CutOff, *, voided: bool) -> sa.Select[Any]:
    """Return the SELECT of how many rows there are: facts, identities of a register, cases.

    Args:
        table: Which.
        cutoff: What was true when, as known when.
        voided: Also voided rows, every version of a register and every stage of a case.
    """
    source = _source(table, ())
    if voided:
        return sa.select(sa.func.count()).select_from(source).where(cutoff.recorded(source))
    if table.kind == "fact":
        return sa.select(sa.func.count()).select_from(source).where(cutoff.live(source))
    named = sa.select(*(source.c[key] for key in table.identity)).where(cutoff.live(source)).distinct()
    return sa.select(sa.func.count()).select_from(named.subquery())


def _source(table: Table, where: Sequence[Filter]) -> sa.TableClause:
    """Return the table with the columns that conditions and order look at."""
    names = dict.fromkeys((*_LOOKED_AT, *table.identity, *(one.key for one in where)))
    return sa.table(table.key, *(sa.column(name, _type(table, name)) for name in names))


def _type(table: Table, name: str) -> sa.types.TypeEngine[Any]:
    column = table.by_key.get(name)
    if column is None:
        return Whole if name in _WHOLE else Text
    return sql_type(column)


def _later(table: Table, cutoff: CutOff, source: sa.TableClause) -> sa.Exists:
    """Return the condition that a later version of the same identity counts: by event time, then position."""
    later = source.alias("later")
    at, then = (sa.func.coalesce(one.c.event_time, "") for one in (source, later))
    after = sa.or_(then > at, sa.and_(then == at, later.c.position > source.c.position))
    same = (later.c[key] == source.c[key] for key in table.identity)
    return sa.exists(sa.select(sa.literal_column("1")).where(*same, after, cutoff.live(later)))
