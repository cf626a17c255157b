"""What waits for somebody's decision: first approvals and every other case whose next stage approves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from ledger.events import catalogue
from ledger.settings import language
from replay.console.band import address, band_of
from replay.console.grid import Look, document_path
from replay.console.listing import rows_given
from replay.console.naming import Names
from replay.console.pages import page, title_of
from replay.console.words import word
from replay.doors.answering import rows_of
from replay.doors.approvals import ask_approvals, deciding, is_waiting
from replay.doors.posts import Right
from replay.http.asking import guest_of, permitted, serving_of
from replay.telling.answers.cases import HEADINGS as CASES
from replay.telling.answers.deeds import HEADINGS as DEEDS

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.doors.posts import Post

router = APIRouter(include_in_schema=False)
_LATELY: Final = 20
_DEEDS: Final = ("at", "by", "table", "number", "what", "rule", "approver", "position")


@router.get("/approvals")
def approvals(request: Request) -> Response:
    """List what waits for a decision, longest waiting first, and what was let pass lately."""
    post, band = permitted(request, Right.READ).post, band_of(request)
    with serving_of(request).tables() as program:
        waiting = [_told(row, post) for row in waiting_cases(request, program)]
        lately = None
        if post.may(Right.READ_ALL) and not band.past:
            look = Look(band, Names(program, post))
            headings = [one for name in _DEEDS for one in DEEDS if one.key == name]
            lately = look.grid(word("lately_let_pass"), headings, _lately(program))
    return page(request, "approvals.html", section="approvals", waiting=waiting, lately=lately)


def waiting_cases(request: Request, program: Program) -> list[Mapping[str, Any]]:
    """Return the open cases of the post whose next stage decides, longest waiting first."""
    post, asked = guest_of(request).post, band_of(request).asked()
    return [row for row in rows_of(partial(ask_approvals, program, asked)) if is_waiting(row, post)]


def _told(row: Mapping[str, Any], post: Post) -> dict[str, Any]:
    """Return a case with the forms of the stages that decide it."""
    table = catalogue.table(row["table"])
    known = {key: row["number"] if key == table.identity[0] else row.get(key) for key in table.identity}
    stages = [stage for stage in table.stages if stage.event in deciding(row)]
    return {
        **row,
        "title": title_of(table.key),
        "path": document_path(table.key, str(row["number"])),
        "stands": row["stage_zh"] if language() == "zh" else str(row["stage"]).replace("_", " "),
        "forms": [
            (
                stage.zh if language() == "zh" else stage.key.replace("_", " "),
                address(f"/entry/{table.key}", {"stage": stage.event, **known}),
            )
            for stage in stages
            if post.may(Right.RECORD, table.key)
        ],
    }


def _lately(program: Program) -> list[dict[str, Any]]:
    from replay.deeds import Wanted, deeds

    found = islice(deeds(program.log, program.zone, Wanted(kinds=frozenset({"overridden"}))), _LATELY)
    return [{**one, "what": None} for one in found]


def waiting_file(request: Request, form: str) -> Response:
    """Give what waits as a file."""
    permitted(request, Right.READ_ALL)
    with serving_of(request).tables() as program:
        rows = waiting_cases(request, program)
        return rows_given(request, program, "approvals", form, CASES, rows)
