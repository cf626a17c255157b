"""Every movement of a lot, of a unit or to a customer, backward to the supplier and forward to each holder.

::

    {"movements": [{"position", "event_time", "record_time", "voided_at",
                    "kind": received | sold | returned, "on_date", "doc_no", "line",
                    "product_code", "lot", "serial", "quantity", "accepted", "disposition",
                    "supplier_code", "supplier_name", "customer_code", "customer_name", "seller",
                    "sale_no", "sale_line", "outstanding", "on_hand"}],
     "holders":   [{"customer_code", "customer_name", "product_code", "lot", "serial", "outstanding"}],
     "suppliers": [{"supplier_code", "supplier_name", "product_code", "lot", "serial",
                    "quantity", "accepted", "receipt_nos"}]}

Other kinds of movement (consigned, used, unused, disposed, exchanged, replenished, lent, loaner_back,
counted, set_apart, released, set_aside) carry two keys more: `from_status` and `to_status`.

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

from ledger import clock
from ledger.state.effects import CUSTOMER
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import EXACT, Account, at_customers
from projections.answers.goods.recall_rows import Key, received_rows
from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.recall_selection import selections
from projections.engine.chunks import chunks
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import (
    NAMES_UNIT,
    TABLES,
    Movement,
    looked_up,
    read,
    read_lots,
)
from projections.tables.movements import MOVEMENTS, RECEIVED, RETURNED, SOLD

_M = MOVEMENTS.c
_PLAIN = frozenset({RECEIVED, SOLD, RETURNED})  # what these mean, their kind says
# Looked up in the record tables to show a movement; what a table lacks is null.
_SHOWN = (
    "record_time",
    "line",
    "accepted_on",
    "received_on",
    "sold_on",
    "returned_on",
    "supplier_name",
    "customer_name",
    "sale_no",
    "sale_line",
    "consigned_on",
    "used_on",
    "disposed_on",
    "exchanged_on",
    "replenished_on",
    "loaner_issued_at",
    "loaner_returned_at",
    "counted_on",
    "found_on",
    "confirmed_on",
    "decided_on",
)
_DAYS = tuple(name for name in _SHOWN if name.endswith("_on"))
_TIMES = tuple(name for name in _SHOWN if name.endswith("ed_at"))


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer; see the module for the keys of its rows."""

    movements: list[dict[str, Any]]
    holders: list[dict[str, Any]]
    suppliers: list[dict[str, Any]]


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


@dataclass(frozen=True, slots=True)
class _Step:
    """A movement that is shown, and what was in the house after it."""

    row: Movement
    on_hand: str | None


def _of_goods(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> _Way:
    steps = []
    for selection in selections(connection, cutoff, scope):
        for group in selection.groups.values():
            sums = Account()
            for row in sorted(group, key=_when):
                sums.add(row)
                if row.kind == RECEIVED or selection.shows(row):
                    steps.append(_Step(row, plain(sums.on_hand)))
    return _Way(steps, [step.row for step in steps if step.row.kind == RECEIVED])


def _to_customers(connection: sa.Connection, cutoff: CutOff, scope: Scope) -> _Way:
    rows = read(connection, cutoff, _M.customer_code.in_(scope.customers))
    return _Way([_Step(row, None) for row in rows], _origins(connection, cutoff, rows))


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

    def __init__(self, steps: list[_Step], received: list[Movement]) -> None:
        self._steps = sorted(steps, key=lambda step: _when(step.row))
        self._received = received

    def answer(self, connection: sa.Connection, zone: str) -> Trace:
        """Return the answer, with what the record tables know of each movement."""
        shown = self._shown(connection)
        held: dict[Key, Decimal] = defaultdict(lambda: ZERO)
        names: dict[Key, str | None] = {}
        movements = []
        for step in self._steps:
            row, found = step.row, shown[step.row.kind][step.row.position]
            outstanding = None
            if at_customers(row):
                key = Key(row.customer_code or "", *row[:3])
                held[key] += Decimal(row.quantity) * _sign(row)
                outstanding = plain(held[key])
                if row.kind == SOLD or key not in names:
                    names[key] = found["customer_name"]
            movements.append(_movement(step, found, outstanding, zone))
        holders = [_holder(key, names[key], held[key]) for key in sorted(held) if held[key]]
        return Trace(movements, holders, received_rows(connection, self._received))

    def _shown(self, connection: sa.Connection) -> dict[str, dict[int, dict[str, Any]]]:
        shown = {}
        for kind in TABLES:
            positions = {step.row.position for step in self._steps if step.row.kind == kind}
            found = looked_up(connection, kind, positions, _SHOWN)
            shown[kind] = {
                position: dict(zip(_SHOWN, values, strict=True)) for position, values in found.items()
            }
        return shown


def _sign(row: Movement) -> int:
    """Return 1 where a customer gets the goods, -1 where it gives them back."""
    return 1 if row.kind == SOLD or row.target == CUSTOMER else -1


def _when(row: Movement) -> tuple[str, int, str]:
    return row.event_time, row.position, row.serial


def _movement(step: _Step, found: dict[str, Any], outstanding: str | None, zone: str) -> dict[str, Any]:
    row = step.row
    more = {} if row.kind in _PLAIN else {"from_status": row.source, "to_status": row.target}
    return {
        "position": row.position,
        "event_time": clock.shown(row.event_time, zone),
        "record_time": clock.shown(found["record_time"], zone),
        "voided_at": None,
        "kind": row.kind,
        "on_date": _day(found, zone),
        "doc_no": row.doc_no,
        "line": found["line"],
        "product_code": row.product_code,
        "lot": row.lot or None,
        "serial": row.serial or None,
        "quantity": plain(Decimal(row.quantity)),
        "accepted": None if row.accepted is None else plain(Decimal(row.accepted)),
        "disposition": row.disposition,
        "supplier_code": row.supplier_code,
        "supplier_name": found["supplier_name"],
        "customer_code": row.customer_code,
        "customer_name": found["customer_name"],
        "seller": row.seller,
        "sale_no": found["sale_no"],
        "sale_line": found["sale_line"],
        "outstanding": outstanding,
        "on_hand": step.on_hand,
        **more,
    }


def _day(found: dict[str, Any], zone: str) -> str | None:
    """Return the day that a movement itself tells, as a day or as a time."""
    day = next((found[name] for name in _DAYS if found[name] is not None), None)
    told = (clock.day_of(found[name], zone) for name in _TIMES if found[name] is not None)
    return day or next(told, None)


def _holder(key: Key, name: str | None, outstanding: Decimal) -> dict[str, Any]:
    return {
        "customer_code": key.party,
        "customer_name": name,
        "product_code": key.product_code,
        "lot": key.lot or None,
        "serial": key.serial or None,
        "outstanding": plain(outstanding),
    }
