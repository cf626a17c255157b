"""The recall answer: received from whom, on hand where, sold to whom, returned, and what is outstanding.

::

    {"received":   one row per supplier, product, lot and serial
     "consignees": one row per customer, product, lot and serial
     "on_hand":    one row per product, lot, serial and status (saleable, quarantined), above zero only
     "totals":     the sums over the selected goods}

Lot and serial are shown as the lines give them, null where they give none. `customer_name`, `address`,
`contact` and `phone` are the last ones given on the sale lines of the row (on its return lines, where no sale
line is left), by event time, then position. Contact and phone are places in the log's side table of personal
values (`(position, field)`): whoever may see the values puts them in.

A return stands in the row of the goods that it names itself. Where it names a unit and its sale line only the
lot, or the other way round, that row has nothing sold and an `outstanding` below zero; the sums are right.

For every answer

    accepted = on_hand + outstanding + disposed + returned_to_supplier + unexplained

because the sums are those of whole goods, as stock is kept. Where the options name a customer, or a unit of a
lot that was received without serials, the consignee rows are narrowed to what they name; `narrowed` is then
the sum over the rows shown, while `totals` stay those of the lots concerned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import sqlalchemy as sa

from ledger.rules.quantities import ZERO, plain
from projections.cutoff import CutOff
from projections.movements import RECEIVED
from projections.views.recall_rows import consignee_rows, goods_row, received_rows
from projections.views.recall_scope import Scope, Selection, selections
from projections.views.stock import EXACT, Account, Goods, account
from projections.views.trace_rows import Movement


@dataclass(frozen=True, slots=True)
class Answer:
    """A recall answer, personal values not yet put in.

    Attributes:
        received: See the module.
        consignees: See the module.
        on_hand: See the module.
        totals: See the module.
        narrowed: Sold, returned and outstanding of the rows shown, where these are not all there are.
        goods: The lots (or unlotted units) that were selected.
        unknown_dates: Goods that are in only because nobody states their production date.
    """

    received: list[dict[str, Any]]
    consignees: list[dict[str, Any]]
    on_hand: list[dict[str, Any]]
    totals: dict[str, str]
    narrowed: dict[str, str] | None
    goods: list[dict[str, Any]]
    unknown_dates: list[dict[str, Any]]


def preview(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> Answer:
    """Return who has the goods of a scope, or had them.

    Args:
        connection: Of a read model.
        cutoff: What was true when, as known when.
        scope: Which goods.
    """
    with localcontext(EXACT):
        gathered = _Gathered()
        for selection in selections(connection, cutoff, scope):
            gathered.add(selection)
        return gathered.answer(connection)


class _Gathered:
    """What was selected of all products, and its sums."""

    def __init__(self) -> None:
        self._received: list[Movement] = []
        self._moved: list[Movement] = []
        self._on_hand: dict[tuple[Goods, str], Decimal] = defaultdict(lambda: ZERO)
        self._sums = Account()
        self._in_house = ZERO
        self._goods: set[tuple[str, str]] = set()
        self._unknown: list[Goods] = []

    def add(self, selection: Selection) -> None:
        """Add the goods of one product."""
        self._unknown += selection.unknown_dates
        for goods, group in selection.groups.items():
            self._goods.add((goods.product_code, goods.lot))
            sums = account(group)
            self._sums.include(sums)
            self._in_house += sums.on_hand
            kept = goods if selection.sorting.by_unit(goods) else goods._replace(serial="")
            self._on_hand[kept, "quarantined"] += sums.quarantined
            self._on_hand[kept, "saleable"] += sums.saleable
            self._received += (row for row in group if row.kind == RECEIVED)
            self._moved += (row for row in group if row.kind != RECEIVED and selection.shows(row))

    def answer(self, connection: sa.Connection) -> Answer:
        """Return the rows, ordered, and the sums."""
        return Answer(
            received=received_rows(connection, self._received),
            consignees=consignee_rows(connection, self._moved),
            on_hand=[
                {**goods_row(*goods), "status": status, "quantity": plain(quantity)}
                for (goods, status), quantity in sorted(self._on_hand.items())
                if quantity
            ],
            totals=_plain(self._totals()),
            narrowed=self._narrowed(),
            goods=[{"product_code": code, "lot": lot or None} for code, lot in sorted(self._goods)],
            unknown_dates=[goods_row(*goods) for goods in sorted(self._unknown)],
        )

    def _totals(self) -> dict[str, Decimal]:
        sums = self._sums
        gone = sums.outstanding + sums.disposed + sums.returned_to_supplier
        return {
            "received": sums.received,
            "accepted": sums.accepted,
            "sold": sums.sold,
            "returned": sums.returned,
            "outstanding": sums.outstanding,
            "on_hand": self._in_house,
            "disposed": sums.disposed,
            "returned_to_supplier": sums.returned_to_supplier,
            "unexplained": sums.accepted - self._in_house - gone,
        }

    def _narrowed(self) -> dict[str, str] | None:
        shown = account(self._moved)
        if (shown.sold, shown.returned) == (self._sums.sold, self._sums.returned):
            return None
        return _plain({"sold": shown.sold, "returned": shown.returned, "outstanding": shown.outstanding})


def _plain(sums: Mapping[str, Decimal]) -> dict[str, str]:
    return {name: plain(value) for name, value in sums.items()}
