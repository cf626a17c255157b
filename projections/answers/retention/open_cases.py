"""Open cases and the goods that they name, read without the rest of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import orjson
import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.base import Table
from projections.reading.case_stages import grouped, laid_together
from projections.reading.fetching import stored_parts
from projections.reading.query import Query
from projections.tables.record_tables import STAGE, record_table

# Cases of everyday trade: their own row waits until they are closed, other records of the goods need not.
_OF_TRADE: Final = {"consignments", "first_approvals"}
_NAMING: Final = ("product_code", "product_codes", "lot", "lots", "serial", "serials")
_PRODUCTS: Final = _NAMING[:2]


class OpenCase(NamedTuple):
    """A case that is open and stands in the way of its goods.

    Attributes:
        text: How it is named there.
        products: Codes of the products that it is about.
        lots: Their lots, none where it does not say.
        serials: Their units, likewise.
    """

    text: str
    products: frozenset[str]
    lots: frozenset[str]
    serials: frozenset[str]

    def concerns(self, lots: Sequence[str], serials: Sequence[str]) -> bool:
        """Return whether goods of its product are, or may be, among those it is about."""
        if self.serials and serials:
            return not self.serials.isdisjoint(serials)
        if self.lots and lots:
            return not self.lots.isdisjoint(lots)
        return True


def in_words(table: Table, number: str) -> str:
    """Return how an open case is named where it stands in the way."""
    return f"{table.zh}{number}未结"


def open_cases(query: Query) -> Iterator[OpenCase]:
    """Yield the open cases that name a product, by table and number."""
    for table in catalogue.tables():
        names_product = any(name in table.by_key for name in _PRODUCTS)
        if table.kind == "case" and table.key not in _OF_TRADE and names_product:
            yield from _of_table(query, table)


def _of_table(query: Query, table: Table) -> Iterator[OpenCase]:
    statement = _statement(query, table)
    for groups in grouped(stored_parts(query.connection, statement), [0]):
        rows = zip(*laid_together(groups, ("number", *_NAMING)), strict=True)
        for number, product, products, lot, lots, serial, serials in rows:
            codes = _several(product, products)
            if codes:
                yield OpenCase(in_words(table, number), codes, _several(lot, lots), _several(serial, serials))


def _statement(query: Query, table: Table) -> sa.Select[Any]:
    """Return the SELECT of the stages that name goods, of the cases that are open."""
    stored = record_table(table.key)
    number, names = stored.c[table.identity[0]], [name for name in _NAMING if name in table.by_key]
    columns = [stored.c[name] if name in names else sa.null().label(name) for name in _NAMING]
    naming = sa.or_(*(stored.c[name].is_not(None) for name in names))
    statement = sa.select(number, *columns).where(query.cutoff.live(stored), naming)
    ends = [stage.key for stage in table.stages if stage.closes]
    if ends:
        statement = statement.where(number.not_in(_ended(query, table, ends)))
    return statement.order_by(number, stored.c.position)


def _ended(query: Query, table: Table, ends: list[str]) -> sa.Select[Any]:
    """Return the SELECT of the cases whose newest stage closes them."""
    ended, later = (record_table(table.key).alias(name) for name in ("ended", "later"))
    number = table.identity[0]
    after = (later.c[number] == ended.c[number], later.c.position > ended.c.position)
    return sa.select(ended.c[number]).where(
        query.cutoff.live(ended),
        ended.c[STAGE].in_(ends),
        ~sa.exists(sa.select(sa.literal_column("1")).where(*after, query.cutoff.live(later))),
    )


@lru_cache(maxsize=4096)  # many cases are about the same lots, and all of them stay in memory
def _several(own: str | None, listed: str | None) -> frozenset[str]:
    """Return what a column and a stored list name together."""
    return frozenset([*(own.split(";") if own else ()), *(orjson.loads(listed) if listed else ())])
