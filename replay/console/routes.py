"""All routes of the console."""

from __future__ import annotations

from fastapi import APIRouter

from replay.console import pages, signing_in, tables, today

router = APIRouter(include_in_schema=False)
for _part in (pages, signing_in, today, tables):
    router.include_router(_part.router)
