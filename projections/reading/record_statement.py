"""The SELECT of a record table at a cut-off.

Columns that are only read stand in it as text: to build and compile an object for each of some fifty columns
takes longer than to read a thousand rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from ledger.events.base import Table
from projections.engine.columns import Text, Whole
from projections.reading.comparisons import Bound, Containing
from projections.reading.cutoff import CutOff
from projections.reading.filters import Filter
from projections.reading.ordering import Order
from projections.tables.record_tables import sql_type

VOIDED_AT = "voided_at"
_LOOKED_AT = ("position", "event_time", "voided_at", "voided_position")
_WHOLE = frozenset({"position", "voided_position"})
_OF_SOME_PRODUCT = """("{0}".product_code IS NULL OR "{0}".product_code IN (
    WITH RECURSIVE steps (code) AS (
        SELECT min(product_code) FROM "{0}"
        UNION ALL
        SELECT (SELECT min(s.product_code) FROM "{0}" AS s WHERE s.product_code > steps.code)
        FROM steps WHERE steps.code IS NOT NULL
    ) SELECT code FROM steps WHERE code IS NOT NULL
))"""


def rows_statement(
    table: Table,
    cutoff: CutOff,
    columns: Sequence[str],
    where: Sequence[Filter],
    order: Sequence[Order] = (),
    *,
    voided: bool,
) -> sa.Select[Any]:
    """Return the SELECT of stored rows, ordered by identity, then position; null comes first.

    Args:
        table: Which; of a register the version in force of each identity, of a case all stages.
        cutoff: What was true when, as known when.
        columns: Keys of the columns to read; after them comes when the row was voided, if that was known.
        where: What the rows must fit.
        order: What they are ordered by in front of that.
        voided: Also voided rows and every version of a register.
    """
    source = _source(table, where, order)
    known = (cutoff.recorded if voided else cutoff.live)(source)
    conditions: list[sa.ColumnElement[bool] | sa.TextClause] = [
        known,
        *(one.condition(source) for one in where),
        *_by_index(table, where),
    ]
    if table.kind == "register" and not voided:
        conditions.append(~_later(table, cutoff, source))
    return _select(table, cutoff, source, columns, conditions, order)


def cases_statement(
    table: Table, cutoff: CutOff, columns: Sequence[str], where: Sequence[Filter]
) -> sa.Select[Any]:
    """Return the SELECT of all stages of the cases that may fit, ordered like `rows_statement`.

    What a case shows in a column, one of its stages carries: only cases with such a stage can fit.

    Args:
        table: Of cases.
        cutoff: What was true when, as known when.
        columns: Keys of the columns to read.
        where: What the cases must fit; that a column is blank no single stage can say.
    """
    source = _source(table, where)
    conditions = [cutoff.live(source), *(one.condition(source) for one in where if _of_each(table, one))]
    for one in where:
        if not _of_each(table, one) and not one.takes_blank:
            stages = _source(table, where).alias()
            number = table.identity[0]
            carrying = sa.select(stages.c[number]).where(cutoff.live(stages), one.condition(stages))
            conditions.append(source.c[number].in_(carrying))
    return _select(table, cutoff, source, columns, conditions, ())


def _of_each(table: Table, one: Filter) -> bool:
    """Return whether every stage carries the column, so that the stages themselves can be filtered."""
    return one.key in table.identity


def _select(
    table: Table,
    cutoff: CutOff,
    source: sa.TableClause,
    columns: Sequence[str],
    conditions: Sequence[sa.ColumnElement[bool] | sa.TextClause],
    order: Sequence[Order],
) -> sa.Select[Any]:
    voided_at = sa.case((source.c.voided_position <= cutoff.known, source.c.voided_at))
    by = [part for one in order for part in one.expressions(source)]
    by += [source.c[key].asc().nulls_first() for key in (*table.identity, "position")]
    texts = sa.text(", ".join(f'"{table.key}"."{name}"' for name in columns))
    return sa.select(texts, voided_at.label(VOIDED_AT)).select_from(source).where(*conditions).order_by(*by)


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


def _source(table: Table, where: Sequence[Filter], order: Sequence[Order] = ()) -> sa.TableClause:
    """Return the table with the columns that conditions and order look at."""
    asked = (*(one.key for one in where), *(one.key for one in order))
    names = dict.fromkeys((*_LOOKED_AT, *table.identity, *asked))
    return sa.table(table.key, *(sa.column(name, _type(table, name)) for name in names))


def _type(table: Table, name: str) -> sa.types.TypeEngine[Any]:
    column = table.by_key.get(name)
    if column is None:
        return Whole if name in _WHOLE else Text
    return sql_type(column)


def _by_index(table: Table, where: Sequence[Filter]) -> Iterator[sa.TextClause]:
    """Yield what every row fits and leads the database to the index on product and lot.

    Who asks for a lot alone would have the whole table read: the index begins with the product. So all
    products are named, which the database steps through by the same index.
    """
    asked = {one.key: one for one in where}
    lot = asked.get("lot")
    if lot is None or "product_code" in asked or not {"product_code", "lot"} <= table.by_key.keys():
        return
    if not isinstance(lot, Bound | Containing) and not lot.takes_blank:
        yield sa.text(_OF_SOME_PRODUCT.format(table.key))


def _later(table: Table, cutoff: CutOff, source: sa.TableClause) -> sa.Exists:
    """Return the condition that a later version of the same identity counts: by event time, then position."""
    later = source.alias("later")
    at, then = (sa.func.coalesce(one.c.event_time, "") for one in (source, later))
    after = sa.or_(then > at, sa.and_(then == at, later.c.position > source.c.position))
    same = (later.c[key] == source.c[key] for key in table.identity)
    return sa.exists(sa.select(sa.literal_column("1")).where(*same, after, cutoff.live(later)))
