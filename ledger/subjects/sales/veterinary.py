"""Deciding on veterinary drugs: their sale is filed before it takes place, and told to the public (S1-F)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.deciding.rule import Breach
from ledger.state.tallies import names
from ledger.subjects.sales.rules import VETERINARY_UNFILED, VETERINARY_UNPUBLISHED
from ledger.subjects.sales.sale_context import SaleContext


def judge_filed(context: SaleContext) -> Iterator[Breach]:
    """Judge whether the sale of a veterinary drug was filed by its day, and told to the public."""
    if "sold_on" not in context.row:
        return
    product, buyer, lot = context.product, context.buyer, context.row.get("lot")
    if not _is_told(context, "filing", buyer):
        yield VETERINARY_UNFILED.broken(
            product_code=product, lot=lot or "—", customer_code=buyer, sold_on=context.day
        )
    if not _is_told(context, "notice", buyer):
        yield VETERINARY_UNPUBLISHED.broken(product_code=product, lot=lot or "—", sold_on=context.day)


def _is_told(context: SaleContext, kind: str, buyer: str) -> bool:
    """Return whether a filing or notice of the lot or of all lots, for this buyer or all, is in time.

    A filing comes no later than the sale; a notice at any time.
    """
    for lot in {context.row.get("lot", ""), ""}:
        for told in names(context.state, "vet", kind, context.product, lot):
            day, customer, _ = told.split("|", 2)
            if customer in {"", buyer} and (kind == "notice" or day <= context.day):
                return True
    return False
