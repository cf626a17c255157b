"""Stored rows on their way from the database, some at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from projections.reading.stream import FIRST_ROWS, MORE_ROWS

Stored = tuple[Any, ...]  # the values of a row, in the order of the columns that were read


def stored_parts(
    connection: sa.Connection, statement: sa.Executable, parameters: Mapping[str, Any] | None = None
) -> Iterator[Sequence[Stored]]:
    """Yield the rows of a statement, a few first, for whoever waits for them.

    The rows are those of the driver: no value of a stored column needs to be converted.

    Args:
        connection: Of the read model.
        statement: A SELECT of columns of the engine's types.
        parameters: Of the statement.

    Raises:
        sqlalchemy.exc.DatabaseError: The database does not answer.
    """
    streaming = statement.execution_options(stream_results=True)
    with connection.execute(streaming, parameters or {}) as result:
        first = result.fetchmany(FIRST_ROWS)  # with what it holds in its buffer
        some: Sequence[Stored] = list(map(tuple, first))
        while some:
            yield some
            some = _fetched(connection, result.cursor, MORE_ROWS)


def _fetched(connection: sa.Connection, cursor: Any, size: int) -> Sequence[Stored]:
    """Return the next rows as the driver gives them.

    Raises:
        sqlalchemy.exc.DatabaseError: In place of the driver's error.
    """
    if cursor is None:  # the result saw its end
        return ()
    try:
        rows: Sequence[Stored] = cursor.fetchmany(size)
    except connection.dialect.loaded_dbapi.Error as error:
        raise sa.exc.DatabaseError("fetching rows", None, error) from error
    return rows
