"""Streaming reads: bounded batches, no read transaction held between them, and yet one consistent answer.

The log only grows and commit order is position order. So a read that fixes its upper end at the beginning and
walks by position sees exactly what one long transaction would have seen, while SQLite may go on folding its
write-ahead log and PostgreSQL its old row versions, however slowly the reader consumes.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from ledger.log.dialect import Dialect
from ledger.log.query import Selection

Stored = tuple[int, bytes]
Fetch = Callable[[str, list[Any]], list[Stored]]

_FIRST_WINDOW = 4  # times the batch
_GROWTH = 8


def scan(
    fetch: Fetch, dialect: Dialect, selection: Selection, after: int, until: int, batch: int
) -> Iterator[list[Stored]]:
    """Yield `(position, document)` of what is selected within `(after, until]`, ascending, each once."""
    chunks = list(selection.chunks())
    if len(chunks) == 1:
        yield from _walk(fetch, dialect, selection, after, until, batch)
        return
    walks = (flat(_walk(fetch, dialect, chunk, after, until, batch)) for chunk in chunks)
    merged = _each_once(heapq.merge(*walks))
    while rows := list(islice(merged, batch)):
        yield rows


def _walk(
    fetch: Fetch, dialect: Dialect, selection: Selection, after: int, until: int, batch: int
) -> Iterator[list[Stored]]:
    """Walk through windows of positions.

    Where one index gives the positions in order, the window is all that is left. Else the database must
    sort what a window holds, so its width follows how thickly the events lie: about a batch or two.
    """
    low = after
    width = until if selection.is_ordered else _FIRST_WINDOW * batch
    while low < until:
        high = min(until, low + width)
        rows = fetch(*_documents(dialect, selection, low, high, batch))
        rows.sort()
        if rows:
            yield rows
        if len(rows) == batch:
            if not selection.is_ordered:
                width = max(batch, 2 * (rows[-1][0] - low))
            low = rows[-1][0]
        else:
            low = high
            width *= _GROWTH if len(rows) < batch // _GROWTH else 2


def _documents(
    dialect: Dialect, selection: Selection, low: int, high: int, limit: int
) -> tuple[str, list[Any]]:
    mark = dialect.mark
    if selection.everything:
        statement = (
            f"SELECT position, document FROM events WHERE position > {mark} AND position <= {mark}"
            f" ORDER BY position LIMIT {mark}"
        )
        return statement, [low, high, limit]
    positions, values = selection.positions(dialect, low, high)
    # CROSS JOIN: SQLite takes the tables in this order, so only the documents that were found are read.
    statement = (
        f"SELECT e.position, e.document FROM (SELECT position FROM ({positions}) AS m"
        f" ORDER BY position LIMIT {mark}) AS found"
        " CROSS JOIN events AS e WHERE e.position = found.position"
    )
    return statement, [*values, limit]


def flat(batches: Iterable[list[Stored]]) -> Iterator[Stored]:
    """Yield the rows of batches one by one."""
    for rows in batches:
        yield from rows


def _each_once(rows: Iterable[Stored]) -> Iterator[Stored]:
    last = 0
    for row in rows:
        if row[0] != last:
            last = row[0]
            yield row
