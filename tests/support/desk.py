"""A clerk's desk: rows written into CSV files and imported, with a small house of registers to start from.

A row is a dict by column key; the functions below give complete rows of each table, so that a story states
only what matters to it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.cli import Cli, Imported, csv_rows

Row = dict[str, str]


def product(code: str = "P01", tracking: str = "lot", **more: str) -> Row:
    """Return a product; `P01` is a consumable tracked by lot."""
    return {
        "product_code": code,
        "name": f"产品{code}",
        "unit": "支",
        "registration_no": "国械注准20243149123",
        "registrant": "澜泊制造",
        "cold_chain": "否",
        "implantable": "否",
        "special_control": "否",
        "tracking": tracking,
        **more,
    }


def customer(code: str = "C1", **more: str) -> Row:
    """Return a customer: a hospital whose licence runs for years."""
    return {
        "customer_code": code,
        "name": f"医院{code}",
        "kind": "医疗器械使用单位",
        "licence_no": f"证{code}",
        "licence_valid_until": "2030-12-31",
        "address": f"{code}路1号",
        "contact": f"联系人{code}",
        "phone": f"0300-{code}",
        **more,
    }


def supplier(code: str = "S1", **more: str) -> Row:
    """Return a supplier, with a paper."""
    return {"supplier_code": code, "name": f"供应商{code}", "licence_no": f"证{code}", **more}


def staff(code: str = "E1", **more: str) -> Row:
    """Return a member of staff."""
    return {"staff_code": code, "name": f"员工{code}", "post": "销售员", **more}


def company(code: str = "HQ", **more: str) -> Row:
    """Return our own house."""
    own = {
        "company_code": code,
        "name": "北辰医疗器械",
        "uscc": "91110000600037341L",
        "address": "一号路",
        "phone": "010-1",
        "service_hotline": "400-1",
        "business_mode": "批发",
        "scope": "III类",
    }
    return own | more


def on_choice(no: str = "XP1") -> Row:
    """Return goods that leave for a clinic to choose from."""
    return {
        "consignment_no": no,
        "line": "1",
        "consignment_kind": "医疗机构选配",
        "consigned_on": "2026-04-01",
        "customer_code": "C1",
        "product_code": "P01",
        "lot": "L1",
        "quantity": "10",
        "handler": "E1",
    }


def receipt(no: str = "YS1", lot: str = "L1", quantity: str = "100", **more: str) -> Row:
    """Return a receipt line of product `P01`, accepted whole, on 1 January 2026."""
    return {
        "receipt_no": no,
        "supplier_code": "S1",
        "product_code": "P01",
        "lot": lot,
        "production_date": "2025-12-01",
        "expiry_date": "2028-11-30",
        "quantity": quantity,
        "accepted_quantity": quantity,
        "conclusion": "合格",
        "received_on": "2026-01-01",
        "accepted_on": "2026-01-01",
        **more,
    }


def sale(no: str = "XS1", lot: str = "L1", quantity: str = "10", **more: str) -> Row:
    """Return a sale line: product `P01` to customer `C1` on 1 May 2026."""
    return {
        "sale_no": no,
        "sold_on": "2026-05-01",
        "customer_code": "C1",
        "product_code": "P01",
        "lot": lot,
        "quantity": quantity,
        "seller": "E1",
        **more,
    }


def returned(no: str = "TH1", lot: str = "L1", quantity: str = "1", **more: str) -> Row:
    """Return a return line: product `P01` from customer `C1` on 20 May 2026, restocked."""
    return {
        "return_no": no,
        "returned_on": "2026-05-20",
        "sale_no": "",
        "customer_code": "C1",
        "product_code": "P01",
        "lot": lot,
        "quantity": quantity,
        "reason": "多订",
        "quality_status": "合格",
        "inspector": "E1",
        "disposition": "重新入库",
        **more,
    }


def void(table: str, no: str, line: str = "", **more: str) -> Row:
    """Return a void of a record."""
    return {
        "record_table": table,
        "record_no": no,
        "line": line,
        "reason": "录入错误",
        "approver": "E1",
        "voided_on": "2026-06-01",
        **more,
    }


@dataclass
class Desk:
    """Writes files and imports them into one ledger."""

    cli: Cli
    folder: Path
    written: int = 0
    rejects: list[Row] = field(default_factory=list)

    def file(self, *rows: Row, name: str = "") -> Path:
        """Write rows into a CSV file; the headings are the keys in order of appearance."""
        self.written += 1
        path = self.folder / (name or f"file{self.written}.csv")
        headings = list(dict.fromkeys(key for row in rows for key in row))
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, headings, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def take(self, table: str, *rows: Row, expect: int | None = 0) -> tuple[int, int, int]:
        """Import rows of one table; return how many were recorded, duplicates and rejected.

        What was rejected is in `rejects` afterwards, with its reason.
        """
        return self.take_file(self.file(*rows), "--table", table, expect=expect).counts

    def take_file(self, path: Path, *options: str, expect: int | None = 0) -> Imported:
        """Import one file; what was rejected is in `rejects` afterwards."""
        rejects = self.folder / f"rejects{self.written}-{path.stem}.csv"
        done = self.cli.import_(path, *options, "--rejects", rejects, expect=expect)
        self.rejects = csv_rows(rejects) if rejects.exists() else []
        assert len(self.rejects) == done.counts[2]
        return done

    def recorded(self, table: str, *rows: Row) -> None:
        """Import rows that must all be recorded."""
        assert self.take(table, *rows) == (len(rows), 0, 0), self.rejects

    def refused(self, table: str, *rows: Row) -> str:
        """Import rows that must all be rejected; return the reasons, one after another."""
        before = self.cli.position()
        assert self.take(table, *rows, expect=2) == (0, 0, len(rows))
        assert self.cli.position() == before
        assert all(row["拒收原因"] and row["处理建议"] for row in self.rejects)
        return "\n".join(f"{row['拒收原因']} {row['处理建议']}" for row in self.rejects)

    def furnish(self) -> None:
        """Record registers of a small house and one receipt: 100 of lot `L1` of product `P01`."""
        done = self.cli.import_(
            self.file(product(), product("P02", "serial"), product("P03", "lot_and_serial")),
            self.file(supplier()),
            self.file(staff()),
            self.file(customer(), customer("C2")),
            self.file(receipt()),
        )
        assert done.counts == (8, 0, 0)

    def findings(self, expect: int | None = None) -> list[dict[str, Any]]:
        """Return the open findings; the exit code is 1 exactly where there are some."""
        answer = self.cli.run("findings", "--format", "json", expect=expect)
        found = [row for row in answer.json if row["state"] == "open"]
        assert answer.exit_code == (1 if found else 0)
        return found
