"""The rows of a record table, now or then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ledger.events.base import Table
from projections.reading.case_stages import Case, Stages, grouped, laid_together
from projections.reading.cutoff import CutOff
from projections.reading.fetching import stored_parts
from projections.reading.filters import Filter
from projections.reading.ordering import Order
from projections.reading.record_statement import VOIDED_AT, cases_statement, count_statement, rows_statement
from projections.reading.rendering import TIMES, Finish, PersonalValues
from projections.reading.stream import Part, Row, Stream
from projections.tables.record_tables import STAGE

__all__ = ["PersonalValues", "cases", "count", "rows", "stages", "stream"]


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
    order: Sequence[Order] = (),
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
        order: Order them so in front of that, in the database; not of cases, and not by personal columns.
    """
    columns = _columns(table, more, where, only)
    reading = _Reading(connection, table, columns, Finish(table, personal, zone, (*columns, VOIDED_AT)))
    if table.kind == "case" and not voided:
        parts: Iterator[Part] = (part for _, part in reading.cases(cutoff, where))
    else:
        parts = reading.rows(cutoff, where, order, voided=voided)
    found = Stream((*columns, VOIDED_AT), parts, typed=True)
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
    reading = _Reading(connection, table, columns, Finish(table, personal, zone, (*columns, VOIDED_AT)))
    parts = reading.rows(cutoff, where, voided=False)
    found = Stream((*columns, VOIDED_AT), parts)
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
    names = (*columns, VOIDED_AT)
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
    return int(connection.execute(count_statement(table, cutoff, voided=voided)).scalar_one())


def _columns(
    table: Table, more: Sequence[str], where: Sequence[Filter], only: Sequence[str] | None
) -> list[str]:
    """Return the stored columns that a question needs, in the order in which they are shown."""
    asked = [one.key for one in where if one.is_of_envelope]
    stage = [STAGE] if table.kind == "case" else []
    own = [*(column.key for column in table.columns), *stage, "position", *TIMES]
    every = dict.fromkeys((*own, *more, *asked))
    if only is None:
        return list(every)
    needed = {*only, *table.identity, *stage, "position", *more, *(one.key for one in where)}
    return [key for key in every if key in needed]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Columns of one table on their way from the database."""

    connection: sa.Connection
    table: Table
    columns: Sequence[str]
    finish: Finish

    def rows(
        self, cutoff: CutOff, where: Sequence[Filter], order: Sequence[Order] = (), *, voided: bool
    ) -> Iterator[Part]:
        """Yield rows that may fit, column by column, as they are shown."""
        statement = rows_statement(self.table, cutoff, self.columns, where, order, voided=voided)
        for some in self._read(statement):
            yield self.finish(list(zip(*some, strict=True)))

    def cases(self, cutoff: CutOff, where: Sequence[Filter]) -> Iterator[tuple[list[Stages], Part]]:
        """Yield the stages of cases that may fit, as stored, and the cases themselves, as they are shown."""
        names = (*self.columns, VOIDED_AT)
        places = [self.columns.index(key) for key in self.table.identity]
        statement = cases_statement(self.table, cutoff, self.columns, where)
        for groups in grouped(self._read(statement), places):
            yield groups, self.finish(laid_together(groups, names))

    def _read(self, statement: sa.Select[Any]) -> Iterator[Sequence[Sequence[Any]]]:
        """Yield stored rows, a few first, for whoever waits for them."""
        return stored_parts(self.connection, statement)


def _only_asked(where: Sequence[Filter], more: Sequence[str]) -> list[str]:
    """Return the columns of the envelope that are read to be filtered by and are not shown."""
    shown = {*more, STAGE, "position", *TIMES}
    return list(dict.fromkeys(one.key for one in where if one.is_of_envelope and one.key not in shown))
