"""The recall answer: received from whom, on hand where, sold to whom, returned, and what is outstanding.

::

    {"received":   one row per supplier, product, lot and serial
     "consignees": one row per customer, product, lot and serial
     "on_hand":    one row per product, lot, serial and status (saleable, quarantined, nonconforming,
                   consigned, on_loan, in_repair), above zero only; of what is consigned or lent one row per
                   customer, which the row names: it is with them, and still ours
     "possible":   one row per line (and unit) that may belong to the scope
                   (:mod:`projections.answers.goods.recall_possible`)
     "totals":     the sums over the selected goods
     "by_unit":    the same sums of each product, with its unit}

Every row has the `unit` of its product beside its quantities. What is `possible` is in no sum.

Lot and serial are shown as the lines give them, the lot else as their UDI does, null where neither does.
`customer_name`, `address`, `contact` and `phone` are the last ones given on the sale lines of the row (on
its return lines, where no sale line is left), by event time, then position. Contact and phone are places in
the log's side table of personal values (`(position, field)`): whoever may see the values puts them in.

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
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any

import sqlalchemy as sa

from ledger.state.effects import CONSIGNED, ON_LOAN
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import EXACT, Account, Accounts, account, at_customers, steps
from projections.answers.goods.recall_codes import codes_of
from projections.answers.goods.recall_possible import Doubt, counted, possible
from projections.answers.goods.recall_rows import consignee_rows, goods_row, possible_rows, received_rows
from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.recall_selection import Selection, chosen_of
from projections.answers.goods.recall_units import units, with_units
from projections.answers.goods.stock import StockGoods
from projections.engine.chunks import chunks
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import KeptMovements, Movement, looked_up
from projections.tables.movements import KINDS, RECEIVED
from projections.tables.record_tables import record_table

_SENT_OUT = KINDS["goods_consigned_out"]
_LENT = KINDS["repair_loaner_issued"]
_OUT = frozenset({_SENT_OUT, _LENT})


@dataclass(frozen=True, slots=True)
class RecallAnswer:
    """A recall answer, personal values not yet put in.

    Attributes:
        received: See the module.
        consignees: See the module.
        on_hand: See the module.
        possible: See the module.
        counted: How many of these there are, in all (`lines`) and by reason.
        totals: See the module.
        by_unit: See the module.
        narrowed: Sold, returned and outstanding of the rows shown, where these are not all there are.
        goods: The lots (or unlotted units) that were selected.
        unknown_dates: Goods of which nobody states the dates that are asked for.
    """

    received: list[dict[str, Any]]
    consignees: list[dict[str, Any]]
    on_hand: list[dict[str, Any]]
    possible: list[dict[str, Any]]
    counted: dict[str, int]
    totals: dict[str, str]
    by_unit: list[dict[str, Any]]
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
        gathered, kept = _Gathered(cutoff), KeptMovements(connection)
        codes = codes_of(connection, cutoff, scope.udis)
        for product, selection in chosen_of(connection, cutoff, scope, codes, kept):
            gathered.add(product, selection)
            gathered.doubts += possible(connection, cutoff, scope, codes, product, selection, kept)
        return gathered.answer(connection)


@dataclass(slots=True)
class _Sums:
    """The sums over goods of one product, or of all."""

    account: Account = field(default_factory=Account)
    in_house: Decimal = ZERO
    disposed: Decimal = ZERO
    sent_back: Decimal = ZERO

    def include(self, other: _Sums) -> None:
        """Add the sums of other goods."""
        self.account.include(other.account)
        self.in_house += other.in_house
        self.disposed += other.disposed
        self.sent_back += other.sent_back

    def totals(self) -> dict[str, str]:
        """Return the sums as the answer shows them."""
        sums = self.account
        gone = sums.outstanding + self.disposed + self.sent_back
        return _plain(
            {
                "received": sums.received,
                "accepted": sums.accepted,
                "sold": sums.sold,
                "returned": sums.returned,
                "outstanding": sums.outstanding,
                "on_hand": self.in_house,
                "disposed": self.disposed,
                "returned_to_supplier": self.sent_back,
                "unexplained": sums.accepted - self.in_house - gone,
            }
        )


class _Gathered:
    """What was selected of all products, and its sums."""

    def __init__(self, cutoff: CutOff) -> None:
        self._cutoff = cutoff
        self._received: list[Movement] = []
        self._moved: list[Movement] = []
        self._hides = False  # whether a movement at customers is not among these
        self._on_hand: dict[tuple[StockGoods, str, str], Decimal] = defaultdict(lambda: ZERO)
        self._sent_out: dict[str, Movement] = {}
        self._sums: dict[str, _Sums] = {}
        self.doubts: list[Doubt] = []
        self._goods: set[tuple[str, str]] = set()
        self._unknown: list[StockGoods] = []

    def add(self, product: str, selection: Selection) -> None:
        """Add the goods of one product."""
        self._unknown += selection.unknown
        if not selection.groups:
            return
        whole = self._sums[product] = _Sums()
        accounts = Accounts()
        for goods, group in selection.groups.items():
            self._goods.add((goods.product_code, goods.lot))
            sums = accounts.of(group)
            whole.disposed += sums.disposed_of
            whole.sent_back += sums.sent_back
            kept = goods if selection.sorting.by_unit(goods) else goods._replace(serial="")
            for status, quantity in sums.in_house:
                whole.in_house += quantity
                for customer, part in with_customers(group, status, quantity):
                    self._on_hand[kept, status, customer] += part
        rows = [row for group in selection.groups.values() for row in group]
        whole.account = accounts.total()
        for row in rows:
            if row.kind in _OUT and row.customer_code:
                newest = self._sent_out.get(row.customer_code, row)
                self._sent_out[row.customer_code] = max(newest, row, key=_when)
        self._received += (row for row in rows if row.kind == RECEIVED)
        moved = [row for row in rows if at_customers(row)]
        shown = [row for row in moved if selection.shows(row)]
        self._hides = self._hides or len(shown) < len(moved)
        self._moved += shown

    def answer(self, connection: sa.Connection) -> RecallAnswer:
        """Return the rows, ordered, and the sums."""
        of = units(connection, self._cutoff, {*self._sums, *(row.product_code for row, _ in self.doubts)})
        doubtful = with_units(possible_rows(connection, self.doubts), of)
        return RecallAnswer(
            received=with_units(received_rows(connection, self._received), of),
            consignees=with_units(consignee_rows(connection, self._moved), of),
            on_hand=with_units(self._stock(connection), of),
            possible=doubtful,
            counted=counted(doubtful),
            totals=self._whole().totals(),
            by_unit=[
                {"product_code": product, "unit": of.get(product), **self._sums[product].totals()}
                for product in sorted(self._sums)
            ],
            narrowed=self._narrowed(),
            goods=[{"product_code": code, "lot": lot or None} for code, lot in sorted(self._goods)],
            unknown_dates=[goods_row(*goods) for goods in sorted(self._unknown)],
        )

    def _whole(self) -> _Sums:
        whole = _Sums()
        for sums in self._sums.values():
            whole.include(sums)
        return whole

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

    def _narrowed(self) -> dict[str, str] | None:
        if not self._hides:
            return None
        shown = account(self._moved)
        whole = self._whole().account
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


def with_customers(rows: Sequence[Movement], status: str, quantity: Decimal) -> Iterator[tuple[str, Decimal]]:
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
