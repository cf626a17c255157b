"""What came back under sales, span by span, beside the lines of the sales themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from projections.answers.deliveries.distribution_movements import Batch, Moved, Moving
from projections.answers.deliveries.distribution_papers import ReturnRow, returns
from projections.reading.fetching import stored_parts
from projections.tables.record_tables import record_table

_MOST_AHEAD: Final = 1000  # returns that are looked at together
_R = record_table("returns").c


class MovingUnderSales:
    """The returns that tell of their sale alone, asked for in the order of the sales.

    Args:
        moving: What else moved, all of it yielded already.
    """

    def __init__(self, moving: Moving) -> None:
        self._moving = moving
        self._rows = self._read()
        self._next = next(self._rows, None)
        self._ahead = 1

    def until(self, sale_no: str | None) -> Iterator[Moved]:
        """Yield what came back under the sales up to one, by product; None: under all that are left.

        At least that: the more there is, the more is read at a time.
        """
        while self._next is not None and (sale_no is None or self._next.sale_no <= sale_no):
            span = self._span(sale_no)
            pairs = {(row.product_code, row.sale_no) for row in span}
            batch = Batch(self._moving.query)
            batch.keep_returns(span)
            batch.keep_lines(pairs)
            batch.keep_units(beside=True)
            yield from batch.moved(sorted({product for product, _ in pairs}))

    def _span(self, sale_no: str | None) -> list[ReturnRow]:
        """Take some rows, of each sale all of them."""
        found: list[ReturnRow] = []
        while (row := self._next) is not None:
            wanted = len(found) < self._ahead or (sale_no is not None and row.sale_no <= sale_no)
            if found and row.sale_no != found[-1].sale_no and not wanted:
                break
            found.append(row)
            self._next = next(self._rows, None)
        self._ahead = min(2 * len(found), _MOST_AHEAD)
        return found

    def _read(self) -> Iterator[ReturnRow]:
        moving = self._moving
        statement = returns(moving.query).order_by(_R.sale_no, _R.position)
        for part in stored_parts(moving.query.connection, statement):
            for row in map(ReturnRow._make, part):
                if (row.product_code, row.sale_no) not in moving.tied:
                    yield row
