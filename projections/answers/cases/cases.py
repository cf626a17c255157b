"""Cases at a cut-off: where each of them stands, and one of them from its first stage to its last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.base import Stage, Table
from ledger.events.case import is_time_told
from projections.answers.cases.case_filters import SEVERAL, by_table
from projections.answers.cases.obligations import overdue_matters, overdue_subjects
from projections.reading.case_stages import Case, coming, following
from projections.reading.filters import Filter, filters
from projections.reading.query import Query
from projections.reading.record_rows import cases as cases_of
from projections.reading.record_rows import rows
from projections.reading.stream import Row
from projections.tables.record_tables import STAGE, record_table
from projections.tables.shown_times import shower

OPEN, CLOSED, VOIDED = "open", "closed", "struck"
_SHOWN = ("line", "product_code", "lot", "lots", "serial", "serials", "customer_code", "supplier_code")
_NAMED = 20_000  # values that a statement of either database may carry
_ENVELOPE = ("recorded_by", "source", "note")
_DAY = len("2026-05-01")
_LATE_DAYS = 2  # what is entered later than that after it happened is marked


def case_tables() -> tuple[Table, ...]:
    """Return the tables of cases, in the catalogue's order."""
    return tuple(table for table in catalogue.tables() if table.kind == "case")


def cases(
    query: Query,
    tables: Iterable[Table],
    where: Sequence[str] = (),
    state: str | None = None,
    *,
    bounds: Sequence[Filter] = (),
    overdue: bool = False,
    tell_overdue: bool = False,
) -> Iterator[Row]:
    """Yield where every case stands, by table, then identity.

    Args:
        query: The cut-off, and where to read.
        tables: Tables of cases.
        where: Filters as typed. A table that has no such field or value has no case that fits; `lot` and
            `serial` also ask the tables that list several.
        state: Only the `open` or the `closed` ones.
        bounds: Filters that the rows will be held to, of which the database can keep those on their times.
        overdue: Only those of which something is overdue, with how much and since when.
        tell_overdue: Say of all of them what is overdue.

    Raises:
        CommandError: No table has such a field and value.
    """
    late: dict[str, dict[str, tuple[int, str | None]]] = {}
    if overdue or tell_overdue:
        late = overdue_matters(query)
    show = shower(query.zone)
    for table, chosen in by_table(query, tables, where, bounds):
        if overdue:
            if table.key not in late:
                continue
            chosen.append(_Overdue(query, table, list(late[table.key])))
        if state is not None:
            chosen.append(_Standing(query, table, state))
        for case in cases_of(
            query.connection,
            query.personal,
            table,
            query.cutoff,
            zone=query.zone,
            where=chosen,
            only=_SHOWN,
        ):
            row = _standing(table, case, show)
            found = late.get(table.key, {}).get(row["number"])
            if (not overdue or found is not None) and state in {None, row["state"]}:
                row["overdue"], row["overdue_since"] = found or (None, None)
                yield row


class _Overdue(Filter):
    """Cases of a table of which something is overdue.

    Args:
        query: How far to look.
        table: Of the cases.
        numbers: Of those of which something is overdue.
    """

    def __init__(self, query: Query, table: Table, numbers: list[str]) -> None:
        number = table.identity[0]
        super().__init__(number, table.by_key[number])
        self._query = query
        self._table = table
        self._numbers = numbers

    def condition(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return that the case has one of the numbers, or if these are too many, is among what is overdue."""
        if len(self._numbers) <= _NAMED:
            return table.c[self.key].in_(self._numbers)
        return (sa.literal(f"{self._table.key}/") + table.c[self.key]).in_(overdue_subjects(self._query))

    def fits_value(self, found: Any) -> bool:  # noqa: ARG002 - the database has chosen
        """Return that whatever was chosen fits."""
        return True


class _Standing(Filter):
    """Cases of a table that are open, or those that are closed: as their newest stage says.

    Args:
        query: How far to look.
        table: Of the cases.
        state: `open` or `closed`.
    """

    def __init__(self, query: Query, table: Table, state: str) -> None:
        number = table.identity[0]
        super().__init__(number, table.by_key[number])
        self._cutoff = query.cutoff
        self._table = table
        self._closed = state == CLOSED

    def condition(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return that the newest stage of the case closes it, or does not, asked as the cases come."""
        newest, later = _stages(self._table.key, "newest"), _stages(self._table.key, "later")
        closes = newest.c[STAGE].in_([one.key for one in self._table.stages if one.closes])
        followed = sa.exists().where(
            *self._same(later, newest), later.c.position > newest.c.position, self._cutoff.live(later)
        )
        return sa.exists().where(
            *self._same(newest, table),
            self._cutoff.live(newest),
            closes if self._closed else ~closes,
            ~followed,
        )

    def fits_value(self, found: Any) -> bool:  # noqa: ARG002 - the database has chosen
        """Return that whatever was chosen fits."""
        return True

    def _same(self, one: sa.FromClause, other: sa.FromClause) -> list[sa.ColumnElement[bool]]:
        return [one.c[key] == other.c[key] for key in self._table.identity]


@cache
def _stages(key: str, name: str) -> sa.FromClause:
    """Return the stored stages of a table under another name; making one costs more than asking it."""
    return record_table(key).alias(name)


def case(query: Query, tables: Iterable[Table], number: str) -> list[dict[str, Any]]:
    """Return the cases of a number, each with all of its stages, voided ones included.

    One number may name several: each line of a document is a case of its own, and other tables may use the
    number, too. None where there is no such case at the cut-off.
    """
    return [found for table in tables for found in _told(query, table, number)]


def _standing(table: Table, case: Case, show: Callable[[str | None], str | None]) -> Row:
    row = case.row
    newest = next(one for one in table.stages if one.key == row[STAGE])
    usual = following(table, case.stages)
    return {
        "table": table.key,
        "table_zh": table.zh,
        "number": row[table.identity[0]],
        "line": row.get("line"),
        "stage": newest.key,
        "stage_zh": newest.zh,
        "state": CLOSED if newest.closes else OPEN,
        "begun_at": show(case.begun_at),
        "last_at": row["event_time"] or row["record_time"],
        "next": [one.event for one in usual],
        "next_zh": [one.zh for one in usual],
        "product_code": row.get("product_code"),
        "lot": _one_or_several(row, "lot"),
        "serial": _one_or_several(row, "serial"),
        "customer_code": row.get("customer_code"),
        "supplier_code": row.get("supplier_code"),
        "position": row["position"],
    }


def _one_or_several(row: Row, key: str) -> str | None:
    """Return a lot or serial, those of a list joined as serials of a line are."""
    several: list[str] = row.get(SEVERAL[key]) or []
    return row.get(key) or ";".join(several) or None


def _told(query: Query, table: Table, number: str) -> Iterator[dict[str, Any]]:
    every = rows(
        query.connection,
        query.personal,
        table,
        query.cutoff,
        zone=query.zone,
        voided=True,
        where=filters(table, [f"{table.identity[0]}={number}"], query.zone),
        more=_ENVELOPE,
    )
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in every:
        groups.setdefault(tuple(row[key] for key in table.identity), []).append(row)
    for group in groups.values():
        yield _one(table, group)


def _one(table: Table, every: list[Row]) -> dict[str, Any]:
    standing = [row for row in every if row["voided_at"] is None]
    there = [row[STAGE] for row in standing]
    state = VOIDED if not standing else CLOSED if _newest(table, standing).closes else OPEN
    return {
        "table": table.key,
        "table_zh": table.zh,
        "number": every[0][table.identity[0]],
        "line": every[0].get("line"),
        "state": state,
        "stage": standing[-1][STAGE] if standing else None,
        "next": [one.event for one in following(table, there)] if there else [],
        "possible": [one.event for one in coming(table, there)] if there else [],
        "row": _laid_together(table, standing),
        "stages": [_stage(table, row) for row in every],
    }


def _newest(table: Table, standing: Sequence[Row]) -> Stage:
    return next(one for one in table.stages if one.key == standing[-1][STAGE])


def _laid_together(table: Table, standing: Iterable[Row]) -> dict[str, Any]:
    found: dict[str, Any] = {column.key: None for column in table.columns}
    for row in standing:
        found.update({key: row[key] for key in found if row[key] is not None})
    return found


def _stage(table: Table, row: Row) -> dict[str, Any]:
    stage = next(one for one in table.stages if one.key == row[STAGE])
    carried = (*table.identity, *stage.columns)
    told = is_time_told(
        stage, {"data": row, "event_time": row["event_time"], "record_time": row["record_time"]}
    )
    return {
        "stage": stage.key,
        "event": stage.event,
        "zh": stage.zh,
        "position": row["position"],
        "event_time": row["event_time"],
        "record_time": row["record_time"],
        "time_told": told,
        "late_entry": told and _days_between(row["event_time"], row["record_time"]) > _LATE_DAYS,
        "voided_at": row["voided_at"],
        **{key: row[key] for key in _ENVELOPE},
        "carried": {key: row[key] for key in dict.fromkeys(carried) if row[key] is not None},
    }


def _days_between(happened: str, recorded: str) -> int:
    """Return how many days of the ledger's calendar lie between two times as they are shown."""
    return (date.fromisoformat(recorded[:_DAY]) - date.fromisoformat(happened[:_DAY])).days
