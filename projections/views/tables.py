"""The rows of a record table, now or then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any, Protocol

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.events.base import Column, Table
from projections.cutoff import CutOff
from projections.records.tables import record_table
from projections.views.filters import Filter

_ROWS = 500
_TIMES = ("event_time", "record_time")
Pointer = tuple[int, str]
Show = Callable[[Any], Any]


class PersonalValues(Protocol):
    """Where personal fields lie: beside the log, until they are erased."""

    def personal(self, wanted: Iterable[Pointer]) -> dict[Pointer, str]:
        """Return the values that are still there, by position and field."""


def rows(
    connection: sa.Connection,
    personal: PersonalValues,
    table: Table,
    cutoff: CutOff,
    *,
    zone: str,
    struck: bool = False,
    where: Sequence[Filter] = (),
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table at a cut-off, ordered by identity, then position; null comes first.

    Of facts, the rows that count. Of registers, for each identity the version in force: of the versions that
    count, the one with the latest event time, then the highest position (interface rule 6).

    Args:
        connection: Of the read model.
        personal: The log.
        table: Which.
        cutoff: What was true when, as known when.
        zone: Time zone of the ledger, in which times are shown.
        struck: Show struck rows, too, and every version of a register.
        where: Show only what fits.
    """
    statement = _statement(table, cutoff, struck=struck, where=where)
    shown = lru_cache(maxsize=1024)(partial(clock.shown, zone=zone))  # many rows share their times
    shows: dict[str, Show] = dict.fromkeys((*_TIMES, "voided_at"), shown)
    shows |= {column.key: show for column in table.columns if (show := _show(column, zone))}
    pointed = {column.key: column for column in table.columns if column.personal}
    with connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        names = list(result.keys())
        for part in result.partitions():
            found = [dict(zip(names, row, strict=True)) for row in part]
            _resolve(found, pointed, personal)
            for row in found:
                for key, convert in shows.items():
                    if row[key] is not None:
                        row[key] = convert(row[key])
                if all(one.fits(row) for one in where):
                    yield row


def count(connection: sa.Connection, table: Table, cutoff: CutOff, *, struck: bool = False) -> int:
    """Return how many rows a table has at a cut-off."""
    statement = _statement(table, cutoff, struck=struck, where=()).order_by(None).subquery()
    return connection.execute(sa.select(sa.func.count()).select_from(statement)).scalar_one()


def _statement(
    table: Table, cutoff: CutOff, *, struck: bool, where: Sequence[Filter]
) -> sa.Select[tuple[Any, ...]]:
    source: sa.FromClause = record_table(table.key)
    condition = cutoff.recorded(source) if struck else cutoff.live(source)
    if table.kind == "register" and not struck:
        source = _versions(source, table, condition)
        condition = source.c.recency == 1
    voided_at = sa.case((source.c.voided_position <= cutoff.known, source.c.voided_at)).label("voided_at")
    columns = [source.c[column.key] for column in table.columns]
    order = [source.c[key].asc().nulls_first() for key in (*table.identity, "position")]
    return (
        sa.select(*columns, source.c.position, *(source.c[name] for name in _TIMES), voided_at)
        .where(condition, *(one.condition(source) for one in where))
        .order_by(*order)
    )


def _versions(source: sa.FromClause, table: Table, condition: sa.ColumnElement[bool]) -> sa.FromClause:
    """Return the versions that count, the one in force of each identity marked by `recency` 1."""
    latest = (source.c.event_time.desc().nulls_last(), source.c.position.desc())
    identity = [source.c[key] for key in table.identity]
    recency = sa.func.row_number().over(partition_by=identity, order_by=latest).label("recency")
    return sa.select(source, recency).where(condition).subquery()


def _resolve(found: list[dict[str, Any]], pointed: dict[str, Column], personal: PersonalValues) -> None:
    """Put personal values in place of the pointers to them; what was erased is null."""
    wanted: dict[str, Pointer] = {}
    for key in pointed:
        for row in found:
            pointer = row[key]
            if pointer is not None and pointer not in wanted:
                position, _, field = pointer.partition(":")
                wanted[pointer] = (int(position), field)
    if not wanted:
        return
    values = personal.personal(wanted.values())
    for key, column in pointed.items():
        for row in found:
            if row[key] is not None:
                value = values.get(wanted[row[key]])
                row[key] = None if value is None else _typed(column, value)


def _typed(column: Column, value: str) -> Any:
    """Return a personal value, kept as text, in the type of its column."""
    return orjson.loads(value) if column.type in {"integer", "boolean", "list"} else value


def _show(column: Column, zone: str) -> Show | None:
    if column.personal:
        return None
    if column.type == "list":
        return orjson.loads
    if column.type == "boolean":
        return bool
    if column.type == "datetime":
        return partial(_moment, zone=zone)
    return None


def _moment(text: str, zone: str) -> str | None:
    """Return a time in the ledger's zone; a bare date, of which the time is unknown, as it is."""
    return clock.shown(text, zone) if len(text) == clock.WIDTH else text
