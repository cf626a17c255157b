"""One case: its stages, what it owes, what is linked with it, and the stages that may come next as forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from ledger.events import catalogue
from ledger.settings import language
from replay.console.band import address, band_of
from replay.console.grid import Look, document_path, title_of_column
from replay.console.listing import of_ending
from replay.console.lists import for_readers
from replay.console.naming import Names, registers_of
from replay.console.pages import page, title_of
from replay.console.records import rows_file
from replay.console.words import word
from replay.doors import questions
from replay.doors.masking import mask_of
from replay.doors.posts import Right
from replay.http.asking import permitted, serving_of
from replay.telling.answers.obligations import HEADINGS as OBLIGATIONS
from replay.telling.headings import of_table

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.doors.posts import Post

router = APIRouter(include_in_schema=False)
_OWED: Final = ("matter", "matter_zh", "state", "due_at", "hours_late", "done_at", "owner", "basis")


@router.get("/cases/{name}/timeline.svg")
def timeline_picture(request: Request, name: str) -> Response:
    """Draw a case and what it owes along time; the number is a word of the address."""
    from projections.answers.catalogue import named
    from replay.reports.charts import timeline

    table = named(name)
    permitted(request, Right.READ, table.key)
    number = request.query_params.get("number", "")
    with serving_of(request).tables() as program:
        found = questions.case_told(program, number, table.key, band_of(request).asked())["cases"][0]
    standing = [stage for stage in found["stages"] if stage["voided_at"] is None]
    drawn = timeline(standing, found["obligations"], f"{title_of(table.key)} {found['number']}")
    return Response(drawn, media_type="image/svg+xml")


@router.get("/cases/{name}/{number:path}")
def case(request: Request, name: str, number: str) -> Response:
    """Show a case."""
    from projections.answers.catalogue import named

    table = named(name)
    post, band = permitted(request, Right.READ, table.key).post, band_of(request)
    number, form = of_ending(number)
    if form is not None:
        return rows_file(request, table, number, form)
    if table.key == "recalls":
        return RedirectResponse(band.url(document_path("recalls", number)), 303)
    with serving_of(request).tables() as program:
        found = questions.case_told(program, number, table.key, band.asked())
        shown = [_shown(program, band, post, one) for one in found["cases"]]
    return page(
        request,
        "case.html",
        section="cases",
        title=title_of(table.key),
        table=table,
        number=found["number"],
        shown=shown,
        basis=found["basis"],
        picture=band.url(f"/cases/{table.key}/timeline.svg", number=found["number"]),
        may_record=post.may(Right.RECORD, table.key),
        compare_url=band.url("/compare", table=table.key) if band.past else None,
    )


def _shown(program: Program, band: Any, post: Post, one: Mapping[str, Any]) -> dict[str, Any]:
    table = catalogue.table(one["table"])
    mask = mask_of(program, post, table.key)
    look = Look(band, Names(program, post), table.key, registers_of(table))
    row = mask(one["row"])
    look.names.learn([row], look.registers)
    headings = {each.key: each for each in of_table(table, each=True)}
    stages = [
        {
            **stage,
            "title": stage["zh"] if language() == "zh" else stage["stage"].replace("_", " "),
            "facts": _facts(look, headings, mask(stage["carried"])),
        }
        for stage in one["stages"]
    ]
    owed = Look(band, look.names).grid(
        word("obligations"), for_readers(_OWED)(OBLIGATIONS), one["obligations"]
    )
    return {
        "state": one["state"],
        "line": one["line"],
        "facts": _facts(look, headings, row),
        "stages": stages,
        "owed": owed,
        "linked": [
            (title_of(each["table"]), each["number"], document_path(each["table"], str(each["number"])))
            for each in one["linked"]
            if post.may(Right.READ, each["table"])
        ],
        "next": [_next(table.key, event, one) for event in one["next"]],
    }


def _facts(look: Look, headings: Mapping[str, Any], row: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [
        (title_of_column(headings[key]), look.cell(headings[key], row))
        for key in headings
        if row.get(key) is not None
    ]


def _next(table: str, event: str, one: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name and the form of a stage that may come next."""
    declared = catalogue.table(table)
    stage = declared.stage(event)
    known = {key: one["row"].get(key) for key in declared.identity}
    title = stage.zh if language() == "zh" else stage.key.replace("_", " ")
    return title, address(f"/entry/{table}", {"stage": event, **known})
