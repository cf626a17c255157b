"""The log as a recorder of the library: append, read and subscribe, as its contract wants them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Self

from eventsourcing.dcb.api import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBReadResponse,
    DCBRecorder,
    DCBSequencedEvent,
)
from eventsourcing.persistence import IntegrityError, ProgrammingError

from ledger.errors import ConflictError
from ledger.log.library.foreign import enclose, sequenced
from ledger.log.library.queries import selection_of
from ledger.log.library.subscription import LogSubscription
from ledger.log.problems import DECISION_OUTDATED
from ledger.log.recorder import Condition, LogRecorder
from ledger.log.scan import Stored, flat
from ledger.settings import user

_BATCH = 500


class LibraryRecorder(DCBRecorder):
    """What the library asks of a recorder, on one of our logs.

    Attributes:
        log: The log; whoever opened it closes it.
    """

    def __init__(self, log: LogRecorder) -> None:
        self.log = log

    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        """Record events of the library; return the last position.

        Raises:
            IntegrityError: The condition fails; the library's own error, as its interface wants it.
            ProgrammingError: There are no events.
        """
        if not events:
            raise ProgrammingError("recording: expected at least one event, got none")
        recorded_by = user()
        prepared = [enclose(event, recorded_by) for event in events]
        asked = None
        if condition is not None:
            asked = Condition(selection_of(condition.fail_if_events_match), condition.after or 0)
        try:
            return self.log.append_prepared(prepared, condition=asked).last
        except ConflictError as error:
            if error.code != DECISION_OUTDATED.code:
                raise
            raise IntegrityError(condition) from error

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> DCBReadResponse:
        """Return the events that match, in order, as they stream from the database."""
        head = self.log.head()
        batch = _BATCH if limit is None else max(1, min(limit, _BATCH))
        found = self.log.select(selection_of(query), after or 0, head, batch)
        return LogResponse(found, head or None, limit)

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> LogSubscription[Self]:
        """Return the events that match, without end: those recorded already, then those to come."""
        return LogSubscription(self, self.log, query, after)


class LogResponse(DCBReadResponse):
    """What the library's `read` returns: events as they stream in, and the head.

    Without a limit the head is that of the log when the read began. With one it is the last position that
    came out so far.
    """

    def __init__(self, batches: Iterator[list[Stored]], head: int | None, limit: int | None) -> None:
        self._events = islice(flat(batches), limit)
        self._head = head if limit is None else None
        self._follows = limit is not None

    @property
    def head(self) -> int | None:
        """The head as the class says; None while there is none."""
        return self._head

    def __next__(self) -> DCBSequencedEvent:
        position, document = next(self._events)
        if self._follows:
            self._head = position
        return sequenced(position, document)
