"""The rows of a record table, now or then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from ledger.events.base import Table
from projections.reading.case_stages import Case, merged
from projections.reading.cutoff import CutOff
from projections.reading.filters import Filter
from projections.reading.rendering import TIMES, Finish, PersonalValues, Row
from projections.tables.record_tables import STAGE, record_table

__all__ = ["PersonalValues", "cases", "count", "rows", "stages"]
_ROWS = 500


def rows(
    connection: sa.Connection,
    personal: PersonalValues,
    table: Table,
    cutoff: CutOff,
    *,
    zone: str,
    struck: bool = False,
    where: Sequence[Filter] = (),
    more: Sequence[str] = (),
) -> Iterator[Row]:
    """Yield the rows of a table at a cut-off, ordered by identity, then position; null comes first.

    Of facts, the rows that count. Of registers, for each identity the version in force: of the versions that
    count, the one with the latest event time, then the highest position (interface rule 6). Of cases, one row
    for each case, laid together from its stages that count, with the key of the newest one as `stage`.

    Args:
        connection: Of the read model.
        personal: The log.
        table: Which.
        cutoff: What was true when, as known when.
        zone: Time zone of the ledger, in which times are shown.
        struck: Show struck rows, too, every version of a register and every stage of a case.
        where: Show only what fits.
        more: Further columns of the envelope to show.
    """
    if table.kind == "case" and not struck:
        for case in cases(connection, personal, table, cutoff, zone=zone, where=where, more=more):
            yield case.row
        return
    columns = _columns(table, more, where)
    condition = cutoff.recorded if struck else cutoff.live
    statement = _statement(table, cutoff, columns, condition(record_table(table.key)), where, struck=struck)
    yield from _shown(connection, statement, Finish(table, personal, zone), where, more)


def stages(
    connection: sa.Connection,
    personal: PersonalValues,
    table: Table,
    cutoff: CutOff,
    *,
    zone: str,
    where: Sequence[Filter] = (),
) -> Iterator[Row]:
    """Yield every stage of every case that counts at a cut-off, each as its own row, ordered like `rows`."""
    columns = _columns(table, (), where)
    condition = cutoff.live(record_table(table.key))
    statement = _statement(table, cutoff, columns, condition, where, struck=True)
    yield from _shown(connection, statement, Finish(table, personal, zone), where, ())


def cases(
    connection: sa.Connection,
    personal: PersonalValues,
    table: Table,
    cutoff: CutOff,
    *,
    zone: str,
    where: Sequence[Filter] = (),
    more: Sequence[str] = (),
    only: Sequence[str] | None = None,
) -> Iterator[Case]:
    """Yield the cases of a table at a cut-off, ordered by identity, their rows as `rows` shows them.

    Args:
        connection: Of the read model.
        personal: The log.
        table: Which.
        cutoff: What was true when, as known when.
        zone: Time zone of the ledger, in which times are shown.
        where: Show only what fits.
        more: Further columns of the envelope to show.
        only: Of the columns of the table, show only these and the identity.
    """
    named = [one for one in where if one.key in table.identity]  # what every stage carries
    columns = _columns(table, more, where)
    if only is not None:
        wanted = {*only, *table.identity, *(one.key for one in where), *more, STAGE, "position", *TIMES}
        columns = [key for key in columns if key in wanted]
    finish = Finish(table, personal, zone, columns)
    condition = cutoff.live(record_table(table.key))
    statement = _statement(table, cutoff, columns, condition, named, struck=True)
    with connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        for part in merged(_parts(result), table):
            finish([case.row for case in part])
            for case in part:
                if _fits(case.row, where, more):
                    yield case


def count(connection: sa.Connection, table: Table, cutoff: CutOff, *, struck: bool = False) -> int:
    """Return how many rows a table has at a cut-off; of cases, how many there are, or how many stages."""
    source = record_table(table.key)
    counted: sa.Select[tuple[Any, ...]]
    if table.kind == "case" and not struck:
        counted = sa.select(*(source.c[key] for key in table.identity)).where(cutoff.live(source)).distinct()
    else:
        condition = cutoff.recorded(source) if struck else cutoff.live(source)
        counted = _statement(table, cutoff, ["position"], condition, (), struck=struck).order_by(None)
    return connection.execute(sa.select(sa.func.count()).select_from(counted.subquery())).scalar_one()


def _columns(table: Table, more: Sequence[str], where: Sequence[Filter]) -> list[str]:
    """Return the stored columns that a question needs, in the order in which they are shown."""
    asked = [one.key for one in where if one.column is None]  # of the envelope
    stage = [STAGE] if table.kind == "case" else []
    own = [*(column.key for column in table.columns), *stage, "position", *TIMES]
    return list(dict.fromkeys((*own, *more, *asked)))


def _statement(
    table: Table,
    cutoff: CutOff,
    columns: Sequence[str],
    condition: sa.ColumnElement[bool],
    where: Sequence[Filter],
    *,
    struck: bool,
) -> sa.Select[tuple[Any, ...]]:
    source: sa.FromClause = record_table(table.key)
    if table.kind == "register" and not struck:
        source = _versions(source, table, condition)
        condition = source.c.recency == 1
    voided_at = sa.case((source.c.voided_position <= cutoff.known, source.c.voided_at)).label("voided_at")
    order = [source.c[key].asc().nulls_first() for key in (*table.identity, "position")]
    return (
        sa.select(*(source.c[name] for name in columns), voided_at)
        .where(condition, *(one.condition(source) for one in where))
        .order_by(*order)
    )


def _versions(source: sa.FromClause, table: Table, condition: sa.ColumnElement[bool]) -> sa.FromClause:
    """Return the versions that count, the one in force of each identity marked by `recency` 1."""
    latest = (source.c.event_time.desc().nulls_last(), source.c.position.desc())
    identity = [source.c[key] for key in table.identity]
    recency = sa.func.row_number().over(partition_by=identity, order_by=latest).label("recency")
    return sa.select(source, recency).where(condition).subquery()


def _shown(
    connection: sa.Connection,
    statement: sa.Select[tuple[Any, ...]],
    finish: Finish,
    where: Sequence[Filter],
    more: Sequence[str],
) -> Iterator[Row]:
    with connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        for part in _parts(result):
            finish(part)
            for row in part:
                if _fits(row, where, more):
                    yield row


def _parts(result: sa.CursorResult[Any]) -> Iterator[list[Row]]:
    names = list(result.keys())
    for part in result.partitions():
        yield [dict(zip(names, row, strict=True)) for row in part]


def _fits(row: Row, where: Sequence[Filter], more: Sequence[str]) -> bool:
    """Return whether a finished row fits, and take off it what was read only to find that out."""
    if not all(one.fits(row) for one in where):
        return False
    for one in where:
        if one.column is None and one.key not in more and one.key != STAGE:
            row.pop(one.key, None)
    return True
