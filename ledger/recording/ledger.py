"""The ledger: documents in, receipts out; decided against the state, appended with it in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

import orjson
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem
from sqlalchemy import Connection

from ledger import clock
from ledger.clocks.calendar import CalendarUnknownError
from ledger.clocks.limits import LIMITS, due
from ledger.deciding.decision import Command, Context, Duplicate, Refused
from ledger.errors import CommandError, ConflictError, Problem
from ledger.events import catalogue, upcasts
from ledger.log.recorder import LogRecorder
from ledger.recording.entries import LedgerEntries
from ledger.recording.pending import NOW, Pending
from ledger.recording.state_cache import POSITION_KEY, BatchState, Changes
from ledger.recording.unit_of_work import INCOMPLETE, Batch, Outcome, Recorded
from ledger.recording.writer_process import Writer, WriterGoneError
from ledger.settings import Location
from ledger.state.entries import record_key
from ledger.state.fold import fold

BUSY = Problem(
    "log_busy",
    "其他写入者一直抢先，{tries}次尝试后仍未写入。",
    "Recording was tried {tries} times, and another writer was faster each time.",
    "稍后重试；已确认的内容没有丢失。",
    "Try again shortly; nothing that was acknowledged is lost.",
)
_TRIES = 200
_WRITER_FROM = 6  # batches: a short import ends before a writer process has started


T = TypeVar("T")
R = TypeVar("R")


class Ledger:
    """Records facts in the log of one ledger, one batch of documents at a time.

    When `submit` returns, every row reported as :class:`Recorded` is durable, and the decision state, the
    tree and the log agree. A batch that another writer overtook is decided again.
    """

    def __init__(self, log: LogRecorder, *, recorded_by: str, location: Location | None = None) -> None:
        self.log = log
        self._location = location
        self.zone = log.get_setting("time_zone") or "Asia/Shanghai"
        self.recorded_by = recorded_by
        self._entries = LedgerEntries(log)
        self._state = self._new_state()
        self._known_head = -1
        self._pending = Pending()

    def _new_state(self) -> BatchState:
        return BatchState(self._entries)

    @property
    def position(self) -> int:
        """The head of the log."""
        return self.log.head()

    def submit(
        self, documents: Sequence[Sequence[Command | Refused]], *, live: bool = False
    ) -> list[list[Outcome]]:
        """Record documents, each of them whole or not at all; return what became of each row.

        A row that was refused before it came here stands as its refusal, and keeps its document out.

        Raises:
            ConflictError: Other writers were faster at every try.
            UnavailableError: The database is away or full; nothing of the batch is in.
        """
        return self.deciding(lambda batch: batch.decided(documents), live=live)

    def deciding(self, decide: Callable[[Batch], R], *, live: bool = True, check: bool = False) -> R:
        """Let `decide` fill a batch, append what it took, and return what it said.

        It is called again with a new batch where another writer was faster, so that whatever it reads of the
        state (the next free number, what a case has come to) is what the append rests on.

        Args:
            decide: Decides documents of the batch it is given; it may raise `ConflictError` where it finds
                itself overtaken.
            live: Whether compliance rules refuse.
            check: Only decide, and record nothing.

        Raises:
            ConflictError: Other writers were faster at every try.
            UnavailableError: The database is away or full; nothing of the batch is in.
        """
        for _ in range(_TRIES):
            head = self._fresh_head()
            batch = self._batch(head, live=live)
            try:
                said = decide(batch)
            except ConflictError:
                self._forget()
                continue
            except BaseException:
                self._forget()
                raise
            if check:
                self._forget()
                return said
            if not batch.events:
                return said
            try:
                self._append(batch, head)
            except ConflictError:
                self._forget()  # overtaken: what the others recorded is folded, and the batch decided again
            except BaseException:
                self._forget()
                raise
            else:
                return said
        raise ConflictError(BUSY, tries=_TRIES)

    def stream(
        self, batches: Iterable[tuple[T, Sequence[Sequence[Command | Refused]]]]
    ) -> Iterator[tuple[T, list[list[Outcome]]]]:
        """Record many batches; yield each with what became of its rows, in order, once it is durable.

        Where the ledger's location is known and the batches are many, a writer process appends one batch
        while the next is decided. A batch that was overtaken is decided again, and so is what was built on
        it.
        """
        writer: Writer | None = None
        flight: _Flight[T] | None = None
        try:
            for count, (name, documents) in enumerate(batches, 1):
                if writer is None and count == _WRITER_FROM and self._location is not None:
                    writer = Writer(self._location)
                if writer is None or not (flight or writer.ready):
                    yield name, self.submit(documents)
                    continue
                following = self._decided(name, documents, self._known_head if flight else self._fresh_head())
                if flight is not None and not self._landed(flight, writer):
                    yield flight.name, self.submit(flight.documents)
                    yield name, self.submit(documents)
                    flight = None
                    continue
                if flight is not None:
                    yield flight.name, flight.outcomes
                flight = self._launched(following, writer)
                if flight is None:
                    yield name, following.outcomes if not following.batch.events else self.submit(documents)
            if flight is not None and writer is not None:
                landed = self._landed(flight, writer)
                yield flight.name, flight.outcomes if landed else self.submit(flight.documents)
        finally:
            if writer is not None:
                writer.close()

    def _batch(self, head: int, *, live: bool) -> Batch:
        context = Context(
            partial(_start_of, self.zone),
            self.stored,
            self.personal,
            self.used,
            self.sales_of,
            live,
            self.recorded_by,
            self.log.clock,
            partial(_due, self.zone),
        )
        return Batch(self._state, self._pending, context, head=head, recorded_by=self.recorded_by)

    def _decided(self, name: T, documents: Sequence[Sequence[Command | Refused]], head: int) -> _Flight[T]:
        batch = self._batch(head, live=False)
        return _Flight(name, documents, batch, head, batch.decided(documents))

    def _launched(self, flight: _Flight[T], writer: Writer) -> _Flight[T] | None:
        """Hand a decided batch to the writer; return None if it must not, or need not, go that way."""
        batch = flight.batch
        if not batch.events:
            return None
        if batch.recorded_now:
            self._forget()
            return None
        changes = self._state.changes()
        self._move(changes, flight.head, flight.head + len(batch.events))
        try:
            writer.start(batch.events, flight.head, changes)
        except WriterGoneError:
            self._forget()
            return None
        self._known_head = flight.head + len(batch.events)
        self._state.launched()
        return flight

    def _landed(self, flight: _Flight[T], writer: Writer) -> bool:
        """Wait for a batch in flight; return whether it is recorded as it was decided."""
        try:
            appended = writer.answer()
        except (ConflictError, WriterGoneError):
            self._forget()
            return False
        except BaseException:
            self._forget()
            raise
        if appended.first != flight.head + 1:
            self._forget()
            return False
        self._state.landed()
        self._pending.drop(appended.first, appended.last)
        return True

    def record(self, commands: Sequence[Command]) -> list[Recorded | Duplicate]:
        """Record one document as live entry: every broken rule refuses.

        Raises:
            CommandError: A row was refused; `reasons` has everything that is wrong, line by line.
        """
        outcomes = self.submit([commands], live=True)[0]
        refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        if refusals:
            told = [one for refusal in refusals for one in refusal.reasons if one.problem is not INCOMPLETE]
            error = CommandError(told[0])
            error.others = tuple(told[1:])
            raise error
        return [outcome for outcome in outcomes if not isinstance(outcome, Refused)]

    def _append(self, batch: Batch, head: int) -> None:
        changes = self._state.changes()
        self._move(changes, head, head + len(batch.events))
        written: list[int] = []

        def write(connection: Connection, first: int, record_time: str) -> None:
            self._write_state(changes, batch.recorded_now, connection, record_time)
            written.append(first)

        appended = self.log.append_prepared(batch.events, expected_head=head, beside=write)
        if appended.first != head + 1 or not written:  # another program recorded the very same events
            raise ConflictError(BUSY, tries=1)
        self._known_head = head + len(batch.events)
        self._pending.clear()
        if batch.recorded_now:
            self._forget()
        else:
            self._state.committed()

    def _write_state(
        self, changes: Changes, recorded_now: bool, connection: Connection, record_time: str
    ) -> None:
        inserts, updates = changes.inserts, changes.updates
        if recorded_now:
            now = record_time.encode()
            inserts = [(key, value.replace(NOW.encode(), now)) for key, value in inserts]
            updates = [(key, value.replace(NOW.encode(), now)) for key, value in updates]
        self._entries.store.put_many(connection, inserts, updates, changes.deletes)

    def _fresh_head(self) -> int:
        """Return the head, with the state folded up to it."""
        head = self.log.head()
        if head != self._known_head:
            self._forget()
            self._catch_up(head)
            self._known_head = head
        return head

    def _forget(self) -> None:
        self._state.forget()
        self._pending.clear()
        self._known_head = -1

    def _catch_up(self, head: int) -> None:
        """Fold what other programs appended, in batches, each written together with its position."""
        if head and not self._state_position():
            self._start_anew()
        while (position := self._state_position()) < head:
            state = BatchState(self._entries)
            last = position
            for batch in self.log.scan(after=position, until=min(head, position + 5000)):
                for place, stored in batch:
                    last = place
                    event = upcasts.upcast(orjson.loads(stored))
                    with suppress(KeyError):  # a foreign application's event: no decision depends on it
                        fold(state, catalogue.table_of(event["type"]), event)
            changes = state.changes()
            self._move(changes, position, last)
            with self.log.writing() as connection:
                found = self._entries.store.get_many(connection, [POSITION_KEY])
                if orjson.loads(found.get(POSITION_KEY, b"0")) == position:
                    self._entries.store.put_many(
                        connection, changes.inserts, changes.updates, changes.deletes
                    )

    def _start_anew(self) -> None:
        """Remove what an older fold left behind."""
        with self.log.writing() as connection:
            if not self._entries.store.get_many(connection, [POSITION_KEY]):
                self._entries.store.clear(connection)

    @staticmethod
    def _move(changes: Changes, before: int, after: int) -> None:
        """Let the changes bring the state's own position along."""
        (changes.updates if before else changes.inserts).append((POSITION_KEY, orjson.dumps(after)))

    def _state_position(self) -> int:
        found = self._entries.get_many([POSITION_KEY])
        return int(orjson.loads(found.get(POSITION_KEY, b"0")))

    def stored(self, position: int) -> dict[str, Any]:
        """Return the stored document at a position, or that of an event about to be appended."""
        if position in self._pending:
            return self._pending.event(position)
        stored = self.log.document(position)
        if stored is None:
            message = f"no event at position {position}"
            raise LookupError(message)
        return upcasts.upcast(orjson.loads(stored))

    def used(self, tag: str) -> bool:
        """Return whether any standing fact carries a tag."""
        if any(self._stands(event) for event in self._pending.tagged(tag)):
            return True
        for batch in self.log.scan_tags([tag]):
            for _, stored in batch:
                event = upcasts.upcast(orjson.loads(stored))
                if self._stands(event):
                    return True
        return False

    def sales_of(self, customer: str, product: str, after: int) -> Iterator[tuple[int, str, int]]:
        """Yield position, number and line of each sale of a product to a customer after a position."""
        tags = [f"customer:{customer}", f"product:{product}"]
        query = DCBQuery(items=[DCBQueryItem(types=["goods_sold"], tags=tags)])
        for batch in self.log.select(query, after, self.log.head(), 1000):
            for position, stored in batch:
                data = orjson.loads(stored)["data"]
                yield position, data["sale_no"], data["line"]
        yield from self._pending.sales_of(customer, product, after)

    def _stands(self, event: dict[str, Any]) -> bool:
        try:
            table = catalogue.table_of(event["type"])
        except KeyError:
            return False
        if table.kind == "register" or table.key == "voids":
            return False
        record = self._state.get(record_key(table, event["data"]))
        return record is not None and record.position == event["position"]

    def personal(self, position: int, fields: tuple[str, ...]) -> dict[str, str]:
        """Return the personal values kept beside an event; erased ones are absent."""
        if position in self._pending:
            clear = self._pending.personal(position)
            return {field: clear[field] for field in fields if field in clear}
        found = self.log.personal((position, field) for field in fields)
        return {field: value for (_, field), value in found.items()}


def _start_of(zone: str, day: str) -> str:
    return day if len(day) == clock.WIDTH else clock.start_of(day, zone)


def _due(zone: str, limit: str, start: str) -> str | None:
    """Return the last moment of a limit; None where nobody can say, as of one that was promised."""
    found = LIMITS.get(limit)
    if found is None or found.unit == "promised":
        return None
    try:
        return due(found, _start_of(zone, start), zone, whole_day=len(start) != clock.WIDTH)
    except CalendarUnknownError:
        return None


@dataclass(frozen=True, slots=True)
class _Flight(Generic[T]):
    """A decided batch that the writer is appending."""

    name: T
    documents: Sequence[Sequence[Command | Refused]]
    batch: Batch
    head: int
    outcomes: list[list[Outcome]]
