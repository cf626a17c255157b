"""What later papers must agree with: bought, put away, checked out, measured, vetoed plans.

=====================================  ============================================================
key (parts joined by U+001F)           entry
=====================================  ============================================================
`t bought purchase`                    how many lines of the purchase stand, by supplier
`t bought purchase product`            how many of them are of the product
`t stored receipt|return no product lot`  what was put away on it
`t passed sale no line`                what passed the outbound check for a sale line
`t passed check no product`            what passed on an outbound document
`t blocked check no product`           what was blocked on it
`t hot case`                           readings of a return case that were out of range
`t handled reading`                    readings that tell the measures taken on it
`t read shipment`                      readings taken on the way of a shipment
`t vet kind product lot`               filings or notices of a veterinary drug: day, customer and number
`t plan number`                        vetoes in force on a purchase plan
`t stopped equipment`                  holds and vetoes in force on equipment, and since when
`t part code`                          how often a part came or was issued, with (`s:`) serial or (`l:`) lot
`t parts store|house code name`        how much of a part is there, by day, as above or in all
`t card repair`                        opinion cards issued for a repair
`t of case case`                       return lines that a return case has led to
`t sent return_no product`             what tells that goods of a return were sent to the supplier
`t brought return_no product lot`      what a return brought to wait, and which papers took of it
=====================================  ============================================================
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from ledger.state.kinds import TALLY
from ledger.state.parts import part_moved
from ledger.state.quantities import plain
from ledger.state.ranges import out_of_range
from ledger.state.repository import State


def tally_key(subject: str, *parts: object) -> str:
    """Return the key of a tally."""
    return TALLY.key(subject, *map(str, parts))


def amount(state: State, subject: str, *parts: object) -> Decimal:
    """Return how much a tally holds; nothing where it was never begun."""
    return Decimal(state.get(tally_key(subject, *parts)) or 0)


def names(state: State, subject: str, *parts: object) -> list[str]:
    """Return the numbers that a tally lists, in the order in which they came."""
    found: list[str] = state.get(tally_key(subject, *parts)) or []
    return found


def counted(state: State, subject: str, *parts: object) -> dict[str, int]:
    """Return how often each name was counted in a tally."""
    found: dict[str, int] = state.get(tally_key(subject, *parts)) or {}
    return found


def _add(state: State, quantity: Decimal, subject: str, *parts: object) -> None:
    key = tally_key(subject, *parts)
    total = Decimal(state.get(key) or 0) + quantity
    state.put(key, plain(total) if total else None)


def _list(state: State, name: str, sign: int, subject: str, *parts: object) -> None:
    key = tally_key(subject, *parts)
    listed = [one for one in state.get(key) or () if one != name]
    state.put(key, ([*listed, name] if sign > 0 else listed) or None)


def _count(state: State, name: str, sign: int, subject: str, *parts: object) -> None:
    key = tally_key(subject, *parts)
    counts = dict(state.get(key) or {})
    counts[name] = counts.get(name, 0) + sign
    state.put(key, {one: often for one, often in counts.items() if often} or None)


def _bought(state: State, _type: str, data: dict[str, Any], _merged: dict[str, Any], sign: int) -> None:
    number = data["purchase_no"]
    _count(state, data["supplier_code"], sign, "bought", number)
    _add(state, Decimal(sign), "bought", number, data["product_code"])


def _put_away(state: State, _type: str, data: dict[str, Any], _merged: dict[str, Any], sign: int) -> None:
    if data.get("quality_status", "conforming") != "conforming":
        return
    for document, column in (("receipt", "receipt_no"), ("return", "return_no")):
        if column in data:
            goods = (data["product_code"], data.get("lot", ""))
            _add(state, Decimal(data["quantity"]) * sign, "stored", document, data[column], *goods)
            return


def _checked(state: State, _type: str, data: dict[str, Any], _merged: dict[str, Any], sign: int) -> None:
    quantity = Decimal(data["quantity"]) * sign
    verdict = "passed" if data["check_result"] == "passed" else "blocked"
    _add(state, quantity, verdict, "check", data["outbound_no"], data["product_code"])
    if verdict == "passed" and "sale_no" in data:
        _add(state, quantity, "passed", "sale", data["sale_no"], data.get("sale_line", ""))


def _measured(state: State, _type: str, data: dict[str, Any], _merged: dict[str, Any], sign: int) -> None:
    if "measures_for" in data and "measures" in data:
        _list(state, data["reading_no"], sign, "handled", data["measures_for"])
    if "shipment_no" in data:
        _list(state, data["reading_no"], sign, "read", data["shipment_no"])
    if "return_case_no" in data and (data.get("out_of_range") or out_of_range(data, data)):
        _list(state, data["reading_no"], sign, "hot", data["return_case_no"])


def _vetoed(state: State, event: str, data: dict[str, Any], merged: dict[str, Any], sign: int) -> None:
    if merged.get("target_kind") == "equipment":
        _equipment_stopped(state, event, merged, sign)
    if merged.get("veto_ground") == "purchase_plan" and "subject_no" in merged:
        standing = sign if event == "veto_issued" else -sign
        _list(state, merged.get("veto_no", data["veto_no"]), standing, "plan", merged["subject_no"])


def stopped(state: State, equipment: str) -> dict[str, str]:
    """Return the holds and vetoes that stop the use of equipment, each with its day or time."""
    found: dict[str, str] = state.get(tally_key("stopped", equipment)) or {}
    return found


def _equipment_stopped(state: State, event: str, merged: dict[str, Any], sign: int) -> None:
    if "equipment_code" not in merged:
        return
    number = merged["hold_no"] if event.startswith("hold") else merged["veto_no"]
    since = merged["placed_at"] if event.startswith("hold") else merged["issued_on"]
    standing = sign if event in {"hold_placed", "veto_issued"} else -sign
    key = tally_key("stopped", merged["equipment_code"])
    others = {one: day for one, day in stopped(state, merged["equipment_code"]).items() if one != number}
    state.put(key, (others | {number: since} if standing > 0 else others) or None)


def _held(state: State, event: str, _data: dict[str, Any], merged: dict[str, Any], sign: int) -> None:
    _equipment_stopped(state, event, merged, sign)


def _part_moved(state: State, _type: str, data: dict[str, Any], _merged: dict[str, Any], sign: int) -> None:
    part_moved(state, data, sign)
    if data["movement_kind"] not in {"received", "issued", "returned", "counted"}:
        return
    names = [f"{kind}{data[column]}" for kind, column in _PART_NAMES if column in data]
    for name in names or [""]:
        _count(state, name, sign, "part", data["part_code"])


def _card_issued(state: State, _type: str, data: dict[str, Any], _merged: dict[str, Any], sign: int) -> None:
    if data["survey_kind"] == "opinion_card" and "repair_no" in data:
        _list(state, data["survey_no"], sign, "card", data["repair_no"])


def _filed(state: State, _type: str, data: dict[str, Any], _merged: dict[str, Any], sign: int) -> None:
    told = "|".join((data["filed_on"], data.get("customer_code", ""), f"{data['filing_no']}/{data['line']}"))
    _list(state, told, sign, "vet", data["filing_kind"], data["product_code"], data.get("lot", ""))


_PART_NAMES: Final = (("s:", "part_serial"), ("l:", "part_lot"))
_FOLDS: Final = {
    "hold_placed": _held,
    "hold_released": _held,
    "goods_purchased": _bought,
    "goods_put_away": _put_away,
    "outbound_checked": _checked,
    "part_moved": _part_moved,
    "survey_issued": _card_issued,
    "temperature_recorded": _measured,
    "veterinary_sale_filed": _filed,
    "veto_issued": _vetoed,
    "veto_lifted": _vetoed,
}
EVENTS: Final = frozenset(_FOLDS)


def tallied(state: State, event_type: str, data: dict[str, Any], merged: dict[str, Any], sign: int) -> None:
    """Fold an event into its tallies, or take it back."""
    _FOLDS[event_type](state, event_type, data, merged, sign)
