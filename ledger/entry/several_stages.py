"""A row of a document that tells several stages of a case at once: as many rows, each of one stage."""

from __future__ import annotations

from dataclasses import replace

from ledger.deciding.stage_rows import split_stages
from ledger.deciding.stages import holding
from ledger.entry.reading import Entry
from ledger.events.base import Table


def stage_entries(table: Table, entry: Entry) -> list[Entry]:
    """Return the stages that a row tells of, in their order; a row that one stage explains stays as it is.

    A business time that the row gives is that of its last stage, as a remark is.

    Args:
        table: Of the row.
        entry: The row, as it was read.
    """
    row = entry.row
    if table.kind != "case" or entry.stage is not None or row.reasons:
        return [entry]
    if holding(table, table.stages, row.data) or not row.data.keys() - set(table.identity):
        return [entry]
    told = split_stages(table, row.data)
    if len(told) < 2:
        return [entry]
    before = row.envelope._replace(event_time=None, note=None)
    return [
        Entry(
            replace(
                row,
                data=one.data,
                reasons=[],
                envelope=row.envelope if place == len(told) else before,
                filled=tuple(key for key in row.filled if key in one.data),
            ),
            one.stage.key,
            entry.missing,
        )
        for place, one in enumerate(told, 1)
    ]
