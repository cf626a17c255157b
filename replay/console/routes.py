"""All routes of the console."""

from __future__ import annotations

from fastapi import APIRouter

from replay.console import (
    cases,
    checks,
    comparing,
    entry,
    evidence,
    goods,
    importing,
    lists,
    pages,
    parties,
    recalls,
    records,
    reporting,
    searching,
    signing_in,
    tables,
    today,
    users,
)

router = APIRouter(include_in_schema=False)
for _part in (
    *(pages, signing_in, today, searching, tables, records, goods, parties, comparing),
    *(entry, cases, recalls, checks, reporting, evidence, importing, users),
    lists,
):
    router.include_router(_part.router)
