"""A read model for one question: the very same projections and views, on a part of the events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from projections.engine.catch_up import Progress, catch_up
from projections.engine.projection import Projection
from projections.engine.revealing import Beside, NothingBeside
from projections.engine.sqlite import scratch_store
from projections.engine.store import Store
from projections.tables.catalogue import PROJECTIONS

Batch = Sequence[tuple[int, bytes]]


class Scope:
    """Some events of a log, as batches of position and document in ascending positions.

    Args:
        batches: The events.
        beside: The log that they come from, which knows the personal values of individuals.
    """

    def __init__(self, batches: Iterable[Batch], beside: Beside | None = None) -> None:
        self._batches = batches
        beside = beside or NothingBeside()
        self.personal, self.documents = beside.personal, beside.documents

    def head(self) -> int | None:
        """Return None: only reading to the end tells."""
        return None

    def scan(
        self,
        after: int = 0,
        until: int | None = None,
        *,
        types: Sequence[str] = (),  # noqa: ARG002 - a scope is read as a whole
        batch: int = 1000,  # noqa: ARG002
    ) -> Iterator[list[tuple[int, bytes]]]:
        """Yield the batches as they come, within the positions asked for."""
        for given in self._batches:
            part = [item for item in given if item[0] > after and (until is None or item[0] <= until)]
            if part:
                yield part


class ScratchModel:
    """Tables that are gone when closed."""

    def __init__(self, projections: Sequence[Projection] = PROJECTIONS) -> None:
        self.store = scratch_store(projections)

    def current(
        self,
        *,
        until: int | None = None,  # noqa: ARG002 - never outdated
        progress: Progress | None = None,  # noqa: ARG002
    ) -> Store:
        """Return the tables."""
        return self.store

    def close(self) -> None:
        """Let the tables go."""
        self.store.close()


@contextmanager
def scratch(
    batches: Iterable[Batch],
    *,
    until: int | None = None,
    projections: Sequence[Projection] = PROJECTIONS,
    beside: Beside | None = None,
) -> Iterator[sa.Connection]:
    """Yield a connection to tables made of these events alone, for the views to ask.

    Args:
        batches: What `scan` or `scan_tags` of a log yield.
        until: Last position to project.
        projections: Those that the question needs.
        beside: The log, which knows the personal values of individuals.
    """
    model = ScratchModel(projections)
    try:
        catch_up(model, Scope(batches, beside), until=until)
        with model.store.reading() as connection:
            yield connection
    finally:
        model.close()
