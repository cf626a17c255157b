"""Questions asked of the files of a store by DuckDB, each one statement; nothing of the ledger is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ledger.errors import CommandError
from ledger.events import catalogue
from ledger.segments.extra import extra
from ledger.segments.files import SegmentFiles
from ledger.segments.manifest import StoredFile
from ledger.segments.manifests import KeptManifest, required_manifest
from ledger.segments.reader import keys_known
from ledger.segments.store import SegmentStore
from projections.relational.problems import NO_LINES, NOT_COVERED, NOT_EXACT
from projections.relational.stock import stock_sql
from projections.relational.tables import table_sql, unanswered

_PARAMETER: Final = re.compile(r"\$([a-z]+)\b")
Rows = list[dict[str, Any]]


class Relations:
    """The relations `events` and `lines` of one store, as its manifest lists them.

    Every file is compared with the digest in the manifest before it is read.

    Args:
        store: Where the files lie.
        kept: The manifest, opened.

    Attributes:
        covered: Last position that the answers know.
    """

    def __init__(self, store: SegmentStore, kept: KeptManifest) -> None:
        self.covered = kept.manifest.size
        self._store = store
        self._manifest = kept.manifest
        self._files = SegmentFiles(store)
        self._connection = extra("duckdb").connect()
        self._opened = set[str]()

    def stock(self, *, at: str | None = None, known: int | None = None) -> Rows:
        """Return the stock of each of the goods there ever were, ordered by product, lot and serial.

        Args:
            at: World time in the stored form; None looks at all of it.
            known: Last position that the answer may rest on; all that are covered by default.

        Raises:
            CommandError: The position is not covered, there are no lines, or a quantity is too long.
            CorruptionError: A file is missing or is not the one that was listed.
            UnavailableError: The store is away.
        """
        return self._asked(stock_sql(), {"at": at, "known": self._known(known)}, ("events", "lines"))

    def table(
        self, key: str, *, at: str | None = None, known: int | None = None, voided: bool = False
    ) -> Rows:
        """Return the rows of a record table: live facts, of a register the versions in force.

        Args:
            key: Of the table.
            at: World time in the stored form; None looks at all of it.
            known: Last position that the answer may rest on; all that are covered by default.
            voided: Also voided rows and every version of a register.

        Raises:
            KeyError: No such table is in the catalogue.
            CommandError: The position is not covered, or the table has no statement.
            CorruptionError: A file is missing or is not the one that was listed.
            UnavailableError: The store is away.
        """
        table = catalogue.table(key)
        if (problem := unanswered(table)) is not None:
            raise CommandError(problem, table=key)
        values = {"at": at, "known": self._known(known), "voided": voided}
        return self._asked(table_sql(table), values, ("events",))

    def close(self) -> None:
        """Close the engine."""
        self._connection.close()

    def _asked(self, statement: str, values: Mapping[str, Any], relations: Sequence[str]) -> Rows:
        for name in relations:
            if name not in self._opened:
                self._open(name)
        return asked(self._connection, statement, values)

    def _known(self, known: int | None) -> int:
        if known is not None and known > self.covered:
            raise CommandError(NOT_COVERED, covered=self.covered, known=known)
        return self.covered if known is None else known

    def _open(self, name: str) -> None:
        files: Sequence[StoredFile] = self._manifest.segments
        if name == "lines":
            files = self._manifest.of_kind("lines")
            if sum(one.count for one in files) != self.covered:
                raise CommandError(NO_LINES, store=self._store.shown)
        if self._store.folder is None:
            pa = extra("pyarrow")
            tables = [self._files.parquet(one).read() for one in files]
            self._connection.register(name, pa.concat_tables(tables))
        else:
            for one in files:
                self._files.content(one)
            places = ", ".join("'" + self._store.place(one.name).replace("'", "''") + "'" for one in files)
            self._connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{places}])")
        self._opened.add(name)


def open_relations(url: str, *, key: str | None = None) -> Relations:
    """Return the relations of a store, its newest manifest checked against the ledger's keys.

    Args:
        url: A folder, or an URL that fsspec opens.
        key: The verifier key with which the ledger was made; else the manifest's word is taken.

    Raises:
        CommandError: A package is missing.
        CorruptionError: The manifest is not signed by that ledger.
        NoteError: The key is none.
        UnavailableError: There are no segments, or the store is away.
    """
    store = SegmentStore(url)
    return Relations(store, required_manifest(store, keys_known(store, key)))


def asked(connection: Any, statement: str, values: Mapping[str, Any]) -> Rows:
    """Return the rows of a statement, given those of the values that it names.

    Args:
        connection: Of DuckDB, with the relations that the statement reads.
        statement: One that this package makes.
        values: By the names of its parameters.

    Raises:
        CommandError: A quantity cannot be counted exactly.
    """
    duckdb = extra("duckdb")
    named = {name: values[name] for name in set(_PARAMETER.findall(statement)) & values.keys()}
    try:
        found = connection.execute(statement, named)
        names = [one[0] for one in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    except (duckdb.OutOfRangeException, duckdb.ConversionException, duckdb.InvalidInputException) as error:
        raise CommandError(NOT_EXACT, detail=str(error).partition("\n")[0]) from error
