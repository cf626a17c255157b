"""What stands in the way of disposal: open cases, holds and recalls; and what was disposed of already."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from ledger.events import catalogue
from ledger.events.base import Table
from projections.answers.retention.dates import Subject
from projections.reading.query import Query
from projections.reading.record_rows import cases
from projections.reading.stream import Row

# Cases of everyday trade: their own row waits until they are closed, other records of the goods need not.
_OF_TRADE = {"consignments", "first_approvals"}
_MOST_KNOWN = 2048  # goods of which it is known what concerns them
_LOOKED_AT = ("product_code", "product_codes", "lot", "lots", "serial", "serials")
_ALL = {"全部", "所有", "all", "*"}
_BETWEEN = re.compile(r"\.\.|~|～|至")
_APART = re.compile(r"[;；,，、\s]+")


@cache
def is_open(table: str, stage: str) -> bool:
    """Return whether a case goes on whose newest stage this is: something may follow it."""
    newest = next((one for one in catalogue.table(table).stages if one.key == stage), None)
    return newest is None or bool(newest.following)


class _Matter(NamedTuple):
    """An open case about goods."""

    case: tuple[str, str]  # table and number
    text: str
    lots: frozenset[str]
    serials: frozenset[str]

    def concerns(self, lots: Sequence[str], serials: Sequence[str]) -> bool:
        """Return whether goods of its product are, or may be, among those it is about."""
        if self.serials and serials:
            return not self.serials.isdisjoint(serials)
        if self.lots and lots:
            return not self.lots.isdisjoint(lots)
        return True


def in_words(table: Table, number: str) -> str:
    """Return how an open case is named where it stands in the way."""
    return f"{table.zh}{number}未结"


class OpenMatters:
    """Open cases, holds and recalls, by product. Memory grows with how many are open."""

    def __init__(self, query: Query) -> None:
        self._by_product: dict[str, list[_Matter]] = defaultdict(list)
        self._about = lru_cache(maxsize=_MOST_KNOWN)(self._about_goods)
        for table in catalogue.tables():
            if table.kind == "case" and table.key not in _OF_TRADE:
                found = cases(
                    query.connection, query.personal, table, query.cutoff, zone=query.zone, only=_LOOKED_AT
                )
                for row in (case.row for case in found):
                    if is_open(table.key, row["stage"]):
                        self._add(table, row)

    def concerning(self, subject: Subject) -> tuple[str, ...]:
        """Return which of them concern the goods of a row, in words, each once; a case not itself."""
        goods = subject.goods
        if subject.table.kind == "case" and subject.number is not None:
            own = (subject.table.key, subject.number)
            found = (self._about(one.product, one.lots, one.serials, own) for one in goods)
        else:
            found = (self._about(one.product, one.lots, one.serials) for one in goods)
        if len(goods) == 1:
            return next(found)
        return tuple(dict.fromkeys(chain.from_iterable(found)))

    def _about_goods(
        self,
        product: str,
        lots: tuple[str, ...],
        serials: tuple[str, ...],
        but: tuple[str, str] | None = None,
    ) -> tuple[str, ...]:
        matters = self._by_product.get(product, ())
        texts = (one.text for one in matters if one.case != but and one.concerns(lots, serials))
        return tuple(dict.fromkeys(texts))

    def _add(self, table: Table, row: Row) -> None:
        lots = frozenset([*_parts(row.get("lot")), *(row.get("lots") or ())])
        serials = frozenset([*_parts(row.get("serial")), *(row.get("serials") or ())])
        number = str(row[table.identity[0]])
        matter = _Matter((table.key, number), in_words(table, number), lots, serials)
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

    def concern(self, table: Table) -> bool:
        """Return whether anything of a table was disposed of."""
        return table.key in self._by_table

    def cover(self, table: Table, number: str | None, line: int | None, keep_until: str | None) -> bool:
        """Return whether a row was disposed of."""
        names = {number or ""} if line is None else {number or "", f"{number or ''}/{line}"}
        return any(
            any(_holds(one, names) for one in selected)
            if selected
            else keep_until is not None and keep_until <= latest
            for selected, latest in self._by_table.get(table.key, ())
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
