"""Connections that were used last, kept outside the pool: to take one out of it costs more than a read."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Engine, event

_MOST = 4  # more at once come and go through the pool


class Borrowed(NamedTuple):
    """A connection in use by one thread.

    Attributes:
        pooled: The pool's hold on it.
        driver: The connection of `sqlite3` or `psycopg`.
        fresh: Whether the pool gave it just now, and so looked whether it still lives.
    """

    pooled: Any
    driver: Any
    fresh: bool


class Spare:
    """Warm connections of one engine; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: list[Borrowed] = []
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def borrow(self) -> Borrowed:
        """Return a connection that nobody else uses now."""
        try:
            return self._idle.pop()
        except IndexError:
            pooled = self._engine.raw_connection()
            return Borrowed(pooled, pooled.driver_connection, fresh=True)

    def give_back(self, borrowed: Borrowed) -> None:
        """Take a connection back, in no transaction."""
        if len(self._idle) < _MOST:
            self._idle.append(Borrowed(borrowed.pooled, borrowed.driver, fresh=False))
        else:
            borrowed.pooled.close()

    def discard(self, borrowed: Borrowed) -> None:
        """Close a connection for good: it broke, or nobody knows in what state it is."""
        borrowed.pooled.invalidate()
        borrowed.pooled.close()

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().pooled.close()
