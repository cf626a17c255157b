"""Papers that lapse soon or have lapsed, and what stops without them (GSP §51, Order 54 §16).

How early to warn is a setting of kind `reminder`: `REMIND.LICENCE.<kind>` for one kind of paper
(a value of `licence_kind`, or `authorisation`, `contract`), `REMIND.LICENCE` for all others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache, partial
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
_RELIES: dict[str, dict[str, str]] = {
    "sales": {CUSTOMER: "customer_code", PRODUCT: "product_code", STAFF: "seller"},
    "purchases": {SUPPLIER: "supplier_code", PRODUCT: "product_code", STAFF: "purchaser"},
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

    open_documents = cache(partial(_open_documents, query))  # if any paper is to be warned of
    for paper in papers(query):
        left = _days_left(paper, query.today)
        if paper.withdrawn or (left is not None and left <= period(paper.remind)):
            code = "" if paper.owner_kind == OWN else paper.owner_code or ""
            relying = open_documents()[paper.owner_kind, code]
            yield _row(paper, left, relying, paper.owner or head)


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


def _open_documents(query: Query) -> Counter[tuple[str, str]]:
    """Return how many open documents rely on the papers of each owner, by kind and code; all on our own.

    Open is a sale of the last 90 days of which nothing has been checked out, and a purchase of the last 90
    days of which nothing has been received: trade that the lapse of a paper would stop half way.
    """
    found: Counter[tuple[str, str]] = Counter()
    for key, owners in _RELIES.items():
        lines = _open_lines(query, key, list(owners.values()))
        count = sa.func.count(sa.distinct(lines.c.number))
        counted = [
            sa.select(sa.literal(kind), lines.c[owner], count).group_by(lines.c[owner])
            for kind, owner in owners.items()
        ]
        counted.append(sa.select(sa.literal(OWN), sa.literal(""), count))
        for kind, code, number in query.connection.execute(sa.union_all(*counted)):
            found[kind, code] += number
    return found


def _open_lines(query: Query, key: str, owners: Sequence[str]) -> sa.CTE:
    """Return the numbers of the open documents with the owners that each names; the table is read once."""
    number, answered_in = _NUMBERS[key]
    table, answers = record_table(key), record_table(answered_in)
    since = (date.fromisoformat(query.today) - timedelta(days=DAYS)).isoformat()
    answered = sa.select(answers.c[number]).where(query.cutoff.live(answers), answers.c[number].is_not(None))
    return (
        sa.select(table.c[number].label("number"), *(table.c[owner] for owner in owners))
        .where(query.cutoff.live(table), table.c[_DAYS[key]] >= since, table.c[number].not_in(answered))
        .distinct()
        .cte("open_lines")
    )
