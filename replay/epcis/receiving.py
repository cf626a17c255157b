"""A partner's document taken in: its rows as inputs of an ordinary import, under the document's own name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import sqlalchemy as sa

from ledger import clock, settings
from ledger.epcis.goods import gtin_of
from projections.tables.record_tables import record_table
from replay.epcis.capture import Captured, Registered, captured, read_document

if TYPE_CHECKING:
    from ledger.intake.opening import Input
    from replay.bootstrap import Program


def inputs_of(program: Program, path: Path, folder: Path) -> tuple[list[Input], Captured]:
    """Return the inputs that an EPCIS document becomes, at most one a table.

    Args:
        program: At work on the ledger.
        path: The document.
        folder: An empty folder for the rows, which must stay until they are imported.

    Raises:
        CommandError: The document is not as the standard asks.
    """
    from ledger.intake.opening import open_inputs

    told = captured(read_document(path), _registered(program), program.zone)
    found = []
    for table, rows in told.rows.items():
        written = folder / f"{table}.jsonl"
        written.write_bytes(b"\n".join(map(orjson.dumps, rows)) + b"\n")
        today = clock.today(program.zone)
        found += open_inputs(written, table=table, zone=program.zone, today=today, named=str(path))
    return found, told


def _registered(program: Program) -> Registered:
    with program.caught_up().reading() as connection:
        return Registered(
            products=_products(connection),
            suppliers=_parties(connection, "suppliers", "supplier_code"),
            customers=_parties(connection, "customers", "customer_code"),
            recorder=settings.user(),
        )


def _products(connection: sa.Connection) -> dict[str, str]:
    """Return the product of each GTIN that belongs to exactly one."""
    table = record_table("products")
    statement = sa.select(table.c.product_code, table.c.udi_di).where(
        table.c.udi_di.is_not(None), table.c.voided_position.is_(None)
    )
    found: dict[str, set[str]] = {}
    for product, identifier in connection.execute(statement):
        gtin = gtin_of(identifier)
        if gtin is not None:
            found.setdefault(gtin, set()).add(product)
    return {gtin: next(iter(products)) for gtin, products in found.items() if len(products) == 1}


def _parties(connection: sa.Connection, key: str, code: str) -> dict[str, str]:
    table = record_table(key)
    statement = sa.select(table.c[code], table.c.uscc).where(table.c.voided_position.is_(None))
    found: dict[str, str] = {}
    for own, credit in connection.execute(statement):
        found[own] = own
        if credit:
            found[credit] = own
    return found
