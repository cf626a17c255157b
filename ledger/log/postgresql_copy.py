"""Rows into PostgreSQL: binary COPY for batches, plain inserts in one round trip for a few events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ledger.log.batch import RowBatch
from ledger.merkle.tree import Tile

FEW = 32  # events for which one round trip of inserts is quicker than COPY
CHANNEL = "medledger_log"  # told of every append; who follows the log listens to it

_COLUMNS = {
    "events": ("int8", "text", "text", "text", "text", "bytea", "bytea"),
    "events_tags": ("text", "int8", "text"),
    "personal": ("int8", "text", "bytea", "text"),
    "tiles": ("int4", "int8", "bytea", "bytea"),
}
_TAGS_AND_TELL = f"""
WITH tagged AS (INSERT INTO events_tags SELECT * FROM unnest(%b::text[], %b::int8[], %b::text[]))
SELECT pg_notify('{CHANNEL}', '')
"""


def write_batch(driver: Any, batch: RowBatch, tiles: Sequence[Tile]) -> None:
    """Write the rows of a batch and the tiles that it filled, and tell those who follow the log."""
    rows: dict[str, Sequence[tuple[Any, ...]]] = {
        "events": batch.events,
        "events_tags": batch.tags,
        "personal": batch.personal,
        "tiles": [(tile.level, tile.idx, tile.root, tile.hashes) for tile in tiles],
    }
    if len(batch.events) <= FEW:
        _insert(driver, rows)
        return
    driver.execute(f"NOTIFY {CHANNEL}")
    with driver.cursor() as cursor:
        for table, these in rows.items():
            if these:
                copy_rows(cursor, table, _COLUMNS[table], these)


def copy_rows(cursor: Any, table: str, types: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows to a table by binary COPY, values in the order of its columns."""
    with cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types)
        write = copy.write_row
        for row in rows:
            write(row)


def _insert(driver: Any, rows: dict[str, Sequence[tuple[Any, ...]]]) -> None:
    with driver.cursor() as cursor:
        tags = list(zip(*rows.pop("events_tags"), strict=True)) or [(), (), ()]
        cursor.execute(_TAGS_AND_TELL, [list(column) for column in tags])
        for table, these in rows.items():
            places = ", ".join(f"%s::{kind}" for kind in _COLUMNS[table])
            if these:
                cursor.executemany(f"INSERT INTO {table} VALUES ({places})", these)
