"""The events that a recall's scope can rest on, found in the log by their tags and nothing else.

The tables that shall be proved are not asked. From the tags that the options give, the search goes on to
every lot and unit that those events name, until nothing new turns up; so what is found is at least what the
scope can reach. Lines without lot and serial have no tag of their own: where one turns up, all lines of the
product are taken. Registration numbers and production dates are no tags: without another option they take
every movement there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import orjson

from ledger.events import upcasts
from ledger.log.reader import LogReader
from projections.answers.goods.recall_scope import Scope
from projections.tables.movement_stages import STAGE_TABLES
from projections.tables.movements import KINDS

Batch = list[tuple[int, bytes]]
_RECEIVED = "goods_received"
# Of a case every stage is read: one says which goods, another how many of them.
_MOVED = (_RECEIVED, "goods_sold", "goods_returned", *sorted(KINDS.keys() | STAGE_TABLES.keys()))
_NAMING = (
    ("product_code", "lot", "serial"),
    ("replacement_product_code", "replacement_lot", "replacement_serial"),
    ("loaner_product_code", "loaner_lot", "loaner_serial"),
)
_LEADING = {"delivery_discrepancies": "sale:", "repairs": "repair:"}
_READ = (*_MOVED, "record_voided")


def events_of(log: LogReader, scope: Scope, until: int) -> Iterator[Batch]:
    """Yield the movements that a scope can rest on and the voids of them, ascending.

    Args:
        log: The only source.
        scope: Which goods.
        until: Last position known.
    """
    seeds = _seeds(log, scope, until)
    if seeds is None:
        return log.scan(until=until, types=_READ)
    tags = _Reach(log, scope, until).tags(seeds)
    return log.scan_tags(sorted(tags), types=_READ, until=until)


def _seeds(log: LogReader, scope: Scope, until: int) -> set[str] | None:
    """Return the tags that one option gives, those of the most telling one; None if none is a tag."""
    if scope.serials:
        return _qualified(log, scope, until, "serial", scope.serials)
    if scope.udis:
        return {f"udi:{code}" for code in scope.udis}
    if scope.lots:
        return _qualified(log, scope, until, "lot", scope.lots)
    for kind, values in (
        ("customer", scope.customers),
        ("supplier", scope.suppliers),
        ("product", scope.products),
    ):
        if values:
            return {f"{kind}:{value}" for value in values}
    return None


def _qualified(log: LogReader, scope: Scope, until: int, kind: str, values: Iterable[str]) -> set[str]:
    """Return tags of lots or serials, which are qualified by a product, under every product there may be."""
    products = scope.products or _registered(log, until)
    return {f"{kind}:{product}/{value}" for product in products for value in values}


def _registered(log: LogReader, until: int) -> set[str]:
    parts = log.scan(until=until, types=("product_registered",))
    return {event["data"]["product_code"] for part in parts for event in _decoded(part)}


def _decoded(part: Batch) -> list[dict[str, Any]]:
    return upcasts.current([orjson.loads(raw) for _, raw in part])


class _Reach:
    """How far the events of some tags reach: the tags of every lot and unit that they name."""

    def __init__(self, log: LogReader, scope: Scope, until: int) -> None:
        self._log = log
        self._products = frozenset(scope.products)
        self._until = until
        self._known: set[str] = set()
        self._unlotted: dict[str, bool] = {}

    def tags(self, seeds: set[str]) -> set[str]:
        """Return the tags under which everything lies that belongs to the same goods as the seeds."""
        pending = seeds
        while pending:
            self._known |= pending
            found: set[str] = set()
            for part in self._log.scan_tags(sorted(pending), types=_MOVED, until=self._until):
                for event in _decoded(part):
                    found |= self._named(event)
            pending = found - self._known
        return self._known

    def _named(self, event: dict[str, Any]) -> set[str]:
        """Return the tags of the goods that an event names: its own, and those given for them.

        What replenishes a delivery may be of another lot than the case began with, and the first stage of a
        repair says with whom its loaners are. The sale, or the repair, that every stage is tagged with leads
        to all of them.
        """
        data, found = event["data"], set[str]()
        kind = _LEADING.get(STAGE_TABLES.get(event["type"], ""))
        if kind is not None:
            found |= {tag for tag in event["tags"] if tag.startswith(kind)}
        for columns in _NAMING:
            product, lot, serial = (data.get(column) for column in columns)
            if product is not None:
                found |= self._goods(product, lot, serial)
        return found

    def _goods(self, product: str, lot: str | None, serial: str | None) -> set[str]:
        if f"product:{product}" in self._known or (self._products and product not in self._products):
            return set()
        tags = {f"serial:{product}/{unit}" for unit in serial.split(";")} if serial else set()
        if lot:
            tags.add(f"lot:{product}/{lot}")
        elif not serial or self._received_unlotted(product):
            tags.add(f"product:{product}")
        return tags

    def _received_unlotted(self, product: str) -> bool:
        """Return whether stock of a product is also kept under neither lot nor serial."""
        if product not in self._unlotted:
            parts = self._log.scan_tags([f"product:{product}"], types=(_RECEIVED,), until=self._until)
            lines = (event["data"] for part in parts for event in _decoded(part))
            self._unlotted[product] = any("lot" not in line and not _by_unit(line) for line in lines)
        return self._unlotted[product]


def _by_unit(receipt: dict[str, Any]) -> bool:
    """Return whether a receipt says of each of its units whether it was accepted."""
    units = receipt["serial"].split(";") if "serial" in receipt else []
    return bool(units) and Decimal(receipt["accepted_quantity"]) in {Decimal(0), Decimal(len(units))}
