"""The events that a recall's scope can rest on, found in the log by their tags and nothing else.

The tables that shall be proved are not asked. From the tags that the options give, the search goes on to
every lot and unit that those events name, until nothing new turns up; so what is found is at least what the
scope can reach. Lines without lot and serial have no tag of their own: where one turns up, all lines of the
product are taken, and where a scope asks for lots, units or suppliers all lines of its products are, because
any of them may belong to it. Registration numbers, dates and days are no tags: without another option they
take every movement there is. Of a range of serials the tags that there are are looked through, never listed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any

import orjson

from ledger.events import upcasts
from ledger.log.query import Branch, Selection
from ledger.log.reader import LogReader
from ledger.udi import scanned
from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.recall_serials import AskedSerials
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
_OF_PRODUCT = "product:"
_LEADING = {"delivery_discrepancies": "sale:", "repairs": "repair:"}
_READ = (*_MOVED, "record_voided")
_SETTLED = ("finding_resolved", "record_voided")


def events_of(log: LogReader, scope: Scope, until: int, products: Collection[str] = ()) -> Iterator[Batch]:
    """Yield the movements that a scope can rest on, the findings settled about them and the voids, ascending.

    Args:
        log: The only source.
        scope: Which goods.
        until: Last position known.
        products: Those that the register says its device identifiers are of.
    """
    seeds = _seeds(log, scope, until, products)
    if seeds is None:
        return log.scan(until=until, types=(*_READ, *_SETTLED, "product_registered"))
    reach = _Reach(log, scope, until)
    named = tuple(f"product:{product}" for product in sorted(reach.products(seeds)))
    if scope.asks_of_lines:
        # What may belong to the scope lies anywhere among the lines of its products.
        seeds |= set(named)
    branches = [Branch(types=_READ, any_tag=tuple(sorted(reach.tags(seeds)))), Branch(types=_SETTLED)]
    if named:
        branches.append(Branch(types=("product_registered",), any_tag=named))
    return log.select(Selection(tuple(branches)), 0, until)


def registers_of(log: LogReader, scope: Scope) -> Iterator[Batch]:
    """Yield the register versions by which the names and codes of a scope are resolved, and all voids."""
    types = [
        event_type
        for event_type, values in (
            ("product_registered", scope.products or scope.udis),
            ("customer_registered", scope.customers),
            ("supplier_registered", scope.suppliers),
        )
        if values
    ]
    return log.scan(types=(*types, "record_voided")) if types else iter(())


def _seeds(log: LogReader, scope: Scope, until: int, products: Collection[str]) -> set[str] | None:
    """Return the tags that one option gives, those of the most telling one; None if none is a tag."""
    serials = scope.asked_serials
    if serials or scope.lots or scope.udis:
        labels = {f"udi:{code}" for code in scope.udis} | _on_labels(log, scope)
        if not serials and not scope.lots:
            return labels | {f"product:{product}" for product in products}
        if scope.products:
            return {f"product:{product}" for product in scope.products}
        if not serials:
            return _qualified(log, until, "lot", scope.lots) | labels
        return _qualified(log, until, "serial", scope.serials) | _in_ranges(log, until, serials) | labels
    for kind, values in (
        ("customer", scope.customers),
        ("supplier", scope.suppliers),
        ("product", scope.products),
    ):
        if values:
            return {f"{kind}:{value}" for value in values}
    return None


def _qualified(log: LogReader, until: int, kind: str, values: Iterable[str]) -> set[str]:
    """Return tags of lots or serials, which are qualified by a product, under every product there may be."""
    return {f"{kind}:{product}/{value}" for product in _registered(log, until) for value in values}


def _in_ranges(log: LogReader, until: int, serials: AskedSerials) -> set[str]:
    """Return the tags of the units that lie in ranges, under every product there may be."""
    if not serials.ranges:
        return set()
    found = set[str]()
    for product in _registered(log, until):
        for one in serials.ranges:
            front = f"serial:{product}/"
            tags = log.tags_beginning(f"{front}{one.prefix}")
            found.update(tag for tag in tags if one.holds(tag.removeprefix(front)))
    return found


def _on_labels(log: LogReader, scope: Scope) -> set[str]:
    """Return the tags of labels that say a lot, a serial or a device identifier that is asked for."""
    asked = {carrier.same for code in scope.udis if (carrier := scanned(code)) is not None}
    serials = scope.asked_serials
    found = set()
    for tag in log.tags_beginning("udi:"):
        carrier = scanned(tag.removeprefix("udi:"))
        if carrier is not None and (
            carrier.same in asked
            or (carrier.serial is not None and carrier.serial in serials)
            or not set(scope.lots).isdisjoint(carrier.lots())
        ):
            found.add(tag)
    return found


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

    def products(self, seeds: set[str]) -> set[str]:
        """Return the products that the events of some tags are about."""
        found = set(self._products)
        if not found:
            for part in self._log.scan_tags(sorted(seeds), types=_MOVED, until=self._until):
                tags = (tag for event in _decoded(part) for tag in event["tags"])
                found |= {tag.removeprefix(_OF_PRODUCT) for tag in tags if tag.startswith(_OF_PRODUCT)}
        return found

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
