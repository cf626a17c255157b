"""Indicators of the trade: sales of the period, and who bought."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

import orjson
import sqlalchemy as sa

from projections.answers.indicators.indicator import Indicator
from projections.answers.indicators.sources import Sources
from projections.answers.indicators.terms import Counted
from projections.reading.listed import listed
from projections.tables.record_tables import record_table

_MONTH: Final = len("2026-05")
_ROWS: Final = 500  # groups read at a time


class _Traded(NamedTuple):
    """What was sold when.

    Attributes:
        sales: How many sales documents each day has.
        customers: Each customer that bought in a period, with the first day on which it did.
    """

    sales: dict[str, int]
    customers: dict[tuple[str, str], str]


def sales_by_day(sources: Sources) -> Iterator[Counted]:
    """Yield how many sales documents each day has."""
    for day, number in sources.once(_traded).sales.items():
        yield Counted(day, "sales", None, None, Decimal(number), Decimal(number))


def customers_by_day(sources: Sources) -> Iterator[Counted]:
    """Yield each customer that bought, once in each period, on the first day on which it did."""
    for (_, code), day in sources.once(_traded).customers.items():
        yield Counted(day, "customers", code, None, Decimal(1), Decimal(1))


def _traded(sources: Sources) -> _Traded:
    """Return what was sold when; the sales are read once, by day."""
    found = _Traded({}, {})
    by_month = sources.periods.only is None
    for day, of_day in groupby(_sold(sources), itemgetter(0)):
        numbers: set[str] = set()
        for _, code, documents in of_day:
            numbers.update(orjson.loads(documents))
            found.customers.setdefault((day[:_MONTH] if by_month else "", code), day)
        found.sales[day] = len(numbers)
    return found


def _sold(sources: Sources) -> Iterator[Any]:
    """Yield day, customer and the numbers of what it bought on it, by day."""
    table, connection = record_table("sales"), sources.query.connection
    first, last = sources.periods.first, sources.periods.last
    where = [sources.query.cutoff.live(table)]
    where += [table.c.sold_on >= first] if first else []
    where += [table.c.sold_on <= last] if last else []
    by = (table.c.sold_on, table.c.customer_code)
    statement = sa.select(*by, listed(connection, table.c.sale_no)).where(*where).group_by(*by)
    ordered = statement.order_by(table.c.sold_on).execution_options(yield_per=_ROWS)
    with connection.execute(ordered) as result:
        for part in result.partitions():
            yield from part


INDICATORS: Final = (
    Indicator(
        "K-17",
        "销售单数（销售情况汇总）",
        "Sales summary",
        "count",
        "期间内的销售单数；数量、金额与退回见销售情况汇总",
        "sales documents of the period; quantities, amounts and returns are in sales_summaries",
        "计数，不设分母",
        "a count: there is no denominator",
        "S4-G Art.7",
        "sales_summaries",
        sales_by_day,
    ),
    Indicator(
        "K-20",
        "有购买的客户数（客户数据分析）",
        "Customer data analysis",
        "count",
        "期间内有购买的客户数；销售额与产品偏好见销售情况汇总",
        "customers that bought in the period; their amounts and products are in sales_summaries",
        "计数，不设分母",
        "a count: there is no denominator",
        "S1-A 五5.1; S0-4 §4.4.2(7)",
        "sales_summaries",
        customers_by_day,
    ),
)
