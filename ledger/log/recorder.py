"""The recorder: appends in one short critical section, reads, and follows.

When :meth:`LogRecorder.append_prepared` returns, its events are durable, their positions follow the head
without a gap, and commit order is position order: whoever has seen position N has seen everything up to N.
Condition, idempotency, position, record time, leaf hash and insert are one transaction. If the answer of a
commit is lost, the same events can be offered again: the same id with the same content is recorded once.
"""

from __future__ import annotations

import threading
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Self

from eventsourcing.dcb.api import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBReadResponse,
    DCBRecorder,
)
from eventsourcing.persistence import IntegrityError, ProgrammingError
from sqlalchemy import Connection, Engine

from ledger import clock
from ledger.errors import ConflictError, DuplicateError, LedgerError, UnavailableError
from ledger.log.appended import Appended, earlier_receipt
from ledger.log.batch import Batch, lay_out
from ledger.log.envelope import enclose
from ledger.log.failures import is_connection_lost, is_event_id_clash, ledger_error
from ledger.log.library.subscription import LogSubscription, Waiter
from ledger.log.prepared import Prepared
from ledger.log.problems import DECISION_OUTDATED, EVENT_ID_TWICE, LOG_MOVED_ON, LOG_STOPPED
from ledger.log.query import selection_of
from ledger.log.reader import LogReader
from ledger.log.scan import LogResponse, Stored, scan
from ledger.log.tiles import StoredTiles, edge_at
from ledger.merkle.edge import TileAppender
from ledger.merkle.tree import Tile
from ledger.settings import user

Beside = Callable[[Connection, int, str], None]


class LogRecorder(LogReader, DCBRecorder):
    """A log on one database; safe to share between threads.

    Attributes:
        clock: Returns the time now in stored form.
    """

    clock: Callable[[], str] = staticmethod(clock.now)

    def __init__(self, engine: Engine, location: str) -> None:
        self.engine = engine
        self.location = location
        self._turn = threading.Lock()
        self._listening = threading.Lock()
        self._listeners: set[threading.Event] = set()
        self._edge: TileAppender | None = None
        self._stopped_by: str | None = None

    def append_prepared(
        self,
        events: Sequence[Prepared],
        *,
        expected_head: int | None = None,
        condition: DCBAppendCondition | None = None,
        beside: Beside | None = None,
    ) -> Appended:
        """Record these events together, or none of them; return when they are durable.

        Order of precedence: idempotency, then `expected_head`, then `condition`.

        Args:
            events: At least one.
            expected_head: The head that the decision saw.
            condition: Fails if an event matches it that the decision has not seen.
            beside: Called as `beside(connection, first position, record time)` in the same transaction; not
                called for events that are on record already.

        Raises:
            ConflictError: Somebody else has recorded meanwhile (`log_moved_on`, `decision_outdated`).
            DuplicateError: An id is on record with other content, or only a part of the events is.
            UnavailableError: The database is away, busy or full, or an earlier commit failed.
            CorruptionError: Events that had been recorded are no longer there.
        """
        if not events:
            raise ValueError("recording: expected at least one event, got none")
        with self._turn:
            if self._stopped_by is not None:
                raise UnavailableError(LOG_STOPPED, location=self.location, detail=self._stopped_by)
            try:
                appended = self._append(events, expected_head, condition, beside)
            except Exception as failure:  # noqa: BLE001 (every failure is explained, most are raised again)
                appended = self._explain(failure, events)
        self._wake_listeners()
        return appended

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
        try:
            return self.append_prepared(prepared, condition=condition).last
        except ConflictError as error:
            if error.code != DECISION_OUTDATED.code:
                raise
            raise IntegrityError(condition) from error

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> DCBReadResponse:
        """Return the events that match, in order, as they stream from the database."""
        head = self.head()
        batch = self.batch if limit is None else max(1, min(limit, self.batch))
        return LogResponse(self.select(query, after or 0, head, batch), head or None, limit)

    def select(self, query: DCBQuery | None, after: int, until: int, batch: int) -> Iterator[list[Stored]]:
        """Yield `(position, document)` of what matches within `(after, until]`, in order, in batches."""
        return scan(self.fetch, self.dialect, selection_of(query), after, until, batch)

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> LogSubscription[Self]:
        """Return the events that match, without end: those recorded already, then those to come."""
        return LogSubscription(self, self.waiter(), query, after)

    def add_listener(self, woken: threading.Event) -> None:
        """Set this event from now on whenever this process has recorded something."""
        with self._listening:
            self._listeners.add(woken)

    def remove_listener(self, woken: threading.Event) -> None:
        """Leave this event alone from now on."""
        with self._listening:
            self._listeners.discard(woken)

    @abstractmethod
    def waiter(self) -> Waiter:
        """Return a way to wait for what others record."""

    @abstractmethod
    def critical_section(self) -> AbstractContextManager[Connection]:
        """Begin the one write transaction that may run now; commit it at the end."""

    @abstractmethod
    def insert(self, connection: Connection, batch: Batch, tiles: Sequence[Tile]) -> None:
        """Insert the rows of a batch and the tiles that it filled."""

    def _append(
        self,
        events: Sequence[Prepared],
        expected_head: int | None,
        condition: DCBAppendCondition | None,
        beside: Beside | None,
    ) -> Appended:
        with self.critical_section() as connection:
            head, last_time = self.last(connection)
            if expected_head is not None and expected_head != head:
                raise ConflictError(LOG_MOVED_ON, expected=expected_head, got=head)
            if condition is not None:
                self._check(connection, condition, head)
            edge = edge_at(head, self._edge, StoredTiles(connection))
            record_time = max(self.clock(), last_time)
            batch = lay_out(events, head + 1, record_time)
            self.insert(connection, batch, edge.extend(batch.leaves))
            if beside is not None:
                beside(connection, head + 1, record_time)
        self._edge = edge
        return Appended(head + 1, head + len(events), record_time)

    def _check(self, connection: Connection, condition: DCBAppendCondition, head: int) -> None:
        after = condition.after or 0
        if after >= head:
            return
        selection = selection_of(condition.fail_if_events_match)
        if selection.everything or self.exists(connection, selection, after, head):
            raise ConflictError(DECISION_OUTDATED, after=after)

    def _explain(self, failure: Exception, events: Sequence[Prepared]) -> Appended:
        """Return the first receipt if these events are on record after all, else raise what happened."""
        clash = is_event_id_clash(failure)
        if clash or isinstance(failure, ConflictError) or is_connection_lost(failure):
            earlier = self._earlier(events, failure)
            if earlier is not None:
                return earlier
        if clash:
            raise DuplicateError(EVENT_ID_TWICE, count=len(events)) from failure
        error = ledger_error(failure, self.location)
        if error is None:
            raise failure
        raise error from failure

    def _earlier(self, events: Sequence[Prepared], failure: Exception) -> Appended | None:
        try:
            return earlier_receipt(events, self.receipts([event.event_id for event in events]))
        except LedgerError as error:
            if isinstance(error, DuplicateError):
                raise
            raise error from failure

    def _wake_listeners(self) -> None:
        with self._listening:
            for woken in self._listeners:
                woken.set()
