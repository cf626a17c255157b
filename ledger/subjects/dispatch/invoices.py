"""Deciding on invoices: each against the sale or purchase it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.state.entries import State, Version
from ledger.state.tallies import amount, counted
from ledger.subjects.dispatch.rules import INVOICE_DIFFERS
from ledger.subjects.dispatch.sale_match import Line, difference, sale_lines


def judge_invoice(
    command: Command, state: State, _context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge an invoice line against the sale or purchase that it names."""
    data = command.data
    return [], [*_against_sale(data, sale_lines(data, state) or []), *_against_purchase(data, state)]


def _against_sale(data: dict[str, Any], lines: list[Line]) -> Iterator[Breach]:
    differences = [difference(data, record.body) for _, record in lines]
    if differences and None not in differences:
        what, expected, got = next(one for one in differences if one is not None)
        yield INVOICE_DIFFERS.broken(
            invoice_no=data["invoice_no"],
            document=f"销售单 sale {data['sale_no']}",
            what=what,
            expected=expected,
            got=got,
        )


def _against_purchase(data: dict[str, Any], state: State) -> Iterator[Breach]:
    number = data.get("purchase_no")
    suppliers = counted(state, "bought", number) if number is not None else {}
    if not suppliers:
        return
    named = {"invoice_no": data["invoice_no"], "document": f"采购单 purchase {number}"}
    supplier, product = data.get("supplier_code"), data.get("product_code")
    if supplier is not None and supplier not in suppliers:
        expected = ", ".join(sorted(suppliers))
        yield INVOICE_DIFFERS.broken(**named, what="供货者 supplier_code", expected=expected, got=supplier)
    elif product is not None and not amount(state, "bought", number, product):
        yield INVOICE_DIFFERS.broken(
            **named, what="产品 product_code", expected="采购单所列 as bought", got=product
        )
