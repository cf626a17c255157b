"""What a ledger holds of one subject that is personal: where the values lie, and which rows show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ledger.errors import CommandError, Problem
from ledger.events import catalogue, upcasts
from ledger.events.base import Column, Table
from ledger.events.individuals import CUSTOMERS, EXTRA, INDIVIDUAL, columns_of, is_digest
from ledger.log.documents import decoded
from ledger.log.reader import LogReader

SUBJECT_UNKNOWN = Problem(
    "erasure_subject_unknown",
    "删除个人信息：应为账本中的对象，如 customers/K001，实际没有“{subject}”。",
    "Erasing personal values: expected a subject of this ledger such as customers/K001, got “{subject}”.",
    "写成 表/编号；用 medledger table {table} 可查到编号。",
    "Write it as TABLE/CODE; medledger table {table} lists the codes.",
)
_EVENTS_AT_ONCE: Final = 1000
Group = tuple[str, tuple[str, ...]]  # table, fields


@dataclass(slots=True)
class Concerned:
    """What is personal of a subject, by position.

    Attributes:
        table: Key of its table.
        number: Its code or number.
        beside: Where digests stand in for values: the table of the event and the fields.
        shown: Rows that show what a version of the subject's file says, with the columns that do.
        in_clear: Positions whose documents hold in clear what would be personal today.
    """

    table: str
    number: str
    beside: dict[int, Group] = field(default_factory=dict)
    shown: dict[int, Group] = field(default_factory=dict)
    in_clear: list[int] = field(default_factory=list)


def subject_of(log: LogReader, named: str) -> Concerned:
    """Return what the log holds of a subject.

    Args:
        log: The log.
        named: `TABLE/CODE`; the table by key or Chinese title.

    Raises:
        CommandError: There is no such table, or nothing in it has that number.
    """
    name, _, number = named.partition("/")
    table = catalogue.named(name.strip())
    if table is None or not number.strip():
        raise CommandError(SUBJECT_UNKNOWN, subject=named, table=table.key if table else CUSTOMERS)
    found = Concerned(table.key, number.strip())
    own = [event for event in _events_of(log, table, found.number) if _is(table, event, found.number)]
    if not own:
        raise CommandError(SUBJECT_UNKNOWN, subject=named, table=table.key)
    person = any(event["data"].get("kind") == INDIVIDUAL for event in own)
    for event in own:
        _take(found, event, table, whole=True, person=person)
    if table.key == CUSTOMERS:
        versions = {event["position"] for event in own}
        for event in _tagged(log, f"customer:{found.number}"):
            if event["position"] not in versions and (other := _table_of(event)) is not None:
                _take(found, event, other, whole=person, person=person)
                if event.get("versions", {}).get(CUSTOMERS) in versions:
                    _take_shown(found, event, other)
    return found


def _events_of(log: LogReader, table: Table, number: str) -> Iterator[dict[str, Any]]:
    first = table.identity[0]
    if first in table.tags:
        yield from _tagged(log, f"{catalogue.TAG_KINDS[first]}:{number.partition('/')[0]}")
        return
    types = [one.event for one in table.stages] or [table.event]
    yield from _decoded(log.scan(types=types, batch=_EVENTS_AT_ONCE))


def _tagged(log: LogReader, tag: str) -> Iterator[dict[str, Any]]:
    yield from _decoded(log.scan_tags([tag], batch=_EVENTS_AT_ONCE))


def _decoded(batches: Iterator[list[tuple[int, bytes]]]) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from upcasts.current([decoded(position, stored) for position, stored in batch])


def _table_of(event: dict[str, Any]) -> Table | None:
    try:
        return catalogue.table_of(event["type"])
    except KeyError:
        return None


def _is(table: Table, event: dict[str, Any], number: str) -> bool:
    """Return whether an event is of the row, or a line of the document, with that number."""
    if _table_of(event) is not table:
        return False
    parts = [str(event["data"].get(key, "")) for key in table.identity]
    return number in {parts[0], "/".join(parts)}


def _take(found: Concerned, event: dict[str, Any], table: Table, *, whole: bool, person: bool) -> None:
    """Add the fields of one event that are the subject's.

    Args:
        found: What is known so far.
        event: Decoded.
        table: Of the event.
        whole: Whether all that is personal in it is the subject's; else only what a customer's file fills.
        person: Whether the subject is an individual.
    """
    data, position = event["data"], event["position"]
    fields = [key for key, value in data.items() if is_digest(value)]
    if not whole:
        fields = [key for key in fields if _of_customer(table.by_key[key])]
    elif is_digest(event.get(EXTRA)):
        fields.append(EXTRA)
    if fields:
        found.beside[position] = (table.key, tuple(sorted(fields)))
    if person and any(isinstance(data.get(key), str) for key in columns_of(table.key)):
        found.in_clear.append(position)


def _take_shown(found: Concerned, event: dict[str, Any], table: Table) -> None:
    stages = {one.event: one.columns for one in table.stages}
    carried = stages.get(event["type"], tuple(table.by_key))
    columns = [key for key in columns_of(table.key) if key in carried and key not in event["data"]]
    if columns:
        found.shown[event["position"]] = (table.key, tuple(sorted(columns)))


def _of_customer(column: Column) -> bool:
    return (column.snapshot_of or "").startswith(f"{CUSTOMERS}.")
