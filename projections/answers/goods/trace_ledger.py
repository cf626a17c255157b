"""The lines of all goods of some products, or of a whole ledger, with what was left after each of them.

The facts of lots come from the database in order and stream through; what names goods in other ways is read
for some products at once and laid between them. Products of which no unit ever moved by its number are taken
together, and their balances are running sums; of any other product all movements are read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import localcontext
from itertools import groupby
from operator import itemgetter

import sqlalchemy as sa

from projections.answers.goods.account import EXACT
from projections.answers.goods.trace_lines import TraceLine, in_lots, lines_of, of_units_alone
from projections.answers.goods.trace_moves import NOTHING, Moves
from projections.answers.goods.trace_records import TraceRecords
from projections.answers.goods.trace_running import Amounts, RunningBalances
from projections.answers.goods.trace_sources import SOURCES, TraceSource
from projections.answers.goods.trace_wanted import Named
from projections.engine.chunks import chunks
from projections.reading.fetching import Stored, stored_parts
from projections.reading.goods_movements import NAMES_UNIT
from projections.reading.merging import merged
from projections.reading.query import Query
from projections.reading.stream import MORE_ROWS
from projections.tables.movements import MOVEMENTS
from projections.tables.record_tables import record_table

_SPANS = (1, 4, 16, 64)  # products that are taken together: few first, so that an answer begins
_MOST_UNITS = 20_000  # movements of units that are held at once
_PRODUCT, _GOODS, _SERIAL = itemgetter(0), itemgetter(0, 1), itemgetter(TraceLine._fields.index("serial"))
Amounted = tuple[Sequence[Stored], Sequence[Amounts]]


def amounted(query: Query, read: TraceRecords, codes: Sequence[str], *, adjacent: bool) -> Iterator[Amounted]:
    """Yield the lines of products in the order of the sheet, some hundred at a time, and their amounts.

    Args:
        query: How far to look.
        read: Reads exchanges and cases.
        codes: Of the products, in order.
        adjacent: Whether all products there are between the first and the last are among them.
    """
    filled = [source for source in SOURCES if _has_rows(query, source)]
    for products in _spans(query, codes, adjacent=adjacent):
        with localcontext(EXACT):
            span = _TraceSpan(query, read, products, filled)
            apart = sorted(span.apart())
        for lines in _together(span.in_lots(), apart):
            with localcontext(EXACT):
                amounts = span.amounts(lines)
            yield lines, amounts


def _spans(query: Query, codes: Sequence[str], *, adjacent: bool) -> Iterator[list[str]]:
    """Yield products that are taken together."""
    columns = MOVEMENTS.c.product_code, sa.func.count()
    statement = sa.select(*columns).where(NAMES_UNIT).group_by(MOVEMENTS.c.product_code)
    units = {row[0]: row[1] for row in query.connection.execute(statement)}
    sizes, together, held = iter(_SPANS), list[str](), 0
    size = next(sizes) if adjacent else 1
    for code in codes:
        if together and (len(together) >= size or held + units.get(code, 0) > _MOST_UNITS):
            yield together
            together, held, size = [], 0, next(sizes, _SPANS[-1]) if adjacent else 1
        together.append(code)
        held += units.get(code, 0)
    if together:
        yield together


def _has_rows(query: Query, source: TraceSource) -> bool:
    first = sa.select(record_table(source.table).c.position).limit(1)
    return query.connection.scalar(first) is not None


class _TraceSpan:
    """The lines of some neighbouring products."""

    def __init__(
        self,
        query: Query,
        read: TraceRecords,
        products: Sequence[str],
        sources: Sequence[TraceSource],
    ) -> None:
        self._query = query
        self._read = read
        self._products = products
        self._ends = {"first": products[0], "last": products[-1]}
        self._plain = tuple(source for source in sources if source.is_plain)
        self._others = [source for source in sources if not source.is_plain]
        self._running = RunningBalances(query, **self._ends)
        self._moves = {
            code: Moves(query, code, Named(), unit_lots=True)
            for code in products
            if code in self._running.unit_lots
        }

    def apart(self) -> Iterator[TraceLine]:
        """Yield the lines of units without a lot, of exchanges and of cases, in no order."""
        others = list(self._of_others())
        self._untold = self._running.untold(others)
        for code in self._untold:
            self._moves[code] = Moves(self._query, code, Named())
        yield from others
        if self._plain:
            alone = self._stored(of_units_alone(self._query.cutoff, self._plain))
            for part in self._of_products(alone):
                yield from self._each(part)

    def in_lots(self) -> Iterator[Sequence[Stored]]:
        """Yield all other lines in order, some hundred at a time."""
        statements = in_lots(self._query.cutoff, self._plain)
        for part in self._of_products(merged(map(self._stored, statements))):
            if any(map(_SERIAL, part)):
                yield sorted(self._each(part))
            else:
                yield part

    def amounts(self, lines: Sequence[Stored]) -> list[Amounts]:
        """Return what each of some lines moved, and what was left after it; they go on from those before."""
        if not self._moves:
            return self._running.amounts(lines)
        found: list[Amounts] = []
        for (code, lot), group in groupby(lines, key=_GOODS):
            moves = self._moves.get(code) if self._is_special(code, lot) else None
            if moves is None:
                found += self._running.amounts(group)
            else:
                found += moves.amounts(map(TraceLine._make, group))
        return found

    def _is_special(self, code: str, lot: str) -> bool:
        """Return whether the balance of a lot is not the running sum of its lines."""
        return not lot or code in self._untold or lot in self._running.unit_lots[code]

    def _of_others(self) -> Iterator[TraceLine]:
        for code, record in self._read.of_products(self._products, self._others):
            moved = self._running.of(code, record.said.position)
            yield from lines_of(record, code, moved, self._homes(code))

    def _each(self, lines: Iterable[Stored]) -> Iterator[TraceLine]:
        """Yield lines, in place of one that names units those of each of them."""
        for line in map(TraceLine._make, lines):
            if line.serial:
                code = line.product_code
                yield from line.each(self._running.of(code, line.position), self._homes(code))
            else:
                yield line

    def _homes(self, code: str) -> Mapping[str, str]:
        return self._moves[code].homes if code in self._moves else NOTHING

    def _of_products(self, parts: Iterable[Sequence[Stored]]) -> Iterator[Sequence[Stored]]:
        """Yield the lines that are of the products, some hundred at a time."""
        products = frozenset(self._products)
        for some in parts:
            if products.issuperset(map(_PRODUCT, some)):
                yield some
            elif lines := [line for line in some if _PRODUCT(line) in products]:
                yield lines

    def _stored(self, statement: sa.Executable) -> Iterator[Sequence[Stored]]:
        """Yield lines as they are read, a few first, for whoever waits for them."""
        return stored_parts(self._query.connection, statement, self._ends)


def _together(parts: Iterable[Sequence[Stored]], apart: Sequence[TraceLine]) -> Iterator[Sequence[Stored]]:
    """Yield the lines of both, in order, some hundred at a time."""
    begin = 0
    for part in parts:
        end = bisect_left(apart, part[-1], begin)
        yield sorted((*part, *apart[begin:end])) if end > begin else part
        begin = end
    yield from chunks(apart[begin:], MORE_ROWS)
