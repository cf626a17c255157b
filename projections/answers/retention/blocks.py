"""What stands in the way of disposal: open cases, holds and recalls; and what was disposed of already."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from ledger.events import catalogue
from ledger.events.base import Table
from projections.answers.retention.dates import RetainedGoods, Subject
from projections.reading.query import Query
from projections.reading.stream import Row

# Cases of everyday trade: their own row waits until they are closed, other records of the goods need not.
_OF_TRADE = {"consignments", "first_approvals"}
_ALL = {"全部", "所有", "all", "*"}
_BETWEEN = re.compile(r"\.\.|~|～|至")
_APART = re.compile(r"[;；,，、\s]+")


def is_open(table: Table, row: Row) -> bool:
    """Return whether a case goes on: something may follow its newest stage."""
    newest = next((stage for stage in table.stages if stage.key == row["stage"]), None)
    return newest is None or bool(newest.following)


@dataclass(frozen=True, slots=True)
class _Matter:
    """An open case about goods."""

    table: Table
    number: str
    lots: frozenset[str]
    serials: frozenset[str]

    def concerns(self, goods: RetainedGoods) -> bool:
        """Return whether goods are, or may be, among those it is about."""
        if self.serials and goods.serials:
            return not self.serials.isdisjoint(goods.serials)
        if self.lots and goods.lots:
            return not self.lots.isdisjoint(goods.lots)
        return True


class OpenMatters:
    """Open cases, holds and recalls, by product. Memory grows with how many are open."""

    def __init__(self, query: Query) -> None:
        self._by_product: dict[str, list[_Matter]] = defaultdict(list)
        self._about = lru_cache(maxsize=16384)(self._about_goods)
        for table in catalogue.tables():
            if table.kind == "case" and table.key not in _OF_TRADE:
                for row in query.rows(table.key):
                    if is_open(table, row):
                        self._add(table, row)

    def concerning(self, subject: Subject) -> list[str]:
        """Return which of them concern the goods of a row, in words."""
        own = (subject.table.key, subject.number)
        return [text for goods in subject.goods for case, text in self._about(goods) if case != own]

    def _about_goods(self, goods: RetainedGoods) -> list[tuple[tuple[str, str], str]]:
        """Return the cases about goods, each as its table and number, and in words."""
        return [
            ((matter.table.key, matter.number), f"{matter.table.zh}{matter.number}未结")
            for matter in self._by_product.get(goods.product, ())
            if matter.concerns(goods)
        ]

    def _add(self, table: Table, row: Row) -> None:
        lots = frozenset([*_parts(row.get("lot")), *(row.get("lots") or ())])
        serials = frozenset([*_parts(row.get("serial")), *(row.get("serials") or ())])
        matter = _Matter(table, str(row[table.identity[0]]), lots, serials)
        for product in {row.get("product_code"), *(row.get("product_codes") or ())} - {None}:
            self._by_product[product].append(matter)


class Disposals:
    """What `record_disposals` say was disposed of; only personal data erased leaves the record where it was.

    A selection is a list of numbers (`XS1`, of one line `XS1/2`), ranges of them (`XS1..XS9`), or 全部:
    everything in the table that had to be kept no longer than the disposal says.
    """

    def __init__(self, query: Query) -> None:
        self._by_table: dict[str, list[tuple[list[tuple[str, str]], str]]] = defaultdict(list)
        for row in query.rows("record_disposals"):
            table = catalogue.named(row["subject_table"])
            if table is not None and not row["personal_only"]:
                self._by_table[table.key].append((_selected(row["selection"]), row["keep_until"]))

    def cover(self, subject: Subject, keep_until: str | None) -> bool:
        """Return whether a row was disposed of."""
        number = subject.number or ""
        names = {number} if subject.line is None else {number, f"{number}/{subject.line}"}
        return any(
            any(_holds(one, names) for one in selected)
            if selected
            else keep_until is not None and keep_until <= latest
            for selected, latest in self._by_table.get(subject.table.key, ())
        )


def _selected(text: str) -> list[tuple[str, str]]:
    """Return the first and last number of each range of a selection; nothing means everything."""
    if text.strip() in _ALL:
        return []
    ranges = [_BETWEEN.split(part, maxsplit=1) for part in _APART.split(text.strip())]
    return [(part[0], part[-1]) for part in ranges]


def _holds(selected: tuple[str, str], names: set[str]) -> bool:
    first, last = selected
    if first == last:
        return first in names
    return any(len(first) <= len(name) <= len(last) and first <= name <= last for name in names)


def _parts(text: str | None) -> list[str]:
    return text.split(";") if text else []
