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
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ledger.events import catalogue
from projections.answers.goods.account import EXACT
from projections.answers.trade.sale_counting import Groups, SaleLines
from projections.answers.trade.sale_names import SaleNames
from projections.answers.trade.sale_sums import SaleSums
from projections.answers.trade.sale_worth import return_lines
from projections.reading.query import Query
from projections.reading.select import in_force
from projections.tables.record_tables import record_table

CUSTOMER, CUSTOMER_CLASS, PRODUCT, SELLER = "customer", "customer_class", "product", "seller"
KINDS = (CUSTOMER, CUSTOMER_CLASS, PRODUCT, SELLER)
Period = tuple[str, str]  # first and last day


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
        self._take_back()
        self._name_classes()
        self._name_sellers()
        return list(self._ordered())

    def _ordered(self) -> Iterator[dict[str, Any]]:
        for period, kind in sorted(key for key in self._sums if key[1] in self._kinds):
            groups = self._sums[period, kind]
            for code in sorted(groups, key=lambda code: (code is not None, code)):
                yield _line(period, kind, code, groups[code])

    def _within(self, day: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
        within = [day >= self._from] if self._from else []
        return within + ([day <= self._to] if self._to else [])

    def _sell(self) -> None:
        """Count the sale lines, and name those that bought and what was bought."""
        within = self._within(record_table("sales").c.sold_on)
        lines = SaleLines(self._asked, within, by_month=self._from is None)
        customers, products = lines.count(self._groups_of_month)
        for kind, names in ((CUSTOMER, customers), (PRODUCT, products)):
            self._name(kind, SaleNames(lines, kind, names), by_month=lines.by_month)

    def _name(self, of: str, names: SaleNames, *, by_month: bool) -> None:
        for (period, kind), groups in self._sums.items():
            if kind == of:
                for code, sums in groups.items():
                    sums.name = names.of(period[0][:7] if by_month else "", code)

    def _first_day(self) -> str:
        table = record_table("sales")
        statement = sa.select(sa.func.min(table.c.sold_on)).where(self._asked.cutoff.live(table))
        found: str | None = self._asked.connection.scalar(statement)
        return min(found or self._to or "", self._to or "")

    def _groups_of_month(self, month: str) -> tuple[Groups, Groups, Groups]:
        """Return the customers, products and sellers of the period of a month."""
        period = self._period(month)
        return self._sums[period, CUSTOMER], self._sums[period, PRODUCT], self._sums[period, SELLER]

    def _sum_classes(self) -> None:
        """Add up the customers of each class."""
        for (period, kind), groups in list(self._sums.items()):
            if kind == CUSTOMER:
                classes = self._sums[period, CUSTOMER_CLASS]
                for customer, sums in groups.items():
                    if customer is not None:
                        sums.customers.add(customer)
                        classes[self._classes.get(customer)].include(sums)

    def _take_back(self) -> None:
        """Count the return lines; the names that they give come after those of all sales."""
        for line in return_lines(self._asked, self._within(record_table("returns").c.returned_on)):
            period, value, quantity = self._period(line.returned_on), line.worth(), Decimal(line.quantity)
            for kind, code, name in (
                (CUSTOMER, line.customer_code, line.customer_name),
                (CUSTOMER_CLASS, self._classes.get(line.customer_code or ""), None),
                (PRODUCT, line.product_code, line.product_name),
                (SELLER, line.seller, None),
            ):
                sums = self._sums[period, kind][code]
                sums.take_back(quantity, value)
                sums.name = name or sums.name

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
    return _days_of(day[:7])


@lru_cache(maxsize=512)
def _days_of(month: str) -> Period:
    return f"{month}-01", f"{month}-{monthrange(int(month[:4]), int(month[5:7]))[1]}"


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
