"""The names under which customers and products were sold to, the newest of each month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from projections.answers.trade.sale_counting import Named, SaleLines
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.tables.record_tables import record_table

_PLACES = 10**18  # added to positions, so that all have one length and compare as texts
_NAME = len("2026-01-01") + len(str(_PLACES))  # where the name begins behind day and position


class SaleNames:
    """What the lines call customers or products. Nearly all have one name, so only the others are ordered.

    Args:
        lines: Those that count.
        kind: `customer` or `product`.
        names: What they call them.
    """

    def __init__(self, lines: SaleLines, kind: str, names: Named) -> None:
        self._lines = lines
        self._columns = f"{kind}_code", f"{kind}_name"
        self._only = dict(names)
        self._newest: dict[tuple[str, str], str] = {}
        count = Counter(code for code, _ in names)
        self._renamed = {code for code, number in count.items() if number > 1 and code is not None}
        for part in chunks(sorted(self._renamed)):
            self._order(part)

    def of(self, month: str, code: str | None) -> str | None:
        """Return the newest name, by day and then by position; None if no line of the month has one.

        Args:
            month: As the lines are grouped.
            code: Of the customer or product.
        """
        if code in self._renamed:
            return self._newest.get((month, code))
        return self._only[code] or None

    def _order(self, codes: Collection[str]) -> None:
        code, name = (record_table("sales").c[column] for column in self._columns)
        where = (*self._lines.where, code.in_(codes))
        for *month, of, found in newest_names(self._lines.query, name, (*self._lines.month, code), where):
            self._newest["".join(month), of] = found


def newest_names(
    query: Query,
    name: sa.ColumnElement[str],
    by: Sequence[sa.ColumnElement[Any]],
    where: Sequence[sa.ColumnElement[bool]],
) -> Iterator[list[str]]:
    """Yield for each group of sale lines that gives a name what it is grouped by, and the newest name.

    Args:
        query: Where to look.
        name: The column with the name.
        by: What the lines are grouped by.
        where: Which lines count.
    """
    table = record_table("sales").c
    place = sa.cast(table.position + _PLACES, sa.Text)
    newest = sa.func.max(table.sold_on.concat(place).concat(name))
    statement = sa.select(*by, newest).where(*where, name != "").group_by(*by)
    for *group, found in query.connection.execute(statement):
        yield [*group, found[_NAME:]]
