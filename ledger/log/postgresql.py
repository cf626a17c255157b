"""The log in a PostgreSQL database: many writers, many readers.

Writers take turns by an advisory lock that the transaction holds until its commit is visible. Statements run
at READ COMMITTED, each with a snapshot taken after the lock was won, so each sees all that was committed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from ledger.log.batch import RowBatch
from ledger.log.dialect import POSTGRESQL
from ledger.log.failures import is_connection_lost, translated
from ledger.log.postgresql_copy import FEW, write_batch
from ledger.log.recorder import LAST, LogRecorder, Turn
from ledger.log.roles import TAKE_ROLE
from ledger.log.spare import Borrowed
from ledger.log.tables import SCHEMA
from ledger.log.transaction import Transaction, rows_on
from ledger.merkle.tree import Tile

TURN_LOCK = 0x6D65646C6564  # advisory lock of appends, one for each database
TAKE_TURN = f"SELECT pg_advisory_xact_lock({TURN_LOCK})"
# Fails, and says why to whoever reads the server's log, where the log does not end as supposed.
STANDS = f"""
WITH last AS ({LAST})
SELECT CASE WHEN EXISTS (SELECT FROM last WHERE position = %s AND record_time = %s) THEN 0
ELSE ('medledger: the log ends elsewhere, at ' || coalesce((SELECT position FROM last), 0))::int END
"""
SCHEMA_LOCK = TURN_LOCK + 1  # advisory lock of creation and migration
NOTE_LOCK = TURN_LOCK + 2  # advisory lock of the access log, whose notes wait for no append
NOTE_TURN = f"SET LOCAL synchronous_commit = off; SELECT pg_advisory_xact_lock({NOTE_LOCK})"
# Applied to every connection. Plans cached while the tables were empty would scan the tag table for ever, so
# each execution is planned with the sizes of its moment. A commit is on the disk when it returns.
SESSION = f"""
SET search_path = {SCHEMA};
SET plan_cache_mode = force_custom_plan;
SET lock_timeout = '60s';
SET application_name = 'medledger';
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
"""
_MAY_VACUUM = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('personal')"
_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def postgresql_engine(url: str, *, as_owner: bool = False) -> Engine:
    """Return an engine whose connections look at the log's schema.

    Args:
        url: Of the database.
        as_owner: Whether connections keep the rights of their account, as a change of the schema needs them;
            else they take on the role of ledgers, where that is made and ours to take.
    """
    engine = create_engine(
        url,
        pool_size=4,
        max_overflow=60,
        pool_use_lifo=True,
        pool_pre_ping=True,
        use_native_hstore=False,
        connect_args={"connect_timeout": 10},
    )
    session = SESSION if as_owner else SESSION + TAKE_ROLE

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
    def critical_section(self) -> Iterator[Turn]:
        """Hold the log's advisory lock from the beginning of the transaction until its commit is visible."""
        borrowed, head, record_time = self._begin()
        driver = borrowed.driver
        try:
            yield Turn(Transaction(driver, POSTGRESQL), head, record_time)
            driver.commit()  # nothing where `together` has committed already
        except BaseException:
            self._take_back(borrowed)
            raise
        self._spare.give_back(borrowed)

    def supposed_turn(self, head: int, record_time: str, count: int) -> AbstractContextManager[Turn] | None:
        """Send the lock, the question whether the log ends there, what is written and the commit at once."""
        return None if count > FEW else self._supposed_turn(head, record_time)

    @contextmanager
    def _supposed_turn(self, head: int, record_time: str) -> Iterator[Turn]:
        borrowed = self._spare.borrow()
        driver = borrowed.driver
        try:
            with driver.pipeline():
                driver.execute(TAKE_TURN)
                driver.execute(STANDS, (head, record_time))
                yield Turn(Transaction(driver, POSTGRESQL), head, record_time)
                driver.commit()
        except BaseException:
            self._take_back(borrowed)
            raise
        self._spare.give_back(borrowed)

    @contextmanager
    def noting(self) -> Iterator[Transaction]:
        """Open a write transaction for a note of the access log: its commit waits for no disk."""
        with translated(self.location):
            borrowed = self._spare.borrow()
            try:
                borrowed.driver.execute(NOTE_TURN)
                yield Transaction(borrowed.driver, POSTGRESQL)
                borrowed.driver.commit()
            except BaseException:
                self._take_back(borrowed)
                raise
            self._spare.give_back(borrowed)

    @contextmanager
    def together(self, turn: Turn, count: int) -> Iterator[None]:
        """Send what is written within, and the commit, in one round trip, where the events are few."""
        if count > FEW or turn.transaction.driver.pgconn.pipeline_status:  # COPY cannot go that way
            yield
            return
        with turn.transaction.driver.pipeline():
            yield
            turn.transaction.driver.commit()

    def _begin(self) -> tuple[Borrowed, int, str]:
        """Begin a transaction, win the lock and read the head, in one round trip."""
        borrowed = self._spare.borrow()
        try:
            with borrowed.driver.pipeline():
                borrowed.driver.execute(TAKE_TURN)
                last = borrowed.driver.execute(LAST)
            row = last.fetchone()
        except BaseException as failure:
            self._take_back(borrowed)
            if borrowed.fresh or not is_connection_lost(failure):
                raise
            self._spare.close()  # the server dropped them all, as after a restart
            return self._begin()
        return (borrowed, 0, "") if row is None else (borrowed, *row)

    def _take_back(self, borrowed: Borrowed) -> None:
        """Roll back and keep a connection, or close it where that is not possible any more."""
        try:
            borrowed.driver.rollback()
        except Exception:  # noqa: BLE001 (what happened first is what the caller hears)
            self._spare.discard(borrowed)
        else:
            self._spare.give_back(borrowed)

    def fetch(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return all rows of one statement as tuples, on a connection of its own."""
        with translated(self.location):
            borrowed = self._spare.borrow()
            try:
                borrowed.driver.autocommit = True  # one statement is one snapshot: no BEGIN, no ROLLBACK
                rows = rows_on(borrowed.driver, POSTGRESQL, statement, values)
                borrowed.driver.autocommit = False
            except BaseException as failure:
                self._spare.discard(borrowed)
                if borrowed.fresh or not is_connection_lost(failure):
                    raise
                self._spare.close()
                return self.fetch(statement, values)
            self._spare.give_back(borrowed)
            return rows

    def insert(self, transaction: Transaction, batch: RowBatch, tiles: Sequence[Tile]) -> None:
        """Insert the rows of a batch and the tiles that it filled, and notify those who wait."""
        write_batch(transaction.driver, batch, tiles)

    def forget_erased(self) -> bool:
        """Write the table of personal values anew, without the rows that are gone.

        Until then they lie in it as dead rows. What the server keeps of its own (its write-ahead log, its
        backups) is not ours to clean.

        Returns:
            Whether the account may do that: the owner of the log may.
        """
        owner = postgresql_engine(self.engine.url.render_as_string(hide_password=False), as_owner=True)
        try:
            with translated(self.location), owner.connect() as connection:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                if not alone.exec_driver_sql(_MAY_VACUUM).scalar():
                    return False
                alone.exec_driver_sql("VACUUM (FULL) personal")
        finally:
            owner.dispose()
        return True
