"""Row for row: do two stores hold the same? Answered by the database itself, without fetching the rows."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from projections.engine.columns import Whole


@dataclass(frozen=True, slots=True)
class Comparison:
    """One table of the store that serves against the same table built anew from the log.

    Attributes:
        table: Its name.
        rows: How many rows the log gives.
        served: How many rows the serving store has.
        missing: Rows that the log gives and the serving store lacks.
        surplus: Rows of the serving store that the log does not give.
        changed: Rows in both, with some value different.
        first: The lowest position of any of these, where the table has positions.
    """

    table: str
    rows: int
    served: int
    missing: int = 0
    surplus: int = 0
    changed: int = 0
    first: int | None = None

    @property
    def equal(self) -> bool:
        """Whether both hold the same rows."""
        return not (self.missing or self.surplus or self.changed)


def compare(connection: sa.Connection, table: sa.Table, served: sa.Table) -> Comparison:
    """Compare a table with the same table of the serving store.

    Args:
        connection: Sees both at one moment.
        table: Built anew.
        served: The serving one, by the name under which the connection sees it.
    """
    # Both have the same name: without one of its own each, SQLAlchemy confuses them in a subquery.
    ours, theirs = table.alias("ours"), served.alias("theirs")
    same = sa.and_(*(ours.c[key.name] == theirs.c[key.name] for key in table.primary_key))
    rest = [column.name for column in table.c if not column.primary_key]
    differs = sa.or_(sa.false(), *(ours.c[name].is_distinct_from(theirs.c[name]) for name in rest))
    rows, served_rows = _count(connection, ours), _count(connection, theirs)
    both, changed, first_changed = _changed(connection, ours, theirs, same, differs)
    first_missing = _first_alone(connection, ours, theirs, same) if rows > both else None
    first_surplus = _first_alone(connection, theirs, ours, same) if served_rows > both else None
    places = [place for place in (first_changed, first_missing, first_surplus) if place is not None]
    first = min(places, default=None)
    return Comparison(table.name, rows, served_rows, rows - both, served_rows - both, changed, first)


def _count(connection: sa.Connection, table: sa.FromClause) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _changed(
    connection: sa.Connection,
    ours: sa.FromClause,
    theirs: sa.FromClause,
    same: sa.ColumnElement[bool],
    differs: sa.ColumnElement[bool],
) -> tuple[int, int, int | None]:
    """Return how many rows both have, how many of them differ, and where the first of those is."""
    statement = sa.select(
        sa.func.count(),
        sa.func.coalesce(sa.func.sum(sa.case((differs, 1), else_=0)), 0),
        sa.func.min(sa.case((differs, _place(ours)))),
    ).select_from(ours.join(theirs, same))
    both, changed, first = connection.execute(statement).one()
    return both, int(changed), first


def _first_alone(
    connection: sa.Connection, table: sa.FromClause, other: sa.FromClause, same: sa.ColumnElement[bool]
) -> int | None:
    """Return the lowest position of a row that the other table lacks."""
    there = sa.select(sa.literal(1)).select_from(other).where(same).correlate(table).exists()
    statement = sa.select(sa.func.min(_place(table))).select_from(table).where(~there)
    return connection.execute(statement).scalar_one()


def _place(table: sa.FromClause) -> sa.ColumnElement[int]:
    return table.c.position if "position" in table.c else sa.cast(sa.null(), Whole)
