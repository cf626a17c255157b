"""The ledger: documents in, receipts out; decided against the state, appended with it in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic, TypeVar

import orjson
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem
from sqlalchemy import Connection

from ledger import clock
from ledger.decisions import POSITION_KEY, BatchState, Changes
from ledger.errors import CommandError, ConflictError, Problem, Reason
from ledger.events import catalogue, upcasts
from ledger.log.prepared import Prepared, document, prepare, set_apart
from ledger.log.recorder import LogRecorder
from ledger.log.state_store import StateStore
from ledger.rules.decide import decide
from ledger.rules.decision import Accepted, Command, Context, Decided, Duplicate, Refused
from ledger.rules.fold import fold, recorded
from ledger.rules.identity import event_id
from ledger.rules.plan import plan
from ledger.rules.state import SEPARATOR, lot_key, record_key, register_key, unit_key
from ledger.settings import Location
from ledger.writer import Writer, WriterGoneError

INCOMPLETE = Problem(
    "document_incomplete",
    "同一单据的其他行被拒收，整张单据不入账。",
    "Another line of the same document was rejected, so none of its new lines is recorded.",
    "改正被拒收的行后，整张单据一起重新导入。",
    "Correct the rejected line and import the whole document again.",
)
BUSY = Problem(
    "log_busy",
    "其他写入者一直抢先，{tries}次尝试后仍未写入。",
    "Recording was tried {tries} times, and another writer was faster each time.",
    "稍后重试；已确认的内容没有丢失。",
    "Try again shortly; nothing that was acknowledged is lost.",
)
_TRIES = 200
_WRITER_FROM = 6  # batches: a short import ends before a writer process has started
_FIRST_PAGE, _FURTHER_PAGES = 50, 1000
_NOW = "~record time~"  # stands in new entries where the record time belongs, until it is settled


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row that is in the log now: its position and the rules it broke."""

    position: int
    findings: tuple[str, ...] = ()


Outcome = Recorded | Duplicate | Refused
T = TypeVar("T")


class LedgerEntries:
    """Decision entries in the ledger's own table."""

    def __init__(self, log: LogRecorder) -> None:
        self._log = log
        self.store = StateStore()

    def get_many(self, keys: list[str]) -> dict[str, bytes]:
        """Return the stored entries that exist."""
        with self._log.reading() as connection:
            return self.store.get_many(connection, keys)

    def scan_prefix(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Yield the stored entries whose key starts with `prefix`, ordered by code point."""
        after, page = prefix, _FIRST_PAGE
        while True:
            with self._log.reading() as connection:
                found = list(self.store.scan_prefix(connection, prefix, page, after=after))
            yield from found
            if len(found) < page:
                return
            after, page = found[-1][0], _FURTHER_PAGES


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
        self._pending: dict[int, Prepared] = {}
        self._pending_sales: set[int] = set()

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
        for _ in range(_TRIES):
            head = self._fresh_head()
            batch = _Batch(self, head, live=live)
            outcomes = [batch.document(document) for document in batch.prefetched(documents)]
            if not batch.events:
                return outcomes
            try:
                self._append(batch, head)
            except ConflictError:
                self._forget()  # overtaken: what the others recorded is folded, and the batch decided again
            except BaseException:
                self._forget()
                raise
            else:
                return outcomes
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

    def _decided(self, name: T, documents: Sequence[Sequence[Command | Refused]], head: int) -> _Flight[T]:
        batch = _Batch(self, head, live=False)
        outcomes = [batch.document(document) for document in batch.prefetched(documents)]
        return _Flight(name, documents, batch, head, outcomes)

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
        for position in range(appended.first, appended.last + 1):
            self._pending.pop(position, None)
            self._pending_sales.discard(position)
        return True

    def record(self, commands: Sequence[Command]) -> list[Recorded | Duplicate]:
        """Record one document as live entry: every broken rule refuses.

        Raises:
            CommandError: A row was refused; the error carries the first reason.
        """
        outcomes = self.submit([commands], live=True)[0]
        refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        if refusals:
            reasons = [one for refusal in refusals for one in refusal.reasons]
            raise CommandError(next((one for one in reasons if one.problem is not INCOMPLETE), reasons[0]))
        return [outcome for outcome in outcomes if not isinstance(outcome, Refused)]

    def _append(self, batch: _Batch, head: int) -> None:
        changes = self._state.changes()
        self._move(changes, head, head + len(batch.events))
        write = partial(self._write_state, changes, batch.recorded_now)
        appended = self.log.append_prepared(batch.events, expected_head=head, beside=write)
        if appended.first != head + 1:  # the very same events were recorded by another program meanwhile
            raise ConflictError(BUSY, tries=1)
        self._known_head = head + len(batch.events)
        self._pending.clear()
        self._pending_sales.clear()
        if batch.recorded_now:
            self._forget()
        else:
            self._state.committed()

    def _write_state(
        self, changes: Changes, recorded_now: bool, connection: Connection, _first: int, record_time: str
    ) -> None:
        inserts, updates = changes.inserts, changes.updates
        if recorded_now:
            now = record_time.encode()
            inserts = [(key, value.replace(_NOW.encode(), now)) for key, value in inserts]
            updates = [(key, value.replace(_NOW.encode(), now)) for key, value in updates]
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
        self._pending_sales.clear()
        self._known_head = -1

    def _catch_up(self, head: int) -> None:
        """Fold what other programs appended, in batches, each written together with its position."""
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
            return self.pending_event(position)
        stored = self.log.document(position)
        if stored is None:
            message = f"no event at position {position}"
            raise LookupError(message)
        return upcasts.upcast(orjson.loads(stored))

    def used(self, tag: str) -> bool:
        """Return whether any standing fact carries a tag."""
        for position, prepared in self._pending.items():
            if tag in prepared.tags and self._stands(self.pending_event(position)):
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
        for position in sorted(self._pending_sales):
            if position > after and position in self._pending:
                data = self.pending_event(position)["data"]
                if (data["customer_code"], data["product_code"]) == (customer, product):
                    yield position, data["sale_no"], data["line"]

    def pending_event(self, position: int) -> dict[str, Any]:
        """Return the document of an event that is about to be appended; its record time is not settled."""
        event: dict[str, Any] = orjson.loads(document(self._pending[position], position, _NOW.encode()))
        return event

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
            return {field: value for field, _, value in self._pending[position].personal if field in fields}
        found = self.log.personal((position, field) for field in fields)
        return {field: value for (_, field), value in found.items()}


@dataclass(frozen=True, slots=True)
class _Flight(Generic[T]):
    """A decided batch that the writer is appending."""

    name: T
    documents: Sequence[Sequence[Command | Refused]]
    batch: _Batch
    head: int
    outcomes: list[list[Outcome]]


class _Batch:
    """Documents being decided against one state of the log."""

    def __init__(self, ledger: Ledger, head: int, *, live: bool) -> None:
        self._ledger = ledger
        self._state = ledger._state
        self._next = head + 1
        self._head = head
        self.events: list[Prepared] = []
        self.recorded_now = False
        self._context = Context(
            partial(_start_of, ledger.zone),
            ledger.stored,
            ledger.personal,
            ledger.used,
            ledger.sales_of,
            live,
        )

    def prefetched(
        self, documents: Sequence[Sequence[Command | Refused]]
    ) -> Sequence[Sequence[Command | Refused]]:
        """Read at once what the decisions on these documents will ask for."""
        self._state.prefetch(_keys(documents, self._state))
        return documents

    def document(self, commands: Sequence[Command | Refused]) -> list[Outcome]:
        """Decide on one document: all of its new rows, or none."""
        state, kept, first = self._state, len(self.events), self._next
        state.begin_document()
        outcomes: list[Outcome] = []
        whole = True
        for command in commands:
            decided = command if isinstance(command, Refused) else decide(command, state, self._context)
            if isinstance(decided, Accepted):
                outcomes.append(self._take(decided))
            else:
                whole = whole and not isinstance(decided, Refused)
                outcomes.append(decided)
        if whole:
            return outcomes
        state.take_back()
        del self.events[kept:]
        for position in range(first, self._next):
            self._ledger._pending.pop(position, None)
        self._next = first
        return _all_refused(outcomes, self._head)

    def _take(self, decided: Accepted) -> Recorded:
        position, command = self._next, decided.command
        table = command.table
        data, personal = _salted(decided)
        if not decided.event_id:
            decided.event_id = event_id(table, data, command.note, command.event_time, decided.replaces)
        if table.kind == "fact" and table.key != "voids":
            recorded(self._state, table, data, position, decided.event_id, decided.replaces)
        else:
            fold(self._state, table, as_event(decided, data, position))
        prepared = self._prepared(decided, data, personal)
        self._ledger._pending[position] = prepared
        if table.key == "sales":
            self._ledger._pending_sales.add(position)
        self.events.append(prepared)
        self.recorded_now = self.recorded_now or decided.recorded_now
        self._next += 1
        if not decided.findings:
            return Recorded(position)
        return Recorded(position, tuple(one["rule"] for one in decided.findings))

    def _prepared(
        self, decided: Accepted, data: dict[str, Any], personal: tuple[tuple[str, bytes, str], ...]
    ) -> Prepared:
        command = decided.command
        return prepare(
            event_type=command.table.event,
            data=data,
            tags=decided.tags,
            event_id=decided.event_id,
            event_time=decided.event_time,
            recorded_by=self._ledger.recorded_by,
            source=command.source,
            note=command.note,
            extra=command.extra,
            filled=decided.filled,
            given=decided.given,
            findings=decided.findings or None,
            replaces=decided.replaces,
            struck=decided.struck,
            versions=decided.versions,
            personal=personal,
            recorded_now=decided.recorded_now,
        )


def as_event(decided: Accepted, data: dict[str, Any], position: int) -> dict[str, Any]:
    """Return what folding needs of an accepted row, by the names of the stored document."""
    command = decided.command
    return {
        "data": data,
        "event_id": decided.event_id,
        "event_time": _NOW if decided.recorded_now else decided.event_time,
        "position": position,
        "replaces": decided.replaces,
        "struck": decided.struck,
        "note": command.note,
    }


def _start_of(zone: str, day: str) -> str:
    return clock.start_of(day, zone)


def _salted(decided: Accepted) -> tuple[dict[str, Any], tuple[tuple[str, bytes, str], ...]]:
    """Return the data with personal fields as salted digests, and the side rows that hold them."""
    fields = plan(decided.command.table.key).personal
    if not fields or fields.isdisjoint(decided.data):
        return decided.data, ()
    return set_apart(decided.data, sorted(fields))


def _all_refused(outcomes: list[Outcome], head: int) -> list[Outcome]:
    """Return the outcomes of a document of which a row was refused: nothing new of it is recorded."""
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    later = all(refusal.later for refusal in refusals)
    other = Refused((Reason(INCOMPLETE, {}),), later)
    result: list[Outcome] = []
    for outcome in outcomes:
        if isinstance(outcome, Refused):
            result.append(replace(outcome, later=later))
        elif isinstance(outcome, Duplicate) and outcome.position <= head:
            result.append(outcome)
        else:
            result.append(other)
    return result


def _keys(documents: Iterable[Sequence[Command | Refused]], state: BatchState) -> Iterator[str]:
    """Yield the keys that most decisions on these rows will ask for."""
    for lines in documents:
        for command in lines:
            if isinstance(command, Refused):
                continue
            table, data = command.table, command.data
            shape = plan(table.key)
            for reference in shape.references:
                code = data.get(reference.column.key)
                if code is not None and not state.knows(reference.table, code):
                    yield register_key(reference.table, code)
            if table.kind == "register":
                yield register_key(
                    table.key, SEPARATOR.join(str(data.get(one, "")) for one in table.identity)
                )
                continue
            yield record_key(table, data)
            product = data.get("product_code")
            if product is not None and table.key in {"receipts", "sales", "returns"}:
                yield lot_key(product, data.get("lot", ""))
                if "serial" in data:
                    for serial in data["serial"].split(";"):
                        yield unit_key(product, serial)


__all__ = ["Decided", "Ledger", "LedgerEntries", "Outcome", "Recorded"]
