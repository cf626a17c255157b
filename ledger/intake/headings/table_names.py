"""Tables by the names that people give them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from typing import Final

from ledger.errors import CommandError
from ledger.events import catalogue
from ledger.events.base import Table
from ledger.intake.headings.heading_problems import MEANT, NOTHING_MEANT, UNKNOWN_TABLE
from ledger.intake.headings.normalising import bare, simplified
from ledger.phrases import Particular

_MOST: Final = 3


def table_named(name: str) -> Table:
    """Return the table that a key or a Chinese title names.

    Raises:
        CommandError: There is no such table.
    """
    names, wanted = _by_name(), bare(name)
    table = names.get(wanted) or names.get(simplified(wanted))
    if table is None:
        raise CommandError(UNKNOWN_TABLE, table=name, near=meant(name))
    return table


def meant(name: str, also: Iterable[str] = ()) -> Particular:
    """Return a question that names the tables that somebody may have meant, if any are near.

    Args:
        name: As typed.
        also: Further names that may be meant.
    """
    near = get_close_matches(bare(name), [*_by_name(), *also], n=_MOST)
    return MEANT.with_(values=", ".join(near)) if near else NOTHING_MEANT


@cache
def _by_name() -> dict[str, Table]:
    """Return the tables by the names that they go by, as names are compared."""
    return {bare(text): table for table in catalogue.tables() for text in (table.zh, table.key)}
