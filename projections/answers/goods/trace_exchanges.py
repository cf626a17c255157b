"""Which units were exchanged for which, over as many hops as there were.

An exchange names what came back and what was given for it. Where it names several units of each, and as many
of one as of the other, they belong together in the order in which they stand; else each belongs to all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import sqlalchemy as sa

from projections.reading.cutoff import CutOff
from projections.tables.record_tables import record_table

Unit = tuple[str, str]
"""Product and serial."""


class ExchangedGoods(NamedTuple):
    """One side of an exchange; lot and serial are empty text where the record gives none."""

    product_code: str
    lot: str
    serial: str


class ExchangeLink(NamedTuple):
    """What was given for what, one unit each, or lots where no units are named."""

    position: int
    exchange_no: str
    line: int
    on_date: str
    customer_code: str
    quantity: str
    replaced: ExchangedGoods
    replacement: ExchangedGoods


_NAMED = ("position", "exchange_no", "line", "exchanged_on", "customer_code", "quantity")
_GOODS = ("product_code", "lot", "serial")


def exchange_links(connection: sa.Connection, cutoff: CutOff) -> list[ExchangeLink]:
    """Return what was exchanged for what at a cut-off, in the order of the log."""
    table = record_table("exchanges")
    columns = [table.c[name] for name in (*_NAMED, *_GOODS, *(f"replacement_{name}" for name in _GOODS))]
    statement = sa.select(*columns).where(cutoff.live(table)).order_by(table.c.position)
    found = []
    for row in connection.execute(statement):
        named, back, given = row[: len(_NAMED)], row[len(_NAMED) : -len(_GOODS)], row[-len(_GOODS) :]
        found += [ExchangeLink._make((*named, *pair)) for pair in _paired(_side(*back), _side(*given))]
    return found


def _side(product: str | None, lot: str | None, serial: str | None) -> list[ExchangedGoods]:
    return [ExchangedGoods(product or "", lot or "", unit) for unit in (serial or "").split(";")]


def _paired(
    back: list[ExchangedGoods], given: list[ExchangedGoods]
) -> Iterable[tuple[ExchangedGoods, ExchangedGoods]]:
    if len(back) == len(given):
        return zip(back, given, strict=True)
    return ((one, other) for one in back for other in given)


def beside(links: Iterable[ExchangeLink], units: Collection[Unit]) -> Iterator[tuple[str, list[str]]]:
    """Yield the units, by product, that some units were exchanged for, or came for, over all hops.

    A unit that was reached once is not reached again, so that a circle ends.
    """
    partners: dict[Unit, set[Unit]] = defaultdict(set)
    for link in links:
        one, other = ((side.product_code, side.serial) for side in (link.replaced, link.replacement))
        if one[1] and other[1]:
            partners[one].add(other)
            partners[other].add(one)
    reached, waiting = set(units), list(units)
    while waiting:
        fresh = partners.get(waiting.pop(), set()) - reached
        reached |= fresh
        waiting += fresh
    found: dict[str, list[str]] = defaultdict(list)
    for product, serial in sorted(reached - set(units)):
        found[product].append(serial)
    yield from found.items()
