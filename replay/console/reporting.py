"""A periodic report: its figures, its picture, the period it is of."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from ledger.settings import language
from projections.answers.catalogue import VIEW_KEYS, view
from replay.cli.headings import Heading, of_table
from replay.console.band import band_of
from replay.console.grid import Look
from replay.console.naming import Names, registers_of
from replay.console.pages import page
from replay.console.words import word
from replay.doors import questions
from replay.doors.masking import mask_of
from replay.doors.posts import Right
from replay.http.asking import permitted, serving_of

router = APIRouter(include_in_schema=False)
_PERIOD: Final = ("month", "year", "from", "to")


@router.get("/reports/{name}/picture.svg")
def report_picture(request: Request, name: str) -> Response:
    """Draw a periodic report."""
    from replay.reports.pictures import picture

    permitted(request, Right.READ_ALL)
    return Response(picture(_told(request, name)), media_type="image/svg+xml")


@router.get("/reports/{name}")
def report(request: Request, name: str) -> Response:
    """Show a periodic report."""
    from replay.reports.declared import report_named

    post, band = permitted(request, Right.READ_ALL).post, band_of(request)
    declared = report_named(name)
    found = _told(request, name)
    with serving_of(request).tables() as program:
        mask = mask_of(program, post, declared.key)
        rows = [mask(row) for row in found["rows"]]
        table = view(declared.key) if declared.key in VIEW_KEYS else None
        registers = {} if table is None else registers_of(table)
        own = [Heading(*one) for one in declared.columns]
        headings = own if table is None else of_table(table)
        grid = Look(band, Names(program, post), registers=registers).grid(word("figures"), headings, rows)
    title = found["title"] if language() == "zh" else f"{word('report')}: {name}"
    period = {key: request.query_params.get(key, "") for key in _PERIOD}
    asked = {key: value for key, value in period.items() if value}
    return page(
        request,
        "report.html",
        section="reports",
        name=name,
        title=title,
        found=found,
        grid=grid,
        period=period,
        picture=band.url(f"/reports/{name}/picture.svg", **asked),
    )


def _told(request: Request, name: str) -> dict[str, Any]:
    given = {key: request.query_params.get(key) for key in _PERIOD}
    with serving_of(request).tables() as program:
        return questions.report_told(program, name, band_of(request).asked(**given))
