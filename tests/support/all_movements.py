"""Random papers of everything that moves goods, on random days: many of them cannot be true together."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from ledger.deciding.decision import Command
from ledger.events import catalogue
from ledger.events.envelope import NO_ENVELOPE
from tests.support.live_trade import BATCHED, LOTS, SERIALISED, UNITS

Paper = tuple[str, dict[str, Any]]
"""A table and a row in stored form; of a stage of a case with its event as `stage`."""


def command_of(paper: Paper) -> Command:
    """Return a paper as an import offers it."""
    key, row = paper
    table = catalogue.table(key)
    given = {name: value for name, value in row.items() if name != "stage"}
    stages = {stage.key: stage.event for stage in table.stages}
    envelope = NO_ENVELOPE.at_stage(stages[row["stage"]]) if "stage" in row else NO_ENVELOPE
    return Command(table, given, envelope)


class Papers:
    """Draws papers one after another; later ones name earlier ones, whether those were recorded or not.

    Args:
        draw: Chooses what is drawn.
    """

    def __init__(self, draw: Random) -> None:
        self._draw = draw
        self._count = 0
        self._sold: list[dict[str, Any]] = []
        self._out: list[dict[str, Any]] = []
        self._found: list[dict[str, Any]] = []
        self._returned: list[str] = []
        self._written: list[tuple[str, str]] = []

    def next(self) -> Paper:
        """Return one more paper."""
        kinds: list[Callable[[], Paper]] = [self._receipt, self._sale, self._sale, self._consignment]
        kinds += [self._disposal, self._exchange, self._count_stock, self._nonconformity]
        if self._sold:
            kinds += [self._return, self._return, self._return]
        if self._out:
            kinds += [self._use, self._unused]
        if self._found:
            kinds += [self._judgement]
        if self._written:
            kinds += [self._void]
        return self._draw.choice(kinds)()

    def _receipt(self) -> Paper:
        goods, day = self._goods(), self._day()
        row = {"receipt_no": self._number("YS"), "line": 1, "supplier_code": "S1", "conclusion": "conforming"}
        days = {"received_on": day, "accepted_on": day}
        return "receipts", {**row, **days, **goods, "accepted_quantity": goods["quantity"]}

    def _sale(self) -> Paper:
        row = {"sale_no": self._number("XS"), "line": 1, "sold_on": self._day(), "seller": "E1"}
        row |= {"customer_code": self._customer(), **self._goods()}
        self._sold.append(row)
        self._written.append(("sales", row["sale_no"]))
        return "sales", row

    def _return(self) -> Paper:
        sale = self._draw.choice(self._sold)
        row = {key: sale[key] for key in ("product_code", "lot", "serial", "customer_code") if key in sale}
        if self._draw.random() < 0.5:
            row["sale_no"] = sale["sale_no"]
        row |= {"return_no": self._number("TH"), "line": 1, "returned_on": self._day(), "reason": "多订"}
        row |= {"quantity": "1" if "serial" in sale else str(self._draw.randint(1, 4))}
        row |= {"quality_status": "conforming", "inspector": "E1", "inspected_on": row["returned_on"]}
        row |= {"business_approver": "E2", "quality_approver": "E1"}
        row["disposition"] = self._draw.choice(["restocked", "restocked", "destroyed", "pending"])
        self._returned.append(row["return_no"])
        self._written.append(("returns", row["return_no"]))
        return "returns", row

    def _consignment(self) -> Paper:
        kind = self._draw.choice(["clinical_choice", "sample", "loan", "trial", "exhibition"])
        row = {"consignment_no": self._number("XP"), "line": 1, "consignment_kind": kind}
        row |= {"consigned_on": self._day(), "customer_code": "C1", "handler": "E1", **self._goods()}
        self._out.append(row)
        return "consignments", {**row, "stage": "goods_consigned_out"}

    def _use(self) -> Paper:
        row, quantity = self._of_out()
        return "consignments", {
            **row,
            "stage": "use_confirmed",
            "used_on": self._day(),
            "used_quantity": quantity,
        }

    def _unused(self) -> Paper:
        row, quantity = self._of_out()
        told = {"stage": "unused_returned", "returned_on": self._day(), "unused_quantity": quantity}
        return "consignments", {**row, **told}

    def _of_out(self) -> tuple[dict[str, Any], str]:
        out = self._draw.choice(self._out)
        quantity = "1" if "serial" in out else str(self._draw.randint(1, 4))
        return {"consignment_no": out["consignment_no"], "line": 1}, quantity

    def _disposal(self) -> Paper:
        row = {"disposal_no": self._number("CZ"), "line": 1, "disposed_on": self._day(), "reason": "破损"}
        row |= {"disposal_kind": self._draw.choice(["written_off", "destroyed", "returned_to_supplier"])}
        row |= {"decided_by": "E1", "done_by": "E1", "witnesses": ["E2"], **self._goods()}
        if self._returned and self._draw.random() < 0.4:
            row["return_no"] = self._draw.choice(self._returned)
        elif self._found and self._draw.random() < 0.4:
            row["nonconformity_no"] = self._draw.choice(self._found)["nonconformity_no"]
        return "disposals", row

    def _exchange(self) -> Paper:
        row = {"exchange_no": self._number("HH"), "line": 1, "exchanged_on": self._day(), "handler": "E1"}
        given = self._goods()
        row |= {"customer_code": self._customer(), "reason": "故障", **self._goods(given["product_code"])}
        row |= {"replacement_product_code": given["product_code"]}
        row |= {f"replacement_{key}": given[key] for key in ("lot", "serial") if key in given}
        self._written.append(("exchanges", row["exchange_no"]))
        return "exchanges", row

    def _count_stock(self) -> Paper:
        row = {"stocktake_no": self._number("PD"), "line": 1, "counted_on": self._day(), "cause": "查明"}
        goods = self._goods(BATCHED)
        del goods["quantity"]
        book, counted = self._draw.randint(0, 6), self._draw.randint(0, 6)
        told = {
            "book_quantity": str(book),
            "counted_quantity": str(counted),
            "reviewer": "E1",
            "measures": "复盘",
        }
        return "stocktakes", {**row, **goods, **told}

    def _nonconformity(self) -> Paper:
        row = {"nonconformity_no": self._number("BHG"), "found_on": self._day(), "nonconformity": "破损"}
        row |= {"found_stage": self._draw.choice(["storage", "sales_return"]), **self._goods()}
        self._found.append(row)
        return "nonconformities", {**row, "stage": "found"}

    def _judgement(self) -> Paper:
        number = self._draw.choice(self._found)["nonconformity_no"]
        told = {"confirmed_by": "E1", "confirmed_on": self._day()}
        told |= {"conclusion": self._draw.choice(["conforming", "nonconforming"])}
        return "nonconformities", {"nonconformity_no": number, "stage": "confirmed", **told}

    def _void(self) -> Paper:
        table, number = self._draw.choice(self._written)
        row = {"record_table": table, "record_no": number, "line": 1, "reason": "录错"}
        return "voids", {**row, "approver": "E1", "voided_on": "2026-03-05"}

    def _goods(self, product: str = "") -> dict[str, Any]:
        if product == SERIALISED or (not product and self._draw.random() < 0.5):
            return {"product_code": SERIALISED, "serial": self._draw.choice(UNITS), "quantity": "1"}
        return {
            "product_code": BATCHED,
            "lot": self._draw.choice(LOTS),
            "quantity": str(self._draw.randint(1, 4)),
        }

    def _customer(self) -> str:
        return self._draw.choice(["C1", "C2"])

    def _day(self) -> str:
        return f"2026-02-{self._draw.randint(1, 24):02}"

    def _number(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}-{self._count}"
