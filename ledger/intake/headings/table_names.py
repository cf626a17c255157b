"""Tables by the names that people give them."""

from __future__ import annotations

from functools import cache

from ledger.errors import CommandError
from ledger.events import catalogue
from ledger.events.base import Table
from ledger.intake.headings.heading_problems import UNKNOWN_TABLE
from ledger.intake.headings.normalising import bare, simplified


def table_named(name: str) -> Table:
    """Return the table that a key or a Chinese title names.

    Raises:
        CommandError: There is no such table.
    """
    names, wanted = _by_name(), bare(name)
    table = names.get(wanted) or names.get(simplified(wanted))
    if table is None:
        raise CommandError(UNKNOWN_TABLE, table=name)
    return table


@cache
def _by_name() -> dict[str, Table]:
    """Return the tables by the names that they go by, as names are compared."""
    return {bare(text): table for table in catalogue.tables() for text in (table.zh, table.key)}
