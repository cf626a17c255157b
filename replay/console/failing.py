"""What went wrong, as a page: for whoever asked with a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from ledger.errors import UnavailableError
from replay.console.pages import page
from replay.doors.problems import LockedOutError, NotSignedInError
from replay.http.asking import serving_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from ledger.errors import LedgerError

_OF_PROGRAMS: Final = ("/api/", "/healthz", "/readyz", "/metrics", "/openapi.json")
SIGN_IN: Final = "/login"
_AT_THE_DOOR: Final = (NotSignedInError, LockedOutError, UnavailableError)


def wants_page(request: Request) -> bool:
    """Return whether a browser asks, for something that is a page."""
    return not request.url.path.startswith(_OF_PROGRAMS) and "text/html" in request.headers.get("accept", "")


def failed_page(request: Request, told: dict[str, Any], error: LedgerError | None = None) -> Response:
    """Return the page of an error: that of signing in where nobody has.

    Args:
        request: What was asked.
        told: The problem as its members.
        error: What was raised, where that is one of ours.
    """
    if request.url.path.startswith(SIGN_IN) and isinstance(error, _AT_THE_DOOR):
        return sign_in_page(request, getattr(request.state, "following", "/"), told, told["status"])
    if isinstance(error, NotSignedInError):
        return RedirectResponse(f"{SIGN_IN}?next={quote(_asked(request), safe='')}", 303)
    return page(request, "failed.html", told["status"], problem=told, number=request.state.request)


def sign_in_page(
    request: Request, following: str, problem: dict[str, Any] | None = None, status: int = 200
) -> Response:
    """Return the page to sign in at.

    Args:
        request: What was asked.
        following: Where to go on to afterwards.
        problem: What went wrong before, as the members of a problem.
        status: HTTP status.
    """
    openid = serving_of(request).provider is not None
    return page(request, "login.html", status, problem=problem, following=following, openid=openid)


def _asked(request: Request) -> str:
    """Return the address to go on to after signing in: of what was only read, itself."""
    if request.method != "GET":
        return "/"
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def within(following: str | None) -> str:
    """Return where to go on to: an address of this ledger, and never one of another site."""
    if not following or not following.startswith("/") or following[1:2] in {"/", "\\"}:
        return "/"
    return following if following.isprintable() else "/"
