"""The rows of a record table with the events that each of them is made of: what evidence is written from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ledger.events.base import Table
from projections.reading.case_stages import grouped, laid_together
from projections.reading.cutoff import CutOff
from projections.reading.fetching import stored_parts
from projections.reading.filters import Filter
from projections.reading.record_statement import VOIDED_AT, cases_statement, rows_statement
from projections.reading.rendering import Finish, PersonalValues
from projections.reading.stream import Part
from projections.tables.record_tables import STAGE

ENVELOPE = ("position", "event_time", "record_time", "recorded_by", "note")


@dataclass(frozen=True, slots=True)
class Sourced:
    """Some rows of a table, column by column.

    Attributes:
        stored: As the tables hold them; a personal column holds where its value lies, `position:field`.
        shown: As they are shown.
        positions: Of each row the events it is made of, ascending: of a case each stage that counts.
    """

    stored: Part
    shown: Part
    positions: Sequence[tuple[int, ...]]


def columns_of(table: Table) -> tuple[str, ...]:
    """Return the keys of the columns that `sourced` reads, in order."""
    stage = (STAGE,) if table.kind == "case" else ()
    return (*(column.key for column in table.columns), *stage, *ENVELOPE)


def sourced(
    connection: sa.Connection,
    personal: PersonalValues,
    table: Table,
    cutoff: CutOff,
    *,
    zone: str,
    where: Sequence[Filter] = (),
) -> Iterator[Sourced]:
    """Yield the rows of a table that count at a cut-off, ordered by identity, then position.

    Args:
        connection: Of the read model.
        personal: Where the values of personal columns are asked for.
        table: Which; not a view.
        cutoff: What was true when, as known when.
        zone: Time zone of the ledger, in which times are shown.
        where: Conditions that the database can settle alone; of a case, one of its stages must meet them.
    """
    columns = columns_of(table)
    finish = Finish(table, personal, zone, (*columns, VOIDED_AT))
    for stored, positions in _stored(connection, table, cutoff, columns, where):
        part = list(zip(*stored, strict=True)) if not isinstance(stored, list) else stored
        yield Sourced(part, finish(part), positions)


def _stored(
    connection: sa.Connection,
    table: Table,
    cutoff: CutOff,
    columns: Sequence[str],
    where: Sequence[Filter],
) -> Iterator[tuple[Any, list[tuple[int, ...]]]]:
    place = columns.index("position")
    if table.kind != "case":
        statement = rows_statement(table, cutoff, columns, where, voided=False)
        for some in stored_parts(connection, statement):
            yield tuple(some), [(row[place],) for row in some]
        return
    statement = cases_statement(table, cutoff, columns, where)
    identity = [columns.index(key) for key in table.identity]
    for groups in grouped(stored_parts(connection, statement), identity):
        positions = [tuple(sorted(stage[place] for stage in stages)) for stages in groups]
        yield laid_together(groups, (*columns, VOIDED_AT)), positions
