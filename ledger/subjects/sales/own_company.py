"""Deciding on our own company: may we trade these goods, in this way, on this day (G-12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds
from ledger.state.entries import Version
from ledger.subjects.papers.entitling import (
    TRADES,
    EntitlingPaper,
    entitles,
    entitling,
    named,
    registered,
    running,
    titles,
)
from ledger.subjects.papers.goods import Goods
from ledger.subjects.papers.numbers import paper_kind
from ledger.subjects.sales import phrases
from ledger.subjects.sales.covering import scope_breaches
from ledger.subjects.sales.own_side import OwnSide
from ledger.subjects.sales.own_side_rules import OWN_LICENCE, OWN_MODE, OWN_SCOPE
from ledger.subjects.sales.sale_context import Answer, SaleContext
from ledger.subjects.sales.spans import ALWAYS, Span, overlap, steady
from ledger.when import LAST_DAY

_CACHE_LIMIT: Final = 4096


def judge_own_company(context: SaleContext, own: OwnSide) -> Answer:
    """Judge our own licence, scope and mode of business on the day (G-12)."""
    goods = context.goods
    if goods is None:
        return (), None
    if not own.companies and not own.licences and not own.settings:
        return (), ALWAYS
    key = (context.mode, context.sort)
    span = own.clear.get(key)
    if span is not None and span[0] <= context.day <= span[1]:
        return (), span
    companies = [register.nearest(context.at) for register in own.companies]
    papers = registered(own.licences, context.at, owner_kind="own")
    for register in own.companies:
        papers += running(register.versions, context.at, _company_paper)
    breaches = list(_judge(context, goods, papers, companies))
    if breaches:
        return breaches, None
    if len(own.clear) > _CACHE_LIMIT:
        own.clear.clear()
    span = own.clear[key] = _span(context, own, papers)
    return (), span


def _judge(
    context: SaleContext, goods: Goods, papers: list[EntitlingPaper], companies: list[Version]
) -> Iterator[Breach]:
    yield from _mode(context, papers, companies)
    if goods.permit is not None and goods.registrant not in {one.data["name"] for one in companies}:
        yield from _permission(context, goods, papers, companies)


def _span(context: SaleContext, own: OwnSide, papers: list[EntitlingPaper]) -> Span:
    """Return the days on which the answer for this sale is the same as on its own."""
    spans = [(paper.since, paper.until) for paper in papers]
    span = steady(context.day, spans, [*own.companies, *own.licences])
    return overlap(span, own.settled(context.day))


def _company_paper(data: Mapping[str, Any]) -> EntitlingPaper | None:
    """Return the trading licence or filing that the company's own file names, if it names one."""
    number, until = data.get("trade_licence_no", ""), data.get("trade_licence_until", LAST_DAY)
    if not number and "trade_licence_until" not in data:
        return None
    return EntitlingPaper(
        paper_kind(number), number, "", until, data["scope"], data["business_mode"], standing=True
    )


def _mode(context: SaleContext, papers: list[EntitlingPaper], companies: list[Version]) -> Iterator[Breach]:
    """Judge whether we may sell in this mode; goods that leave without the promise of a sale need none."""
    if "sold_on" not in context.row:
        return
    modes = {paper.mode for paper in papers if paper.mode and paper.valid(context.day)}
    modes = modes or {company.data["business_mode"] for company in companies}
    mode = "retail" if context.mode == "retail" else "wholesale"
    if modes and "both" not in modes and mode not in modes:
        yield OWN_MODE.broken(sale_mode=phrases.MODES[mode], business_mode=phrases.MODES[min(modes)])


def _permission(
    context: SaleContext, goods: Goods, papers: list[EntitlingPaper], companies: list[Version]
) -> Iterator[Breach]:
    """Judge licence or filing, and the scope; our own registered goods need neither (Order 54 §27)."""
    asked = str(goods.permit)
    needed = entitling("distributor", asked)
    trading = [paper for paper in papers if paper.kind is None or paper.kind in TRADES]
    fitting = [paper for paper in trading if paper.kind is None or entitles(paper, needed, asked)]
    valid = [paper for paper in fitting if paper.valid(context.day)]
    if not valid and (trading or binds(OWN_LICENCE, context.day, context.facts, context.state)):
        yield OWN_LICENCE.broken(
            product_code=context.product,
            device_class=named(goods.permit),
            needed=titles(needed),
            sold_on=context.day,
            known=[paper.text for paper in trading] or "—",
        )
        return
    scopes = [paper.scope for paper in valid if paper.scope] or [one.data["scope"] for one in companies]
    yield from scope_breaches(context, goods, scopes, phrases.OURSELVES, OWN_SCOPE)
