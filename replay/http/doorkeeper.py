"""The doorkeeper: what every request passes before a route sees it, and every answer behind it.

It finds who asks (a session's cookie or a key), refuses what a page of another site may have sent, lets the
request be done in that person's name and language, counts it, and puts the headers on that keep an answer
from being framed, sniffed or cached.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser

from ledger.errors import CommandError, LedgerError
from ledger.settings import Person, acting, language
from replay.doors.posts import VISITOR
from replay.doors.problems import FORGED_REQUEST, NotPermittedError, NotSignedInError
from replay.http.problems import BODY_TOO_LARGE, problem_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from replay.doors.accounts import Guest
    from replay.http.serving import Serving

COOKIE: Final = "medledger"
SECURE_COOKIE: Final = "__Host-medledger"
_OF_FORMS: Final = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
MOST_FORM: Final = 4 << 20  # bytes of a form without files
MOST_UPLOAD: Final = 512 << 20  # bytes of an import, or of a form with files
_FORMS: Final = {"application/x-www-form-urlencoded": MOST_FORM, "multipart/form-data": MOST_UPLOAD}
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_LONGEST: Final = 200  # characters of a path that are noted
_NUMBER: Final = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


class Doorkeeper:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, serving: Serving) -> None:
        self._app = app
        self._serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        lang = language_of(headers, scope.get("query_string", b""))
        state = scope.setdefault("state", {})
        state["request"] = number = _request_number(headers)
        state["lang"], state["guest"], state["refused"] = lang, None, None
        begun, status = time.monotonic(), 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _complete(MutableHeaders(scope=message), number, secure=self._serving.secure)
            await send(message)

        try:
            with acting(lang=lang):
                await self._as_somebody(scope, receive, send_with_headers, headers)
        finally:
            seconds = time.monotonic() - begun
            self._serving.answered(scope["method"], status, seconds)
            if self._serving.journal is not None:
                self._serving.journal.answered(scope, status, seconds)

    async def _as_somebody(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        state = scope["state"]
        try:
            guest = await run_in_threadpool(self._guest, headers)
        except NotSignedInError as error:
            guest, state["refused"] = None, error
        except LedgerError as error:
            await problem_response(error, state["lang"])(scope, receive, send)
            return
        state["guest"] = guest
        if scope["method"] not in _SAFE and (most := _exceeded(headers)) is not None:
            refusal = problem_response(CommandError(BODY_TOO_LARGE, most=most), state["lang"])
            await refusal(scope, receive, send)
            return
        if guest is None:
            await self._app(scope, receive, send)
            return
        if guest.session is not None and scope["method"] not in _SAFE and is_foreign(headers):
            await problem_response(NotPermittedError(FORGED_REQUEST), state["lang"])(scope, receive, send)
            return
        with acting(Person(guest.name, signed_in=True)):
            if guest.post is VISITOR:
                await run_in_threadpool(self._visited, scope)
            await self._app(scope, receive, send)

    def _visited(self, scope: Scope) -> None:
        """Note what a visiting inspector asks for: the path, nothing personal in it or of what follows it."""
        from ledger.recording.erasing import unnamed

        program = self._serving.program
        path = unnamed(program.log, scope["path"])[:_LONGEST]
        program.note("visited", door="http", verified=True, method=scope["method"], path=path)

    def _guest(self, headers: Headers) -> Guest | None:
        """Return who asks; None where nobody says so.

        Raises:
            NotSignedInError: A key or a session is shown that is none.
        """
        shown = headers.get("authorization", "")
        scheme, _, key = shown.partition(" ")
        if scheme.lower() == "bearer" and key:
            return self._serving.accounts.by_key(key.strip())
        cookies: dict[str, Any] = cookie_parser(headers.get("cookie", ""))
        token = cookies.get(SECURE_COOKIE if self._serving.secure else COOKIE)
        return None if not token else self._serving.accounts.by_session(token)


def _exceeded(headers: Headers) -> int | None:
    """Return how long a form may be, where it is longer or does not say how long it is; else None.

    What a library reads as a form is in memory or on the disk before a route can count it.
    """
    most = _FORMS.get(headers.get("content-type", "").partition(";")[0].strip().lower())
    length = headers.get("content-length", "")
    fits = most is None or (length.isascii() and length.isdigit() and int(length) <= most)
    return None if fits else most


def is_foreign(headers: Headers) -> bool:
    """Return whether a page of another site may have sent this.

    Browsers tell by `Sec-Fetch-Site`, and by `Origin` with whatever is not only read. What comes without
    either is taken if no page of another site could send it without asking first: with a content that no
    form has. A form without either (an old browser) is not taken; programs show a key and are not asked.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc != headers.get("host", "")
    return headers.get("content-type", "").partition(";")[0].strip().lower() in _OF_FORMS


def language_of(headers: Headers, query: bytes) -> str:
    """Return `zh` or `en`: as the address, the cookie, the browser or the program's own setting says."""
    asked = re.search(rb"(?:^|&)lang=(zh|en)(?:&|$)", query)
    if asked:
        return asked.group(1).decode()
    chosen = cookie_parser(headers.get("cookie", "")).get("lang")
    if chosen in {"zh", "en"}:
        return str(chosen)
    wanted = headers.get("accept-language", "").lower()
    first = re.match(r"\s*([a-z]+)", wanted)
    if first and first.group(1) in {"zh", "en"}:
        return first.group(1)
    return language()


def _request_number(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if _NUMBER.match(given) else uuid4().hex


def _complete(headers: MutableHeaders, number: str, *, secure: bool) -> None:
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")
    headers["X-Request-Id"] = number
    if secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
