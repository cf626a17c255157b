"""The stages of the cases that move goods, so that a stage can be read with those before it.

A stage carries only what is new: that two of a consignment were used, not of which lot. Whoever turns it
into movements needs the row of its case so far, as it stood in the order of the log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import orjson
import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.case import merge_stages
from ledger.state import loaners
from projections.engine.columns import Text, Whole
from projections.engine.projection import Document
from projections.engine.writer import Row, Writer
from projections.tables.movement_sendings import Correction, Sending, corrections, line_of

METADATA = sa.MetaData()
STAGES = sa.Table(
    "movement_stages",
    METADATA,
    sa.Column("record_table", Text, primary_key=True),
    sa.Column("number", Text, primary_key=True),
    sa.Column("line", Whole, primary_key=True, autoincrement=False),  # 0 where the table has no lines
    sa.Column("position", Whole, primary_key=True, autoincrement=False),
    sa.Column("event_type", Text, nullable=False),
    sa.Column("data", Text, nullable=False),  # a JSON object
    sqlite_with_rowid=False,
)
VOIDS = sa.Table(
    "movement_strikes",
    METADATA,
    sa.Column("position", Whole, primary_key=True, autoincrement=False),
    sa.Column("voided_position", Whole, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
CASES: Final = ("consignments", "delivery_discrepancies", "nonconformities", "repairs")
# Of a repair only its loaners move, and its first stage says with which customer they are.
_OF_REPAIRS: Final = frozenset({"repair_requested", loaners.ISSUED, loaners.RETURNED})
STAGE_TABLES: Final = {
    event_type: entry[0]
    for entry in catalogue.CASES
    if entry[0] in CASES
    for event_type in entry[3]
    if entry[0] != "repairs" or event_type in _OF_REPAIRS
}
_SENT: Final = "sent back"  # in place of a table: lines that send what a return brought to the supplier
_SAID: Final = (
    *("product_code", "lot", "serial", "quantity"),
    *("return_no", "disposal_no", "nonconformity_no", "line"),
)
_COLUMNS = ("record_table", "number", "line", "position", "event_type", "data")
_READ = (STAGES.c.number, STAGES.c.line, STAGES.c.position, STAGES.c.event_type, STAGES.c.data)
Data = dict[str, Any]


class Stage(NamedTuple):
    """A stage as it lies in the table."""

    line: int
    position: int
    type: str
    data: Data


class Stages:
    """The stages that a batch of events needs, those of the batch included.

    Args:
        writer: Of the tables.
        voids: Pairs of voided position and position of the void, those of the batch.
    """

    def __init__(self, writer: Writer, voids: Collection[tuple[int, int]]) -> None:
        self._writer = writer
        self._voided: dict[int, int] = {}
        for position, by in voids:
            self._voided[position] = min(by, self._voided.get(position, by))
        self._known: dict[tuple[str, str], list[Stage]] = {}
        self._fresh: list[Row] = []

    def expect(self, events: Iterable[Document]) -> None:
        """Read the cases of some stages together, before they are asked for one by one."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for event in events:
            table = STAGE_TABLES.get(event["type"])
            if table is not None:
                wanted[table].add(event["data"][catalogue.table(table).identity[0]])
        for table, numbers in wanted.items():
            self._known.update(((table, number), []) for number in numbers)
            for number, stage in self._read(table, sorted(numbers)):
                self._known[table, number].append(stage)

    def merged(self, event: Document) -> Data:
        """Add a stage, and return the row of its case so far, the stage itself included."""
        table, data = STAGE_TABLES[event["type"]], event["data"]
        number = data[catalogue.table(table).identity[0]]
        stage = Stage(data.get("line", 0), event["position"], event["type"], data)
        self._of(table, number).append(stage)
        stored = orjson.dumps(data).decode()
        self._fresh.append((table, number, stage.line, stage.position, stage.type, stored))
        row = self._rows(table, number, stage.position)[stage.line]
        if stage.type == loaners.RETURNED:
            stages = self._standing(table, number, stage.position)
            return loaners.merged(row, [(one.type, one.data) for one in stages])
        return row

    def consignment(self, returned: Document) -> Data | None:
        """Return the row of the consignment whose unused goods a return line brings back, if it is known."""
        data = returned["data"]
        if "consignment_no" not in data:
            return None
        rows = self._rows("consignments", data["consignment_no"], returned["position"])
        return next((row for _, row in sorted(rows.items()) if same_goods(row, data)), None)

    def put_right(self, event: Document) -> Iterator[tuple[str, Correction]]:
        """Note a line that sends on what a return brought, or a void of such, and yield what it puts right.

        That is a line of the return itself, or of a disposal that names it; what both say counts once.

        Yields:
            The product, and how much less a paper takes out of quarantine.
        """
        table, data, position = catalogue.table_of(event["type"]).key, event["data"], event["position"]
        if table == "voids":
            groups = self._voided_groups(event["struck"])
        else:
            groups = [(data["return_no"], data["product_code"])]
            told = {key: data[key] for key in _SAID if key in data} | {"time": _time(event)}
            stage = Stage(data.get("line", 0), position, event["type"], told)
            self._of(_SENT, data["return_no"]).append(stage)
            stored = orjson.dumps(told).decode()
            self._fresh.append((_SENT, data["return_no"], *stage[:3], stored))
        for number, product in groups:
            sendings = [one for one in self._sendings(number) if one[0] == product]
            yield from ((product, one) for one in corrections([one for _, one in sendings], position))

    def _sendings(self, return_no: str) -> Iterator[tuple[str, Sending]]:
        """Yield what was recorded about the goods that a return sent on, each with its product."""
        for stage in self._of(_SENT, return_no):
            line = line_of(stage.type, stage.data, stage.data["time"])
            voided = self._voided.get(stage.position)
            yield stage.data["product_code"], Sending(stage.position, voided, line)

    def _voided_groups(self, struck: Sequence[int]) -> list[tuple[str, str]]:
        """Return of which returns, and of which of their products, lines were voided that send goods on."""
        statement = sa.select(STAGES.c.number).where(
            STAGES.c.record_table == _SENT, STAGES.c.position.in_(struck)
        )
        numbers = set(self._writer.connection.scalars(statement))
        numbers |= {row[1] for row in self._fresh if row[0] == _SENT and row[3] in struck}
        return sorted(
            {
                (number, stage.data["product_code"])
                for number in numbers
                for stage in self._of(_SENT, number)
                if stage.position in struck
            }
        )

    def write(self) -> None:
        """Insert the stages that were added."""
        self._writer.insert(STAGES, _COLUMNS, self._fresh)

    def _rows(self, table: str, number: str, until: int) -> dict[int, Data]:
        """Return the row of each line of a case, as it stood at a position."""
        found: dict[int, Data] = defaultdict(dict)
        for stage in self._standing(table, number, until):
            found[stage.line] = merge_stages((found[stage.line], stage.data))
        return found

    def _standing(self, table: str, number: str, until: int) -> Iterator[Stage]:
        """Yield the stages of a case that stood at a position."""
        for stage in self._of(table, number):
            if stage.position <= until and self._voided.get(stage.position, until) >= until:
                yield stage

    def _of(self, table: str, number: str) -> list[Stage]:
        key = (table, number)
        if key not in self._known:
            self._known[key] = [stage for _, stage in self._read(table, [number])]
        return self._known[key]

    def _read(self, table: str, numbers: Sequence[str]) -> Iterator[tuple[str, Stage]]:
        statement = (
            sa.select(*_READ, sa.func.min(VOIDS.c.voided_position))
            .outerjoin(VOIDS, VOIDS.c.position == STAGES.c.position)
            .where(STAGES.c.record_table == table, STAGES.c.number.in_(numbers))
            .group_by(*_READ)
            .order_by(STAGES.c.position)
        )
        for number, line, position, event_type, data, by in self._writer.connection.execute(statement).all():
            if by is not None:
                self._voided[position] = by
            yield number, Stage(line, position, event_type, orjson.loads(data))


def _time(event: Document) -> str:
    time: str = event["event_time"] or event["record_time"]
    return time


def same_goods(consignment: Data, returned: Data) -> bool:
    """Return whether a return line may be of the goods of a consignment line."""
    for name in ("product_code", "lot"):
        ours, theirs = consignment.get(name), returned.get(name)
        if ours is not None and theirs is not None and ours != theirs:
            return False
    ours, theirs = consignment.get("serial"), returned.get("serial")
    return not ours or not theirs or set(theirs.split(";")) <= set(ours.split(";"))
