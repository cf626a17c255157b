"""Following the log: every event in order, those recorded already and those to come.

A subscription has no thread of its own. The consumer's thread reads batches and, when it has seen everything,
waits: for the database where it can notify, else for a short pause that grows to a bound.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Protocol, TypeVar

from eventsourcing.dcb.api import DCBQuery, DCBRecorder, DCBSequencedEvent, DCBSubscription

from ledger.log.library.foreign import sequenced
from ledger.log.library.queries import selection_of
from ledger.log.recorder import LogRecorder

TRecorder_co = TypeVar("TRecorder_co", bound=DCBRecorder, covariant=True)

_BATCH = 500
_SHORTEST_PAUSE = 0.002
_LONGEST_PAUSE = 0.05


class Waiter(Protocol):
    """How a subscription waits when it has seen everything."""

    def wait(self, woken: threading.Event) -> None:
        """Return when something may have been recorded, at the latest after a fraction of a second."""

    def seen(self) -> None:
        """Take note that something new was there."""

    def stop(self) -> None:
        """Let go of what was held for waiting."""


class Pause:
    """Looks again after a pause that grows while nothing happens."""

    def __init__(self) -> None:
        self._seconds = _SHORTEST_PAUSE

    def wait(self, woken: threading.Event) -> None:
        """Return after the pause, or as soon as the subscription is stopped."""
        woken.wait(self._seconds)
        self._seconds = min(self._seconds * 2, _LONGEST_PAUSE)

    def seen(self) -> None:
        """Begin with the shortest pause again."""
        self._seconds = _SHORTEST_PAUSE

    def stop(self) -> None:
        """Nothing is held."""


def waiter_of(log: LogRecorder) -> Waiter:
    """Return how to wait for what others record: PostgreSQL notifies, SQLite tells nobody."""
    if log.dialect.name == "sqlite":
        return Pause()
    from ledger.log.library.postgresql_notify import Notified

    return Notified(log.engine, log.location)


class LogSubscription(DCBSubscription[TRecorder_co]):
    """Events of the log in order, without end until it is stopped; to be used as a context manager."""

    def __init__(
        self,
        recorder: TRecorder_co,
        log: LogRecorder,
        query: DCBQuery | None = None,
        after: int | None = None,
    ) -> None:
        super().__init__(recorder, query, after)
        self._log = log
        self._waiter = waiter_of(log)
        self._ready: deque[DCBSequencedEvent] = deque()
        self._woken = threading.Event()

    def __next__(self) -> DCBSequencedEvent:
        while not self._has_been_stopped:
            if self._ready:
                return self._ready.popleft()
            if self._read():
                self._waiter.seen()
            else:
                self._waiter.wait(self._woken)
        raise StopIteration

    def stop(self) -> None:
        """Stop: the waiting `next` and all later ones raise `StopIteration`."""
        super().stop()
        self._woken.set()
        self._waiter.stop()

    def _read(self) -> bool:
        """Read on; return whether anything new was there, matching or not."""
        log = self._log
        head = log.head()
        if head <= self._last_position:
            return False
        for rows in log.select(selection_of(self._query), self._last_position, head, _BATCH):
            self._ready.extend(sequenced(position, document) for position, document in rows)
            self._last_position = rows[-1][0]
            return True
        self._last_position = head  # nothing of it matched: never look there again
        return True
