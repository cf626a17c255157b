"""Generations of the read model as SQLite files `<ledger>.tables.<generation>`.

A generation that serves is in WAL mode: readers go on while one program writes. A connection in WAL mode
keeps a shared lock for as long as it is open, so a file that can be taken out of WAL mode is one that nobody
uses.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool, StaticPool

from ledger.own_files import make_private, tighten
from projections.engine.store import Store

if TYPE_CHECKING:
    from projections.engine.projection import Projection

_SERVING = ("synchronous = NORMAL", "cache_size = -8192", "wal_autocheckpoint = 16000")
# Without `main.` these would hold for attached databases, too: the serving one must stay shared.
# The journal lies in a file: a build that was killed is rolled back to its last commit, and goes on there.
_BUILDING = (
    "main.journal_mode = TRUNCATE",
    "main.locking_mode = EXCLUSIVE",
    "main.synchronous = OFF",
    "main.cache_size = -24576",
    "temp_store = FILE",
)
_SCRATCH = ("journal_mode = MEMORY", "synchronous = OFF", "cache_size = -32768")
# The library's own pool for an address without a file closes connections that other threads are using.
_KEPT, _MOST = 4, 64  # connections to a serving generation: kept open, and open at once
_BUSY_SECONDS = 60.0  # a batch of another program is shorter
_COMPANIONS = ("", "-wal", "-shm", "-journal")


class SqliteFiles:
    """Generations of one ledger's read model, as files beside the ledger's own."""

    def __init__(self, ledger: Path, projections: Sequence[Projection]) -> None:
        self._ledger = ledger.absolute()
        self._projections = tuple(projections)

    def path(self, generation: int) -> Path:
        """Return the file of a generation."""
        return self._ledger.with_name(f"{self._ledger.name}.tables.{generation}")

    def serving(self, generation: int) -> Store | None:
        """Return the store of a generation; None if its file is not there, or is no database any more."""
        path = self.path(generation)
        tighten(path)
        holder = _held(path) if path.exists() else None
        if holder is None:
            return None
        engine = _engine(path, _SERVING, poolclass=QueuePool, pool_size=_KEPT, max_overflow=_MOST - _KEPT)
        return Store(engine, self._projections, on_close=holder.close)

    def building(self, generation: int) -> Store:
        """Return a store in a new file that this connection has to itself."""
        path = self.path(generation)
        _remove(path)
        make_private(path)
        engine = _engine(path, _BUILDING, poolclass=StaticPool)
        return Store(engine, self._projections, batches_per_commit=6)

    def resuming(self, generation: int) -> Store | None:
        """Return the store in a file whose build was broken off, once this connection has it to itself."""
        path = self.path(generation)
        if not path.exists():
            return None
        engine = _engine(path, _BUILDING, patience=0, poolclass=StaticPool)
        if _taken(engine):
            return Store(engine, self._projections, batches_per_commit=6)
        engine.dispose()
        return None

    def beside(self, candidate: Store, generation: int) -> str:
        """Attach the file of the serving generation, only to read: nobody who writes to it must wait."""
        connection = candidate.engine.raw_connection()
        try:
            served = _uri(self.path(generation), mode="ro")
            connection.cursor().execute("ATTACH DATABASE ? AS served", (served,))
        finally:
            connection.close()
        return "served"

    def finish(self, candidate: Store, generation: int) -> None:
        """Close the file, switch it to WAL mode, and have the disk confirm it."""
        candidate.close()
        path = self.path(generation)
        connection = sqlite3.connect(_uri(path), uri=True)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)  # empty since the last commit
        for there in (path, path.parent):
            _sync(there)

    def stamp(self, generation: int) -> str:
        """Return what changes whenever the file of a generation is written: its size, time and log."""
        path = self.path(generation)
        beside = path.with_name(f"{path.name}-wal")
        try:
            there, log = path.stat(), beside.stat().st_size if beside.exists() else 0
        except OSError:
            return ""
        return f"{there.st_size} {there.st_mtime_ns} {log}"

    def drop(self, generation: int) -> bool:
        """Remove the files of a generation unless a connection is open on it."""
        path = self.path(generation)
        if path.exists() and _in_use(path):
            return False
        _remove(path)
        return True

    def generations(self) -> list[int]:
        """Return the numbers of the files that are there."""
        prefix = f"{self._ledger.name}.tables."
        found = self._ledger.parent.glob(f"{escape(prefix)}*")
        names = (path.name.removeprefix(prefix) for path in found)
        return sorted(int(name) for name in names if name.isdigit())


# Engines of stores that are closed: without a connection, but with every statement that they have compiled.
_IDLE: list[sa.Engine] = []
# Empty tables of the projections that had a scratch store before: to copy their pages is much quicker than to
# make them again, two hundred statements one after another.
_EMPTY: dict[tuple[tuple[str, int, sa.MetaData], ...], sqlite3.Connection] = {}


def scratch_store(projections: Sequence[Projection]) -> Store:
    """Return empty tables for one question: in memory, and on disk what grows too large for that."""
    engine = _IDLE.pop() if _IDLE else _engine(None, _SCRATCH, poolclass=StaticPool)
    store = Store(engine, projections, batches_per_commit=6, on_close=lambda: _IDLE.append(engine))
    kind = tuple((each.name, each.version, each.metadata) for each in projections)
    driver: Any = engine.raw_connection().driver_connection  # the only one of its pool
    if kind in _EMPTY:
        _EMPTY[kind].backup(driver)
    else:
        store.create()
        store.index()
        _EMPTY[kind] = sqlite3.connect(":memory:", check_same_thread=False)
        driver.backup(_EMPTY[kind])
    return store


def _engine(
    path: Path | None,
    pragmas: Sequence[str],
    *,
    poolclass: type[sa.Pool],
    patience: float = _BUSY_SECONDS,
    **options: Any,
) -> sa.Engine:
    # An empty name is SQLite's own temporary database, gone with its connection.
    name = "" if path is None else _uri(path)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            name, uri=True, timeout=patience, isolation_level=None, check_same_thread=False
        )
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=poolclass, **options)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _held(path: Path) -> sqlite3.Connection | None:
    """Return a connection that keeps the shared lock which says that the file is in use."""
    connection = None
    try:
        connection = sqlite3.connect(_uri(path), uri=True, timeout=_BUSY_SECONDS, check_same_thread=False)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except sqlite3.DatabaseError:
        if connection is not None:
            connection.close()
        return None
    return connection


def _uri(path: Path, *, mode: str = "rw") -> str:
    # Never to create: a file that was dropped meanwhile is an error, not a new empty database.
    return f"{path.as_uri()}?mode={mode}"


def _taken(engine: sa.Engine) -> bool:
    """Return whether the only connection of an engine has its file to itself, from now on."""
    try:
        driver: Any = engine.raw_connection().driver_connection
        for statement in ("BEGIN EXCLUSIVE", "COMMIT", f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}"):
            driver.execute(statement)
    except (sqlite3.DatabaseError, sa.exc.SQLAlchemyError):
        return False
    return True


def _in_use(path: Path) -> bool:
    try:
        connection = sqlite3.connect(_uri(path), uri=True, timeout=0, isolation_level=None)
    except sqlite3.Error:
        return False
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False  # not a database any more
    finally:
        connection.close()
    return False


def _remove(path: Path) -> None:
    for suffix in _COMPANIONS:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
