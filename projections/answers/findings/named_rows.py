"""Which recorded rows name rows of a register that came to be kept later, or were voided since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import sqlalchemy as sa

from ledger.events import catalogue
from projections.engine.chunks import chunks
from projections.tables.record_tables import record_table

Pairs = Iterator[tuple[int, int]]
_ALWAYS_KEPT: Final = frozenset({"products", "customers", "suppliers", "staff"})


class ChangedRegister(NamedTuple):
    """A register that came to be kept behind the first fact, or rows of which were voided since.

    Attributes:
        key: Of its table.
        begun: Its first row that counts; 0 where it was kept before the first fact, or always is.
        is_voided: Whether rows of it were voided.
    """

    key: str
    begun: int
    is_voided: bool


def changed_registers(connection: sa.Connection, known: int, first: int) -> list[ChangedRegister]:
    """Return the registers of which something was known later than the rows that name them (M-13).

    Args:
        connection: Of the read model.
        known: Last position that counts.
        first: First position of anything but a register row: nothing before it can matter.
    """
    found = []
    for key, begun, last_void in _registers(connection, known):
        since = begun if key not in _ALWAYS_KEPT and begun > first else 0
        if since or last_void > first:
            found.append(ChangedRegister(key, since, last_void > first))
    return found


def rows_naming(
    connection: sa.Connection, known: int, register: ChangedRegister, among: Sequence[int] | None = None
) -> Pairs:
    """Yield position of a row, and of what changed about a register row that it names.

    Args:
        connection: Of the read model.
        known: Last position that counts.
        register: Which.
        among: Positions of rows; by default all.
    """
    parts = [None] if among is None else list(chunks(among))
    for part in parts:
        if register.begun:
            yield from _naming(connection, register.key, register.begun, part)
        if register.is_voided:
            yield from _naming_voided(connection, register.key, known, part)


def _registers(connection: sa.Connection, known: int) -> Iterator[tuple[str, int, int]]:
    """Yield each register that has rows, with its first unvoided position and its last void."""
    parts = []
    for declared in catalogue.tables():
        if declared.kind == "register":
            table = record_table(declared.key).c
            voided = sa.case((table.voided_position <= known, table.voided_position))
            stands = sa.case((voided.is_(None), table.position))
            parts.append(
                sa.select(
                    sa.literal(declared.key).label("key"),
                    sa.func.min(stands).label("begun"),
                    sa.func.coalesce(sa.func.max(voided), 0).label("last_void"),
                ).where(table.position <= known)
            )
    for key, begun, last_void in connection.execute(sa.union_all(*parts)):
        if begun is not None or last_void:
            yield key, begun or 0, last_void


def _columns(key: str) -> Iterator[tuple[sa.Table, sa.Column[str]]]:
    """Yield the columns that name rows of a register, with their tables."""
    for declared in catalogue.tables():
        if declared.kind != "view":
            for column in declared.columns:
                if column.ref == key:
                    table = record_table(declared.key)
                    yield table, table.c[column.key]


def _naming(connection: sa.Connection, key: str, begun: int, among: Sequence[int] | None) -> Pairs:
    for table, column in _columns(key):
        statement = sa.select(table.c.position).where(column.is_not(None), table.c.position < begun)
        if among is not None:
            statement = statement.where(table.c.position.in_(among))
        yield from ((position, begun) for position in connection.scalars(statement))


def _naming_voided(connection: sa.Connection, key: str, known: int, among: Sequence[int] | None) -> Pairs:
    voided = record_table(key).alias("named")
    code = voided.c[catalogue.table(key).identity[0]]
    for table, column in _columns(key):
        statement = (
            sa.select(table.c.position, sa.func.max(voided.c.voided_position))
            .join(voided, column == code)
            .where(voided.c.voided_position <= known, voided.c.voided_position > table.c.position)
            .group_by(table.c.position)
        )
        if among is not None:
            statement = statement.where(table.c.position.in_(among))
        yield from ((position, since) for position, since in connection.execute(statement))
