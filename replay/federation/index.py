"""The index of a federation: what was taken from all of its houses, in one DuckDB file beside the group file.

It is derived: it can be thrown away and is made again. A house whose movements are read as this program reads
them is taken on from where the index has come; any other is taken whole. Nothing personal is in it.

============  =====================================================================================
table         a row is
============  =====================================================================================
`houses`      a house: how far its log was, its root, its zone, by which version it was read
`lines`       a movement (:mod:`projections.tables.movements`) and when it was recorded
`struck`      a movement that was voided, and the position of the void
`products`    a version of a product's file; `same_di` is its identifier as identifiers are compared
`parties`     a version of a partner's file, or of the house's own (`side`)
`recorded`    an event: its position and record time
============  =====================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ledger.errors import Problem, UnavailableError
from ledger.segments.extra import extra
from ledger.udi import same_identifier
from projections.tables.movements import Movements
from replay.federation.extract import LINES, PARTIES, PRODUCTS, RECORDED, STRUCK, Extract, Rows

INDEX_BUSY = Problem(
    "index_busy",
    "打开联盟索引：{file} 应可打开，实际被占用或已损坏。",
    "Opening the index of a federation: {file} could not be opened; it is in use or damaged.",
    "稍后再试；若仍不行，删除该文件，下次查询时自动重建。",
    "Try again later; if it stays so, delete the file: the next question makes it anew.",
)
VERSION = f"1.{Movements.version}"
_INTEGERS = frozenset({"position", "part", "voided_position"})
_TABLES = {
    "lines": (*LINES, "record_time"),
    "struck": STRUCK,
    "products": (*PRODUCTS, "same_di"),
    "parties": PARTIES,
    "recorded": RECORDED,
}
_GROWING = frozenset({"lines", "recorded"})
_HOUSES = """CREATE TABLE IF NOT EXISTS houses (
    house VARCHAR PRIMARY KEY, position BIGINT, root VARCHAR, zone VARCHAR, version VARCHAR, token VARCHAR,
    last_recorded VARCHAR)"""


class Kept(NamedTuple):
    """A house as the index knows it.

    Attributes:
        house: Its name.
        position: How far its log was.
        root: Of its tree there, in base64.
        zone: Time zone of its dates.
        version: By which program it was read.
        token: What its files looked like; empty where that is not known.
        last_recorded: Record time of its last event; None of an empty log.
    """

    house: str
    position: int
    root: str
    zone: str
    version: str
    token: str
    last_recorded: str | None


class Index:
    """The index, open.

    Args:
        connection: Of DuckDB.
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def make(self) -> None:
        """Make the tables that are not there."""
        self.connection.execute(_HOUSES)
        for name, columns in _TABLES.items():
            typed = ", ".join(f"{one} {'BIGINT' if one in _INTEGERS else 'VARCHAR'}" for one in columns)
            self.connection.execute(f"CREATE TABLE IF NOT EXISTS {name} (house VARCHAR, {typed})")

    def houses(self) -> dict[str, Kept]:
        """Return the houses that the index knows, by name."""
        columns = ", ".join(Kept._fields)
        return {row[0]: Kept(*row) for row in self.rows(f"SELECT {columns} FROM houses")}

    @staticmethod
    def columns() -> dict[str, tuple[str, ...]]:
        """Return the columns of each table but `houses`, without the house."""
        return dict(_TABLES)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return what a statement finds."""
        found: list[tuple[Any, ...]] = self.connection.execute(statement, list(values)).fetchall()
        return found

    def put(self, kept: Kept, found: Extract, after: int = 0) -> None:
        """Put in what was taken from a house, in place of what was there behind a position, in one step."""
        self.connection.execute("BEGIN")
        try:
            self._replace(kept, found, after)
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def drop(self, houses: Iterable[str]) -> None:
        """Forget houses that are in the federation no more."""
        for house in houses:
            for table in ("houses", *_TABLES):
                self.connection.execute(f"DELETE FROM {table} WHERE house = ?", [house])

    def _replace(self, kept: Kept, found: Extract, after: int) -> None:
        times: dict[int, str] = dict(map(tuple, found.recorded))
        rows: dict[str, Rows] = {
            "lines": [(*row, times.get(row[3])) for row in found.lines],
            "struck": found.struck,
            "products": [(*row, same_identifier(row[2]) if row[2] else None) for row in found.products],
            "parties": found.parties,
            "recorded": found.recorded,
        }
        for table, fresh in rows.items():
            since = "AND position > ?" if table in _GROWING else ""
            values = [kept.house, *([after] if since else [])]
            self.connection.execute(f"DELETE FROM {table} WHERE house = ? {since}", values)
            self._insert(table, kept.house, fresh)
        self.connection.execute("DELETE FROM houses WHERE house = ?", [kept.house])
        marks = ", ".join("?" * len(kept))
        self.connection.execute(
            f"INSERT INTO houses ({', '.join(kept._fields)}) VALUES ({marks})", list(kept)
        )

    def _insert(self, table: str, house: str, rows: Rows) -> None:
        """Insert rows through Arrow; movements lie by lot, so that a lot is found without the others."""
        if not rows:
            return
        pa = extra("pyarrow")
        columns = _TABLES[table]
        arrays = {
            name: pa.array(values, pa.int64() if name in _INTEGERS else pa.string())
            for name, values in zip(columns, zip(*rows, strict=True), strict=True)
        }
        self.connection.register("fresh", pa.table(arrays))
        order = "ORDER BY lot, product_code, position" if table == "lines" else ""
        self.connection.execute(f"INSERT INTO {table} SELECT ?, * FROM fresh {order}", [house])
        self.connection.unregister("fresh")


@contextmanager
def opened_index(file: Path, *, write: bool = False) -> Iterator[Index]:
    """Open the index of a federation; to write it is made where it is not there.

    Raises:
        CommandError: The engine is not installed.
        UnavailableError: Another program writes it, or the file is damaged.
    """
    duckdb = extra("duckdb")
    try:
        connection = duckdb.connect(str(file), read_only=not write)
    except duckdb.Error as error:
        raise UnavailableError(INDEX_BUSY, file=file) from error
    try:
        index = Index(connection)
        if write:
            index.make()
        yield index
    finally:
        connection.close()
