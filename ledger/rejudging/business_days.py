"""The goods of a recorded row as they stood on its business day: what comes later in business is left out.

When a row is recorded, whatever takes goods on a later day counts against it: only a late entry can lack
them then. Judged with all that is known, each row has what the rows before it left, and lacks what they took.
So the row that lacks is the same whatever order they were recorded in. Of one day, what comes in comes first,
then the rows in the order of their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ledger.deciding.case_days import day_in
from ledger.deciding.decision import Context
from ledger.events.base import Table
from ledger.names import Order, in_order, serials_of
from ledger.state import lots, sent_back
from ledger.state.days import Days, Number, changed, kept, until
from ledger.state.effects import QUARANTINED, SALEABLE, SENT_BACK, carries_out_return, moves
from ledger.state.entries import Lot, Stay, Unit
from ledger.state.holdings import name_of
from ledger.state.keys import elsewhere_key
from ledger.state.parts import known_by
from ledger.state.repository import State
from ledger.state.sent_back import told_twice
from ledger.state.stock_moves import move_elsewhere, stock_name

Taken = Mapping[tuple[str, str, str], Number]
"""How much rows behind a row take on its own day: by product, lot (empty text for none) and status."""
Receipts = Callable[[str], Iterable[dict[str, Any]]]
# Columns of the units that a row moves beside its own: product and serial.
_OTHER_UNITS = (
    ("replacement_product_code", "replacement_serial"),
    ("loaner_product_code", "loaner_serial"),
    ("product_code", "replenish_serial"),
)


def day_of(table: Table, event: Mapping[str, Any], context: Context) -> str | None:
    """Return the business day of a recorded event, None where it tells none."""
    data = event["data"]
    if table.kind == "case":
        return day_in(table.stage(event["type"]).time_in(data) or event.get("event_time"), context)
    when = next((data[column] for column in table.event_time if column in data), None)
    return day_in(when, context)


def chain_behind(state: State, table: Table, event: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return by unit (as `product/serial`) which events moved it on after an event, one behind the other."""
    found: dict[str, set[str]] = {}
    data = event["data"]
    what = event["type"] if table.kind == "case" else table.key
    name = name_of(what, *(data.get(column, "") for column in table.identity))
    for product, serial in _units(event):
        unit = state.unit(product, serial)
        if unit is not None:
            found[f"{product}/{serial}"] = _behind(unit.stays, name)
    return found


def _behind(stays: Iterable[Stay], name: str) -> set[str]:
    every, names, frontier = list(stays), set[str](), {name}
    while frontier:
        names |= frontier
        ends = {stay.ended_by for stay in every if stay.name in frontier and stay.ended_by}
        frontier = ends - names
    return names - {name}


def as_on_the_day(
    state: State,
    event: Mapping[str, Any],
    merged: Mapping[str, Any],
    day: str,
    taken: Taken,
    behind: Mapping[str, set[str]],
) -> None:
    """Leave out of the state what moved the goods of a row later in business than the row.

    Args:
        state: What is known, the row itself taken out.
        event: The row.
        merged: Of a stage of a case, the row of its case so far, this stage included.
        day: Its business day.
        taken: What rows behind it take on the same day.
        behind: What moved its units on after it (:func:`chain_behind`).
    """
    if event["type"] == "part_moved":
        known_by(state, event["data"], day)
    if carries_out_return(event["type"], event["data"]):
        _papers_by(state, event, day)
    for product, lot in _lots(event, merged):
        balance = state.lot(product, lot)
        if balance is not None:
            left = lots.there_on(state, product, lot, balance, day) + taken.get((product, lot, SALEABLE), 0)
            state.put_lot(product, lot, balance._replace(there=kept(left), low=kept(left), last=day))
        statuses = state.elsewhere(product, lot)
        if statuses:
            by_status = {
                status: changed(_by(days, day), day, taken.get((product, lot, status), 0))
                for status, days in statuses.items()
            }
            state.put(elsewhere_key(product, lot), by_status)
    for product, serial in _units(event, merged):
        unit = state.unit(product, serial)
        if unit is not None:
            state.put_unit(product, serial, _unit_by(unit, day, behind.get(f"{product}/{serial}", set())))


def _by(days: Days, day: str) -> Days:
    return [one for one in days if one[0] <= day]


def _papers_by(state: State, event: Mapping[str, Any], day: str) -> None:
    """Leave out the papers of a return behind one; on its day they give back what the return has sent.

    What they take besides, out of quarantine, is among what is told to be taken behind the paper.
    """
    paper = dict(event["data"])
    product = paper["product_code"]
    key = sent_back.sent_key(paper["return_no"], product)
    line = sent_back.line_of(stock_name(event["type"], paper), day, paper)
    known = sent_back.sent(state, key)
    before, every = known.before(line), told_twice(known.with_paper(line))
    behind = {one.name for one in known.papers if one.day == day} - {one.name for one in before.papers}
    own = {part: days for part, days in every.items() if part.name in behind}
    for told, sign in ((told_twice(before), 1), (told_twice(known), -1), (own, 1)):
        for part, days in told.items():
            back = until(days, day) * sign
            move_elsewhere(state, product, part.lot, SENT_BACK, QUARANTINED, day, back)
    sent_back.keep(state, key, before)


def _unit_by(unit: Unit, day: str, behind: set[str]) -> Unit:
    stays = [
        stay for stay in unit.stays if stay.since < day or (stay.since == day and stay.name not in behind)
    ]
    return unit._replace(stays=stays)


def _lots(event: Mapping[str, Any], merged: Mapping[str, Any]) -> set[tuple[str, str]]:
    data = dict(event["data"])
    found = {(move.product, move.lot) for move in moves(event["type"], data, dict(merged))}
    if "product_code" in merged:
        found.add((merged["product_code"], merged.get("lot", "")))
    return found


def _units(event: Mapping[str, Any], merged: Mapping[str, Any] | None = None) -> set[tuple[str, str]]:
    row = event["data"] if merged is None else merged
    found = {(row["product_code"], one) for one in serials_of(row)} if "product_code" in row else set()
    for product, serial in _OTHER_UNITS:
        if row.get(serial) and product in row:
            found |= {(row[product], one) for one in row[serial].split(";")}
    return found


def with_earlier_dates(state: State, event: Mapping[str, Any], receipts: Receipts) -> None:
    """Let the goods of a receipt have the dates alone that receipts before it state (interface rule 15).

    Args:
        state: What is known, the receipt itself taken out.
        event: The receipt.
        receipts: Yields the receipts with a tag.
    """
    data = event["data"]
    product = data["product_code"]
    balance = state.lot(product, data["lot"]) if "lot" in data else None
    if balance is not None and _has_others(balance, data):
        expires, made = _earlier(state, event, receipts(f"lot:{product}/{data['lot']}"))
        state.put_lot(product, data["lot"], balance._replace(expires=expires, made=made))
    for serial in serials_of(data):
        unit = state.unit(product, serial)
        if unit is not None and _has_others(unit, data):
            expires, made = _earlier(state, event, receipts(f"serial:{product}/{serial}"))
            state.put_unit(product, serial, unit._replace(expires=expires, made=made))


def _has_others(goods: Lot | Unit, data: Mapping[str, Any]) -> bool:
    dates = ((goods.expires, data.get("expiry_date")), (goods.made, data.get("production_date")))
    return any(day is not None and set(days) - {day} for days, day in dates)


def _earlier(
    state: State, event: Mapping[str, Any], receipts: Iterable[dict[str, Any]]
) -> tuple[dict[str, int], dict[str, int]]:
    """Return the last days and the production dates that receipts before one state, and how many do."""
    place = _place(event["data"])
    expires: dict[str, int] = {}
    made: dict[str, int] = {}
    for other in receipts:
        data = other["data"]
        if other["position"] == event["position"] or _place(data) >= place:
            continue
        record = state.record("receipts", data["receipt_no"], data["line"])
        if record is not None and record.position == other["position"]:
            expires = lots.stated(expires, data.get("expiry_date"), 1)
            made = lots.stated(made, data.get("production_date"), 1)
    return expires, made


def _place(data: Mapping[str, Any]) -> Order:
    return data.get("accepted_on", data["received_on"]), in_order(data["receipt_no"]), data["line"]
