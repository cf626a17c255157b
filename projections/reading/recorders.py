"""Who recorded the rows of an answer, when, and where they came from: added to rows that do not tell it.

A row is led back to the event that it shows: by its own position, else by the record that it names, else by
the identity of the record that it is made of. A row that sums several records up is nobody's, and says null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.events import catalogue
from ledger.events.base import Table
from ledger.log.reader import LogReader
from projections.reading.cutoff import CutOff
from projections.reading.stream import Part, Stream, ended
from projections.tables.record_tables import record_table

RECORDER: Final = ("recorded_by", "record_time", "source")
_POSITIONS: Final = ("position", "event_position")
_TABLES: Final = ("subject_table", "source_table", "record_table", "table")
_NUMBERS: Final = ("subject_no", "source_no", "doc_no", "number")
_OWNERS: Final = {
    "customer": "customers",
    "supplier": "suppliers",
    "product": "products",
    "staff": "staff",
    "own": "companies",
}

Row = Mapping[str, Any]
Named = tuple[str, tuple[Any, ...]]  # table, values of its identity
Told = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Recorders:
    """Adds to rows who recorded them.

    Attributes:
        connection: Of the read model.
        log: Where the events lie.
        cutoff: What was true when, as known when.
        zone: Time zone of the ledger, in which times are shown.
        table: Whose rows they are; a view names the tables that it is made of.
    """

    connection: sa.Connection
    log: LogReader
    cutoff: CutOff
    zone: str
    table: Table
    _known: dict[Named, int | None] = field(default_factory=dict)

    def added(self, found: Stream) -> Stream:
        """Return the rows with the columns of `RECORDER` behind, as far as they do not have them."""
        missing = [key for key in RECORDER if key not in found.columns]
        if not missing:
            return found
        return Stream((*found.columns, *missing), self._parts(found, missing), found.typed)

    def _parts(self, found: Stream, missing: Sequence[str]) -> Iterator[Part]:
        with ended(found.parts):
            for part in found.parts:
                rows = [dict(zip(found.columns, values, strict=True)) for values in zip(*part, strict=True)]
                told = self._told([self._position(row) for row in rows])
                columns = dict(zip(RECORDER, zip(*told, strict=True), strict=True))
                yield [*part, *(columns[key] for key in missing)]

    def _told(self, positions: Sequence[int | None]) -> list[Told]:
        """Return who recorded the event at each position, when, and from where."""
        stored = self.log.documents({one for one in positions if one is not None})
        events = {position: orjson.loads(document) for position, document in stored.items()}
        nobody: Told = (None, None, None)
        return [nobody if (event := events.get(one or 0)) is None else self._of(event) for one in positions]

    def _of(self, event: Row) -> Told:
        return event["recorded_by"], clock.shown(event["record_time"], self.zone), event.get("source")

    def _position(self, row: Row) -> int | None:
        """Return where the event lies that a row shows."""
        for key in _POSITIONS:
            if key in row:
                position: int | None = row[key]
                return position
        return next(filter(None, map(self._newest_once, self._named(row))), None)

    def _newest_once(self, named: Named) -> int | None:
        if named not in self._known:
            self._known[named] = self._newest(*named)
        return self._known[named]

    def _named(self, row: Row) -> Iterator[Named]:
        """Yield the records that a row may show, the likeliest first.

        That which it names by table and number, those of its sources whose number or identity it tells, and
        the register row that it is about.
        """
        key = next((row[one] for one in _TABLES if row.get(one) is not None), None)
        number = next((row[one] for one in _NUMBERS if row.get(one) is not None), None)
        named = None if key is None else catalogue.named(str(key))
        sources = [one for one in map(catalogue.named, self.table.derived_from or (self.table.key,)) if one]
        if number is not None:
            for table in sources if named is None else [named]:
                yield from _numbered(table, str(number), row.get("line"))
        for table in sources:
            values = tuple(row.get(one) for one in table.identity)
            if None not in values:
                yield table.key, values
        owner = _OWNERS.get(str(row.get("owner_kind")))
        if owner is not None and row.get("owner_code") is not None:
            yield owner, (row["owner_code"],)

    def _newest(self, key: str, values: Sequence[Any]) -> int | None:
        """Return the position of the newest standing event under an identity, as known then."""
        declared, table = catalogue.table(key), record_table(key)
        pairs = list(zip(declared.identity, values, strict=True))
        whole = [(one, value) for one, value in pairs if declared.by_key[one].type == "integer"]
        if not all(str(value).isdecimal() for _, value in whole):
            return None
        same = (table.c[one] == (int(value) if (one, value) in whole else str(value)) for one, value in pairs)
        statement = sa.select(sa.func.max(table.c.position)).where(*same, self.cutoff.live(table))
        found: int | None = self.connection.execute(statement).scalar()
        return found


def _numbered(table: Table, number: str, line: Any) -> Iterator[Named]:
    """Yield the record of a table under a number; of a document of lines, the line or the first one."""
    parts: list[Any] = [*number.split("/"), *([] if line is None else [line])]
    if len(parts) < len(table.identity) and table.has_lines:
        parts.append(1)
    if len(parts) >= len(table.identity):
        yield table.key, tuple(parts[: len(table.identity)])
