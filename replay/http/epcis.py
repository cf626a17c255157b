"""EPCIS 2.0 over HTTP: capture of a partner's document, and the supply facts as a simple event query.

Of the standard's query parameters (GS1 EPCIS 2.0, 8.2.7.1) `eventType`, `GE_eventTime`, `LT_eventTime`,
`GE_recordTime`, `LT_recordTime`, `EQ_action`, `EQ_bizStep` and `EQ_disposition` are taken, besides the
options of a scope. A page holds `perPage` events, and the header `Link` leads to the next one. The events
of one identifier are a resource of their own (`/epcs/{epc}/events`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from ledger import clock
from ledger.epcis.goods import NamedGoods, goods_named
from ledger.errors import CommandError, Problem
from replay.doors.answering import imported
from replay.doors.posts import Right
from replay.doors.questions import SCOPE, TIMES, Parameters
from replay.http.asking import (
    BAD_CURSOR,
    asked_of,
    continued,
    cursor,
    json_response,
    permitted,
    serving_of,
)
from replay.http.recording import body_of, named_as_sent
from replay.http.serving import Capture

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.cutoff import Resolved

router = APIRouter(prefix="/epcis")
_MOST_DOCUMENT: Final = 32 << 20
_PER_PAGE: Final = 30  # as the standard's own default
_MOST_PER_PAGE: Final = 1000
_EQUAL: Final = {
    "eventType": "type",
    "EQ_action": "action",
    "EQ_bizStep": "bizStep",
    "EQ_disposition": "disposition",
}
_TIMES: Final = frozenset({"GE_eventTime", "LT_eventTime", "GE_recordTime", "LT_recordTime"})
_GOODS: Final = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_QUANTITIES: Final = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
_HEADERS: Final = {"GS1-EPCIS-Version": "2.0.0", "GS1-CBV-Version": "2.0.0"}
JOB_UNKNOWN: Final = Problem(
    "no_such_capture",
    "查询 EPCIS 接收任务：本次运行的服务器未接收过“{job}”。",
    "Asking for a capture job: this server has captured none under {job} since it started.",
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


@router.post("/capture", status_code=202, summary="Capture an EPCIS document")
async def capture(request: Request) -> Response:
    """Take a partner's document as receipts, returns and voids; the same event again is a duplicate."""
    body = await body_of(request, _MOST_DOCUMENT)
    return await run_in_threadpool(_capture, request, body)


def _capture(request: Request, body: bytes) -> Response:
    permitted(request, Right.RECORD_ALL)
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
    done = Capture(str(told["position"]), clock.now())
    captures = serving_of(request).captures
    if done.job not in {one.job for one in captures}:
        captures.append(done)
    headers = {"Location": f"/epcis/capture/{done.job}", **_HEADERS}
    return json_response(_job(done) | {"files": told["files"]}, 202, headers)


@router.get("/capture", summary="Capture jobs")
def capture_jobs(request: Request) -> Response:
    """Return the jobs that this server has done since it started, newest first."""
    permitted(request, Right.RECORD_ALL)
    asked = asked_of(request)
    asked.check(frozenset({"perPage", "lang"}))
    per_page = asked.number("perPage", _MOST_PER_PAGE) or _PER_PAGE
    newest = islice(reversed(list(serving_of(request).captures)), per_page)
    return json_response([_job(one) for one in newest], headers=dict(_HEADERS))


@router.get("/capture/{job}", summary="A capture job")
def capture_job(request: Request, job: str) -> Response:
    """Return a capture job: each is done when it is answered, whole or not at all."""
    permitted(request, Right.RECORD_ALL)
    for one in list(serving_of(request).captures):
        if one.job == job:
            return json_response(_job(one), headers=dict(_HEADERS))
    raise CommandError(JOB_UNKNOWN, job=job)


def _job(done: Capture) -> dict[str, Any]:
    finished = {"createdAt": done.at, "finishedAt": done.at, "running": False, "success": True}
    return {"captureID": done.job, **finished, "captureErrorBehaviour": "proceed", "errors": []}


@router.get("/events", summary="The supply facts as EPCIS events")
def events(request: Request) -> Response:
    """Return the supply facts of a scope as the results of a simple event query."""
    return _answered(request)


@router.get("/epcs/{epc:path}/events", summary="The supply facts of one identifier")
def events_of_epc(request: Request, epc: str) -> Response:
    """Return the supply facts that name goods by an identifier: a Digital Link or an EPC URN."""
    return _answered(request, epc)


def _answered(request: Request, epc: str | None = None) -> Response:
    permitted(request, Right.EXPORT)
    asked = asked_of(request)
    asked.check(SCOPE | TIMES | _TIMES | frozenset(_EQUAL) | {"perPage", "nextPageToken", "lang"})
    per_page = asked.number("perPage", _MOST_PER_PAGE) or _PER_PAGE
    asked, skip = continued(asked, asked.one("nextPageToken"))
    with serving_of(request).tables() as program:
        found, resolved = _events(program, asked)
        if epc is not None:
            found = (one for one in found if about(one, epc))
        page = list(islice(found, skip, skip + per_page + 1))
        program.note("exported", door="http", verb="epcis events", rows=min(len(page), per_page))
    headers = dict(_HEADERS)
    if len(page) > per_page:
        following = cursor(resolved.at, resolved.position, skip + per_page)
        headers["Link"] = f'<{request.url.include_query_params(nextPageToken=following)}>; rel="next"'
        headers["GS1-Next-Page-Token-Expires"] = "never"
    return Response(orjson.dumps(_document(page[:per_page], resolved)), 200, headers, "application/ld+json")


def _events(program: Program, asked: Parameters) -> tuple[Iterator[dict[str, Any]], Resolved]:
    """Return the events that are asked for, in the order of the log, and what they rest on."""
    from ledger.seal.key import LEDGER_ID
    from replay.cutoff import reached
    from replay.epcis.exporting import goods_of
    from replay.epcis.supply_events import SupplyEvents

    narrowed = any(name in asked.words for name in SCOPE)
    scope = asked.scope().scope() if narrowed else None
    resolved = reached(
        program.log,
        program.readmodel,
        program.zone,
        at=asked.one("at"),
        known_at=asked.one("known_at"),
    )
    goods = goods_of(program, scope, resolved)
    ledger_id = program.log.get_setting(LEDGER_ID) or "ledger"
    known, at = resolved.cutoff.known, resolved.cutoff.at
    told = SupplyEvents(program.log, program.zone, ledger_id, known, at).of(scope, goods)
    return (dict(one) for one in told if _fits(one, asked)), resolved


def _fits(event: Any, asked: Parameters) -> bool:
    for name, member in _EQUAL.items():
        wanted: Sequence[str] = asked.words.get(name, ())
        if wanted and event.get(member) not in {one for each in wanted for one in each.split(",")}:
            return False
    return all(_in_time(event, name, asked.one(name)) for name in _TIMES)


def _in_time(event: Any, name: str, bound: str | None) -> bool:
    """Return whether an event is within a bound of one of its times; `GE` is inclusive, `LT` is not."""
    if bound is None:
        return True
    moment = _moment(str(event[name[3:]]))
    return moment >= _moment(bound) if name.startswith("GE_") else moment < _moment(bound)


def about(event: Mapping[str, Any], epc: str) -> bool:
    """Return whether an event names goods or a logistic unit by an identifier, however it is written."""
    told = [event.get("parentID"), *(each for name in _GOODS for each in event.get(name, ()))]
    told += [each["epcClass"] for name in _QUANTITIES for each in event.get(name, ())]
    goods = _goods(epc)
    return epc in told or (goods is not None and goods in (_goods(each) for each in told if each))


def _goods(identifier: str) -> NamedGoods | None:
    """Return the goods of an identifier; a unit is known by its serial, whether its lot is named or not."""
    found = goods_named(identifier)
    return found if found is None or found.serial is None else found._replace(lot=None)


def _moment(text: str) -> float:
    from datetime import UTC, datetime

    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise CommandError(BAD_CURSOR, given=text) from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _document(page: list[dict[str, Any]], resolved: Resolved) -> dict[str, Any]:
    from ledger.epcis.vocabulary import CONTEXT, SCHEMA_VERSION
    from replay.epcis.supply_events import NAMESPACE, PREFIX

    return {
        "@context": [CONTEXT, {PREFIX: NAMESPACE}],
        "type": "EPCISQueryDocument",
        "schemaVersion": SCHEMA_VERSION,
        "creationDate": resolved.known_at,
        "epcisBody": {"queryResults": {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": page}}},
    }
