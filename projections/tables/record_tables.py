"""The SQL table of a record table, derived from its declaration.

A row is an event. The table of a case holds a row for each stage, which fills only the columns that the stage
carries; they are laid together when the table is read (:mod:`projections.reading.case_stages`).
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.base import Column, Table
from projections.engine.columns import Text, Whole

METADATA = sa.MetaData()
# In front of the declared columns in every record table; `event_time` and `voided_position` are what a
# cut-off looks at.
ENVELOPE = (
    "position",
    "event_time",
    "record_time",
    "recorded_by",
    "source",
    "note",
    "replaces",
    "voided_at",
    "voided_position",
)
STAGE = "stage"  # behind the envelope in the table of a case: the key of the stage that the row tells
_MAKING = Lock()  # two threads of a server may ask for a table at once that nobody has asked for before
_INDEXED_TOGETHER = (("product_code", "lot"),)


@cache
def record_table(key: str) -> sa.Table:
    """Return the SQL table of a table of the catalogue.

    Raises:
        KeyError: No such table is in the catalogue.
    """
    with _MAKING:
        return METADATA.tables[key] if key in METADATA.tables else _made(key)


def _made(key: str) -> sa.Table:
    declared = catalogue.table(key)
    columns = [_column(column) for column in declared.columns]
    stage = [sa.Column(STAGE, Text)] if declared.kind == "case" else []
    table = sa.Table(key, METADATA, *_envelope(), *stage, *columns)
    for number, names in enumerate(_indexes(declared), 1):
        sa.Index(f"ix_{key}_{number}", *(table.c[name] for name in names))
    return table


def _column(declared: Column) -> sa.Column[Any]:
    """Return the SQL column of a declared one; `flag` says that it holds yes and no, as 1 and 0."""
    return sa.Column(declared.key, sql_type(declared), info={"flag": declared.type == "boolean"})


def every_table() -> sa.MetaData:
    """Return the SQL tables of the whole catalogue."""
    for key in catalogue.TABLE_KEYS:
        record_table(key)
    return METADATA


def sql_type(column: Column) -> sa.types.TypeEngine[str] | sa.types.TypeEngine[int]:
    """Return the SQL type of a declared column.

    Decimals stay text, digit for digit as recorded. A list is JSON text. A personal column holds where its
    value lies in the log, `position:field`, never the value.
    """
    if column.type in {"integer", "boolean"} and not column.personal:
        return Whole
    return Text


def _envelope() -> list[sa.Column[Any]]:
    position = sa.Column("position", Whole, primary_key=True, autoincrement=False)
    texts = [sa.Column(name, Text) for name in ENVELOPE[1:-1]]
    return [position, *texts, sa.Column("voided_position", Whole)]


def _indexes(declared: Table) -> list[tuple[str, ...]]:
    """Return the identity, by which a table is listed, and what people look goods up by."""
    together = [names for names in _INDEXED_TOGETHER if all(name in declared.by_key for name in names)]
    return [declared.identity, *together]
