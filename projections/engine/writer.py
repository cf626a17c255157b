"""How a projection writes: many rows of one shape at a time, the quick way of each database."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

Row = tuple[Any, ...]
# Width of each type in COPY's binary form.
_COPY_TYPES: tuple[tuple[type[sa.types.TypeEngine[Any]], str], ...] = (
    (sa.BigInteger, "int8"),
    (sa.SmallInteger, "int2"),
    (sa.Integer, "int4"),
    (sa.LargeBinary, "bytea"),
    (sa.Boolean, "bool"),
    (sa.String, "text"),
)


class RowsRefused(Exception):  # noqa: N818 - a value on its way to `parked`
    """The database does not take these rows: a value does not fit its column, or a key is there already."""


class Writer:
    """Writes into the tables of one store, inside the transaction that also moves the tracking.

    Attributes:
        connection: The open transaction, for reads that a projection needs while it writes.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._copies = connection.dialect.name == "postgresql"

    def insert(self, table: sa.Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Insert rows that all carry the same columns; the others stay null.

        Args:
            table: Where to.
            columns: Names, in the order of the values.
            rows: Tuples of str, int, bytes or None. Yes and no are 1 and 0.

        Raises:
            RowsRefused: The database does not take one of them.
        """
        if not rows:
            return
        if self._copies:
            self._copy(table, columns, rows)
        else:
            self._run(_insert_sql(table, columns), rows)

    def upsert(
        self, table: sa.Table, key_columns: tuple[str, ...], columns: tuple[str, ...], rows: Sequence[Row]
    ) -> None:
        """Insert rows, or overwrite the given columns of those whose key is there already.

        Args:
            table: Where to.
            key_columns: A primary key or unique index of the table; part of `columns`.
            columns: Names, in the order of the values.
            rows: Tuples; of rows with one key the last wins.

        Raises:
            RowsRefused: The database does not take one of them.
        """
        if not rows:
            return
        mark = "%s" if self._copies else "?"
        self._run(_upsert_sql(table, key_columns, columns, mark), rows)

    def execute(
        self,
        statement: str | sa.Executable,
        parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> sa.CursorResult[Any]:
        """Run SQL with `:named` parameters or an SQLAlchemy expression; a list of parameters runs each."""
        if isinstance(statement, str):
            statement = _text(statement)
        return self.connection.execute(statement, parameters)  # type: ignore[return-value,unused-ignore]

    def _run(self, sql: str, rows: Sequence[Row]) -> None:
        try:
            self.connection.exec_driver_sql(sql, list(rows))
        except (sa.exc.IntegrityError, sa.exc.DataError, sa.exc.ProgrammingError) as error:
            # ProgrammingError: the driver cannot bind a value; the statement itself is made of known columns.
            raise RowsRefused(str(error.orig)) from error

    def _copy(self, table: sa.Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        import psycopg

        driver: Any = self.connection.connection.driver_connection
        names = ", ".join(f'"{name}"' for name in columns)
        sql = f'COPY "{table.name}" ({names}) FROM STDIN (FORMAT BINARY)'
        try:
            with driver.cursor() as cursor, cursor.copy(sql) as copy:
                copy.set_types(_copy_types(table, columns))
                write = copy.write_row
                for row in rows:
                    write(row)
        except (psycopg.IntegrityError, psycopg.DataError, psycopg.ProgrammingError, struct.error) as error:
            raise RowsRefused(str(error)) from error
        except psycopg.Error as error:
            raise sa.exc.OperationalError(sql, None, error) from error


@lru_cache(maxsize=1024)
def _text(statement: str) -> sa.TextClause:
    return sa.text(statement)


@lru_cache(maxsize=4096)
def _insert_sql(table: sa.Table, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join("?" * len(columns))})'


@lru_cache(maxsize=1024)
def _upsert_sql(table: sa.Table, key_columns: tuple[str, ...], columns: tuple[str, ...], mark: str) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    keys = ", ".join(f'"{name}"' for name in key_columns)
    rest = [f'"{name}" = excluded."{name}"' for name in columns if name not in key_columns]
    action = f"UPDATE SET {', '.join(rest)}" if rest else "NOTHING"
    marks = ", ".join([mark] * len(columns))
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({marks}) ON CONFLICT ({keys}) DO {action}'


@lru_cache(maxsize=4096)
def _copy_types(table: sa.Table, columns: tuple[str, ...]) -> list[str]:
    return [_copy_type(table.c[name].type) for name in columns]


def _copy_type(given: sa.types.TypeEngine[Any]) -> str:
    for kind, name in _COPY_TYPES:
        if isinstance(given, kind):
            return name
    message = f"no COPY type for {given!r}"
    raise TypeError(message)
