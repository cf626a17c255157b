"""Which generation of the read model serves: kept with the log, so that a switch is one commit there."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import sqlalchemy as sa

from ledger import clock

_SERVING, _RESERVED = "tables", "tables reserved"
_READ = f"SELECT generation FROM generations WHERE name = '{_SERVING}'"
# Both are one statement, so that programs that build at the same time cannot come between.
_RESERVE = sa.text(
    "INSERT INTO generations (name, generation, version, state, updated_at)"
    " VALUES (:name, 1, '', 'reserved', :now)"
    " ON CONFLICT (name) DO UPDATE SET generation = generations.generation + 1, updated_at = :now"
    " RETURNING generation"
)
_SWITCH = sa.text(
    "INSERT INTO generations (name, generation, version, state, updated_at)"
    " VALUES (:name, :generation, '', 'serving', :now)"
    " ON CONFLICT (name) DO UPDATE SET generation = excluded.generation, updated_at = excluded.updated_at"
    " WHERE generations.generation < excluded.generation"
)


class Disposable(Protocol):
    """The part of the log that keeps disposable rows."""

    def fetch(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return all rows of one statement as tuples."""

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """Open a write transaction for disposable rows."""


class Generations:
    """The numbers of one ledger's read model."""

    def __init__(self, log: Disposable) -> None:
        self._log = log

    def serving(self) -> int | None:
        """Return the generation that serves, None before the first."""
        return next((int(generation) for (generation,) in self._log.fetch(_READ, ())), None)

    def reserve(self) -> int:
        """Return a number that nobody else gets, higher than any before."""
        with self._log.writing() as connection:
            values = {"name": _RESERVED, "now": clock.now()}
            return int(connection.execute(_RESERVE, values).scalar_one())

    def switch(self, generation: int) -> bool:
        """Let a generation serve, unless a later one does already; return whether it does now."""
        with self._log.writing() as connection:
            values = {"name": _SERVING, "generation": generation, "now": clock.now()}
            return connection.execute(_SWITCH, values).rowcount == 1
