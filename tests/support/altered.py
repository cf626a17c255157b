"""A ledger's database in the hands of somebody with other tools: plain SQL, the guards left as they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from ledger.settings import Location


class Altered:
    """Runs statements written with `?` on either database.

    Attributes:
        is_sqlite: Which of them it is.
    """

    def __init__(self, location: Location) -> None:
        self.is_sqlite = location.is_sqlite
        self._connection: Any
        if self.is_sqlite:
            self._connection = sqlite3.connect(location.path or "", isolation_level=None)
        else:
            url = location.url.replace("postgresql+psycopg://", "postgresql://")
            self._connection = psycopg.connect(url, autocommit=True)
            self._connection.execute("SET search_path = medledger_log")

    def run(self, statement: str, *values: Any) -> int:
        """Run a statement; return how many rows it touched."""
        if not self.is_sqlite and values:
            statement = statement.replace("%", "%%").replace("?", "%s")
        said = (statement, values) if values else (statement,)
        return int(self._connection.execute(*said).rowcount)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return list(self._connection.execute(statement).fetchall())

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()


@contextmanager
def altering(location: Location) -> Iterator[Altered]:
    """Open the database of a ledger beside the program."""
    altered = Altered(location)
    try:
        yield altered
    finally:
        altered.close()
