"""The rows of a trace: what stands of each movement, and who holds something at the end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledger import clock
from ledger.state.quantities import plain
from projections.answers.goods.recall_rows import Key
from projections.reading.goods_movements import Movement
from projections.tables.movements import RECEIVED, RETURNED, SOLD

_PLAIN = frozenset({RECEIVED, SOLD, RETURNED})  # what these mean, their kind says
# Looked up in the record tables to show a movement; what a table lacks is null.
SHOWN = (
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
    "putaway_on",
    "requested_on",
    "location_code",
    "receipt_no",
    "return_no",
)
_DAYS = tuple(name for name in SHOWN if name.endswith("_on"))
_TIMES = tuple(name for name in SHOWN if name.endswith("ed_at"))


@dataclass(frozen=True, slots=True)
class TraceStep:
    """A movement that is shown, and what was in the house after it."""

    row: Movement
    on_hand: str | None


def movement_row(
    step: TraceStep, found: dict[str, Any], outstanding: str | None, zone: str
) -> dict[str, Any]:
    """Return the row of a movement.

    Args:
        step: The movement.
        found: What its record says of it, by the names in `SHOWN`.
        outstanding: What the customer holds after it.
        zone: Time zone of the ledger.
    """
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


def holder_row(key: Key, name: str | None, outstanding: Decimal) -> dict[str, Any]:
    """Return the row of a customer who holds something."""
    return {
        "customer_code": key.party,
        "customer_name": name,
        "product_code": key.product_code,
        "lot": key.lot or None,
        "serial": key.serial or None,
        "outstanding": plain(outstanding),
    }
