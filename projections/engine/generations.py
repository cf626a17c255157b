"""Which generation of the read model serves: kept with the log, so that a switch is one commit there.

The same table keeps what is to be told of generations, each under a name of its own: how builds went, and
which parked events were released. It is disposable: without it the tables are built anew, and nothing is lost
that the log knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.failpoints import passing

_SERVING, _KEPT, _RESERVED = "tables", "tables kept", "tables reserved"
_READ = f"SELECT name, generation FROM generations WHERE name IN ('{_SERVING}', '{_KEPT}')"
# Higher than any before, also than one that serves by what another hand has written.
_NEXT = (
    f"1 + CASE WHEN {{0}} < (SELECT coalesce(max(generation), 0) FROM generations WHERE name = '{_SERVING}')"
    f" THEN (SELECT max(generation) FROM generations WHERE name = '{_SERVING}') ELSE {{0}} END"
)
# Each is one statement, so that programs that build at the same time cannot come between.
_RESERVE = sa.text(
    "INSERT INTO generations (name, generation, version, state, updated_at)"
    f" VALUES (:name, {_NEXT.format(0)}, '', 'reserved', :now)"
    f" ON CONFLICT (name) DO UPDATE SET generation = {_NEXT.format('generations.generation')},"
    " updated_at = :now"
    " RETURNING generation"
)
_KEEP = sa.text(
    "INSERT INTO generations (name, generation, version, state, updated_at)"
    f" SELECT :name, generation, '', 'kept', :now FROM generations"
    f" WHERE name = '{_SERVING}' AND generation < :generation"
    " ON CONFLICT (name) DO UPDATE SET generation = excluded.generation, updated_at = excluded.updated_at"
)
_SWITCH = sa.text(
    "INSERT INTO generations (name, generation, version, state, updated_at)"
    " VALUES (:name, :generation, '', 'serving', :now)"
    " ON CONFLICT (name) DO UPDATE SET generation = excluded.generation, updated_at = excluded.updated_at"
    " WHERE generations.generation < excluded.generation"
)
_TELL = sa.text(
    "INSERT INTO generations (name, generation, version, state, updated_at)"
    " VALUES (:name, :number, :version, :state, :now)"
    " ON CONFLICT (name) DO UPDATE SET version = excluded.version, state = excluded.state,"
    " updated_at = excluded.updated_at"
)
_TOLD = "SELECT generation, version, state, updated_at FROM generations WHERE substr(name, 1, {}) = '{}'"
_FORGET = sa.text("DELETE FROM generations WHERE name = :name")


class Disposable(Protocol):
    """The part of the log that keeps disposable rows."""

    def fetch(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return all rows of one statement as tuples."""

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """Open a write transaction for disposable rows."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something told of a generation or a position.

    Attributes:
        kind: What is told, in ASCII.
        number: Of the generation or the position.
        code: The version of the program that says so.
        said: What it says.
        at: When it was said last.
    """

    kind: str
    number: int
    code: str
    said: dict[str, Any]
    at: str = ""

    @property
    def name(self) -> str:
        """Under which it is kept."""
        return f"{self.kind} {self.number:012}"


class Generations:
    """The numbers of one ledger's read model."""

    def __init__(self, log: Disposable) -> None:
        self._log = log

    def serving(self) -> int | None:
        """Return the generation that serves, None before the first."""
        return self._known().get(_SERVING)

    def kept(self) -> int | None:
        """Return the generation that served before the last switch, None before the second."""
        return self._known().get(_KEPT)

    def reserve(self) -> int:
        """Return a number that nobody else gets, higher than any before."""
        with self._log.writing() as connection:
            values = {"name": _RESERVED, "now": clock.now()}
            return int(connection.execute(_RESERVE, values).scalar_one())

    def switch(self, generation: int, outcome: Note | None = None) -> bool:
        """Let a generation serve, unless a later one does already; return whether it does now.

        Args:
            generation: Its number.
            outcome: Told in the same transaction.
        """
        with self._log.writing() as connection:
            values = {"generation": generation, "now": clock.now()}
            connection.execute(_KEEP, {"name": _KEPT, **values})
            switched = connection.execute(_SWITCH, {"name": _SERVING, **values}).rowcount == 1
            if outcome is not None and switched:
                _tell(connection, outcome)
            passing("rebuild.switching")
        return switched

    def tell(self, note: Note) -> None:
        """Keep a note, in place of the one that had its name."""
        with self._log.writing() as connection:
            _tell(connection, note)

    def told(self, kind: str) -> list[Note]:
        """Return the notes of a kind, by number."""
        rows = self._log.fetch(_TOLD.format(len(kind) + 1, f"{kind} "), ())
        return sorted(
            (Note(kind, int(number), code, orjson.loads(said), at) for number, code, said, at in rows),
            key=lambda note: note.number,
        )

    def forget(self, note: Note) -> None:
        """Keep a note no longer."""
        with self._log.writing() as connection:
            connection.execute(_FORGET, {"name": note.name})

    def _known(self) -> dict[str, int]:
        return {name: int(generation) for name, generation in self._log.fetch(_READ, ())}


def _tell(connection: sa.Connection, note: Note) -> None:
    values = {"name": note.name, "number": note.number, "version": note.code, "now": clock.now()}
    connection.execute(_TELL, {**values, "state": orjson.dumps(note.said).decode()})
