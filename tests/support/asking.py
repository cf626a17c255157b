"""Views, asked as the command line asks them, over events that need no log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.log.prepared import Prepared
from projections.answers import catalogue
from projections.reading.cutoff import CutOff
from projections.reading.filters import Filter
from projections.reading.query import Query, today
from replay.scratch import scratch
from tests.support.events import ZONE, stored

DAY = "2026-06-30"  # the day of an answer for which no other is asked


class Values:
    """The personal values of some events, until they are erased."""

    def __init__(self, events: Iterable[Prepared]) -> None:
        self.kept = {
            (position, name): value
            for position, event in enumerate(events, 1)
            for name, _, value in event.personal
        }

    def personal(self, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """Return the values that are still there."""
        return {pointer: self.kept[pointer] for pointer in wanted if pointer in self.kept}

    def erase(self, position: int, name: str) -> None:
        """Let a value go."""
        del self.kept[position, name]


class Asking:
    """Tables of some events, asked for views."""

    def __init__(self, connection: sa.Connection, events: list[Prepared]) -> None:
        self.connection = connection
        self.values = Values(events)
        self.head = len(events)

    def query(self, where: Iterable[Filter] = (), *, at: str | None = DAY, known: int | None = None) -> Query:
        """Return a question, by default for the end of a fixed day with everything known."""
        cutoff = CutOff(clock.end_of(at, ZONE) if at else None, self.head if known is None else known)
        return Query(self.connection, self.values, cutoff, ZONE, today(cutoff, ZONE), tuple(where))

    def rows(
        self, view: str, *, at: str | None = DAY, known: int | None = None, **where: Any
    ) -> list[dict[str, Any]]:
        """Return the rows of a view that fit; its columns are those declared, and JSON can say them."""
        declared = catalogue.view(view)
        chosen = [Filter(key, declared.by_key[key], [value]) for key, value in where.items()]
        found = list(catalogue.answer(view)(self.query(chosen, at=at, known=known)))
        keys = [column.key for column in declared.columns]
        assert all(list(row)[: len(keys)] == keys for row in found), "columns in the order declared"
        orjson.dumps(found)
        return [row for row in found if all(one.fits(row) for one in chosen)]


@contextmanager
def asking(*events: Prepared) -> Iterator[Asking]:
    """Yield the tables of these events, recorded one a second from the start of 2026."""
    with scratch([stored(events)]) as connection:
        yield Asking(connection, list(events))
