"""Recording many batches: a writer process appends one while the next is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ledger.deciding.decision import Command, Refused
from ledger.errors import ConflictError
from ledger.recording.session import Session
from ledger.recording.unit_of_work import Outcome, UnitOfWork
from ledger.recording.writer_process import Reopen, Writer, WriterGoneError

_WRITER_FROM = 6  # batches: a short import ends before a writer process has started

T = TypeVar("T")
Documents = Sequence[Sequence[Command | Refused]]
Outcomes = list[list[Outcome]]
Submit = Callable[[Documents], Outcomes]


@dataclass(frozen=True, slots=True)
class PendingBatch(Generic[T]):
    """A decided batch, on its way to the log.

    Attributes:
        name: What the caller calls it.
        documents: To be decided again should it be overtaken.
        unit: What was decided.
        outcomes: What becomes of its rows, once it is durable.
    """

    name: T
    documents: Documents
    unit: UnitOfWork
    outcomes: Outcomes


class Pipeline(Generic[T]):
    """Records batches in order, one of them under way at a time.

    Args:
        session: What is known of the log.
        submit: Records a batch at once; whatever the writer cannot take, or lost, goes that way.
        reopen: Opens the log for a writer; without it every batch is recorded at once.
    """

    def __init__(self, session: Session, submit: Submit, reopen: Reopen | None) -> None:
        self._session = session
        self._submit = submit
        self._reopen = reopen
        self._writer: Writer | None = None
        self._pending: PendingBatch[T] | None = None

    def run(self, batches: Iterable[tuple[T, Documents]]) -> Iterator[tuple[T, Outcomes]]:
        """Yield each batch with what became of its rows, in order, once it is durable.

        A batch that was overtaken is decided again, and so is what was built on it.
        """
        try:
            for count, (name, documents) in enumerate(batches, 1):
                yield from self._next(count, name, documents)
            yield from self._settle()
        finally:
            if self._writer is not None:
                self._writer.close()

    def _next(self, count: int, name: T, documents: Documents) -> Iterator[tuple[T, Outcomes]]:
        if self._writer is None and count == _WRITER_FROM and self._reopen is not None:
            self._writer = Writer(self._reopen)
        writer = self._writer
        if writer is None or not (self._pending or writer.ready):
            yield name, self._submit(documents)
            return
        following = self._decided(name, documents)
        overtaken = self._pending is not None and not self._committed(self._pending, writer)
        if overtaken:
            yield from self._settled_anew()
            yield name, self._submit(documents)
            return
        if self._pending is not None:
            yield self._pending.name, self._pending.outcomes
        self._pending = self._submitted(following, writer)
        if self._pending is None:
            yield name, following.outcomes if not following.unit.events else self._submit(documents)

    def _settle(self) -> Iterator[tuple[T, Outcomes]]:
        """Wait for the last batch under way."""
        if self._pending is None or self._writer is None:
            return
        if self._committed(self._pending, self._writer):
            yield self._pending.name, self._pending.outcomes
        else:
            yield from self._settled_anew()

    def _settled_anew(self) -> Iterator[tuple[T, Outcomes]]:
        """Record the batch that was overtaken at once."""
        pending, self._pending = self._pending, None
        if pending is not None:
            yield pending.name, self._submit(pending.documents)

    def _decided(self, name: T, documents: Documents) -> PendingBatch[T]:
        session = self._session
        head = session.known_head() if self._pending else session.fresh_head()
        unit = session.unit(head, live=False)
        return PendingBatch(name, documents, unit, unit.decided(documents))

    def _submitted(self, batch: PendingBatch[T], writer: Writer) -> PendingBatch[T] | None:
        """Hand a decided batch to the writer; return None if it must not, or need not, go that way."""
        unit = batch.unit
        if not unit.events:
            return None
        if unit.recorded_now:
            self._session.invalidate()
            return None
        try:
            writer.start(unit, self._session.changes(unit))
        except WriterGoneError:
            self._session.invalidate()
            return None
        self._session.mark_submitted(unit)
        return batch

    def _committed(self, batch: PendingBatch[T], writer: Writer) -> bool:
        """Wait for a batch under way; return whether it is recorded as it was decided."""
        try:
            appended = writer.finish()
        except (ConflictError, WriterGoneError):
            self._session.invalidate()
            return False
        except BaseException:
            self._session.invalidate()
            raise
        if appended.first != batch.unit.head + 1:
            self._session.invalidate()
            return False
        self._session.mark_committed(appended)
        return True
