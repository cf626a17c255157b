"""All routes of the console."""

from __future__ import annotations

from fastapi import APIRouter

from replay.console import (
    cases,
    checks,
    comparing,
    entry,
    goods,
    lists,
    pages,
    parties,
    recalls,
    records,
    searching,
    signing_in,
    tables,
    today,
)

router = APIRouter(include_in_schema=False)
for _part in (
    *(pages, signing_in, today, searching, tables, records, goods, parties, comparing),
    *(entry, cases, recalls, checks),
    lists,
):
    router.include_router(_part.router)
