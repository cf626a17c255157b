"""Deciding on goods that go out: the parties to the sale, and whether the goods may go at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ledger.deciding.headings import headings
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds
from ledger.deciding.situation import Situation
from ledger.names import serials_of
from ledger.state.blocks import blocks_on
from ledger.state.entries import Version
from ledger.state.first_approvals import approval_of, approvals_of
from ledger.state.indexes import first_sale_day
from ledger.state.verdicts import nonconforming_report
from ledger.subjects.papers.goods import Goods, goods_of
from ledger.subjects.sales import phrases
from ledger.subjects.sales.block_rules import ON_HOLD
from ledger.subjects.sales.buyers import Buyer, buyer_of, judge_blocked, judge_buyer
from ledger.subjects.sales.evidence import judge_evidence
from ledger.subjects.sales.own_company import judge_own_company
from ledger.subjects.sales.own_side import OwnSide, own_side
from ledger.subjects.sales.rules import (
    DROP_SHIPMENT,
    NONCONFORMING_REPORT,
    PRESCRIPTION,
    PRODUCT_NOT_APPROVED,
    PRODUCT_REJECTED,
    PRODUCT_STOPPED,
    PROFESSIONAL_RETAIL,
    SPECIAL_EVIDENCE,
    SPECIAL_RETAIL,
)
from ledger.subjects.sales.sale_context import SaleContext
from ledger.subjects.sales.sellers import judge_seller
from ledger.subjects.sales.spans import ALWAYS, Span, overlap, steady
from ledger.subjects.sales.veterinary import judge_filed

_CACHE_LIMIT: Final = 2048
_HEADINGS: Final = headings("sales")
_DIRECT: Final = ("drop_shipment_reason", "purchase_no")


def judge_parties(s: Situation, day: str, mode: str, seller: str) -> Iterable[Breach]:
    """Judge buyer, seller, our own side and the goods, but not their number and dates.

    What the same parties were found in order to do on that day with such goods is found by one look.

    Args:
        s: A sale line, or goods that leave on consignment.
        day: Its business day.
        mode: `wholesale`, `retail` or `drop_shipment`.
        seller: Staff code of who sells or hands out.
    """
    versions, own = s.versions, own_side(s.state)
    customer, product = versions.get("customers"), versions.get("products")
    goods = goods_of(product) if product is not None else None
    if customer is None or goods is None:
        context = SaleContext(s, day, mode, goods, goods and goods.sort, own)
        return (*_parties(context, customer, seller)[0], *_goods(context))
    row, buyer = s.row, buyer_of(customer, own, s.state)
    sort = (goods.sort, row["device_class"]) if "device_class" in row else goods.sort
    key = (sort, mode, seller, row.get("customer_kind"))
    span = buyer.deals.get(key)
    in_order = span is not None and span[0] <= day <= span[1]
    if in_order and goods.ordinary and (own is None or own.plain or own.quiet(row, day, goods)):
        return ()
    context = SaleContext(s, day, mode, goods, sort, own)
    breaches = [] if in_order else _parties_kept(context, customer, seller, buyer, key)
    return (*breaches, *_goods(context))


def _parties_kept(
    context: SaleContext, customer: Version, seller: str, buyer: Buyer, key: tuple[object, ...]
) -> list[Breach]:
    """Judge who deals; if nothing is wrong, keep for which days that is so."""
    breaches, span = _parties(context, customer, seller)
    if span is not None and not breaches:
        if len(buyer.deals) > _CACHE_LIMIT:
            buyer.deals.clear()
        buyer.deals[key] = span
    return breaches


def _parties(context: SaleContext, customer: Version | None, seller: str) -> tuple[list[Breach], Span | None]:
    """Judge who deals, and by which papers; tell the days on which they may deal in goods of this sort."""
    answers = [judge_buyer(context, customer)] if customer is not None else []
    answers.append(judge_seller(context, seller))
    if context.own is not None:
        answers.append(judge_own_company(context, context.own))
    breaches = [breach for answer, _ in answers for breach in answer]
    spans = [span for _, span in answers if span is not None]
    return breaches, overlap(*spans) if len(spans) == len(answers) else None


def _goods(context: SaleContext) -> Iterator[Breach]:
    """Judge whether anything stands against these goods, or against the buyer."""
    goods, own = context.goods, context.own
    if goods is not None and not goods.ordinary:
        yield from _special(context, goods)
        yield from _stopped(context, goods)
    if goods is not None and goods.permit == "veterinary":
        yield from judge_filed(context)
    if own is None or own.plain:
        return
    if context.buyer in own.stopped:
        yield from judge_blocked(context)
    if context.product in own.held:
        yield from _held(context)
    if own.failed:
        yield from _reported(context)
    if own.approving:
        yield from _approved(context, own)


def _held(context: SaleContext) -> Iterator[Breach]:
    """Judge the holds and vetoes on the goods."""
    s, day, product, lot = context.situation, context.day, context.product, context.row.get("lot")
    for block in blocks_on(s.state, day, s.context, product=product, lot=lot, serials=serials_of(s.row)):
        yield ON_HOLD.broken(
            product_code=product,
            lot=lot or "—",
            day=day,
            number=block.number,
            since=block.since[:10],
            because=block.reason,
        )


def _reported(context: SaleContext) -> Iterator[Breach]:
    """Judge whether an inspection report says that the lot does not conform."""
    lot = context.row.get("lot")
    report = None
    if lot is not None:
        report = nonconforming_report(context.state, context.product, lot, context.day)
    if report is not None:
        inspected_on, number = report
        yield NONCONFORMING_REPORT.broken(
            product_code=context.product, lot=lot, report_no=number, inspected_on=inspected_on
        )


def _to_user(context: SaleContext, goods: Goods) -> bool:
    """Return whether a sale hands goods to who uses them: by retail, and veterinary drugs to farms too."""
    if "sold_on" not in context.row:
        return False
    farm = goods.permit == "veterinary" and context.customer_kind == "farm"
    return farm or context.mode == "retail" or context.customer_kind == "individual"


def _stopped(context: SaleContext, goods: Goods) -> Iterator[Breach]:
    """Judge whether the product's file says that nothing more is sold."""
    if goods.status is not None:
        status = phrases.GOODS_STATUS[goods.status]
        yield PRODUCT_STOPPED.broken(product_code=context.product, status=status, sold_on=context.day)


def _approved(context: SaleContext, own: OwnSide) -> Iterator[Breach]:
    """Judge the first approval of the product; what was found in order once is not asked again."""
    code, day, state, goods = context.product, context.day, context.state, context.goods
    memory = goods.approved if goods is not None else None
    if memory is not None and memory[0] is own and memory[1][0] <= day <= memory[1][1]:
        return
    approval = approval_of(state, "product", code, day)
    if approval is not None and not approval.granted:
        yield PRODUCT_REJECTED.broken(
            product_code=code, approval_no=approval.number, decided_on=approval.decided_on or "—"
        )
        return
    first = day <= (first_sale_day(state, "product", code) or day)
    if approval is None and first and binds(PRODUCT_NOT_APPROVED, day, context.facts, state):
        yield PRODUCT_NOT_APPROVED.broken(product_code=code, sold_on=day)
        return
    if goods is not None and (approval is not None or not own.settings):
        spans = [(one.decided_on, ALWAYS[1]) for one in approvals_of(state, "product", code)]
        goods.approved = (own, overlap(steady(day, spans, ()), (day, ALWAYS[1])))


def judge_direct(row: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge a direct shipment: its reason and its purchase are named (GSP §85, §93)."""
    missing = tuple(_HEADINGS[column] for column in _DIRECT if column not in row)
    if missing:
        yield DROP_SHIPMENT.broken(sale_no=row["sale_no"], line=row["line"], missing=missing)


def _special(context: SaleContext, goods: Goods) -> Iterator[Breach]:
    """Judge a special-control product: evidence is given and fits, and it is not sold by retail (G-08)."""
    row = context.row
    if goods.special and "sold_on" in row:
        if not row.get("special_evidence"):
            yield SPECIAL_EVIDENCE.broken(product_code=context.product)
        yield from judge_evidence(context)
    private = context.customer_kind == "individual"
    if goods.special and (context.mode == "retail" or private):
        yield SPECIAL_RETAIL.broken(product_code=context.product)
    if goods.prescription and "prescription_no" not in row and _to_user(context, goods):
        yield PRESCRIPTION.broken(product_code=context.product)
    if goods.professional and (private or (context.mode == "retail" and "sold_on" in row)):
        yield PROFESSIONAL_RETAIL.broken(product_code=context.product)
