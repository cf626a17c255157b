"""The few places where SQL as we write it differs between SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection

_BEYOND = chr(0x10FFFF)  # behind every sign of a text


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one database writes parameters and lists of them.

    Attributes:
        name: `sqlite` or `postgresql`.
        mark: Stands for one value in a statement.
    """

    name: str
    mark: str

    def among_texts(self, column: str, texts: Sequence[str]) -> tuple[str, Any]:
        """Return the condition that `column` is one of these texts, and its one parameter."""
        if len(texts) == 1:
            return f"{column} = {self.mark}", texts[0]
        if self.name == "sqlite":
            return f"{column} IN (SELECT value FROM json_each(?))", orjson.dumps(list(texts)).decode()
        return f"{column} = ANY(%s::text[])", list(texts)

    def among_positions(self, column: str, positions: Sequence[int]) -> tuple[str, Any]:
        """Return the condition that `column` is one of these positions, and its one parameter."""
        if self.name == "sqlite":
            return f"{column} IN (SELECT value FROM json_each(?))", orjson.dumps(list(positions)).decode()
        return f"{column} = ANY(%s::bigint[])", list(positions)

    def hexadecimal(self, column: str) -> str:
        """Return the digits of a column of bytes, as text: the program makes no object of each first."""
        return f"lower(hex({column}))" if self.name == "sqlite" else f"encode({column}, 'hex')"

    def beginning(self, column: str, text: str) -> tuple[str, list[Any]]:
        """Return the condition that `column` begins with a text, and its parameters."""
        if self.name == "sqlite":
            return f"{column} >= ? AND {column} < ?", [text, f"{text}{_BEYOND}"]
        return f"starts_with({column}, %s)", [text]


SQLITE = Dialect("sqlite", "?")
POSTGRESQL = Dialect("postgresql", "%s")


def dialect_of(connection: Connection) -> Dialect:
    """Return how the database of this connection writes its SQL."""
    return SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL


def mark(connection: Connection) -> str:
    """Return what stands for one value in a statement on this connection."""
    return dialect_of(connection).mark


def bytes_of(value: Any) -> bytes:
    """Return the bytes of a column that holds bytes; none where another hand has put something else there."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""
