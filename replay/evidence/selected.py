"""Which rows of a table go into a pack: conditions that the database settles alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from ledger import clock
from ledger.events.base import Table
from projections.reading.filters import Filter


@dataclass(frozen=True, slots=True)
class Selected:
    """A table of a pack.

    Attributes:
        table: Which.
        where: What its rows meet; of a case, what one of its stages meets.
    """

    table: Table
    where: tuple[Filter, ...] = ()


@dataclass(slots=True)
class Among(Filter):
    """A column that is one of many values, handed over as one parameter."""

    sqlite: bool = True

    def condition(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return the condition."""
        stored: sa.ColumnElement[Any] = table.c[self.key]
        if self.sqlite:
            listed = sa.func.json_each(orjson.dumps(self.values).decode()).table_valued("value")
            return stored.in_(sa.select(listed.c.value))
        kind = sa.BigInteger if self.key == "position" else sa.Text
        return stored == sa.any_(sa.cast(sa.literal(self.values, ARRAY(kind)), ARRAY(kind)))


@dataclass(slots=True)
class Within(Filter):
    """Business days from one to another, both inclusive; what has no business time is in."""

    first: str = ""
    last: str = ""

    def condition(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return the condition."""
        time = table.c.event_time
        first, last = clock.start_of(self.first, self.zone), clock.end_of(self.last, self.zone)
        return sa.or_(time.is_(None), time.between(first, last))


def among(key: str, values: Sequence[Any], *, sqlite: bool) -> Among:
    """Return the condition that a column is one of these values."""
    return Among(key, None, list(values), sqlite=sqlite)


def within(first: str, last: str, zone: str) -> Within:
    """Return the condition that a row happened within a period of business days."""
    return Within("event_time", None, [first], zone, first=first, last=last)
