"""Deciding on the buyer's papers: valid on the day, of a kind that fits the goods, and covering them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds
from ledger.state.entries import Register
from ledger.subjects.papers.entitling import (
    BUSINESS,
    EntitlingPaper,
    entitles,
    entitling,
    named,
    on_file,
    registered,
    titles,
)
from ledger.subjects.papers.goods import Goods
from ledger.subjects.sales import phrases
from ledger.subjects.sales.buyer_rules import BUSINESS_LICENCE, LICENCE_LAPSED, NOT_ENTITLED, OUT_OF_SCOPE
from ledger.subjects.sales.covering import scope_breaches
from ledger.subjects.sales.sale_context import SaleContext

_CONCERNS: Final = frozenset({"distributor", "device_maker"})


def judge_papers(
    context: SaleContext, kind: str | None, customer: Register | None, licences: Iterable[Register]
) -> Iterator[Breach]:
    """Judge the papers: valid on the day, of a kind that fits the class, and covering the product.

    Args:
        context: The sale.
        kind: What kind of buyer it is.
        customer: The buyer's file, each version of which may name a paper.
        licences: The buyer's registered papers.
    """
    filed = on_file(customer, context.at)
    others = registered(licences, context.at, owner_kind="customer", owner_code=context.buyer)
    lapsed = list(_lapsed(context, kind, filed, others))
    yield from lapsed
    yield from _business(context, kind, filed, others)
    goods = context.goods
    if goods is not None and goods.permit is not None and _asks(context):
        yield from _entitled(context, kind, goods, [*others, *filed], told=bool(lapsed))


def _asks(context: SaleContext) -> bool:
    """Return whether goods of a class ask for papers: samples and the like leave without a sale."""
    return context.mode != "retail" or "sold_on" in context.row


def _entitled(
    context: SaleContext, kind: str | None, goods: Goods, papers: list[EntitlingPaper], *, told: bool
) -> Iterator[Breach]:
    """Judge whether a fitting paper is valid on the day, and a distributor's scope (G-01a, G-01b)."""
    asked = str(goods.permit)
    needed = entitling(kind, asked)
    if not needed:
        return
    fitting = [paper for paper in papers if paper.kind is None or entitles(paper, needed, asked)]
    valid = [paper for paper in fitting if paper.valid(context.day)]
    if not valid and not (told and fitting):
        yield NOT_ENTITLED.broken(
            customer_code=context.buyer,
            product_code=context.product,
            device_class=named(goods.permit),
            needed=titles(needed),
            known=[paper.text for paper in papers] or "—",
        )
    if kind == "distributor":
        scopes = [paper.scope for paper in valid if paper.scope]
        whose = phrases.CUSTOMER.with_(code=context.buyer)
        yield from scope_breaches(context, goods, scopes, whose, OUT_OF_SCOPE, customer_code=context.buyer)


def _lapsed(
    context: SaleContext, kind: str | None, filed: list[EntitlingPaper], others: list[EntitlingPaper]
) -> Iterator[Breach]:
    """Judge the paper on the buyer's file; another one that is valid stands in for it."""
    if not filed or any(paper.valid(context.day) for paper in filed):
        return
    like = set[str | None]().union(*({one.kind} if one.kind else entitling(kind, "III") for one in filed))
    if any(paper.kind in like and paper.valid(context.day) for paper in others):
        return
    yield LICENCE_LAPSED.broken(
        customer_code=context.buyer,
        valid_from=filed[0].since or "—",
        valid_until="—" if filed[0].until.startswith("9999") else filed[0].until,
        sold_on=context.day,
    )


def _business(
    context: SaleContext, kind: str | None, filed: list[EntitlingPaper], others: list[EntitlingPaper]
) -> Iterator[Breach]:
    """Judge the business licence among the registered papers (G-03)."""
    papers = [paper for paper in others if paper.kind in BUSINESS]
    if any(paper.valid(context.day) for paper in papers) or any(paper.kind in BUSINESS for paper in filed):
        return
    missing = kind in _CONCERNS and binds(BUSINESS_LICENCE, context.day, context.facts, context.state)
    if not papers and not missing:
        return
    latest = max(papers, key=lambda paper: paper.until, default=None)
    yield BUSINESS_LICENCE.broken(
        customer_code=context.buyer,
        licence_no=latest.number if latest else "—",
        valid_until=latest.until if latest else "—",
        sold_on=context.day,
    )
