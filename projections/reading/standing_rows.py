"""The rows of a record table that count, a few of their columns, in an order of the asker's choosing.

:func:`projections.reading.record_rows.rows` answers with whole rows in the order of their identity; a view
that reads a million of them for three columns, or by the number of another document, reads them here.
Personal columns are pointers, not values, and are not for this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from projections.reading.query import Query
from projections.tables.record_tables import record_table

_ROWS = 500
Row = dict[str, Any]


def standing(
    query: Query,
    key: str,
    columns: Sequence[str],
    *,
    order: Sequence[sa.ColumnElement[Any]] = (),
    where: Sequence[sa.ColumnElement[bool]] = (),
) -> Iterator[Row]:
    """Yield columns of the rows of a table that count at the cut-off, as they are kept, and their `position`.

    Of registers these are all versions that count, of cases all stages.

    Args:
        query: The question: connection and cut-off.
        key: Of the table.
        columns: Their keys; `event_time` and `record_time` are allowed.
        order: Expressions over :func:`projections.tables.record_tables.record_table`; by position where
            they tie.
        where: More conditions.
    """
    table = record_table(key)
    chosen = [table.c[name] for name in dict.fromkeys((*columns, "position"))]
    statement = sa.select(*chosen).where(query.cutoff.live(table), *where).order_by(*order, table.c.position)
    with query.connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        names = list(result.keys())
        for part in result.partitions():
            for row in part:
                yield dict(zip(names, row, strict=True))
