"""Returns and complaints laid together for the bulletin (产品退货和客户投诉统计通报), by what they are of.

One row per month and group. The groups are the whole house (`all`), product, lot, reason, customer and
customer class; besides the whole house only those are listed of which something came: a return, a complaint,
a repair call, a feedback. Both rates are over the quantity that was sold in the month (of a reason, over all
that was sold), which stands beside them; where nothing was sold there is no rate.

A return counts on the day on which it came back, a complaint, a call and a feedback on the day on which they
were received. Goods that come back unused from a consignment had not been sold and are left out. The reason
of a complaint is the class of its cause, else its kind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any, Final

from ledger.events import catalogue
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import EXACT
from projections.answers.indicators.figures import share
from projections.answers.indicators.periods import Period, day_of
from projections.answers.indicators.sources import Sources
from projections.answers.service.quantities_sold import Of, QuantitiesSold, lot_code, within
from projections.reading.listed import Number
from projections.reading.query import Query
from projections.reading.select import select_rows
from projections.reading.stream import Memo, Row
from projections.tables.record_tables import record_table

ALL, PRODUCT, LOT, REASON, CUSTOMER, CUSTOMER_CLASS = (
    *("all", "product", "lot"),
    *("reason", "customer", "customer_class"),
)
KINDS: Final = (ALL, PRODUCT, LOT, REASON, CUSTOMER, CUSTOMER_CLASS)
UNKNOWN: Final = "未明"
TOP: Final = 3  # reasons named for each group
REPORT: Final = "service_statistics"
_GOODS: Final = ("product_code", "product_name", "lot", "customer_code", "customer_name", "quantity")
_NAMED: Final = (
    (PRODUCT, "product_name", "product_code"),
    (LOT, "product_name", "product_code", "lot"),
    (CUSTOMER, "customer_name", "customer_code"),
)
Group = tuple[str, str, str]  # month, kind, code


@dataclass(slots=True)
class StatisticSums:
    """What a row says."""

    name: str | None = None
    sold: Number = 0
    returns: set[str] = field(default_factory=set)
    returned: Decimal = ZERO
    complaints: int = 0
    repairs: int = 0
    feedbacks: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield one row per month and group, ordered by month, kind of group and code."""
    found = _Statistics(Sources(query))
    with localcontext(EXACT):
        found.take()
    yield from found.lines()


class _Statistics:
    """The sums, growing record by record."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        wanted = sources.query.values("group_kind")
        self._kinds = [kind for kind in KINDS if kind in (wanted or KINDS)]
        self._classes = {
            row["customer_code"]: row["customer_class"] for row in sources.query.rows("customers")
        }
        self._sums: dict[Group, StatisticSums] = defaultdict(StatisticSums)
        self._sold: dict[str, Number] = defaultdict(int)
        self._months = Memo(self._month)  # by day, of those asked for

    def take(self) -> None:
        """Count every record of the months asked for."""
        self._take_returns()
        self._take_complaints()
        for row in self._sources.rows("repairs"):
            for sums in self._groups(row, day_of(row["requested_on"])):
                sums.repairs += 1
        for row in self._sources.rows("feedbacks"):
            for sums in self._groups(row, day_of(row["received_at"])):
                sums.feedbacks += 1
        self._sell()

    def _take_returns(self) -> None:
        for row in self._of("returns", "returned_on", *_GOODS, "return_no", "reason", "return_kind"):
            if row["return_kind"] != "unused_consignment":
                reason = row["reason"]
                for sums in self._groups(row, row["returned_on"], reason):
                    sums.returns.add(row["return_no"])
                    sums.returned += Decimal(row["quantity"])
                    sums.reasons[reason] += 1

    def _take_complaints(self) -> None:
        for row in self._sources.rows("complaints"):
            reason = reason_of(row)
            for sums in self._groups(row, day_of(row["received_on"]), reason):
                sums.complaints += 1
                sums.reasons[reason] += 1

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the rows."""
        issued = _issued(self._sources)
        for group in sorted(self._sums):
            sums, (month, kind, code) = self._sums[group], group
            sold = self._sold[month] if kind == REASON else sums.sold
            yield {
                "month": month,
                "group_kind": kind,
                "group_code": code or None,
                "group_name": sums.name,
                "sold_quantity": plain(Decimal(sold)),
                "return_count": len(sums.returns),
                "returned_quantity": plain(sums.returned),
                "return_rate": share(sums.returned, sold),
                "complaint_count": sums.complaints,
                "complaint_rate": share(sums.complaints, sold),
                "repair_count": None if kind == REASON else sums.repairs,
                "feedback_count": None if kind == REASON else sums.feedbacks,
                "top_reasons": _most(sums.reasons) if kind != REASON else None,
                "bulletin_no": issued.get(month),
            }

    def _of(self, key: str, day: str, *columns: str) -> Iterator[Row]:
        bounds = within(self._sources, record_table(key).c[day])
        return select_rows(self._sources.query, key, [day, *columns], *bounds, order=(day,))

    def _sell(self) -> None:
        """Put what was sold beside what came of it."""
        sold = QuantitiesSold(self._sources)
        self._sold.update(sold.months)
        classes: Of = defaultdict(int)
        for (month, customer), quantity in sold.customers.items():
            classes[month, self._classes.get(customer) or ""] += quantity
        if ALL in self._kinds:
            for month in sold.months:
                self._sums[month, ALL, ""].sold = sold.months[month]
        quantities = {
            PRODUCT: sold.products,
            LOT: sold.lots,
            CUSTOMER: sold.customers,
            CUSTOMER_CLASS: classes,
        }
        for (month, kind, code), sums in self._sums.items():
            if kind in quantities:
                sums.sold = quantities[kind].get((month, code), 0)
        for kind, name, *codes in _NAMED:
            if any(sums.name is None for (_, of, _), sums in self._sums.items() if of == kind):
                self._name(kind, sold.names(name, *codes))

    def _name(self, kind: str, names: Iterator[tuple[str, list[str]]]) -> None:
        """Give names to what only sales name."""
        for month, (*codes, name) in names:
            code = lot_code(*codes) if kind == LOT else codes[0]
            sums = self._sums.get((month, kind, code or ""))
            if sums is not None and sums.name is None:
                sums.name = name

    def _groups(self, row: Row, day: str | None, reason: str | None = None) -> list[StatisticSums]:
        """Return the sums of every group that a record belongs to, none outside the months asked for."""
        month = self._months[day]
        if month is None:
            return []
        product, lot, customer = row["product_code"], row["lot"], row["customer_code"]
        customer_class = self._classes.get(customer)
        class_name = None if customer_class is None else label("customers", "customer_class", customer_class)
        found = []
        for kind, code, name in (
            (ALL, "", None),
            (PRODUCT, product, row["product_name"]),
            (LOT, lot_code(product, lot), row["product_name"]),
            (REASON, reason, None),
            (CUSTOMER, customer, row["customer_name"]),
            (CUSTOMER_CLASS, customer_class, class_name),
        ):
            if code is not None and kind in self._kinds:
                sums = self._sums[month, kind, code]
                sums.name = name or sums.name
                found.append(sums)
        return found

    def _month(self, day: str) -> str | None:
        period = self._sources.period(day)
        return None if period is None else period.month


def reason_of(row: Row) -> str:
    """Return the reason of a complaint in words: the class of its cause, else its kind."""
    for column in ("cause_class", "complaint_kind"):
        if row[column] is not None:
            return label("complaints", column, row[column])
    return UNKNOWN


@lru_cache(maxsize=256)
def label(table: str, column: str, key: str) -> str:
    """Return the Chinese label of a value."""
    values = catalogue.table(table).by_key[column].values
    return next((one.zh for one in values if one.key == key), key)


def _most(reasons: Counter[str]) -> list[str] | None:
    return sorted(reasons, key=lambda one: (-reasons[one], one))[:TOP] or None


def _issued(sources: Sources) -> dict[str, str]:
    """Return the number of the newest bulletin of each period."""
    found: dict[str, str] = {}
    for row in sorted(sources.rows("report_issues"), key=lambda one: one["position"]):
        if row["report_key"] == REPORT and row["period_from"] and row["period_to"]:
            found[Period(row["period_from"], row["period_to"]).month] = row["issue_no"]
    return found
