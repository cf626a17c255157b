"""Digests of tables: equal exactly where every row is equal, on whichever database they lie."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import orjson
import sqlalchemy as sa

from projections.engine.projection import Projection
from projections.engine.store import tables_of

_ROWS = 1000


@dataclass(frozen=True, slots=True)
class TableDigest:
    """What a table holds: how many rows, and the SHA-256 over them."""

    table: str
    rows: int
    sha256: str


def digest(connection: sa.Connection, table: sa.Table) -> TableDigest:
    """Return the digest of one table: its rows by primary key, each a line of canonical JSON."""
    names = sorted(table.c.keys())
    statement = sa.select(*(table.c[name] for name in names)).order_by(*table.primary_key)
    running = hashlib.sha256(orjson.dumps(names) + b"\n")
    count = 0
    with connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        for part in result.partitions():
            running.update(b"".join(orjson.dumps(tuple(row)) + b"\n" for row in part))
            count += len(part)
    return TableDigest(table.name, count, running.hexdigest())


def digests(connection: sa.Connection, projections: Sequence[Projection]) -> list[TableDigest]:
    """Return the digest of every table of some projections, in their order."""
    return [digest(connection, table) for projection in projections for table in tables_of(projection)]


def overall(parts: Sequence[TableDigest]) -> str:
    """Return one digest over the digests of several tables."""
    lines = (
        f"{part.table} {part.rows} {part.sha256}\n" for part in sorted(parts, key=lambda part: part.table)
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()
