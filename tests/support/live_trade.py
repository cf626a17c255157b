"""A small trade that is entered live, and the sums it must keep, counted from the log alone.

The sums are counted in the plainest way, from the stored documents less the voided ones, so that neither the
rules nor the projections can be wrong in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import Any

import orjson

from ledger.entry.live import enter
from ledger.errors import CommandError, ConflictError
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.recording.ledger import Ledger
from ledger.settings import locate

LOTS = ("L1", "L2")
UNITS = ("A1", "A2", "A3")
BATCHED, SERIALISED = "P01", "P02"
Document = dict[str, Any]


def furnish(ledger: Ledger) -> None:
    """Enter a small house: two products, two customers, a supplier, one person, some goods."""
    every: dict[str, list[Document]] = {
        "suppliers": [{"supplier_code": "S1", "name": "供应商", "licence_no": "S1"}],
        "staff": [{"staff_code": "E1", "name": "员工", "post": "质量负责人", "key_quality_post": True}],
        "products": [_product(BATCHED, "lot"), _product(SERIALISED, "serial")],
        "customers": [_customer("C1"), _customer("C2")],
        "receipts": [
            *(_receipt(f"YS-{lot}", product_code=BATCHED, lot=lot, quantity="10") for lot in LOTS),
            _receipt("YS-A", product_code=SERIALISED, serial=";".join(UNITS), quantity="3"),
        ],
    }
    for table, rows in every.items():
        for row in rows:
            enter(ledger, table, row)


def _product(code: str, tracking: str) -> Document:
    told = {"product_code": code, "name": code, "unit": "支", "registration_no": "国械注准20243149123"}
    flags = {"cold_chain": False, "implantable": False, "special_control": False}
    return {**told, **flags, "registrant": "制造商", "tracking": tracking}


def _customer(code: str) -> Document:
    return {"customer_code": code, "name": code, "kind": "medical_institution", "licence_no": f"L{code}"}


def _receipt(number: str, **goods: str) -> Document:
    days = {"received_on": "2026-01-01", "accepted_on": "2026-01-01", "conclusion": "conforming"}
    quantity = goods["quantity"]
    return {
        "receipt_no": number,
        "line": 1,
        "supplier_code": "S1",
        **days,
        "accepted_quantity": quantity,
        **goods,
    }


class Clerk:
    """Enters random documents live; the rules let some pass and refuse the others."""

    def __init__(self, ledger: Ledger, random: Random, name: str) -> None:
        self._ledger = ledger
        self._random = random
        self._name = name
        self._number = 0
        self._sales: list[Document] = []
        self._returns: list[Document] = []
        self._out: list[Document] = []
        self.accepted = 0
        self.refused = 0

    def step(self) -> None:
        """Enter one document of any kind."""
        kinds = (self.sell, self.sell, self.sell, self.give_back, self.give_back, self.consign)
        self._random.choice((*kinds, self.use, self.take_unused, self.dispose, self.void))()

    def sell(self) -> None:
        """Sell some of a lot, or a unit."""
        row = {"sale_no": self._next("XS"), "line": 1, "sold_on": "2026-02-01", "seller": "E1"}
        row |= {"customer_code": self._random.choice(["C1", "C2"]), **self._goods()}
        if self._entered("sales", row):
            self._sales.append(row)

    def give_back(self) -> None:
        """Take back some of what was sold, or more."""
        if not self._sales:
            return
        sale = self._random.choice(self._sales)
        row: dict[str, Any] = {
            key: sale[key]
            for key in ("sale_no", "customer_code", "product_code", "lot", "serial")
            if key in sale
        }
        quantity = sale["quantity"] if "serial" in sale else str(self._random.randint(1, 6))
        row |= {"return_no": self._next("TH"), "line": 1, "returned_on": "2026-02-02", "reason": "多订"}
        row |= {"quantity": quantity, "quality_status": "conforming", "inspector": "E1"}
        row |= {"disposition": self._random.choice(["restocked", "restocked", "destroyed", "pending"])}
        row |= {"business_approver": "E2", "quality_approver": "E1", "inspected_on": "2026-02-02"}
        if self._entered("returns", row):
            self._returns.append(row)

    def consign(self) -> None:
        """Send goods out on consignment."""
        row = {"consignment_no": self._next("XP"), "line": 1, "consignment_kind": "clinical_choice"}
        row |= {"consigned_on": "2026-02-01", "customer_code": "C1", "handler": "E1", **self._goods()}
        if self._entered("consignments", row):
            self._out.append(row)

    def use(self) -> None:
        """Confirm a use of consigned goods: a sale arises."""
        if self._out:
            out = self._random.choice(self._out)
            quantity = out["quantity"] if "serial" in out else str(self._random.randint(1, 4))
            row = {"consignment_no": out["consignment_no"], "line": 1, "stage": "use_confirmed"}
            self._entered("consignments", {**row, "used_on": "2026-02-03", "used_quantity": quantity})

    def take_unused(self) -> None:
        """Take consigned goods back unused."""
        if self._out:
            out = self._random.choice(self._out)
            quantity = out["quantity"] if "serial" in out else str(self._random.randint(1, 4))
            row = {"consignment_no": out["consignment_no"], "line": 1, "stage": "unused_returned"}
            self._entered("consignments", {**row, "returned_on": "2026-02-03", "unused_quantity": quantity})

    def dispose(self) -> None:
        """Write some goods off."""
        row = {"disposal_no": self._next("CZ"), "line": 1, "disposal_kind": "written_off"}
        row |= {"disposed_on": "2026-02-04", "reason": "破损", "decided_by": "E1", **self._goods()}
        self._entered("disposals", row)

    def void(self) -> None:
        """Strike a sale or a return."""
        table, key, rows = self._random.choice(
            [("sales", "sale_no", self._sales), ("returns", "return_no", self._returns)]
        )
        if not rows:
            return
        row = self._random.choice(rows)
        void = {"record_table": table, "record_no": row[key], "line": 1, "reason": "录错"}
        if self._entered("voids", {**void, "approver": "E1", "voided_on": "2026-02-05"}):
            rows.remove(row)

    def _goods(self) -> Document:
        if self._random.random() < 0.4:
            return {"product_code": SERIALISED, "serial": self._random.choice(UNITS), "quantity": "1"}
        lot, quantity = self._random.choice(LOTS), self._random.randint(1, 6)
        return {"product_code": BATCHED, "lot": lot, "quantity": str(quantity)}

    def _next(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}-{self._name}-{self._number}"

    def _entered(self, table: str, row: Document) -> bool:
        with suppress(ConflictError):
            try:
                enter(self._ledger, table, row)
            except CommandError:
                self.refused += 1
                return False
            self.accepted += 1
            return True
        return False


def trade(url: str, seed: int, steps: int) -> None:
    """Enter so many random documents into a ledger, as a process of its own would."""
    log = open_log(locate(url))
    clerk = Clerk(Ledger(log, recorded_by="E1"), Random(seed), f"W{seed}")
    for _ in range(steps):
        clerk.step()
    log.close()


def check(log: LogRecorder) -> None:
    """Assert that nothing is below zero, no unit is out twice, and no more came back than was sold."""
    standing = list(_standing(log))
    _check_lots(standing)
    _check_units(standing)
    _check_returns(standing)


def _standing(log: LogRecorder) -> Iterator[dict[str, Any]]:
    events = [orjson.loads(stored) for part in log.scan() for _, stored in part]
    voided = {position for event in events for position in event.get("struck", ())}
    return (event for event in events if event["position"] not in voided)


def _check_lots(events: list[dict[str, Any]]) -> None:
    house: dict[Any, Decimal] = defaultdict(Decimal)
    away: dict[Any, Decimal] = defaultdict(Decimal)
    cases: dict[str, Document] = {}
    for event in events:
        kind, data = event["type"], event["data"]
        goods = (data.get("product_code"), data.get("lot"))
        if kind == "goods_received":
            house[goods] += Decimal(data["accepted_quantity"])
        elif kind in {"goods_sold", "goods_disposed"}:
            house[goods] -= Decimal(data["quantity"])
        elif kind == "goods_returned" and data["disposition"] == "restocked":
            house[goods] += Decimal(data["quantity"])
        elif kind == "goods_consigned_out":
            cases[data["consignment_no"]] = data
            house[goods] -= Decimal(data["quantity"])
            away[data["consignment_no"]] += Decimal(data["quantity"])
        elif kind in {"consignment_use_confirmed", "consignment_unused_returned"}:
            out = cases[data["consignment_no"]]
            quantity = Decimal(data.get("used_quantity") or data["unused_quantity"])
            house[out["product_code"], out.get("lot")] += quantity
            away[data["consignment_no"]] -= quantity
    assert all(quantity >= 0 for quantity in house.values()), dict(house)
    assert all(quantity >= 0 for quantity in away.values()), dict(away)


def _check_units(events: list[dict[str, Any]]) -> None:
    out: dict[str, str] = {}
    for event in events:
        data = event["data"]
        if event["type"] == "goods_sold" and "serial" in data:
            assert data["serial"] not in out, (data, out)
            out[data["serial"]] = data["sale_no"]
        elif event["type"] == "goods_returned" and "serial" in data:
            del out[data["serial"]]


def _check_returns(events: list[dict[str, Any]]) -> None:
    sold: dict[str, Decimal] = defaultdict(Decimal)
    for event in events:
        data = event["data"]
        if event["type"] == "goods_sold":
            sold[data["sale_no"]] += Decimal(data["quantity"])
        elif event["type"] == "goods_returned":
            sold[data["sale_no"]] -= Decimal(data["quantity"])
    assert all(quantity >= 0 for quantity in sold.values()), dict(sold)
