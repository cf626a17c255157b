"""Trace sheet of a lot or unit (单批单件追溯表): everything that ever touched goods, with the balance.

One row for each record and each of the goods that it names. What a record moved into the house or out of it
is what its movements say, and `balance` is what was in the house after it of the goods that stock is kept
of: the lot, or the unit where it was received by its number. A record that was voided later is shown,
`corrected`, and does not count in the balance. What is out on consignment or loan is not in the house.

Where a lot, a unit or a UDI is asked for, the rows of each product come by time, then position, then unit,
and what concerns the goods is among them though it names them less closely: for a unit, what was checked or
held of its lot as a whole, and how the lot was received if the unit was not received by its number; for both,
holds and other matters of the whole product, and the purchases that the receipts name. Otherwise all goods
come one after another, each lot (or unit without a lot) with its rows in that order.

The filters product_code, lot, serial and udi are looked up through indexes and answered here.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import localcontext
from operator import attrgetter
from typing import Final

from projections.answers.goods.account import EXACT
from projections.answers.goods.trace_finish import TraceFinish
from projections.answers.goods.trace_ledger import amounted
from projections.answers.goods.trace_lines import TraceLine, line_of, lines_of
from projections.answers.goods.trace_moves import Moves
from projections.answers.goods.trace_records import TraceRecords, purchase_numbers
from projections.answers.goods.trace_said import Record
from projections.answers.goods.trace_wanted import Named, wanted
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.reading.stream import Part

ANSWERED: Final = frozenset({"product_code", "lot", "serial", "udi"})
_PLACE = attrgetter("happened", "position", "serial", "lot")
Touch = tuple[Record, TraceLine]


def parts(query: Query) -> Iterator[Part]:
    """Yield the rows, by product, some hundred at a time; see the module for their order."""
    finish, read = TraceFinish(query), TraceRecords(query)
    asked = dict(wanted(query))
    if all(named.everything for named in asked.values()):
        adjacent = not any(query.values("product_code"))
        for lines, amounts in amounted(query, read, list(asked), adjacent=adjacent):
            yield finish.columns(lines, amounts)
        return
    for product, named in asked.items():
        with localcontext(EXACT):
            sheet = _Sheet(query, read, product, named)
            every = sheet.lines()
        for some in chunks(every):
            with localcontext(EXACT):
                amounts = sheet.moves.amounts(some)
            yield finish.columns(some, amounts)


class _Sheet:
    """The lines of goods of one product that are asked for by name.

    Attributes:
        moves: Their movements.
    """

    def __init__(self, query: Query, read: TraceRecords, product: str, named: Named) -> None:
        self._read = read
        self._product = product
        self._named = named
        self.moves = Moves(query, product, named)

    def lines(self) -> list[TraceLine]:
        """Return what is asked for, in order."""
        moves, product = self.moves, self._product
        homes = [(lot, moves.homes.get(serial, "")) for lot, serial in self._named.units]
        lots = {lot or home for lot, home in homes if home in {"", lot} or not lot}
        records = self._read.of(product, self._named, moves.homes, moves.lots)
        found = [
            touch for record in records for touch in self._touched(record) if self._concerns(touch, lots)
        ]
        numbers = purchase_numbers(record for record, _ in found)
        lines = [line for _, line in found]
        bought = self._read.purchases(product, numbers)
        lines += (line_of(record, product, ("", ""), moves.homes) for record in bought)
        return sorted(lines, key=_PLACE)

    def _touched(self, record: Record) -> Iterator[Touch]:
        moves = self.moves
        for line in lines_of(record, self._product, moves.of(record.said.position), moves.homes):
            yield record, line

    def _concerns(self, touch: Touch, lots: set[str]) -> bool:
        record, line = touch
        lot, serial = line.lot, line.serial
        if self._named.names(line.home, serial) or record.about_product:
            return True
        if serial or not lot or lot not in lots or not record.source.whole:
            return False
        if record.source.table not in {"receipts", "putaways"}:
            return True
        return any(not self.moves.goods(lot, unit).serial for _, unit in self._named.units)
