"""What was recorded late about parties, products, papers and settings, and which rows it may concern.

A paper concerns the rows that carry its tag (a customer's licence: `customer:K1`), were recorded before it
and lie on or behind the day from which it counts. The settings, our own papers and what the house begins to
keep concern every row that a rule about them judges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import orjson
import sqlalchemy as sa

from ledger.events import catalogue
from ledger.log.reader import LogReader
from ledger.rulebook import RULES
from projections.answers.findings.goods_rows import GoodsRows
from projections.answers.findings.named_rows import named_since
from projections.tables.record_tables import record_table

Pairs = Iterator[tuple[int, int]]
_FOREVER: Final = ""
_BY_CODE: Final = {
    "customers": ("customer", "customer_code"),
    "suppliers": ("supplier", "supplier_code"),
    "products": ("product", "product_code"),
    "staff": ("staff", "staff_code"),
    "locations": ("location", "location_code"),
    "equipment": ("equipment", "equipment_code"),
    "documents": ("document", "document_no"),
}
_OF_PARTIES: Final = {
    "authorisations": ("customer", "supplier", "staff"),
    "contracts": ("customer", "supplier"),
}
_OF_ALL: Final = {
    "rule_settings": "effective_from",
    "companies": None,
    "posts": None,
    "service_standards": None,
}
# Facts and stages that other rows are judged by, with the kinds of tags that say which rows.
_JUDGING: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("hold_placed", "hold_released"), ("product", "customer", "supplier", "equipment")),
    **dict.fromkeys(("veto_issued", "veto_lifted"), ("product", "customer", "supplier", "equipment")),
    **dict.fromkeys(
        ("first_approval_requested", "first_approval_granted", "first_approval_rejected"),
        ("product", "customer", "supplier"),
    ),
    "staff_trained": ("staff",),
    "inspection_report_filed": ("lot",),
    "goods_purchased": ("purchase",),
    "outbound_checked": ("outbound", "sale"),
    "goods_put_away": ("receipt", "return"),
    **dict.fromkeys(("nonconformity_confirmed", "nonconformity_decided"), ("nonconformity",)),
    "goods_disposed": ("disposal",),
    "part_moved": ("part",),
}
# Of papers of one delivery, which are judged by the one, whatever their days are.
_DOCUMENTS: Final[dict[str, tuple[str, ...]]] = {
    "goods_purchased": ("goods_received",),
    "outbound_checked": ("goods_shipped", "outbound_checked"),
    "goods_put_away": ("goods_put_away",),
    "nonconformity_confirmed": ("goods_disposed",),
    "nonconformity_decided": ("goods_disposed",),
    "goods_disposed": ("nonconformity_disposed",),
    "part_moved": ("part_moved", "repair_part_used"),
}
_TRADE: Final = ("goods_sold", "goods_consigned_out", "goods_received", "goods_purchased")
# What the house may begin to keep beside what the rules name.
_ALSO_KEPT: Final = (("licences", "staff"), ("authorisations",), ("repairs",))
_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "authorisations": ("authorisation_kind",),
    "contracts": ("contract_kind",),
    "first_approvals": ("approval_kind",),
    "inspection_reports": ("conclusion",),
    "licences": ("owner_kind", "licence_kind"),
}


class LateChange(NamedTuple):
    """Something that was recorded, or voided, behind rows that it may concern.

    Attributes:
        position: When it was known.
        since: Stored time from which it counts in business; empty text for always.
        tags: Rows with one of these are concerned; with none, all of the types.
        types: Event types of the rows concerned; with none, all.
    """

    position: int
    since: str
    tags: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


def concerned(connection: sa.Connection, log: LogReader, known: int, of: GoodsRows | None = None) -> Pairs:
    """Yield position of a row to be judged again, and of what was recorded about it since.

    Args:
        connection: Of the read model.
        log: Tells which events carry a tag.
        known: Last position that counts.
        of: The rows that are asked about; None for all.
    """
    first = _first_fact(connection)
    if first is None:
        return
    for change in late_changes(connection, log, known, first):
        yield from _rows(log, change) if of is None else _rows_of(of, change)
    for position, since in named_since(connection, known, first):
        if of is None or position in of:
            yield position, since


def late_changes(connection: sa.Connection, log: LogReader, known: int, first: int) -> list[LateChange]:
    """Return what was recorded late, by when, of which rows.

    Args:
        connection: Of the read model.
        log: The log.
        known: Last position that counts.
        first: First position of anything but a register row: nothing before it can matter.
    """
    merged = _merged((*_papers(connection, known, first), *_facts(log, known, first)))
    return [*merged, *(change for change in _kept(connection, known) if change.position > first)]


def _first_fact(connection: sa.Connection) -> int | None:
    """Return the first position of anything but a register row."""
    firsts = [
        sa.select(sa.func.min(record_table(table.key).c.position).label("first"))
        for table in catalogue.tables()
        if table.kind != "register"
    ]
    every = sa.union_all(*firsts).subquery()
    first: int | None = connection.scalar(sa.select(sa.func.min(every.c.first)))
    return first


def _papers(connection: sa.Connection, known: int, first: int) -> Iterator[LateChange]:
    """Yield the register versions that were recorded or voided behind the first fact."""
    for key, (kind, column) in _BY_CODE.items():
        for position, row in _late(connection, key, (column,), known, first):
            yield LateChange(position, row["event_time"] or _FOREVER, (f"{kind}:{row[column]}",))
    for key, kinds in _OF_PARTIES.items():
        columns = tuple(f"{kind}_code" for kind in kinds)
        for position, row in _late(connection, key, columns, known, first):
            tags = tuple(f"{kind}:{row[one]}" for kind, one in zip(kinds, columns, strict=True) if row[one])
            since = row["event_time"] or _FOREVER
            yield LateChange(position, since, tags) if tags else LateChange(position, since, (), _TRADE)
    for position, row in _late(connection, "licences", ("owner_kind", "owner_code"), known, first):
        since = row["event_time"] or _FOREVER
        if row["owner_kind"] == "own":
            yield LateChange(position, since, (), _TRADE)
        else:
            yield LateChange(position, since, (f"{row['owner_kind']}:{row['owner_code']}",))
    for key, day in _OF_ALL.items():
        for position, row in _late(connection, key, (day,) if day else (), known, first):
            since = row[day] if day else row["event_time"]
            yield LateChange(position, since or _FOREVER)


def _late(
    connection: sa.Connection, key: str, columns: Sequence[str], known: int, first: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    table = record_table(key)
    voided = sa.and_(table.c.voided_position > first, table.c.voided_position <= known)
    # Before the first version of a row, its earliest one counts: then a late one may count for any day.
    other = table.alias("other")
    always = sa.exists().where(
        *(other.c[one] == table.c[one] for one in catalogue.table(key).identity),
        other.c.event_time.is_(None),
        other.c.voided_position.is_(None),
        other.c.position != table.c.position,
    )
    statement = sa.select(
        table.c.position,
        table.c.voided_position,
        sa.case((always, table.c.event_time)).label("event_time"),
        *(table.c[one] for one in columns),
    ).where(table.c.position <= known, sa.or_(table.c.position > first, voided))
    for found in connection.execute(statement).mappings():
        row = dict(found)
        if row["position"] > first:
            yield row["position"], row
        if row["voided_position"] is not None and first < row["voided_position"] <= known:
            yield row["voided_position"], row


def _facts(log: LogReader, known: int, first: int) -> Iterator[LateChange]:
    """Yield the facts and stages that later rows are judged by, and the voids of any such."""
    for batch in log.scan(after=first - 1, until=known, types=(*_JUDGING, "record_voided")):
        for position, stored in batch:
            event = orjson.loads(stored)
            if event["type"] in _JUDGING:
                yield from _fact(event, position)
                continue
            voided = log.documents(event["struck"])
            for one in map(orjson.loads, voided.values()):
                if one["type"] in _JUDGING:
                    yield from _fact(one, position)


def _fact(event: dict[str, Any], position: int) -> Iterator[LateChange]:
    kinds = _JUDGING[event["type"]]
    tags = tuple(tag for tag in event.get("tags", ()) if tag.partition(":")[0] in kinds)
    types = _DOCUMENTS.get(event["type"], ())
    since = _FOREVER if types else event["event_time"] or _FOREVER
    if tags:
        yield LateChange(position, since, tags, types)


def _kept(connection: sa.Connection, known: int) -> Iterator[LateChange]:
    """Yield since when the house keeps the papers without which a rule does not bind."""
    types: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for rule in RULES:
        if rule.keeps:
            for key in rule.tables:
                types[rule.keeps] |= _events(key)
    types |= {keeps: set() for keeps in _ALSO_KEPT}
    for (key, *kind), events in types.items():
        table = record_table(key)
        conditions = [table.c[column] == one for column, one in zip(_KINDS.get(key, ()), kind, strict=False)]
        if key == "customers":
            conditions = [table.c[one].is_not(None) for one in kind]
        unvoided = sa.or_(table.c.voided_position.is_(None), table.c.voided_position > known)
        statement = sa.select(sa.func.min(table.c.position)).where(
            table.c.position <= known, unvoided, *conditions
        )
        since = connection.scalar(statement)
        if since is not None:
            yield LateChange(since, _FOREVER, (), tuple(sorted(events)))


def _events(key: str) -> set[str]:
    table = catalogue.table(key)
    return {stage.event for stage in table.stages} if table.kind == "case" else {table.event}


def _merged(changes: Iterable[LateChange]) -> Iterator[LateChange]:
    """Yield changes, of those about the same rows and from the same time only the last."""
    last: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
    for change in changes:
        key = (change.since, change.tags, change.types)
        last[key] = max(change.position, last.get(key, 0))
    for (since, tags, types), position in last.items():
        yield LateChange(position, since, tags, types)


def _rows(log: LogReader, change: LateChange) -> Pairs:
    mark = log.dialect.mark
    conditions = [f"e.position < {mark}"]
    values: list[Any] = [change.position]
    source = "events AS e"
    if change.tags:
        source = "events_tags AS t JOIN events AS e ON e.position = t.position"
        condition, value = log.dialect.among_texts("t.tag", change.tags)
        conditions += [condition, f"t.position < {mark}"]
        values += [value, change.position]
    if change.types:
        condition, value = log.dialect.among_texts("e.type", change.types)
        conditions.append(condition)
        values.append(value)
    if change.since:
        conditions.append(f"(e.event_time IS NULL OR e.event_time >= {mark})")
        values.append(_day_before(change.since))
    statement = f"SELECT DISTINCT e.position FROM {source} WHERE {' AND '.join(conditions)}"
    return ((position, change.position) for (position,) in log.fetch(statement, values))


def _rows_of(of: GoodsRows, change: LateChange) -> Pairs:
    since = _day_before(change.since) if change.since else None
    return ((one, change.position) for one in of.among(change.position, change.tags, change.types, since))


def _day_before(since: str) -> str:
    """Return the day before a stored time: what is placed at noon counts for the whole day, in any zone."""
    return (date.fromisoformat(since[:10]) - timedelta(days=1)).isoformat()
