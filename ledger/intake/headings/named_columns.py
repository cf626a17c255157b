"""Which column gives the name of what another column names by its code."""

from __future__ import annotations

from functools import cache

from ledger.events import catalogue

HARD = frozenset({"customers", "products", "suppliers"})


@cache
def names_in(table: str) -> dict[str, str]:
    """Return the columns of a table that hold codes of goods and parties, each with that of the name.

    >>> names_in("receipts")
    {'supplier_code': 'supplier_name', 'product_code': 'product_name'}
    """
    columns = catalogue.table(table).by_key
    return {
        key: name
        for key, column in columns.items()
        if column.ref in HARD and (name := f"{key.removesuffix('_code')}_name") in columns
    }
