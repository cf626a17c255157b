"""Which generation of each projection serves: plain disposable rows, switched inside a transaction."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from ledger.log.dialect import mark

_COLUMNS = "name, generation, version, state, updated_at"


class Generation(NamedTuple):
    """One row: a projection (or a whole read model) and the generation of it that serves."""

    name: str
    generation: int
    version: str
    state: str
    updated_at: str


def get_generation(connection: Connection, name: str) -> Generation | None:
    """Return the row of this name, or None."""
    row = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM generations WHERE name = {mark(connection)}", (name,)
    ).first()
    return None if row is None else Generation(*row)


def all_generations(connection: Connection) -> list[Generation]:
    """Return all rows, ordered by name."""
    rows = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM generations ORDER BY name")
    return [Generation(*row) for row in rows]


def set_generation(connection: Connection, generation: Generation) -> None:
    """Write a row, in place of an earlier one of the same name."""
    sign = mark(connection)
    connection.exec_driver_sql(
        f"INSERT INTO generations ({_COLUMNS}) VALUES ({sign}, {sign}, {sign}, {sign}, {sign})"
        " ON CONFLICT (name) DO UPDATE SET generation = excluded.generation, version = excluded.version,"
        " state = excluded.state, updated_at = excluded.updated_at",
        tuple(generation),
    )


def remove_generation(connection: Connection, name: str) -> None:
    """Remove a row."""
    connection.exec_driver_sql(f"DELETE FROM generations WHERE name = {mark(connection)}", (name,))
