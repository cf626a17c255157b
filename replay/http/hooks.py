"""Routes of webhooks: registered, ended and sent again by whoever keeps accounts and may see everything."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from replay.doors.hooks import dead_rows, hook_rows
from replay.doors.posts import Right
from replay.hooks.registry import Hooks
from replay.http.asking import json_response, permitted, serving_of
from replay.http.members import described, members_of
from replay.http.recording import body_of

router = APIRouter(prefix="/api/v1/hooks")
_MEMBERS: Final = {"name": str, "url": str, "tables": list, "inside": bool, "after": int}
_REGISTER: Final[dict[str, Any]] = described(
    {
        "name": {"type": "string", "pattern": "^[a-z0-9-]{1,64}$"},
        "url": {"type": "string", "format": "uri"},
        "tables": {"type": "array", "items": {"type": "string"}},
        "inside": {"type": "boolean"},
        "after": {"type": "integer", "minimum": 0},
    },
    ("name", "url"),
)


def _hooks(request: Request) -> Hooks:
    """Return the hooks, for those who keep accounts and may see every record.

    Raises:
        NotPermittedError: The post may not.
    """
    permitted(request, Right.PEOPLE)
    permitted(request, Right.READ_ALL)
    program = serving_of(request).program
    return Hooks(program.log, program.location)


@router.get("", summary="Webhooks")
def hooks(request: Request) -> Response:
    """List the webhooks and how far each has come."""
    found = _hooks(request)
    return json_response({"rows": hook_rows(found, serving_of(request).program.zone), "next": None})


@router.post("", status_code=201, summary="Register a webhook", openapi_extra=_REGISTER)
async def register(request: Request) -> Response:
    """Register a webhook and return its secret, which is shown this once."""
    _hooks(request)
    body = await body_of(request)
    return await run_in_threadpool(_register, request, body)


def _register(request: Request, body: bytes) -> Response:
    said = members_of(body, _MEMBERS, ["name", "url"])
    tables = [str(one) for one in said.get("tables", [])]
    secret = _hooks(request).register(
        said["name"], said["url"], tables=tables, inside=said.get("inside", False), after=said.get("after")
    )
    return json_response({"name": said["name"], "secret": secret}, 201)


@router.post("/{name}/end", summary="End a webhook")
def end(request: Request, name: str) -> Response:
    """Bring nothing to a webhook any more."""
    _hooks(request).end(name)
    return json_response({"name": name, "ended": True})


@router.get("/{name}/dead", summary="Dead letters")
def dead(request: Request, name: str) -> Response:
    """List the events that a webhook did not take at any try."""
    found, zone = _hooks(request).standing(name), serving_of(request).program.zone
    return json_response({"rows": dead_rows([found], zone), "next": None})


@router.post("/{name}/again", summary="Send dead letters again")
def again(request: Request, name: str, position: int | None = None) -> Response:
    """Have the dead letters of a webhook sent again: all of them, or the one of a position."""
    return json_response({"name": name, "positions": _hooks(request).send_again(name, position)})
