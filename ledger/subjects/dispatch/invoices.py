"""Deciding on invoices: each against the sale or purchase it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.deciding.rule import Breach
from ledger.deciding.sale_lines import PRODUCT, difference, effective_lines
from ledger.deciding.situation import Situation
from ledger.state.tallies import amount, counted
from ledger.subjects.dispatch import phrases
from ledger.subjects.dispatch.rules import INVOICE_DIFFERS


def judge_invoice(s: Situation) -> Iterator[Breach]:
    """Judge an invoice line against the sale or purchase that it names."""
    yield from _against_sale(s)
    yield from _against_purchase(s)


def _against_sale(s: Situation) -> Iterator[Breach]:
    """Judge an invoice that is of no line of its sale; how it differs from the first is told."""
    differences = [difference(s.row, line.sale) for line in effective_lines(s.row, s.state)]
    if differences and None not in differences:
        what, expected, got = next(one for one in differences if one is not None)
        yield INVOICE_DIFFERS.broken(
            invoice_no=s.row["invoice_no"],
            document=phrases.SALE.with_(number=s.row["sale_no"]),
            what=what,
            expected=expected,
            got=got,
        )


def _against_purchase(s: Situation) -> Iterator[Breach]:
    """Judge whether the supplier and the product of an invoice are those of its purchase."""
    number = s.row.get("purchase_no")
    suppliers = counted(s.state, "bought", number) if number is not None else {}
    if number is None or not suppliers:
        return
    named: dict[str, Any] = {
        "invoice_no": s.row["invoice_no"],
        "document": phrases.PURCHASE.with_(number=number),
    }
    supplier, product = s.row.get("supplier_code"), s.row.get("product_code")
    if supplier is not None and supplier not in suppliers:
        expected = ", ".join(sorted(suppliers))
        yield INVOICE_DIFFERS.broken(**named, what=phrases.SUPPLIER_CODE, expected=expected, got=supplier)
    elif product is not None and not amount(s.state, "bought", number, product):
        yield INVOICE_DIFFERS.broken(**named, what=PRODUCT, expected=phrases.AS_BOUGHT, got=product)
