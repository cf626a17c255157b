"""Sales by period and group: what was sold, to how many, and what came back, shown apart and never netted.

A period is a month, or the one that the filters `period_from` and `period_to` ask for: an open end reaches
back to the first sale, and forward to the day of the answer. Sales count in the period of `sold_on`, returns
in that of `returned_on`. Goods that came back unused from a consignment had not been sold and are left out.

What a line is worth is said by :mod:`projections.answers.trade.sale_worth`. A line of which nobody says
it adds nothing, and a sum to which no line gave anything is left blank.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from decimal import localcontext
from functools import lru_cache
from itertools import chain
from typing import Any

import sqlalchemy as sa

from ledger.events import catalogue
from projections.answers.goods.account import EXACT
from projections.answers.trade.sale_sums import SaleSums, cents_of, number
from projections.answers.trade.sale_worth import RETURNED, Sold
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.reading.select import in_force, select_rows
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

CUSTOMER, CUSTOMER_CLASS, PRODUCT, SELLER = "customer", "customer_class", "product", "seller"
KINDS = (CUSTOMER, CUSTOMER_CLASS, PRODUCT, SELLER)
_ROWS = 2000
_AFTER_SALES = "9999-99-99"  # names that returns give come after those of all sales
_SOLD = (
    *("sold_on", "customer_code", "customer_name", "product_code", "product_name", "seller"),
    *("quantity", "unit_price", "amount"),
)
_RETURNED = (*RETURNED, "returned_on", "return_kind", "customer_code", "customer_name", "product_name")


Period = tuple[str, str]  # first and last day
Groups = dict[str | None, SaleSums]  # by code


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield one row per period and group, ordered by period, kind of group and code."""
    with localcontext(EXACT):
        lines = _Summary(query).lines()
    yield from lines


class _Summary:
    """The sums, growing line by line."""

    def __init__(self, query: Query) -> None:
        self._asked = query
        self._kinds = [kind for kind in KINDS if kind in (query.values("group_kind") or KINDS)]
        self._classes = _classes(query) if CUSTOMER_CLASS in self._kinds else {}
        self._from = min((day for day in query.values("period_from") if day), default=None)
        self._to = max((day for day in query.values("period_to") if day), default=None)
        if self._to is None and self._from is not None:
            self._to = query.today
        self._sums: dict[tuple[Period, str], Groups] = defaultdict(lambda: defaultdict(SaleSums))

    def lines(self) -> list[dict[str, Any]]:
        """Return the rows."""
        if self._to is not None and self._from is None:
            self._from = self._first_day()
        self._sell()
        self._sum_classes()
        on = record_table("returns").c.returned_on
        back = select_rows(self._asked, "returns", _RETURNED, *self._within(on), order=("returned_on",))
        for part in chunks(back):
            self._take_back(part)
        self._name_classes()
        self._name_sellers()
        return list(self._ordered())

    def _ordered(self) -> Iterator[dict[str, Any]]:
        for period, kind in sorted(self._sums):
            groups = self._sums[period, kind]
            for code in sorted(groups, key=lambda code: (code is not None, code)):
                yield _line(period, kind, code, groups[code])

    def _within(self, day: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
        within = [day >= self._from] if self._from else []
        return within + ([day <= self._to] if self._to else [])

    def _sale_lines(self) -> Iterator[Any]:
        """Yield the sale lines as they are kept, in the order in which they were recorded."""
        table = record_table("sales")
        statement = (
            sa.select(*(table.c[name] for name in _SOLD))
            .where(self._asked.cutoff.live(table), *self._within(table.c.sold_on))
            .order_by(table.c.position)
        )
        with self._asked.connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
            yield from chain.from_iterable(result.partitions())

    def _first_day(self) -> str:
        table = record_table("sales")
        statement = sa.select(sa.func.min(table.c.sold_on)).where(self._asked.cutoff.live(table))
        found: str | None = self._asked.connection.scalar(statement)
        return min(found or self._to or "", self._to or "")

    def _sell(self) -> None:
        """Count the sale lines. There may be millions, so each is touched as little as can be."""
        wanted, groups = self._kinds, lru_cache(maxsize=4096)(self._groups_of_day)
        of_customers = CUSTOMER in wanted or CUSTOMER_CLASS in wanted
        for day, customer, name, product, product_name, seller, many, price, amount in self._sale_lines():
            quantity, value = number(many), cents_of(many, price, amount)
            customers, products, sellers = groups(day)
            if of_customers:
                sums = customers[customer]
                sums.sell(quantity, value)
                sums.products[product] += quantity
                sums.call(name, day)
            if PRODUCT in wanted:
                sums = products[product]
                sums.sell(quantity, value)
                sums.customers.add(customer)
                sums.call(product_name, day)
            if SELLER in wanted:
                sums = sellers[seller]
                sums.sell(quantity, value)
                sums.customers.add(customer)
                sums.products[product] += quantity

    def _groups_of_day(self, day: str) -> tuple[Groups, Groups, Groups]:
        """Return the customers, products and sellers of the period of a day."""
        period = self._period(day)
        return self._sums[period, CUSTOMER], self._sums[period, PRODUCT], self._sums[period, SELLER]

    def _sum_classes(self) -> None:
        """Add up the customers of each class, and let go of the customers if only classes are asked for."""
        for (period, kind), groups in list(self._sums.items()):
            if kind == CUSTOMER:
                for customer, sums in groups.items():
                    self._sum_class(period, customer, sums)
                if CUSTOMER not in self._kinds:
                    groups.clear()

    def _sum_class(self, period: Period, customer: str | None, sums: SaleSums) -> None:
        if customer is not None:
            sums.customers.add(customer)
            if CUSTOMER_CLASS in self._kinds:
                self._sums[period, CUSTOMER_CLASS][self._classes.get(customer)].include(sums)

    def _take_back(self, part: list[Row]) -> None:
        back = [line for line in part if line["return_kind"] != "unused_consignment"]
        sold = Sold(self._asked, back)
        for line in back:
            origin = sold.line(line)
            seller = origin["seller"] if origin else None
            period, value = self._period(line["returned_on"]), sold.worth(line, origin)
            for kind, code in self._codes(line, seller):
                sums = self._sums[period, kind][code]
                if kind in {CUSTOMER, PRODUCT}:
                    sums.call(line[f"{kind}_name"], _AFTER_SALES)
                sums.take_back(line, value)

    def _codes(self, line: Row, seller: str | None) -> Iterator[tuple[str, str | None]]:
        codes = {
            CUSTOMER: line["customer_code"],
            CUSTOMER_CLASS: self._classes.get(line["customer_code"]),
            PRODUCT: line["product_code"],
            SELLER: seller,
        }
        for kind in self._kinds:
            yield kind, codes[kind]

    def _period(self, day: str) -> Period:
        if self._from is not None and self._to is not None:
            return self._from, self._to
        return _month(day)

    def _name_classes(self) -> None:
        for (_, kind), groups in self._sums.items():
            if kind == CUSTOMER_CLASS:
                for code, sums in groups.items():
                    sums.name = None if code is None else _CLASS_NAMES[code]

    def _name_sellers(self) -> None:
        sellers = [groups for (_, kind), groups in self._sums.items() if kind == SELLER]
        staff = in_force(self._asked, "staff", {code for groups in sellers for code in groups})
        for groups in sellers:
            for code, sums in groups.items():
                if code is not None and code in staff:
                    sums.name = staff[code]["name"]


def _month(day: str) -> Period:
    """Return the first and the last day of the month of a day."""
    last = monthrange(int(day[:4]), int(day[5:7]))[1]
    return f"{day[:7]}-01", f"{day[:7]}-{last}"


def _classes(query: Query) -> dict[str, str | None]:
    """Return the class of every customer, as in force at the cut-off."""
    return {row["customer_code"]: row["customer_class"] for row in query.rows("customers")}


_CLASS_NAMES = {
    choice.key: choice.zh for choice in catalogue.table("customers").by_key["customer_class"].values
}


def _line(period: Period, kind: str, code: str | None, sums: SaleSums) -> dict[str, Any]:
    return {
        "period_from": period[0],
        "period_to": period[1],
        "group_kind": kind,
        "group_code": code,
        **sums.columns(),
        "top_products": None if kind == PRODUCT else sums.top_products() or None,
    }
