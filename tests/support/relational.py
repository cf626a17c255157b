"""The relations of a few events, as a store of segments has them, in DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from ledger.log.prepared import Prepared
from ledger.segments.columns import events_table
from ledger.segments.extra import extra
from projections.relational.asking import asked
from projections.tables.movements import MOVEMENTS
from replay.lines import lines_schema
from tests.support.events import ZONE, stored


class Related:
    """The relations of one history.

    Args:
        history: The events in the order of the log.
        tables: Of these events.
    """

    def __init__(self, history: list[Prepared], tables: sa.Connection) -> None:
        schema = lines_schema()
        rows = [dict(row) for row in tables.execute(sa.select(MOVEMENTS)).mappings()]
        told = [{"line": line, **row} for line, row in enumerate(rows)]
        columns = [[row.get(field.name) for row in told] for field in schema]
        self._connection = extra("duckdb").connect(config={"threads": 1})
        self._connection.register("lines", extra("pyarrow").table(columns, schema=schema))
        self._connection.register("events", events_table(stored(history), ZONE))

    def ask(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """Return the rows of a statement."""
        return asked(self._connection, statement, values)

    def close(self) -> None:
        """Close the engine."""
        self._connection.close()


@contextmanager
def related(history: list[Prepared], tables: sa.Connection) -> Iterator[Related]:
    """Yield the relations of a history whose tables there are."""
    found = Related(history, tables)
    try:
        yield found
    finally:
        found.close()
