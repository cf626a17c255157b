"""Whether anything was changed, what was done by whom, and where the words of the pages are told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from ledger.settings import language
from replay.console.band import band_of
from replay.console.grid import Look
from replay.console.listing import rows_given
from replay.console.naming import Names
from replay.console.pages import page
from replay.console.words import WORDS, word
from replay.doors.posts import Right
from replay.http.asking import guest_of, permitted, serving_of
from replay.telling.answers.deeds import HEADINGS as DEEDS
from replay.telling.answers.deeds import KINDS

if TYPE_CHECKING:
    from replay.bootstrap import Program

router = APIRouter(include_in_schema=False)
_SHOWN: Final = 200  # deeds of a page
_CHECKPOINTS: Final = 20
_DEEDS: Final = ("at", "kind", "by", "table", "number", "what", "rule", "approver", "position")


@router.get("/reports")
def reports(request: Request) -> Response:
    """Lead to what is checked and what leaves the house."""
    guest_of(request)
    from replay.reports.declared import REPORTS

    made = [(one.name, one.zh if language() == "zh" else one.name) for one in REPORTS]
    return page(request, "reports.html", section="reports", made=made)


@router.get("/integrity")
def integrity(request: Request) -> Response:
    """Show how far everything is sealed; with `verify`, verify it now."""
    from replay.telling.answers.status import status_told

    permitted(request, Right.VERIFY)
    with serving_of(request).tables() as program:
        status = status_told(program)
        found = program.verify(deep=False).as_json() if request.query_params.get("verify") else None
    return page(request, "integrity.html", section="reports", sealed=status, found=found)


@router.get("/audit")
def audit(request: Request) -> Response:
    """Show what was done by whom, newest first."""
    permitted(request, Right.READ_ALL)
    kind, by = request.query_params.get("kind", ""), request.query_params.get("by", "").strip()
    with serving_of(request).tables() as program:
        found = list(islice(_deeds(request, program), _SHOWN))
        look = Look(band_of(request), Names(program, guest_of(request).post))
        headings = [one for name in _DEEDS for one in DEEDS if one.key == name]
        grid = look.grid(word("audit"), headings, found)
    kinds = [(key, label if language() == "zh" else key.replace("_", " ")) for key, label in KINDS.items()]
    return page(
        request,
        "audit.html",
        section="reports",
        grid=grid,
        kinds=kinds,
        kind=kind,
        by=by,
        most=_SHOWN,
    )


def _deeds(request: Request, program: Program) -> Iterator[dict[str, Any]]:
    """Yield what the address asks for, newest first."""
    from replay.deeds import Wanted, deeds

    kind, by = request.query_params.get("kind", ""), request.query_params.get("by", "").strip()
    wanted = Wanted(by=frozenset({by} if by else ()), kinds=frozenset({kind} if kind in KINDS else ()))
    return map(_deed, deeds(program.log, program.zone, wanted))


def audit_file(request: Request, form: str) -> Response:
    """Give all that was done as a file."""
    permitted(request, Right.READ_ALL)
    with serving_of(request).tables() as program:
        return rows_given(request, program, "audit", form, DEEDS, _deeds(request, program))


def _deed(deed: dict[str, Any]) -> dict[str, Any]:
    """Return a deed with what it was about in one line."""
    what = deed.get("what") or {}
    told = "; ".join(f"{name} {value}" for name, value in what.items() if value is not None)
    return {**deed, "what": told or None}


@router.get("/help")
def help_page(request: Request) -> Response:
    """Say how the pages are used."""
    guest_of(request)
    topics = [key.removeprefix("help_") for key in WORDS if key.startswith("help_")]
    keys = [key.removeprefix("keys_") for key in WORDS if key.startswith("keys_") and key != "keys_of_pages"]
    return page(request, "help.html", topics=topics, keys=keys)
