"""Files imported from a page: rehearsed or recorded, with the rows that were rejected and why."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from ledger.events import catalogue
from replay.console.forms import TOKEN
from replay.console.pages import page, token_of
from replay.doors.answering import imported
from replay.doors.kept_rows import keep
from replay.doors.posts import Right
from replay.doors.problems import FORGED_REQUEST, NOT_PERMITTED, NotPermittedError
from replay.http.asking import guest_of, serving_of
from replay.http.recording import kept_upload, only_own

if TYPE_CHECKING:
    from replay.doors.accounts import Guest

router = APIRouter(include_in_schema=False)


def importer(request: Request) -> Guest:
    """Return who asks, if the post may import into any table at all.

    Raises:
        NotPermittedError: It may not.
    """
    guest = guest_of(request)
    if not guest.post.rights & {Right.RECORD, Right.RECORD_ALL}:
        post = guest.post.zh if request.state.lang == "zh" else guest.post.en
        raise NotPermittedError(NOT_PERMITTED, post=post, right=Right.RECORD.value)
    return guest


@router.get("/imports/new")
def import_form(request: Request) -> Response:
    """Show where files are uploaded."""
    return _shown(request, None, "")


@router.post("/imports/new")
async def send_files(request: Request) -> Response:
    """Rehearse what importing files would do, or import them."""
    guest = importer(request)
    async with request.form(max_files=20, max_fields=20) as form:
        if guest.session is not None:
            token = str(form.get(TOKEN, ""))
            if not secrets.compare_digest(token, token_of(guest)):
                raise NotPermittedError(FORGED_REQUEST)
        uploads = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
        checking, table = form.get("_do") != "save", str(form.get("table") or "")
        with TemporaryDirectory() as folder:
            files = [
                await run_in_threadpool(kept_upload, one, Path(folder) / str(number))
                for number, one in enumerate(uploads)
            ]
            told = None
            if files:
                told = await run_in_threadpool(_imported, request, files, Path(folder), table, checking)
    return await run_in_threadpool(_shown, request, told, table)


def _imported(
    request: Request, files: list[Path], folder: Path, table: str, checking: bool
) -> dict[str, Any]:
    program = serving_of(request).program
    wanted = table or None
    if not guest_of(request).post.may(Right.RECORD_ALL):
        only_own(request, program, files, wanted, folder)
    told = imported(program, files, folder, table=wanted, check=checking)
    number = None
    if told["rejects"] and not checking:
        number = keep(program.location, guest_of(request).name, list(_to_correct(told)))
    return told | {"checked": checking, "number": number}


def _to_correct(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the rejected rows with the table that each was meant for."""
    tables = {Path(one["file"]).name: one["table"] for one in told["files"]}
    for one in told["rejects"]:
        yield {**one, "table": tables.get(one["file"], "")}


def _shown(request: Request, told: dict[str, Any] | None, table: str) -> Response:
    post = importer(request).post
    mine = [one for one in catalogue.tables() if post.may(Right.RECORD, one.key)]
    rejects = [] if told is None else told["rejects"]
    headings = list(dict.fromkeys(key for one in rejects for key in one["row"]))
    return page(
        request, "import.html", section="entry", told=told, tables=mine, chosen=table, headings=headings
    )
