"""Deciding on the seller: on post, authorised and trained for the product on the day."""

from __future__ import annotations

from typing import Final

from ledger.deciding.quality_roles import on_post
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds
from ledger.state.entries import Register, State, Version
from ledger.state.indexes import rows
from ledger.state.verdicts import trained, trainings_of
from ledger.subjects.sales.rules import SELLER_NOT_AUTHORISED, SELLER_OFF_POST, SELLER_UNTRAINED
from ledger.subjects.sales.sale_context import Deal, House, Judged, Span, covers_deal, overlap, steady

_MEMORY_LIMIT: Final = 4096


class _Seller:
    """What is registered of a seller beside the roster, and which products were found in order.

    Attributes:
        authorisations: The authorisations that name the seller.
        alike: Whether the answer is the same for every product of a sort.
        clear: The days on which a product, or where `alike` a sort of goods, was found in order.
    """

    __slots__ = ("alike", "authorisations", "clear")

    def __init__(self, state: State, staff: Version, house: House | None) -> None:
        code = staff.data["staff_code"]
        self.authorisations: list[Register] = list(rows(state, "authorisations", "staff_code", code))
        versions = (version for register in self.authorisations for version in register.versions)
        asked = house is not None and (house.settings or house.authorising or house.training)
        self.alike = not (
            staff.data.get("authorised_products")
            or any(one.data.get("product_codes") for one in versions)
            or (asked and any(products for _, _, products in trainings_of(state, code)))
        )
        self.clear: dict[object, Span] = {}


def judge_seller(deal: Deal, code: str, state: State) -> Judged:
    """Judge whether the seller is on post, authorised and trained for the product on the day."""
    register = state.register("staff", code)
    if register is None or not register.known:
        return (), None
    staff = register.versions[0] if len(register.versions) == 1 else register.nearest(deal.at)
    memory = staff.memory
    if memory is None or memory[0] is not deal.house:
        memory = staff.memory = (deal.house, _Seller(state, staff, deal.house))
    seller: _Seller = memory[1]
    key = deal.sort if seller.alike else deal.product
    span = seller.clear.get(key)
    if span is not None and span[0] <= deal.day <= span[1]:
        return (), span if seller.alike else None
    found = _off_post(deal, staff)
    if "seller" in deal.data:
        found += [*_unauthorised(deal, code, seller, state), *_untrained(deal, staff, state)]
    if found or "seller" not in deal.data:
        return found, None
    if len(seller.clear) > _MEMORY_LIMIT:
        seller.clear.clear()
    span = _span(deal, staff, seller, state) if len(register.versions) == 1 else (deal.day, deal.day)
    seller.clear[key] = span
    return (), span if seller.alike else None


def _span(deal: Deal, staff: Version, seller: _Seller, state: State) -> Span:
    """Return the days on which the answer for this product holds as it does on the deal's own."""
    data = staff.data
    spans = [
        (data.get("authorised_from", ""), data.get("authorised_until", "9999-12-31")),
        (data.get("employed_from", ""), data.get("employed_until", "9999-12-31")),
    ]
    papers = (one.versions[0].data for one in seller.authorisations)
    spans += [(one["valid_from"], one["valid_until"]) for one in papers]
    spans += [(since, until) for since, until, _ in trainings_of(state, data["staff_code"])]
    span = steady(deal.day, spans, seller.authorisations)
    return overlap(span, deal.house.settled(deal.day)) if deal.house else span


def _off_post(deal: Deal, staff: Version) -> list[Breach]:
    if on_post(staff, deal.day):
        return []
    data = staff.data
    named = ("employed_from", "authorised_from", "employed_until", "authorised_until", "status")
    why = ", ".join(f"{one} {data[one]}" for one in named if one in data)
    return [SELLER_OFF_POST.broken(seller=data["staff_code"], sold_on=deal.day, why=why)]


def _unauthorised(deal: Deal, code: str, seller: _Seller, state: State) -> list[Breach]:
    if not binds(SELLER_NOT_AUTHORISED, deal.day, deal.facts, state):
        return []
    papers = [one.nearest(deal.at).data for one in seller.authorisations]
    own = [one for one in papers if one["authorisation_kind"] == "own_salesperson"]
    if any(one.get("staff_code") == code and covers_deal(one, deal) for one in own):
        return []
    return [SELLER_NOT_AUTHORISED.broken(seller=code, product_code=deal.product, sold_on=deal.day)]


def _untrained(deal: Deal, staff: Version, state: State) -> list[Breach]:
    """Judge the training; the roster's own list of products, where it is given, is the last word."""
    code, products = staff.data["staff_code"], staff.data.get("authorised_products")
    if products:
        passed = deal.product in products
    else:
        passed = not binds(SELLER_UNTRAINED, deal.day, deal.facts, state) or trained(
            state, code, deal.product, deal.day
        )
    return (
        [] if passed else [SELLER_UNTRAINED.broken(seller=code, product_code=deal.product, sold_on=deal.day)]
    )
