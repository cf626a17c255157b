"""The tables of a few events, made by the very projections of the program, gone at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from ledger import clock
from ledger.log.prepared import Prepared
from projections.answers.goods.recall import preview
from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.trace import trace
from projections.reading.cutoff import CutOff
from replay.scratch import scratch
from tests.support.events import ZONE, stored

NOW = 10**9  # a position beyond every test's last


@contextmanager
def tables_of(*history: Prepared) -> Iterator[sa.Connection]:
    """Yield a connection to all tables, made of these events in the order of the log."""
    with scratch([stored(history)]) as connection:
        yield connection


def cutoff(day: str | None = None, known: int = NOW) -> CutOff:
    """Return what was true at the end of a day, as known at a position."""
    return CutOff(None if day is None else clock.end_of(day, ZONE), known)


def recalled(*history: Prepared, day: str | None = None, known: int = NOW, **scope: Any) -> dict[str, Any]:
    """Return the recall answer about a scope; one value stands for a tuple of it."""
    with tables_of(*history) as connection:
        return asdict(preview(connection, cutoff(day, known), scope_of(**scope)))


def traced(*history: Prepared, day: str | None = None, known: int = NOW, **scope: Any) -> dict[str, Any]:
    """Return the trace of a scope; one value stands for a tuple of it."""
    with tables_of(*history) as connection:
        return asdict(trace(connection, cutoff(day, known), scope_of(**scope), zone=ZONE))


def scope_of(**given: Any) -> Scope:
    """Return a scope; one value stands for a tuple of it."""
    dates = {name: given.pop(name) for name in list(given) if name.endswith(("_from", "_to"))}
    values: dict[str, Any] = {
        name: (value,) if isinstance(value, str) else value for name, value in given.items()
    }
    return Scope(**values, **dates)
