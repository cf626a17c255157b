"""Routes that read: tables, trace, recalls, cases, obligations, findings, reports, events."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from replay.doors import questions
from replay.doors.approvals import ask_approvals, is_waiting
from replay.doors.masking import kept_for
from replay.doors.posts import Right
from replay.http.asking import (
    asked_of,
    guest_of,
    json_response,
    permitted,
    rows_response,
    serving_of,
    told_response,
)
from replay.http.described import parameters

router = APIRouter(prefix="/api/v1")
_STEP: Final = 0.2  # seconds between two looks for new events
_LONGEST_WAIT: Final = 60
_MOST_EVENTS: Final = 10_000


@router.get("/tables", summary="Record tables and views", openapi_extra=parameters("tables"))
def tables(request: Request) -> Response:
    """List the record tables and views, with how many rows they hold."""
    permitted(request, Right.READ)
    with serving_of(request).tables() as program:
        ask = partial(questions.ask_tables, program)
        return rows_response(request, program, ask, "tables")


@router.get("/tables/{key}", summary="Rows of a table", openapi_extra=parameters("table"))
def table(request: Request, key: str) -> Response:
    """Return the rows of a record table or a view, now or then; a column as parameter filters."""
    from projections.answers.catalogue import named

    guest_of(request)
    wanted = named(key)
    permitted(request, Right.READ, wanted.key)
    with serving_of(request).tables() as program:
        return rows_response(
            request,
            program,
            lambda asked, answer: questions.ask_table(program, wanted.key, asked, answer),
            wanted.key,
        )


@router.get("/findings", summary="Broken rules", openapi_extra=parameters("findings"))
def findings(request: Request) -> Response:
    """List the rules that recorded facts break by what is known."""
    permitted(request, Right.READ_ALL)
    with serving_of(request).tables() as program:
        ask = partial(questions.ask_findings, program)
        return rows_response(request, program, ask, "findings")


@router.get("/obligations", summary="What is owed by when", openapi_extra=parameters("obligations"))
def obligations(request: Request) -> Response:
    """List the deadlines of cases and what is owed periodically."""
    permitted(request, Right.READ)
    with serving_of(request).tables() as program:
        ask = partial(questions.ask_obligations, program)
        return rows_response(request, program, ask, "obligations", kept_for(guest_of(request).post))


@router.get("/cases", summary="Cases", openapi_extra=parameters("cases"))
def cases(request: Request) -> Response:
    """List the cases and where each stands."""
    permitted(request, Right.READ)
    with serving_of(request).tables() as program:
        return rows_response(
            request, program, partial(questions.ask_cases, program), "cases", kept_for(guest_of(request).post)
        )


@router.get("/approvals", summary="What waits for a decision", openapi_extra=parameters("approvals"))
def approvals(request: Request) -> Response:
    """List the cases whose next stage is somebody's decision, longest waiting first."""
    post = permitted(request, Right.READ).post
    with serving_of(request).tables() as program:
        ask = partial(ask_approvals, program)
        return rows_response(request, program, ask, "approvals", lambda row: is_waiting(row, post))


@router.get("/cases/{table}/{number:path}", summary="One case", openapi_extra=parameters("case"))
def case(request: Request, table: str, number: str) -> Response:
    """Return one case with its stages and what it owes."""
    from projections.answers.catalogue import named

    guest_of(request)
    permitted(request, Right.READ, named(table).key)
    with serving_of(request).tables() as program:
        return told_response(request, program, questions.case_told(program, number, table, asked_of(request)))


@router.get("/trace", summary="Every movement of goods", openapi_extra=parameters("trace"))
def trace(request: Request) -> Response:
    """Return every movement of a lot, a unit, a delivery or to a customer, with who holds what."""
    permitted(request, Right.READ_ALL)
    with serving_of(request).tables() as program:
        found = questions.trace_told(program, asked_of(request))
        rest = {name: value for name, value in found.items() if name != "movements"}
        return told_response(request, program, {"rows": found["movements"], "next": None, **rest})


@router.get("/recalls/preview", summary="Who has the goods", openapi_extra=parameters("preview"))
def preview(request: Request) -> Response:
    """Return who has the goods of a scope; nothing is recorded."""
    permitted(request, Right.READ_ALL)
    with serving_of(request).tables() as program:
        return told_response(request, program, questions.preview_told(program, asked_of(request)))


@router.get("/recalls", summary="Recalls", openapi_extra=parameters("recalls"))
def recalls(request: Request) -> Response:
    """List the recalls and how far each has come."""
    permitted(request, Right.READ_ALL)
    with serving_of(request).tables() as program:
        return rows_response(request, program, partial(questions.ask_recalls, program), "recalls")


@router.get("/recalls/{number}", summary="One recall", openapi_extra=parameters("recall"))
def recall(request: Request, number: str) -> Response:
    """Return a recall with its scopes, clocks and the board of its consignees."""
    permitted(request, Right.READ_ALL)
    with serving_of(request).tables() as program:
        return told_response(request, program, questions.recall_told(program, number, asked_of(request)))


@router.get("/reports/{name}", summary="A periodic report", openapi_extra=parameters("report"))
def report(request: Request, name: str) -> Response:
    """Make a periodic report."""
    permitted(request, Right.READ_ALL)
    with serving_of(request).tables() as program:
        return told_response(request, program, questions.report_told(program, name, asked_of(request)))


@router.get("/events", summary="The events, in order", openapi_extra=parameters("events"))
async def events(request: Request) -> Response:
    """Stream the events behind a position as JSON Lines, without gaps; wait where there are none."""
    permitted(request, Right.READ_ALL)
    asked = asked_of(request)
    asked.check(frozenset({"after", "wait", "limit", "lang"}))
    after = asked.number("after", 10**15) or 0
    wait = asked.number("wait", _LONGEST_WAIT) or 0
    limit = asked.number("limit", _MOST_EVENTS)
    limit = _MOST_EVENTS if limit is None else limit
    log = serving_of(request).program.log
    until = time.monotonic() + wait
    while (head := await run_in_threadpool(log.head)) <= after and time.monotonic() < until:
        if await request.is_disconnected():
            break
        await _pause(_STEP)
    last = min(head, after + limit)

    async def lines() -> AsyncIterator[bytes]:
        batches = log.scan(after, last) if last > after else iter(())
        while batch := await run_in_threadpool(next, batches, None):
            yield b"".join(stored + b"\n" for _, stored in batch)

    headers = {"X-Position": str(head), "X-Next": str(max(after, last))}
    return StreamingResponse(lines(), 200, headers, "application/x-ndjson")


async def _pause(seconds: float) -> None:
    import anyio

    await anyio.sleep(seconds)


@router.get("/events/{position}", summary="One event with its proof")
def event(request: Request, position: int) -> Response:
    """Return one event with its row, its findings and its proof, checked."""
    from replay.one_event import event_told

    permitted(request, Right.READ_ALL)
    with serving_of(request).tables() as program:
        return told_response(request, program, event_told(program, position))


@router.get("/exports", summary="Evidence that left the house", openapi_extra=parameters("exports"))
def exports(request: Request) -> Response:
    """List the evidence bundles that were exported."""
    permitted(request, Right.READ_ALL)
    with serving_of(request).tables() as program:
        return rows_response(request, program, partial(questions.ask_exports, program), "exports")


@router.get("/status", summary="How far everything is")
def status(request: Request) -> Response:
    """Return the position, the checkpoint, the projections and what lags."""
    from replay.telling.answers.status import status_told

    permitted(request, Right.READ)
    with serving_of(request).tables() as program:
        return json_response(status_told(program))


@router.get("/checkpoint", summary="The newest checkpoint")
def checkpoint(request: Request) -> Response:
    """Return the newest signed checkpoint as the text of its note."""
    from ledger.log.checkpoints import Checkpoints

    permitted(request, Right.READ)
    latest = Checkpoints(serving_of(request).program.log).latest()
    found: dict[str, Any] = {"note": None} if latest is None else {"size": latest.size, "note": latest.note}
    return json_response(found)


@router.post("/checkpoint", status_code=201, summary="Sign the head")
def sign(request: Request) -> Response:
    """Sign the head of the log and return the checkpoint as the text of its note."""
    permitted(request, Right.VERIFY)
    taken = serving_of(request).program.checkpoint()
    return json_response({"size": taken.checkpoint.size, "note": taken.note}, 201)


@router.get("/verify", summary="Whether anything was changed", openapi_extra=parameters("verify"))
def verify(request: Request) -> Response:
    """Verify the log, the tree, the checkpoints and the tables."""
    permitted(request, Right.VERIFY)
    asked = asked_of(request)
    asked.check(frozenset({"deep", "lang"}))
    with serving_of(request).tables() as program:
        return json_response(program.verify(deep=asked.flag("deep")).as_json())
