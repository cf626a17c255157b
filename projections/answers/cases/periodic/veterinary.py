"""Veterinary drugs: each lot owes a filing before it is sold to a customer, and a public notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ledger.events import catalogue
from projections.answers.cases.periodic.cycle import Cycle
from projections.reading.filters import Filter
from projections.reading.query import Query
from projections.reading.stream import Row

_FILED: Final = ("filing_kind", "filed_on", "product_code", "lot", "customer_code")
_SALE: Final = ("sale_no", "sold_on", "product_code", "lot", "customer_code", "seller")


def veterinary_cycles(query: Query) -> Iterator[Cycle]:
    """Yield what the sales of veterinary drugs owe and owed: by customer a filing, by lot a notice."""
    products = query.rows("products", only=("product_kind",))
    kinds = sorted({row["product_code"] for row in products if row["product_kind"] == "veterinary_drug"})
    if not kinds:
        return
    filed = list(query.rows("veterinary_filings", only=_FILED))
    filings = [row for row in filed if row["filing_kind"] == "filing"]
    notices = [row for row in filed if row["filing_kind"] == "notice"]
    column = catalogue.table("sales").by_key["product_code"]
    sales = list(query.rows("sales", where=[Filter(column.key, column, kinds)], only=_SALE))
    for sale in _first(sales, "product_code", "lot", "customer_code"):
        yield _cycle("L-33", sale, _told(filings, sale), "file the sale before it", "销售前备案")
    for sale in _first(sales, "product_code", "lot"):
        anybody = {**sale, "customer_code": None}
        yield _cycle("CLK.VET.NOTICE", sale, _told(notices, anybody), "publish the sale", "公示销售信息")


def _first(sales: Iterable[Row], *by: str) -> Iterator[Row]:
    """Yield the first of the sales that are alike in some columns."""
    seen: set[tuple[str | None, ...]] = set()
    for sale in sorted(sales, key=lambda row: (row["sold_on"], row["sale_no"], row["position"])):
        key = tuple(sale[column] for column in by)
        if key not in seen:
            seen.add(key)
            yield sale


def _told(filed: Iterable[Row], sale: Row) -> Row | None:
    """Return the first filing or notice that covers a sale."""
    covering = [
        row
        for row in filed
        if row["product_code"] == sale["product_code"]
        and row["lot"] in {None, sale["lot"]}
        and (sale["customer_code"] is None or row["customer_code"] in {None, sale["customer_code"]})
    ]
    return min(covering, key=lambda row: (row["filed_on"], row["position"]), default=None)


def _cycle(clock: str, sale: Row, told: Row | None, en: str, zh: str) -> Cycle:
    return Cycle(
        clock,
        "sales",
        sale["sale_no"],
        en,
        zh,
        "quality_head",
        sale["sold_on"],
        sale["sold_on"],
        done_on=told["filed_on"] if told is not None else None,
        done_position=told["position"] if told is not None else None,
        owner=sale["seller"],
        customer=sale["customer_code"] if clock == "L-33" else None,
        product=sale["product_code"],
        lot=sale["lot"],
    )
