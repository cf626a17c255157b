"""Deciding on the buyer's papers: valid on the day, of a kind that fits the goods, and covering them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds
from ledger.state.entries import Register
from ledger.subjects.papers.entitling import (
    BUSINESS,
    TRADING,
    EntitlingPaper,
    Goods,
    entitling,
    on_file,
    registered,
    titles,
)
from ledger.subjects.sales import phrases
from ledger.subjects.sales.buyer_rules import BUSINESS_LICENCE, LICENCE_LAPSED, NOT_ENTITLED, OUT_OF_SCOPE
from ledger.subjects.sales.own_side_rules import SCOPE_UNCLEAR
from ledger.subjects.sales.sale_context import SaleContext

_CONCERNS: Final = frozenset({"distributor", "device_maker"})


def judge_papers(
    context: SaleContext, kind: str | None, file: Mapping[str, Any], licences: Iterable[Register]
) -> Iterator[Breach]:
    """Judge the papers: valid on the day, of a kind that fits the class, and covering the product.

    Args:
        context: The sale.
        kind: What kind of buyer it is.
        file: The buyer's file, which may name one paper.
        licences: The buyer's registered papers.
    """
    filed = on_file(file)
    others = registered(licences, context.at, owner_kind="customer", owner_code=context.buyer)
    yield from _lapsed(context, kind, filed, others)
    yield from _business(context, kind, filed, others)
    goods = context.goods
    if goods is not None and goods.device_class is not None and context.mode != "retail":
        yield from _entitled(context, kind, goods, filed, others)


def _entitled(
    context: SaleContext,
    kind: str | None,
    goods: Goods,
    filed: EntitlingPaper | None,
    others: list[EntitlingPaper],
) -> Iterator[Breach]:
    """Judge whether a fitting paper is valid on the day, and a distributor's scope (G-01a, G-01b)."""
    needed = entitling(kind, str(goods.device_class))
    if not needed:
        return
    papers = [*others, filed] if filed else others
    fitting = [paper for paper in papers if paper.kind in needed or (paper.kind is None and paper is filed)]
    valid = [paper for paper in fitting if paper.valid(context.day)]
    contrary = fitting
    if kind == "distributor":
        contrary = [paper for paper in papers if paper.kind in TRADING]
    if not valid and filed not in fitting and (contrary or _asked(context)):
        yield NOT_ENTITLED.broken(
            customer_code=context.buyer,
            product_code=context.product,
            device_class=goods.device_class,
            needed=titles(needed),
            known=[paper.text for paper in papers] or "—",
        )
    if kind == "distributor":
        yield from _scope(context, goods, [paper.scope for paper in valid if paper.scope])


def _asked(context: SaleContext) -> bool:
    return binds(NOT_ENTITLED, context.day, context.facts, context.state)


def _lapsed(
    context: SaleContext, kind: str | None, filed: EntitlingPaper | None, others: list[EntitlingPaper]
) -> Iterator[Breach]:
    """Judge the paper on the buyer's file; a registered one that is valid stands in for it."""
    if filed is None or filed.valid(context.day):
        return
    like = {filed.kind} if filed.kind else entitling(kind, "III")
    if any(paper.kind in like and paper.valid(context.day) for paper in others):
        return
    yield LICENCE_LAPSED.broken(
        customer_code=context.buyer,
        valid_from=filed.since or "—",
        valid_until="—" if filed.until.startswith("9999") else filed.until,
        sold_on=context.day,
    )


def _business(
    context: SaleContext, kind: str | None, filed: EntitlingPaper | None, others: list[EntitlingPaper]
) -> Iterator[Breach]:
    """Judge the business licence among the registered papers (G-03)."""
    papers = [paper for paper in others if paper.kind in BUSINESS]
    if any(paper.valid(context.day) for paper in papers) or (filed is not None and filed.kind in BUSINESS):
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


def _scope(context: SaleContext, goods: Goods, scopes: list[str]) -> Iterator[Breach]:
    """Judge whether a distributor's scope of business covers the goods; warn where that cannot be told."""
    if not scopes or not goods.comparable:
        return
    covered = goods.within(scopes)
    named = {"product_code": context.product, "category": goods.profile.text, "scope": "; ".join(scopes)}
    if covered is None:
        yield SCOPE_UNCLEAR.broken(**named, whose=phrases.CUSTOMER.with_(code=context.buyer))
    elif not covered:
        yield OUT_OF_SCOPE.broken(**named, customer_code=context.buyer, device_class=goods.device_class)
