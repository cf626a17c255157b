"""What was sold in each period: in all, by product, by lot and by customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import orjson
import sqlalchemy as sa

from projections.answers.indicators.sources import Sources
from projections.answers.trade.sale_names import newest_names
from projections.reading.listed import Number, Numbers, listed
from projections.tables.record_tables import record_table

Of = dict[tuple[str, str], Number]  # by month and code


def within(sources: Sources, day: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that a day lies between the first and the last that are asked for."""
    first, last = sources.periods.first, sources.periods.last
    return ([day >= first] if first else []) + ([day <= last] if last else [])


def lot_code(product: str | None, lot: str | None) -> str | None:
    """Return how a lot is named among those of all products, None of what has none."""
    return f"{product}/{lot}" if product and lot else None


class QuantitiesSold:
    """The quantities of the sale lines at the cut-off, in the periods that are asked for.

    Attributes:
        months: In all, by month.
        products: By month and product.
        lots: By month and lot, as `lot_code` names it.
        customers: By month and customer.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._lines = record_table("sales")
        day = self._lines.c.sold_on
        self._where = [sources.query.cutoff.live(self._lines), *within(sources, day)]
        self._by = [] if sources.periods.only else [sa.func.substr(day, 1, 7)]
        self.months: dict[str, Number] = defaultdict(int)
        self.products: Of = defaultdict(int)
        self.lots: Of = defaultdict(int)
        self.customers: Of = defaultdict(int)
        self._read()

    def names(self, name: str, *codes: str) -> Iterator[tuple[str, list[str]]]:
        """Yield month, codes and the newest name of what sale lines name.

        Args:
            name: The column with the name.
            codes: Those by which things are told apart.
        """
        by = (*self._by, *(self._lines.c[code] for code in codes))
        query = self._sources.query
        for group in newest_names(query, self._lines.c[name], by, self._where):
            month = self._month(group[: len(self._by)])
            if month is not None:
                yield month, group[len(self._by) :]

    def _read(self) -> None:
        numbers = Numbers()
        for *by, product, lots, customers, many in self._products():
            month = self._month(by)
            if month is None:
                continue
            quantities = numbers.read(many)
            total = sum(quantities)
            self.months[month] += total
            self.products[month, product] += total
            for lot, quantity in _summed(lots, quantities):
                self.lots[month, lot_code(product, lot) or ""] += quantity
            for customer, quantity in _summed(customers, quantities):
                self.customers[month, customer] += quantity

    def _month(self, by: list[str]) -> str | None:
        """Return the month of what is grouped, None if it is not asked for."""
        period = self._sources.period(f"{by[0]}-01") if by else self._sources.periods.only
        return None if period is None else period.month

    def _products(self) -> Iterator[Any]:
        """Yield each product of a month, with what its lines say, column by column."""
        table, connection = self._lines.c, self._sources.query.connection
        by = (*self._by, table.product_code)
        said = (listed(connection, column) for column in (table.lot, table.customer_code, table.quantity))
        statement = sa.select(*by, *said).where(*self._where).group_by(*by)
        with connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
            for part in result.partitions():
                yield from part


_ROWS = 100  # products read at a time


def _summed(codes: str, quantities: list[Number]) -> Iterator[tuple[str, Number]]:
    """Yield each of some listed codes with the sum of its quantities."""
    sums: dict[str, Number] = defaultdict(int)
    for code, quantity in zip(orjson.loads(codes), quantities, strict=True):
        sums[code] += quantity
    yield from sums.items()
