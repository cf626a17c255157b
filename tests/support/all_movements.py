"""Random papers of everything that moves goods, on random days: many of them cannot be true together."""

from __future__ import annotations

from random import Random
from typing import Any

from ledger.deciding.decision import Command
from ledger.events import catalogue
from ledger.events.envelope import NO_ENVELOPE
from tests.support.case_movements import CasePapers, Draws, Paper
from tests.support.live_trade import BATCHED


def command_of(paper: Paper) -> Command:
    """Return a paper as an import offers it."""
    key, row = paper
    table = catalogue.table(key)
    given = {name: value for name, value in row.items() if name != "stage"}
    stages = {stage.key: stage.event for stage in table.stages}
    envelope = NO_ENVELOPE.at_stage(stages[row["stage"]]) if "stage" in row else NO_ENVELOPE
    return Command(table, given, envelope)


class Papers(CasePapers):
    """Draws papers one after another; later ones name earlier ones, whether those were recorded or not.

    Args:
        draw: Chooses what is drawn.
    """

    def __init__(self, draw: Random) -> None:
        super().__init__(draw)
        self._returned: list[str] = []

    def next(self) -> Paper:
        """Return one more paper."""
        kinds: Draws = [
            self._receipt,
            self._sale,
            self._sale,
            self._disposal,
            self._exchange,
            self._count_stock,
        ]
        kinds += [self._part, self._part, *self.stages()]
        if self._sold:
            kinds += [self._return, self._return, self._return]
        if self._out:
            kinds += [self._unsold]
        if self._written:
            kinds += [self._void, self._void]
        return self._draw.choice(kinds)()

    def _receipt(self) -> Paper:
        goods, day = self._goods(), self._day()
        row = {
            "receipt_no": self._number("YS", "receipts"),
            "line": 1,
            "supplier_code": "S1",
            "conclusion": "conforming",
        }
        days = {"received_on": day, "accepted_on": day}
        return "receipts", {**row, **days, **goods, "accepted_quantity": goods["quantity"]}

    def _sale(self) -> Paper:
        row = {"sale_no": self._number("XS", "sales"), "line": 1, "sold_on": self._day(), "seller": "E1"}
        row |= {"customer_code": self._customer(), **self._goods()}
        self._sold.append(row)
        return "sales", row

    def _return(self) -> Paper:
        sale = self._draw.choice(self._sold)
        row: dict[str, Any] = {
            key: sale[key] for key in ("product_code", "lot", "serial", "customer_code") if key in sale
        }
        if self._draw.random() < 0.5:
            row["sale_no"] = sale["sale_no"]
        row |= {
            "return_no": self._number("TH", "returns"),
            "line": 1,
            "returned_on": self._day(),
            "reason": "多订",
        }
        row |= {"quantity": "1" if "serial" in sale else str(self._draw.randint(1, 4))}
        row |= {"quality_status": "conforming", "inspector": "E1", "inspected_on": row["returned_on"]}
        row |= {"business_approver": "E2", "quality_approver": "E1"}
        row["disposition"] = self._draw.choice(["restocked", "restocked", "destroyed", "pending"])
        self._returned.append(row["return_no"])
        return "returns", row

    def _unsold(self) -> Paper:
        """Take back what was consigned, by a return of its own."""
        out = self._draw.choice(self._out)
        row: dict[str, Any] = {
            key: out[key] for key in ("product_code", "lot", "serial", "customer_code") if key in out
        }
        row |= {"return_no": self._number("TH", "returns"), "line": 1, "returned_on": self._day()}
        row |= {"return_kind": "unused_consignment", "consignment_no": out["consignment_no"]}
        row |= {"quantity": "1", "reason": "未使用", "quality_status": "conforming", "inspector": "E1"}
        row |= {"inspected_on": row["returned_on"], "business_approver": "E2", "quality_approver": "E1"}
        return "returns", {**row, "disposition": self._draw.choice(["restocked", "pending"])}

    def _disposal(self) -> Paper:
        row = {
            "disposal_no": self._number("CZ", "disposals"),
            "line": 1,
            "disposed_on": self._day(),
            "reason": "破损",
        }
        row |= {"disposal_kind": self._draw.choice(["written_off", "destroyed", "returned_to_supplier"])}
        row |= {"decided_by": "E1", "done_by": "E1", "witnesses": ["E2"], **self._goods()}
        if self._returned and self._draw.random() < 0.4:
            row["return_no"] = self._draw.choice(self._returned)
        elif self._found and self._draw.random() < 0.4:
            row["nonconformity_no"] = self._draw.choice(self._found)["nonconformity_no"]
        return "disposals", row

    def _exchange(self) -> Paper:
        row = {
            "exchange_no": self._number("HH", "exchanges"),
            "line": 1,
            "exchanged_on": self._day(),
            "handler": "E1",
        }
        given = self._goods()
        row |= {"customer_code": self._customer(), "reason": "故障", **self._goods(given["product_code"])}
        row |= {"replacement_product_code": given["product_code"]}
        row |= {f"replacement_{key}": given[key] for key in ("lot", "serial") if key in given}
        return "exchanges", row

    def _count_stock(self) -> Paper:
        row = {
            "stocktake_no": self._number("PD", "stocktakes"),
            "line": 1,
            "counted_on": self._day(),
            "cause": "查明",
        }
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

    def _part(self) -> Paper:
        """Move a spare part: into the store, to a technician and back, or out of the house."""
        kind = self._draw.choice(["received", "received", "issued", "returned", "used", "scrapped", "sent"])
        row = {"movement_no": self._number("BJ", "part_movements"), "line": 1, "moved_on": self._day()}
        row |= {"movement_kind": kind, "part_code": "BJ1", "part_name": "电源板", "part_kind": "part"}
        row |= {"quantity": str(self._draw.randint(1, 3))}
        row |= {"part_lot": self._draw.choice(["PL1", "PL2"])} if self._draw.random() < 0.5 else {}
        if kind in {"issued", "returned", "used"}:
            row["technician"] = "E1"
        return "part_movements", row

    def _void(self) -> Paper:
        """Void a record, or the newest stage of a case."""
        table, number = self._draw.choice(self._written)
        row: dict[str, Any] = {"record_table": table, "record_no": number, "reason": "录错", "approver": "E1"}
        row |= {"line": 1} if "line" in catalogue.table(table).identity else {}
        return "voids", {**row, "voided_on": "2026-03-05"}
