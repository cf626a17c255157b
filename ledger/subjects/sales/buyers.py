"""Deciding on the buyer: papers, class and scope, approvals, and whether anybody has stopped the sales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds
from ledger.state.blocks import blocks_on
from ledger.state.entries import Register, Version
from ledger.state.first_approvals import approval_of, approvals_of
from ledger.state.indexes import first_sale_day, rows
from ledger.state.repository import State
from ledger.subjects.papers.entitling import on_file
from ledger.subjects.sales import phrases
from ledger.subjects.sales.block_rules import BUYER_BLOCKED
from ledger.subjects.sales.buyer_papers import judge_papers
from ledger.subjects.sales.buyer_rules import (
    BUYER_NOT_APPROVED,
    BUYER_REJECTED,
    BUYER_STOPPED,
    DEALER_NOT_AUTHORISED,
    NEED_STATEMENT,
    PRIVATE_BUYER,
    REVIEWED_LATE,
)
from ledger.subjects.sales.own_side import OwnSide
from ledger.subjects.sales.sale_context import Answer, SaleContext
from ledger.subjects.sales.spans import ALWAYS, Span, overlap, steady
from ledger.when import LAST_DAY

_CACHE_LIMIT: Final = 512
_OTHERS: Final = frozenset({"other_unit", "drug_maker", "animal_clinic", "farm"})


class Buyer:
    """What is registered of a buyer beside the file, and which sales were found in order.

    Attributes:
        file: The versions of the buyer's file.
        licences: The buyer's papers.
        dealerships: The buyer's authorisations as a dealer.
        clear: The days on which a kind of sale was found in order, as far as the buyer goes.
        deals: The days on which it was found in order with a certain seller and by our own side too.
    """

    __slots__ = ("clear", "dealerships", "deals", "file", "licences")

    def __init__(self, state: State, code: str) -> None:
        self.file: Register | None = state.register("customers", code)
        self.licences: list[Register] = list(
            rows(state, "licences", "owner_kind+owner_code", "customer", code)
        )
        self.dealerships: list[Register] = [
            register
            for register in rows(state, "authorisations", "customer_code", code)
            if any(version.data["authorisation_kind"] == "dealer" for version in register.versions)
        ]
        self.clear: dict[tuple[object, ...], Span] = {}
        self.deals: dict[tuple[object, ...], Span] = {}


def buyer_of(customer: Version, own: OwnSide | None, state: State) -> Buyer:
    """Return what is registered of a buyer, worked out once as long as our own side and the file stay."""
    code, memory = customer.data["customer_code"], customer.memory
    if memory is None or memory[0] is not own or memory[1].file is not state.register("customers", code):
        memory = customer.memory = (own, Buyer(state, code))
    buyer: Buyer = memory[1]
    return buyer


def judge_buyer(context: SaleContext, customer: Version) -> Answer:
    """Judge the buyer's kind, papers, scope and standing on the day; licences do not bind individuals."""
    kind = context.row.get("customer_kind", customer.data.get("kind"))
    if kind == "individual":
        return list(_private(context)), ALWAYS
    buyer = buyer_of(customer, context.own, context.state)
    key = (kind, context.sort, context.mode, context.product if buyer.dealerships else None)
    span = buyer.clear.get(key)
    if span is not None and span[0] <= context.day <= span[1]:
        return (), span
    breaches = list(_judge(context, kind, customer.data, buyer))
    if breaches or kind in _OTHERS:
        return breaches, None
    if len(buyer.clear) > _CACHE_LIMIT:
        buyer.clear.clear()
    span = buyer.clear[key] = _span(context, customer.data, buyer)
    return (), None if buyer.dealerships else span


def _judge(context: SaleContext, kind: str | None, file: Mapping[str, Any], buyer: Buyer) -> Iterator[Breach]:
    yield from judge_papers(context, kind, buyer.file, buyer.licences)
    yield from _stopped(context, file)
    yield from _dealership(context, buyer)
    yield from _approved(context, file)
    if _needs_statement(kind, context):
        yield from _needs(context, file)


def _span(context: SaleContext, file: Mapping[str, Any], buyer: Buyer) -> Span:
    """Return the days on which the answer for this sale is the same as on its own.

    What a first approval or the review of the papers leaves open was settled by an earlier sale: it stays so.
    """
    own, day = context.own, context.day
    registers = [*buyer.licences, *buyer.dealerships]
    papers = (register.versions[0].data for register in registers)
    spans = [(paper.get("valid_from", ""), paper.get("valid_until", LAST_DAY)) for paper in papers]
    spans += [(paper.since, paper.until) for paper in on_file(buyer.file, context.at)]
    span = steady(day, spans, registers)
    if file.get("reviewed_on", "") > day or (own is not None and own.approvals):
        approvals = approvals_of(context.state, "customer", context.buyer)
        spans = [(approval.decided_on, ALWAYS[1]) for approval in approvals]
        span = overlap(span, steady(day, spans, ()), (day, ALWAYS[1]))
    return overlap(span, own.settled(day)) if own is not None else span


def judge_blocked(context: SaleContext) -> Iterator[Breach]:
    """Judge whether quality has stopped sales to the buyer."""
    situation, code = context.situation, context.buyer
    for block in blocks_on(situation.state, context.day, situation.context, customer=code):
        if block.product in {None, context.product}:
            yield BUYER_BLOCKED.broken(
                customer_code=code, number=block.number, since=block.since[:10], because=block.reason
            )


def _private(context: SaleContext) -> Iterator[Breach]:
    if context.mode != "retail":
        yield PRIVATE_BUYER.broken(customer_code=context.buyer)


def _stopped(context: SaleContext, file: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge whether the buyer's file says that nothing more is sold."""
    status = phrases.BUYER_STATUS.get(file.get("status", "active"))
    if status is not None:
        yield BUYER_STOPPED.broken(customer_code=context.buyer, status=status, sold_on=context.day)


def _dealership(context: SaleContext, buyer: Buyer) -> Iterator[Breach]:
    """Judge a dealer's authorisations, where there are any."""
    papers = [register.nearest(context.at).data for register in buyer.dealerships]
    if papers and not any(context.covered_by(paper) for paper in papers):
        yield DEALER_NOT_AUTHORISED.broken(
            customer_code=context.buyer, product_code=context.product, sold_on=context.day
        )


def _approved(context: SaleContext, file: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge the first approval of the buyer, and whether the papers were checked before the first sale."""
    code, day, state = context.buyer, context.day, context.state
    approval = approval_of(state, "customer", code, day)
    if approval is not None and not approval.granted:
        yield BUYER_REJECTED.broken(
            customer_code=code, approval_no=approval.number, decided_on=approval.decided_on or "—"
        )
        return
    late = file.get("reviewed_on", "") > day
    if (approval is not None and not late) or day > (first_sale_day(state, "customer", code) or day):
        return
    if approval is None and binds(BUYER_NOT_APPROVED, day, context.facts, state):
        yield BUYER_NOT_APPROVED.broken(customer_code=code, sold_on=day)
    if late:
        yield REVIEWED_LATE.broken(customer_code=code, reviewed_on=file["reviewed_on"], sold_on=day)


def _needs_statement(kind: str | None, context: SaleContext) -> bool:
    """Return whether a unit is neither trader, maker nor user of such goods by its own papers."""
    permit = context.goods.permit if context.goods is not None else None
    return kind == "other_unit" or (kind in _OTHERS and permit in {"II", "III"})


def _needs(context: SaleContext, file: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge the statement of need of a unit that is neither trader nor institution (GSP §81)."""
    if "need_statement" not in file:
        yield NEED_STATEMENT.broken(customer_code=context.buyer)
