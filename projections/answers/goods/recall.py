"""The recall answer: received from whom, on hand where, sold to whom, returned, and what is outstanding.

::

    {"received":   one row per supplier, product, lot and serial
     "consignees": one row per customer, product, lot and serial
     "on_hand":    one row per product, lot, serial and status (saleable, quarantined, nonconforming,
                   consigned, on_loan, in_repair), above zero only; of what is consigned or lent one row per
                   customer, which the row names: it is with them, and still ours
     "totals":     the sums over the selected goods}

Lot and serial are shown as the lines give them, null where they give none. `customer_name`, `address`,
`contact` and `phone` are the last ones given on the sale lines of the row (on its return lines, where no sale
line is left), by event time, then position. Contact and phone are places in the log's side table of personal
values (`(position, field)`): whoever may see the values puts them in.

A customer's `outstanding` is what was sold to it less what it returned, and what it got and gave back
otherwise: goods given in exchange for others, or to replenish a delivery. `sold` and `returned` count sales
and returns alone.

A return stands in the row of the goods that it names itself. Where it names a unit and its sale line only the
lot, or the other way round, that row has nothing sold and an `outstanding` below zero; the sums are right.

For every answer

    accepted = on_hand + outstanding + disposed + returned_to_supplier + unexplained

because the sums are those of whole goods, as stock is kept. Goods that no receipt accepted stay out of it.
What a stocktake found missing is unexplained, and what it found too many is so below zero.

Where the options name a customer, or a unit of a lot that was received without serials, the consignee rows
are narrowed to what they name; `narrowed` is then the sum over the rows shown, while `totals` stay those of
the lots concerned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import sqlalchemy as sa

from ledger.state.effects import CONSIGNED, ON_LOAN
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import EXACT, Account, account, at_customers, steps
from projections.answers.goods.recall_rows import consignee_rows, goods_row, received_rows
from projections.answers.goods.recall_scope import Scope, Selection, selections
from projections.answers.goods.stock import StockGoods
from projections.engine.chunks import chunks
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import Movement, looked_up
from projections.tables.movements import KINDS, RECEIVED
from projections.tables.record_tables import record_table

_SENT_OUT = KINDS["goods_consigned_out"]
_LENT = KINDS["repair_loaner_issued"]


@dataclass(frozen=True, slots=True)
class RecallAnswer:
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


def preview(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> RecallAnswer:
    """Return who has the goods of a scope, or had them.

    Args:
        connection: Of a read model.
        cutoff: What was true when, as known when.
        scope: Which goods.
    """
    with localcontext(EXACT):
        gathered = _Gathered(cutoff)
        for selection in selections(connection, cutoff, scope):
            gathered.add(selection)
        return gathered.answer(connection)


class _Gathered:
    """What was selected of all products, and its sums."""

    def __init__(self, cutoff: CutOff) -> None:
        self._cutoff = cutoff
        self._received: list[Movement] = []
        self._moved: list[Movement] = []
        self._on_hand: dict[tuple[StockGoods, str, str], Decimal] = defaultdict(lambda: ZERO)
        self._sent_out: dict[str, Movement] = {}
        self._sums = Account()
        self._in_house = self._disposed = self._sent_back = ZERO
        self._goods: set[tuple[str, str]] = set()
        self._unknown: list[StockGoods] = []

    def add(self, selection: Selection) -> None:
        """Add the goods of one product."""
        self._unknown += selection.unknown_dates
        for goods, group in selection.groups.items():
            self._goods.add((goods.product_code, goods.lot))
            sums = account(group)
            self._sums.include(sums)
            self._disposed += sums.disposed_of
            self._sent_back += sums.sent_back
            kept = goods if selection.sorting.by_unit(goods) else goods._replace(serial="")
            for status, quantity in sums.in_house().items():
                self._in_house += quantity
                for customer, part in _with_customers(group, status, quantity):
                    self._on_hand[kept, status, customer] += part
            for row in group:
                if row.kind in {_SENT_OUT, _LENT} and row.customer_code:
                    newest = self._sent_out.get(row.customer_code, row)
                    self._sent_out[row.customer_code] = max(newest, row, key=_when)
            self._received += (row for row in group if row.kind == RECEIVED)
            self._moved += (row for row in group if at_customers(row) and selection.shows(row))

    def answer(self, connection: sa.Connection) -> RecallAnswer:
        """Return the rows, ordered, and the sums."""
        return RecallAnswer(
            received=received_rows(connection, self._received),
            consignees=consignee_rows(connection, self._moved),
            on_hand=self._stock(connection),
            totals=_plain(self._totals()),
            narrowed=self._narrowed(),
            goods=[{"product_code": code, "lot": lot or None} for code, lot in sorted(self._goods)],
            unknown_dates=[goods_row(*goods) for goods in sorted(self._unknown)],
        )

    def _stock(self, connection: sa.Connection) -> list[dict[str, Any]]:
        names = _names(connection, self._cutoff, self._sent_out)
        rows = []
        for (goods, status, customer), quantity in sorted(self._on_hand.items()):
            if quantity:
                row = {**goods_row(*goods), "status": status, "quantity": plain(quantity)}
                if customer:
                    row |= {"customer_code": customer, "customer_name": names.get(customer)}
                rows.append(row)
        return rows

    def _totals(self) -> dict[str, Decimal]:
        sums = self._sums
        gone = sums.outstanding + self._disposed + self._sent_back
        return {
            "received": sums.received,
            "accepted": sums.accepted,
            "sold": sums.sold,
            "returned": sums.returned,
            "outstanding": sums.outstanding,
            "on_hand": self._in_house,
            "disposed": self._disposed,
            "returned_to_supplier": self._sent_back,
            "unexplained": sums.accepted - self._in_house - gone,
        }

    def _narrowed(self) -> dict[str, str] | None:
        shown = account(self._moved)
        whole = self._sums
        if (shown.sold, shown.returned, shown.given) == (whole.sold, whole.returned, whole.given):
            return None
        return _plain({"sold": shown.sold, "returned": shown.returned, "outstanding": shown.outstanding})


def _when(row: Movement) -> tuple[str, int]:
    return row.event_time, row.position


def _names(connection: sa.Connection, cutoff: CutOff, sent_out: Mapping[str, Movement]) -> dict[str, str]:
    """Return the names of the customers to whom goods were sent out, as the newest paper to each gives them.

    A consignment names its customer itself, of a loaner it is the repair call that does.
    """
    consigned = {row.position for row in sent_out.values() if row.kind == _SENT_OUT}
    given = looked_up(connection, _SENT_OUT, consigned, ("customer_name",)) if consigned else {}
    table = record_table("repairs")
    repairs = table.c
    numbers = sorted({row.doc_no for row in sent_out.values() if row.kind == _LENT})
    called: dict[str, str] = {}
    for part in chunks(numbers):
        statement = (
            sa.select(repairs.repair_no, repairs.customer_name)
            .where(repairs.repair_no.in_(part), repairs.customer_name.is_not(None), cutoff.live(table))
            .order_by(repairs.position)
        )
        called.update((number, name) for number, name in connection.execute(statement))
    found = {
        customer: given[row.position][0] if row.kind == _SENT_OUT else called.get(row.doc_no)
        for customer, row in sent_out.items()
    }
    return {customer: name for customer, name in found.items() if name is not None}


def _with_customers(
    rows: Sequence[Movement], status: str, quantity: Decimal
) -> Iterator[tuple[str, Decimal]]:
    """Yield with which customers the goods of a status are, and how many; `""` where they are with none."""
    if status in {CONSIGNED, ON_LOAN} and quantity:
        out: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for row in rows:
            for source, target, moved in steps(row):
                if row.customer_code and status in {source, target}:
                    out[row.customer_code] += moved if target == status else -moved
        for customer, part in sorted(out.items()):
            shown = max(ZERO, min(part, quantity))
            quantity -= shown
            yield customer, shown
    yield "", quantity


def _plain(sums: Mapping[str, Decimal]) -> dict[str, str]:
    return {name: plain(value) for name, value in sums.items()}
