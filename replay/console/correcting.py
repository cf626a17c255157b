"""Rejected rows corrected in the page: each a form with its message, imported again, the rest kept."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ledger import clock
from replay.console.band import address
from replay.console.forms import Sent, sent_of
from replay.console.importing import importer
from replay.console.listing import rows_given
from replay.console.pages import page
from replay.doors.answering import imported
from replay.doors.kept_rows import KeptRows, all_kept, column_of, keep, kept
from replay.doors.posts import Right
from replay.http.asking import permitted, serving_of
from replay.telling.headings import Heading

if TYPE_CHECKING:
    from replay.bootstrap import Program

router = APIRouter(include_in_schema=False)
KEPT: Final = (
    Heading("number", "导入编号", rank=0),
    Heading("files", "文件", rank=0),
    Heading("rows", "剩余行数", "integer", rank=0),
    Heading("at", "上传时间", "datetime", rank=0),
)
AT_ONCE: Final = 20  # rows of a page
_Row = Mapping[str, Any]


@router.get("/imports")
def imports(request: Request) -> Response:
    """List the imports of which the reader has rows left to correct."""
    guest = importer(request)
    found = all_kept(serving_of(request).program.location, guest.name)
    return page(request, "imports.html", section="entry", found=found)


def imports_file(request: Request, form: str) -> Response:
    """Give which imports the reader has rows left of as a file."""
    guest, program = importer(request), serving_of(request).program
    rows = [
        {
            "number": one.number,
            "files": ", ".join(one.files),
            "rows": len(one.rows),
            "at": clock.shown(one.at, program.zone),
        }
        for one in all_kept(program.location, guest.name)
    ]
    return rows_given(request, program, "imports", form, KEPT, rows)


@router.get("/imports/{number}")
def rows_to_correct(request: Request, number: str) -> Response:
    """Show rejected rows, each as a form with its message."""
    guest = importer(request)
    return _shown(request, kept(serving_of(request).program.location, number, guest.name))


def _shown(request: Request, found: KeptRows) -> Response:
    given = request.query_params.get("taken", "")
    return page(
        request,
        "correcting.html",
        section="entry",
        found=found,
        rows=[_form(one) for one in found.rows[:AT_ONCE]],
        taken=given if given.isascii() and given.isdigit() else "",
    )


def _form(one: _Row) -> dict[str, Any]:
    """Return a row with the cell that its message speaks of: the first whose column it names."""
    reason = one["reason"] or ""
    named = [(name, heading) for heading in one["row"] for name in _names(one["table"], heading)]
    longest = sorted(named, key=lambda each: len(each[0]), reverse=True)
    spoken = next((heading for name, heading in longest if name and name in reason), None)
    return {**one, "spoken": spoken, "cells": list(one["row"].items())}


def _names(table: str, heading: str) -> set[str]:
    """Return what messages call the column of a heading, in either language."""
    found = column_of(table, heading)
    return {heading} if found is None else {heading, found.zh, found.key, found.key.replace("_", " ")}


@router.post("/imports/{number}")
async def take_again(request: Request, number: str) -> Response:
    """Import the corrected rows; those that are rejected again are kept with their new messages."""
    sent = await sent_of(request)
    return await run_in_threadpool(_taken, request, number, sent)


def _taken(request: Request, number: str, sent: Sent) -> Response:
    guest, program = importer(request), serving_of(request).program
    found = kept(program.location, number, guest.name)
    shown, others = found.rows[:AT_ONCE], found.rows[AT_ONCE:]
    corrected = [
        {**one, "row": _corrected(one["row"], place, sent)}
        for place, one in enumerate(shown)
        if not sent.one(f"x{place}")
    ]
    for table in {str(one["table"]) for one in corrected}:
        permitted(request, Right.RECORD, table)
    left = list(_imported(program, corrected))
    keep(program.location, guest.name, [*left, *others], number)
    taken = len(corrected) - len(left)
    where = f"/imports/{number}" if left or others else "/imports"
    return RedirectResponse(address(where, {"taken": taken}), 303)


def _corrected(row: Mapping[str, str | None], place: int, sent: Sent) -> dict[str, str]:
    """Return a row as the form says it; a cell that the form does not have stays."""
    return {
        heading: sent.one(f"r{place}.{column}") if f"r{place}.{column}" in sent.words else cell or ""
        for column, (heading, cell) in enumerate(row.items())
    }


def _imported(program: Program, rows: Sequence[_Row]) -> Iterator[_Row]:
    """Import rows, those of a table and of the same headings as one file; yield what is rejected again."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[_Row]] = {}
    for one in rows:
        groups.setdefault((one["file"], one["table"], tuple(one["row"])), []).append(one)
    for (file, table, headings), some in groups.items():
        with TemporaryDirectory() as folder:
            place = Path(folder) / f"{Path(file).stem or 'rows'}.csv"
            with place.open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerows([headings, *([one["row"][name] for name in headings] for one in some)])
            told = imported(program, [place], Path(folder), table=table)
        yield from ({**one, "file": file, "table": table} for one in told["rejects"])
