"""The rows of a record table, now or then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ledger.events.base import Table
from projections.reading.case_stages import Case, Stages, grouped, merged
from projections.reading.cutoff import CutOff
from projections.reading.filters import Filter
from projections.reading.rendering import TIMES, Finish, PersonalValues
from projections.reading.stream import FIRST_ROWS, MORE_ROWS, Part, Row, Stream
from projections.tables.record_tables import STAGE, record_table

__all__ = ["PersonalValues", "cases", "count", "rows", "stages", "stream"]
_VOIDED_AT = "voided_at"


def stream(
    connection: sa.Connection,
    personal: PersonalValues,
    table: Table,
    cutoff: CutOff,
    *,
    zone: str,
    voided: bool = False,
    where: Sequence[Filter] = (),
    more: Sequence[str] = (),
    only: Sequence[str] | None = None,
) -> Stream:
    """Return the rows of a table at a cut-off, ordered by identity, then position; null comes first.

    Of facts, the rows that count. Of registers, for each identity the version in force: of the versions that
    count, the one with the latest event time, then the highest position (interface rule 6). Of cases, one row
    for each case, laid together from its stages that count, with the key of the newest one as `stage`.

    Args:
        connection: Of the read model.
        personal: The log.
        table: Which.
        cutoff: What was true when, as known when.
        zone: Time zone of the ledger, in which times are shown.
        voided: Show voided rows, too, every version of a register and every stage of a case.
        where: Show only what fits.
        more: Further columns of the envelope to show.
        only: Of the columns of the table and the times, read only these, the identity and the position.
    """
    columns = _columns(table, more, where, only)
    reading = _Reading(connection, table, columns, Finish(table, personal, zone, (*columns, _VOIDED_AT)))
    if table.kind == "case" and not voided:
        parts: Iterator[Part] = (part for _, part in reading.cases(cutoff, where))
    else:
        condition = cutoff.recorded if voided else cutoff.live
        parts = reading.rows(cutoff, condition(record_table(table.key)), where, voided=voided)
    found = Stream((*columns, _VOIDED_AT), parts, typed=True)
    return found.fitting(where, without=_only_asked(where, more))


def rows(
    connection: sa.Connection,
    personal: PersonalValues,
    table: Table,
    cutoff: CutOff,
    *,
    zone: str,
    voided: bool = False,
    where: Sequence[Filter] = (),
    more: Sequence[str] = (),
    only: Sequence[str] | None = None,
) -> Iterator[Row]:
    """Yield the rows of a table as `stream` gives them, each as a dict."""
    found = stream(
        connection, personal, table, cutoff, zone=zone, voided=voided, where=where, more=more, only=only
    )
    yield from found.rows()


def stages(
    connection: sa.Connection,
    personal: PersonalValues,
    table: Table,
    cutoff: CutOff,
    *,
    zone: str,
    where: Sequence[Filter] = (),
    only: Sequence[str] | None = None,
) -> Iterator[Row]:
    """Yield every stage of every case that counts at a cut-off, each as its own row, ordered like `rows`."""
    columns = _columns(table, (), where, only)
    reading = _Reading(connection, table, columns, Finish(table, personal, zone, (*columns, _VOIDED_AT)))
    parts = reading.rows(cutoff, cutoff.live(record_table(table.key)), where, voided=True)
    found = Stream((*columns, _VOIDED_AT), parts)
    yield from found.fitting(where, without=_only_asked(where, ())).rows()


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
    columns = _columns(table, more, where, None if only is None else (*only, *TIMES))
    names = (*columns, _VOIDED_AT)
    reading = _Reading(connection, table, columns, Finish(table, personal, zone, names))
    begun, recorded, stage = (columns.index(key) for key in (*TIMES, STAGE))
    unasked = _only_asked(where, more)
    for groups, part in reading.cases(cutoff, where):
        for group, values in zip(groups, zip(*part, strict=True), strict=True):
            row = dict(zip(names, values, strict=True))
            if all(one.fits(row) for one in where):
                for key in unasked:
                    row.pop(key)
                yield Case(row, group[0][begun] or group[0][recorded], [one[stage] for one in group])


def count(connection: sa.Connection, table: Table, cutoff: CutOff, *, voided: bool = False) -> int:
    """Return how many rows a table has at a cut-off; of cases, how many there are, or how many stages."""
    source = record_table(table.key)
    counted: sa.Select[tuple[Any, ...]]
    if table.kind == "case" and not voided:
        counted = sa.select(*(source.c[key] for key in table.identity)).where(cutoff.live(source)).distinct()
    else:
        condition = cutoff.recorded(source) if voided else cutoff.live(source)
        counted = _statement(table, cutoff, ["position"], condition, (), voided=voided).order_by(None)
    return connection.execute(sa.select(sa.func.count()).select_from(counted.subquery())).scalar_one()


def _columns(
    table: Table, more: Sequence[str], where: Sequence[Filter], only: Sequence[str] | None
) -> list[str]:
    """Return the stored columns that a question needs, in the order in which they are shown."""
    asked = [one.key for one in where if one.column is None]  # of the envelope
    stage = [STAGE] if table.kind == "case" else []
    own = [*(column.key for column in table.columns), *stage, "position", *TIMES]
    every = dict.fromkeys((*own, *more, *asked))
    if only is None:
        return list(every)
    needed = {*only, *table.identity, *stage, "position", *more, *(one.key for one in where)}
    return [key for key in every if key in needed]


def _statement(
    table: Table,
    cutoff: CutOff,
    columns: Sequence[str],
    condition: sa.ColumnElement[bool],
    where: Sequence[Filter],
    *,
    voided: bool,
) -> sa.Select[tuple[Any, ...]]:
    source: sa.FromClause = record_table(table.key)
    if table.kind == "register" and not voided:
        source = _versions(source, table, condition)
        condition = source.c.recency == 1
    voided_at = sa.case((source.c.voided_position <= cutoff.known, source.c.voided_at)).label(_VOIDED_AT)
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


@dataclass(frozen=True, slots=True)
class _Reading:
    """Columns of one table on their way from the database."""

    connection: sa.Connection
    table: Table
    columns: Sequence[str]
    finish: Finish

    def rows(
        self,
        cutoff: CutOff,
        condition: sa.ColumnElement[bool],
        where: Sequence[Filter],
        *,
        voided: bool,
    ) -> Iterator[Part]:
        """Yield rows that may fit, column by column, as they are shown."""
        statement = _statement(self.table, cutoff, self.columns, condition, where, voided=voided)
        for some in self._read(statement):
            yield self.finish(list(zip(*some, strict=True)))

    def cases(self, cutoff: CutOff, where: Sequence[Filter]) -> Iterator[tuple[list[Stages], Part]]:
        """Yield the stages of cases that may fit, as stored, and the cases themselves, as they are shown."""
        named = [one for one in where if one.key in self.table.identity]  # what every stage carries
        condition = cutoff.live(record_table(self.table.key))
        statement = _statement(self.table, cutoff, self.columns, condition, named, voided=True)
        names = (*self.columns, _VOIDED_AT)
        places = [self.columns.index(key) for key in self.table.identity]
        for groups in grouped(self._read(statement), places):
            laid_together = [merged(group, names) for group in groups]
            yield groups, self.finish(list(zip(*laid_together, strict=True)))

    def _read(self, statement: sa.Select[tuple[Any, ...]]) -> Iterator[Sequence[Sequence[Any]]]:
        """Yield stored rows, a few first, for whoever waits for them."""
        streaming = statement.execution_options(stream_results=True, max_row_buffer=MORE_ROWS)
        with self.connection.execute(streaming) as result:
            size = FIRST_ROWS
            while some := result.fetchmany(size):
                yield some
                size = MORE_ROWS


def _only_asked(where: Sequence[Filter], more: Sequence[str]) -> list[str]:
    """Return the columns of the envelope that are read to be filtered by and are not shown."""
    asked = [one.key for one in where if one.column is None and one.key not in more and one.key != STAGE]
    return list(dict.fromkeys(asked))
