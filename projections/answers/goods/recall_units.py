"""In which unit the quantities of a recall are counted: that of the product, else the one that lines give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from projections.engine.chunks import chunks
from projections.reading.cutoff import CutOff
from projections.tables.record_tables import record_table


def units(connection: sa.Connection, cutoff: CutOff, products: Iterable[str]) -> dict[str, str]:
    """Return the unit of each product, as its newest version known then gives it.

    Nothing converts: the unit of a product is the same in all versions that lines were measured by.
    """
    register = record_table("products")
    columns = register.c
    found: dict[str, str] = {}
    for part in chunks(sorted(set(products))):
        statement = (
            sa.select(columns.product_code, columns.unit)
            .where(
                columns.product_code.in_(part), columns.position <= cutoff.known, cutoff.unvoided(register)
            )
            .order_by(columns.position)
        )
        found.update((code, unit) for code, unit in connection.execute(statement) if unit)
    return found


def with_units(rows: Iterable[dict[str, Any]], of: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows, to which the unit of their product was added."""
    found = list(rows)
    for row in found:
        row["unit"] = of.get(row["product_code"])
    return found
