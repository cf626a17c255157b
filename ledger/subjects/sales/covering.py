"""Whether a scope of business covers goods: the buyer's, and our own."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.deciding.rule import Breach, Rule
from ledger.phrases import Phrase, Said
from ledger.subjects.papers.entitling import named
from ledger.subjects.papers.goods import Goods
from ledger.subjects.sales.own_side_rules import SCOPE_UNCLEAR
from ledger.subjects.sales.sale_context import SaleContext


def scope_breaches(
    context: SaleContext, goods: Goods, scopes: list[str], whose: Phrase | Said, rule: Rule, **holder: str
) -> Iterator[Breach]:
    """Judge whether a scope of business covers the goods; warn where that cannot be told.

    Args:
        context: The sale.
        goods: What is sold.
        scopes: What the papers say; none is judged where they say nothing.
        whose: Whose they are, in words.
        rule: What is broken by goods outside them.
        holder: Whose they are, in its particulars.
    """
    if not scopes:
        return
    covered = goods.within(scopes)
    if covered is None and not goods.comparable:
        return
    told = {"product_code": context.product, "category": goods.category, "scope": "; ".join(scopes)}
    if covered is None:
        yield SCOPE_UNCLEAR.broken(**told, whose=whose)
    elif not covered:
        yield rule.broken(**told, **holder, device_class=named(goods.permit))
