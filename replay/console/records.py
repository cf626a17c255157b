"""A document with its columns, versions and voids and who recorded it; one event with its proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import orjson
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from ledger.errors import CommandError, Problem
from ledger.events import catalogue
from ledger.settings import language
from replay.console.band import band_of
from replay.console.grid import Look, PageCell, document_path, title_of_column
from replay.console.listing import downloaded, of_ending
from replay.console.naming import Names, registers_of
from replay.console.pages import page, title_of
from replay.doors import questions
from replay.doors.answering import held_of
from replay.doors.masking import HIDDEN, mask_of
from replay.doors.posts import Right
from replay.http.asking import guest_of, permitted, serving_of
from replay.telling.headings import RECORDER, of_table

if TYPE_CHECKING:
    from ledger.events.base import Table

router = APIRouter(include_in_schema=False)
_MOST: Final = 60  # rows of one document
NO_SUCH_RECORD: Final = Problem(
    "no_such_record",
    "查看单据：“{table}”中应有“{number}”，实际没有。",
    "Showing a document: expected '{number}' in {table}, it is not there.",
    "核对单号，或用上方的查找框；过去的页面只有当时已录入的单据。",
    "Check the number or use the box above; a page of the past has only what was recorded by then.",
)


@router.get("/records/{name}/{number:path}")
def record(request: Request, name: str, number: str) -> Response:
    """Show a document: each of its lines, with its versions and what was voided."""
    from projections.answers.catalogue import named

    table = named(name)
    permitted(request, Right.READ, table.key)
    if table.kind == "case":
        return RedirectResponse(band_of(request).url(document_path(table.key, number)), 303)
    number, form = of_ending(number)
    if form is not None:
        return rows_file(request, table, number, form)
    band, post = band_of(request), guest_of(request).post
    with serving_of(request).tables() as program:
        asked = band.asked(where=f"{table.identity[0]}={number}", who="1", **_struck(table.kind))
        try:
            held = held_of(lambda answer: questions.ask_table(program, table.key, asked, answer), limit=_MOST)
        except CommandError as error:
            raise _missing(table.key, number) from error
        if not held.rows:
            raise _missing(table.key, number)
        mask = mask_of(program, post, table.key)
        rows = [mask(row) for row in held.rows]
        look = Look(band, Names(program, post), table.key, registers_of(table))
        look.names.learn(rows, look.registers)
        lines = [_line(look, row) for row in rows]
    return page(
        request,
        "record.html",
        section="tables",
        title=title_of(table.key),
        table=table,
        number=number,
        lines=lines,
        basis=held.basis,
        may_void=post.may(Right.RECORD, "voids"),
    )


def rows_file(request: Request, table: Table, number: str, form: str) -> Response:
    """Give the rows of a number as a file."""
    asked = band_of(request).asked(where=f"{table.identity[0]}={number}", **_struck(table.kind))
    with serving_of(request).tables() as program:
        return downloaded(
            request,
            program,
            lambda _, answer: questions.ask_table(program, table.key, asked, answer),
            table.key,
            form,
        )


def _missing(table: str, number: str) -> CommandError:
    return CommandError(NO_SUCH_RECORD, table=title_of(table), number=number)


def _struck(kind: str) -> dict[str, str]:
    return {} if kind == "view" else {"struck": "1"}


def _line(look: Look, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said in a row, column by column, and what is known of its recording."""
    table = catalogue.table(look.table)
    headings = {one.key: one for one in (*of_table(table, each=True), *RECORDER)}
    facts: list[tuple[str, PageCell]] = [
        (title_of_column(one), look.cell(one, row))
        for one in headings.values()
        if row.get(one.key) is not None
    ]
    return {
        "facts": facts,
        "line": row.get("line"),
        "position": row.get("position"),
        "voided_at": row.get("voided_at"),
    }


@router.get("/events/{position}")
def event(request: Request, position: int) -> Response:
    """Show an event as it is stored, with its proof, checked."""
    from replay.one_event import event_told

    permitted(request, Right.READ_ALL)
    personal = guest_of(request).post.may(Right.PERSONAL)
    with serving_of(request).tables() as program:
        told = event_told(program, position)
        mask = mask_of(program, guest_of(request).post, (told["row"] or {}).get("table", ""))
    row = told["row"]
    values = mask(told["document"]["data"])
    document = dict(told["document"]) | {"data": values}
    shown = {key: value if personal or value is None else HIDDEN for key, value in told["personal"].items()}
    document_of = None
    if row is not None:
        first = catalogue.table(row["table"]).identity[0]
        document_of = document_path(row["table"], str(row[first])) if first in row else None
    return page(
        request,
        "event.html",
        section="reports",
        told=told,
        title=told["title"]["zh" if language() == "zh" else "en"],
        document=orjson.dumps(document, option=orjson.OPT_INDENT_2).decode(),
        personal=shown,
        document_of=document_of,
    )
