"""EPCIS 2.0 over HTTP: a partner's document is captured, and asked about as a job.

Each job is done when it is answered. That there was one is kept beside the log, so that any server of the
ledger, and the same one after a restart, knows it.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from ledger.errors import CommandError, Problem
from replay.doors.answering import imported
from replay.doors.epcis_kept import Capture
from replay.doors.posts import Right
from replay.http.asking import asked_of, json_response, permitted, serving_of
from replay.http.recording import body_of, named_as_sent

router = APIRouter(prefix="/epcis")
_MOST_DOCUMENT: Final = 32 << 20
_CAPTURED: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "An EPCISDocument of EPCIS 2.0.",
        "content": {
            kind: {"schema": {"type": "object"}} for kind in ("application/ld+json", "application/json")
        },
    }
}
PER_PAGE: Final = 30  # as the standard's own default
MOST_PER_PAGE: Final = 1000
HEADERS: Final = {"GS1-EPCIS-Version": "2.0.0", "GS1-CBV-Version": "2.0.0"}
JOB_UNKNOWN: Final = Problem(
    "no_such_capture",
    "查询 EPCIS 接收任务：未接收过“{job}”。",
    "Asking for a capture job: none was captured under {job}.",
    "202 才表示已入账；可用 GET /epcis/events 核对，或再次提交：同一事件不会重复入账。",
    "Look for the events, or send the document again: the same event is recorded once.",
)
CAPTURE_REJECTED: Final = Problem(
    "capture_rejected",
    "接收 EPCIS 文档：{count} 行未能入账，第一条的原因：{reason}",
    "Capturing an EPCIS document: {count} rows were not recorded; the first one: {reason}",
    "先登记所涉产品和供货者，再重新提交；已入账的不受影响。",
    "Register what it names first and send it again; what is recorded stays.",
)


@router.post("/capture", status_code=202, summary="Capture an EPCIS document", openapi_extra=_CAPTURED)
async def capture(request: Request) -> Response:
    """Take a partner's document as receipts, returns and voids; the same event again is a duplicate."""
    body = await body_of(request, _MOST_DOCUMENT)
    return await run_in_threadpool(_capture, request, body)


def _capture(request: Request, body: bytes) -> Response:
    guest = permitted(request, Right.RECORD_ALL)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "capture.jsonld"
        file.write_bytes(body)
        with named_as_sent([file]):
            told = imported(serving_of(request).program, [file], Path(folder))
    rejected = sum(one["rejected"] for one in told["files"])
    if rejected:
        first = told["rejects"][0]["reason"] if told["rejects"] else "?"
        raise CommandError(CAPTURE_REJECTED, count=rejected, reason=first)
    for one in told["files"]:
        one["file"] = Path(one["file"]).name
    done = serving_of(request).epcis.captured(str(told["position"]), guest.name)
    headers = {"Location": f"/epcis/capture/{done.job}", **HEADERS}
    return json_response(_job(done) | {"files": told["files"]}, 202, headers)


@router.get("/capture", summary="Capture jobs")
def capture_jobs(request: Request) -> Response:
    """Return the newest jobs, newest first."""
    permitted(request, Right.RECORD_ALL)
    asked = asked_of(request)
    asked.check(frozenset({"perPage", "lang"}))
    per_page = asked.number("perPage", MOST_PER_PAGE) or PER_PAGE
    newest = serving_of(request).epcis.captures()[:per_page]
    return json_response([_job(one) for one in newest], headers=dict(HEADERS))


@router.get("/capture/{job}", summary="A capture job")
def capture_job(request: Request, job: str) -> Response:
    """Return a capture job: each is done when it is answered, whole or not at all."""
    permitted(request, Right.RECORD_ALL)
    for one in serving_of(request).epcis.captures():
        if one.job == job:
            return json_response(_job(one), headers=dict(HEADERS))
    raise CommandError(JOB_UNKNOWN, job=job)


def _job(done: Capture) -> dict[str, Any]:
    finished = {"createdAt": done.at, "finishedAt": done.at, "running": False, "success": True}
    return {"captureID": done.job, **finished, "captureErrorBehaviour": "proceed", "errors": []}
