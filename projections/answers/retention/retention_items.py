"""Until when every row of every record table must be kept, and by which rule (G-84, RT-01 … RT-15).

The strictest rule wins; implants are kept for ever; while a case, hold or recall about the goods is open,
there is no date. What has nothing to count from is kept for ever until the house sets a fallback.
`disposable` says that a record may be archived: nothing here, or anywhere, deletes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from ledger.events import catalogue
from ledger.events.base import Table
from projections.answers.retention.blocks import Disposals
from projections.answers.retention.judged import DISPOSED, Judge
from projections.answers.retention.shown import blocked_by, shown_rows
from projections.reading.query import Query
from projections.reading.record_rows import count
from projections.reading.stream import FIRST_ROWS, Part


def parts(query: Query) -> Iterator[Part]:
    """Yield the rows, always a few: of what hundreds of cases block, each is long."""
    rows = _rows(query)
    while some := list(islice(rows, FIRST_ROWS)):
        yield list(zip(*some, strict=True))


def _rows(query: Query) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that count, table by table, each with the day until which it must be kept."""
    judge, disposals = Judge(query), Disposals(query)
    wanted = query.values("subject_table")
    for key in sorted(catalogue.TABLE_KEYS):
        if not wanted or key in wanted:
            yield from _of_table(judge, catalogue.table(key), disposals)


def count_rows(query: Query) -> int:
    """Return how many rows there are: one for each row of every record table."""
    return sum(count(query.connection, table, query.cutoff) for table in catalogue.tables())


def _of_table(judge: Judge, table: Table, disposals: Disposals) -> Iterator[tuple[Any, ...]]:
    key, disposed_of = table.key, disposals.concern(table)
    for number, line, (goods, rules, until, forever, blocks, state) in shown_rows(judge, table):
        gone = disposed_of and disposals.cover(table, number, line, until)
        now = DISPOSED if gone else state
        yield (key, number, line, *goods, rules, until, forever, blocked_by(blocks), now)
