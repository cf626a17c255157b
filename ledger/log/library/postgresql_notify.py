"""Waiting for PostgreSQL to say that somebody has recorded something."""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import Engine

from ledger.log.failures import translated
from ledger.log.postgresql_copy import CHANNEL

_SECONDS = 0.2  # how soon a waiting subscription notices that it was stopped


class Notified:
    """Waits on a connection of its own that listens to the log's channel."""

    def __init__(self, engine: Engine, location: str) -> None:
        self._engine = engine
        self._location = location
        self._listener: Any = None
        self._stopped = False
        self._in_use = threading.Lock()

    def wait(self, woken: threading.Event) -> None:
        """Return when any process has recorded, at the latest after a fraction of a second."""
        with self._in_use, translated(self._location):
            if self._stopped or woken.is_set():
                return
            if self._listener is None:
                self._listen()
                return  # what was recorded before it listened must be read first
            try:
                for _ in self._listener.dbapi_connection.notifies(timeout=_SECONDS, stop_after=1):
                    pass
            except BaseException:
                self._hang_up()
                raise

    def seen(self) -> None:
        """Nothing to note: notifications need no pace."""

    def stop(self) -> None:
        """Close the listening connection, once it is not in use."""
        self._stopped = True
        with self._in_use:
            self._hang_up()

    def _listen(self) -> None:
        listener = self._engine.raw_connection()
        listener.detach()  # it never goes back to the pool
        try:
            driver: Any = listener.dbapi_connection
            driver.autocommit = True
            driver.execute(f"LISTEN {CHANNEL}")
        except BaseException:
            listener.close()
            raise
        self._listener = listener

    def _hang_up(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
