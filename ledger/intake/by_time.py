"""The documents of one kind in the order of business time, as far as the order can matter (interface rule 3).

Most rows may come in any order: the sale of some of a lot is judged for its day whatever was recorded before
it. Where what is taken first decides what is left for the next (units, returns without a sale number, goods
that leave the stock, versions of a register, stages of a case, voids), documents are held until those that do
not matter are taken, and come by business time, ties in the order of the file. Few are held in memory; what
is more lies in a temporary file, which sorts it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final

from ledger.deciding.scans import may_tell_units
from ledger.events.base import Table
from ledger.intake.deferred import Deferred
from ledger.intake.rows import Row
from ledger.state.effects import MOVING

Document = tuple[int, list[Row]]
"""The number of the input that a document comes from, and its rows."""

_HELD_ROWS: Final = 5000
_LAST: Final = "~"  # behind every time
_FREE: Final = frozenset({"receipts", "sales"})  # of sales those that name units are held


def by_time(
    documents: Iterable[Document], table_of: Callable[[int], Table], spilled: Deferred
) -> Iterator[Document]:
    """Yield documents of one kind: those whose order is free as they come, then the others by time.

    Args:
        documents: From all inputs of the kind, in the order of the files.
        table_of: Gives the table of an input.
        spilled: Takes what is too much for the memory; must be empty.
    """
    held: list[tuple[str, Document]] = []
    rows = 0
    latest: dict[str, str] = {}
    for document in documents:
        number, found = document
        table = table_of(number)
        if not is_ordered(table, found):
            yield document
            continue
        held.append((_behind(latest, table, found), document))
        rows += len(found)
        if rows > _HELD_ROWS:
            for time, (source, parts) in held:
                spilled.add(source, parts, time)
            held, rows = [], 0
    if not len(spilled):
        yield from (document for _, document in sorted(held, key=itemgetter(0)))
        return
    for time, (source, parts) in held:
        spilled.add(source, parts, time)
    yield from spilled.by_name()


def _behind(latest: dict[str, str], table: Table, document: Sequence[Row]) -> str:
    """Return the time by which a document comes; one of a case that tells none comes with the one before it.

    Args:
        latest: The time by which the last document of each case came.
        table: Of the document.
        document: Its rows.
    """
    time = time_of(table, document)
    if table.kind != "case":
        return time
    number = str(document[0].data.get(table.identity[0], "")) if document else ""
    latest[number] = time or latest.get(number, "")
    return latest[number]


def is_ordered(table: Table, document: Sequence[Row]) -> bool:
    """Return whether it can matter which documents are recorded before this one."""
    if table.key == "sales":
        return any("serial" in row.data or may_tell_units(row.data) for row in document)
    if table.kind == "register":
        return any(row.envelope.event_time is not None for row in document)
    if table.kind == "case":
        return True
    return table.key not in _FREE and (table.event in MOVING or table.key == "voids")


def time_of(table: Table, document: Sequence[Row]) -> str:
    """Return the earliest business time that a document tells, empty where it tells none.

    Returns that leave it to us which sale their goods are of come behind all that name theirs: they take what
    is left, and nothing that a later paper names.
    """
    time = min((time for row in document for time in _times(table, row)), default="")
    return f"{_LAST}{time}" if table.key == "returns" and any(map(_names_no_sale, document)) else time


def _names_no_sale(row: Row) -> bool:
    return not ({"sale_no", "serial"} & row.data.keys() or may_tell_units(row.data))


def _times(table: Table, row: Row) -> Iterator[str]:
    if table.kind == "case":
        times = (stage.time_in(row.data) for stage in table.stages)
        yield from (time for time in times if time is not None)
        return
    columns = (column for column in table.event_time if row.data.get(column))
    column = next(columns, None)
    if column is not None:
        yield row.data[column]
    elif row.envelope.event_time is not None:
        yield row.envelope.event_time
