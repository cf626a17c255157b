"""The application: every route, every error as problem details, the doorkeeper in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ledger.errors import CommandError, LedgerError
from ledger.settings import code_version
from replay.console import routes
from replay.console.failing import failed_page, wants_page
from replay.doors.accounts import Accounts
from replay.doors.questions import BAD_PARAMETER
from replay.http import epcis, epcis_queries, health, hooks, openid, people, reading, recording, visits
from replay.http.doorkeeper import Doorkeeper
from replay.http.openapi import describe
from replay.http.problems import (
    INTERNAL,
    METHOD_UNKNOWN,
    ROUTE_UNKNOWN,
    described,
    problem_response,
    respond,
)
from replay.http.serving import Serving

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from ledger.errors import Reason
    from replay.bootstrap import Program
    from replay.doors.openid import Provider
    from replay.http.journal import Journal


def application(
    program: Program,
    *,
    secure: bool = False,
    proxied: bool = False,
    journal: Journal | None = None,
    provider: Provider | None = None,
) -> FastAPI:
    """Return the application that serves a ledger.

    Args:
        program: The ledger.
        secure: Whether browsers reach it by HTTPS.
        proxied: Whether a proxy of ours is in front.
        journal: Where it is written what was answered and what failed; None for nowhere.
        provider: Where people of the house also sign in; None where they do not.
    """
    app = FastAPI(
        title="medledger",
        version=code_version().removeprefix("medledger ").strip() or "0",
        summary="An event-sourced compliance ledger for distributors of medical devices.",
        docs_url=None,
        redoc_url=None,
    )
    accounts = Accounts(program.log)
    app.state.serving = Serving(
        program, accounts, secure=secure, proxied=proxied, journal=journal, provider=provider
    )
    everything = (reading, recording, people, openid, visits, hooks, health, epcis, epcis_queries, routes)
    for router in (one.router for one in everything):
        app.include_router(router)
    describe(app)
    app.add_exception_handler(LedgerError, _ledger_error)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _internal_error)
    return app


def served(app: FastAPI) -> ASGIApp:
    """Return the application with its doorkeeper in front."""
    return Doorkeeper(app, app.state.serving)


async def _ledger_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, LedgerError):
        raise error
    return _told(request, error)


def _told(request: Request, error: LedgerError) -> Response:
    """Tell an error: a browser by a page, a program by problem details."""
    response = problem_response(error, request.state.lang)
    if not wants_page(request):
        return response
    return failed_page(request, orjson.loads(bytes(response.body)), error)


def _told_status(request: Request, reason: Reason, status: int) -> Response:
    told = described(reason, status, request.state.lang)
    if wants_page(request):
        return failed_page(request, told)
    return respond(told, status, request.state.lang)


async def _bad_request(request: Request, error: Exception) -> Response:
    """Tell a parameter of the address that cannot be read."""
    found = error.errors()[0] if isinstance(error, RequestValidationError) else {}
    place = found.get("loc", ("", "?"))
    told = CommandError(
        BAD_PARAMETER, name=str(place[-1]), expected=str(found.get("msg", "?")), given=str(found.get("input"))
    )
    return _told(request, told)


async def _http_error(request: Request, error: Exception) -> Response:
    """Tell that there is no such route or method."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    problem = METHOD_UNKNOWN if status == 405 else ROUTE_UNKNOWN
    response = _told_status(request, problem.with_(path=request.url.path, method=request.method), status)
    for name, value in (getattr(error, "headers", None) or {}).items():
        response.headers[name] = value
    return response


async def _internal_error(request: Request, error: Exception) -> Response:
    """Tell that the program itself failed, with the number under which its log says how."""
    number, journal = request.state.request, request.app.state.serving.journal
    if journal is not None:
        journal.failed(number, error)
    return _told_status(request, INTERNAL.with_(kind=type(error).__name__, request=number), 500)
