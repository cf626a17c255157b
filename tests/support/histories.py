"""Random histories of goods, and a naive count over them that shares nothing with the program.

The histories break every rule that decisions keep: units sold twice, returns of what was never sold, strikes
of sales with returns. The answers must still add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import orjson
from hypothesis import strategies as st

from ledger import clock
from ledger.log.prepared import Prepared
from projections.views.recall_scope import Scope
from tests.support import events

DAYS = [f"2026-05-0{day}" for day in range(1, 7)]
QUANTITIES = ["1", "2", "0.5", "3.25", "10"]
DISPOSITIONS = ["restocked", "destroyed", "returned_to_supplier", "replaced", "repaired", "pending"]
_KINDS = {"goods_received": "received", "goods_sold": "sold", "goods_returned": "returned"}
_DAY = {"received": "received_on", "sold": "sold_on", "returned": "returned_on"}
_NUMBER = {"received": "receipt_no", "sold": "sale_no", "returned": "return_no"}
Unit = dict[str, Any]


@st.composite
def histories(draw: st.DrawFn) -> list[Prepared]:
    """Draw events in the order of the log: late entries, strikes, re-entries, serials, several lots."""
    history = [events.product("P1"), events.product("P2")]
    for number in range(draw(st.integers(1, 22))):
        choice = draw(st.integers(0, 9))
        if choice >= 8:
            history.append(_strike(draw, history, number))
        elif choice == 7:
            history.append(_again(draw, history, number))
        else:
            history.append(_movement(draw, number, {}))
    return history


def _movement(draw: st.DrawFn, number: int, fixed: dict[str, Any]) -> Prepared:
    build = draw(st.sampled_from([events.received, events.sold, events.sold, events.returned]))
    serials = draw(st.lists(st.sampled_from(["A", "B", "C"]), unique=True, max_size=3))
    given: dict[str, Any] = {
        "product": draw(st.sampled_from(["P1", "P1", "P2"])),
        "lot": draw(st.sampled_from([None, "L1", "L1", "L2"])),
        "serial": ";".join(serials) or None,
        "quantity": str(len(serials)) if serials else draw(st.sampled_from(QUANTITIES)),
        "udi": draw(st.sampled_from([None, None, "U1", "U2"])),
        "production_date": draw(st.sampled_from([None, "2026-01-01", "2026-02-01"])),
        "registration_no": draw(st.sampled_from([None, "N1", "N2"])),
    }
    day = draw(st.sampled_from(DAYS))
    if build is events.received:
        accepted = draw(st.sampled_from([given["quantity"], given["quantity"], "0", "1"]))
        supplier = draw(st.sampled_from(["V1", "V2"]))
        own = {"accepted_quantity": accepted, "supplier": supplier, "received_on": day}
        own["supplier_name"] = draw(st.sampled_from([None, "甲公司", "乙公司"]))
    elif build is events.sold:
        own = {"sold_on": day, "seller": draw(st.sampled_from(["S1", "S2"]))}
        own["customer_address"] = draw(st.sampled_from([None, "东街1号", "西街2号"]))
    else:
        own = {"returned_on": day, "disposition": draw(st.sampled_from(DISPOSITIONS))}
        own["supplier"] = draw(st.sampled_from([None, "V1", "V2"]))
    if build is not events.received:
        own["customer"] = draw(st.sampled_from(["C1", "C2"]))
        own["customer_name"] = draw(st.sampled_from([None, "医院一", "医院二"]))
    no = draw(st.sampled_from([f"D{number}", f"D{number}", "D-same"]))
    return build(no, number + 1, **(given | own | fixed))


def _strike(draw: st.DrawFn, history: Sequence[Prepared], number: int) -> Prepared:
    struck = draw(st.lists(st.integers(1, len(history)), min_size=1, max_size=2, unique=True))
    tags = {tag for position in struck for tag in history[position - 1].tags}
    return events.voided("sales", f"D{number}", struck, line=number + 1, tags=tags)


def _again(draw: st.DrawFn, history: Sequence[Prepared], number: int) -> Prepared:
    """Enter something in the stead of an earlier event."""
    return _movement(draw, number, {"replaces": draw(st.sampled_from(history)).event_id})


def scopes() -> st.SearchStrategy[Scope]:
    """Draw the options of a recall, at least one."""

    def some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
        none: tuple[str, ...] = ()
        chosen = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
        return st.one_of(st.just(none), st.just(none), chosen.map(lambda found: tuple(sorted(found))))

    day = st.sampled_from([None, None, None, "2026-01-01", "2026-01-15", "2026-02-01"])
    return st.builds(
        Scope,
        products=some("P1", "P2"),
        lots=some("L1", "L2"),
        serials=some("A", "B", "C"),
        udis=some("U1", "U2"),
        registrations=some("N1", "N2"),
        suppliers=some("V1", "V2"),
        customers=some("C1", "C2"),
        made_from=day,
        made_to=day,
    ).filter(lambda scope: not scope.is_empty)


@dataclass(frozen=True)
class Count:
    """The naive count: every live movement of the whole history, one dict per unit."""

    units: list[Unit]

    @classmethod
    def of(cls, documents: Iterable[tuple[int, bytes]], at: str | None, known: int) -> Count:
        """Count what had happened by `at`, of what was known at position `known`."""
        decoded = [orjson.loads(raw) for position, raw in documents if position <= known]
        struck = {position for event in decoded for position in event.get("struck", ())}
        units: list[Unit] = []
        for event in decoded:
            happened = event["event_time"] is None or at is None or event["event_time"] <= at
            if event["type"] in _KINDS and event["position"] not in struck and happened:
                units += _units(event)
        return cls(_placed(units))

    @classmethod
    def of_events(cls, history: Iterable[Prepared], day: str | None, known: int) -> Count:
        """Count events that no log has recorded, at the end of a day."""
        return cls.of(events.stored(history), None if day is None else clock.end_of(day, events.ZONE), known)

    def stock(self) -> list[dict[str, Any]]:
        """Return the lines of the stock view."""
        lines = []
        for goods in sorted({unit["goods"] for unit in self.units}):
            own = [unit for unit in self.units if unit["goods"] == goods]
            accepted, sold = _sum(own, "received", "accepted"), _sum(own, "sold")
            balance = accepted - sold + _put(own, "restocked")
            sums = {
                "accepted": accepted,
                "sold": sold,
                "returned": _sum(own, "returned"),
                "restocked": _put(own, "restocked"),
                "saleable": max(Fraction(0), balance),
                "quarantined": _put(own, "replaced") + _put(own, "repaired") + _put(own, "pending"),
                "disposed": _put(own, "destroyed"),
                "returned_to_supplier": _put(own, "returned_to_supplier"),
                "unexplained": min(Fraction(0), balance),
            }
            named = {"product_code": goods[0], "lot": goods[1] or None, "serial": goods[2] or None}
            lines.append(named | {name: _text(value) for name, value in sums.items()})
        return lines

    def recall(self, scope: Scope) -> dict[str, Any]:
        """Return the parts of a recall answer that need no log."""
        goods = {unit["goods"] for unit in self.units}
        chosen = {one for one in goods if self._selects(scope, one)}
        whole = [unit for unit in self.units if unit["goods"] in chosen]
        bought = [unit for unit in whole if unit["kind"] != "received" and self._names(scope, unit)]
        bought = [unit for unit in bought if not scope.customers or unit["party"] in scope.customers]
        on_hand = self._on_hand(chosen)
        totals = _totals(whole, sum((row[1] for row in on_hand), Fraction(0)))
        return {
            "received": _rows([unit for unit in whole if unit["kind"] == "received"], _received),
            "consignees": _rows(bought, _consignee),
            "on_hand": [{**key, "quantity": _text(quantity)} for key, quantity in on_hand if quantity],
            "totals": totals,
        }

    def way(self, scope: Scope) -> list[Unit]:
        """Return the movements that a trace of goods shows, in order."""
        chosen = {unit["goods"] for unit in self.units}
        chosen = {one for one in chosen if self._selects(scope, one)}
        shown = [unit for unit in self.units if unit["goods"] in chosen]
        bought = scope.customers or ("C1", "C2")
        return _in_order(
            unit
            for unit in shown
            if unit["kind"] == "received" or (self._names(scope, unit) and unit["party"] in bought)
        )

    def to_customers(self, scope: Scope) -> list[Unit]:
        """Return the movements that a trace of customers shows, in order."""
        bought = (unit for unit in self.units if unit["kind"] != "received")
        return _in_order(unit for unit in bought if unit["party"] in scope.customers)

    def _selects(self, scope: Scope, goods: tuple[str, str, str]) -> bool:
        own = [unit for unit in self.units if unit["goods"] == goods]
        if not any(self._names(scope, unit) for unit in own):
            return False
        for wanted, column in ((scope.suppliers, "supplier"), (scope.registrations, "registration")):
            if wanted and not set(self._stated(goods, own, column)) & set(wanted):
                return False
        if scope.made_from is None and scope.made_to is None:
            return True
        days = self._stated(goods, own, "made")
        first, last = scope.made_from or "0", scope.made_to or "9"
        return not days or any(first <= day <= last for day in days)

    def _stated(self, goods: tuple[str, str, str], own: list[Unit], column: str) -> list[str]:
        receipts = [unit for unit in own if unit["kind"] == "received"]
        same_lot = [
            unit
            for unit in self.units
            if unit["kind"] == "received" and goods[1] and (unit["product"], unit["home"]) == goods[:2]
        ]
        for units in (receipts, same_lot, own):
            values = [unit[column] for unit in units if unit[column] is not None]
            if values:
                return values
        return []

    def _names(self, scope: Scope, unit: Unit) -> bool:
        def same(other: Unit) -> bool:
            return all(other[name] == unit[name] for name in ("product", "home", "serial"))

        def of_lot(other: Unit) -> bool:
            return (other["product"], other["home"], other["serial"]) == (unit["product"], unit["home"], "")

        coded = [other for other in self.units if other["udi"] in scope.udis]
        return all(
            (
                not scope.products or unit["product"] in scope.products,
                not scope.lots or unit["home"] in scope.lots,
                not scope.serials or unit["serial"] in scope.serials,
                not scope.udis or any(same(one) or (unit["home"] and of_lot(one)) for one in coded),
                not scope.customers
                or any(
                    same(one) and one["party"] in scope.customers and one["kind"] != "received"
                    for one in self.units
                ),
            )
        )

    def _on_hand(self, chosen: set[tuple[str, str, str]]) -> list[tuple[dict[str, Any], Fraction]]:
        found: dict[tuple[str, str, str, str], Fraction] = {}
        for goods in chosen:
            own = [unit for unit in self.units if unit["goods"] == goods]
            by_unit = any(unit["kind"] == "received" and unit["accepted"] is not None for unit in own)
            serial = goods[2] if by_unit else ""
            balance = sum((unit["accepted"] or 0 for unit in own if unit["kind"] == "received"), Fraction(0))
            balance -= sum((unit["quantity"] for unit in own if unit["kind"] == "sold"), Fraction(0))
            balance += _put(own, "restocked")
            held = _put(own, "replaced") + _put(own, "repaired") + _put(own, "pending")
            for status, quantity in (("saleable", max(Fraction(0), balance)), ("quarantined", held)):
                key = (goods[0], goods[1], serial, status)
                found[key] = found.get(key, Fraction(0)) + quantity
        return [
            (
                {"product_code": key[0], "lot": key[1] or None, "serial": key[2] or None, "status": key[3]},
                found[key],
            )
            for key in sorted(found)
        ]


def _units(event: dict[str, Any]) -> list[Unit]:
    kind, data = _KINDS[event["type"]], event["data"]
    serials = data["serial"].split(";") if "serial" in data else [""]
    whole = Fraction(data["quantity"]) if serials == [""] else Fraction(1)
    passed = Fraction(data.get("accepted_quantity", 0))
    each = passed if serials == [""] else {len(serials): Fraction(1), 0: Fraction(0)}.get(passed)
    unit = {
        "kind": kind,
        "position": event["position"],
        "time": event["event_time"],
        "product": data["product_code"],
        "lot": data.get("lot", ""),
        "quantity": whole,
        "accepted": each,
        "party": data["supplier_code"] if kind == "received" else data["customer_code"],
        "supplier": data.get("supplier_code"),
        "registration": data.get("registration_no"),
        "made": data.get("production_date"),
        "udi": data.get("udi"),
        "number": data[_NUMBER[kind]],
        "day": data[_DAY[kind]],
        "disposition": data.get("disposition"),
        "data": data,
    }
    units = [{**unit, "serial": serial} for serial in serials]
    if each is None and kind == "received":
        units.append({**unit, "serial": "", "quantity": Fraction(0), "accepted": passed, "udi": None})
    return units


def _placed(units: list[Unit]) -> list[Unit]:
    """Say of each unit which lot it belongs to, and which goods its stock is kept under."""
    for unit in units:
        unit["home"] = unit["lot"]
        if unit["serial"] and not unit["lot"]:
            same = [
                other
                for other in units
                if (other["product"], other["serial"]) == _same(unit) and other["lot"]
            ]
            received = [other for other in same if other["kind"] == "received"]
            last = max(received or same, key=lambda one: (one["time"], one["position"]), default=unit)
            unit["home"] = last["lot"]
    for unit in units:
        place = (unit["product"], unit["home"])
        receipts = [
            one for one in units if one["kind"] == "received" and (one["product"], one["home"]) == place
        ]
        by_lot = any(not one["serial"] for one in receipts)
        by_unit = any(one["serial"] == unit["serial"] and one["accepted"] is not None for one in receipts)
        unit["goods"] = (*place, unit["serial"] if by_unit or not by_lot else "")
    return units


def _in_order(units: Iterable[Unit]) -> list[Unit]:
    return sorted(units, key=lambda unit: (unit["time"], unit["position"], unit["serial"]))


def _same(unit: Unit) -> tuple[str, str]:
    return unit["product"], unit["serial"]


def _put(units: Iterable[Unit], disposition: str) -> Fraction:
    found = (unit["quantity"] for unit in units if unit["disposition"] == disposition)
    return sum(found, Fraction(0))


def _sum(units: Iterable[Unit], kind: str, name: str = "quantity") -> Fraction:
    return sum((unit[name] or Fraction(0) for unit in units if unit["kind"] == kind), Fraction(0))


def _totals(units: list[Unit], on_hand: Fraction) -> dict[str, str]:
    outstanding = _sum(units, "sold") - _sum(units, "returned")
    accepted = _sum(units, "received", "accepted")
    disposed, sent_back = _put(units, "destroyed"), _put(units, "returned_to_supplier")
    values = {
        "received": _sum(units, "received"),
        "accepted": accepted,
        "sold": _sum(units, "sold"),
        "returned": _sum(units, "returned"),
        "outstanding": outstanding,
        "on_hand": on_hand,
        "disposed": disposed,
        "returned_to_supplier": sent_back,
        "unexplained": accepted - on_hand - outstanding - disposed - sent_back,
    }
    return {name: _text(value) for name, value in values.items()}


def _rows(units: list[Unit], row: Any) -> list[dict[str, Any]]:
    keys = sorted({(unit["party"], unit["product"], unit["lot"], unit["serial"]) for unit in units})
    named = ("party", "product", "lot", "serial")
    return [row(key, [unit for unit in units if tuple(unit[name] for name in named) == key]) for key in keys]


def _goods(key: tuple[str, str, str, str]) -> dict[str, Any]:
    return {"product_code": key[1], "lot": key[2] or None, "serial": key[3] or None}


def _received(key: tuple[str, str, str, str], units: list[Unit]) -> dict[str, Any]:
    return {
        "supplier_code": key[0],
        "supplier_name": _last(units, "supplier_name"),
        **_goods(key),
        "quantity": _text(_sum(units, "received")),
        "accepted": _text(_sum(units, "received", "accepted")),
        "receipt_nos": sorted({unit["number"] for unit in units}),
    }


def _consignee(key: tuple[str, str, str, str], units: list[Unit]) -> dict[str, Any]:
    sold = [unit for unit in units if unit["kind"] == "sold"]
    return {
        "customer_code": key[0],
        "customer_name": _last(sold or units, "customer_name"),
        "address": _last(sold or units, "customer_address"),
        "contact": None,
        "phone": None,
        **_goods(key),
        "sold": _text(_sum(units, "sold")),
        "returned": _text(_sum(units, "returned")),
        "outstanding": _text(_sum(units, "sold") - _sum(units, "returned")),
        "first_sold_on": min((unit["day"] for unit in sold), default=None),
        "last_sold_on": max((unit["day"] for unit in sold), default=None),
        "sale_nos": sorted({unit["number"] for unit in sold}),
        "sellers": sorted({unit["data"]["seller"] for unit in sold}),
    }


def _last(units: Iterable[Unit], column: str) -> str | None:
    given = [unit for unit in units if unit["data"].get(column) is not None]
    return max(given, key=lambda one: (one["time"], one["position"]))["data"][column] if given else None


def _text(value: Fraction) -> str:
    """Return an exact decimal, as short as it can be."""
    scaled = value * 10**6
    assert scaled.denominator == 1
    text = f"{abs(scaled.numerator):07d}"
    digits = f"{text[:-6]}.{text[-6:]}".rstrip("0").rstrip(".")
    return f"-{digits}" if value < 0 else digits
