"""What a federation takes from a house: its movements, the registers that name them, and how far it was.

Nothing personal is taken: of an individual customer (自然人) neither name nor credit code, of no party an
address or a contact. What was voided is taken with the position of its void, so that the past can be asked
about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ledger.log.reader import LogReader
from ledger.seal.checkpoint import root_at
from projections.reading.goods_movements import Movement
from projections.tables.movement_stages import VOIDS
from projections.tables.movements import MOVEMENTS
from projections.tables.record_tables import record_table
from replay.bootstrap import Program

INDIVIDUAL = "individual"
PRODUCTS = (
    "position",
    "product_code",
    "udi_di",
    "registration_no",
    "model",
    "name",
    "unit",
    "voided_position",
)
PARTIES = ("side", "position", "code", "uscc", "name", "kind", "voided_position")
_AT_ONCE = 20_000  # record times that are read together
RECORDED = ("position", "record_time")
STRUCK = ("position", "voided_position")
LINES = Movement._fields
Rows = list[Sequence[Any]]


@dataclass(slots=True)
class Extract:
    """What was taken from a house, rows in the order of the columns above.

    Attributes:
        position: The last one of its log that this rests on.
        root: Of the tree of its log at that position.
        zone: Time zone of its dates.
        lines: Movements.
        struck: Movements that were voided, each with the position of its void.
        products: Versions of the product register.
        parties: Versions of the registers of customers and suppliers, and of the house itself (side `own`).
        recorded: When each event was recorded.
    """

    position: int
    root: bytes
    zone: str
    lines: Rows = field(default_factory=list)
    struck: Rows = field(default_factory=list)
    products: Rows = field(default_factory=list)
    parties: Rows = field(default_factory=list)
    recorded: Rows = field(default_factory=list)


def extracted(program: Program, after: int = 0) -> Extract:
    """Return all that a federation takes from a ledger, at one position.

    Args:
        program: The ledger; its tables are brought up first, as every question does.
        after: Movements and record times up to this position are left out; registers are always whole.

    Raises:
        UnavailableError: The tables cannot be brought up.
        CorruptionError: A stored event or the stored tree cannot be read.
    """
    model = program.caught_up()
    with model.reading() as connection:
        position, root = root_at(program.log, model.position())
        found = Extract(position, root, program.zone)
        take_rows(connection, found, after)
    found.recorded = list(_recorded(program.log, after, position))
    return found


def take_rows(connection: sa.Connection, found: Extract, after: int = 0) -> None:
    """Take from the tables of a house what the index holds of them.

    Args:
        connection: Of its read model.
        found: What it is put into.
        after: Movements up to this position are left out.
    """
    columns = [MOVEMENTS.c[name] for name in LINES]
    found.lines = _rows(connection, sa.select(*columns).where(MOVEMENTS.c.position > after))
    voided = sa.select(VOIDS.c.position, sa.func.min(VOIDS.c.voided_position))
    found.struck = _rows(connection, voided.group_by(VOIDS.c.position))
    register = record_table("products")
    found.products = _rows(connection, sa.select(*(register.c[name] for name in PRODUCTS)))
    found.parties = [row for side in ("own", "customer", "supplier") for row in _parties(connection, side)]


def _rows(connection: sa.Connection, statement: sa.Select[Any]) -> Rows:
    return [tuple(row) for row in connection.execute(statement)]


def _parties(connection: sa.Connection, side: str) -> Iterator[Sequence[Any]]:
    """Yield the versions of one register of parties; an individual is told by code alone."""
    key, code, kind = {
        "own": ("companies", "company_code", None),
        "customer": ("customers", "customer_code", "kind"),
        "supplier": ("suppliers", "supplier_code", "supplier_kind"),
    }[side]
    register = record_table(key)
    of_kind = sa.null() if kind is None else register.c[kind]
    names = (register.c.position, register.c[code], register.c.uscc, register.c.name, of_kind)
    for row in connection.execute(sa.select(*names, register.c.voided_position)):
        position, own, uscc, name, told, voided = row
        if told == INDIVIDUAL:
            uscc = name = None
        yield side, position, own, uscc, name, told, voided


def _recorded(log: LogReader, after: int, until: int) -> Iterator[Sequence[Any]]:
    """Yield the position and the record time of the events within `(after, until]`."""
    mark = log.dialect.mark
    while after < until:
        statement = (
            f"SELECT position, record_time FROM events WHERE position > {mark} AND position <= {mark} "
            f"ORDER BY position LIMIT {_AT_ONCE}"
        )
        rows = log.fetch(statement, (after, until))
        if not rows:
            return
        yield from rows
        after = rows[-1][0]
