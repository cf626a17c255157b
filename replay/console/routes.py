"""All routes of the console."""

from __future__ import annotations

from fastapi import APIRouter

from replay.console import lists, pages, records, signing_in, tables, today

router = APIRouter(include_in_schema=False)
for _part in (pages, signing_in, today, tables, records, lists):
    router.include_router(_part.router)
