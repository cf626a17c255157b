"""One transaction on the driver's own connection: what an append and the decision state work with.

SQLAlchemy's connection is the usual door to the database. It costs a tenth of a millisecond for each
transaction, as much as a small append itself, so the path of a live sale does without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from ledger.log.dialect import Dialect, dialect_of


class Transaction:
    """An open transaction; whoever opened it commits it.

    Attributes:
        driver: The connection of `sqlite3` or `psycopg`.
        dialect: How its database writes SQL.
    """

    __slots__ = ("dialect", "driver")

    def __init__(self, driver: Any, dialect: Dialect) -> None:
        self.driver = driver
        self.dialect = dialect

    @classmethod
    def of(cls, connection: Connection) -> Transaction:
        """Return the transaction that a connection of SQLAlchemy is in."""
        return cls(connection.connection.driver_connection, dialect_of(connection))

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return all rows of one statement as tuples."""
        return rows_on(self.driver, self.dialect, statement, values)

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Run one statement that gives no rows."""
        self.driver.execute(statement, values)


def rows_on(driver: Any, dialect: Dialect, statement: str, values: Sequence[Any]) -> list[Any]:
    """Return all rows of one statement on a connection of `sqlite3` or `psycopg`."""
    if dialect.name == "sqlite":
        rows: list[Any] = driver.execute(statement, values).fetchall()
        return rows
    with driver.cursor(binary=True) as cursor:
        found: list[Any] = cursor.execute(statement, values).fetchall()
        return found
