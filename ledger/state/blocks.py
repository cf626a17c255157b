"""Holds and vetoes in force: what quality has stopped, from when until when.

A hold or veto is looked up under what it is about: a product (also where it names lots or units of it), a
customer or a supplier. It stays in force, for the business day on which something happened, from the day on
which it was placed to the day before it was lifted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any, Final, Literal

from ledger.deciding.decision import Context
from ledger.serial_ranges import names_serial
from ledger.state.entries import TradeBlock
from ledger.state.indexes import bump_epoch
from ledger.state.kinds import BLOCK
from ledger.state.repository import State
from ledger.when import is_day

Stops = Literal["sale", "purchase"]

EVENTS: Final = frozenset({"hold_placed", "hold_released", "veto_issued", "veto_lifted"})
_ANY: Final = BLOCK.letter
_GOODS: Final = frozenset({"product", "lot", "serial", "sold_goods", "delivery", "other"})
_HOLDS: Final = {
    "stop_sale": "sale",
    "sealing": "sale",
    "quarantine": "sale",
    "stop_sale_to_buyer": "sale",
    "stop_purchase": "purchase",
}
_UNTRUSTED: Final = frozenset(
    {"supplier_unqualified", "first_business_failed", "supplier_or_product_bad", "purchase_plan"}
)
_BOTH: Final = frozenset({"first_business_failed"})


def any_block(state: State) -> bool:
    """Return whether anything was ever held or vetoed: a quick look before the others."""
    return bool(state.get(_ANY))


def blocked(state: State, kind: str) -> frozenset[str]:
    """Return the codes of the products, customers or suppliers that were ever held or vetoed."""
    start = block_key(kind, "")
    keys: list[str] = state.get(_ANY) or []
    return frozenset(key.removeprefix(start) for key in keys if key.startswith(start))


def blocks_on(
    state: State,
    day: str,
    context: Context,
    *,
    product: str | None = None,
    lot: str | None = None,
    serials: Collection[str] = (),
    customer: str | None = None,
    supplier: str | None = None,
    stops: Stops = "sale",
) -> list[TradeBlock]:
    """Return the holds and vetoes that stop something on a business day.

    Args:
        state: The decision state.
        day: The business day.
        context: Tells when the day ends.
        product: Whose holds count, as far as they touch the lot or the serials.
        lot: The lot of the goods.
        serials: The units of the goods.
        customer: Whose own holds count.
        supplier: Whose own holds count.
        stops: Whether a sale or a purchase is asked about.
    """
    if not state.get(_ANY):
        return []
    subjects = (("product", product), ("customer", customer), ("supplier", supplier))
    found = [
        block
        for kind, code in subjects
        if code is not None
        for block in state.get(block_key(kind, code)) or ()
        if block.stops in {stops, "both"} and _touches(block, product, lot, serials)
    ]
    if not found:
        return found
    end = context.start_of((date.fromisoformat(day) + timedelta(days=1)).isoformat())
    return [block for block in found if in_force(block.since, block.until, day, end)]


def in_force(since: str, until: str | None, day: str, end: str) -> bool:
    """Return whether what runs between two times stands at the end of a day.

    Args:
        since: Stored time, or day; a bare day counts from its beginning.
        until: The same, from which it stands no longer; None while it does.
        day: The day.
        end: Stored time at which it ends.
    """
    begun = since <= day if is_day(since) else since < end
    if until is None or not begun:
        return begun
    return until > day if is_day(until) else until >= end


def _touches(block: TradeBlock, product: str | None, lot: str | None, serials: Collection[str]) -> bool:
    if product is None or block.product is None:
        return True
    if block.product != product:
        return False
    if block.serials and serials:
        return any(names_serial(block.serials, serial) for serial in serials)
    if block.lots:
        return lot in block.lots
    return not block.serials


def block_key(kind: str, code: str) -> str:
    """Return the key of the holds and vetoes about a product, customer or supplier."""
    return BLOCK.key(kind, code)


def stage_folded(
    state: State, event_type: str, data: dict[str, Any], merged: dict[str, Any], sign: int
) -> None:
    """Fold a stage of a hold or a veto, or take it back."""
    bump_epoch(state)
    table = "quality_holds" if event_type.startswith("hold") else "quality_vetoes"
    if event_type in {"hold_placed", "veto_issued"}:
        _placed(state, table, merged, sign)
        return
    lifted = data.get("released_at") or data.get("lifted_on")
    _lifted(state, table, merged, lifted if sign > 0 else None, known=sign > 0)


def _placed(state: State, table: str, row: dict[str, Any], sign: int) -> None:
    for key, block in _blocks(table, row):
        others = [one for one in state.get(key) or () if (one.table, one.number) != (table, block.number)]
        blocks = [*others, block] if sign > 0 else others
        state.put(key, blocks or None)
        subjects = {*(state.get(_ANY) or ())} - {key} | ({key} if blocks else set())
        state.put(_ANY, sorted(subjects) or None)


def _lifted(state: State, table: str, row: dict[str, Any], until: str | None, *, known: bool) -> None:
    """End the blocks of a row; one that was lifted on a day nobody gave stops nothing any more."""
    for key, block in _blocks(table, row):
        blocks = [
            one._replace(until=until or (one.since if known else None))
            if (one.table, one.number) == (table, block.number)
            else one
            for one in state.get(key) or ()
        ]
        state.put(key, blocks or None)


def _blocks(table: str, row: dict[str, Any]) -> Iterator[tuple[str, TradeBlock]]:
    """Yield the entries of a hold or veto: under what, and what it stops."""
    target = row["target_kind"]
    kind = "product" if target in _GOODS else target
    if table == "quality_holds":
        number, since, stops = row["hold_no"], row["placed_at"], _HOLDS.get(row["hold_kind"])
        if row["hold_kind"] == "stop_sale_to_buyer":
            kind = "customer"
    else:
        number, since, stops = row["veto_no"], row["issued_on"], _vetoed(row, target)
    if stops is None:
        return
    lots = row.get("lots") or [row[one] for one in ("lot",) if one in row]
    serials = row.get("serials") or (row["serial"].split(";") if "serial" in row else [])
    reason = row.get("reason") or row.get("opinion", "")
    product = row.get("product_code")
    block = TradeBlock(table, number, stops, since, None, product, list(lots), list(serials), reason)
    for subject in ("product", "customer", "supplier"):
        code = row.get(f"{subject}_code")
        if code is not None and (
            kind == subject or (kind in {"first_business", "purchase_plan"} and subject != "customer")
        ):
            yield block_key(subject, code), block


def _vetoed(row: dict[str, Any], target: str) -> str | None:
    ground = row["veto_ground"]
    if ground in _BOTH and row.get("product_code"):
        return "both"
    if target in {"supplier", "purchase_plan", "first_business"} or ground in _UNTRUSTED:
        return "purchase"
    return None if target == "equipment" else "sale"
