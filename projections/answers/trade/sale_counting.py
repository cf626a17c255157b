"""Sale lines counted into their groups, from one row for all that a seller sold to a customer in a month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson
import sqlalchemy as sa

from projections.answers.trade.sale_sums import SaleSums, cents, cents_of
from projections.reading.listed import Number, Numbers, listed
from projections.reading.query import Query
from projections.tables.record_tables import record_table

Groups = dict[str | None, SaleSums]  # by code; makes what it lacks
Named = set[tuple[str | None, str | None]]  # codes with names
_PRICE = "@"  # before a unit price that stands where the amount is lacking
_ROWS = 200  # groups read at a time


@dataclass(frozen=True)
class SaleLines:
    """The sale lines that a question is about.

    Attributes:
        query: How far to look.
        within: More conditions on the columns of `sales`.
        by_month: Whether each month is counted by itself; else all of them together, as month `''`.
    """

    query: Query
    within: Sequence[sa.ColumnElement[bool]]
    by_month: bool

    @property
    def where(self) -> list[sa.ColumnElement[bool]]:
        """The conditions that all of them meet."""
        return [self.query.cutoff.live(record_table("sales")), *self.within]

    @cached_property
    def month(self) -> list[sa.ColumnElement[str]]:
        """What they are grouped by besides a code."""
        return [sa.func.substr(record_table("sales").c.sold_on, 1, 7)] if self.by_month else []

    def count(self, groups: Callable[[str], tuple[Groups, Groups, Groups]]) -> tuple[Named, Named]:
        """Count them, and return the names that they give to customers and to products.

        Args:
            groups: Returns the customers, the products and the sellers of a month.
        """
        customer_names, product_names = Named(), Named()
        numbers, amounts = Numbers(), Numbers(cents)
        for *month, customer, seller, first, last, named, goods, called, many, worth in self._groups():
            products = orjson.loads(goods)
            quantities = numbers.read(many)
            if _PRICE in worth:
                values = _worths(orjson.loads(worth), orjson.loads(many))
            else:
                values = amounts.read(worth)
            customers, by_product, sellers = groups(*month or ("",))
            sold = _SoldTogether(customer, products, quantities, values)
            sold.add_to(customers[customer], sellers[seller], by_product)
            product_names.update(zip(products, orjson.loads(called), strict=True))
            customer_names.update((customer, name) for name in (first, last))
            if named < len(products):
                customer_names.add((customer, None))
        return customer_names, product_names

    def _groups(self) -> Iterator[Any]:
        """Yield month, customer, seller, the customer's names, and what the lines say, column by column."""
        table, connection = record_table("sales").c, self.query.connection
        by = [*self.month, table.customer_code, table.seller]
        worth = sa.func.coalesce(table.amount, sa.literal(_PRICE).concat(table.unit_price))
        said = (table.product_code, table.product_name, table.quantity, worth)
        names = (function(table.customer_name) for function in (sa.func.min, sa.func.max, sa.func.count))
        lists = (listed(connection, column) for column in said)
        statement = sa.select(*by, *names, *lists).where(*self.where)
        with connection.execute(statement.group_by(*by).execution_options(yield_per=_ROWS)) as result:
            for part in result.partitions():
                yield from part


@dataclass(frozen=True, slots=True)
class _SoldTogether:
    """What a seller sold to a customer: of each line product, quantity, and what it is worth in cents."""

    customer: str | None
    products: list[str]
    quantities: list[Number]
    values: list[Number | None]

    def add_to(self, customer: SaleSums, seller: SaleSums, products: Groups) -> None:
        """Count the lines."""
        given = [value for value in self.values if value is not None]
        for sums in (customer, seller):
            sums.sell(len(self.products), sum(self.quantities), sum(given) if given else None)
        seller.customers.add(self.customer)
        for product in set(self.products):
            products[product].customers.add(self.customer)
        bought, sold = customer.products, seller.products
        for product, quantity, value in zip(self.products, self.quantities, self.values, strict=True):
            bought[product] += quantity
            sold[product] += quantity
            sums = products[product]
            sums.sale_lines += 1
            sums.quantity += quantity
            if value is not None:
                sums.amount = value if sums.amount is None else sums.amount + value


def _worths(said: list[str | None], quantities: list[str]) -> list[Number | None]:
    """Return in cents what lines are worth that say an amount, a price or nothing."""
    return [
        None if text is None else cents_of(quantity, text[1:]) if text[0] == _PRICE else cents(text)
        for text, quantity in zip(said, quantities, strict=True)
    ]
