"""Deciding on the seller: on post, authorised and trained for the product on the day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.deciding.quality_roles import on_post
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds
from ledger.state.entries import Register, Version
from ledger.state.indexes import rows
from ledger.state.repository import State
from ledger.state.verdicts import trained, trainings_of
from ledger.subjects.sales.own_side import OwnSide
from ledger.subjects.sales.own_side_rules import SELLER_NOT_AUTHORISED, SELLER_OFF_POST, SELLER_UNTRAINED
from ledger.subjects.sales.sale_context import Answer, SaleContext
from ledger.subjects.sales.spans import Span, overlap, steady
from ledger.when import LAST_DAY

_CACHE_LIMIT: Final = 4096


class _Seller:
    """What is registered of a seller beside the roster, and which products were found in order.

    Attributes:
        authorisations: The authorisations that name the seller.
        alike: Whether the answer is the same for every product of a sort.
        clear: The days on which a product, or where `alike` a sort of goods, was found in order.
    """

    __slots__ = ("alike", "authorisations", "clear")

    def __init__(self, state: State, staff: Version, own: OwnSide | None) -> None:
        code = staff.data["staff_code"]
        self.authorisations: list[Register] = list(rows(state, "authorisations", "staff_code", code))
        versions = (version for register in self.authorisations for version in register.versions)
        asked = own is not None and (own.settings or own.authorising or own.training)
        self.alike = not (
            staff.data.get("authorised_products")
            or any(version.data.get("product_codes") for version in versions)
            or (asked and any(products for _, _, products in trainings_of(state, code)))
        )
        self.clear: dict[object, Span] = {}


def judge_seller(context: SaleContext, code: str) -> Answer:
    """Judge whether the seller is on post, authorised and trained for the product on the day."""
    register = context.state.register("staff", code)
    if register is None or not register.known:
        return (), None
    staff = register.versions[0] if len(register.versions) == 1 else register.nearest(context.at)
    seller = _seller_of(context, staff)
    key = context.sort if seller.alike else context.product
    span = seller.clear.get(key)
    if span is not None and span[0] <= context.day <= span[1]:
        return (), span if seller.alike else None
    breaches = list(_judge(context, code, staff, seller))
    if breaches or "seller" not in context.row:
        return breaches, None
    if len(seller.clear) > _CACHE_LIMIT:
        seller.clear.clear()
    span = (context.day, context.day) if len(register.versions) > 1 else _span(context, staff, seller)
    seller.clear[key] = span
    return (), span if seller.alike else None


def _seller_of(context: SaleContext, staff: Version) -> _Seller:
    """Return what is registered of a seller, worked out once as long as our own side stays."""
    memory = staff.memory
    if memory is None or memory[0] is not context.own:
        memory = staff.memory = (context.own, _Seller(context.state, staff, context.own))
    seller: _Seller = memory[1]
    return seller


def _judge(context: SaleContext, code: str, staff: Version, seller: _Seller) -> Iterator[Breach]:
    yield from _off_post(context, staff)
    if "seller" in context.row:
        yield from _unauthorised(context, code, seller)
        yield from _untrained(context, staff)


def _span(context: SaleContext, staff: Version, seller: _Seller) -> Span:
    """Return the days on which the answer for this product is the same as on the sale's own."""
    data = staff.data
    spans = [
        (data.get("authorised_from", ""), data.get("authorised_until", LAST_DAY)),
        (data.get("employed_from", ""), data.get("employed_until", LAST_DAY)),
    ]
    papers = (register.versions[0].data for register in seller.authorisations)
    spans += [(paper["valid_from"], paper["valid_until"]) for paper in papers]
    spans += [(since, until) for since, until, _ in trainings_of(context.state, data["staff_code"])]
    span = steady(context.day, spans, seller.authorisations)
    return overlap(span, context.own.settled(context.day)) if context.own else span


def _off_post(context: SaleContext, staff: Version) -> Iterator[Breach]:
    if on_post(staff, context.day):
        return
    data = staff.data
    named = ("employed_from", "authorised_from", "employed_until", "authorised_until", "status")
    why = ", ".join(f"{column} {data[column]}" for column in named if column in data)
    yield SELLER_OFF_POST.broken(seller=data["staff_code"], sold_on=context.day, why=why)


def _unauthorised(context: SaleContext, code: str, seller: _Seller) -> Iterator[Breach]:
    if not binds(SELLER_NOT_AUTHORISED, context.day, context.facts, context.state):
        return
    papers = [register.nearest(context.at).data for register in seller.authorisations]
    ours = [paper for paper in papers if paper["authorisation_kind"] == "own_salesperson"]
    if not any(paper.get("staff_code") == code and context.covered_by(paper) for paper in ours):
        yield SELLER_NOT_AUTHORISED.broken(seller=code, product_code=context.product, sold_on=context.day)


def _untrained(context: SaleContext, staff: Version) -> Iterator[Breach]:
    """Judge the training; the roster's own list of products, where it is given, is the last word."""
    code, products, day = staff.data["staff_code"], staff.data.get("authorised_products"), context.day
    if products:
        passed = context.product in products
    else:
        passed = not binds(SELLER_UNTRAINED, day, context.facts, context.state) or trained(
            context.state, code, context.product, day
        )
    if not passed:
        yield SELLER_UNTRAINED.broken(seller=code, product_code=context.product, sold_on=day)
