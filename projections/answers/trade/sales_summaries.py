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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import EXACT
from projections.answers.trade.sale_worth import RETURNED, SOLD, Sold, worth
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.reading.select import in_force, select_rows
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

CUSTOMER, CUSTOMER_CLASS, PRODUCT, SELLER = "customer", "customer_class", "product", "seller"
KINDS = (CUSTOMER, CUSTOMER_CLASS, PRODUCT, SELLER)
TOP = 5  # products named for each group
_SOLD = (*SOLD, "sold_on", "customer_code", "customer_name", "product_name")
_RETURNED = (*RETURNED, "returned_on", "return_kind", "customer_code", "customer_name", "product_name")


class Group(NamedTuple):
    """What a row is about."""

    period_from: str
    period_to: str
    kind: str
    code: str | None


@dataclass(slots=True)
class Sums:
    """What a row says."""

    sale_lines: int = 0
    quantity: Decimal = ZERO
    amount: Decimal | None = None
    returned: int = 0
    returned_quantity: Decimal = ZERO
    returned_amount: Decimal | None = None
    name: str | None = None
    customers: set[str] = field(default_factory=set)
    products: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    def sell(self, line: Row, value: Decimal | None) -> None:
        """Count a sale line."""
        quantity = Decimal(line["quantity"])
        self.sale_lines += 1
        self.quantity += quantity
        self.amount = _added(self.amount, value)
        self.customers.add(line["customer_code"])
        self.products[line["product_code"]] += quantity

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
        self._sums: dict[Group, Sums] = defaultdict(Sums)

    def lines(self) -> list[dict[str, Any]]:
        """Return the rows."""
        if self._to is not None and self._from is None:
            self._from = self._first_day()
        for line in self._of("sales", _SOLD, "sold_on"):
            self._sell(line)
        for part in chunks(self._of("returns", _RETURNED, "returned_on")):
            self._take_back(part)
        self._name_sellers()
        ordered = sorted(
            self._sums, key=lambda one: (one.period_from, one.kind, one.code is not None, one.code)
        )
        return [_line(group, self._sums[group]) for group in ordered]

    def _of(self, key: str, columns: Iterable[str], day: str) -> Iterator[Row]:
        on = record_table(key).c[day]
        within = [on >= self._from] if self._from else []
        within += [on <= self._to] if self._to else []
        return select_rows(self._asked, key, list(columns), *within, order=(day,))

    def _first_day(self) -> str:
        table = record_table("sales")
        statement = sa.select(sa.func.min(table.c.sold_on)).where(self._asked.cutoff.live(table))
        found: str | None = self._asked.connection.scalar(statement)
        return min(found or self._to or "", self._to or "")

    def _sell(self, line: Row) -> None:
        value = worth(line)
        for group in self._groups(line, line["sold_on"], line["seller"]):
            self._named(group, line).sell(line, value)

    def _take_back(self, part: list[Row]) -> None:
        back = [line for line in part if line["return_kind"] != "unused_consignment"]
        sold = Sold(self._asked, back)
        for line in back:
            origin = sold.line(line)
            seller = origin["seller"] if origin else None
            for group in self._groups(line, line["returned_on"], seller):
                self._named(group, line).take_back(line, sold.worth(line, origin))

    def _groups(self, line: Row, day: str, seller: str | None) -> Iterator[Group]:
        period = self._period(day)
        codes = {
            CUSTOMER: line["customer_code"],
            CUSTOMER_CLASS: self._classes.get(line["customer_code"]),
            PRODUCT: line["product_code"],
            SELLER: seller,
        }
        for kind in self._kinds:
            yield Group(*period, kind, codes[kind])

    def _period(self, day: str) -> tuple[str, str]:
        if self._from is not None and self._to is not None:
            return self._from, self._to
        return _month(day)

    def _named(self, group: Group, line: Row) -> Sums:
        sums = self._sums[group]
        if group.kind in {CUSTOMER, PRODUCT}:
            sums.name = line[f"{group.kind}_name"] or sums.name
        elif group.kind == CUSTOMER_CLASS and group.code is not None:
            sums.name = _CLASS_NAMES[group.code]
        return sums

    def _name_sellers(self) -> None:
        sellers = [group for group in self._sums if group.kind == SELLER]
        staff = in_force(self._asked, "staff", (group.code for group in sellers))
        for group in sellers:
            if group.code in staff:
                self._sums[group].name = staff[group.code]["name"]


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


def _line(group: Group, sums: Sums) -> dict[str, Any]:
    most = sorted(sums.products, key=lambda code: (-sums.products[code], code))[:TOP]
    return {
        "period_from": group.period_from,
        "period_to": group.period_to,
        "group_kind": group.kind,
        "group_code": group.code,
        "group_name": sums.name,
        "sale_lines": sums.sale_lines,
        "quantity": plain(sums.quantity),
        "amount": _money(sums.amount, sums.sale_lines),
        "returned_quantity": plain(sums.returned_quantity),
        "returned_amount": _money(sums.returned_amount, sums.returned),
        "customer_count": len(sums.customers),
        "top_products": None if group.kind == PRODUCT else most or None,
    }


def _money(amount: Decimal | None, lines: int) -> str | None:
    """Return a sum; blank where there are lines and none of them says what it is worth."""
    if amount is None:
        return None if lines else plain(ZERO)
    return plain(amount)
