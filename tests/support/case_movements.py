"""Random stages of cases that move goods: consignments, nonconformities, later deliveries, loaners."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.support.live_trade import BATCHED, LOTS, SERIALISED, UNITS

Paper = tuple[str, dict[str, Any]]
"""A table and a row in stored form; of a stage of a case with its event as `stage`."""
Draws = list[Callable[[], Paper]]


class CasePapers:
    """Draws stages of cases; later ones name earlier ones, whether those were recorded or not.

    Args:
        draw: Chooses what is drawn.
    """

    def __init__(self, draw: Random) -> None:
        self._draw = draw
        self._count = 0
        self._sold: list[dict[str, Any]] = []
        self._out: list[dict[str, Any]] = []
        self._found: list[dict[str, Any]] = []
        self._short: list[dict[str, Any]] = []
        self._repairs: list[tuple[str, list[dict[str, Any]]]] = []  # each with the stages before a loaner
        self._written: list[tuple[str, str]] = []

    def stages(self) -> Draws:
        """Return what can be drawn now."""
        kinds: Draws = [self._consignment, self._nonconformity]
        kinds += [self._repair] if len(self._repairs) < 2 else []
        if self._out:
            kinds += [self._use, self._unused]
        if self._found:
            kinds += [self._judgement, self._decision]
        if self._sold:
            kinds += [self._short_delivery]
        if self._short:
            kinds += [self._replenishment, self._investigation]
        if self._repairs:
            kinds += [self._loaner] * 4 + [self._loaner_back] * 2
        return kinds

    def _consignment(self) -> Paper:
        kind = self._draw.choice(["clinical_choice", "sample", "loan", "trial", "exhibition", "rental"])
        row = {"consignment_no": self._number("XP", "consignments"), "line": 1, "consignment_kind": kind}
        row |= {"consigned_on": self._day(), "customer_code": "C1", "handler": "E1", **self._goods()}
        if "serial" in row and self._draw.random() < 0.5:
            row |= {"serial": ";".join(self._draw.sample(UNITS, 2)), "quantity": "2"}
        self._out.append(row)
        return "consignments", {**row, "stage": "goods_consigned_out"}

    def _use(self) -> Paper:
        row, quantity = self._of_out()
        told = {"stage": "use_confirmed", "used_on": self._day(), "used_quantity": quantity}
        (out,) = (one for one in self._out if one["consignment_no"] == row["consignment_no"])
        if "serial" in out and self._draw.random() < 0.7:
            told["used_serial"] = self._draw.choice(out["serial"].split(";"))
        return "consignments", {**row, **told}

    def _unused(self) -> Paper:
        row, quantity = self._of_out()
        told = {"stage": "unused_returned", "returned_on": self._day(), "unused_quantity": quantity}
        (out,) = (one for one in self._out if one["consignment_no"] == row["consignment_no"])
        if "serial" in out and self._draw.random() < 0.7:
            told["unused_serial"] = self._draw.choice(out["serial"].split(";"))
        return "consignments", {**row, **told}

    def _of_out(self) -> tuple[dict[str, Any], str]:
        out = self._draw.choice(self._out)
        quantity = "1" if "serial" in out else str(self._draw.randint(1, 4))
        return {"consignment_no": out["consignment_no"], "line": 1}, quantity

    def _nonconformity(self) -> Paper:
        row = {"nonconformity_no": self._number("BHG", "nonconformities"), "found_on": self._day()}
        row |= {"found_stage": self._draw.choice(["storage", "sales_return"]), "nonconformity": "破损"}
        row |= self._goods()
        self._found.append(row)
        return "nonconformities", {**row, "stage": "found"}

    def _judgement(self) -> Paper:
        number = self._draw.choice(self._found)["nonconformity_no"]
        told = {"confirmed_by": "E1", "confirmed_on": self._day()}
        told |= {"conclusion": self._draw.choice(["conforming", "nonconforming"])}
        return "nonconformities", {"nonconformity_no": number, "stage": "confirmed", **told}

    def _decision(self) -> Paper:
        number = self._draw.choice(self._found)["nonconformity_no"]
        told = {"decided_by": "E1", "decided_on": self._day()}
        told |= {"nc_disposition": self._draw.choice(["release", "destroy"])}
        return "nonconformities", {"nonconformity_no": number, "stage": "decided", **told}

    def _short_delivery(self) -> Paper:
        sale = self._draw.choice(self._sold)
        row = {"discrepancy_no": self._number("CY", "delivery_discrepancies"), "reported_on": self._day()}
        row |= {"discrepancy_kind": "short", "customer_code": sale["customer_code"], "content": "少发"}
        row |= {"sale_no": sale["sale_no"], "product_code": sale["product_code"], "quantity": "1"}
        row |= {"lot": sale["lot"]} if "lot" in sale else {}
        self._short.append(row)
        return "delivery_discrepancies", {**row, "stage": "reported"}

    def _investigation(self) -> Paper:
        row = {"discrepancy_no": self._draw.choice(self._short)["discrepancy_no"], "stage": "investigated"}
        told = {"investigator": "E1", "investigated_on": self._day(), "findings": "漏装"}
        return "delivery_discrepancies", {**row, **told, "attribution": "own"}

    def _replenishment(self) -> Paper:
        row = self._draw.choice(self._short)
        told = {"discrepancy_no": row["discrepancy_no"], "replenished_on": self._day()}
        told |= {"stage": "replenished", "replenished_quantity": "1"}
        if row["product_code"] == SERIALISED:
            told["replenish_serial"] = self._draw.choice(UNITS)
        elif self._draw.random() < 0.5:
            told["replenish_lot"] = self._draw.choice(LOTS)
        return "delivery_discrepancies", told

    def _repair(self) -> Paper:
        row = {"repair_no": self._number("WX", "repairs"), "requested_on": self._moment(), "fault": "异响"}
        row |= {"customer_code": self._customer(), "product_code": SERIALISED}
        row["serial"] = self._draw.choice(UNITS)
        first = row["requested_on"]
        before = [
            {"stage": "responded", "responded_at": first},
            {"stage": "dispatched", "technician": "E1", "dispatched_at": first, "appointed_until": first},
            {"stage": "arrived", "arrived_at": first},
            {"stage": "diagnosed", "diagnosed_on": first[:10], "fault_analysis": "电源板"},
        ]
        self._repairs.append((row["repair_no"], before))
        return "repairs", {**row, "stage": "requested"}

    def _loaner(self) -> Paper:
        """Issue a loaner, or tell the next stage before it."""
        number, before = self._draw.choice(self._repairs)
        if before:
            return "repairs", {"repair_no": number, **before.pop(0)}
        row = {"repair_no": number, "stage": "loaner_issued", "loaner_issued_at": self._moment()}
        return "repairs", {
            **row,
            "loaner_product_code": SERIALISED,
            "loaner_serial": self._draw.choice(UNITS),
        }

    def _loaner_back(self) -> Paper:
        row = {"repair_no": self._draw.choice(self._repairs)[0], "loaner_returned_at": self._moment()}
        row |= {
            "loaner_serial": self._draw.choice(UNITS),
            "loaner_state": self._draw.choice(["完好", "划伤"]),
        }
        return "repairs", {**row, "stage": "loaner_returned"}

    def _goods(self, product: str = "") -> dict[str, Any]:
        if product == SERIALISED or (not product and self._draw.random() < 0.5):
            return {"product_code": SERIALISED, "serial": self._draw.choice(UNITS), "quantity": "1"}
        lot, quantity = self._draw.choice(LOTS), str(self._draw.randint(1, 4))
        return {"product_code": BATCHED, "lot": lot, "quantity": quantity}

    def _customer(self) -> str:
        return self._draw.choice(["C1", "C2"])

    def _day(self) -> str:
        return f"2026-02-{self._draw.randint(1, 24):02}"

    def _moment(self) -> str:
        return f"{self._day()}T0{self._draw.randint(0, 9)}:00:00.000000Z"

    def _number(self, prefix: str, table: str) -> str:
        self._count += 1
        number = f"{prefix}-{self._count}"
        self._written.append((table, number))
        return number
