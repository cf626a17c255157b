"""What open recalls have stopped: which goods may not leave the house, from when until when.

GSP §110; Order 29 §7: whoever learns of a recall stops selling at once. A stop arises with the scope of a
recall (before that, with what the opening itself says of the goods) and is about all goods in that scope:
those in the house, those received later, and units that come back. Each version of the scope stops its own
goods; a narrower version frees nothing by itself. The stops of a recall end when the last hold placed for it
is released, and where it never had one, when it is closed. A drill stops nothing.

Goods that a scope selects by what their receipts say (supplier, registration, identifier, day of receipt)
are listed: those known when the scope was set by the scope itself, those received later by
:func:`receipt_folded`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, Final

from ledger.deciding.decision import Context
from ledger.serial_ranges import names_serial
from ledger.state.blocks import in_force
from ledger.state.entries import RecallStop
from ledger.state.indexes import bump_epoch
from ledger.state.kinds import RECALL_STOP
from ledger.state.lots import expiry, made_on
from ledger.state.recall_codes import CodedGoods, named_by
from ledger.state.repository import State

EVENTS: Final = frozenset(
    {"recall_opened", "recall_scope_set", "recall_closed", "hold_placed", "hold_released"}
)
STOPS_KEY: Final = RECALL_STOP.letter
SCOPE_COLUMNS: Final = (
    *("product_code", "products", "registrations", "udis", "suppliers", "lots", "serials"),
    *("made_from", "made_to", "expiry_from", "expiry_to", "received_from", "received_to"),
)
_BY_RECEIPT: Final = ("registrations", "udis", "suppliers", "received_from", "received_to")
_DATED: Final = (
    ("made_from", "made_to", "production_date"),
    ("expiry_from", "expiry_to", "expiry_date"),
)
_RECEIVED: Final = ("received_from", "received_to")
Scope = Mapping[str, Any]


def stops(state: State) -> list[RecallStop]:
    """Return every stop that ever was, those that ended among them."""
    found: list[RecallStop] = state.get(STOPS_KEY) or []
    return found


def stops_on(
    state: State, day: str, context: Context, *, product: str, lot: str | None, row: Mapping[str, Any]
) -> list[RecallStop]:
    """Return the stops that goods fall under on a business day.

    Args:
        state: The decision state.
        day: The business day.
        context: Tells when the day ends.
        product: Code of the product.
        lot: Of the goods, None where the line names none.
        row: What else the line says of them: `serials` as a list, `udi`, and its dates.
    """
    found = [one for one in stops(state) if _touches(one, state, product, lot, row)]
    if not found:
        return found
    end = context.start_of((date.fromisoformat(day) + timedelta(days=1)).isoformat())
    return [one for one in found if in_force(one.since, one.until, day, end)]


def _touches(stop: RecallStop, state: State, product: str, lot: str | None, row: Mapping[str, Any]) -> bool:
    scope = stop.scope
    if not _names(scope, product, lot, row.get("serials", ())):
        return False
    listed = [product, lot or ""] in stop.goods
    if "udis" in scope:
        of_receipts = any(column in scope for column in _BY_RECEIPT if column != "udis")
        return (listed or not of_receipts) and _coded(scope, state, product, lot, row, listed=listed)
    if listed:
        return True
    if any(column in scope for column in _BY_RECEIPT):
        return False
    return _dated(scope, _dates(state, product, lot, row))


def _coded(
    scope: Scope, state: State, product: str, lot: str | None, row: Mapping[str, Any], *, listed: bool
) -> bool:
    """Return whether a UDI of a scope names goods, and their dates lie in it."""
    dates = _dates(state, product, lot, row)
    made, expires = dates["production_date"], dates["expiry_date"]
    serials = [one for one in row.get("serials", ()) if one]
    goods = CodedGoods(product, lot, serials, row.get("udi"), made, expires, listed)
    return named_by(state, scope["udis"], goods) and (listed or _dated(scope, dates))


def _names(scope: Scope, product: str, lot: str | None, serials: Collection[str]) -> bool:
    """Return whether what a scope says of product, lots and serials is so of some goods."""
    products = scope.get("products") or [scope[one] for one in ("product_code",) if one in scope]
    if products and product not in products:
        return False
    if "lots" in scope and lot not in scope["lots"]:
        return False
    return "serials" not in scope or any(names_serial(scope["serials"], one) for one in serials)


def _dated(scope: Scope, dates: Mapping[str, str | None]) -> bool:
    """Return whether dates lie in those of a scope; a date that nobody knows may lie in it."""
    for first, last, column in _DATED:
        day = dates.get(column)
        if day is not None and not scope.get(first, "") <= day <= scope.get(last, "9999-12-31"):
            return False
    return True


def _dates(state: State, product: str, lot: str | None, row: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the dates of goods, as their line states them, else as their lot has them."""
    known = state.lot(product, lot) if lot is not None else None
    return {
        "production_date": row.get("production_date") or made_on(known),
        "expiry_date": row.get("expiry_date") or expiry(known),
    }


def receipt_folded(state: State, data: Mapping[str, Any]) -> None:
    """Note goods that are received while a recall runs whose scope their receipt falls under."""
    if not (standing := stops(state)):
        return
    goods = [data["product_code"], data.get("lot", "")]
    found = [
        one._replace(goods=[*one.goods, goods])
        if one.until is None and goods not in one.goods and _falls_under(state, one.scope, data)
        else one
        for one in standing
    ]
    if found != standing:
        state.put(STOPS_KEY, found)


def _falls_under(state: State, scope: Scope, receipt: Mapping[str, Any]) -> bool:
    """Return whether a receipt says what a scope asks of receipts."""
    if not any(column in scope for column in _BY_RECEIPT):
        return False
    serials = (receipt.get("serial") or "").split(";")
    if not _names(scope, receipt["product_code"], receipt.get("lot"), serials):
        return False
    for column, own in (("suppliers", "supplier_code"), ("registrations", "registration_no")):
        if column in scope and receipt.get(own) not in scope[column]:
            return False
    product, lot = receipt["product_code"], receipt.get("lot")
    row = {**receipt, "serials": serials}
    if "udis" in scope and not _coded(scope, state, product, lot, row, listed=False):
        return False
    first, last = (scope.get(column) for column in _RECEIVED)
    if not (first or "") <= receipt["received_on"] <= (last or "9999-12-31"):
        return False
    return _dated(scope, receipt)


def stage_folded(
    state: State, event_type: str, data: dict[str, Any], merged: dict[str, Any], sign: int
) -> None:
    """Fold a stage of a recall, or of a hold placed for one, or take it back."""
    recall = merged.get("recall_no")
    if recall is None:
        return
    if event_type.startswith("hold"):
        _held(state, recall, merged["hold_no"], data, placed=(event_type == "hold_placed") == (sign > 0))
    elif event_type == "recall_closed":
        _closed(state, recall, data.get("closed_on") if sign > 0 else None, sign)
    elif merged.get("origin") != "drill":
        _scoped(state, event_type, data, merged, sign)


def _scoped(state: State, event_type: str, data: dict[str, Any], merged: dict[str, Any], sign: int) -> None:
    """Let a scope stop its goods; the first one set takes the place of what the opening said."""
    recall, opening = merged["recall_no"], event_type == "recall_opened"
    version = 0 if opening else data.get("scope_version", 1)
    others = [one for one in stops(state) if (one.recall, one.version) != (recall, version)]
    if not opening:
        others = [one for one in others if (one.recall, one.version) != (recall, 0)]
    said = data if opening or "scope_version" in data else merged
    if sign > 0 and (scope := {key: said[key] for key in SCOPE_COLUMNS if said.get(key)}):
        since = merged.get("opened_at") or data.get("as_true_at") or merged.get("notice_received_on") or ""
        goods = [one.split("/", 1) for one in data.get("selected_goods", ())]
        others.append(RecallStop(recall, version, since, None, scope, goods, merged["reason"]))
    _put(state, others)


def _held(state: State, recall: str, hold: str, data: Mapping[str, Any], *, placed: bool) -> None:
    """Keep which holds a recall has in force; with the last of them its stops end."""
    key = RECALL_STOP.key(recall)
    holds = [one for one in state.get(key) or () if one != hold] + ([hold] if placed else [])
    state.put(key, holds or None)
    until = None if holds else data.get("released_at") or ""
    _put(state, [_until(one, recall, until) for one in stops(state)])


def _closed(state: State, recall: str, on: str | None, sign: int) -> None:
    if not state.get(RECALL_STOP.key(recall)):
        _put(state, [_until(one, recall, (on or "") if sign > 0 else None) for one in stops(state)])


def _until(stop: RecallStop, recall: str, until: str | None) -> RecallStop:
    """End a stop of a recall, or let it stand again; one ended on a day nobody gave stops nothing."""
    if stop.recall != recall:
        return stop
    return stop._replace(until=stop.since if until == "" else until)


def _put(state: State, found: list[RecallStop]) -> None:
    bump_epoch(state)
    state.put(STOPS_KEY, found or None)
