"""What stands in the way of disposal: open cases, holds and recalls; and what was disposed of already."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from itertools import chain

from ledger.events import catalogue
from ledger.events.base import Table
from projections.answers.retention.dates import Subject
from projections.answers.retention.open_cases import OpenCase, in_words, open_cases
from projections.reading.query import Query

_MOST_KNOWN = 512  # goods of which it is known what concerns them
_ALL = {"全部", "所有", "all", "*"}
_BETWEEN = re.compile(r"\.\.|~|～|至")
_APART = re.compile(r"[;；,，、\s]+")


@cache
def is_open(table: str, stage: str) -> bool:
    """Return whether a case goes on whose newest stage this is; that it may be reopened keeps none open."""
    newest = next((one for one in catalogue.table(table).stages if one.key == stage), None)
    return newest is None or not newest.closes


class OpenMatters:
    """Open cases, holds and recalls, by product. Memory grows with how many are open."""

    def __init__(self, query: Query) -> None:
        self._by_product: dict[str, list[OpenCase]] = defaultdict(list)
        self._about = lru_cache(maxsize=_MOST_KNOWN)(self._about_goods)
        for case in open_cases(query):
            for product in case.products:
                self._by_product[product].append(case)

    def concerning(self, subject: Subject) -> tuple[str, ...]:
        """Return which of them concern the goods of a row, in words, each once; a case not itself."""
        goods = subject.goods
        if subject.table.kind == "case" and subject.number is not None:
            own = in_words(subject.table, subject.number)
            # Of each case there is another answer: none of them is worth keeping.
            found = (self._about_goods(one.product, one.lots, one.serials, own) for one in goods)
        else:
            found = (self._about(one.product, one.lots, one.serials) for one in goods)
        if len(goods) == 1:
            return next(found)
        return tuple(dict.fromkeys(chain.from_iterable(found)))

    def _about_goods(
        self, product: str, lots: tuple[str, ...], serials: tuple[str, ...], but: str | None = None
    ) -> tuple[str, ...]:
        matters = self._by_product.get(product, ())
        texts = (
            one.text
            for one in matters
            if one.text != but and (not (one.lots or one.serials) or one.concerns(lots, serials))
        )
        return tuple(dict.fromkeys(texts))


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
