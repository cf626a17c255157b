"""A naive count over the events of a history; it shares nothing with the program that it is held against."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import orjson

from ledger import clock
from ledger.log.prepared import Prepared
from projections.answers.goods.recall_scope import Scope
from tests.support import events

_KINDS = {"goods_received": "received", "goods_sold": "sold", "goods_returned": "returned"}
_DAY = {"received": "received_on", "sold": "sold_on", "returned": "returned_on"}
_NUMBER = {"received": "receipt_no", "sold": "sale_no", "returned": "return_no"}
Unit = dict[str, Any]


@dataclass(frozen=True)
class Count:
    """The naive count: every live movement of the whole history, one dict per unit."""

    units: list[Unit]

    @classmethod
    def of(cls, documents: Iterable[tuple[int, bytes]], at: str | None, known: int) -> Count:
        """Count what had happened by `at`, of what was known at position `known`."""
        decoded = [orjson.loads(raw) for position, raw in documents if position <= known]
        voided = {position for event in decoded for position in event.get("struck", ())}
        units: list[Unit] = []
        for event in decoded:
            happened = event["event_time"] is None or at is None or event["event_time"] <= at
            if event["type"] in _KINDS and event["position"] not in voided and happened:
                units += _units(event)
        return cls(placed(units))

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
                "quarantined": _waiting(own),
                "disposed": Fraction(0),
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
        bought = [unit for unit in whole if unit["kind"] != "received" and self._shows(scope, unit)]
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
        return _in_order(unit for unit in shown if unit["kind"] == "received" or self._shows(scope, unit))

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
        for first, last, column, unknown in (
            (scope.made_from, scope.made_to, "made", True),
            (scope.expiry_from, scope.expiry_to, "expires", True),
            (scope.received_from, scope.received_to, "arrived", False),
        ):
            days = self._stated(goods, own, column)
            if (first or last) and not (any(map(_between(first, last), days)) if days else unknown):
                return False
        return True

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
        """Return whether the options name the unit, or its lot, and somebody bought it as they ask."""
        if not self._is_named(scope, unit):
            return False
        if not (scope.customers or scope.sold_from or scope.sold_to):
            return True
        bought = (one for one in self.units if one["kind"] != "received" and _same_place(one, unit))
        return any(self._bought(scope, one) for one in bought)

    def _bought(self, scope: Scope, unit: Unit) -> bool:
        if scope.customers and unit["party"] not in scope.customers:
            return False
        if not (scope.sold_from or scope.sold_to):
            return True
        return unit["kind"] == "sold" and _between(scope.sold_from, scope.sold_to)(unit["day"])

    def _shows(self, scope: Scope, unit: Unit) -> bool:
        """Return whether an answer shows a movement at a customer."""
        if not self._is_named(scope, unit) or (scope.customers and unit["party"] not in scope.customers):
            return False
        if not (scope.sold_from or scope.sold_to):
            return True
        within = _between(scope.sold_from, scope.sold_to)
        if unit["kind"] == "sold":
            return within(unit["day"])
        sales = [one for one in self.units if one["kind"] == "sold" and one["goods"] == unit["goods"]]
        sales = [one for one in sales if one["party"] == unit["party"]]
        number, line = unit["data"].get("sale_no"), unit["data"].get("sale_line")
        named = [one for one in sales if one["number"] == number]
        named = [one for one in named if line is None or one["data"]["line"] == line]
        fitting = named or [one for one in sales if _same_place(one, unit)]
        return bool(fitting) and all(within(one["day"]) for one in fitting)

    def _is_named(self, scope: Scope, unit: Unit) -> bool:
        def of_lot(other: Unit) -> bool:
            return (other["product"], other["home"], other["serial"]) == (unit["product"], unit["home"], "")

        coded = [other for other in self.units if other["udi"] in scope.udis]
        return all(
            (
                not scope.products or unit["product"] in scope.products,
                not scope.lots or unit["home"] in scope.lots,
                not (scope.serials or scope.ranges)
                or unit["serial"] in scope.serials
                or any(_in(one, unit["serial"]) for one in scope.ranges),
                not scope.udis
                or any(_same_place(one, unit) or (unit["home"] and of_lot(one)) for one in coded),
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
            held = _waiting(own)
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


def without_units(part: Any) -> Any:
    """Return the rows of an answer without the units of their products, which a count says nothing about."""
    if isinstance(part, dict):
        return part
    return [{name: value for name, value in row.items() if name != "unit"} for row in part]


def _units(event: dict[str, Any]) -> list[Unit]:
    kind, data = _KINDS[event["type"]], event["data"]
    serials = data["serial"].split(";") if "serial" in data else [""]
    whole = Fraction(data["quantity"]) if serials == [""] else Fraction(1)
    passed = Fraction(data.get("accepted_quantity", 0))
    each = (
        passed
        if serials == [""]
        else {Fraction(len(serials)): Fraction(1), Fraction(0): Fraction(0)}.get(passed)
    )
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
        "expires": data.get("expiry_date"),
        "arrived": data.get("received_on"),
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


def placed(units: list[Unit]) -> list[Unit]:
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


def _same_place(one: Unit, other: Unit) -> bool:
    return all(one[name] == other[name] for name in ("product", "home", "serial"))


def _between(first: str | None, last: str | None) -> Callable[[str], bool]:
    return lambda day: (first or "0") <= day <= (last or "9")


def _in(wanted: str, serial: str) -> bool:
    """Return whether a serial lies in a range: one capital, then a number."""
    first, last = wanted.split("..")
    return (
        serial[:1] == first[0] and serial[1:].isdigit() and int(first[1:]) <= int(serial[1:]) <= int(last[1:])
    )


def _in_order(units: Iterable[Unit]) -> list[Unit]:
    return sorted(units, key=lambda unit: (unit["time"], unit["position"], unit["serial"]))


def _same(unit: Unit) -> tuple[str, str]:
    return unit["product"], unit["serial"]


def _put(units: Iterable[Unit], disposition: str) -> Fraction:
    found = (unit["quantity"] for unit in units if unit["disposition"] == disposition)
    return sum(found, Fraction(0))


def _sum(units: Iterable[Unit], kind: str, name: str = "quantity") -> Fraction:
    return sum((unit[name] or Fraction(0) for unit in units if unit["kind"] == kind), Fraction(0))


def _waiting(units: list[Unit]) -> Fraction:
    """Return what came back and waits; what is to be destroyed waits, too, for nobody records it here."""
    waits = ("replaced", "repaired", "pending", "destroyed")
    return sum((_put(units, disposition) for disposition in waits), Fraction(0))


def _totals(units: list[Unit], on_hand: Fraction) -> dict[str, str]:
    outstanding = _sum(units, "sold") - _sum(units, "returned")
    accepted = _sum(units, "received", "accepted")
    disposed, sent_back = Fraction(0), _put(units, "returned_to_supplier")
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
