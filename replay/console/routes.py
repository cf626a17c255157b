"""All routes of the console."""

from __future__ import annotations

from fastapi import APIRouter

from replay.console import (
    comparing,
    goods,
    lists,
    pages,
    parties,
    records,
    searching,
    signing_in,
    tables,
    today,
)

router = APIRouter(include_in_schema=False)
for _part in (
    *(pages, signing_in, today, searching, tables, records, goods, parties, comparing),
    lists,
):
    router.include_router(_part.router)
