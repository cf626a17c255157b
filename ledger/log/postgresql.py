"""The log in a PostgreSQL database: many writers, many readers.

Writers take turns by an advisory lock that the transaction holds until its commit is visible. Statements run
at READ COMMITTED, each with a snapshot taken after the lock was won, so each sees all that was committed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from ledger.log.batch import Batch
from ledger.log.dialect import POSTGRESQL
from ledger.log.failures import translated
from ledger.log.library.postgresql_notify import NOTIFY, Notified
from ledger.log.library.subscription import Waiter
from ledger.log.postgresql_copy import copy_batch
from ledger.log.recorder import LogRecorder
from ledger.log.tables import SCHEMA
from ledger.merkle.tree import Tile

TURN_LOCK = 0x6D65646C6564  # advisory lock of appends, one for each database
SCHEMA_LOCK = TURN_LOCK + 1  # advisory lock of creation and migration
# Applied to every connection. Plans cached while the tables were empty would scan the tag table for ever, so
# each execution is planned with the sizes of its moment. A commit is on the disk when it returns.
SESSION = f"""
SET search_path = {SCHEMA};
SET plan_cache_mode = force_custom_plan;
SET lock_timeout = '60s';
SET application_name = 'medledger';
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
"""
_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def postgresql_engine(url: str, role: str | None = None) -> Engine:
    """Return an engine whose connections look at the log's schema, in the given role if any."""
    engine = create_engine(
        url,
        pool_size=4,
        max_overflow=60,
        pool_use_lifo=True,
        pool_pre_ping=True,
        use_native_hstore=False,
        connect_args={"connect_timeout": 10},
    )
    session = SESSION + (f"SET ROLE {role};" if role else "")

    @event.listens_for(engine, "connect")
    def prepare_connection(driver: Any, _record: Any) -> None:
        driver.autocommit = True  # so that the settings outlive a rollback
        driver.execute(session)
        driver.autocommit = False

    return engine


class PostgreSQLRecorder(LogRecorder):
    """The recorder of a PostgreSQL database."""

    dialect = POSTGRESQL

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a read transaction: everything read in it belongs to one moment."""
        with translated(self.location), self.engine.connect() as connection:
            connection.execution_options(**_SNAPSHOT)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a write transaction for what is disposable or erasable; the log's own tables refuse it."""
        with translated(self.location), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def critical_section(self) -> Iterator[Connection]:
        """Hold the log's advisory lock from the beginning of the transaction until its commit is visible."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN_LOCK})")
            yield connection

    def fetch(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return all rows of one statement as tuples, on a connection of its own."""
        with translated(self.location):
            pooled = self.engine.raw_connection()
            driver: Any = pooled.driver_connection
            try:
                driver.autocommit = True  # one statement is one snapshot: no BEGIN, no ROLLBACK
                with driver.cursor(binary=True) as cursor:
                    rows: list[Any] = cursor.execute(statement, values).fetchall()
                driver.autocommit = False
            except BaseException:
                pooled.invalidate()
                raise
            finally:
                pooled.close()
            return rows

    def insert(self, connection: Connection, batch: Batch, tiles: Sequence[Tile]) -> None:
        """Insert the rows of a batch and the tiles that it filled, and notify those who wait."""
        copy_batch(connection.connection.driver_connection, batch, tiles)
        connection.exec_driver_sql(NOTIFY)

    def waiter(self) -> Waiter:
        """Return a way to wait: PostgreSQL notifies across processes."""
        return Notified(self.engine, self.location)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
