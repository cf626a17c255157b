"""One active program for the tables of a ledger; another takes over as soon as it is gone, however it ended.

The turn is a lock that the operating system or the server lets go of with the process: an advisory lock on
PostgreSQL, the write lock of an empty file `<ledger>.work` beside a SQLite ledger. Nothing depends on it for
being right: rows and tracking move together, so two that are active at once would only do the work twice.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ledger import settings
from ledger.log.failures import translated
from ledger.own_files import make_private
from projections.engine.generations import Note

if TYPE_CHECKING:
    from ledger.log.recorder import LogRecorder
    from replay.bootstrap import Program

KIND = "work"
_TRY_EVERY = 0.5  # seconds
_FOLLOWING = 0x6D6C7764  # first half of the advisory lock; the second names the projections


class Turn(Protocol):
    """The right to be active."""

    def taken(self) -> bool:
        """Take it if nobody has it; return whether it is ours now."""

    def close(self) -> None:
        """Let go of it."""


@contextmanager
def succeeding(program: Program, stopped: threading.Event, waiting: Callable[[], None]) -> Iterator[bool]:
    """Wait until no other program is active and be it meanwhile; give false if stopped before that.

    Args:
        program: The ledger at work.
        stopped: Ends the waiting.
        waiting: Called once if there is another.
    """
    turn = _turn_of(program)
    try:
        with translated(program.log.location):
            active = turn.taken()
            if not active:
                waiting()
            while not active and not stopped.wait(_TRY_EVERY):
                active = turn.taken()
        if active:
            _tell(program)
        yield active
    finally:
        turn.close()


def _tell(program: Program) -> None:
    """Keep who is active, for `medledger status`."""
    said = {"pid": os.getpid(), "host": socket.gethostname(), "by": settings.user()}
    program.readmodel.generations.tell(Note(KIND, 1, settings.code_version(), said))


def _turn_of(program: Program) -> Turn:
    if program.location.path is not None:
        return _FileTurn(program.location.path)
    names = ",".join(sorted(projection.name for projection in program.readmodel.projections))
    return _ServerTurn(program.log, zlib.crc32(names.encode()) & 0x7FFFFFFF)


class _FileTurn:
    """The turn at a SQLite ledger."""

    def __init__(self, ledger: Path) -> None:
        self._path = ledger.with_name(f"{ledger.name}.work")
        make_private(self._path)
        self._connection = sqlite3.connect(self._path, timeout=0, isolation_level=None)

    def taken(self) -> bool:
        """Take the lock of the file if no other program has it."""
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True

    def close(self) -> None:
        """Let go of the lock."""
        self._connection.close()


class _ServerTurn:
    """The turn at a PostgreSQL ledger, on a connection of its own."""

    def __init__(self, log: LogRecorder, number: int) -> None:
        self._number = number
        with translated(log.location):
            borrowed = log.engine.raw_connection()
            borrowed.detach()  # it never goes back to the pool
            driver: Any = borrowed.dbapi_connection
            driver.autocommit = True
            self._driver = driver

    def taken(self) -> bool:
        """Take the advisory lock if no other session has it."""
        statement = f"SELECT pg_try_advisory_lock({_FOLLOWING}, {self._number})"
        return bool(self._driver.execute(statement).fetchone()[0])

    def close(self) -> None:
        """End the session, and the lock with it."""
        self._driver.close()
