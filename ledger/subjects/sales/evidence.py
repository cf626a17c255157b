"""Deciding on what a sale shows for itself: the evidence of special control, and a price or a gift."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.phrases import Part
from ledger.subjects.sales import phrases
from ledger.subjects.sales.rules import GIFT_PRICE, SPECIAL_EVIDENCE_UNFIT
from ledger.subjects.sales.sale_context import SaleContext

# kinds of voucher that cannot be what the state demands of special-control goods
_OTHER_KINDS: Final = frozenset(
    {"invoice", "delivery_note", "temperature", "photo", "minutes", "label", "report", "contract"}
)


def judge_evidence(context: SaleContext) -> Iterator[Breach]:
    """Judge the vouchers named as evidence: filed, valid on the day, of this product and this customer."""
    named = context.row.get("special_evidence", ())
    wrong = tuple(part for voucher in named if (part := _unfit(context, voucher)) is not None)
    if wrong:
        yield SPECIAL_EVIDENCE_UNFIT.broken(product_code=context.product, what=wrong)


def _unfit(context: SaleContext, voucher: str) -> Part | None:
    """Return why a voucher is no evidence for a sale; None where it is."""
    record = context.state.record("vouchers", voucher)
    if record is None or not record.position:
        return phrases.NOT_FILED.with_(voucher=voucher)
    filed = context.situation.context.stored(record.position)["data"]
    product, customer = filed.get("product_code"), filed.get("customer_code")
    if filed["voucher_kind"] in _OTHER_KINDS:
        return phrases.EVIDENCE_KIND.with_(voucher=voucher, kind=filed["voucher_kind"])
    if product not in {None, context.product}:
        return phrases.EVIDENCE_PRODUCT.with_(voucher=voucher, code=product)
    if customer not in {None, context.buyer}:
        return phrases.EVIDENCE_CUSTOMER.with_(voucher=voucher, code=customer)
    if filed.get("valid_until", context.day) < context.day:
        return phrases.EVIDENCE_LAPSED.with_(voucher=voucher, until=filed["valid_until"])
    return None


def judge_gift(row: Mapping[str, Any]) -> Sequence[Breach]:
    """Judge whether what is given away is marked as a gift, and what is sold has a price."""
    price, amount = row.get("unit_price"), row.get("amount")
    if row.get("sale_kind") != "gift":
        if (price is None or _is_something(price)) and (amount is None or _is_something(amount)):
            return ()
        return _gift_price(row, phrases.PRICE_OF_NOTHING)
    shown = amount if price is None else price
    if (price is not None and _is_something(price)) or (amount is not None and _is_something(amount)):
        return _gift_price(row, phrases.GIFT_PRICED.with_(price=str(shown)))
    return ()


def _gift_price(row: Mapping[str, Any], what: Part) -> Sequence[Breach]:
    return (GIFT_PRICE.broken(sale_no=row["sale_no"], line=row["line"], what=what),)


def _is_something(money: str) -> bool:
    """Return whether a plain decimal is other than zero."""
    return bool(money.strip("-0."))
