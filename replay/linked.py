"""What hangs together with a case: the records that it names, and those that name it."""

from __future__ import annotations

from typing import Any

import orjson
import sqlalchemy as sa

from ledger.events import catalogue, upcasts
from ledger.events.base import Table
from ledger.log.reader import LogReader
from projections.reading.query import Query
from projections.tables.record_tables import record_table
from projections.tables.shown_times import shower

NAMES, NAMED_BY = "names", "named_by"
_KINDS = frozenset({"case", "fact"})


def linked(
    log: LogReader, query: Query, table: Table, number: str, row: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return the records linked to a case at a cut-off, each once, by table and number.

    What the case names comes from its row (`names`); what names it is found by its tag, which every event
    that refers to it carries (`named_by`). Voided records are left out.

    Args:
        log: Of the ledger.
        query: The cut-off, and where to read.
        table: Of the case.
        number: Of the case.
        row: The case laid together.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for column in table.columns:
        ref = column.ref
        if ref is None or ref not in catalogue.TABLE_KEYS or catalogue.table(ref).kind not in _KINDS:
            continue
        values = row.get(column.key)
        for value in values if isinstance(values, list) else [values]:
            if value is not None:
                found.setdefault((ref, value), _link(NAMES, ref, value, column.key))
    _named_by(log, query, table, number, found)
    return [found[key] for key in sorted(found)]


def _named_by(
    log: LogReader,
    query: Query,
    table: Table,
    number: str,
    found: dict[tuple[str, str], dict[str, Any]],
) -> None:
    kind = catalogue.TAG_KINDS.get(table.identity[0])
    if kind is None:
        return
    positions: dict[str, dict[int, str]] = {}
    for part in log.scan_tags([f"{kind}:{number}"], until=query.cutoff.known):
        for event in upcasts.current([orjson.loads(raw) for _, raw in part]):
            other = catalogue.table_of(event["type"])
            named = event["data"].get(other.identity[0])
            if named is not None and (other.key, named) != (table.key, number):
                positions.setdefault(other.key, {})[event["position"]] = str(named)
    show = shower(query.zone)
    for key, named_at in positions.items():
        source = record_table(key)
        statement = sa.select(source.c.position, source.c.event_time, source.c.record_time).where(
            source.c.position.in_(list(named_at)), query.cutoff.live(source)
        )
        for position, event_time, record_time in query.connection.execute(
            statement.order_by(source.c.position)
        ):
            link = found.setdefault(
                (key, named_at[position]), _link(NAMED_BY, key, named_at[position], table.identity[0])
            )
            if link["position"] is None:
                link["position"], link["at"] = position, show(event_time or record_time)


def _link(how: str, key: str, number: str, column: str) -> dict[str, Any]:
    return {
        "table": key,
        "table_zh": catalogue.table(key).zh,
        "number": number,
        "link": how,
        "column": column,
        "at": None,
        "position": None,
    }
