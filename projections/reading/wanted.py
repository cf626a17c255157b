"""Keys that a question looks for, as a table to join with: one parameter, however many keys there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSON


def wanted(connection: sa.Connection, columns: Sequence[str], keys: Iterable[Sequence[str]]) -> sa.Subquery:
    """Return a table of text columns with a row for each key.

    Args:
        connection: Of the database that is asked.
        columns: Their names.
        keys: Values in the order of the columns.
    """
    given: sa.ColumnElement[Any] = sa.literal(orjson.dumps(list(keys)).decode())
    parts: list[sa.ColumnElement[Any]]
    if connection.dialect.name == "postgresql":
        element = sa.func.json_array_elements(sa.cast(given, JSON))
        value = element.table_valued(sa.column("value", JSON)).render_derived().c.value
        parts = [value.op("->>")(sa.literal_column(str(place))) for place in range(len(columns))]
    else:
        value = sa.func.json_each(given).table_valued("value").c.value
        paths: list[sa.ColumnElement[Any]] = [
            sa.literal_column(f"'$[{place}]'") for place in range(len(columns))
        ]
        parts = [sa.func.json_extract(value, path) for path in paths]
    named = (sa.type_coerce(part, sa.Text).label(name) for part, name in zip(parts, columns, strict=True))
    return sa.select(*named).subquery("wanted")
