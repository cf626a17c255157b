"""Deciding on goods that go out: the parties to the deal, and whether the goods may go at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ledger.deciding.decision import Context
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds
from ledger.names import serials_of
from ledger.state.blocks import blocks_on
from ledger.state.entries import State, Version
from ledger.state.first_approvals import approval_of, approvals_of
from ledger.state.indexes import first_dealt
from ledger.state.verdicts import nonconforming_report
from ledger.subjects.papers.entitling import Goods, goods_of
from ledger.subjects.sales.block_rules import ON_HOLD
from ledger.subjects.sales.buyers import buyer_of, judge_blocked, judge_buyer
from ledger.subjects.sales.house import judge_house
from ledger.subjects.sales.rules import (
    DROP_SHIPMENT,
    NONCONFORMING_REPORT,
    PRODUCT_NOT_APPROVED,
    PRODUCT_REJECTED,
    PRODUCT_STOPPED,
    SPECIAL_EVIDENCE,
    SPECIAL_RETAIL,
)
from ledger.subjects.sales.sale_context import ALWAYS, Deal, House, Span, deal_of, overlap, steady
from ledger.subjects.sales.sellers import judge_seller

_MEMORY_LIMIT: Final = 2048
_STATUS: Final = {"suspended": "停售 suspended", "discontinued": "停止经营 discontinued"}


def judge_parties(
    data: dict[str, Any],
    day: str,
    mode: str,
    seller: str,
    house: House | None,
    state: State,
    context: Context,
    versions: dict[str, Version],
) -> Sequence[Breach]:
    """Judge buyer, seller, our own house and the goods, but not their number and dates.

    What the same parties were found in order to do on that day with such goods is found by one look.
    """
    customer, product = versions.get("customers"), versions.get("products")
    if customer is None or product is None:
        deal = deal_of(data, day, mode, state, versions, context.start_of)
        return [*_parties(deal, customer, seller, state)[0], *_goods(deal, deal.goods, state, context)]
    goods = product.memory[1] if product.memory else goods_of(product)
    memory = customer.memory
    buyer = memory[1] if memory and memory[0] is house else buyer_of(customer, house, state)
    sort = (goods.sort, data["device_class"]) if "device_class" in data else goods.sort
    key = (sort, mode, seller, data.get("customer_kind"))
    span = buyer.deals.get(key)
    in_order, code = span is not None and span[0] <= day <= span[1], data["product_code"]
    if in_order and goods.ordinary and (house is None or house.plain or house.quiet(data, day, goods)):
        return ()
    deal = Deal(data, day, code, mode, goods, sort, house, versions, context.start_of)
    found: list[Breach] = []
    if not in_order:
        found, span = _parties(deal, customer, seller, state)
        if span is not None and not found:
            if len(buyer.deals) > _MEMORY_LIMIT:
                buyer.deals.clear()
            buyer.deals[key] = span
    return [*found, *_goods(deal, goods, state, context)]


def _parties(
    deal: Deal, customer: Version | None, seller: str, state: State
) -> tuple[list[Breach], Span | None]:
    """Judge who deals, and by which papers; tell the days on which they may deal in goods of this sort."""
    answers = [judge_buyer(deal, customer, state)] if customer is not None else []
    answers.append(judge_seller(deal, seller, state))
    if deal.house is not None:
        answers.append(judge_house(deal, deal.house, state))
    found = [breach for breaches, _ in answers for breach in breaches]
    spans = [span for _, span in answers if span is not None]
    return found, overlap(*spans) if len(spans) == len(answers) else None


def _goods(deal: Deal, goods: Goods | None, state: State, context: Context) -> list[Breach]:
    """Judge whether anything stands against these goods, or against the buyer."""
    found, house = [], deal.house
    if goods is not None and not goods.ordinary:
        found += _special(deal) if goods.special else []
        found += _stopped(deal, goods)
    if house is None or house.plain:
        return found
    if deal.data["customer_code"] in house.stopped:
        found += judge_blocked(deal, state, context)
    if deal.product in house.held:
        found += _held(deal, state, context)
    if house.failed:
        found += _reported(deal, state)
    if house.approving:
        found += _approved(deal, goods, house, state)
    return found


def _held(deal: Deal, state: State, context: Context) -> list[Breach]:
    lot, serials = deal.data.get("lot"), serials_of(deal.data)
    return [
        ON_HOLD.broken(
            product_code=deal.product,
            lot=lot or "—",
            day=deal.day,
            number=one.number,
            since=one.since[:10],
            because=one.reason,
        )
        for one in blocks_on(state, deal.day, context, product=deal.product, lot=lot, serials=serials)
    ]


def _reported(deal: Deal, state: State) -> list[Breach]:
    if "lot" not in deal.data:
        return []
    report = nonconforming_report(state, deal.product, deal.data["lot"], deal.day)
    if report is None:
        return []
    inspected_on, number = report
    lot = deal.data["lot"]
    return [
        NONCONFORMING_REPORT.broken(
            product_code=deal.product, lot=lot, report_no=number, inspected_on=inspected_on
        )
    ]


def _stopped(deal: Deal, goods: Goods) -> list[Breach]:
    if goods.status is None:
        return []
    status = _STATUS[goods.status]
    return [PRODUCT_STOPPED.broken(product_code=deal.product, status=status, sold_on=deal.day)]


def _approved(deal: Deal, goods: Goods | None, house: House, state: State) -> list[Breach]:
    """Judge the first approval of the product; what was found in order once is not asked again."""
    code, day = deal.product, deal.day
    memory = goods.approved if goods is not None else None
    if memory is not None and memory[0] is house and memory[1][0] <= day <= memory[1][1]:
        return []
    approval = approval_of(state, "product", code, day)
    if approval is not None and not approval.granted:
        decided_on = approval.decided_on or "—"
        return [
            PRODUCT_REJECTED.broken(product_code=code, approval_no=approval.number, decided_on=decided_on)
        ]
    first = day <= (first_dealt(state, "product", code) or day)
    if approval is None and first and binds(PRODUCT_NOT_APPROVED, day, deal.facts, state):
        return [PRODUCT_NOT_APPROVED.broken(product_code=code, sold_on=day)]
    if goods is not None and (approval is not None or not house.settings):
        spans = [(one.decided_on, ALWAYS[1]) for one in approvals_of(state, "product", code)]
        goods.approved = (house, overlap(steady(day, spans, ()), (day, ALWAYS[1])))
    return []


def judge_direct(data: dict[str, Any]) -> list[Breach]:
    """Judge a direct shipment: its reason and its purchase are named (GSP §85, §93)."""
    named = (("drop_shipment_reason", "直调原因"), ("purchase_no", "采购单号"))
    missing = "; ".join(f"{heading} {column}" for column, heading in named if column not in data)
    if not missing:
        return []
    return [DROP_SHIPMENT.broken(sale_no=data["sale_no"], line=data["line"], missing=missing)]


def _special(deal: Deal) -> list[Breach]:
    """Judge a special-control product: evidence is given, and it is not sold by retail (G-08)."""
    code, found = deal.product, []
    if "sold_on" in deal.data and not deal.data.get("special_evidence"):
        found.append(SPECIAL_EVIDENCE.broken(product_code=code))
    customer = deal.versions.get("customers")
    kind = deal.data.get("customer_kind", customer.data.get("kind") if customer else None)
    if deal.mode == "retail" or kind == "individual":
        found.append(SPECIAL_RETAIL.broken(product_code=code))
    return found
