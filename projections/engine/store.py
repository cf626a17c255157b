"""One place where tables lie: a SQLite file, a schema of PostgreSQL, or a scratch database.

A store holds the tables of its projections and two of its own: `tracking`, how far each projection has
come, and `parked`, the events that could not be projected.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ledger.errors import Problem, UnavailableError
from projections.engine.columns import Text, Whole

if TYPE_CHECKING:
    from projections.engine.projection import Projection

METADATA = sa.MetaData()
TRACKING = sa.Table(
    "tracking",
    METADATA,
    sa.Column("projection", Text, primary_key=True),
    sa.Column("version", Whole, nullable=False),
    sa.Column("position", Whole, nullable=False),
    # Of the event at that position: tables that belong to another history of the log give themselves away.
    sa.Column("event_id", Text, nullable=True),
)
PARKED = sa.Table(
    "parked",
    METADATA,
    sa.Column("position", Whole, primary_key=True, autoincrement=False),
    sa.Column("projection", Text, primary_key=True),
    sa.Column("reason", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Tracking:
    """How far one projection has come.

    Attributes:
        projection: Its name.
        version: The version of the code that built its tables.
        position: The last event that it has seen.
        event_id: The id of that event, None before the first.
    """

    projection: str
    version: int
    position: int
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that a projection could not turn into rows, and why."""

    position: int
    projection: str
    reason: str


TABLES_UNAVAILABLE = Problem(
    "tables_unavailable",
    "读写记录表：应可用，实际 {detail}。",
    "Using the record tables: expected them to be there, got {detail}.",
    "请稍后重试；若仍如此，请运行 medledger rebuild（由日志重建记录表）。",
    "Try again; if it stays so, run medledger rebuild, which makes the tables anew from the log.",
)


class Store:
    """Tables of some projections in one database.

    Attributes:
        engine: Connections on which unqualified names are the store's tables.
        projections: Those whose tables these are.
        batches_per_commit: How many batches share a transaction: one while people read, more in a build.
        reached: How far all projections had come when that was last looked at; they never go back.
    """

    def __init__(
        self,
        engine: sa.Engine,
        projections: Sequence[Projection],
        *,
        batches_per_commit: int = 2,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self.engine = engine
        self.projections = tuple(projections)
        self.batches_per_commit = batches_per_commit
        self.reached = 0
        self._on_close = on_close

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection on which everything read belongs to one moment.

        Raises:
            UnavailableError: The database does not answer as it should.
        """
        options = {"isolation_level": "REPEATABLE READ"} if self._on_postgres else {}
        with translated(), self.engine.connect().execution_options(**options) as connection:
            yield connection

    @contextmanager
    def writing(self, *, one_moment: bool = False) -> Iterator[sa.Connection]:
        """Yield a transaction that no other writer of the store shares; committed at the end.

        Args:
            one_moment: What it reads of another store belongs to one moment, too.

        Raises:
            UnavailableError: The database does not answer as it should.
        """
        options = {} if self._on_postgres else {"begin": "BEGIN IMMEDIATE"}
        if one_moment and self._on_postgres:
            options = {"isolation_level": "REPEATABLE READ"}
        with (
            translated(),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection

    @property
    def _on_postgres(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    def create(self) -> None:
        """Make the tables, with the indexes that writing needs, and start tracking at zero.

        What is there already stays, so that a build that was killed can go on.
        """
        with self.writing() as connection:
            elements: list[sa.Table | sa.Index] = [*self.tables(), *self._indexes(while_building=True)]
            _make(connection, elements)
            there = tracking(connection)
            for projection in self.projections:
                if projection.name in there:
                    continue
                row = {"projection": projection.name, "version": projection.version, "position": 0}
                connection.execute(TRACKING.insert(), row)

    def index(self) -> None:
        """Make the remaining secondary indexes and let the database look at its tables."""
        with self.writing() as connection:
            _make(connection, self._indexes(while_building=False))
            if self._on_postgres:
                names = ", ".join(f'"{table.name}"' for table in self.tables())
                connection.exec_driver_sql(f"ANALYZE {names}")

    def tables(self) -> list[sa.Table]:
        """Return the store's own tables, then those of every projection by name."""
        own = [TRACKING, PARKED]
        return own + [table for projection in self.projections for table in tables_of(projection)]

    def _indexes(self, *, while_building: bool) -> list[sa.Index]:
        found = (index for table in self.tables() for index in table.indexes)
        wanted = [index for index in found if bool(index.info.get("while_building")) is while_building]
        return sorted(wanted, key=lambda index: str(index.name))

    def position(self) -> int:
        """Return how far all projections have come."""
        with self.reading() as connection:
            self.reached = min((row.position for row in tracking(connection).values()), default=0)
        return self.reached

    def forget(self, tables: Sequence[sa.Table]) -> bool:
        """Write the files of the store anew, so that nothing is left of values that were taken out of rows.

        Args:
            tables: Those that held any; a file of SQLite is written anew as a whole.

        Returns:
            Whether that was possible: not while somebody else reads an older state.

        Raises:
            UnavailableError: The database does not answer as it should.
        """
        with translated(), self.engine.connect() as connection:
            if self._on_postgres:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                for table in tables:
                    alone.exec_driver_sql(f'VACUUM (FULL) "{table.name}"')
                return True
            driver: Any = connection.connection.driver_connection
            driver.execute("VACUUM")
            return not driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0]

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
        then, self._on_close = self._on_close, None
        if then is not None:
            then()


@contextmanager
def translated() -> Iterator[None]:
    """Let no exception of the database library, or of the driver beneath it, out.

    Raises:
        UnavailableError: In its place.
    """
    try:
        yield
    except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
        detail = getattr(error, "orig", None) or error
        raise UnavailableError(TABLES_UNAVAILABLE, detail=" ".join(str(detail).split())) from error


_creations: dict[tuple[sa.Table | sa.Index, str], str] = {}


def _make(connection: sa.Connection, elements: Sequence[sa.Table | sa.Index]) -> None:
    """Make tables and indexes; PostgreSQL is sent all of them at once."""
    statements = [_creation(element, connection.dialect) for element in elements]
    if connection.dialect.name == "postgresql" and statements:
        statements = [";\n".join(statements)]
    for statement in statements:
        connection.exec_driver_sql(statement)


def _creation(element: sa.Table | sa.Index, dialect: sa.Dialect) -> str:
    """Return the statement that makes a table or an index; compiled once, a scratch store asks for many."""
    key = (element, dialect.name)
    if key not in _creations:
        made: sa.schema.CreateTable | sa.schema.CreateIndex
        if isinstance(element, sa.Table):
            made = sa.schema.CreateTable(element, if_not_exists=True)
        else:
            made = sa.schema.CreateIndex(element, if_not_exists=True)
        _creations[key] = str(made.compile(dialect=dialect))
    return _creations[key]


def tables_of(projection: Projection) -> list[sa.Table]:
    """Return the tables of a projection, ordered by name."""
    return [table for _, table in sorted(projection.metadata.tables.items())]


def tracking(connection: sa.Connection, *, lock: bool = False) -> dict[str, Tracking]:
    """Return how far each projection has come, by name.

    Args:
        connection: Of the store.
        lock: Make other writers wait until this transaction ends (a SQLite writer is alone anyway).
    """
    statement = sa.select(TRACKING).order_by(TRACKING.c.projection)
    if lock:
        statement = statement.with_for_update()
    return {row.projection: Tracking(*row) for row in connection.execute(statement)}


def track(connection: sa.Connection, names: Sequence[str], position: int, event_id: str | None) -> None:
    """Move the tracking of some projections to a position."""
    moved = TRACKING.update().where(TRACKING.c.projection.in_(names))
    connection.execute(moved.values(position=position, event_id=event_id))


def park(connection: sa.Connection, parked: Parked) -> None:
    """Keep an event that could not be projected, with the reason."""
    row: Mapping[str, Any] = {
        "position": parked.position,
        "projection": parked.projection,
        "reason": parked.reason,
    }
    connection.execute(PARKED.insert(), row)


def parked(connection: sa.Connection, *, limit: int | None = None) -> list[Parked]:
    """Return the parked events in order of position."""
    statement = sa.select(PARKED).order_by(PARKED.c.position, PARKED.c.projection).limit(limit)
    return [Parked(*row) for row in connection.execute(statement)]
