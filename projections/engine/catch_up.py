"""The one way from events to rows.

`catch_up` reads the log in batches, decodes each document once and hands it to every projection. Rows
and tracking move in one transaction, so an event is projected exactly once, also when the program is
killed between two batches or two programs catch up at the same time. An event that cannot be projected is
parked with its reason and counted; nothing is skipped in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol

import orjson
import sqlalchemy as sa

from ledger.errors import CorruptionError
from ledger.events import upcasts
from ledger.failpoints import passing
from ledger.garbage import few_collections
from ledger.log.problems import DOCUMENT_UNREADABLE
from projections.engine.projection import Document, Projection, ProjectionFailure
from projections.engine.revealing import Beside, revealed
from projections.engine.store import Parked, Store, park, track, tracking
from projections.engine.writer import RowsRefused, Writer

Progress = Callable[[int, int], None]  # position reached, position aimed at
BATCH = 1000
# What a document that does not fit its table provokes; the rest are faults of the program or the machine.
UNFIT = (RowsRefused, LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


class EventSource(Protocol):
    """Where documents come from: the log, or any part of it."""

    def head(self) -> int | None:
        """Return the last position there is, None if only reading to the end can tell."""

    def scan(
        self, after: int = 0, until: int | None = None, *, types: Sequence[str] = (), batch: int = 1000
    ) -> Iterator[list[tuple[int, bytes]]]:
        """Yield batches of position and stored bytes, ascending."""

    def personal(self, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """Return the personal values that are still there, by position and field."""

    def documents(self, positions: Iterable[int]) -> dict[int, bytes]:
        """Return stored documents by position."""


class ReadModelLike(Protocol):
    """What can be caught up: the read model that serves, or a scratch one."""

    def current(self, *, until: int | None = None, progress: Progress | None = None) -> Store:
        """Return the store to write to, made or made anew, up to `until`, where it must be."""


def catch_up(
    readmodel: ReadModelLike, log: EventSource, *, until: int | None = None, progress: Progress | None = None
) -> int:
    """Bring every projection up to the log's head, or to `until`, and return the position reached.

    Args:
        readmodel: Where the rows go. Tables that are missing, that older code has built, or that belong to
            another history of the log are built anew beside the old ones first.
        log: The log, or the part of it that the rows shall rest on.
        until: Last position to project; by default the head of the log as it is now.
        progress: Called after every batch.

    Raises:
        CorruptionError: A stored document cannot be read.
        UnavailableError: The tables cannot be written.
    """
    store = readmodel.current(until=until, progress=progress)
    return replay(store, log, until=log.head() if until is None else until, progress=progress)


def replay(
    store: Store, source: EventSource, *, until: int | None = None, progress: Progress | None = None
) -> int:
    """Project what the store has not seen up to `until`, and return the position reached."""
    position = store.position()
    batches = source.scan(position, until, batch=BATCH)
    with few_collections():
        while together := list(islice(batches, store.batches_per_commit)):
            with store.writing() as connection:
                for part in together:
                    advance(connection, store.projections, part, source)
                passing("tables.projected")
            passing("tables.committed")
            position = store.reached = together[-1][-1][0]
            if progress is not None:
                progress(position, until or position)
    return position


def advance(
    connection: sa.Connection,
    projections: Sequence[Projection],
    part: Sequence[tuple[int, bytes]],
    beside: Beside,
) -> None:
    """Project one batch inside the caller's transaction, to each projection only what it has not seen.

    Args:
        connection: Of the store.
        projections: Those of the store.
        part: Positions and stored bytes, ascending.
        beside: Where the personal values of individuals lie.
    """
    seen = tracking(connection, lock=True)
    last = part[-1][0]
    behind = [projection for projection in projections if seen[projection.name].position < last]
    if not behind:
        return
    batch = decoded(part)
    open_batch: Sequence[Document] | None = None
    writer = Writer(connection)
    for projection in behind:
        after = seen[projection.name].position
        given: Sequence[Document] = batch
        if getattr(projection, "reveals", ()):
            given = open_batch = revealed(batch, beside) if open_batch is None else open_batch
        fresh = given if after < part[0][0] else [event for event in given if event["position"] > after]
        _project(writer, projection, fresh)
    track(connection, [projection.name for projection in behind], last, batch[-1]["event_id"])


def decoded(part: Sequence[tuple[int, bytes]]) -> list[Document]:
    """Return the documents of a batch in their present shapes.

    Raises:
        CorruptionError: A document is not readable, or says another position than the one it lies at.
    """
    batch = []
    for position, raw in part:
        try:
            event = orjson.loads(raw)
            mismatch = event["position"] != position
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise CorruptionError(DOCUMENT_UNREADABLE, position=position) from error
        if mismatch:
            raise CorruptionError(DOCUMENT_UNREADABLE, position=position)
        batch.append(event)
    return upcasts.current(batch)


def _project(writer: Writer, projection: Projection, batch: Sequence[Document]) -> None:
    """Project a batch; if that fails, event by event, parking those at fault."""
    if _tried(writer, projection, batch) is None:
        return
    for event in batch:
        reason = _tried(writer, projection, [event])
        if reason is not None:
            park(writer.connection, Parked(event["position"], projection.name, reason))


def _tried(writer: Writer, projection: Projection, batch: Sequence[Document]) -> str | None:
    """Project inside a savepoint; return why it failed, after undoing it."""
    try:
        with writer.connection.begin_nested():
            projection.project(writer, batch)
    except ProjectionFailure as failure:
        return failure.reason
    except UNFIT as error:
        return f"{type(error).__name__}: {error}"
    return None
