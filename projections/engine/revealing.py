"""Personal values of individuals, put back into the documents that the tables are made of.

What is personal only of an individual stands in the same columns as the names and addresses of firms, which
are searched, sorted and counted. So the tables hold these values themselves until they are erased: the event
that says so takes them out again, and whoever builds the tables anew finds nothing to put in. Columns that
are personal of everybody are never copied: a pointer stands in their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Protocol

import orjson

from ledger.events import catalogue, upcasts
from ledger.events.individuals import CUSTOMERS, INDIVIDUAL, columns_of, is_digest, origin
from projections.engine.projection import Document

_Place = tuple[int, str]  # position and field


class Beside(Protocol):
    """Where personal values lie, and the documents that name them."""

    def personal(self, wanted: Iterable[_Place]) -> dict[_Place, str]:
        """Return the values that are still there, by position and field."""

    def documents(self, positions: Iterable[int]) -> dict[int, bytes]:
        """Return stored documents by position."""


class NothingBeside:
    """Where nothing lies beside the log: every value counts as erased."""

    def personal(self, wanted: Iterable[_Place]) -> dict[_Place, str]:  # noqa: ARG002
        """Return nothing."""
        return {}

    def documents(self, positions: Iterable[int]) -> dict[int, bytes]:  # noqa: ARG002
        """Return nothing."""
        return {}


def revealed(batch: Sequence[Document], beside: Beside) -> Sequence[Document]:
    """Return decoded documents with what is known of the individuals they are about; null where erased.

    Args:
        batch: Decoded documents; those about individuals are replaced, not changed.
        beside: The log that they come from.
    """
    asked = [(event, wanted) for event in batch if (wanted := _wanted(event))]
    if not asked:
        return batch
    places = {place for _, wanted in asked for place in wanted.values()}
    values = beside.personal(places)
    own = {event["position"] for event, _ in asked}
    values |= _in_clear({place for place in places - values.keys() if place[0] not in own}, beside)
    shown = {event["position"]: _shown(event, wanted, values) for event, wanted in asked}
    return [shown.get(event["position"], event) for event in batch]


def _shown(event: Document, wanted: dict[str, _Place], values: dict[_Place, str]) -> Document:
    data = dict(event["data"])
    for column, place in wanted.items():
        if place in values or column in data:
            data[column] = values.get(place)
    return {**event, "data": data}


@cache
def _columns(event_type: str) -> dict[str, str]:
    """Return the columns of an event type that are personal of an individual, and their origins."""
    try:
        table = catalogue.table_of(event_type)
    except KeyError:
        return {}
    carried = table.stage(event_type).columns if table.kind == "case" else table.by_key
    return {key: origin(table.key, key) or key for key in sorted(columns_of(table.key)) if key in carried}


def _wanted(event: Document) -> dict[str, _Place]:
    """Return where the values of an event about an individual lie, by column; nothing of a firm's."""
    columns = _columns(event["type"])
    if not columns:
        return {}
    data, position = event["data"], event["position"]
    kinds = set(map(type, map(data.get, columns)))
    if str in kinds and dict not in kinds:
        return {}  # of a firm, as nearly all are
    found = {key: (position, key) for key in columns if is_digest(data.get(key))}
    version = event["versions"].get(CUSTOMERS) if "versions" in event else None
    if version is not None and str not in kinds:
        found |= {key: (version, field) for key, field in columns.items() if key not in data}
    return found


def _in_clear(places: set[_Place], beside: Beside) -> dict[_Place, str]:
    """Return the values that documents of earlier programs hold in clear, of individuals only."""
    if not places:
        return {}
    found: dict[_Place, str] = {}
    stored = beside.documents({position for position, _ in places})
    files: dict[int, Any] = {
        position: upcasts.upcast(orjson.loads(document))["data"] for position, document in stored.items()
    }
    for position, field in places:
        data = files.get(position, {})
        if data.get("kind") == INDIVIDUAL and isinstance(data.get(field), str):
            found[position, field] = data[field]
    return found
