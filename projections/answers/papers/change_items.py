"""Who changed what, when and why: whatever replaces or voids another event, or is a register's new version.

One row for each field that differs, the old value beside the new; a void is one row for each record that it
took out. Rows come in the order of the log: by the position of the event that made the change, then by the
field's place on the form. A personal value shows as far as it may still be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from typing import Any

from ledger import clock
from ledger.events import catalogue
from ledger.events.base import Table
from projections.answers.papers.changes import Change, changes, voided_tables, voids
from projections.reading.query import Query
from projections.reading.stream import Row

REPLACED, VOIDED, CHANGED = "replaced", "voided", "changed"


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield every change that was known at the cut-off to what had happened by it."""
    wanted = query.values("subject_table")
    tables = [table for table in catalogue.tables() if not wanted or table.key in wanted]
    voided = voided_tables(query)
    streams = [voids(query, table) for table in tables if table.key in voided]
    streams += [changes(query, table) for table in tables if table.kind == "register" or table.key in voided]
    for change in merge(*streams, key=_position):
        yield from _rows(query, change)


def _position(change: Change) -> tuple[int, int]:
    return (change.by, change.old["position"])


def _rows(query: Query, change: Change) -> Iterator[dict[str, Any]]:
    if change.new is None:
        yield _row(query, change, VOIDED)
        return
    kind = CHANGED if change.new["replaces"] is None else REPLACED
    differing = list(_differing(change.table, change.old, change.new))
    for key in differing:
        yield _row(query, change, kind, key, change.old[key], change.new[key])
    if not differing:
        yield _row(query, change, kind)


def _differing(table: Table, old: Row, new: Row) -> Iterable[str]:
    return (column.key for column in table.columns if old[column.key] != new[column.key])


def _row(
    query: Query, change: Change, kind: str, key: str | None = None, old: Any = None, new: Any = None
) -> dict[str, Any]:
    return {
        "subject_table": change.table.key,
        "subject_no": subject_no(change.table, change.old),
        "field_key": key,
        "old_value": _text(old),
        "new_value": _text(new),
        "kind_of_change": kind,
        "reason": change.reason,
        "changed_by": change.changed_by,
        "changed_at": clock.shown(change.changed_at, query.zone),
        "approver": change.approver,
        "old_position": change.old["position"],
        "event_position": change.by,
        "line": change.old.get("line"),
    }


def subject_no(table: Table, row: Row) -> str | None:
    """Return the number of a row: its document's, or all that names it; the line is told apart."""
    parts = [str(row[key]) for key in table.identity if key != "line" and row[key] is not None]
    return "/".join(parts) or None


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)
