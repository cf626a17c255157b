"""Deciding on our own side: may we trade these goods, in this way, on this day."""

from __future__ import annotations

from typing import Final

from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds
from ledger.state.entries import State, Version
from ledger.subjects.papers.entitling import TRADING, Goods, Paper, entitling, registered, titles
from ledger.subjects.papers.numbers import paper_kind
from ledger.subjects.sales.rules import OWN_LICENCE, OWN_MODE, OWN_SCOPE, SCOPE_UNCLEAR
from ledger.subjects.sales.sale_context import ALWAYS, Deal, House, Judged, Span, overlap, steady

_MODES: Final = {"wholesale": "批发 wholesale", "retail": "零售 retail"}
_MEMORY_LIMIT: Final = 4096


def judge_house(deal: Deal, house: House, state: State) -> Judged:
    """Judge our own licence, scope and mode of business on the day (G-12)."""
    goods = deal.goods
    if goods is None:
        return (), None
    if not house.companies and not house.licences and not house.settings:
        return (), ALWAYS
    key = (deal.mode, deal.sort)
    span = house.clear.get(key)
    if span is not None and span[0] <= deal.day <= span[1]:
        return (), span
    papers = registered(house.licences, deal.at, owner_kind="own")
    companies = [one.nearest(deal.at) for one in house.companies]
    papers += [paper for one in companies if (paper := _company_paper(one))]
    found = _mode(deal, papers, companies)
    if goods.device_class is not None and goods.registrant not in {one.data["name"] for one in companies}:
        found += _permission(deal, goods, papers, companies, state)
    if found:
        return found, None
    if len(house.clear) > _MEMORY_LIMIT:
        house.clear.clear()
    span = house.clear[key] = _span(deal, house, papers)
    return (), span


def _span(deal: Deal, house: House, papers: list[Paper]) -> Span:
    """Return the days on which the answer for this deal holds as it does on its own."""
    spans = [(one.since, one.until) for one in papers]
    span = steady(deal.day, spans, [*house.companies, *house.licences])
    return overlap(span, house.settled(deal.day))


def _company_paper(company: Version) -> Paper | None:
    """Return the trading licence or filing that the company's own file names, if it names one."""
    data = company.data
    number, until = data.get("trade_licence_no", ""), data.get("trade_licence_until", "9999-12-31")
    if not number and "trade_licence_until" not in data:
        return None
    return Paper(paper_kind(number), number, "", until, data["scope"], data["business_mode"], standing=True)


def _mode(deal: Deal, papers: list[Paper], companies: list[Version]) -> list[Breach]:
    if "sold_on" not in deal.data:
        return []
    modes = {one.mode for one in papers if one.mode and one.valid(deal.day)}
    modes = modes or {one.data["business_mode"] for one in companies}
    mode = "retail" if deal.mode == "retail" else "wholesale"
    if not modes or "both" in modes or mode in modes:
        return []
    licensed = " / ".join(_MODES[one] for one in sorted(modes))
    return [OWN_MODE.broken(sale_mode=_MODES[mode], business_mode=licensed)]


def _permission(
    deal: Deal, goods: Goods, papers: list[Paper], companies: list[Version], state: State
) -> list[Breach]:
    """Judge licence or filing, and the scope; our own registered goods need neither (Order 54 §27)."""
    needed = entitling("distributor", str(goods.device_class))
    trading = [one for one in papers if one.kind is None or one.kind in TRADING]
    valid = [one for one in trading if one.valid(deal.day) and (one.kind is None or one.kind in needed)]
    if not valid:
        if not trading and not binds(OWN_LICENCE, deal.day, deal.facts, state):
            return _scope(deal, goods, [one.data["scope"] for one in companies])
        return [
            OWN_LICENCE.broken(
                product_code=deal.product,
                device_class=goods.device_class,
                needed=titles(needed),
                sold_on=deal.day,
                known=[one.text for one in trading] or "—",
            )
        ]
    scopes = [one.scope for one in valid if one.scope] or [one.data["scope"] for one in companies]
    return _scope(deal, goods, scopes)


def _scope(deal: Deal, goods: Goods, scopes: list[str]) -> list[Breach]:
    if not scopes or not goods.comparable:
        return []
    answer = goods.within(scopes)
    text, scope = goods.profile.text, "; ".join(scopes)
    if answer is None:
        whose = "本企业 our own house"
        return [SCOPE_UNCLEAR.broken(product_code=deal.product, category=text, whose=whose, scope=scope)]
    if answer:
        return []
    device_class = goods.device_class
    return [
        OWN_SCOPE.broken(product_code=deal.product, device_class=device_class, category=text, scope=scope)
    ]
