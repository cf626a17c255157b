"""How failures of the databases below become errors of the ledger: none of theirs crosses its boundary."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ledger.errors import CommandError, CorruptionError, LedgerError, Problem, UnavailableError
from ledger.log.problems import (
    APPEND_ONLY,
    DISK_FULL,
    LEDGER_AWAY,
    LEDGER_BUSY,
    LEDGER_MALFORMED,
    LEDGER_NOT_PERMITTED,
    LEDGER_REFUSED,
    NO_LEDGER,
    NOT_A_LEDGER,
)

APPEND_ONLY_STATE = "ML001"  # SQLSTATE of our triggers on PostgreSQL

_Verdict = tuple[type[LedgerError], Problem]

_SQLITE: dict[int, _Verdict] = {
    sqlite3.SQLITE_FULL: (UnavailableError, DISK_FULL),
    sqlite3.SQLITE_BUSY: (UnavailableError, LEDGER_BUSY),
    sqlite3.SQLITE_LOCKED: (UnavailableError, LEDGER_BUSY),
    sqlite3.SQLITE_NOTADB: (UnavailableError, NOT_A_LEDGER),
    sqlite3.SQLITE_CORRUPT: (CorruptionError, LEDGER_MALFORMED),
    sqlite3.SQLITE_READONLY: (UnavailableError, LEDGER_NOT_PERMITTED),
    sqlite3.SQLITE_PERM: (UnavailableError, LEDGER_NOT_PERMITTED),
    sqlite3.SQLITE_CANTOPEN: (UnavailableError, LEDGER_NOT_PERMITTED),
    sqlite3.SQLITE_IOERR: (UnavailableError, LEDGER_AWAY),
}
_POSTGRESQL: dict[str, _Verdict] = {
    APPEND_ONLY_STATE: (CommandError, APPEND_ONLY),
    "53100": (UnavailableError, DISK_FULL),
    "55P03": (UnavailableError, LEDGER_BUSY),  # lock_not_available
    "57014": (UnavailableError, LEDGER_BUSY),  # query_canceled
    "40001": (UnavailableError, LEDGER_BUSY),  # serialization_failure
    "40P01": (UnavailableError, LEDGER_BUSY),  # deadlock_detected
    "42501": (UnavailableError, LEDGER_NOT_PERMITTED),
    "28000": (UnavailableError, LEDGER_NOT_PERMITTED),
    "28P01": (UnavailableError, LEDGER_NOT_PERMITTED),
    "3D000": (UnavailableError, NO_LEDGER),  # no such database
    "XX001": (CorruptionError, LEDGER_MALFORMED),
    "XX002": (CorruptionError, LEDGER_MALFORMED),
}
_NO_DATABASE = re.compile('database ".*" does not exist')
_POSTGRESQL_AWAY = ("08", "53", "57P", "58")  # connection, resources, shutdown, system


@contextmanager
def translated(location: str) -> Iterator[None]:
    """Turn failures of the database at `location` into errors of the ledger.

    Raises:
        LedgerError: The database failed or refused; the class says what the caller must now do.
    """
    try:
        yield
    except Exception as failure:
        error = ledger_error(failure, location)
        if error is None:
            raise
        raise error from failure


def ledger_error(failure: BaseException, location: str) -> LedgerError | None:
    """Return the ledger's error for a failure of a database driver, or None if it is something else."""
    cause = driver_error(failure)
    if isinstance(cause, sqlite3.Error):
        kind, problem = _of_sqlite(cause)
    elif is_psycopg(cause):
        kind, problem = _of_postgresql(cause)
    elif isinstance(cause, UnicodeDecodeError):
        # SQLite quotes what it stumbled over, or gives as text what is none any more.
        kind, problem = CorruptionError, LEDGER_MALFORMED
    elif isinstance(cause, SQLAlchemyError):
        kind, problem = UnavailableError, LEDGER_REFUSED
    else:
        return None
    return kind(problem, location=location, detail=_first_line(cause))


def driver_error(failure: BaseException) -> BaseException:
    """Return what the driver raised, without the wrapping of SQLAlchemy."""
    if isinstance(failure, DBAPIError) and failure.orig is not None:
        return failure.orig
    return failure


def is_psycopg(failure: BaseException) -> bool:
    """Return whether psycopg raised this; psycopg is not loaded for the sake of the question."""
    return any(base.__module__.startswith("psycopg") for base in type(failure).__mro__)


def is_event_id_clash(failure: BaseException) -> bool:
    """Return whether an insert was refused because an event id is on record already."""
    cause = driver_error(failure)
    if isinstance(cause, sqlite3.IntegrityError):
        return "events.event_id" in str(cause)
    diagnosis = getattr(cause, "diag", None)
    return getattr(diagnosis, "constraint_name", None) == "events_event_id_key"


def is_connection_lost(failure: BaseException) -> bool:
    """Return whether the connection broke, so that a commit may or may not have happened."""
    cause = driver_error(failure)
    if not is_psycopg(cause):
        return False
    state = getattr(cause, "sqlstate", None)
    return state is None or str(state).startswith(("08", "57P"))


def _of_sqlite(cause: sqlite3.Error) -> _Verdict:
    code = getattr(cause, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_CONSTRAINT_TRIGGER:
        return CommandError, APPEND_ONLY
    return _SQLITE.get((code or 0) & 0xFF, (UnavailableError, LEDGER_REFUSED))


def _of_postgresql(cause: BaseException) -> _Verdict:
    state = getattr(cause, "sqlstate", None)
    if state is None:
        # While connecting, libpq tells no state, only the server's words.
        if _NO_DATABASE.search(str(cause)):
            return UnavailableError, NO_LEDGER
        away = "Operational" in type(cause).__name__ or "Interface" in type(cause).__name__
        return UnavailableError, LEDGER_AWAY if away else LEDGER_REFUSED
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    return UnavailableError, LEDGER_AWAY if state.startswith(_POSTGRESQL_AWAY) else LEDGER_REFUSED


def _first_line(cause: BaseException) -> str:
    text = str(cause).strip()
    return text.splitlines()[0] if text else type(cause).__name__
