"""Indicators of the trade: sales of the period, and who bought."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from projections.answers.indicators.indicator import Indicator
from projections.answers.indicators.sources import Sources
from projections.answers.indicators.terms import Counted
from projections.tables.record_tables import record_table


def _within(sources: Sources) -> list[sa.ColumnElement[bool]]:
    day = record_table("sales").c.sold_on
    first, last = sources.periods.first, sources.periods.last
    found = [sources.query.cutoff.live(record_table("sales"))]
    found += [day >= first] if first else []
    return found + ([day <= last] if last else [])


def sales_by_day(sources: Sources) -> Iterator[Counted]:
    """Yield how many sales documents each day has."""
    table = record_table("sales")
    count = sa.func.count(table.c.sale_no.distinct())
    statement = sa.select(table.c.sold_on, count).where(*_within(sources)).group_by(table.c.sold_on)
    for day, number in sources.query.connection.execute(statement.order_by(table.c.sold_on)):
        yield Counted(day, "sales", None, None, Decimal(number), Decimal(number))


def customers_by_day(sources: Sources) -> Iterator[Counted]:
    """Yield each customer that bought, once in each period, on the first day on which it did."""
    table = record_table("sales")
    month = [] if sources.periods.only is not None else [sa.func.substr(table.c.sold_on, 1, len("2026-05"))]
    first = sa.func.min(table.c.sold_on)
    statement = sa.select(first, table.c.customer_code).where(*_within(sources))
    for day, code in sources.query.connection.execute(statement.group_by(*month, table.c.customer_code)):
        yield Counted(day, "customers", code, None, Decimal(1), Decimal(1))


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
