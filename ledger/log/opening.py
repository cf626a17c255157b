"""Opening a log: the right recorder for its place, its schema made or moved on where that is asked for."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, Engine

from ledger.errors import UnavailableError
from ledger.log.failures import translated
from ledger.log.problems import LEDGER_NOT_PERMITTED, NEEDS_OWNER, NO_LEDGER, NOT_A_LEDGER
from ledger.log.recorder import LogRecorder
from ledger.log.schema import LATEST, migrate, revision_of
from ledger.log.tables import SCHEMA
from ledger.own_files import make_private, tighten
from ledger.settings import Location

if TYPE_CHECKING:
    from ledger.log.roles import Granted

_PATIENCE = 100  # times a twentieth of a second
_SQLITE_SIGNATURE = b"SQLite format 3\0"


def open_log(
    location: Location, *, create: bool = False, clock: Callable[[], str] | None = None
) -> LogRecorder:
    """Return the recorder of the ledger at `location`; an older schema is moved on.

    Args:
        location: Where the ledger is.
        create: Make the log if there is none; one that exists is opened as it is.
        clock: Gives the time now in stored form; by default the machine's.

    Raises:
        UnavailableError: There is no ledger, it is of a newer program, or its database is away.
        CorruptionError: Its database is damaged.
    """
    if location.path is not None:
        recorder = _open_sqlite(location.path, location.display, create=create)
    else:
        recorder = _open_postgresql(location, create=create)
    if clock is not None:
        recorder.clock = clock
    return recorder


def open_read_only(location: Location) -> LogRecorder:
    """Return a log to be read only: nothing is written beside it, and an older schema stays as it is.

    A SQLite file may lie in a folder or on a medium that cannot be written, with or without its write-ahead
    log. What has not been folded in yet is read from a copy in a folder for temporary files, else in memory.

    Raises:
        UnavailableError: There is no ledger, or its database is away.
        CorruptionError: Its database is damaged.
    """
    if location.path is None:
        return open_log(location)
    from ledger.log.sqlite import SQLiteRecorder
    from ledger.log.unwritten import engine_of_copy

    with translated(location.display):
        _judge_file(location.path, location.display, create=False)
        engine = engine_of_copy(location.path)
        try:
            with engine.connect() as connection:
                found = revision_of(connection)
        except BaseException:
            engine.dispose()
            raise
    if found is None:
        engine.dispose()
        raise UnavailableError(NOT_A_LEDGER, location=location.display)
    return SQLiteRecorder(engine, location.display)


def _open_sqlite(path: Path, display: str, *, create: bool) -> LogRecorder:
    from ledger.log.sqlite import SQLiteRecorder, sqlite_engine

    with translated(display):
        _judge_file(path, display, create=create)
        engine = sqlite_engine(path)
        try:
            with engine.connect() as connection:
                found = revision_of(connection)
                if found is None:
                    _refuse_unless_empty(connection, display, create=create)
            if found != LATEST:
                _bring_up_sqlite(engine, display, create=create)
        except BaseException:
            engine.dispose()
            raise
    return SQLiteRecorder(engine, display)


def _bring_up_sqlite(engine: Engine, display: str, *, create: bool) -> None:
    from ledger.log.sqlite import FOR_A_NEW_FILE, IMMEDIATE

    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        for pragma in FOR_A_NEW_FILE:
            _patiently(driver, pragma)
        connection.execution_options(**IMMEDIATE)
        with connection.begin():
            _bring_up(connection, display, create=create)


def _patiently(driver: Any, pragma: str) -> None:
    """Set a property of the file; SQLite does not wait by itself for others who set it at the same time."""
    for _ in range(_PATIENCE):
        try:
            driver.execute(pragma).close()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.05)
        else:
            return
    driver.execute(pragma).close()


def _judge_file(path: Path, display: str, *, create: bool) -> None:
    """Refuse what is no ledger before SQLite touches it."""
    try:
        content = _content_of(path)
        if content == "nothing" and create:
            path.parent.mkdir(parents=True, exist_ok=True)
            make_private(path)
        tighten(path)
    except OSError as error:
        detail = error.strerror or str(error)
        raise UnavailableError(LEDGER_NOT_PERMITTED, location=display, detail=detail) from error
    if content == "other":
        raise UnavailableError(NOT_A_LEDGER, location=display)
    if content == "nothing" and not create:
        raise UnavailableError(NO_LEDGER, location=display)


def _content_of(path: Path) -> Literal["sqlite", "nothing", "other"]:
    if not path.exists():
        return "nothing"
    if not path.is_file():
        return "other"
    with path.open("rb") as file:
        start = file.read(len(_SQLITE_SIGNATURE))
    if not start:
        return "nothing"
    return "sqlite" if start == _SQLITE_SIGNATURE else "other"


def _open_postgresql(location: Location, *, create: bool) -> LogRecorder:
    from ledger.log.postgresql import PostgreSQLRecorder, postgresql_engine

    display = location.display
    with translated(display):
        engine = postgresql_engine(location.url)
        try:
            with engine.connect() as connection:
                found = revision_of(connection)
            if found != LATEST:
                engine.dispose()  # what was connected before there was a role has not taken it on
                _bring_up_postgresql(location.url, display, create=create)
        except BaseException:
            engine.dispose()
            raise
        return PostgreSQLRecorder(engine, display)


def grant(location: Location) -> Granted | None:
    """Make the role of a ledger and give it its rights, as after a restore; None on SQLite, which has none.

    Raises:
        UnavailableError: There is no ledger, its database is away, or the account does not own the log.
    """
    if location.path is not None:
        return None
    with translated(location.display):
        return _bring_up_postgresql(location.url, location.display, create=False)


def _bring_up_postgresql(url: str, display: str, *, create: bool) -> Granted:
    from ledger.log.postgresql import SCHEMA_LOCK, postgresql_engine
    from ledger.log.roles import make_role

    owner = postgresql_engine(url, as_owner=True)
    try:
        with owner.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({SCHEMA_LOCK})")
            if create:
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            _refuse_unless_owner(connection, display)
            _bring_up(connection, display, create=create)
            return make_role(connection)
    finally:
        owner.dispose()


def _refuse_unless_owner(connection: Connection, display: str) -> None:
    """Refuse to upgrade or grant with an account that does not own the log, before anything is tried."""
    owned = f"SELECT pg_has_role(nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = '{SCHEMA}'"
    if connection.exec_driver_sql(owned).scalar() is False:
        login = connection.exec_driver_sql("SELECT session_user").scalar()
        raise UnavailableError(NEEDS_OWNER, location=display, login=login)


def _bring_up(connection: Connection, display: str, *, create: bool) -> None:
    """Make or migrate the schema; another process may have done so while we waited for the lock."""
    found = revision_of(connection)
    if found is None and not create:
        raise UnavailableError(NO_LEDGER, location=display)
    if found != LATEST:
        migrate(connection, found, display)


def _refuse_unless_empty(connection: Connection, display: str, *, create: bool) -> None:
    if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar():
        raise UnavailableError(NOT_A_LEDGER, location=display)
    if not create:
        raise UnavailableError(NO_LEDGER, location=display)
