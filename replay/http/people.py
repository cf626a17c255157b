"""Routes of people: signing in and out, who one is."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ledger.errors import CommandError
from ledger.settings import Person, acting
from replay.console.failing import SIGN_IN, wants_page, within
from replay.doors.accounts import SESSION_HOURS
from replay.doors.problems import FORGED_REQUEST, NotPermittedError
from replay.doors.recalls import BAD_BODY
from replay.http.asking import guest_of, json_response, serving_of
from replay.http.doorkeeper import COOKIE, SECURE_COOKIE, is_foreign
from replay.http.recording import body_of

router = APIRouter()
_MOST: Final = 8192


@router.post("/login", summary="Sign in")
async def sign_in(request: Request) -> Response:
    """Begin a session: `username` and `password` as a form or as JSON; the cookie is the session."""
    said = _said(request.headers.get("content-type", ""), await body_of(request, _MOST))
    if wants_page(request):
        request.state.following = within(said.get("next"))
        if is_foreign(request.headers):
            raise NotPermittedError(FORGED_REQUEST)
    return await run_in_threadpool(_sign_in, request, said)


def _said(kind: str, body: bytes) -> dict[str, str]:
    """Return what was sent.

    Raises:
        CommandError: It is neither a form nor a JSON object with a name and a password.
    """
    found: dict[str, Any] = {}
    try:
        if kind.startswith("application/json"):
            value = orjson.loads(body)
            found = value if isinstance(value, dict) else {}
        else:
            found = {name: values[-1] for name, values in parse_qs(body.decode()).items()}
    except ValueError:
        found = {}
    if not all(isinstance(found.get(name), str) for name in ("username", "password")):
        raise CommandError(BAD_BODY, known="username, password", given=kind or "-")
    return found


def _sign_in(request: Request, said: dict[str, str]) -> Response:
    serving = serving_of(request)
    address = _address(request, proxied=serving.proxied)
    name = said["username"]
    try:
        token, guest = serving.accounts.sign_in(name, said["password"], address)
    except CommandError as error:
        serving.program.note("signed_in", door="http", refused=error.code)
        raise
    with acting(Person(guest.name, signed_in=True)):
        serving.program.note("signed_in", door="http", post=guest.post.key, verified=True)
    told = {"username": guest.name, "post": guest.post.key, "rights": sorted(guest.post.rights)}
    response = RedirectResponse(request.state.following, 303) if wants_page(request) else json_response(told)
    set_session(response, token, secure=serving.secure)
    return response


def _address(request: Request, *, proxied: bool) -> str:
    """Return from where a request comes: as our proxy says, or else as the connection does.

    Of what a proxy passes on only the last address is its own word; anybody may have sent those before it.
    """
    if proxied and (told := request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()):
        return told
    return request.client.host if request.client else ""


def set_session(response: Response, token: str, *, secure: bool) -> None:
    """Give the browser the cookie of a session: not for scripts, not for other sites."""
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        token,
        max_age=SESSION_HOURS * 3600,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


@router.post("/logout", summary="Sign out")
def sign_out(request: Request) -> Response:
    """End the session."""
    serving, guest = serving_of(request), guest_of(request)
    serving.accounts.sign_out(guest)
    response = (
        RedirectResponse(SIGN_IN, 303) if wants_page(request) else json_response({"username": guest.name})
    )
    response.delete_cookie(SECURE_COOKIE if serving.secure else COOKIE, path="/", secure=serving.secure)
    return response


@router.get("/api/v1/me", summary="Who I am")
def me(request: Request) -> Response:
    """Return who asks, and what the post may do."""
    guest = guest_of(request)
    return json_response(
        {"username": guest.name, "post": guest.post.key, "rights": sorted(guest.post.rights)}
    )
