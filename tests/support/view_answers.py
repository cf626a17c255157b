"""The answer of a view: about a few events that need no log, or about a ledger that the program made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ledger.log.prepared import Prepared
from ledger.settings import locate
from projections.answers import catalogue
from projections.reading.filters import Filter, filters
from projections.reading.query import Query, today
from replay.bootstrap import opened
from replay.cutoff import reached
from tests.support.cli import Cli
from tests.support.events import ZONE
from tests.support.personal import Echo
from tests.support.small_tables import NOW, cutoff, tables_of

Rows = list[dict[str, Any]]


def view_of(view: str, *history: Prepared, day: str | None = None, known: int = NOW, **where: Any) -> Rows:
    """Return the rows of a view of some events, at the end of a day, as known at a position.

    Personal values say where they were asked for, and hashes of whom.
    """
    limit = cutoff(day, known)
    with tables_of(*history) as connection:
        query = Query(
            connection, Echo(), limit, ZONE, today(limit, ZONE), chosen(view, where), hashes=_no_hashes
        )
        return _answer(view, query)


def view_at(view: str, cli: Cli, *, at: str | None = None, known_at: str | None = None, **where: Any) -> Rows:
    """Return the rows of a view of a ledger, with the persons and hashes that its log knows."""
    with opened(locate(cli.ledger)) as program:
        limit = reached(program.log, program.readmodel, program.zone, at=at, known_at=known_at).cutoff
        with program.readmodel.reading() as connection:
            day = today(limit, program.zone)
            wanted = chosen(view, where)
            hashes = program.log.leaf_hashes
            query = Query(connection, program.log, limit, program.zone, day, wanted, hashes=hashes)
            return _answer(view, query)


def chosen(view: str, where: dict[str, Any]) -> list[Filter]:
    """Return filters; several values of one column are given as a list."""
    texts = [
        f"{name}={value}"
        for name, given in where.items()
        for value in (given if isinstance(given, list) else [given])
    ]
    return filters(catalogue.view(view), texts, ZONE)


def columns(rows: Rows, *names: str) -> list[tuple[Any, ...]]:
    """Return some columns of some rows."""
    return [tuple(row[name] for name in names) for row in rows]


def _answer(view: str, query: Query) -> Rows:
    """Return the rows, each with the columns of the declaration in its order and no other."""
    keys = [column.key for column in catalogue.view(view).columns]
    rows = list(catalogue.answer(view)(query))
    assert all(list(row) == keys for row in rows), [key for row in rows[:1] for key in row]
    return rows


def _no_hashes(positions: Iterable[int]) -> dict[int, str]:
    return {position: f"hash of {position}" for position in positions}
