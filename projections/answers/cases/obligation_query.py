"""Which of the obligations on record an answer is about: by cut-off, table, number and state."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import sqlalchemy as sa

from ledger.clocks.duties import DUTIES
from projections.reading.query import Query
from projections.tables.obligation_tables import OBLIGATIONS

OPEN, DUE_SOON, OVERDUE, DONE, DONE_LATE = "open", "due_soon", "overdue", "done", "done_late"
TIME_UNKNOWN: Final = "time_unknown"
# What is owed again and again and ran out before the first day of the ledger; of a case nothing does.
BEFORE_START: Final = "before_start"
STATES: Final = (OPEN, DUE_SOON, OVERDUE, DONE, DONE_LATE, TIME_UNKNOWN, BEFORE_START)
UNMET: Final = frozenset({OPEN, DUE_SOON, OVERDUE})
# What the database tells apart by itself: all, unmet, overdue, met.
EXACT: Final = (None, UNMET, frozenset({OVERDUE}), frozenset({DONE, DONE_LATE, TIME_UNKNOWN}))
_O = OBLIGATIONS.c
READ: Final = (_O.subject, _O.due_at, _O.done_moment, _O.told)
_TABLES: Final = tuple(dict.fromkeys(one.table for one in DUTIES))


def chosen(
    query: Query,
    moment: str,
    tables: Collection[str] | None,
    numbers: Collection[str] | None,
    states: Collection[str] | None,
) -> sa.Select[Any]:
    """Return the question for the obligations that may fit: `READ` of each.

    Args:
        query: The cut-off.
        moment: What is asked about, in the stored form.
        tables: Only matters of these tables.
        numbers: Only matters with these numbers.
        states: No less than what stands so; exactly that for the states of `EXACT`.
    """
    statement = _known(sa.select(*READ), query, moment)
    if tables is not None:
        # The names of a table's matters begin with its key and a stroke; a nought is what follows a stroke.
        ranges = [sa.and_(_O.subject >= f"{key}/", _O.subject < f"{key}0") for key in tables]
        statement = statement.where(sa.or_(sa.false(), *ranges))
    if numbers is not None:
        keys = _TABLES if tables is None else tables
        statement = statement.where(_O.subject.in_([f"{key}/{number}" for key in keys for number in numbers]))
    if states is not None and UNMET.issuperset(states):
        statement = statement.where(_unmet(query, moment))
    if states is not None and set(states) == {OVERDUE}:
        statement = statement.where(_O.due_at < moment)
    if states is not None and not UNMET.intersection(states):
        statement = statement.where(sa.not_(_unmet(query, moment)))
    return statement


def overdue(query: Query, moment: str, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Return the question for columns of what is overdue."""
    return _known(sa.select(*columns), query, moment).where(_O.due_at < moment, _unmet(query, moment))


def _known(statement: sa.Select[Any], query: Query, moment: str) -> sa.Select[Any]:
    return statement.where(
        _O.known_from <= query.cutoff.known,
        sa.or_(_O.known_to.is_(None), _O.known_to > query.cutoff.known),
        _O.since <= moment,
        _still(_O.until, query, moment),
    )


def _unmet(query: Query, moment: str) -> sa.ColumnElement[bool]:
    """Return that it is not met yet; asked about no day, that it never was."""
    return _still(_O.done_moment, query, moment)


def _still(ended: sa.ColumnElement[Any], query: Query, moment: str) -> sa.ColumnElement[bool]:
    """Return that a time is not reached yet; asked about no day, that there never is one."""
    never = ended.is_(None)
    return never if query.cutoff.at is None else sa.or_(never, ended > moment)
