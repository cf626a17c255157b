"""The inspector's door: a link of limited time, read-only, every request of it noted, ended at any time."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ledger import clock
from ledger.settings import Person, acting
from replay.doors.posts import VISITOR, Right
from replay.http.asking import json_response, permitted, serving_of
from replay.http.members import described, members_of
from replay.http.people import set_session
from replay.http.recording import body_of

router = APIRouter()
_HOURS: Final = 72  # that a link leads in, where nothing else is said
_FIRST: Final = "/tables"  # what an inspector sees first
_INVITE: Final[dict[str, Any]] = described(
    {
        "name": {"type": "string", "minLength": 1, "maxLength": 64},
        "hours": {"type": "number", "exclusiveMinimum": 0, "maximum": 744},
    },
    ("name",),
)


@router.get("/visit/{token}", include_in_schema=False)
def come_in(request: Request, token: str) -> Response:
    """Let an inspector in who follows a link; whoever has come in already stays who it is."""
    if request.state.guest is not None:
        return RedirectResponse(_FIRST, 303)
    serving = serving_of(request)
    session, guest = serving.accounts.visit(token)
    with acting(Person(guest.name, signed_in=True)):
        serving.program.note("signed_in", door="http", post=VISITOR.key, verified=True)
    response = RedirectResponse(_FIRST, 303)
    set_session(response, session, secure=serving.secure)
    return response


@router.get("/api/v1/visits", summary="Visits of inspectors")
def visits(request: Request) -> Response:
    """List the visits, until when each link leads in, and which have ended."""
    permitted(request, Right.PEOPLE)
    serving = serving_of(request)
    zone = serving.program.zone
    rows = [
        {
            "name": one.name,
            "made_at": clock.shown(one.made_at, zone),
            "until": clock.shown(one.until, zone),
            "ended": one.ended,
        }
        for one in serving.accounts.visits()
    ]
    return json_response({"rows": rows, "next": None})


@router.post("/api/v1/visits", status_code=201, summary="Invite an inspector", openapi_extra=_INVITE)
async def invite(request: Request) -> Response:
    """Make a link of limited time, to read only; it is shown this once."""
    permitted(request, Right.PEOPLE)
    body = await body_of(request)
    return await run_in_threadpool(_invite, request, body)


def _invite(request: Request, body: bytes) -> Response:
    said = members_of(body, {"name": str, "hours": (int, float)}, ["name"])
    serving, name = serving_of(request), said["name"]
    token, until = serving.accounts.invite(name, float(said.get("hours", _HOURS)))
    told = {"name": name, "link": f"/visit/{token}", "until": clock.shown(until, serving.program.zone)}
    return json_response(told, 201)


@router.post("/api/v1/visits/{name}/end", summary="End a visit")
def end(request: Request, name: str) -> Response:
    """Let an inspector in no more, at once."""
    permitted(request, Right.PEOPLE)
    serving_of(request).accounts.end(name)
    return json_response({"name": name, "ended": True})
