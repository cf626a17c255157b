"""Every movement of a lot, of a unit or to a customer, backward to the supplier and forward to each holder.

::

    {"movements": [{"position", "event_time", "record_time", "voided_at",
                    "kind": received | sold | returned, "on_date", "doc_no", "line",
                    "product_code", "lot", "serial", "quantity", "accepted", "disposition",
                    "supplier_code", "supplier_name", "customer_code", "customer_name", "seller",
                    "sale_no", "sale_line", "outstanding", "on_hand"}],
     "holders":   [{"customer_code", "customer_name", "product_code", "lot", "serial", "outstanding"}],
     "suppliers": [{"supplier_code", "supplier_name", "product_code", "lot", "serial",
                    "quantity", "accepted", "receipt_nos"}],
     "links":     [{"exchange_no", "line", "on_date", "position", "customer_code", "quantity", "replaced",
                    "replacement": {"product_code", "lot", "serial"}}]}

Other kinds of movement (consigned, used, unused, disposed, exchanged, replenished, lent, loaner_back,
counted, set_apart, released, set_aside) carry two keys more: `from_status` and `to_status`. So do two kinds
that move nothing, both keys alike: `put_away`, with `location_code`, `receipt_no` and `return_no`, and
`repaired`; their `outstanding` and `on_hand` are null. The trace of a customer has none of them.

Where a unit was exchanged, the trace goes on with the units that were given for it and those that it was
given for, over all hops; the rows of an exchange tell what stands against them (`linked_product_code`,
`linked_lot`, `linked_serial`), and `links` tells all of them.

Movements are in the order in which they happened: by event time, then position, then serial. `outstanding` is
what the customer of the row holds of its product, lot and serial after it; `on_hand` is what is in the house
of the goods that stock is kept of. Holders are the customers who hold something at the end.

A line with serials gives one row per unit. The trace of a unit that came in a lot received without serials
begins with the receipts of that lot. The trace of a customer leaves `on_hand` null: it does not look at what
went to others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import sqlalchemy as sa

from ledger.state.effects import CUSTOMER
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import EXACT, Account, at_customers
from projections.answers.goods.recall_rows import Key, received_rows
from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.recall_selection import selections
from projections.answers.goods.trace_exchanges import ExchangeLink, beside, exchange_links
from projections.answers.goods.trace_links import Links
from projections.answers.goods.trace_shown import SHOWN, TraceStep, holder_row, movement_row
from projections.answers.goods.trace_stations import STATIONS, station_row, stations
from projections.engine.chunks import chunks
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import (
    NAMES_UNIT,
    TABLES,
    Movement,
    looked_up,
    read,
    read_lots,
    settled,
)
from projections.tables.movements import MOVEMENTS, RECEIVED, SOLD

_M = MOVEMENTS.c


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer; see the module for the keys of its rows."""

    movements: list[dict[str, Any]]
    holders: list[dict[str, Any]]
    suppliers: list[dict[str, Any]]
    links: list[dict[str, Any]]


def trace(connection: sa.Connection, cutoff: CutOff, scope: Scope, *, zone: str) -> Trace:
    """Return where the goods of a scope came from and went.

    Args:
        connection: Of a read model.
        cutoff: What was true when, as known when.
        scope: Which goods; a customer alone asks for what was sold to it.
        zone: Time zone of the ledger, in which times are shown.
    """
    with localcontext(EXACT):
        if scope == Scope(customers=scope.customers):
            moved = _to_customers(connection, cutoff, scope)
        else:
            moved = _of_goods(connection, cutoff, scope)
        return moved.answer(connection, zone)


def _of_goods(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> _Way:
    """Return the steps of goods, and those of the units that theirs were exchanged for."""
    steps = _selected(connection, cutoff, scope)
    links = exchange_links(connection, cutoff)
    if links:
        units = {(step.row.product_code, step.row.serial) for step in steps if step.row.serial}
        there = {_key(step) for step in steps}
        for product, serials in beside(links, units):
            beyond = _selected(connection, cutoff, Scope(products=(product,), serials=tuple(serials)))
            steps += [step for step in beyond if _key(step) not in there]
            there |= {_key(step) for step in beyond}
    stopped = stations(connection, cutoff, [step.row for step in steps])
    steps += [TraceStep(row, None) for row in stopped]
    return _Way(steps, [step.row for step in steps if step.row.kind == RECEIVED], links)


def _key(step: TraceStep) -> tuple[Any, ...]:
    row = step.row
    return row.product_code, row.lot, row.serial, row.position, row.kind, row.part


def _selected(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> list[TraceStep]:
    steps = []
    for selection in selections(connection, cutoff, scope):
        for group in selection.groups.values():
            sums = Account()
            for row in sorted(settled(group), key=_when):
                sums.add(row)
                if row.kind == RECEIVED or selection.shows(row):
                    steps.append(TraceStep(row, plain(sums.on_hand)))
    return steps


def _to_customers(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> _Way:
    rows = read(connection, cutoff, _M.customer_code.in_(scope.customers))
    links = exchange_links(connection, cutoff)
    return _Way([TraceStep(row, None) for row in rows], _origins(connection, cutoff, rows), links)


def _origins(connection: sa.Connection, cutoff: CutOff, bought: Sequence[Movement]) -> list[Movement]:
    """Return the receipts of units, else of their lots: those that named no serials, else all."""
    is_receipt = _M.kind == RECEIVED
    units = {(row.product_code, row.serial) for row in bought if row.serial}
    found: list[Movement] = []
    for serials in chunks(sorted({serial for _, serial in units})):
        rows = read(connection, cutoff, is_receipt, _M.serial.in_(serials), NAMES_UNIT)
        found += (row for row in rows if (row.product_code, row.serial) in units)
    named = {(row.product_code, row.serial) for row in found if row.accepted is not None}
    lots = {row[:2] for row in bought if (row.product_code, row.serial) not in named}
    for condition in (_M.serial == "", NAMES_UNIT):
        found += read_lots(connection, cutoff, lots, is_receipt, condition)
        lots = {lot for lot in lots - {row[:2] for row in found} if lot[1]}
    return found


class _Way:
    """The steps of some goods, and the receipts they began with."""

    def __init__(self, steps: list[TraceStep], received: list[Movement], links: list[ExchangeLink]) -> None:
        self._steps = sorted(steps, key=lambda step: _when(step.row))
        self._received = received
        self._links = Links(links, [step.row for step in steps])

    def answer(self, connection: sa.Connection, zone: str) -> Trace:
        """Return the answer, with what the record tables know of each movement."""
        shown = self._shown(connection)
        held: dict[Key, Decimal] = defaultdict(lambda: ZERO)
        names: dict[Key, str | None] = {}
        movements = []
        for step in self._steps:
            row, found = step.row, shown[step.row.kind][step.row.position]
            outstanding = None
            if row.kind not in STATIONS and at_customers(row):
                key = Key(row.customer_code or "", *row[:3])
                held[key] += Decimal(row.quantity) * _sign(row)
                outstanding = plain(held[key])
                if row.kind == SOLD or key not in names:
                    names[key] = found["customer_name"]
            told = movement_row(step, found, outstanding, zone) | station_row(row, found)
            movements.append(told | self._links.beside(row))
        holders = [holder_row(key, names[key], held[key]) for key in sorted(held) if held[key]]
        suppliers = received_rows(connection, self._received)
        return Trace(movements, holders, suppliers, self._links.shown())

    def _shown(self, connection: sa.Connection) -> dict[str, dict[int, dict[str, Any]]]:
        shown = {}
        for kind in TABLES:
            positions = {step.row.position for step in self._steps if step.row.kind == kind}
            found = looked_up(connection, kind, positions, SHOWN)
            shown[kind] = {
                position: dict(zip(SHOWN, values, strict=True)) for position, values in found.items()
            }
        return shown


def _sign(row: Movement) -> int:
    """Return 1 where a customer gets the goods, -1 where it gives them back."""
    return 1 if row.kind == SOLD or row.target == CUSTOMER else -1


def _when(row: Movement) -> tuple[str, int, str]:
    return row.event_time, row.position, row.serial
