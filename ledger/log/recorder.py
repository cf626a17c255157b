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
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import NamedTuple, Protocol

from sqlalchemy import Engine

from ledger import clock
from ledger.errors import ConflictError, DuplicateError, LedgerError, UnavailableError
from ledger.failpoints import passing
from ledger.log.appended import Appended, earlier_receipt
from ledger.log.batch import RowBatch, encode_rows
from ledger.log.failures import is_connection_lost, is_event_id_clash, ledger_error, translated
from ledger.log.prepared import Prepared
from ledger.log.problems import DECISION_OUTDATED, EVENT_ID_TWICE, LOG_MOVED_ON, LOG_STOPPED
from ledger.log.query import Selection
from ledger.log.reader import LogReader
from ledger.log.spare import Spare
from ledger.log.tiles import StoredTiles, edge_at
from ledger.log.transaction import Transaction
from ledger.merkle.edge import TileAppender
from ledger.merkle.tree import Tile

InSameTransaction = Callable[[Transaction, int, str], None]

# Appends that look where the log ends before they write, after somebody else has written.
_LOOKING = 64
LAST = "SELECT position, record_time FROM events ORDER BY position DESC LIMIT 1"


class Turn(NamedTuple):
    """A writer's turn: the one write transaction that may run now, and where the log stands in it.

    Attributes:
        transaction: The open transaction.
        head: The last position; 0 while there is none.
        record_time: Its record time; empty while there is none.
    """

    transaction: Transaction
    head: int
    record_time: str


class Condition(NamedTuple):
    """What must not have been recorded meanwhile: an append that depends on it fails otherwise.

    Attributes:
        selection: The events that the decision looked for.
        after: The position up to which it has seen them.
    """

    selection: Selection
    after: int = 0


class Sealing(Protocol):
    """Signs what is appended, in the transaction that appends it."""

    def admit(self, turn: Turn, edge: TileAppender) -> bool:
        """Look whether the log may be written on; return whether its head is signed already.

        Args:
            turn: The writer's turn; reads belong here, before anything is written.
            edge: The tree at the head.

        Raises:
            LedgerError: It may not; nothing is written then.
        """

    def look_at_clock(self, turn: Turn, now: str) -> None:
        """Look whether the time by the log's clock is to be believed.

        Raises:
            LedgerError: It is not; nothing is written then.
        """

    def sign(self, transaction: Transaction, edge: TileAppender, now: str) -> None:
        """Sign the tree as it is with what was appended, and keep that in the transaction."""

    def committed(self) -> None:
        """Hear that the transaction is durable."""

    def close(self) -> None:
        """Finish what follows an append."""


class LogRecorder(LogReader):
    """A log on one database; safe to share between threads.

    Attributes:
        clock: Returns the time now in stored form.
        seal: Signs what is appended; None for a log that nobody has a key for.
        noted: How many entries this program has added to the tables beside the log.
    """

    clock: Callable[[], str] = staticmethod(clock.now)
    seal: Sealing | None = None
    noted: int = 0

    def __init__(self, engine: Engine, location: str) -> None:
        self.engine = engine
        self.location = location
        self._spare = Spare(engine)
        self._turn = threading.RLock()  # who holds a turn appends within it
        self._held: tuple[ExitStack, Turn] | None = None
        self._edge: TileAppender | None = None
        self._record_time = ""  # of the last event that this program appended
        self._looking = 0  # appends that suppose nothing
        self._stopped_by: str | None = None

    def append_prepared(
        self,
        events: Sequence[Prepared],
        *,
        expected_head: int | None = None,
        condition: Condition | None = None,
        in_same_transaction: InSameTransaction | None = None,
    ) -> Appended:
        """Record these events together, or none of them; return when they are durable.

        Order of precedence: idempotency, then `expected_head`, then `condition`.

        Args:
            events: At least one.
            expected_head: The head that the decision saw.
            condition: Fails if an event matches it that the decision has not seen.
            in_same_transaction: Called with the transaction, the first position and the record time; not
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
                return self._append(events, expected_head, condition, in_same_transaction)
            except Exception as failure:  # noqa: BLE001 (every failure is explained, most are raised again)
                return self._explain(failure, events)

    @abstractmethod
    def critical_section(self) -> AbstractContextManager[Turn]:
        """Begin the one write transaction that may run now; commit it at the end."""

    def supposed_turn(
        self,
        head: int,  # noqa: ARG002
        record_time: str,  # noqa: ARG002
        count: int,  # noqa: ARG002
    ) -> AbstractContextManager[Turn] | None:
        """Return the one write transaction, begun, written in and committed in one round trip.

        Where the log ends is not asked but supposed; the transaction fails where it ends elsewhere.

        Args:
            head: The last position, as it is supposed.
            record_time: Its record time.
            count: How many events are to be appended.

        Returns:
            None where the database wins nothing by it.
        """
        return None

    @contextmanager
    def holding_turn(self) -> Iterator[None]:
        """Let nobody else append meanwhile; the first append of this thread within is the turn's own.

        What is read meanwhile is what the append will rest on: nobody can be faster. The turn ends with that
        append, or with the block.

        Raises:
            UnavailableError: The database is away, or others kept it busy for longer than we wait.
        """
        with self._turn, translated(self.location), ExitStack() as stack:
            self._held = stack, stack.enter_context(self.critical_section())
            try:
                yield
            finally:
                self._held = None

    @contextmanager
    def _own_turn(self) -> Iterator[Turn]:
        """Go on with the turn that this thread holds, to its commit, or begin one."""
        if self._held is None:
            with self.critical_section() as turn:
                yield turn
            return
        (stack, turn), self._held = self._held, None
        with stack.pop_all():
            yield turn

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a write transaction for what is disposable, on the driver's own connection."""
        with translated(self.location), self.critical_section() as turn:
            yield turn.transaction

    @abstractmethod
    def noting(self) -> AbstractContextManager[Transaction]:
        """Open a write transaction for a note of the access log, whose commit waits for no disk."""

    def together(self, turn: Turn, count: int) -> AbstractContextManager[None]:  # noqa: ARG002
        """Write what a batch of so many events needs in as few round trips as the database allows."""
        return nullcontext()

    @abstractmethod
    def insert(self, transaction: Transaction, batch: RowBatch, tiles: Sequence[Tile]) -> None:
        """Insert the rows of a batch and the tiles that it filled."""

    def seal_head(self) -> bool:
        """Have the seal sign the head as it is, without an event; return False if it is signed already.

        Raises:
            LedgerError: The log may not be written on, or the key cannot be used.
        """
        if self.seal is None:
            raise LookupError("sealing: expected a log with a seal")
        with self._turn, translated(self.location):
            with self.critical_section() as turn:
                edge = edge_at(turn.head, self._edge, StoredTiles(turn.transaction))
                now = self.clock()
                signed = self.seal.admit(turn, edge)
                if not signed:
                    self.seal.look_at_clock(turn, now)
                    self.seal.sign(turn.transaction, edge, now)
            self.seal.committed()
        return not signed

    def close(self) -> None:
        """Finish what the seal has to do, and close every connection."""
        if self.seal is not None:
            self.seal.close()
        self._spare.close()
        self.engine.dispose()

    def _append(
        self,
        events: Sequence[Prepared],
        expected_head: int | None,
        condition: Condition | None,
        in_same_transaction: InSameTransaction | None,
    ) -> Appended:
        """Append where the log is supposed to end, if nobody else seems to write, else where it does end."""
        rest = events, expected_head, condition, in_same_transaction
        supposed = self._supposed(*rest)
        if supposed is not None:
            try:
                return self._append_in(supposed, *rest)
            except Exception as failure:
                if not isinstance(failure, LedgerError) and ledger_error(failure, self.location) is None:
                    raise
                self._looking = _LOOKING
        return self._append_in(self._own_turn(), *rest)

    @property
    def _edge_size(self) -> int:
        return 0 if self._edge is None else self._edge.size

    def _supposed(
        self,
        events: Sequence[Prepared],
        expected_head: int | None,
        condition: Condition | None,
        in_same_transaction: InSameTransaction | None,
    ) -> AbstractContextManager[Turn] | None:
        """Return a turn that does not ask where the log ends; None where it is not to be supposed.

        What fails so is done again: nothing may have been done for it that cannot be.
        """
        if self._looking:
            self._looking -= 1
            return None
        if not self._edge_size or self._held is not None or condition is not None:
            return None
        again = in_same_transaction is None if expected_head is None else expected_head == self._edge_size
        return self.supposed_turn(self._edge_size, self._record_time, len(events)) if again else None

    def _append_in(
        self,
        own: AbstractContextManager[Turn],
        events: Sequence[Prepared],
        expected_head: int | None,
        condition: Condition | None,
        in_same_transaction: InSameTransaction | None,
    ) -> Appended:
        with own as turn:
            passing("append.begun")
            head = turn.head
            if self._edge_size not in {0, head}:
                self._looking = _LOOKING
            if expected_head is not None and expected_head != head:
                raise ConflictError(LOG_MOVED_ON, expected=expected_head, got=head)
            if condition is not None:
                self._check(turn.transaction, condition, head)
            edge = edge_at(head, self._edge, StoredTiles(turn.transaction))
            now = self.clock()
            if self.seal is not None:
                self.seal.admit(turn, edge)
                self.seal.look_at_clock(turn, now)
            record_time = max(now, turn.record_time)
            batch = encode_rows(events, head + 1, record_time)
            tiles = edge.extend(batch.leaves)
            with self.together(turn, len(events)):
                self.insert(turn.transaction, batch, tiles)
                if in_same_transaction is not None:
                    in_same_transaction(turn.transaction, head + 1, record_time)
                if self.seal is not None:
                    self.seal.sign(turn.transaction, edge, now)
                passing("append.written")
        passing("append.committed")
        self._edge, self._record_time = edge, record_time
        if self.seal is not None:
            self.seal.committed()
        return Appended(head + 1, head + len(events), record_time)

    def _check(self, transaction: Transaction, condition: Condition, head: int) -> None:
        if condition.after >= head:
            return
        selection = condition.selection
        if selection.everything or self.exists(transaction, selection, condition.after, head):
            raise ConflictError(DECISION_OUTDATED, after=condition.after)

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
