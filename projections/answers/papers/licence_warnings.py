"""Papers that lapse soon or have lapsed, and what stops without them (GSP §51, Order 54 §16).

How early to warn is a setting of kind `reminder`: `REMIND.LICENCE.<kind>` for one kind of paper
(a value of `licence_kind`, or `authorisation`, `contract`), `REMIND.LICENCE` for all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from projections.answers.papers.licence_papers import (
    CUSTOMER,
    OWN,
    PRODUCT,
    STAFF,
    SUPPLIER,
    LapsingPaper,
    papers,
)
from projections.reading import configured
from projections.reading.query import Query
from projections.tables.record_tables import record_table

# Order 54 §16: a renewal may be filed from 90 working days before a licence lapses and must be filed 30
# before. Ninety calendar days leave some six weeks to gather the papers before that last day.
DAYS = 90
RULE = "REMIND.LICENCE"
# Which column of sales and of purchases says that a document relies on an owner's paper.
_RELIES: dict[str, tuple[tuple[str, str], ...]] = {
    CUSTOMER: (("sales", "customer_code"),),
    SUPPLIER: (("purchases", "supplier_code"),),
    PRODUCT: (("sales", "product_code"), ("purchases", "product_code")),
    STAFF: (("sales", "seller"), ("purchases", "purchaser")),
    OWN: (("sales", ""), ("purchases", "")),
}
_NUMBERS = {"sales": ("sale_no", "outbound_checks"), "purchases": ("purchase_no", "receipts")}
_DAYS = {"sales": "sold_on", "purchases": "purchased_on"}


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield the papers to be warned of on the day asked for, ordered by owner and paper."""
    settings = configured.in_force(query, ["reminder"])
    head = next((row["quality_head"] for row in query.rows("companies") if row["quality_head"]), None)

    @cache
    def period(kind: str) -> int:
        days = configured.number(settings, [f"{RULE}.{kind}", RULE])
        return DAYS if days is None else int(days)

    @cache
    def open_documents(kind: str) -> dict[str, int]:
        return _open_documents(query, kind)

    for paper in papers(query):
        left = _days_left(paper, query.today)
        if paper.withdrawn or (left is not None and left <= period(paper.remind)):
            counted = open_documents(paper.owner_kind)
            code = "" if paper.owner_kind == OWN else paper.owner_code or ""
            yield _row(paper, left, counted.get(code, 0), paper.owner or head)


def _row(paper: LapsingPaper, left: int | None, relying: int, owner: str | None) -> dict[str, Any]:
    return {
        "owner_kind": paper.owner_kind,
        "owner_code": paper.owner_code,
        "owner_name": paper.owner_name,
        "licence_kind": paper.licence_kind,
        "licence_no": paper.licence_no,
        "valid_until": paper.valid_until,
        "days_left": left,
        "blocks": paper.blocks,
        "open_lines": relying,
        "owner": owner,
    }


def _days_left(paper: LapsingPaper, today: str) -> int | None:
    if paper.valid_until is None:
        return None
    return (date.fromisoformat(paper.valid_until) - date.fromisoformat(today)).days


def _open_documents(query: Query, owner_kind: str) -> dict[str, int]:
    """Return how many open documents rely on the papers of each owner of a kind.

    Open is a sale of the last 90 days of which nothing has been checked out, and a purchase of the last 90
    days of which nothing has been received: trade that the lapse of a paper would stop half way.
    """
    found: dict[str, int] = {}
    since = (date.fromisoformat(query.today) - timedelta(days=DAYS)).isoformat()
    for key, owner in _RELIES.get(owner_kind, ()):
        number, answered_in = _NUMBERS[key]
        table, answers = record_table(key), record_table(answered_in)
        code: sa.ColumnElement[Any] = table.c[owner] if owner else sa.literal("")
        answered = sa.select(answers.c[number]).where(
            query.cutoff.live(answers), answers.c[number].isnot(None)
        )
        statement = (
            sa.select(code.label("code"), sa.func.count(sa.distinct(table.c[number])))
            .where(query.cutoff.live(table), table.c[_DAYS[key]] >= since, table.c[number].not_in(answered))
            .group_by(sa.text("1"))
        )
        for owner_code, number_of in query.connection.execute(statement):
            if owner_code is not None:
                found[owner_code] = found.get(owner_code, 0) + number_of
    return found
