"""What can be asked of the log, whatever the database: single events, streams, times, personal values."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Engine

from ledger.log import kept_settings, personal
from ledger.log.appended import OnRecord
from ledger.log.dialect import Dialect
from ledger.log.query import Selection, selection_of_tags, selection_of_types
from ledger.log.scan import Stored, scan
from ledger.log.transaction import Transaction

_IDS_AT_ONCE = 10_000


class LogReader(ABC):
    """The reading side of a log.

    Attributes:
        engine: For connections of one's own; `reading` and `writing` are the usual doors.
        dialect: How its database writes SQL.
        location: Where the log is, as it may be shown.
    """

    engine: Engine
    dialect: Dialect
    location: str

    @property
    def itself(self) -> LogReader:
        """The log, also where this is a moment of it."""
        return self

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """Open a read transaction: everything read in it belongs to one moment."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Connection]:
        """Open a write transaction for what is disposable or erasable; the log's own tables refuse it."""

    @abstractmethod
    def fetch(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return all rows of one statement as tuples, on a connection of its own."""

    @abstractmethod
    def close(self) -> None:
        """Close every connection."""

    def head(self) -> int:
        """Return the last position; 0 while there is none."""
        return int(self.fetch("SELECT coalesce(max(position), 0) FROM events", ())[0][0])

    def last(self, transaction: Transaction) -> tuple[int, str]:
        """Return the last position and its record time; 0 and nothing while there is none."""
        found = transaction.rows("SELECT position, record_time FROM events ORDER BY position DESC LIMIT 1")
        return (found[0][0], found[0][1]) if found else (0, "")

    def document(self, position: int) -> bytes | None:
        """Return the stored bytes of the event at `position`."""
        return self.documents([position]).get(position)

    def documents(self, positions: Iterable[int]) -> dict[int, bytes]:
        """Return the stored bytes of the events at these positions, by position."""
        found: dict[int, bytes] = {}
        for some in _portions(list(positions)):
            condition, value = self.dialect.among_positions("position", some)
            found.update(self.fetch(f"SELECT position, document FROM events WHERE {condition}", (value,)))
        return found

    def leaf_hashes(self, positions: Iterable[int]) -> dict[int, str]:
        """Return the leaf hashes of the events at these positions, as hexadecimal digits, by position."""
        found: dict[int, str] = {}
        for some in _portions(list(positions)):
            condition, value = self.dialect.among_positions("position", some)
            leaf = self.dialect.hexadecimal("leaf")
            found.update(self.fetch(f"SELECT position, {leaf} FROM events WHERE {condition}", (value,)))
        return found

    def leaf_tiles(self, indexes: Iterable[int]) -> dict[int, bytes]:
        """Return the full tiles among these of the leaf hashes, 256 in one piece, by index."""
        found: dict[int, bytes] = {}
        for some in _portions(list(indexes)):
            condition, value = self.dialect.among_positions("idx", some)
            rows = self.fetch(f"SELECT idx, hashes FROM tiles WHERE level = 0 AND {condition}", (value,))
            found.update((idx, bytes(hashes)) for idx, hashes in rows)
        return found

    def receipts(self, event_ids: Iterable[str]) -> dict[str, OnRecord]:
        """Return what is on record under these ids, by id; unknown ones are absent."""
        found: dict[str, OnRecord] = {}
        for some in _portions(list(event_ids)):
            condition, value = self.dialect.among_texts("event_id", some)
            rows = self.fetch(
                f"SELECT event_id, position, record_time, document FROM events WHERE {condition}", (value,)
            )
            found.update((row[0], OnRecord(*row[1:])) for row in rows)
        return found

    def scan(
        self, after: int = 0, until: int | None = None, *, types: Sequence[str] = (), batch: int = 1000
    ) -> Iterator[list[Stored]]:
        """Yield `(position, document)` within `(after, until]`, ascending, in lists of at most `batch`."""
        return self._scan(selection_of_types(types), after, until, batch)

    def scan_tags(
        self,
        tags: Sequence[str],
        *,
        types: Sequence[str] = (),
        after: int = 0,
        until: int | None = None,
        batch: int = 1000,
    ) -> Iterator[list[Stored]]:
        """Yield `(position, document)` of the events that carry any of the tags, ascending, each once."""
        if not tags:
            return iter(())
        return self._scan(selection_of_tags(tags, types), after, until, batch)

    def tags_beginning(self, text: str) -> list[str]:
        """Return the tags that begin with a text (`udi:`) and that any event carries, each once."""
        condition, values = self.dialect.beginning("tag", text)
        return [
            row[0] for row in self.fetch(f"SELECT DISTINCT tag FROM events_tags WHERE {condition}", values)
        ]

    def exists(self, transaction: Transaction, selection: Selection, after: int, until: int) -> bool:
        """Return whether an event within `(after, until]` is selected."""
        for chunk in selection.chunks():
            for branch in chunk.branches:
                statement, values = branch.sql(self.dialect, after, until)
                if transaction.rows(f"{statement} LIMIT 1", tuple(values)):
                    return True
        return False

    def record_time_at(self, position: int) -> str | None:
        """Return when the event at `position` was recorded."""
        rows = self.fetch(f"SELECT record_time FROM events WHERE position = {self.dialect.mark}", (position,))
        return rows[0][0] if rows else None

    def position_at(self, record_time: str) -> int:
        """Return the last position recorded at or before this time; 0 if there is none.

        Record times never decrease, so halving the log finds it without an index on them.
        """
        below, above = 0, self.head() + 1
        while above - below > 1:
            middle = (below + above) // 2
            at_middle = self.record_time_at(middle)
            if at_middle is not None and at_middle <= record_time:
                below = middle
            else:
                above = middle
        return below

    def personal(self, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """Return personal values by position and field; erased ones are absent."""
        asked = set(wanted)
        found: dict[tuple[int, str], str] = {}
        for some in _portions(sorted({position for position, _ in asked})):
            rows = personal.rows_of(self.fetch, self.dialect, some)
            found.update((row[:2], row[3]) for row in rows if row[:2] in asked)
        return found

    def personal_checked(self, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """Return personal values like `personal`, each checked against the digest in its event.

        Raises:
            CorruptionError: A value is not the one that was recorded.
        """
        asked = set(wanted)
        found: dict[tuple[int, str], str] = {}
        for some in _portions(sorted({position for position, _ in asked})):
            rows = [row for row in personal.rows_of(self.fetch, self.dialect, some) if row[:2] in asked]
            personal.check(rows, self.documents(some))
            found.update((row[:2], row[3]) for row in rows)
        return found

    def forget_erased(self) -> bool:
        """Let the database overwrite what was erased; return whether nothing of it is left in its files."""
        return True

    def settings(self) -> dict[str, str]:
        """Return what was fixed when the ledger was made."""
        return dict(self.fetch("SELECT name, value FROM settings ORDER BY name", ()))

    def get_setting(self, name: str) -> str | None:
        """Return one setting, or None."""
        return self.settings().get(name)

    def put_setting(self, name: str, value: str) -> None:
        """Fix a setting; the same value again changes nothing.

        Raises:
            ConflictError: The setting has another value already.
        """
        with self.writing() as connection:
            kept_settings.put(connection, name, value)

    def select(
        self, selection: Selection, after: int, until: int, batch: int = 1000
    ) -> Iterator[list[Stored]]:
        """Yield `(position, document)` of what is selected within `(after, until]`, in order, in batches."""
        return scan(self.fetch, self.dialect, selection, after, until, batch)

    def _scan(
        self, selection: Selection, after: int, until: int | None, batch: int
    ) -> Iterator[list[Stored]]:
        head = self.head()
        end = head if until is None else min(until, head)
        return scan(self.fetch, self.dialect, selection, after, end, batch)


def _portions(values: list[Any]) -> Iterator[list[Any]]:
    for at in range(0, len(values), _IDS_AT_ONCE):
        yield values[at : at + _IDS_AT_ONCE]
