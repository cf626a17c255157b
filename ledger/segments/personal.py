"""Personal values beside segments: in a folder of their own, in no manifest, to be deleted at any time.

A file covers the positions of one segment. Its name says what it holds, and whenever segments are written it
is compared with the ledger: what was erased there is gone here, too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from ledger.log.personal import Row, rows_between
from ledger.log.reader import LogReader
from ledger.segments.columns import parquet_bytes, personal_schema
from ledger.segments.extra import extra
from ledger.segments.manifest import SegmentManifest
from ledger.segments.store import SegmentStore

FOLDER = "personal"
_NAME = re.compile(rf"{FOLDER}/([0-9]{{12,18}})-([0-9]+)-[0-9a-f]{{32}}\.parquet")


def keep_personal(log: LogReader, store: SegmentStore, manifest: SegmentManifest) -> int:
    """Bring the folder to what the ledger holds of the events in segments; return how many values those are.

    Raises:
        UnavailableError: The store is away or full.
    """
    before, kept, values = set(store.sizes(FOLDER)), set[str](), 0
    for segment in manifest.segments:
        rows = rows_between(log.fetch, log.dialect, segment.first - 1, segment.last)
        if rows:
            values += len(rows)
            kept.add(store.put_content(FOLDER, segment.first, segment.count, parquet_bytes(_table(rows))))
    for name in sorted(before - kept):
        store.remove(name)
    return values


def has_personal(store: SegmentStore) -> bool:
    """Return whether personal values lie beside the segments."""
    return bool(store.sizes(FOLDER))


def personal_rows(store: SegmentStore, positions: Collection[int]) -> Iterator[Row]:
    """Yield the personal values that lie beside the segments, of these events, by position and field."""
    if not positions:
        return
    lowest, highest, wanted = min(positions), max(positions), set(positions)
    for name in store.sizes(FOLDER):
        match = _NAME.fullmatch(name)
        if match is None or int(match[1]) > highest or int(match[1]) + int(match[2]) <= lowest:
            continue
        with store.opened(name) as stream:
            table = extra("pyarrow.parquet").read_table(stream)
        columns = (table.column(field).to_pylist() for field in ("position", "field", "salt", "value"))
        for row in zip(*columns, strict=True):
            if row[0] in wanted:
                yield row


def _table(rows: list[Row]) -> Any:
    pa, schema = extra("pyarrow"), personal_schema()
    columns = zip(*((*row[:2], bytes(row[2]), row[3]) for row in rows), strict=True)
    arrays = [pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
