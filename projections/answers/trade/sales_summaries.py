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
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import lru_cache
from itertools import chain
from typing import Any

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import EXACT
from projections.answers.trade.sale_worth import RETURNED, Sold, worth_of
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.reading.select import in_force, select_rows
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

CUSTOMER, CUSTOMER_CLASS, PRODUCT, SELLER = "customer", "customer_class", "product", "seller"
KINDS = (CUSTOMER, CUSTOMER_CLASS, PRODUCT, SELLER)
_ROWS = 2000
_AFTER_SALES = "9999-99-99"  # names that returns give come after those of all sales
TOP = 5  # products named for each group
_SOLD = (
    *("sold_on", "customer_code", "customer_name", "product_code", "product_name", "seller"),
    *("quantity", "unit_price", "amount"),
)
_RETURNED = (*RETURNED, "returned_on", "return_kind", "customer_code", "customer_name", "product_name")


Group = tuple[str, str, str, str | None]  # first and last day, kind, code


@dataclass(slots=True)
class SaleSums:
    """What a row says."""

    sale_lines: int = 0
    quantity: Decimal = ZERO
    amount: Decimal | None = None
    returned: int = 0
    returned_quantity: Decimal = ZERO
    returned_amount: Decimal | None = None
    name: str | None = None
    named_on: str = ""
    customers: set[str] = field(default_factory=set)
    products: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    def sell(self, quantity: Decimal, value: Decimal | None) -> None:
        """Count a sale line."""
        self.sale_lines += 1
        self.quantity += quantity
        if value is not None:
            self.amount = value if self.amount is None else self.amount + value

    def include(self, sums: SaleSums) -> None:
        """Add the sale lines of a customer."""
        self.sale_lines += sums.sale_lines
        self.quantity += sums.quantity
        self.amount = _added(self.amount, sums.amount)
        self.customers |= sums.customers
        for product, quantity in sums.products.items():
            self.products[product] += quantity

    def call(self, name: str | None, day: str) -> None:
        """Take a name that a line of a day gives; the newest stays, of one day the one that comes last."""
        if name and day >= self.named_on:
            self.name, self.named_on = name, day

    def take_back(self, line: Row, value: Decimal | None) -> None:
        """Count a return line."""
        self.returned += 1
        self.returned_quantity += Decimal(line["quantity"])
        self.returned_amount = _added(self.returned_amount, value)


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
        self._sums: dict[Group, SaleSums] = defaultdict(SaleSums)

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
        ordered = sorted(self._sums, key=lambda one: (one[0], one[2], one[3] is not None, one[3]))
        return [_line(group, self._sums[group]) for group in ordered]

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
        sums, periods, wanted = self._sums, lru_cache(self._period), self._kinds
        of_customers = CUSTOMER in wanted or CUSTOMER_CLASS in wanted
        for day, customer, name, product, product_name, seller, many, price, amount in self._sale_lines():
            quantity, value = Decimal(many), worth_of(many, price, amount)
            first, last = periods(day)
            if of_customers:
                found = sums[first, last, CUSTOMER, customer]
                found.sell(quantity, value)
                found.products[product] += quantity
                found.call(name, day)
            if PRODUCT in wanted:
                found = sums[first, last, PRODUCT, product]
                found.sell(quantity, value)
                found.customers.add(customer)
                found.call(product_name, day)
            if SELLER in wanted:
                found = sums[first, last, SELLER, seller]
                found.sell(quantity, value)
                found.customers.add(customer)
                found.products[product] += quantity

    def _sum_classes(self) -> None:
        """Add up the customers of each class, and let go of the customers if only classes are asked for."""
        for (first, last, kind, customer), sums in list(self._sums.items()):
            if kind == CUSTOMER and customer is not None:
                sums.customers.add(customer)
                if CUSTOMER_CLASS in self._kinds:
                    self._sums[first, last, CUSTOMER_CLASS, self._classes.get(customer)].include(sums)
                if CUSTOMER not in self._kinds:
                    del self._sums[first, last, kind, customer]

    def _take_back(self, part: list[Row]) -> None:
        back = [line for line in part if line["return_kind"] != "unused_consignment"]
        sold = Sold(self._asked, back)
        for line in back:
            origin = sold.line(line)
            seller = origin["seller"] if origin else None
            for group in self._groups(line, line["returned_on"], seller):
                sums = self._sums[group]
                if group[2] in {CUSTOMER, PRODUCT}:
                    sums.call(line[f"{group[2]}_name"], _AFTER_SALES)
                sums.take_back(line, sold.worth(line, origin))

    def _groups(self, line: Row, day: str, seller: str | None) -> Iterator[Group]:
        period = self._period(day)
        codes = {
            CUSTOMER: line["customer_code"],
            CUSTOMER_CLASS: self._classes.get(line["customer_code"]),
            PRODUCT: line["product_code"],
            SELLER: seller,
        }
        for kind in self._kinds:
            yield (*period, kind, codes[kind])

    def _period(self, day: str) -> tuple[str, str]:
        if self._from is not None and self._to is not None:
            return self._from, self._to
        return _month(day)

    def _name_classes(self) -> None:
        for (_, _, kind, code), sums in self._sums.items():
            if kind == CUSTOMER_CLASS and code is not None:
                sums.name = _CLASS_NAMES[code]

    def _name_sellers(self) -> None:
        sellers = [group for group in self._sums if group[2] == SELLER]
        staff = in_force(self._asked, "staff", (code for *_, code in sellers))
        for group in sellers:
            if group[3] in staff:
                self._sums[group].name = staff[group[3]]["name"]


def _month(day: str) -> tuple[str, str]:
    """Return the first and the last day of the month of a day."""
    last = monthrange(int(day[:4]), int(day[5:7]))[1]
    return f"{day[:7]}-01", f"{day[:7]}-{last}"


def _added(total: Decimal | None, value: Decimal | None) -> Decimal | None:
    return total if value is None else (total or ZERO) + value


def _classes(query: Query) -> dict[str, str | None]:
    """Return the class of every customer, as in force at the cut-off."""
    return {row["customer_code"]: row["customer_class"] for row in query.rows("customers")}


_CLASS_NAMES = {
    choice.key: choice.zh for choice in catalogue.table("customers").by_key["customer_class"].values
}


def _line(group: Group, sums: SaleSums) -> dict[str, Any]:
    most = sorted(sums.products, key=lambda code: (-sums.products[code], code))[:TOP]
    return {
        "period_from": group[0],
        "period_to": group[1],
        "group_kind": group[2],
        "group_code": group[3],
        "group_name": sums.name,
        "sale_lines": sums.sale_lines,
        "quantity": plain(sums.quantity),
        "amount": _money(sums.amount, sums.sale_lines),
        "returned_quantity": plain(sums.returned_quantity),
        "returned_amount": _money(sums.returned_amount, sums.returned),
        "customer_count": len(sums.customers),
        "top_products": None if group[2] == PRODUCT else most or None,
    }


def _money(amount: Decimal | None, lines: int) -> str | None:
    """Return a sum; blank where there are lines and none of them says what it is worth."""
    if amount is None:
        return None if lines else plain(ZERO)
    return plain(amount)
