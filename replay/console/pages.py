"""How a page is made: the templates, what every page is given, and the files that go with it."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from ledger import clock
from ledger.log.checkpoints import Checkpoints
from ledger.settings import language
from ledger.visible import steady
from replay.console.band import Band, address, band_of, segment
from replay.console.words import word
from replay.doors.posts import Right
from replay.http.asking import serving_of

if TYPE_CHECKING:
    from replay.doors.accounts import Guest

_HERE: Final = Path(__file__).parent
_KINDS: Final = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_YEAR: Final = 365 * 24 * 3600
FORMS: Final = ("csv", "xlsx", "pdf", "json")  # of the files that pages give
# Address and right of the entries; a post without the right is not shown the entry.
NAVIGATION: Final[tuple[tuple[str, str, frozenset[Right]], ...]] = (
    ("today", "/today", frozenset()),
    ("search", "/search", frozenset({Right.READ, Right.READ_ALL})),
    ("stock", "/stock", frozenset({Right.READ, Right.READ_ALL})),
    ("entry", "/entry", frozenset({Right.RECORD, Right.RECORD_ALL})),
    ("cases", "/cases", frozenset({Right.READ, Right.READ_ALL})),
    ("approvals", "/approvals", frozenset({Right.READ, Right.READ_ALL})),
    ("recalls", "/recalls", frozenset({Right.READ_ALL})),
    ("tables", "/tables", frozenset({Right.READ, Right.READ_ALL})),
    ("reports", "/reports", frozenset()),
)
router = APIRouter(include_in_schema=False)


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(
        t=word, static=static, segment=segment, address=address, Right=Right, title_of=title_of, forms=FORMS
    )
    found.filters.update(
        to_minute=lambda text: str(text or "")[:16].replace("T", " "),
        merged=lambda words, more: {**words, **more},
        dictwith=lambda words, name, value: {**words, name: value},
        without=lambda words, *names: {key: value for key, value in words.items() if key not in names},
    )
    return found


def compile_templates() -> None:
    """Compile every template, so that no page has to."""
    for name in _templates().list_templates():
        _templates().get_template(name)


@cache
def _static() -> dict[str, tuple[bytes, str]]:
    """Return the files of the pages: content and digest by name."""
    found = {}
    for file in (_HERE / "static").iterdir():
        if file.suffix in _KINDS:
            content = file.read_bytes()
            found[file.name] = (content, hashlib.sha256(content).hexdigest()[:12])
    return found


def static(name: str) -> str:
    """Return the address of a file of the pages; another content has another address."""
    return f"/static/{name}?v={_static()[name][1]}"


def title_of(table: str) -> str:
    """Return the title of a table or a view in the reader's language; its key where there is none."""
    from ledger.events import catalogue
    from projections.answers.catalogue import VIEW_KEYS, view

    if table in catalogue.TABLE_KEYS:
        found = catalogue.table(table)
    elif table in VIEW_KEYS:
        found = view(table)
    else:
        return table
    return found.zh if language() == "zh" else found.en


@router.get("/static/{name}")
def static_file(name: str) -> Response:
    """Return a file of the pages."""
    found = _static().get(name)
    if found is None:
        raise HTTPException(404)
    headers = {"Cache-Control": f"public, max-age={_YEAR}, immutable"}
    return Response(found[0], 200, headers, _KINDS[Path(name).suffix])


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Return a page.

    Args:
        request: What was asked.
        template: Name of its template.
        status: HTTP status.
        values: What the template shows besides what every page does.
    """
    guest: Guest | None = request.state.guest
    band = values.pop("band", None) or band_of(request)
    given = {
        "request": request,
        "guest": guest,
        "lang": language(),
        "band": band,
        "url": band.url,
        "now": Band().url,
        "may": (lambda *_: False) if guest is None else guest.post.may,
        "navigation": _entries(guest),
        "standing": None if guest is None else _standing(request),
        "said": _said(request),
        "form_token": token_of(guest),
        "q": "",
        "section": None,
        "compare_url": None,
    }
    text = steady(_templates().get_template(template).render(given | values))
    response = HTMLResponse(text, status, {"Content-Language": language()})
    chosen = request.query_params.get("lang")
    if chosen in {"zh", "en"}:
        response.set_cookie("lang", chosen, max_age=_YEAR, path="/", samesite="lax", httponly=True)
    return response


def token_of(guest: Guest | None) -> str:
    """Return what the forms of a session carry, so that no page of another site can send one."""
    if guest is None or guest.session is None:
        return ""
    return hashlib.sha256(f"form:{guest.session}".encode()).hexdigest()[:32]


def _standing(request: Request) -> dict[str, Any]:
    """Return what is now: the time in the zone of the ledger, and how far it goes."""
    program = serving_of(request).program
    moment = (clock.shown(clock.now(), program.zone) or "")[:16].replace("T", " ")
    latest = Checkpoints(program.log).latest()
    return {
        "moment": moment,
        "position": program.log.head(),
        "today": clock.today(program.zone),
        "root": None if latest is None else f"{b64encode(latest.root).decode()} ({latest.size})",
    }


def _entries(guest: Guest | None) -> list[tuple[str, str]]:
    if guest is None:
        return []
    mine = [(key, path) for key, path, rights in NAVIGATION if not rights or rights & guest.post.rights]
    return [one for one in mine if one[0] != "stock" or guest.post.may(Right.READ, "stock_balances")]


def _said(request: Request) -> dict[str, list[str]]:
    """Return the words of the address but for the language: for links to the same page."""
    found: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name != "lang":
            found.setdefault(name, []).append(value)
    return found
