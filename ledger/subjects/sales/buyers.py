"""Deciding on the buyer: papers, class and scope, approvals, and whether anybody has stopped the sales."""

from __future__ import annotations

from typing import Any, Final

from ledger.deciding.decision import Context
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds
from ledger.state.blocks import blocks_on
from ledger.state.entries import Register, State, Version
from ledger.state.first_approvals import approval_of, approvals_of
from ledger.state.indexes import first_dealt, rows
from ledger.subjects.papers.entitling import (
    BUSINESS,
    TRADING,
    Goods,
    Paper,
    entitling,
    on_file,
    registered,
    titles,
)
from ledger.subjects.sales.block_rules import BUYER_BLOCKED
from ledger.subjects.sales.rules import (
    BUSINESS_LICENCE,
    BUYER_NOT_APPROVED,
    BUYER_REJECTED,
    BUYER_STOPPED,
    DEALER_NOT_AUTHORISED,
    LICENCE_LAPSED,
    NEED_STATEMENT,
    NOT_ENTITLED,
    OUT_OF_SCOPE,
    PRIVATE_BUYER,
    REVIEWED_LATE,
    SCOPE_UNCLEAR,
)
from ledger.subjects.sales.sale_context import ALWAYS, Deal, House, Judged, Span, covers_deal, overlap, steady

_STATUS: Final = {"suspended": "暂停供货 suspended", "disqualified": "取消资格 disqualified"}
_CONCERNS: Final = frozenset({"distributor", "device_maker"})
_MEMORY_LIMIT: Final = 512


class Buyer:
    """What is registered of a buyer beside the file, and which deals were found in order.

    Attributes:
        licences: The buyer's papers.
        dealerships: The buyer's authorisations as a dealer.
        clear: The days on which a kind of deal was found in order, as far as the buyer goes.
        deals: The days on which it was found in order with a certain seller and by our own side too.
    """

    __slots__ = ("clear", "dealerships", "deals", "licences")

    def __init__(self, state: State, code: str) -> None:
        self.licences: list[Register] = list(
            rows(state, "licences", "owner_kind+owner_code", "customer", code)
        )
        self.dealerships: list[Register] = [
            one
            for one in rows(state, "authorisations", "customer_code", code)
            if any(version.data["authorisation_kind"] == "dealer" for version in one.versions)
        ]
        self.clear: dict[tuple[object, ...], Span] = {}
        self.deals: dict[tuple[object, ...], Span] = {}


def judge_buyer(deal: Deal, customer: Version, state: State) -> Judged:
    """Judge the buyer's kind, papers, scope and standing on the day; licences do not bind individuals."""
    file = customer.data
    kind = deal.data.get("customer_kind", file.get("kind"))
    if kind == "individual":
        return _private(deal), ALWAYS
    buyer = buyer_of(customer, deal.house, state)
    key = (kind, deal.sort, deal.mode, deal.product if buyer.dealerships else None)
    span = buyer.clear.get(key)
    if span is not None and span[0] <= deal.day <= span[1]:
        return (), span
    found = [
        *_papers(deal, kind, file, buyer, state),
        *_standing(deal, file, buyer),
        *_approved(deal, file, state),
    ]
    if kind == "other_unit":
        return [*found, *_needs(deal, file, state)], None
    if found:
        return found, None
    if len(buyer.clear) > _MEMORY_LIMIT:
        buyer.clear.clear()
    span = buyer.clear[key] = _span(deal, file, buyer, state)
    return (), None if buyer.dealerships else span


def _span(deal: Deal, file: dict[str, Any], buyer: Buyer, state: State) -> Span:
    """Return the days on which the answer for this deal holds as it does on its own.

    What a first approval or the review of the papers leaves open was settled by an earlier sale: it stays so.
    """
    house, code = deal.house, deal.data["customer_code"]
    registers = [*buyer.licences, *buyer.dealerships]
    spans = [
        (data.get("valid_from", ""), data.get("valid_until", "9999-12-31"))
        for data in (one.versions[0].data for one in registers)
    ]
    if own := on_file(file):
        spans.append((own.since, own.until))
    span = steady(deal.day, spans, registers)
    if file.get("reviewed_on", "") > deal.day or (house is not None and house.approvals):
        spans = [(one.decided_on, ALWAYS[1]) for one in approvals_of(state, "customer", code)]
        span = overlap(span, steady(deal.day, spans, ()), (deal.day, ALWAYS[1]))
    return overlap(span, house.settled(deal.day)) if house is not None else span


def judge_blocked(deal: Deal, state: State, context: Context) -> list[Breach]:
    """Judge whether quality has stopped sales to the buyer."""
    code = deal.data["customer_code"]
    blocks = blocks_on(state, deal.day, context, customer=code)
    return [
        BUYER_BLOCKED.broken(customer_code=code, number=one.number, since=one.since[:10], because=one.reason)
        for one in blocks
        if one.product in {None, deal.product}
    ]


def buyer_of(customer: Version, house: House | None, state: State) -> Buyer:
    """Return what is registered of a buyer, worked out once."""
    memory = customer.memory
    if memory is None or memory[0] is not house:
        memory = customer.memory = (house, Buyer(state, customer.data["customer_code"]))
    found: Buyer = memory[1]
    return found


def _private(deal: Deal) -> list[Breach]:
    if deal.mode == "retail":
        return []
    return [PRIVATE_BUYER.broken(customer_code=deal.data["customer_code"])]


def _papers(deal: Deal, kind: str | None, file: dict[str, Any], buyer: Buyer, state: State) -> list[Breach]:
    """Judge the papers: valid on the day, of a kind that fits the class, and covering the product."""
    own, day, code = on_file(file), deal.day, deal.data["customer_code"]
    others = registered(buyer.licences, deal.at, owner_kind="customer", owner_code=code)
    found = [*_lapsed(deal, own, kind, others), *_business(deal, kind, own, others, state)]
    goods = deal.goods
    if goods is None or goods.device_class is None or deal.mode == "retail":
        return found
    needed = entitling(kind, goods.device_class)
    if not needed:
        return found
    papers = [*others, own] if own else others
    fitting = [one for one in papers if one.kind in needed or (one.kind is None and one is own)]
    valid = [one for one in fitting if one.valid(day)]
    contrary = [one for one in papers if one.kind in TRADING] if kind == "distributor" else fitting
    if not valid and own not in fitting and (contrary or binds(NOT_ENTITLED, day, deal.facts, state)):
        known = [one.text for one in papers] or "—"
        found.append(
            NOT_ENTITLED.broken(
                customer_code=code,
                product_code=deal.product,
                device_class=goods.device_class,
                needed=titles(needed),
                known=known,
            )
        )
    if kind == "distributor":
        found.extend(_scope(deal, goods, [one.scope for one in valid if one.scope]))
    return found


def _lapsed(deal: Deal, own: Paper | None, kind: str | None, others: list[Paper]) -> list[Breach]:
    """Judge the paper on the buyer's file; a registered one that is valid stands in for it."""
    if own is None or own.valid(deal.day):
        return []
    like = {own.kind} if own.kind else entitling(kind, "III")
    if any(one.kind in like and one.valid(deal.day) for one in others):
        return []
    return [
        LICENCE_LAPSED.broken(
            customer_code=deal.data["customer_code"],
            valid_from=own.since or "—",
            valid_until="—" if own.until.startswith("9999") else own.until,
            sold_on=deal.day,
        )
    ]


def _business(
    deal: Deal, kind: str | None, own: Paper | None, others: list[Paper], state: State
) -> list[Breach]:
    """Judge the business licence among the registered papers (G-03)."""
    papers = [one for one in others if one.kind in BUSINESS]
    if any(one.valid(deal.day) for one in papers) or (own is not None and own.kind in BUSINESS):
        return []
    missing = kind in _CONCERNS and binds(BUSINESS_LICENCE, deal.day, deal.facts, state)
    if not papers and not missing:
        return []
    latest = max(papers, key=lambda one: one.until, default=None)
    return [
        BUSINESS_LICENCE.broken(
            customer_code=deal.data["customer_code"],
            licence_no=latest.number if latest else "—",
            valid_until=latest.until if latest else "—",
            sold_on=deal.day,
        )
    ]


def _scope(deal: Deal, goods: Goods, scopes: list[str]) -> list[Breach]:
    if not scopes or not goods.comparable:
        return []
    answer = goods.within(scopes)
    if answer:
        return []
    code, scope = deal.data["customer_code"], "; ".join(scopes)
    if answer is None:
        whose = f"客户 customer {code}"
        text = goods.profile.text
        return [SCOPE_UNCLEAR.broken(product_code=deal.product, category=text, whose=whose, scope=scope)]
    return [
        OUT_OF_SCOPE.broken(
            customer_code=code,
            product_code=deal.product,
            device_class=goods.device_class,
            category=goods.profile.text,
            scope=scope,
        )
    ]


def _standing(deal: Deal, file: dict[str, Any], buyer: Buyer) -> list[Breach]:
    """Judge the state of the buyer's file, and a dealer's authorisations where there are any."""
    code, found = deal.data["customer_code"], []
    status = _STATUS.get(file.get("status", "active"))
    if status is not None:
        found.append(BUYER_STOPPED.broken(customer_code=code, status=status, sold_on=deal.day))
    dealing = [one.nearest(deal.at).data for one in buyer.dealerships]
    if dealing and not any(covers_deal(one, deal) for one in dealing):
        found.append(
            DEALER_NOT_AUTHORISED.broken(customer_code=code, product_code=deal.product, sold_on=deal.day)
        )
    return found


def _approved(deal: Deal, file: dict[str, Any], state: State) -> list[Breach]:
    """Judge the first approval of the buyer, and whether the papers were checked before the first sale."""
    code, day = deal.data["customer_code"], deal.day
    approval = approval_of(state, "customer", code, day)
    if approval is not None and not approval.granted:
        return [
            BUYER_REJECTED.broken(
                customer_code=code, approval_no=approval.number, decided_on=approval.decided_on or "—"
            )
        ]
    late = file.get("reviewed_on", "") > day
    if (approval is not None and not late) or day > (first_dealt(state, "customer", code) or day):
        return []
    found = []
    if approval is None and binds(BUYER_NOT_APPROVED, day, deal.facts, state):
        found.append(BUYER_NOT_APPROVED.broken(customer_code=code, sold_on=day))
    if late:
        found.append(REVIEWED_LATE.broken(customer_code=code, reviewed_on=file["reviewed_on"], sold_on=day))
    return found


def _needs(deal: Deal, file: dict[str, Any], state: State) -> list[Breach]:
    if "need_statement" in file or not binds(NEED_STATEMENT, deal.day, deal.facts, state):
        return []
    return [NEED_STATEMENT.broken(customer_code=deal.data["customer_code"])]
