"""All routes of the console."""

from __future__ import annotations

from fastapi import APIRouter

from replay.console import (
    approvals,
    cases,
    checks,
    comparing,
    correcting,
    entry,
    evidence,
    goods,
    house,
    importing,
    lists,
    pages,
    parties,
    recalls,
    records,
    reporting,
    searching,
    signing_in,
    stock,
    tables,
    today,
    users,
)

router = APIRouter(include_in_schema=False)
for _part in (
    *(pages, signing_in, today, searching, tables, records, goods, parties, comparing),
    *(entry, cases, recalls, checks, reporting, evidence, importing, correcting, users),
    *(stock, approvals, house),
    lists,
):
    router.include_router(_part.router)
