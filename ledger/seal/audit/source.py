"""What an audit reads from the database: everything as bytes, whatever a foreign hand may have put there.

A column that should hold text may hold anything in a database that was altered with other tools. So texts
are read as bytes and never decoded on the way; the caller compares bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult

from ledger.log.chained import Chained
from ledger.log.dialect import dialect_of
from ledger.log.schema import revision_of

BATCH = 2048
_MANY = 200_000  # short texts to be held in memory at once
_HIGHEST = 7  # level of the tiles of a log of 2^63 events


# position, event_id, type, event_time, record_time, leaf, document, proper: the last says whether the columns
# hold values of the kinds that the program writes.
Row = Sequence[Any]


class PersonalRow(NamedTuple):
    """A personal value beside the log."""

    position: int
    field: bytes | None
    salt: bytes | None
    value: bytes | None


class StoredCheckpoint(NamedTuple):
    """A checkpoint in the database."""

    size: int
    root: bytes | None
    note: bytes | None
    taken_at: bytes | None


class AuditSource:
    """Reads one consistent state of a log; the connection must be in a transaction that sees only one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._mark = dialect_of(connection).mark
        self._sqlite = connection.dialect.name == "sqlite"
        self._open: list[CursorResult[Any]] = []

    def close(self) -> None:
        """End every stream, also those that were not read to their end."""
        while self._open:
            self._open.pop().close()

    def rows(self) -> Iterator[Sequence[Row]]:
        """Yield the rows of the log by position, in batches."""
        texts = ", ".join(map(self._text, ("event_id", "type", "event_time", "record_time")))
        yield from self._stream(
            f"SELECT position, {texts}, {self._blob('leaf')}, {self._blob('document')}, {self._proper()}"
            " FROM events ORDER BY position"
        )

    def tags(self) -> Iterator[Sequence[tuple[bytes, int, bytes]]]:
        """Yield the rows of the tag index by position, in batches; ordering them so costs a sort."""
        tag, type_ = self._text("coalesce(tag, '')"), self._text("coalesce(type, '')")
        columns = f"{tag}, {self._number('position')}, {type_}"
        yield from self._stream(f"SELECT {columns} FROM events_tags ORDER BY position")

    def tags_summed(self, end: str) -> Iterator[Sequence[tuple[bytes, bytes, int]]]:
        """Yield tags, the places of the index that each leads to, and the last of their positions.

        A tag is `b"%b%b" % (tag, end)`, a place `b"%d %b%b" % (position, type, end)`; places of one tag may
        come in one piece, a line each: never so many that they would not fit into memory.

        Args:
            end: Hexadecimal digits.
        """
        position = self._number("position")
        tag = self._text(f"(coalesce(tag, '') || '{end}')")
        place = f"{position} || ' ' || coalesce(type, '') || '{end}'"
        if self._sqlite and not self._has_many("events_tags", "tag"):
            place = self._text(f"group_concat({place}, x'0a')")
            yield from self._each(f"SELECT {tag}, {place}, max({position}) FROM events_tags GROUP BY tag")
            return
        yield from self._stream(f"SELECT {tag}, {self._text(f'({place})')}, {position} FROM events_tags")

    def _has_many(self, table: str, column: str) -> bool:
        """Tell whether a value stands in more rows of a table than are to be held in memory at once."""
        found = self._connection.exec_driver_sql(
            f"SELECT 1 FROM {table} GROUP BY {column} HAVING count(*) > {_MANY} LIMIT 1"
        )
        return found.first() is not None

    def personal(self) -> Iterator[PersonalRow]:
        """Yield the personal values by position."""
        columns = ", ".join(
            [self._number("position"), self._text("field"), self._blob("salt"), self._text("value")]
        )
        for batch in self._stream(f"SELECT {columns} FROM personal ORDER BY position, field"):
            for row in batch:
                yield PersonalRow(*row)

    def fields_at(self, position: int) -> set[str]:
        """Return the fields of the personal values kept for one event."""
        rows = self._connection.exec_driver_sql(
            f"SELECT {self._text('field')} FROM personal WHERE position = {self._mark}", (position,)
        )
        return {row[0].decode("utf-8", "replace") for row in rows}

    def checkpoints(self) -> Iterator[StoredCheckpoint]:
        """Yield the checkpoints of the database, the largest size first."""
        columns = f"{self._blob('root')}, {self._text('note')}, {self._text('taken_at')}"
        for batch in self._stream(f"SELECT size, {columns} FROM checkpoints ORDER BY size DESC"):
            for row in batch:
                yield StoredCheckpoint(*row)

    def chained(self, table: Chained) -> Iterator[tuple[int, Sequence[bytes | None], bytes | None]]:
        """Yield number, other columns and digest of the entries of a table beside the log, in order.

        A column that holds what is no text is None.
        """
        number, *texts = table.columns
        columns = ", ".join([*map(self._proper_text, texts), self._blob("digest")])
        for batch in self._stream(f"SELECT {number}, {columns} FROM {table.name} ORDER BY {number}"):
            for row in batch:
                yield row[0], row[1:-1], row[-1]

    def is_bound(self, table: Chained) -> bool:
        """Tell whether the schema is one in which the entries of a table beside the log have digests."""
        return (revision_of(self._connection) or "") >= table.since

    def first_after(self, moment: str) -> tuple[int, str] | None:
        """Return position and record time of the first event that was recorded after a moment."""
        row = self._connection.exec_driver_sql(
            f"SELECT position, record_time FROM events WHERE record_time > {self._mark}"
            " ORDER BY position LIMIT 1",
            (moment,),
        ).first()
        return None if row is None else (row[0], str(row[1]))

    def has_checkpoints(self) -> bool:
        """Tell whether the database has any checkpoint."""
        return self._connection.exec_driver_sql("SELECT 1 FROM checkpoints LIMIT 1").first() is not None

    def tile(self, level: int, idx: int) -> tuple[bytes, bytes] | None:
        """Return root and hashes of a tile, or None."""
        row = self._connection.exec_driver_sql(
            f"SELECT {self._blob('root')}, {self._blob('hashes')} FROM tiles"
            f" WHERE level = {self._mark} AND idx = {self._mark}",
            (level, idx),
        ).first()
        return None if row is None else (row[0] or b"", row[1] or b"")

    def last_tiles(self) -> dict[int, int]:
        """Return for each level that has tiles the number of the last one."""
        level, idx = self._number("level"), self._number("max(idx)")
        rows = self._connection.exec_driver_sql(f"SELECT {level}, {idx} FROM tiles GROUP BY level")
        return {row[0]: row[1] for row in rows if 0 <= row[0] <= _HIGHEST}

    def full_tiles(self) -> int:
        """Return how many tiles of level 0 are stored."""
        counted = self._connection.exec_driver_sql("SELECT count(*) FROM tiles WHERE level = 0")
        return int(counted.scalar_one())

    def damage(self) -> str | None:
        """Return what SQLite itself finds wrong with the structure of its file, indexes included."""
        if not self._sqlite:
            return None
        told = self._connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        return None if told == "ok" else " ".join(str(told).split())

    def has_tag(self, tag: str, position: int) -> bool:
        """Tell whether the index of tags leads from a tag to an event."""
        row = self._connection.exec_driver_sql(
            f"SELECT 1 FROM events_tags WHERE tag = {self._mark} AND position = {self._mark}",
            (tag, position),
        ).first()
        return row is not None

    def tagged(self, tag: str) -> Iterator[tuple[int, bytes]]:
        """Yield position and document of the events that the index of tags leads to, by position."""
        statement = (
            f"SELECT position, {self._blob('document')} FROM events WHERE position IN"
            f" (SELECT position FROM events_tags WHERE tag = {self._mark}) ORDER BY position"
        )
        for position, document in self._connection.exec_driver_sql(statement, (tag,)):
            yield position, document or b""

    def first(self) -> bytes | None:
        """Return the document of the first event."""
        row = self._connection.exec_driver_sql(
            f"SELECT {self._blob('document')} FROM events WHERE position = 1"
        ).first()
        return None if row is None else row[0]

    def settings(self) -> dict[str, bytes]:
        """Return the settings of the ledger."""
        rows = self._connection.exec_driver_sql(
            f"SELECT {self._text('name')}, {self._text('value')} FROM settings"
        )
        return {row[0].decode("utf-8", "replace"): row[1] or b"" for row in rows}

    def _stream(self, statement: str) -> Iterator[Sequence[Any]]:
        """Yield the rows of a statement in batches; of SQLite as plain tuples, for there may be millions."""
        rows = self._begun(statement)
        while found := rows.fetchmany(BATCH):
            yield found

    def _each(self, statement: str) -> Iterator[Sequence[Any]]:
        """Yield the rows of a statement of SQLite one by one, each as a batch: there is room for few."""
        for row in self._begun(statement):
            yield (row,)

    def _begun(self, statement: str) -> Any:
        """Return what gives the rows of a statement that was begun."""
        options = {"stream_results": True, "max_row_buffer": BATCH}
        result = self._connection.exec_driver_sql(statement, execution_options=options)
        self._open.append(result)
        # Of PostgreSQL the first rows are taken from the cursor already.
        return result.cursor if self._sqlite else result

    def _text(self, column: str) -> str:
        return f"CAST({column} AS BLOB)" if self._sqlite else f"convert_to({column}, 'UTF8')"

    def _blob(self, column: str) -> str:
        return f"CAST({column} AS BLOB)" if self._sqlite else column

    def _proper_text(self, column: str) -> str:
        return (
            f"iif(typeof({column}) = 'text', {self._text(column)}, NULL)"
            if self._sqlite
            else self._text(column)
        )

    def _number(self, column: str) -> str:
        return f"CAST(coalesce({column}, 0) AS INTEGER)" if self._sqlite else column

    def _proper(self) -> str:
        if not self._sqlite:
            return "TRUE"
        return "typeof(leaf) = 'blob' AND typeof(document) = 'blob' AND typeof(type) = 'text'"
