"""The log in one SQLite file: many readers, one writer at a time, durable when an append returns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from ledger.log.batch import RowBatch
from ledger.log.dialect import SQLITE
from ledger.log.failures import driver_error, translated
from ledger.log.recorder import LAST, LogRecorder, Turn
from ledger.log.transaction import Transaction
from ledger.merkle.tree import Tile
from ledger.settings import patience

# Applied to every connection. FULL: a commit is on the disk when it returns. A page cache of 16 MB holds the
# inner pages of a large tag index and does not grow with an import. The write-ahead log grows to 64 MB before
# it is folded in: by then many batches have touched the same pages. Recursive triggers: INSERT OR REPLACE
# meets the triggers that refuse DELETE. Secure delete: an erased personal value is overwritten.
PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -16384",
    "PRAGMA wal_autocheckpoint = 8000",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA secure_delete = ON",
)
# Kept in the file, so said once, when it is made. Five documents of usual size fit a page of 8 kB, where one
# of 4 kB holds two and is left a third empty.
FOR_A_NEW_FILE = ("PRAGMA page_size = 8192", "PRAGMA journal_mode = WAL")
_BEGIN = "medledger_begin"
IMMEDIATE = {_BEGIN: "BEGIN IMMEDIATE"}


def sqlite_engine(path: Path) -> Engine:
    """Return an engine on a file, whose transactions begin when and as we say.

    A writer waits for another process's transaction as long as its patience lasts, then the ledger is busy.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=60,
        pool_use_lifo=True,  # the connection used last has the warmest page cache
        connect_args={"timeout": patience(), "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare_connection(driver: Any, _record: Any) -> None:
        driver.isolation_level = None  # the driver begins nothing by itself
        for pragma in PRAGMAS:
            driver.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))

    return engine


class SQLiteRecorder(LogRecorder):
    """The recorder of a SQLite file."""

    dialect = SQLITE

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a read transaction: everything read in it belongs to one moment."""
        with translated(self.location), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a write transaction for what is disposable or erasable; the log's own tables refuse it."""
        with translated(self.location), self.engine.connect() as connection:
            connection.execution_options(**IMMEDIATE)
            transaction = connection.begin()
            try:
                yield connection
            except BaseException:
                transaction.rollback()
                raise
            try:
                transaction.commit()
            except Exception as failure:
                self._stop(failure)
                connection.invalidate()
                raise

    @contextmanager
    def critical_section(self) -> Iterator[Turn]:
        """Hold the file's write lock from the beginning of the transaction to its commit."""
        borrowed = self._spare.borrow()
        driver = borrowed.driver
        try:
            driver.execute("BEGIN IMMEDIATE")
            head, record_time = next(iter(driver.execute(LAST).fetchall()), (0, ""))
            yield Turn(Transaction(driver, SQLITE), head, record_time)
        except BaseException:
            driver.rollback()
            self._spare.give_back(borrowed)
            raise
        try:
            driver.execute("COMMIT")
        except Exception as failure:
            self._stop(failure)
            self._spare.discard(borrowed)
            raise
        self._spare.give_back(borrowed)

    @contextmanager
    def noting(self) -> Iterator[Transaction]:
        """Open a write transaction for a note of the access log: its commit waits for no disk."""
        with translated(self.location):
            borrowed = self._spare.borrow()
            driver = borrowed.driver
            try:
                driver.execute("PRAGMA synchronous = NORMAL").close()
                driver.execute("BEGIN IMMEDIATE")
                yield Transaction(driver, SQLITE)
                driver.execute("COMMIT")
            except BaseException:
                self._spare.discard(borrowed)
                raise
            driver.execute("PRAGMA synchronous = FULL").close()
            self._spare.give_back(borrowed)

    def _stop(self, failure: Exception) -> None:
        """Record nothing any more until the file has been opened anew, for a commit failed.

        What reached the disk is unknown, and a later fsync would not tell.
        """
        self._stopped_by = str(driver_error(failure))

    def fetch(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return all rows of one statement as tuples, on a connection of its own."""
        with translated(self.location):
            borrowed = self._spare.borrow()
            try:
                rows: list[Any] = borrowed.driver.execute(statement, values).fetchall()
            finally:
                self._spare.give_back(borrowed)
            return rows

    def insert(self, transaction: Transaction, batch: RowBatch, tiles: Sequence[Tile]) -> None:
        """Insert the rows of a batch and the tiles that it filled."""
        driver = transaction.driver
        driver.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", batch.events)
        driver.executemany("INSERT INTO events_tags VALUES (?, ?, ?)", batch.tags)
        if batch.personal:
            driver.executemany("INSERT INTO personal VALUES (?, ?, ?, ?)", batch.personal)
        if tiles:
            rows = [(tile.level, tile.idx, tile.root, tile.hashes) for tile in tiles]
            driver.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)

    def forget_erased(self) -> bool:
        """Fold the write-ahead log in and cut it off; values erased in the file itself were overwritten.

        Returns:
            Whether that was possible: not while somebody else reads an older state.
        """
        busy = self.fetch("PRAGMA wal_checkpoint(TRUNCATE)", ())[0][0]
        return not busy
