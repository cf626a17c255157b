"""Documents that must wait, in a temporary file: scattered ones, and those to be tried again."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import orjson

from ledger.errors import CommandError
from ledger.events.envelope import Envelope
from ledger.intake.problems import DOCUMENT_OF_TOO_MANY_ROWS
from ledger.intake.rows import Row

if TYPE_CHECKING:
    from ledger.intake.opening import Input


DOCUMENT_ROWS: Final = 20_000


class _Scratch:
    """A temporary SQLite file without durability, made when first needed, removed at the end."""

    def __init__(self, schema: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="medledger-")
        self._schema = schema
        self._connection: sqlite3.Connection | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        if self._connection is None:
            path = Path(self._folder.name) / "deferred.db"
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.executescript(
                "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;"
                f"{self._schema}; BEGIN"
            )
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._folder.cleanup()


class Deferred:
    """Documents in the order they were added, each with the number of its input."""

    def __init__(self) -> None:
        self._scratch = _Scratch(
            "CREATE TABLE deferred (at INTEGER PRIMARY KEY, input INTEGER, name TEXT, rows BLOB)"
        )
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scratch.close()

    def __len__(self) -> int:
        return self._count

    def add(self, number: int, document: list[Row], name: str = "") -> None:
        """Add a document under a name, or rows of one that come apart under it."""
        rows = orjson.dumps([_dumped(row) for row in document])
        self._scratch.connection.execute(
            "INSERT INTO deferred (input, name, rows) VALUES (?, ?, ?)", (number, name, rows)
        )
        self._count += 1

    def __iter__(self) -> Iterator[tuple[int, list[Row]]]:
        if self._count:
            yield from self._read("ORDER BY at")

    def by_name(self) -> Iterator[tuple[int, list[Row]]]:
        """Yield the documents by name, those of one name in the order they were added."""
        if self._count:
            yield from self._read("ORDER BY name, at")

    def _read(self, order: str) -> Iterator[tuple[int, list[Row]]]:
        for number, rows in self._scratch.connection.execute(f"SELECT input, rows FROM deferred {order}"):
            yield number, [_loaded(row) for row in orjson.loads(rows)]

    def gathered(self) -> Iterator[tuple[int, list[Row]]]:
        """Yield the rows that lie under one name as one document, by first appearance."""
        if not self._count:
            return
        names = self._scratch.connection.execute(
            "SELECT input, name FROM deferred GROUP BY input, name ORDER BY min(at)"
        ).fetchall()
        for number, name in names:
            parts = self._scratch.connection.execute(
                "SELECT rows FROM deferred WHERE input = ? AND name = ? ORDER BY at", (number, name)
            )
            yield number, [_loaded(row) for (rows,) in parts for row in orjson.loads(rows)]


def _dumped(row: Row) -> list[Any]:
    reasons = [[reason.problem.code, reason.particulars] for reason in row.reasons]
    return [row.number, row.data, row.cells, reasons, list(row.envelope), row.filled, row.day]


def _loaded(parts: list[Any]) -> Row:
    from ledger.errors import Problem

    number, data, cells, reasons, envelope, filled, day = parts
    return Row(
        number=number,
        data=data,
        cells=cells,
        reasons=[Problem.registry[code].with_(**particulars) for code, particulars in reasons],
        envelope=Envelope(*envelope),
        filled=tuple(filled),
        day=day,
    )


def scattered_numbers(one: Input) -> frozenset[str]:
    """Return the document numbers whose rows do not all lie together in the input.

    One cheap pass over the numbers alone; each run of equal numbers leaves some bytes in a temporary file.

    Raises:
        CommandError: More rows lie under one number than a document may have, which is held in memory.
    """
    scratch = _Scratch("CREATE TABLE runs (digest INTEGER, rows INTEGER)")
    try:
        insert = scratch.connection.executemany
        insert("INSERT INTO runs VALUES (?, ?)", ((_digest(name), rows) for name, rows in _runs(one)))
        longest = "SELECT coalesce(max(rows), 0) FROM (SELECT sum(rows) AS rows FROM runs GROUP BY digest)"
        if scratch.connection.execute(longest).fetchone()[0] > DOCUMENT_ROWS:
            raise CommandError(DOCUMENT_OF_TOO_MANY_ROWS, file=one.file, limit=DOCUMENT_ROWS)
        twice = {
            digest
            for (digest,) in scratch.connection.execute(
                "SELECT digest FROM runs GROUP BY digest HAVING count(*) > 1"
            )
        }
    finally:
        scratch.close()
    if not twice:
        return frozenset()
    return frozenset(name for name, _ in _runs(one) if _digest(name) in twice)


def _runs(one: Input) -> Iterator[tuple[str, int]]:
    """Yield each run of rows under one number, with how many they are."""
    current: str | None = None
    rows = 0
    for name in one.numbers():
        if name == current:
            rows += 1
            continue
        if current is not None:
            yield current, rows
        current, rows = name, 1
    if current is not None:
        yield current, rows


def _digest(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
