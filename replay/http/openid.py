"""Routes of signing in at the house's OpenID provider: the way there, and the way back.

What has to match when somebody comes back (state, nonce, verifier) is kept by the browser in a cookie that no
script and no other site reads, so that any server of the ledger can take the answer.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

import orjson
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from ledger.errors import CommandError
from ledger.settings import Person, acting
from replay.console.failing import within
from replay.doors.openid import RETURN, Setting, new_setting
from replay.doors.problems import OPENID_OFF, OPENID_REFUSED, NotSignedInError
from replay.http.asking import serving_of
from replay.http.people import set_session

if TYPE_CHECKING:
    from replay.doors.openid import Provider

router = APIRouter(include_in_schema=False)
_KEPT: Final = 600  # seconds that somebody may take at the provider
_COOKIE: Final = "medledger-openid"


@router.get("/login/openid")
def leave(request: Request) -> Response:
    """Lead to the provider."""
    setting = new_setting()
    response = RedirectResponse(_provider(request).way(setting), 303)
    secure = serving_of(request).secure
    kept = [setting.state, setting.nonce, setting.verifier, within(request.query_params.get("next"))]
    response.set_cookie(
        _cookie(secure=secure),
        base64.urlsafe_b64encode(orjson.dumps(kept)).decode(),
        max_age=_KEPT,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(RETURN)
def come_back(request: Request) -> Response:
    """Take the provider's answer and begin a session."""
    serving = serving_of(request)
    provider = _provider(request)
    try:
        setting, following = _kept(request)
        session, guest = serving.accounts.sign_in_vouched(provider.vouched(setting, request.query_params))
    except CommandError as error:
        serving.program.note("signed_in", door="openid", refused=error.code)
        raise
    with acting(Person(guest.name, signed_in=True)):
        serving.program.note("signed_in", door="openid", post=guest.post.key, verified=True)
    response = RedirectResponse(following, 303)
    response.delete_cookie(_cookie(secure=serving.secure), path="/", secure=serving.secure)
    set_session(response, session, secure=serving.secure)
    return response


def _provider(request: Request) -> Provider:
    provider = serving_of(request).provider
    if provider is None:
        raise CommandError(OPENID_OFF)
    return provider


def _cookie(*, secure: bool) -> str:
    return f"__Host-{_COOKIE}" if secure else _COOKIE


def _kept(request: Request) -> tuple[Setting, str]:
    """Return what the browser kept, and where it goes on to.

    Raises:
        NotSignedInError: It kept nothing: it did not begin here, or took too long.
    """
    try:
        kept = orjson.loads(
            base64.urlsafe_b64decode(request.cookies[_cookie(secure=serving_of(request).secure)])
        )
        state, nonce, verifier, following = map(str, kept)
    except (KeyError, ValueError, TypeError) as error:
        raise NotSignedInError(OPENID_REFUSED, detail="state") from error
    return Setting(state, nonce, verifier), within(following)
