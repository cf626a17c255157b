"""Do tables hold what the log gives? Told by sums over their rows, without making the tables anew.

Most rows are inserted once and never touched again, so they need not be inserted a second time to be
compared: a row that the log gives is added to a sum over hashes, and so is each row that serves. The hash is
Python's own of bytes, SipHash, behind a salt that is drawn anew for each process: nobody can prepare rows
whose sums agree. Rows that a void or an erasure changes later, and whatever a projection reads again while it
writes, are written into scratch tables and added up at the end.

That the sums agree is an answer. Where they do not, or anything out of the ordinary is met, the tables are
made anew and compared row by row, which alone can say what differs (`projections.engine.building`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any

import orjson
import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.own import PERSONAL_ERASED
from ledger.garbage import few_collections
from projections.engine.catch_up import UNFIT, EventSource, Progress, decoded
from projections.engine.projection import Document, Projection, ProjectionFailure
from projections.engine.revealing import revealed
from projections.engine.sqlite import scratch_store
from projections.engine.store import PARKED, Store, tables_of, tracking
from projections.engine.writer import Row, Writer

_SALT = os.urandom(16)
_LEFT_OUT = (None, 0)  # what columns are of which a row says nothing: null, or the default of some
_BATCH = 250  # events, and rows that are read: few enough to stay in the cache of the processor
_Part = Callable[[Row], Row]
Found = dict[str, tuple[int, int]]
_ARGUMENTS = 100  # of a function: what any SQLite takes
_TOGETHER = 40  # batches of one transaction of the scratch tables
_CHANGING = (catalogue.table("voids").event, PERSONAL_ERASED.type)


class _UntoldError(Exception):
    """Sums cannot tell: something out of the ordinary was met."""


class _Flags(dict[Row, bytes]):
    """What combinations of yes, no and null are hashed as: `True` is the same as 1, as in a database."""

    def __missing__(self, flags: Row) -> bytes:
        said = self[flags] = orjson.dumps([flag if flag is None else int(flag) for flag in flags])
        return said


class Sums:
    """How many rows each table has, and the sum over their hashes.

    Args:
        salt: Stands in front of each row.

    Attributes:
        found: Count and sum by table; a table without rows is not in it.
    """

    def __init__(self, salt: bytes) -> None:
        self.found: Found = {}
        self._salt = salt
        self._flags = _Flags()

    def add(self, table: sa.Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Add rows of some columns of a table; the others are null, or 0 where that is their default."""
        if not rows:
            return
        count, total = self.found.get(table.name, (0, 0))
        texts, flags = _parted(table, columns)
        dumps, said, none, salt = orjson.dumps, self._flags, _LEFT_OUT, self._salt
        if flags is None:
            hashes = [hash(salt + dumps(texts(row + none))) for row in rows]
        else:
            whole = [row + none for row in rows]
            hashes = [hash(salt + dumps(texts(row)) + said[flags(row)]) for row in whole]
        self.found[table.name] = (count + len(rows), total + sum(hashes))

    def add_tables(self, connection: sa.Connection, tables: Sequence[sa.Table]) -> None:
        """Add every row of some tables."""
        for table in tables:
            texts, flags = _columns(table)
            if connection.dialect.name == "sqlite" and len(texts) < _ARGUMENTS:
                self._add_written(connection, table, texts, flags)
                continue
            for rows in _rows(connection, table, map(_quoted, table.c.keys())):
                self.add(table, tuple(table.c.keys()), rows)

    def _add_written(
        self, connection: sa.Connection, table: sa.Table, texts: Sequence[str], flags: Sequence[str]
    ) -> None:
        """Add the rows of a table that SQLite writes as JSON, which is quicker than to take them to pieces.

        It writes as `orjson` does; where it did not, the sums would differ, and the rows would be compared.
        """
        written = f"CAST(json_array({', '.join((*map(_quoted, texts), 'NULL'))}) AS BLOB)"
        said, salt = self._flags, self._salt
        for rows in _rows(connection, table, (written, *map(_quoted, flags))):
            if flags:
                hashes = [hash(salt + row[0] + said[(*row[1:], None)]) for row in rows]
            else:
                hashes = [hash(salt + row) for (row,) in rows]
            count, total = self.found.get(table.name, (0, 0))
            self.found[table.name] = (count + len(rows), total + sum(hashes))


class _SummingWriter(Writer):
    """Adds up the rows that nothing changes or reads any more, and writes the others.

    Args:
        connection: Of the scratch tables.
        sums: Where rows are added.
        steady: Names of the tables whose rows change only where their position is struck or erased.
        touched: These positions.
    """

    def __init__(
        self, connection: sa.Connection, sums: Sums, steady: frozenset[str], touched: set[int]
    ) -> None:
        super().__init__(connection)
        self._sums = sums
        self._steady = steady
        self._touched = touched

    def insert(self, table: sa.Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Add up rows, or insert those that are changed or read again."""
        if table.name not in self._steady:
            super().insert(table, columns, rows)
            return
        touched = self._touched
        if touched:
            at = columns.index("position")
            super().insert(table, columns, [row for row in rows if row[at] in touched])
            rows = [row for row in rows if row[at] not in touched]
        self._sums.add(table, columns, rows)


@lru_cache(maxsize=4096)
def _parted(table: sa.Table, columns: tuple[str, ...]) -> tuple[_Part, _Part | None]:
    """Return what takes the columns of a table out of rows of some, behind which stands what others are.

    First all but those that say yes or no, then these, if there are any.
    """
    places = {name: number for number, name in enumerate(columns)}
    null, zero = (len(columns) + place for place in range(len(_LEFT_OUT)))
    named, yes_or_no = _columns(table)
    texts = [places.get(name, null if table.c[name].server_default is None else zero) for name in named]
    flags = [places.get(name, null) for name in yes_or_no]
    return itemgetter(*texts, null), itemgetter(*flags, null) if flags else None


@lru_cache(maxsize=4096)
def _columns(table: sa.Table) -> tuple[list[str], list[str]]:
    """Return the names of the columns of a table: all but those that say yes or no, and these."""
    flags = [column.name for column in table.c if column.info.get("flag")]
    return [column.name for column in table.c if column.name not in flags], flags


def agrees(
    served: sa.Connection,
    projections: Sequence[Projection],
    log: EventSource,
    progress: Progress | None = None,
) -> bool:
    """Return whether the tables that serve are certain to be what the log gives, as far as they have come.

    Args:
        served: Sees the serving tables at one moment.
        projections: Theirs, in the versions that have built them.
        log: Where they come from.
        progress: Called after every few batches.

    Raises:
        CorruptionError: A stored document cannot be read.
    """
    until = summable_until(served)
    if until is None:
        return False
    given = sums_of_log(projections, log, until, _SALT, progress)
    return given is not None and given == sums_of_tables(served, projections, _SALT)


def summable_until(served: sa.Connection) -> int | None:
    """Return how far all of the tables that serve have come; None where sums cannot tell about them."""
    reached = {row.position for row in tracking(served).values()}
    parked = served.execute(sa.select(sa.func.count()).select_from(PARKED)).scalar_one()
    return reached.pop() if len(reached) == 1 and not parked else None


def sums_of_log(
    projections: Sequence[Projection],
    log: EventSource,
    until: int,
    salt: bytes,
    progress: Progress | None = None,
) -> Found | None:
    """Return count and sum of the rows that the log gives, by table; None where that cannot be told.

    Args:
        projections: Those whose tables are asked about.
        log: Where the events come from.
        until: The last event.
        salt: Of the hashes; they are also those of this process alone, unless `PYTHONHASHSEED` was given.
        progress: Called after every few batches.

    Raises:
        CorruptionError: A stored document cannot be read.
    """
    scratch = scratch_store(projections)
    try:
        with few_collections():
            told = _told(scratch, log, until, Sums(salt), progress)
            with scratch.reading() as connection:
                told.add_tables(connection, _tables(projections))
    except (_UntoldError, TypeError, UnicodeDecodeError):
        return None  # among them values of kinds that no column holds
    finally:
        scratch.close()
    return told.found


def sums_of_tables(served: sa.Connection, projections: Sequence[Projection], salt: bytes) -> Found | None:
    """Return count and sum of the rows of tables, by table; None where they hold what cannot be added up."""
    there = Sums(salt)
    try:
        with few_collections():
            there.add_tables(served, _tables(projections))
    except (_UntoldError, TypeError, UnicodeDecodeError):
        return None
    return there.found


def _tables(projections: Sequence[Projection]) -> list[sa.Table]:
    return [table for projection in projections for table in tables_of(projection)]


def _told(scratch: Store, log: EventSource, until: int, sums: Sums, progress: Progress | None) -> Sums:
    """Add up what the log gives, less what lies in the scratch tables afterwards."""
    touched = _touched(log, until)
    steady = frozenset[str]().union(*(getattr(one, "steady", ()) for one in scratch.projections))
    batches = log.scan(0, until, batch=_BATCH)
    while together := list(islice(batches, _TOGETHER)):
        with scratch.writing() as connection:
            writer = _SummingWriter(connection, sums, steady, touched)
            for part in together:
                _project(writer, scratch.projections, decoded(part), log, touched)
        if progress is not None:
            progress(together[-1][-1][0], until)
    return sums


def _project(
    writer: Writer,
    projections: Sequence[Projection],
    batch: list[Document],
    log: EventSource,
    known: set[int],
) -> None:
    if not known.issuperset(_changes(batch)):
        raise _UntoldError
    shown: Sequence[Document] | None = None
    try:
        for projection in projections:
            if getattr(projection, "reveals", ()):
                shown = revealed(batch, log) if shown is None else shown
                projection.project(writer, shown)
            else:
                projection.project(writer, batch)
    except (ProjectionFailure, *UNFIT) as error:
        raise _UntoldError from error


def _touched(log: EventSource, until: int) -> set[int]:
    """Return the positions of the rows that a later event changes."""
    stored = (part for part in log.scan(0, until, types=_CHANGING, batch=_BATCH))
    return {position for part in stored for position in _changes(decoded(part))}


def _changes(batch: Iterable[Document]) -> Iterator[int]:
    """Yield the positions whose rows these events change."""
    for event in batch:
        if "struck" in event:
            yield from event["struck"]
        elif event["type"] == PERSONAL_ERASED.type:
            for one in (*event["data"]["erased"], *event["data"]["shown"]):
                yield from one["positions"]


def _rows(connection: sa.Connection, table: sa.Table, wanted: Iterable[str]) -> Iterator[list[Any]]:
    """Yield what is wanted of the rows of a table as tuples, in batches, in the order in which they lie."""
    statement = f"SELECT {', '.join(wanted)} FROM {_quoted(table.name)}"
    driver: Any = connection.connection.driver_connection
    on_sqlite = connection.dialect.name == "sqlite"
    with closing(driver.cursor() if on_sqlite else driver.cursor(name="tally", binary=True)) as cursor:
        try:
            cursor.execute(statement)
            while rows := cursor.fetchmany(_BATCH):
                yield rows
        except _errors_of(connection) as error:
            raise _UntoldError from error


def _errors_of(connection: sa.Connection) -> type[Exception]:
    """Return the errors of the driver, such as of a text that is none."""
    errors: Any = connection.dialect.dbapi
    return errors.Error  # type: ignore[no-any-return]


def _quoted(name: str) -> str:
    return f'"{name}"'
