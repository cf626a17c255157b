"""The page to sign in at, and the way from `/` to what is due."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from replay.console.failing import sign_in_page, within

router = APIRouter(include_in_schema=False)


@router.get("/")
def front() -> Response:
    """Lead to what is due today."""
    return RedirectResponse("/today", 303)


@router.get("/login")
def login(request: Request) -> Response:
    """Show where to sign in."""
    return sign_in_page(request, within(request.query_params.get("next")))
