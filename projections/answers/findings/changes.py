"""What was recorded late about parties, products, papers and settings, and which rows it may concern.

A paper concerns the rows that carry its tag (a customer's licence: `customer:K1`), were recorded before it
and lie on or behind the day from which it counts. The settings, our own papers and what the house begins to
keep concern every row that a rule about them judges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import orjson
import sqlalchemy as sa

from ledger.events import catalogue
from ledger.log.reader import LogReader
from ledger.rulebook import RULES
from projections.tables.record_tables import record_table

About = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Since when something counts, and for which rows: their tags and types."""
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
JUDGING: Final[dict[str, tuple[str, ...]]] = {
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

    @property
    def about(self) -> About:
        """Since when, and which rows."""
        return self.since, self.tags, self.types


class KeptPapers(NamedTuple):
    """Papers that a house may keep.

    Attributes:
        table: Key of their table.
        kind: Of its rows, which.
        types: Event types of the rows that they bind, where they are kept; with none, all.
    """

    table: str
    kind: tuple[str, ...]
    types: tuple[str, ...]


def first_fact(connection: sa.Connection) -> int | None:
    """Return the first position of anything but a register row."""
    firsts = [
        sa.select(sa.func.min(record_table(table.key).c.position).label("first"))
        for table in catalogue.tables()
        if table.kind != "register"
    ]
    every = sa.union_all(*firsts).subquery()
    first: int | None = connection.scalar(sa.select(sa.func.min(every.c.first)))
    return first


def late_papers(connection: sa.Connection, known: int, first: int) -> Iterator[LateChange]:
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
        other.c.position <= known,
        sa.or_(other.c.voided_position.is_(None), other.c.voided_position > known),
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


def late_facts(log: LogReader, after: int, known: int) -> Iterator[LateChange]:
    """Yield the facts and stages behind a position that rows are judged by, and the voids of any such."""
    for batch in log.scan(after=after, until=known, types=(*JUDGING, "record_voided")):
        for position, stored in batch:
            event = orjson.loads(stored)
            if event["type"] in JUDGING:
                yield from _fact(event, position)
                continue
            voided = log.documents(event["struck"])
            for one in map(orjson.loads, voided.values()):
                if one["type"] in JUDGING:
                    yield from _fact(one, position)


def _fact(event: dict[str, Any], position: int) -> Iterator[LateChange]:
    kinds = JUDGING[event["type"]]
    tags = tuple(tag for tag in event.get("tags", ()) if tag.partition(":")[0] in kinds)
    types = _DOCUMENTS.get(event["type"], ())
    since = _FOREVER if types else event["event_time"] or _FOREVER
    if tags:
        yield LateChange(position, since, tags, types)


def kept_since(connection: sa.Connection, known: int) -> dict[KeptPapers, int | None]:
    """Return since when the house keeps the papers without which a rule does not bind, with whose rows."""
    types: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for rule in RULES:
        if rule.keeps:
            for key in rule.tables:
                types[rule.keeps] |= events_of(key)
    types |= {keeps: set() for keeps in _ALSO_KEPT}
    found: dict[KeptPapers, int | None] = {}
    for (key, *kind), events in types.items():
        table = record_table(key)
        conditions = [table.c[column] == one for column, one in zip(_KINDS.get(key, ()), kind, strict=False)]
        if key == "customers":
            conditions = [table.c[one].is_not(None) for one in kind]
        unvoided = sa.or_(table.c.voided_position.is_(None), table.c.voided_position > known)
        statement = sa.select(sa.func.min(table.c.position)).where(
            table.c.position <= known, unvoided, *conditions
        )
        found[KeptPapers(key, tuple(kind), tuple(sorted(events)))] = connection.scalar(statement)
    return found


def events_of(key: str) -> set[str]:
    """Return the types of the events of a table."""
    table = catalogue.table(key)
    return {stage.event for stage in table.stages} if table.kind == "case" else {table.event}
