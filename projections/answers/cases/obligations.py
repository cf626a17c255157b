"""What is owed by when, at any cut-off: open, soon due, overdue, met in time or late."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import orjson
import sqlalchemy as sa

from ledger import clock
from projections.answers.cases.obligation_query import (
    BEFORE_START,
    DONE,
    DONE_LATE,
    DUE_SOON,
    EXACT,
    OPEN,
    OVERDUE,
    STATES,
    TIME_UNKNOWN,
    UNMET,
    chosen,
    overdue,
)
from projections.answers.cases.obligation_rows import Kept, ObligationRows, ObligationState
from projections.reading.fetching import stored_parts
from projections.reading.query import Query
from projections.reading.stream import Row
from projections.tables.obligation_tables import OBLIGATIONS
from projections.tables.shown_times import shower

__all__ = [
    "BEFORE_START",
    "DONE",
    "DONE_LATE",
    "DUE_SOON",
    "OPEN",
    "OVERDUE",
    "STATES",
    "TIME_UNKNOWN",
    "UNMET",
    "ObligationState",
    "count",
    "obligation_states",
    "obligations",
    "overdue_matters",
    "overdue_subjects",
]
_O = OBLIGATIONS.c
_KEY = (_O.subject, _O.known_from, _O.number)


def obligations(
    query: Query,
    tables: Collection[str] | None = None,
    numbers: Collection[str] | None = None,
    states: Collection[str] | None = None,
    *,
    by_due: bool = False,
) -> Iterator[Row]:
    """Yield what is owed at a cut-off, by table, number and clock, or by when it is due.

    Each row tells what is owed (`matter`, `matter_zh`, `clock_id`, `limit_id`, `basis`, `statutory`), of
    which matter (`table`, `number`, customer, goods, `owner`), to whom it is raised when it is late (`post`),
    since when and until when (`started_at`, `warn_at`, `due_at`), and how it stands: `state`, `hours_late`,
    `paused_since` and by which event; when it was met, by which event, and by how many hours that was
    `entered_late`: claimed to be in time, by an event that was recorded only after the time had run out.

    Args:
        query: The cut-off, and where to read. Without a world time, the present one.
        tables: Only matters of these tables.
        numbers: Only matters with these numbers.
        states: Only what stands so.
        by_due: What is due first comes first, what has no time yet last.
    """
    moment = query.cutoff.at or clock.now()
    make = ObligationRows(query, moment).row
    statement = chosen(query, moment, tables, numbers, states)
    kept = _by_due(query, statement) if by_due else _by_matter(query, statement)
    rows = map(make, kept)
    yield from rows if states is None else (row for row in rows if row["state"] in states)


def obligation_states(
    query: Query, tables: Collection[str] | None = None, numbers: Collection[str] | None = None
) -> Iterator[ObligationState]:
    """Yield how everything owed stands, ordered as `obligations` is."""
    moment = query.cutoff.at or clock.now()
    statement = chosen(query, moment, tables, numbers, None)
    return map(ObligationRows(query, moment).state, _by_matter(query, statement))


def count(
    query: Query,
    tables: Collection[str] | None = None,
    numbers: Collection[str] | None = None,
    states: Collection[str] | None = None,
) -> int:
    """Return how many rows `obligations` yields."""
    if states is not None and frozenset(states) not in EXACT:
        return sum(1 for _ in obligations(query, tables, numbers, states))
    statement = chosen(query, query.cutoff.at or clock.now(), tables, numbers, states)
    counted = statement.with_only_columns(sa.func.count(), maintain_column_froms=True)
    return int(query.connection.execute(counted).scalar_one())


def overdue_subjects(query: Query) -> sa.Select[Any]:
    """Return the question for the subjects of which something is overdue at a cut-off."""
    return overdue(query, query.cutoff.at or clock.now(), _O.subject)


def overdue_matters(query: Query) -> dict[str, dict[str, tuple[int, str | None]]]:
    """Return of what something is overdue, by table, then number: how much, and since when."""
    moment, show = query.cutoff.at or clock.now(), shower(query.zone)
    statement = overdue(query, moment, _O.subject, sa.func.count(), sa.func.min(_O.due_at))
    found: dict[str, dict[str, tuple[int, str | None]]] = {}
    for subject, many, since in query.connection.execute(statement.group_by(_O.subject)):
        table, _, number = subject.partition("/")
        found.setdefault(table, {})[number] = (many, show(since))
    return found


def _by_due(query: Query, statement: sa.Select[Any]) -> Iterator[Kept]:
    """Yield what is kept of things owed by when they are due."""
    timed = statement.where(_O.due_at.is_not(None)).order_by(_O.due_at, *_KEY)
    untimed = statement.where(_O.due_at.is_(None)).order_by(*_KEY)
    for part in (timed, untimed):
        yield from _read(query, part)


def _by_matter(query: Query, statement: sa.Select[Any]) -> Iterator[Kept]:
    """Yield what is kept of things owed by matter, each matter's by clock."""
    matter: list[Kept] = []
    for kept in _read(query, statement.order_by(_O.subject)):
        if matter and kept.subject != matter[0].subject:
            if len(matter) > 1:
                matter.sort(key=_within)
            yield from matter
            matter = []
        matter.append(kept)
    yield from sorted(matter, key=_within)


def _read(query: Query, statement: sa.Select[Any]) -> Iterator[Kept]:
    for part in stored_parts(query.connection, statement):
        for subject, due_at, done_moment, shown in part:
            yield Kept(subject, due_at, done_moment, orjson.loads(shown))


def _within(kept: Kept) -> tuple[str, int, str]:
    """Return where something owed stands among what its matter owes."""
    shown = kept.shown
    return shown["clock_id"], shown["round"], shown.get("due_at") or ""
