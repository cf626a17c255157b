"""Whether anything known goes by what a question about obligations names: numbers, goods, parties."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.errors import CommandError
from ledger.events.base import Table
from projections.answers.cases import due_items
from projections.reading.filters import Filter
from projections.reading.known_values import resolved
from projections.reading.query import Query

_NUMBER = "number"


def check_numbers(query: Query, table: Table, asked: Sequence[Filter], numbers: Sequence[str]) -> None:
    """Check that everything named is known; names of products and parties become their codes.

    A number is that of a document or of a case, or, of what is owed again and again, of a period.

    Args:
        query: Where to look.
        table: The columns of the answer.
        asked: Filters on them.
        numbers: More numbers that are asked for.

    Raises:
        CommandError: Nothing known has a value.
    """
    others = [one for one in asked if one.key != _NUMBER]
    resolved(query.connection, table, others)
    named = [Filter(_NUMBER, table.by_key[_NUMBER], [one]) for one in numbers]
    periods: set[str] = set()
    for one in (*named, *(one for one in asked if one.key == _NUMBER)):
        try:
            resolved(query.connection, table, [one])
        except CommandError:
            periods = periods or {row[_NUMBER] for row in due_items.everything(query)}
            if not any(map(one.fits_value, periods)):
                raise
