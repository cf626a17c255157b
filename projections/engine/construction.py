"""The site of a build: a new generation beside the one that serves, or one whose build was broken off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Protocol

import orjson

from ledger.errors import UnavailableError
from projections.engine.builds import Build, resumable
from projections.engine.catch_up import EventSource
from projections.engine.generations import Disposable, Generations
from projections.engine.places import Places
from projections.engine.projection import Projection
from projections.engine.store import Store, Tracking, tracking


class Log(EventSource, Disposable, Protocol):
    """What the read model asks of the log."""

    def document(self, position: int) -> bytes | None:
        """Return a stored document."""

    def get_setting(self, name: str) -> str | None:
        """Return a setting of the ledger."""


class Site:
    """Where generations are built.

    Args:
        where: The place of generations.
        generations: Their numbers.
        log: What they are built from.
        projections: Those whose tables are built.
    """

    def __init__(
        self, where: Places, generations: Generations, log: Log, projections: Sequence[Projection]
    ) -> None:
        self._places = where
        self._generations = generations
        self._log = log
        self._projections = projections

    @contextmanager
    def rehearsal(self) -> Iterator[Store]:
        """Give an empty generation that is dropped at the end."""
        generation = self._generations.reserve()
        store = self._places.building(generation)
        try:
            yield store
        finally:
            store.close()
            with suppress(UnavailableError):
                self._places.drop(generation)

    @contextmanager
    def construction(self, anew: Sequence[str]) -> Iterator[tuple[Build, Store]]:
        """Give the generation to build: one that was broken off, to go on with, else an empty one.

        What fails is dropped. What is interrupted stays, like what is killed: the next run goes on with it.
        """
        build, store = self._resumed(anew) or self._begun(anew)
        try:
            yield build, store
        except Exception:
            store.close()
            with suppress(UnavailableError):
                if self._places.drop(build.generation):
                    self._generations.forget(build.forgotten())
            raise
        finally:
            store.close()

    def _begun(self, anew: Sequence[str]) -> tuple[Build, Store]:
        generation = self._generations.reserve()
        return Build(generation, tuple(anew)), self._places.building(generation)

    def _resumed(self, anew: Sequence[str]) -> tuple[Build, Store] | None:
        for note in resumable(self._generations, anew):
            store = self._places.resuming(note.number)
            if store is None:
                continue
            position = self._sound(store)
            if position is not None:
                return Build.again(note, position), store
            store.close()
        return None

    def _sound(self, store: Store) -> int | None:
        """Return how far a store has come; None where it is not of this program and this history."""
        try:
            with store.reading() as connection:
                tracked = tracking(connection)
        except UnavailableError:
            return None
        versions = {each.name: each.version for each in self._projections}
        if {name: row.version for name, row in tracked.items()} != versions:
            return None
        if not of_this_history(self._log, tracked):
            return None
        return min(row.position for row in tracked.values())


def of_this_history(log: Log, tracked: Mapping[str, Tracking]) -> bool:
    """Return whether the log still holds the events that projections have seen last."""
    seen = {(row.position, row.event_id) for row in tracked.values()}
    return all(_holds(log, position, event_id) for position, event_id in seen)


def _holds(log: Log, position: int, event_id: str | None) -> bool:
    if position == 0:
        return True
    document = log.document(position)
    return document is not None and orjson.loads(document).get("event_id") == event_id
